"""Steering the sandbox: in process, over HTTP, as a program, by itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import ShopCaller, WarehouseCaller
from ..dev.sandbox.remote_control import ControlError, RemoteControl

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, 'waited in vain'
        time.sleep(0.02)


def test_remote_control_has_the_same_operations(sandbox):
    control = RemoteControl(sandbox.url)
    order = control.place(kind='multi', id=4711)
    assert order == sandbox.control.order(4711)
    assert control.pay(4711)['id'] == 4711
    assert control.counts()['stores'] == {'tunturipuoti': 1}
    assert control.violations() == []
    assert control.play(cancel_by_put=False)['cancel_by_put'] is False
    assert control.log() == []


@pytest.mark.parametrize(('operation', 'values'), [
    ('explode', {}), ('place', {'kind': 'odd'}), ('pay', {'order_id': 1}), ('pay', {}),
    ('collect', {'reference': 'S1'}), ('play', {'odd': 1}), ('call', {'name': 'reset'}),
])
def test_remote_control_explains_errors(sandbox, operation, values):
    with pytest.raises(ControlError):
        getattr(RemoteControl(sandbox.url), operation)(**values)


def test_action_in_the_wrong_state_is_an_error(sandbox):
    order = sandbox.control.place(kind='cancelled')
    with pytest.raises(ControlError, match='cannot be cancelled'):
        RemoteControl(sandbox.url).cancel(order['id'])


def test_results_are_copies(sandbox):
    order = sandbox.control.place()
    order['total'] = 0
    assert sandbox.control.order(order['id'])['total'] == 155.9


def test_sandbox_that_never_started_can_be_stopped():
    Sandbox().stop()


def test_clock_starts_where_it_is_told_and_advances():
    with Sandbox(start='2026-11-16T08:00:00Z') as sandbox:
        sandbox.control.advance(3600)
        order = sandbox.control.place()
        assert order['created_at'].startswith('2026-11-16T11:00:0')


def test_reset_makes_a_fresh_sandbox(sandbox):
    violations, log = sandbox.violations, sandbox.log
    sandbox.control.place()
    sandbox.control.play(orders_version='v0')
    ShopCaller(sandbox)('GET', 'orders/')
    sandbox.control.reset()
    assert sandbox.control.counts()['stores'] == {'tunturipuoti': 0}
    assert (violations, log) == ([], [])
    assert ShopCaller(sandbox)('GET', 'orders').status_code == 200


def test_same_seed_gives_the_same_orders():
    def people(seed):
        with Sandbox(seed=seed) as sandbox:
            return [sandbox.control.place()['customer_information'] for _ in range(6)]
    assert people(3) == people(3)
    assert people(3) != people(4)


def test_log_names_the_account_and_never_the_authorization(sandbox):
    ShopCaller(sandbox).get('orders', page=1, page_size=5)
    call = sandbox.log[0]
    assert (call.remote, call.method, call.path, call.status, call.account) == (
        'shop', 'GET', '/api/v1/orders', 200, 'tunturipuoti',
    )
    assert call.query == {'page': '1', 'page_size': '5'}
    assert 'sandbox-key' not in str(sandbox.log)


def test_second_store_has_its_own_orders_and_key(sandbox):
    sandbox.control.add_store('toinen', 'api@toinen.example', 'key')
    sandbox.control.place(store='toinen')
    shop = ShopCaller(sandbox, 'toinen')
    assert shop('GET', 'orders').status_code == 401
    shop.auth = ('api@toinen.example', 'key')
    assert shop.get('orders')['meta']['item_count'] == 1
    assert ShopCaller(sandbox).get('orders')['meta']['item_count'] == 0


def test_warehouse_works_by_itself():
    with Sandbox(auto=0.02) as sandbox:
        sandbox.control.set_warehouse_stock('KEITIN-X1', 0)
        warehouse = WarehouseCaller(sandbox).log_in()
        warehouse.post_order('S1')
        warehouse.post_order('S2', code='KEITIN-X1')

        def status(reference):
            return sandbox.control.warehouse_order(reference)[0]['status']
        wait_until(lambda: status('S1') == 'shipped')
        assert status('S2') == 'pending'
        sandbox.control.set_warehouse_stock('KEITIN-X1', 5)
        wait_until(lambda: status('S2') == 'shipped')


def test_parallel_calls_lose_nothing(sandbox):
    warehouse = WarehouseCaller(sandbox).log_in()

    def send(worker):
        for number in range(10):
            warehouse.post_order(f'S{worker}-{number}', quantity=1)
    threads = [threading.Thread(target=send, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.control.counts()['merchants'] == {'12345': {'new': 80}}
    assert sandbox.control.warehouse_product('KAASU-230')['reserved'] == 80


def test_program_prints_its_address_and_ends_on_a_signal():
    process = subprocess.Popen(
        [sys.executable, '-m', 'dev.sandbox', '--port', '0', '--seed', '5'], cwd=ROOT,
        stdout=subprocess.PIPE, text=True, env=os.environ | {'PYTHONDONTWRITEBYTECODE': '1'},
    )
    with process:
        url = process.stdout.readline().removeprefix('Sandbox: ').strip()
        assert RemoteControl(url).place()['status'] == 'OPEN'
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
