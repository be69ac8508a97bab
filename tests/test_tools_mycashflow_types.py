"""What the shop's samples mean once decoded, and what garbage does."""

import copy
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.mycashflow_types import (
    Address,
    TaxPart,
    decode_method,
    decode_order,
    decode_order_head,
    order_fingerprint,
)
from ..tools.remote_error import RemoteError

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'mycashflow-samples'


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding='utf-8'))


def sample_orders():
    pages = ('orders-page-1.json', 'orders-page-2-edge-cases.json')
    return {order['id']: order for page in pages for order in sample(page)['data']}


ORDERS = sample_orders()


def decode(order_id, **changes):
    return decode_order(copy.deepcopy(ORDERS[order_id]) | changes)


def refusal(payload):
    with pytest.raises(RemoteError) as caught:
        decode_order(payload)
    assert caught.value.code == 'bad_answer'
    return caught.value.message


# --- THE SAMPLES -----------------------------------------------------------------------------


def test_a_paid_order_of_two_vat_rates():
    order = decode(10241)
    assert (order.id, order.status, order.language, order.customer_id) == (10241, 'open', 'fi', 512)
    assert order.created_at == datetime(2026, 11, 16, 6, 41, 12)
    assert order.updated_at == datetime(2026, 11, 16, 6, 42, 3)
    assert order.archived_at is None
    assert (order.shipping_method_id, order.payment_method_id, order.version_id) == (3, 2, 1)
    assert (order.subtotal, order.shipping_costs) == (Decimal('162.8'), Decimal('6.9'))
    assert order.total == Decimal('169.7')
    assert order.customer.name == 'Aino Korhonen'
    assert order.customer.street == 'Mannerheimintie 12 B 34'
    assert (order.customer.zip, order.customer.country) == ('00100', 'FI')
    assert order.comments == ('Ovikoodi 1234, kiitos!',)
    assert order.receipt_url.endswith('/order/10241/receipt/2801a7')


def test_rows_of_an_order():
    shoe, coffee = decode(10241).lines
    assert (shoe.product_id, shoe.variation_id) == (301, 1042)
    assert shoe.label == 'Tunturi vaelluskenkä 42'
    assert shoe.code == 'KENKA-TUNTURI-42'
    assert coffee.label == 'Retkikahvi 500 g'
    assert coffee.variation_id is None
    assert (coffee.quantity, coffee.unit_price) == (2, Decimal('6.9'))
    assert coffee.vat_rate == Decimal('13.5')
    assert coffee.shipment_id == 55901
    assert not coffee.is_download
    assert coffee.bundle_id is None


def test_shipping_vat_is_the_weighted_average_as_given():
    summary = decode(10241).tax_summary
    assert summary.shipping_costs == (
        TaxPart(Decimal('24.39'), Decimal('6.9'), Decimal('1.35'), Decimal('5.55')),
    )
    assert [part.rate for part in summary.subtotal] == [Decimal('25.5'), Decimal('13.5')]
    assert summary.discount == ()
    assert sum(part.total for part in summary.total) == Decimal('169.7')


def test_an_open_invoice_is_not_paid():
    order = decode(10242)
    payment, = order.payments
    assert (payment.is_paid, payment.status, payment.currency) == (False, 'OPEN', 'EUR')
    assert payment.amount == order.total == Decimal('301.4')
    assert order.payment_costs == Decimal('3.5')
    assert order.customer_id is None


def test_a_business_with_a_delivery_address_of_its_own():
    order = decode(10243)
    assert order.different_shipping
    assert order.customer.vat_code == 'FI12345671'
    assert order.customer.name == 'Pekka Virtanen'
    assert order.shipping.name == 'Varasto Vastaanotto'
    assert order.shipping.company == 'Erämiehet Oy / Varasto 2'
    assert order.shipping.vat_code == ''
    assert order.details == 'PO-2026-1187'
    assert len(order.comments) == 2


def test_the_pickup_point_is_on_the_shipment():
    shipment, = decode(10244).shipments
    assert shipment.pickup_point == '001008102'
    assert (shipment.status, shipment.weight) == ('OPEN', Decimal('0.36'))


def test_a_bundle_a_discount_a_gift_card_and_an_authorised_payment():
    order = decode(10245)
    assert [line.bundle_id for line in order.lines] == [3107, 3107, None]
    assert order.discount == 10
    gift_card, klarna = order.payments
    assert (gift_card.amount, gift_card.is_paid) == (20, True)
    assert (klarna.amount, klarna.status) == (Decimal('85.54'), 'PENDING_ACTIVATION')
    assert gift_card.amount + klarna.amount == order.total


def test_a_cancelled_order_has_a_negative_row():
    order = decode(10246)
    assert order.status == 'cancelled'
    assert [line.quantity for line in order.lines] == [1, -1]
    assert order.total == 0


def test_partial_shipments():
    done, left = decode(10247).shipments
    assert (done.status, done.tracking_code) == ('COMPLETED', 'JJFI60000001234567890')
    assert done.completed_at == datetime(2026, 11, 19, 13, 20, 10)
    assert (left.status, left.tracking_code, left.completed_at) == ('OPEN', '', None)


def test_a_till_sale_without_address_and_shipment():
    order = decode(10248)
    assert order.customer == order.shipping == Address()
    assert order.customer.name == ''
    assert order.shipping_method_id is None
    assert order.shipments == ()


def test_a_payment_in_kronor_keeps_its_own_amount():
    payment, = decode(10249).payments
    assert (payment.currency, payment.amount) == ('SEK', Decimal('491.63'))
    assert payment.exchange_rate == Decimal('11.25')


def test_a_return_with_its_refund():
    order = decode(10231)
    assert [line.quantity for line in order.lines] == [1, 1, -1]
    assert [payment.amount for payment in order.payments] == [Decimal('172.8'), -149]
    assert order.shipments[1].type == 'RETURN'
    assert order.shipments[1].method_id is None


def test_amounts_of_every_sample_add_up():
    for order_id in ORDERS.keys() - {10246, 10231}:
        order = decode(order_id)
        rows = sum(line.quantity * line.unit_price for line in order.lines)
        assert rows == order.subtotal
        extras = order.shipping_costs + order.payment_costs - order.discount
        assert order.subtotal + extras == order.total


def test_an_order_without_expansions_is_an_order():
    order = decode_order(sample('orders-not-expanded.json')['data'][0])
    assert (order.lines, order.payments, order.shipments, order.comments) == ((), (), (), ())
    assert order.tax_summary.total == ()


def test_methods():
    methods = [decode_method(row, 'shipping') for row in sample('shipping-methods.json')['data']]
    assert (methods[0].id, methods[0].name) == (3, 'Posti Postipaketti')
    assert (methods[0].code, methods[0].type) == ('2103', 'DELIVERY')
    assert methods[4].code == ''
    method = decode_method(sample('payment-methods.json')['data'][2], 'payment')
    assert (method.id, method.name, method.code) == (6, 'Postiennakko', 'cash-on-delivery')


# --- LENIENCE --------------------------------------------------------------------------------


def as_strings(value):
    if isinstance(value, dict):
        return {key: as_strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_strings(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


@pytest.mark.parametrize('order_id', ORDERS)
def test_ids_and_numbers_as_strings_mean_the_same(order_id):
    assert decode_order(as_strings(ORDERS[order_id])) == decode(order_id)


@pytest.mark.parametrize('empty', [None, []])
def test_missing_sub_resources_have_many_spellings(empty):
    names = ('products', 'payments', 'shipments', 'comments', 'tax_summary',
             'customer_information', 'shipping_address')
    order = decode(10241, **dict.fromkeys(names, empty))
    assert order.lines == order.payments == order.shipments == ()
    assert order.customer == Address()


def test_storing_a_payload_as_json_changes_nothing():
    for order_id, payload in ORDERS.items():
        assert decode_order(json.loads(json.dumps(payload))) == decode(order_id)


def test_a_field_added_by_the_shop_is_ignored():
    assert decode(10241, brand_new={'a': [1]}) == decode(10241)


def test_empty_delivery_fields_are_those_of_the_buyer():
    partly = {'first_name': 'Matti', 'last_name': 'Malli', 'city': None, 'email': ''}
    order = decode(10241, shipping_address=partly, different_shipping_address=False)
    assert order.shipping.name == 'Matti Malli'
    assert order.shipping.city == 'Helsinki'
    assert order.shipping.email == order.customer.email


def test_a_delivery_address_of_its_own_is_never_mixed_with_the_buyers():
    order = decode(10243, shipping_address={'first_name': 'Matti', 'city': None})
    assert order.shipping == Address(first_name='Matti')


def test_country_currency_and_status_have_one_case():
    order = decode(
        10241, status='Completed', customer_information={'country': 'fi'},
        payments=[{'id': 1, 'currency': 'eur', 'status': 'paid'}],
    )
    assert (order.status, order.customer.country) == ('completed', 'FI')
    assert (order.payments[0].currency, order.payments[0].status) == ('EUR', 'PAID')


def test_missing_amounts():
    names = ('subtotal', 'shipping_costs', 'payment_costs', 'discount', 'total')
    order = decode(10241, **dict.fromkeys(names), payments=[{'id': 1}])
    assert order.subtotal == order.shipping_costs == order.payment_costs == order.discount == 0
    assert order.total is None
    assert order.payments[0].amount == 0
    assert not order.payments[0].is_paid


def test_a_download_is_known_by_its_id_or_address():
    rows = [{'quantity': 1, 'download_id': 5}, {'quantity': 1, 'download_url': 'https://x'},
            {'quantity': 1, 'download_id': 0, 'download_url': None}]
    assert [line.is_download for line in decode(10241, products=rows).lines] == [
        True, True, False]


def test_a_company_without_person_has_the_companys_name():
    assert Address(company='Oy Ab').name == 'Oy Ab'
    assert Address(first_name='Aino', company='Oy Ab').name == 'Aino'


# --- REFUSING --------------------------------------------------------------------------------


@pytest.mark.parametrize(('changes', 'field'), [
    ({'id': None}, 'id'), ({'id': 'abc'}, 'id'), ({'total': 'much'}, 'total'),
    ({'total': float('nan')}, 'total'), ({'subtotal': True}, 'subtotal'),
    ({'products': {'a': 1}}, 'products'), ({'products': ['x']}, 'products[0]'),
    ({'products': [{'quantity': None}]}, 'products[0]: quantity'),
    ({'payments': [{'amount': '1e999'}]}, 'payments[0]: amount'),
    ({'updated_at': 'soon'}, 'updated_at'), ({'customer_information': [1]}, 'customer_information'),
    ({'tax_summary': {'total': [{'tax_rate': None, 'total': 5}]}}, 'tax_summary: total[0]'),
])
def test_an_unusable_order_is_refused_by_field(changes, field):
    message = refusal(ORDERS[10241] | changes)
    assert field in message


@pytest.mark.parametrize('payload', [None, [], 'x', 5, [{}]])
def test_what_is_no_object_is_no_order(payload):
    assert 'is not an object' in refusal(payload)


def test_order_is_named_in_the_message():
    assert refusal(ORDERS[10241] | {'total': 'much'}).startswith('order 10241: total')


json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """Paths to every value of a payload."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(
        value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def spoilt(payload, path, value):
    if not path:
        return value
    payload = copy.copy(payload)
    payload[path[0]] = spoilt(payload[path[0]], path[1:], value)
    return payload


PLACES = [(order_id, path) for order_id in (10241, 10247) for path in places(ORDERS[order_id])]


# How fast this machine is proves nothing.
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), json_value)
def test_garbage_anywhere_is_decoded_or_refused(place, value):
    order_id, path = place
    payload = spoilt(ORDERS[order_id], path, value)
    for decoder in (decode_order, decode_order_head, lambda p: decode_method(p, 'shipping')):
        try:
            decoder(payload)
        except RemoteError as error:
            assert error.code == 'bad_answer'
    assert len(order_fingerprint(payload)) == 64


@given(json_value)
def test_fingerprint_takes_anything(value):
    assert order_fingerprint(value) == order_fingerprint(copy.deepcopy(value))


# --- FINGERPRINT -----------------------------------------------------------------------------


def test_times_and_events_do_not_change_the_fingerprint():
    order = copy.deepcopy(ORDERS[10241])
    before = order_fingerprint(order)
    order['updated_at'] = order['products'][0]['updated_at'] = '2027-01-01T00:00:00+02:00'
    order['events'].append({'code': 'X'})
    assert order_fingerprint(order) == before


def test_spelling_does_not_change_the_fingerprint():
    order = ORDERS[10241]
    same = json.loads(json.dumps(order), parse_int=float)
    same['archived_at'] = []
    del same['external_id']
    assert order_fingerprint(dict(reversed(same.items()))) == order_fingerprint(order)


@pytest.mark.parametrize('changes', [
    {'status': 'CANCELLED'}, {'total': 169.71}, {'products': []}, {'comments': []},
    {'customer_information': {'city': 'Espoo'}}, {'details': 'x'}, {'archived_at': '2027-01-01'},
])
def test_content_changes_the_fingerprint(changes):
    assert order_fingerprint(ORDERS[10241] | changes) != order_fingerprint(ORDERS[10241])


def test_every_sample_has_its_own_fingerprint():
    assert len({order_fingerprint(order) for order in ORDERS.values()}) == len(ORDERS)
