"""Two processes against one: what two merchants have shipped, worked by one process or by two.

Each process does whole runs of one account's scheduled action, which reads the statuses and
validates the deliveries. Odoo and the database have all the work, the sandbox next to none: were it
sending, two processes would mostly wait for the one sandbox.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from odoo.tools import config

from .bench_common import build, figure, progress, run_cron, size
from .bench_orders import goods, sell, send_all, ship_all
from .sandbox.accounts import CLIENT_ID, CLIENT_SECRET

WORK = """
from odoo.addons.mycashflow_ogoship.dev.bench_processes import work
work(env, {ids}, {folder!r}, {name!r})
"""
TURNS = 4
PATIENCE = 300  # seconds until a process is given up


def measure(env, url):
    """Both accounts have twice ORDERS deliveries: half of them for one process, half for two, by
    turns (one, two, two, one), since the first turn of all pays for what is read once."""
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
    turns = [env['ogoship.order']] * TURNS
    products = goods(env)
    half = len(products) // 2
    # Other products for each: of the same ones, Odoo itself lets one process wait for the other.
    for merchant, own in ((first, products[:half]), (second, products[half:])):
        rows = sell(env, merchant, 2 * count, own)
        send_all(merchant, rows)
        turns = [turn | rows[number::TURNS] for number, turn in enumerate(turns)]
    one = two = 0
    for number, rows in enumerate(turns):
        ship_all(control, rows)
        if number in (0, 3):
            progress('one process')
            one += _run([rows])
        else:
            progress('two processes')
            two += _run(list(rows.grouped('merchant_id').values()))
    env.cr.commit()
    env.invalidate_all()
    rows = env['ogoship.order'].union(*turns)
    assert set(rows.mapped('state')) == {'done'}, rows.mapped('message')
    return [
        figure('deliveries of each of two accounts', count),
        figure('one process', one, 's'),
        figure('two processes', two, 's'),
        figure('two processes against one', one / two, at_least=1.7),
    ]


def _run(shares):
    """Seconds that processes take, one for each share of the rows, from when all are up."""
    with tempfile.TemporaryDirectory() as folder:
        children = [_start(folder, f'process{number}', rows)
                    for number, rows in enumerate(shares)]
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


def _start(folder, name, rows):
    child = subprocess.Popen(
        [sys.executable, '-m', 'odoo', 'shell', '-c', config['config'], '--no-http'],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    child.stdin.write(WORK.format(ids=rows.ids, folder=folder, name=name))
    child.stdin.close()
    return child


def _wait(condition, children):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, 'a process did not come to an end'
        # One that has done its work may be gone.
        assert not any(child.poll() for child in children), 'a process broke down'
        time.sleep(0.01)


def work(env, ids, folder, name):
    """What one process does."""
    Path(folder, f'{name}.ready').touch()
    while not Path(folder, 'go').exists():
        time.sleep(0.01)
    rows = env['ogoship.order'].browse(ids)
    for _run_number in range(100):
        open_ones = rows.filtered(lambda row: row.state != 'done')
        if not open_ones:
            break
        for merchant in open_ones.merchant_id:
            run_cron(merchant)
    Path(folder, f'{name}.done').touch()
