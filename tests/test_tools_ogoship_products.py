"""What the warehouse's product and stock samples mean once decoded, and what garbage does."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.ogoship_catalogue import product_path
from ..tools.ogoship_products import (
    ProductRequest,
    decode_each,
    decode_product,
    decode_stock,
    encode_product,
)
from ..tools.remote_error import RemoteError

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'ogoship-samples'
SHIRT = ProductRequest(
    code='shirt-345678-XS', language='en', name='Linen shirt, XS',
    description='Linen shirt, size XS', supplier_code='LS-XS', supplier='Example Textiles Ltd',
    group='Shirts', ean='6412345678901', supply_price=Decimal('9.75'),
    sales_price=Decimal('29.90'), currency='EUR', info_url='https://shop.example.com/p/shirt-xs',
    country='PT', customs_text='Linen shirt for men', hs_code='62052000',
)


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding='utf-8'))


# --- SENT ------------------------------------------------------------------------------------


def test_a_product_is_sent_as_in_the_sample():
    wanted = sample('product-create-request.json')
    del wanted['pictureUrl']  # images are not sent
    assert encode_product(SHIRT) == wanted


def test_empty_fields_are_left_out():
    request = ProductRequest(code='mug-0042', name='Enamel mug')
    assert encode_product(request) == sample('product-create-minimal-request.json')


def test_a_price_of_zero_is_sent():
    assert encode_product(ProductRequest(code='A', supply_price=Decimal(0)))['supplyPrice'] == 0


@pytest.mark.parametrize('hs_code', ['', '620520', '6205200010'])
def test_an_hs_code_of_another_length_is_left_out(hs_code):
    assert 'hsCode' not in encode_product(ProductRequest(code='A', hs_code=hs_code))


def test_customs_text_is_cut_to_fifty():
    body = encode_product(ProductRequest(code='A', customs_text='x' * 49 + ' yz'))
    assert body['customsDescription'] == 'x' * 49


@pytest.mark.parametrize('vector', sample('base64url-vectors.json'), ids=lambda v: v['code'])
def test_codes_in_addresses(vector):
    assert f'{product_path(vector["code"])}?base64url=true' == vector['path']


# --- READ ------------------------------------------------------------------------------------


def test_a_product():
    product = decode_product(sample('product-response.json'))
    assert product.id == '7f5ee9db-279e-5a20-82bd-90be6036e607'
    assert (product.code, product.ean) == ('shirt-345678-XS', '6412345678901')
    assert product.name == 'Linen shirt, XS'
    assert (product.stock, product.available, product.reserved) == (120, 111, 9)
    assert (product.incoming, product.incoming_date) == (200, datetime(2026, 3, 20))
    assert product.edit_time == datetime(2026, 3, 1, 8)


def test_every_product_and_stock_level_of_the_samples():
    for name in ('products-page.json', 'products-duplicate-code.json'):
        products, broken = decode_each(decode_product, sample(name))
        assert [product.code for product in products] == [row['code'] for row in sample(name)]
        assert not broken
    stocks, broken = decode_each(decode_stock, sample('stock-page.json'))
    assert not broken
    for stock, row in zip(stocks, sample('stock-page.json'), strict=True):
        assert (stock.code, stock.stock) == (row['productCode'], row['stock'])
        assert (stock.available, stock.reserved) == (row['stockAvailable'], row['reserved'])
        assert stock.modified


@pytest.mark.parametrize('spell', [str.upper, str.lower, str.title])
def test_names_in_any_case(spell):
    payload = sample('product-response.json')
    spelt = {spell(name): value for name, value in payload.items()}
    assert decode_product(spelt) == decode_product(payload)
    payload = sample('stock-page.json')[0]
    assert decode_stock({spell(k): v for k, v in payload.items()}) == decode_stock(payload)


def test_only_the_code_must_be_there():
    product = decode_product({'code': 'A', 'eanCode': None, 'stockUpdateTime': []})
    assert (product.id, product.name, product.ean) == ('', '', '')
    assert (product.stock, product.available, product.reserved, product.incoming) == (0, 0, 0, 0)
    assert product.incoming_date is product.edit_time is None


@pytest.mark.parametrize(('written', 'meant'), [(-4, -4), ('12', 12), (2.0, 2), ('-1.0', -1)])
def test_figures_are_whole_pieces_below_zero_too(written, meant):
    assert decode_stock({'productCode': 'A', 'stock': written}).stock == meant


@pytest.mark.parametrize('row', [
    {}, {'code': ' '}, {'code': 'A', 'stock': 1.5}, {'code': 'A', 'stock': 'many'},
    {'code': 'A', 'reserved': 2 ** 31}, {'code': 'A', 'editTime': 'yesterday'}, None, 'A', [],
])
def test_a_row_that_cannot_be_read_does_not_hide_the_others(row):
    products, broken = decode_each(decode_product, [{'code': 'X'}, row, {'code': 'Y'}])
    assert [product.code for product in products] == ['X', 'Y']
    assert len(broken) == 1


# A loaded machine is no failure.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text('aÄ0129.,-+e \x00', max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXT, parts),
    max_leaves=6)
NAMES = [*sample('product-response.json'), *sample('stock-page.json')[0]]


@PATIENT
@given(st.lists(JSON | st.dictionaries(st.sampled_from(NAMES), JSON), max_size=4),
       st.sampled_from([decode_product, decode_stock]))
def test_any_shape_leads_to_broken_rows_at_most(rows, decode):
    values, broken = decode_each(decode, rows)
    assert len(values) + len(broken) == len(rows)


def test_a_message_names_the_product_and_not_the_value():
    with pytest.raises(RemoteError) as caught:
        decode_product({'code': 'MUG', 'stock': 'plenty'})
    assert 'MUG' in caught.value.message
    assert 'plenty' not in caught.value.message
