"""Two processes against one: the orders of two merchants, worked by one process or by two at once.

Each process does whole runs of one account's scheduled action: sends what is to be sent, and
reads the statuses. The database and the sandbox are shared, so they are part of it.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from odoo.tools import config

from .bench_common import build, figure, progress, run_cron, size
from .bench_orders import sell
from .sandbox.accounts import CLIENT_ID, CLIENT_SECRET

WORK = """
from odoo.addons.mycashflow_ogoship.dev.bench_processes import work
work(env, {merchants}, {folder!r}, {name!r})
"""
PATIENCE = 300  # seconds until a process is given up


def measure(env, url):
    """Both accounts have twice ORDERS orders: one half for one process, the other for two."""
    count = size('ORDERS', 100, 10)
    _store, first, control = build(env, url)
    control.add_merchant(merchant='MERCHANT-2', token='token-2')
    second = first.copy({
        'name': "Second", 'merchant_code': 'MERCHANT-2', 'secret_token': 'token-2',
        'client_id': CLIENT_ID, 'client_secret': CLIENT_SECRET, 'api_url': first.api_url,
        'auth_url': first.auth_url,
        'warehouse_id': env['stock.warehouse'].create({'name': "Second", 'code': 'TWO'}).id})
    second.action_test_connection()
    assert second.state == 'connected', second.error_message
    late = env['ogoship.order']
    for merchant in (first, second):
        late |= sell(env, merchant, 2 * count)[count:]
    _hold(late, '2099-01-01')
    progress('one process')
    one = _run([(first, second)])
    _hold(late, False)
    progress('two processes')
    two = _run([(first,), (second,)])
    rows = env['ogoship.order'].search([])
    assert set(rows.mapped('state')) == {'sent'}, rows.mapped('message')
    return [
        figure('orders of each of two accounts', count),
        figure('one process', one, 's'),
        figure('two processes', two, 's'),
        figure('two processes against one', one / two, at_least=1.7),
    ]


def _hold(rows, moment):
    rows.retry_at = moment
    rows.env.flush_all()
    rows.env.cr.commit()
    rows.env.invalidate_all()


def _run(shares):
    """Seconds that processes take, one for each share of the merchants, from when all are up."""
    with tempfile.TemporaryDirectory() as folder:
        children = [_start(folder, f'process{number}', merchants)
                    for number, merchants in enumerate(shares)]
        try:
            _wait(lambda: len(list(Path(folder).glob('*.ready'))) == len(children), children)
            started = time.perf_counter()
            Path(folder, 'go').touch()
            _wait(lambda: len(list(Path(folder).glob('*.done'))) == len(children), children)
            return time.perf_counter() - started
        finally:
            for child in children:
                child.kill()
                child.wait()


def _start(folder, name, merchants):
    child = subprocess.Popen(
        [sys.executable, '-m', 'odoo', 'shell', '-c', config['config'], '--no-http'],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    child.stdin.write(WORK.format(
        merchants=[merchant.id for merchant in merchants], folder=folder, name=name))
    child.stdin.close()
    return child


def _wait(condition, children):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, 'a process did not come to an end'
        # One that has done its work may be gone.
        assert not any(child.poll() for child in children), 'a process broke down'
        time.sleep(0.01)


def work(env, merchant_ids, folder, name):
    """What one process does."""
    Path(folder, f'{name}.ready').touch()
    while not Path(folder, 'go').exists():
        time.sleep(0.01)
    merchants = env['ogoship.merchant'].browse(merchant_ids)
    for _run_number in range(100):
        waiting = env['ogoship.order'].search([
            ('merchant_id', 'in', merchant_ids), ('state', '!=', 'sent'),
            ('retry_at', '=', False)])
        if not waiting:
            break
        for merchant in merchants & waiting.merchant_id:
            run_cron(merchant)
    Path(folder, f'{name}.done').touch()
