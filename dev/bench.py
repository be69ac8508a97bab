"""Speed, size and number of queries, measured: `make bench`.

Each figure is a ratio to a floor that was taken in the same run on the same machine, floor and
module by turns, so that it means the same everywhere. ROWS=20000 products in the shop's catalogue.
"""

import json
import os
import re

from console import Failure, Steps, run_main
from demo_processes import sandbox
from demo_story import remote_control
from workbench import MODULE, postgres, run_odoo, set_up, temporary_database

ROWS = 20000
MEASURE = """
from odoo.addons.{module}.dev.bench_catalogue import measure
print('RESULT', __import__('json').dumps(measure(env, {url!r}, {rows})))
"""


def main(rows):
    """Run the benchmarks, print the table, and return 0."""
    set_up('demo')
    steps = Steps(4)
    with postgres(), temporary_database('bench') as database, sandbox(steps) as (url, _child):
        steps.start('Database')
        run_odoo(database, '-i', MODULE, '--stop-after-init', '--no-http',
                 what=f'{MODULE} could not be installed')
        steps.done()
        steps.start(f'{rows} products in the shop')
        remote_control(url).fill_catalogue(count=rows)
        steps.done()
        steps.start('Reading the catalogue')
        figures = run_measure(database, url, rows)
        steps.done()
    print('', *table(figures), sep='\n')
    return 0


def run_measure(database, url, rows):
    """Return what `bench_catalogue.measure` found, in a process of its own."""
    printed = run_odoo(
        database, '--no-http', command='shell', what='The benchmark failed',
        text=MEASURE.format(module=MODULE, url=url, rows=rows))
    found = re.search(r'RESULT (.*)', printed)
    if not found:
        raise Failure(f'The benchmark gave no figures:\n{printed[-2000:]}')
    return json.loads(found[1])


def table(figures):
    """Return the lines of the table: what, figure, goal."""
    width = max(len(what) for what, _figure, _goal in figures)
    return [f'{what:{width}}  {figure:>14}  {goal}' for what, figure, goal in figures]


if __name__ == '__main__':
    run_main(main, int(os.environ.get('ROWS') or ROWS))
