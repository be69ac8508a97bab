"""What the benchmarks share, inside an Odoo shell: figures, sizes, clocks. See bench.py.

A benchmark is a file dev/bench_<name>.py with a function `measure(env, url)`: the database is its
own and has the module installed, the sandbox at `url` is its own as well. It returns a list of
`figure`s and tells its progress with `progress`.
"""

import os
import re
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from requests.adapters import HTTPAdapter

from .sandbox.remote_control import RemoteControl
from .scenario import build_all


def figure(what, value, unit='', at_least=None, at_most=None):
    """One row of the table.

    :param at_least, at_most: the goal, None where there is none
    """
    value = round(value, 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)
    met = None
    if at_least is not None or at_most is not None:
        met = value >= at_least if at_least is not None else value <= at_most
    goal = ('' if met is None else f'at least {at_least:g}' if at_least is not None
            else f'at most {at_most:g}')
    return {'what': what, 'value': value, 'unit': unit, 'goal': goal, 'met': met}


def size(name, full, small):
    """How many: the environment's ORDERS, ROWS or CODES, else the full size or a small one."""
    return int(os.environ.get(name) or (small if os.environ.get('SMALL') else full))


def progress(text):
    print('PROGRESS', text, flush=True)


def build(env, url, **store_values):
    """Build the company and its accounts, connected.

    :return: (store, merchant, control of the sandbox)
    """
    store, merchant = build_all(env, SimpleNamespace(
        warehouse_url=f'{url}/ogoship', shop_url=lambda: f'{url}/shop/tunturipuoti'),
        **store_values)
    store.action_test_connection()
    merchant.action_test_connection()
    assert (store.state, merchant.state) == ('connected', 'connected')
    env.cr.commit()
    return store, merchant, RemoteControl(url)


# === CLOCKS === #


def measured(env, work, *args):
    """Do a piece of work and say what it took.

    Work of the scheduler runs on cursors of its own, and its queries count as well.

    :return: namespace of seconds, cpu (of this process), waited (for remotes), calls, queries,
        megabytes (peak), result
    """
    env.cr.commit()
    env.invalidate_all()
    reset_peak()
    with counted_calls() as calls, counted_queries() as queries:
        started, cpu = time.perf_counter(), time.process_time()
        result = work(*args)
        env.cr.commit()
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    env.invalidate_all()
    return SimpleNamespace(
        seconds=seconds, cpu=cpu, waited=calls.seconds, calls=calls.count, paths=calls.paths,
        queries=queries.count, megabytes=peak(), result=result)


def run_cron(account):
    """One run of the account's scheduled action, as the scheduler does it."""
    account.cron_id.method_direct_trigger()
    # What the run has committed is seen by a new transaction only.
    account.env.cr.commit()
    account.env.invalidate_all()


def counted_calls():
    """Count the calls to remotes, and the seconds that were waited for their answers."""
    return _Counter(HTTPAdapter, 'send', lambda self, request, **kwargs: (
        f'{request.method} {request.path_url.split("?")[0]}'))


def counted_queries():
    """Count the SQL statements of all cursors, without savepoints and commits."""
    from odoo.sql_db import Cursor
    return _Counter(Cursor, 'execute', lambda self, query, *args, **kwargs: '')


class _Counter:
    """Context manager: `count`, `seconds` and `paths` of the calls of a method."""

    def __init__(self, owner, method, name):
        self.count, self.seconds, self.paths = 0, 0.0, []
        original, counter = getattr(owner, method), self

        def call(self, *args, **kwargs):
            counter.count += 1
            counter.paths.append(name(self, *args, **kwargs))
            started = time.perf_counter()
            try:
                return original(self, *args, **kwargs)
            finally:
                counter.seconds += time.perf_counter() - started
        self._patch = patch.object(owner, method, call)

    def __enter__(self):
        self._patch.start()
        return self

    def __exit__(self, *exc_info):
        self._patch.stop()


def reset_peak():
    """Begin to measure the peak of this process's memory anew; return it, in MB."""
    Path('/proc/self/clear_refs').write_text('5')
    return peak()


def peak():
    status = Path('/proc/self/status').read_text()
    return int(re.search(r'VmHWM:\s+(\d+)', status)[1]) / 1024
