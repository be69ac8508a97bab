"""Whatever a remote sends, decoding it ends in values that Odoo can store or in one typed error."""

import dataclasses
import json
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..tools import (
    mycashflow_products, mycashflow_types, ogoship_changes, ogoship_client, ogoship_products,
    ogoship_returns, ogoship_stock_updates, ogoship_token, ogoship_types)
from ..tools.decode import load_json
from ..tools.fingerprint import content_fingerprint
from ..tools.mycashflow_orders import OrderReader, RawPage
from ..tools.remote_error import (
    GENERIC_MESSAGES, RemoteError, describe_body, read_remote_code, redact)
from .fuzz_common import NASTY, sample, spoilt

# Seeds are fixed, and how fast this machine is proves nothing (patience.py).
FIXED = settings(derandomize=True, database=None, max_examples=150)


def first(name, remote='mycashflow'):
    payload = sample(remote, name)
    rows = payload['data'] if isinstance(payload, dict) else payload
    return rows[0] if isinstance(rows, list) else rows


def order_pages(row):
    reader = OrderReader(lambda *args, **kwargs: RawPage([row], 9, False), None, 9, True)
    return list(reader.pages())


def all_of_warehouse_order(payload):
    order = ogoship_types.decode_order(payload)
    ogoship_types.order_key(order)
    ogoship_changes.is_as_requested(order, order)
    return order


def all_of_stock_update(payload):
    update = ogoship_stock_updates.decode_stock_update(payload)
    ogoship_stock_updates.stock_update_key(update)
    return update


def ogoship_list(payload):
    return ogoship_types.decode_list(ogoship_returns._unwrapped(payload))


def token(payload):
    return ogoship_token._decode_token(payload, datetime(2026, 11, 16))


def stock_change(payload):
    return mycashflow_products.decode_stock_change_page([payload])


def product_page(payload):
    return mycashflow_products.decode_product_page(RawPage([payload], 9, False), 1)


def shipping_method(payload):
    return mycashflow_types.decode_method(payload, 'shipping')


ORDER = first('order-single.json')
WAREHOUSE_ORDER = first('orders-page-all-statuses.json', 'ogoship')
PRODUCT = first('products-page-1.json')
UPDATE = first('stockupdate-3-partial-with-unknown-item.json', 'ogoship')
RETURN = first('returns-page.ASSUMED.json', 'ogoship')
DECODERS = {
    'order': (mycashflow_types.decode_order, ORDER),
    'order head': (mycashflow_types.decode_order_head, ORDER),
    'order page': (order_pages, ORDER),
    'method': (shipping_method, first('shipping-methods.json')),
    'product': (mycashflow_products.decode_product, PRODUCT),
    'product page': (product_page, PRODUCT),
    'stock item': (mycashflow_products.decode_stock_item, first('stock-item.json')),
    'stock change': (stock_change, first('stock-changes.json')),
    'warehouse order': (all_of_warehouse_order, WAREHOUSE_ORDER),
    'warehouse product': (
        ogoship_products.decode_product, sample('ogoship', 'product-response.json')),
    'warehouse stock': (ogoship_products.decode_stock, first('stock-page.json', 'ogoship')),
    'stock update': (all_of_stock_update, UPDATE),
    'return': (ogoship_returns.decode_return, RETURN),
    'list': (ogoship_list, sample('ogoship', 'stock-page.json')),
    'token': (token, sample('ogoship', 'token-response.json')),
}


def values_in(value):
    """All plain values inside what a decoder returned."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            # The payload is stored as JSON, through `load_json`.
            if field.name != 'payload':
                yield from values_in(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from values_in([*value, *value.values()])
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from values_in(item)
    else:
        yield value


def check_sane(value):
    """What Odoo's columns take: text without NUL and surrogates, finite numbers, UTC moments."""
    for part in values_in(value):
        if isinstance(part, str):
            assert '\x00' not in part
            part.encode()
        elif isinstance(part, (int, float, Decimal)):
            assert abs(part) <= 10 ** 18, part
        elif isinstance(part, datetime):
            assert part.tzinfo is None
        else:
            assert part is None, part


@pytest.mark.parametrize('name', DECODERS)
def test_any_answer_is_decoded_or_refused(name):
    decode, payload = DECODERS[name]
    assert decode(payload)

    @FIXED
    @given(spoilt(payload))
    def check(payload):
        try:
            value = decode(payload)
        except RemoteError as error:
            assert error.code == 'bad_answer'
            error.message.encode()
            assert error.message.isprintable()
        else:
            if name not in ('order page', 'list'):  # raw rows, cleaned by `load_json`
                check_sane(value)

    check()


@FIXED
@given(spoilt(ORDER), st.none() | st.integers(0, 4000))
def test_any_body_can_be_stored_and_compared_or_is_refused(payload, end):
    text = json.dumps(payload)[:end]
    try:
        value = load_json(text)
    except ValueError:
        return
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    assert len(content_fingerprint(value)) == 64


@pytest.mark.parametrize('value', NASTY[1:], ids=range(1, len(NASTY)))
def test_one_bad_value_does_not_hide_the_other_orders_of_its_page(value):
    body = load_json(json.dumps({'data': [ORDER, ORDER | {'details': value, 'id': 8}]}))
    assert mycashflow_types.decode_order(body['data'][0]).id == ORDER['id']
    assert mycashflow_types.decode_order_head(body['data'][1]).id == 8


@FIXED
@given(st.one_of(
    spoilt(sample('ogoship', 'error-400-modelstate-variant.ASSUMED.json')),
    spoilt(sample('ogoship', 'token-error-response.json')),
    spoilt(sample('mycashflow', 'error-422.hypothetical.json'))))
def test_any_refusal_becomes_one_line_that_can_be_shown(body):
    error = RemoteError('invalid', describe_body(body), remote_code=read_remote_code(body))
    assert error.message.isprintable()
    assert 0 < len(error.message) <= 300
    assert '<script' not in error.message
    error.message.encode()
    assert set(GENERIC_MESSAGES) >= {error.code}


@pytest.mark.parametrize('text', [
    'a' * 10 ** 5, '@' * 10 ** 4, '1 ' * 10 ** 4, 'value ' + "'" * 10 ** 4, '<' * 10 ** 4,
    'key=' * 10 ** 4, '=.' * 10 ** 4, 'already ' * 10 ** 4, 'reference ' * 10 ** 4,
])
def test_a_long_refusal_is_shortened_quickly(text):
    """A pattern that tries every way to match would hold the run for minutes."""
    assert len(redact(text)) <= 300
    for pattern in (ogoship_client._DUPLICATE, ogoship_stock_updates._TAKEN):
        pattern.search(redact(text))
