"""Shipments of the sandbox's shop: split, completed one by one, reopened (mycashflow-api §3.3)."""

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import ALL_EXPANDS, ShopCaller


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def shop(sandbox):
    return ShopCaller(sandbox)


@pytest.fixture
def order(sandbox):
    """Three pairs of socks in the first shipment with two gas cartridges, three in the second."""
    number = sandbox.control.place('tunturipuoti', 'multi')['id']
    return sandbox.control.split_shipment(number, {'KAASU-230': 3})


def complete(shop, order, shipment):
    return shop('POST', f'orders/{order["id"]}/shipments/{shipment["id"]}/complete')


def read(shop, order):
    return shop.get(f'orders/{order["id"]}', expand=ALL_EXPANDS)['data']


def pieces(order, shipment):
    return {row['product_code']: row['quantity'] for row in order['products']
            if row['shipment_id'] == shipment['id']}


def test_split_shipment_divides_the_rows(shop, order):
    order = read(shop, order)
    first, second = order['shipments']
    assert pieces(order, first) == {'SUKKA-MERINO-M': 3, 'KAASU-230': 2}
    assert pieces(order, second) == {'KAASU-230': 3}
    assert second['status'] == 'OPEN'
    assert second['shipping_method_id'] == first['shipping_method_id']


def test_more_than_there_is_cannot_be_moved(sandbox, order):
    with pytest.raises(ValueError):
        sandbox.control.split_shipment(order['id'], {'KAASU-230': 6})


def test_order_is_completed_with_its_last_shipment(shop, order):
    first, second = order['shipments']
    complete(shop, order, second)
    assert read(shop, order)['status'] == 'OPEN'
    complete(shop, order, first)
    assert read(shop, order)['status'] == 'COMPLETED'


def test_reopened_shipment_opens_the_order_and_reserves_again(sandbox, shop, order):
    before = sandbox.control.stock('KAASU-230')
    _first, second = order['shipments']
    complete(shop, order, second)
    assert sandbox.control.stock('KAASU-230')['quantity'] == before['quantity'] - 3
    sandbox.control.reopen_shipment(order['id'], second['id'])
    after = sandbox.control.stock('KAASU-230')
    assert (after['quantity'], after['reserved']) == (before['quantity'], before['reserved'])
    shipment = read(shop, order)['shipments'][1]
    assert (shipment['status'], shipment['shipping_method_id']) == ('OPEN', 3)


def test_cancelled_shipment_loses_method_and_cannot_be_completed(sandbox, shop, order):
    _first, second = order['shipments']
    complete(shop, order, second)
    sandbox.control.reopen_shipment(order['id'], second['id'], cancel=True)
    assert read(shop, order)['shipments'][1]['shipping_method_id'] is None
    assert complete(shop, order, second).status_code == 409


def test_open_shipment_cannot_be_reopened(sandbox, order):
    with pytest.raises(ValueError):
        sandbox.control.reopen_shipment(order['id'], order['shipments'][0]['id'])
