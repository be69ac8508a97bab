"""Every kind of order is complete and adds up to the cent."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.amounts import amounts
from ..dev.sandbox.callers import ALL_EXPANDS, ShopCaller
from ..dev.sandbox.contract import FOLDER
from ..dev.sandbox.order_kinds import KINDS

SUMMED_PARTS = (('subtotal', 1), ('discount', -1), ('shipping_costs', 1), ('payment_costs', 1))


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox


def exact(value):
    return Decimal(str(value))


def sample_orders():
    for name in ('orders-page-1', 'orders-page-2-edge-cases'):
        text = (FOLDER / f'mycashflow-samples/{name}.json').read_text('utf-8')
        yield from json.loads(text)['data']


@pytest.mark.parametrize('order', list(sample_orders()), ids=lambda order: str(order['id']))
def test_amounts_of_the_contracts_samples_are_reproduced(order):
    subtotal, total, summary = amounts(
        order['products'], order['shipping_costs'], order['payment_costs'], order['discount'],
    )
    assert (subtotal, total) == (order['subtotal'], order['total'])
    assert summary == order['tax_summary']


@pytest.mark.parametrize('kind', KINDS)
def test_rows_and_costs_add_up_to_the_total(sandbox, kind):
    order = sandbox.control.place(kind=kind)
    rows = sum(exact(row['unit_price']) * row['quantity'] for row in order['products'])
    assert rows == exact(order['subtotal'])
    if kind != 'cancelled':  # its total is 0
        costs = exact(order['shipping_costs']) + exact(order['payment_costs'])
        assert rows - exact(order['discount']) + costs == exact(order['total'])


@pytest.mark.parametrize('kind', [kind for kind in KINDS if kind != 'cancelled'])
def test_tax_summary_adds_up(sandbox, kind):
    order = sandbox.control.place(kind=kind)
    summary = order['tax_summary']
    for line in (line for part in summary.values() for line in part):
        assert exact(line['total_tax']) + exact(line['total_without_tax']) == exact(line['total'])
    parts = sum(
        sign * exact(line['total']) for name, sign in SUMMED_PARTS for line in summary[name]
    )
    assert parts == sum(exact(line['total']) for line in summary['total']) == exact(order['total'])


@pytest.mark.parametrize('kind', [kind for kind in KINDS if kind not in ('cancelled', 'sek')])
def test_payments_equal_the_total(sandbox, kind):
    order = sandbox.control.place(kind=kind)
    assert sum(exact(p['amount']) for p in order['payments']) == exact(order['total'])


def test_shipping_vat_is_weighted_by_the_untaxed_goods(sandbox):
    order = sandbox.control.place(kind='mixed_vat')
    values = {
        Fraction(str(row['vat_rate'])): row['quantity'] * Fraction(str(row['unit_price']))
        / (1 + Fraction(str(row['vat_rate'])) / 100) for row in order['products']
    }
    average = sum(rate * value for rate, value in values.items()) / sum(values.values())
    assert order['tax_summary']['shipping_costs'][0]['tax_rate'] == round(float(average), 2)


def test_official_example_of_weighted_vat():
    rows = [
        {'unit_price': 114, 'vat_rate': 14, 'quantity': 1},
        {'unit_price': 124, 'vat_rate': 24, 'quantity': 1},
    ]
    assert amounts(rows, 10)[2]['shipping_costs'][0]['tax_rate'] == 19


def test_discount_over_two_rates_is_spread_without_a_remainder(sandbox):
    order = sandbox.control.place(kind='mixed_vat', discount=10)
    parts = order['tax_summary']['discount']
    assert len(parts) == 2
    assert sum(exact(line['total']) for line in parts) == 10


@pytest.mark.parametrize('sign', [1, -1])
def test_discount_has_the_sign_of_the_switch(sandbox, sign):
    sandbox.control.play(discount_sign=sign)
    order = sandbox.control.place(kind='discount')
    assert (order['discount'], order['total']) == (10 * sign, 105.54)


@pytest.mark.parametrize('kind', KINDS)
def test_every_kind_is_answered_within_the_contract(sandbox, kind):
    order = sandbox.control.place(kind=kind)
    answer = ShopCaller(sandbox).get(f'orders/{order["id"]}', expand=ALL_EXPANDS)
    assert answer['data'] == order
    assert not sandbox.violations


def test_kinds_are_what_they_say(sandbox):
    def place(kind):
        return sandbox.control.place(kind=kind)
    invoice = place('invoice')
    assert invoice['different_shipping_address']
    assert invoice['customer_information']['vat_code'] == 'FI12345671'
    assert invoice['payments'][0]['status'] == 'OPEN'
    assert place('pickup_point')['shipments'][0]['external_pickup_point_id']
    assert place('abroad')['shipping_address']['country'] == 'SE'
    assert place('sek')['payments'][0]['amount'] == 491.63
    assert place('cancelled')['status'] == 'CANCELLED'
    assert len(place('gift_card')['payments']) == 2
    assert place('negative')['total'] == -149
    assert place('no_shipping')['shipments'] == []
    download = place('download')['products'][1]
    assert (download['download_id'], download['shipment_id']) == (71, None)


def test_overrides_are_taken(sandbox):
    order = sandbox.control.place(
        id=777, lines=[{'code': 'X', 'quantity': 3, 'unit_price': 1.1, 'vat_rate': 10}],
        shipping_costs=2, customer={'email': 'x@example.com'}, shipping={'city': 'Inari'},
        comments=['Ovikoodi 1'], total=99, created_at='2026-01-01T00:00:00Z',
    )
    assert (order['id'], order['subtotal'], order['total']) == (777, 3.3, 99)
    assert order['created_at'] == '2026-01-01T02:00:00+02:00'
    assert order['customer_information']['email'] == 'x@example.com'
    assert order['shipping_address']['city'] == 'Inari'
    assert order['comments'][0]['text'] == 'Ovikoodi 1'


def test_misspelt_override_is_an_error(sandbox):
    with pytest.raises(ValueError, match='unknown'):
        sandbox.control.place(lines=[{'code': 'KAASU-230', 'quantiti': 3}])
    with pytest.raises(ValueError, match='unknown'):
        sandbox.control.place(shiping_costs=3)


def test_edit_keeps_the_order_consistent(sandbox):
    order = sandbox.control.place()
    order = sandbox.control.edit(order['id'], lines=[{'code': 'KAASU-230', 'quantity': 4}])
    assert (order['subtotal'], order['total']) == (30, 36.9)
    assert sandbox.control.stock('KENKA-TUNTURI-42')['reserved'] == 0
    assert sandbox.control.stock('KAASU-230')['reserved'] == 4
