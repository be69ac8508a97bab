"""The shop's actions and the states in which they are refused (mycashflow-api §2.1, §3)."""

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
def place(sandbox):
    return sandbox.control.place


def act(shop, order, action, body=None):
    return shop('POST', f'orders/{order["id"]}/{action}', json=body)


def complete(shop, order, body=None):
    return act(shop, order, f'shipments/{order["shipments"][0]["id"]}/complete', body)


def full(shop, order):
    return shop.get(f'orders/{order["id"]}', expand=ALL_EXPANDS)['data']


def test_quick_process_delivers_everything(sandbox, shop, place):
    order = place()
    answer = act(shop, order, 'quick-process', {'tracking_code': 'T1', 'send_emails': True})
    assert answer.json()['data']['status'] == 'COMPLETED'
    assert 'shipments' not in answer.json()['data']
    after = full(shop, order)
    shipment = after['shipments'][0]
    assert (shipment['status'], shipment['tracking_code']) == ('COMPLETED', 'T1')
    assert shipment['completed_at']
    assert after['products'][0]['delivered_at']
    assert sandbox.control.state()['stores']['tunturipuoti']['mails'] == [order['id']]
    stock = sandbox.control.stock('KENKA-TUNTURI-42')
    assert (stock['quantity'], stock['reserved']) == (39, 0)


def test_quick_process_twice_is_409(shop, place):
    order = place()
    assert act(shop, order, 'quick-process').status_code == 200
    assert act(shop, order, 'quick-process').status_code == 409


@pytest.mark.parametrize('payments', [[], [{'amount': 20}, {}]])
def test_quick_process_needs_exactly_one_payment(shop, place, payments):
    assert act(shop, place(payments=payments), 'quick-process').status_code == 409


def test_open_cash_on_delivery_needs_its_flag(shop, place):
    order = place(kind='cod')
    assert act(shop, order, 'quick-process', {'tracking_code': 'T'}).status_code == 409
    flag = {'allow_open_cash_on_delivery_payments': True}
    assert act(shop, order, 'quick-process', flag).status_code == 200


def test_quick_process_activates_klarna(shop, place):
    order = place(kind='klarna')
    act(shop, order, 'quick-process')
    assert full(shop, order)['payments'][0]['status'] == 'PAID'


@pytest.mark.parametrize('action', ['quick-process', 'cancel'])
@pytest.mark.parametrize('state', [
    {'kind': 'cancelled'}, {'archived_at': '2026-11-16T12:00:00+02:00'},
])
def test_cancelled_and_archived_orders_are_locked(shop, place, action, state):
    assert act(shop, place(**state), action).status_code == 409


def test_last_shipment_completes_the_order(shop, place):
    order = place(shipments=[{}, {}])
    assert complete(shop, order).json()['data']['status'] == 'COMPLETED'
    assert full(shop, order)['status'] == 'OPEN'
    order['shipments'].pop(0)
    assert complete(shop, order).status_code == 200
    assert full(shop, order)['status'] == 'COMPLETED'


def test_shipment_without_a_method_cannot_be_completed(shop, place):
    assert complete(shop, place(shipping_method_id=None)).status_code == 409


def test_completed_shipment_cannot_be_completed_again(shop, place):
    order = place()
    assert complete(shop, order).status_code == 200
    assert complete(shop, order).status_code == 409


def test_payments_must_match_the_total_to_complete(shop, place):
    assert complete(shop, place(payments=[{'amount': 1}])).status_code == 409
    cancelled = [{'amount': 155.9, 'status': 'CANCELLED'}, {'amount': 155.9}]
    assert complete(shop, place(payments=cancelled)).status_code == 200
    assert complete(shop, place(kind='sek')).status_code == 200
    assert complete(shop, place(kind='gift_card')).status_code == 200


def test_tracking_of_one_shipment_is_uncertain(sandbox, shop, place):
    order = place()
    path = f'orders/{order["id"]}/shipments/{order["shipments"][0]["id"]}'
    assert shop('PATCH', path, json={'tracking_code': 'T'}).status_code == 404
    sandbox.control.play(shop_patch_shipment=True)
    answer = shop('PATCH', path, json={'tracking_code': 'T'}).json()
    assert answer['data']['tracking_code'] == 'T'
    sandbox.control.play(shop_tracking_on_complete=True)
    assert complete(shop, order, {'tracking_code': 'U'}).json()['data']['tracking_code'] == 'U'


def test_body_of_complete_is_refused_unless_the_switch_allows_it(sandbox, shop, place):
    assert complete(shop, place(), {'tracking_code': 'U'}).status_code == 400
    assert 'takes no body' in sandbox.violations.pop()


def test_cancelling_releases_the_stock(sandbox, shop, place):
    order = place()
    answer = act(shop, order, 'cancel').json()['data']
    assert (answer['status'], answer['total']) == ('CANCELLED', 0)
    assert sandbox.control.stock('KENKA-TUNTURI-42')['reserved'] == 0
    assert len(full(shop, order)['products']) == 1


def test_cancelling_a_delivered_order_returns_all_rows(sandbox, shop, place):
    order = place()
    act(shop, order, 'quick-process')
    act(shop, order, 'cancel')
    after = full(shop, order)
    assert [row['quantity'] for row in after['products']] == [1, -1]
    assert after['products'][1]['return_to_stock']
    assert (after['subtotal'], after['total']) == (0, 0)
    assert sandbox.control.stock('KENKA-TUNTURI-42')['quantity'] == 40


def test_cancelled_rows_follow_the_switch(sandbox, shop, place):
    sandbox.control.play(cancel_rows='negate')
    order = place()
    act(shop, order, 'cancel')
    assert [row['quantity'] for row in full(shop, order)['products']] == [1, -1]


@pytest.mark.parametrize(('kind', 'action', 'status'), [
    ('unpaid', 'mark-as-paid', 'PAID'), ('paid', 'mark-as-unpaid', 'OPEN'),
    ('unpaid', 'mark-as-cancelled', 'CANCELLED'), ('klarna', 'activate', 'PAID'),
])
def test_payment_actions(shop, place, kind, action, status):
    order = place(kind=kind)
    payment = f'payments/{order["payments"][0]["id"]}'
    answer = act(shop, order, f'{payment}/{action}').json()['data']
    assert (answer['status'], answer['is_paid']) == (status, status == 'PAID')
    assert shop.get(f'orders/{order["id"]}/{payment}')['data'] == answer
    assert act(shop, order, f'{payment}/{action}').status_code == 409


def test_only_klarna_can_be_activated(shop, place):
    order = place(payments=[{'status': 'PENDING_ACTIVATION'}])
    payment = order['payments'][0]['id']
    assert act(shop, order, f'payments/{payment}/activate').status_code == 409


def test_unknown_ids_are_404(shop, place):
    order = place()
    assert shop('GET', 'orders/1').status_code == 404
    assert shop('POST', 'orders/1/cancel').status_code == 404
    assert act(shop, order, 'shipments/1/complete').status_code == 404
    assert shop('GET', f'orders/{order["id"]}/payments/1').status_code == 404
    assert len(shop.get(f'orders/{order["id"]}/shipments')['data']) == 1


def test_reopened_order_is_open_again(sandbox, shop, place):
    order = place()
    act(shop, order, 'quick-process')
    assert sandbox.control.reopen(order['id'])['status'] == 'OPEN'
