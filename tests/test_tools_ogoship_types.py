"""What the warehouse's samples mean once decoded, and what is sent to it."""

import copy
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.ogoship_types import (
    Customer,
    Document,
    OrderLine,
    OrderRequest,
    Token,
    decode_list,
    decode_order,
    encode_order,
    same_order,
)
from ..tools.remote_error import RemoteError

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'ogoship-samples'


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding='utf-8'))


ORDERS = {order['reference']: order for order in sample('orders-page-all-statuses.json')}

REQUEST = OrderRequest(
    reference='S00142', shipping_code='posti-pickup', pickup_point='001234',
    customer=Customer(
        name='Maija Meikäläinen', company='Esimerkki Oy', address1='Esimerkkikatu 1 A 2',
        address2='c/o Virtanen', city='Helsinki', country='FI', zip='00100',
        phone='+358401234567', email='maija@example.com',
    ),
    lines=(
        OrderLine('shirt-345678-XS', 1, Decimal('29.90'), Decimal('25.5')),
        OrderLine('mug-0042', 2, Decimal('14.50'), Decimal('25.5')),
    ),
    total=Decimal('58.90'), currency='EUR', cash_on_delivery=Decimal('58.90'),
    cash_reference='1421', test=True,
    documents=(Document('receipt', base64_content='JVBERi0xLjQK'),
               Document('instructions', url='https://shop.example.com/docs/care.pdf')),
)


def refusal(payload):
    with pytest.raises(RemoteError) as caught:
        decode_order(payload)
    assert caught.value.code == 'bad_answer'
    return caught.value.message


# --- DECODING --------------------------------------------------------------------------------


def test_every_status_is_their_own_word():
    statuses = [decode_order(order).status for order in ORDERS.values()]
    assert statuses == ['draft', 'new', 'pending', 'reserved', 'locked', 'collecting', 'shipped',
                        'shipped', 'cancelled', 'returned', 'shipped']


def test_an_order_at_the_warehouse():
    order = decode_order(ORDERS['S00102'])
    assert order.id == '74473631-32d3-57f2-a65e-ce99406f0f1d'
    assert (order.shipping_code, order.pickup_point) == ('posti-home', '')
    assert order.lines[0] == OrderLine('shirt-345678-XS', 2, Decimal('29.9'), Decimal('25.5'))
    assert order.customer.name == 'Matti Malli'
    assert (order.customer.country, order.customer.company) == ('FI', '')
    assert order.edit_time == datetime(2026, 3, 2, 6, 12, 41, 203000)
    assert decode_order(ORDERS['S00106']).pickup_point == '96001'


def test_seven_digits_of_a_second_are_read():
    assert decode_order(ORDERS['S00103']).edit_time.microsecond == 987123


def test_two_parcels_in_one_field():
    order = decode_order(ORDERS['S00107'])
    assert order.tracking_numbers == ('JJFI00000000000000001', 'JJFI00000000000000002')
    assert order.tracking_url == 'https://track.example.com/?id=JJFI00000000000000001'


def test_shipped_without_tracking():
    order = decode_order(ORDERS['S00108'])
    assert (order.status, order.tracking_numbers, order.tracking_url) == ('shipped', (), '')


def test_why_the_warehouse_holds_an_order():
    assert decode_order(ORDERS['S00104']).warehouse_comments == 'Phone number is missing.'


def test_a_foreign_order_without_prices():
    line, = decode_order(ORDERS['MYOGO-778']).lines
    assert (line.quantity, line.unit_price, line.vat_rate) == (1, None, None)


def test_pascal_case_means_the_same():
    for payload in sample('orders-page-pascalcase-variant.json'):
        assert decode_order(payload) == decode_order(ORDERS[payload['Reference']])


def test_the_answer_to_a_creation():
    order = decode_order(sample('order-create-response.json'))
    assert (order.reference, order.status) == ('S00142', 'new')
    held = decode_order(sample('order-create-response-held.json'))
    assert held.status == 'reserved'


@pytest.mark.parametrize(('text', 'numbers'), [
    ('A,B', ('A', 'B')), (' A ; B ,', ('A', 'B')), ('A,A', ('A',)), (',,', ()), (None, ()),
    ('', ()),
])
def test_tracking_numbers_are_split(text, numbers):
    assert decode_order(ORDERS['S00107'] | {'trackingNumber': text}).tracking_numbers == numbers


@pytest.mark.parametrize('url', [
    'javascript:alert(1)', 'ftp://x/y', 'https://', 'track.example.com', 'https://[x', '-', None,
    'https://a b/', 'http:///x', 'data:text/html,x',
])
def test_only_a_web_address_is_a_tracking_address(url):
    assert decode_order(ORDERS['S00107'] | {'trackingUrl': url}).tracking_url == ''


@pytest.mark.parametrize('quantity', [2, '2', 2.0, '2.0'])
def test_quantity_in_any_spelling(quantity):
    order = decode_order({'reference': 'X', 'orderLines': [{'code': 'a', 'quantity': quantity}]})
    assert order.lines[0].quantity == 2


@pytest.mark.parametrize('quantity', [-1, 1.5, None, 'x', True])
def test_any_other_quantity_is_refused(quantity):
    payload = {'reference': 'X', 'orderLines': [{'code': 'a', 'quantity': quantity}]}
    assert 'orderLines[0]: quantity' in refusal(payload)


def test_an_order_needs_a_reference_or_an_id():
    assert 'reference is missing' in refusal({'status': 'new'})
    assert decode_order({'id': 'x', 'orderLines': None}).lines == ()


def test_a_list_is_a_list_or_null():
    assert decode_list(sample('null-list-body.json')) == []
    assert decode_list([1]) == [1]
    for body in ({}, {'reference': 'X'}, 'x', 0):
        with pytest.raises(RemoteError) as caught:
            decode_list(body)
        assert caught.value.code == 'bad_answer'


json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


# How fast this machine is proves nothing.
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(ORDERS['S00107'])), json_value)
def test_garbage_in_any_field_is_decoded_or_refused(name, value):
    for payload in (ORDERS['S00107'] | {name: value}, value):
        try:
            decode_order(payload)
        except RemoteError as error:
            assert error.code == 'bad_answer'


# --- ENCODING --------------------------------------------------------------------------------


def test_cash_on_delivery_in_an_answer():
    stored = sample('order-create-response.json')
    assert decode_order(stored).cash_on_delivery == Decimal('58.9')
    for missing in (None, {}, []):
        assert decode_order(stored | {'cashOnDelivery': missing}).cash_on_delivery is None
    del stored['cashOnDelivery']
    assert decode_order(stored).cash_on_delivery is None


def test_a_full_order_is_sent_as_in_the_contract():
    expected = sample('order-create-request.json')
    for line in expected['orderLines']:
        line.pop('productInfoUrl', None)
        line.pop('productPictureUrl', None)
    expected['documents'][0]['base64Content'] = 'JVBERi0xLjQK'
    assert encode_order(REQUEST) == expected


def test_the_smallest_order_has_no_empty_fields():
    request = OrderRequest(
        reference='S00144', shipping_code='Test Deliverytype', test=True,
        customer=Customer(name='Test Person', address1='Teknobulevardi 3-5', city='Vantaa',
                          country='FI'),
        lines=(OrderLine('mug-0042', 1),),
    )
    assert encode_order(request) == sample('order-create-minimal-request.json')
    assert 'test' not in encode_order(replace(request, test=False))


@pytest.mark.parametrize(('amount', 'text'), [
    ('29.90', '29.9'), ('29.00', '29'), ('0', '0'), ('0.10', '0.1'), ('1E+2', '100'),
    ('123456789.01', '123456789.01'),
])
def test_money_is_sent_with_its_exact_decimals(amount, text):
    body = encode_order(replace(REQUEST, total=Decimal(amount)))
    assert json.dumps(body['priceTotal']) == text


@given(st.decimals(min_value=0, max_value=10 ** 9, places=2))
def test_money_survives_being_sent(amount):
    body = json.dumps(encode_order(replace(REQUEST, total=amount)))
    assert json.loads(body, parse_float=Decimal, parse_int=Decimal)['priceTotal'] == amount


# --- COMPARING -------------------------------------------------------------------------------


def found(**changes):
    return decode_order(encode_order(REQUEST) | {'id': 'x'} | changes)


def test_the_order_sent_is_recognised():
    assert same_order(REQUEST, found())


def test_spelling_and_divided_lines_make_no_other_order():
    customer = {'name': ' maija  MEIKÄLÄINEN', 'zip': '00 100', 'countryCode': 'fi'}
    lines = [{'code': 'mug-0042', 'quantity': 1}, {'code': 'shirt-345678-XS', 'quantity': 1},
             {'code': 'mug-0042', 'quantity': 1}]
    assert same_order(REQUEST, found(customer=customer, orderLines=lines))


@pytest.mark.parametrize('changes', [
    {'orderLines': []},
    {'orderLines': [{'code': 'mug-0042', 'quantity': 2}]},
    {'orderLines': [{'code': 'mug-0042', 'quantity': 3},
                    {'code': 'shirt-345678-XS', 'quantity': 1}]},
    {'customer': {'name': 'Matti Malli', 'zip': '00100', 'countryCode': 'FI'}},
    {'customer': {'name': 'Maija Meikäläinen', 'zip': '00200', 'countryCode': 'FI'}},
    {'customer': {'name': 'Maija Meikäläinen', 'zip': '00100', 'countryCode': 'SE'}},
    {'customer': None},
])
def test_other_goods_or_another_person_make_another_order(changes):
    assert not same_order(REQUEST, found(**changes))


def test_a_token_does_not_show_itself():
    text = repr(Token('secret-access', 'secret-refresh', datetime(2026, 1, 1)))
    assert 'secret' not in text


def test_decoding_leaves_the_payload_alone():
    payload = copy.deepcopy(ORDERS['S00107'])
    decode_order(payload)
    assert payload == ORDERS['S00107']
