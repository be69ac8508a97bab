"""Speed, size and number of queries, measured: `make bench`.

    make bench                      all benchmarks at full size
    make bench B="send stock"       only these: dev/bench_<name>.py
    make bench SMALL=1              a few minutes in all, to see that everything runs
    make bench B=send ORDERS=200    other sizes: ORDERS, ROWS, CODES
    make bench JSON=figures.json    the figures as JSON as well

Each benchmark has a database and a sandbox of its own. Where there is a floor, it is taken in the
same run, by turns with the module, so that the ratio means the same on every machine. What each
row says and how to read it: docs/performance.md.
"""

import json
import os
import platform
import subprocess
import threading
import time
from pathlib import Path

from console import Failure, Steps, run_main, stop_group
from demo_processes import sandbox
from workbench import (
    MODULE, ROOT, cache, create_database, drop_database, odoo_command, odoo_config, odoo_env,
    postgres, run_odoo, set_up, temporary_database, unique_name)

LIBRARIES = ('bench_common', 'bench_orders')  # no benchmarks, but what they share
PATIENCE = 40 * 60  # seconds for one benchmark: one that hangs does not stop the others
PROGRESS, RESULT = 'PROGRESS ', 'RESULT '
MEASURE = """
import json
from odoo.addons.{module}.dev.{file} import measure
print({result!r} + json.dumps(measure(env, {url!r})), flush=True)
"""


def main(names, json_file):
    """Run the benchmarks, print the table; return 1 when one of them broke down."""
    unknown = set(names) - set(known_names())
    if unknown:
        raise Failure(f'There is no benchmark {" or ".join(sorted(unknown))}: choose of '
                      f'{", ".join(known_names())}.')
    names = names or known_names()
    set_up('demo')
    with postgres(), temporary_database('bench') as template:
        results, broken = run_all(names, template)
    print('', *table(results), sep='\n')
    if json_file:
        Path(json_file).write_text(json.dumps(report(results), indent=1) + '\n')
    for name, failure in broken.items():
        print(f'\n{name} broke down: {failure}')
    return int(bool(broken))


def known_names():
    files = {path.stem for path in (ROOT / 'dev').glob('bench_*.py')} - {*LIBRARIES}
    return sorted(name.removeprefix('bench_') for name in files)


def run_all(names, template):
    """:return: {name: figures}, {name: what went wrong}"""
    steps = Steps(1 + 2 * len(names))
    steps.start('Database with the module')
    run_odoo(template, '-i', MODULE, '--stop-after-init', '--no-http',
             what=f'{MODULE} could not be installed')
    steps.done()
    results, broken = {}, {}
    for name in names:
        try:
            with sandbox(steps) as (url, _child):
                steps.start(f'Benchmark {name}')
                results[name] = run_one(name, template, url, steps.note)
                steps.done()
        except Failure as failure:
            print()
            broken[name] = failure
    return results, broken


def run_one(name, template, url, note):
    """Return what `measure` of a benchmark found, in a process and a database of its own."""
    database = unique_name('bench')
    config = odoo_config(cache() / f'{database}.conf', database)
    try:
        create_database(database, template=template)
        text = MEASURE.format(module=MODULE, file=f'bench_{name}', url=url, result=RESULT)
        lines = run_shell(odoo_command(config, '--no-http', command='shell'), text, note)
    finally:
        config.unlink()
        drop_database(database)
    found = [line for line in lines if line.startswith(RESULT)]
    if not found:
        raise Failure('\n'.join(['it gave no figures.', *lines[-25:]]))
    return [as_row(row) for row in json.loads(found[-1].removeprefix(RESULT))]


def as_row(row):
    """One row as `bench_common.figure` makes it; (what, figure, goal) will do as well."""
    if isinstance(row, dict):
        return row
    what, value, goal = row
    return {'what': what, 'value': value, 'unit': '', 'goal': goal.removeprefix('goal '),
            'met': None}


def run_shell(command, text, note):
    """Run a text in an Odoo shell and return what it printed; its progress is shown at once."""
    lines = []
    with subprocess.Popen(
            command, env=odoo_env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors='replace', start_new_session=True) as child:
        killer = threading.Timer(PATIENCE, stop_group, [child])
        killer.start()
        try:
            child.stdin.write(text)
            child.stdin.close()
            for line in map(str.rstrip, child.stdout):
                if line.startswith(PROGRESS):
                    note(line.removeprefix(PROGRESS))
                lines.append(line)
            child.wait()
        except BaseException:
            stop_group(child)
            raise
        finally:
            killer.cancel()
    return lines


# === SHOWING === #


def table(results):
    """Return the lines of the table: what, figure, goal, and whether it is met."""
    rows = [
        (name, row['what'], f'{shown(row["value"])} {row["unit"]}'.strip(), row['goal'],
         verdict(row))
        for name, figures in results.items() for row in figures]
    if not rows:
        return []
    rows = [('Benchmark', 'What', 'Figure', 'Goal', ''), *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ['  '.join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return [lines[0], '-' * max(map(len, lines)), *lines[1:]]


def shown(value):
    return value if isinstance(value, str) else f'{value:.6g}'


def verdict(row):
    return {True: 'met', False: 'MISSED', None: ''}[row['met']]


def report(results):
    return {
        'when': time.strftime('%Y-%m-%d %H:%M:%S'), 'processors': os.cpu_count(),
        'machine': platform.machine(), 'python': platform.python_version(),
        'small': bool(os.environ.get('SMALL')), 'benchmarks': results}


if __name__ == '__main__':
    run_main(main, (os.environ.get('B') or '').split(), os.environ.get('JSON'))
