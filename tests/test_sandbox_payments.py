"""What happens to payments in the sandbox's shop, as its switches say."""

import pytest

from ..dev.sandbox import Sandbox


@pytest.fixture
def shop():
    return Sandbox(seed=1).control


def payments(order):
    return [(p['payment_method_id'], p['amount'], p['status']) for p in order['payments']]


@pytest.mark.parametrize(('style', 'expected'), [
    ('negative_payment', [(2, 155.9, 'PAID'), (10, -20, 'PAID')]),
    ('positive_refund_method', [(2, 155.9, 'PAID'), (10, 20, 'PAID')]),
    ('status', [(2, 155.9, 'PAID')]),
])
def test_refund_of_a_part(shop, style, expected):
    shop.play(refund_style=style)
    order = shop.place()
    assert payments(shop.refund(order['id'], 20)) == expected


@pytest.mark.parametrize(('style', 'expected'), [
    ('negative_payment', [(2, 155.9, 'PAID'), (10, -155.9, 'PAID')]),
    ('status', [(2, 155.9, 'REFUNDED')]),
])
def test_refund_of_all(shop, style, expected):
    shop.play(refund_style=style)
    assert payments(shop.refund(shop.place()['id'])) == expected


def test_payment_goes_through_its_states(shop):
    number = shop.place(kind='unpaid')['id']
    for operation, status in (('authorise', 'PENDING_ACTIVATION'), ('pay', 'PAID'),
                              ('unpay', 'OPEN'), ('cancel_payment', 'CANCELLED')):
        payment = getattr(shop, operation)(number)['payments'][0]
        assert (payment['status'], payment['is_paid']) == (status, status == 'PAID')


def test_part_that_is_paid_leaves_the_rest_open(shop):
    order = shop.pay_part(shop.place(kind='unpaid')['id'], 100)
    assert payments(order) == [(2, 55.9, 'OPEN'), (2, 100, 'PAID')]


@pytest.mark.parametrize('touched', [True, False])
def test_payment_moves_the_date_of_its_order_or_not(shop, touched):
    shop.play(payments_touch_order=touched)
    before = shop.place(kind='unpaid')
    shop.advance(60)
    after = shop.pay(before['id'])
    assert (after['updated_at'] != before['updated_at']) == touched
    assert after['payments'][0]['updated_at'] != before['payments'][0]['updated_at']
