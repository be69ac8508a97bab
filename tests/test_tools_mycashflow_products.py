"""What the shop's product and stock samples mean once decoded, and what garbage does."""

import copy
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.mycashflow_catalogue import stock_path
from ..tools.mycashflow_orders import RawPage
from ..tools.mycashflow_products import (
    decode_product,
    decode_product_page,
    decode_stock_change_page,
    decode_stock_item,
)
from ..tools.remote_error import RemoteError

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'mycashflow-samples'
SHOE, COFFEE, STOVE, BOOK = 301, 318, 322, 341


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding='utf-8'))['data']


PRODUCTS = {product['id']: product for product in sample('products-page-1.json')}


def decode(product_id, **changes):
    return decode_product(copy.deepcopy(PRODUCTS[product_id]) | changes)


def decode_page(*rows):
    return decode_product_page(RawPage(list(rows), 100, False, 7), 3)


def refusal(payload):
    with pytest.raises(RemoteError) as caught:
        decode_product(payload)
    assert caught.value.code == 'bad_answer'
    return caught.value.message


# --- THE SAMPLES -----------------------------------------------------------------------------


def test_a_product_without_variations():
    coffee, = decode(COFFEE)
    assert (coffee.product_id, coffee.variation_id) == (318, None)
    assert (coffee.name, coffee.variation_name) == ('Retkikahvi 500 g', '')
    assert coffee.names == {'sv': 'Retkikahvi 500 g'}
    assert (coffee.code, coffee.barcode) == ('KAHVI-RETKI-500', '6430012345103')
    assert (coffee.price, coffee.vat_rate) == (Decimal('6.9'), Decimal('13.5'))
    assert coffee.weight == Decimal('0.52')
    assert (coffee.stock.id, coffee.stock.quantity, coffee.stock.reserved) == (9003, 210, 5)
    assert coffee.stock.enabled
    assert coffee.stock.updated_at == datetime(2026, 11, 19, 4, 0)


def test_variations_are_sold_and_their_main_product_is_not():
    items = decode(SHOE)
    assert [item.variation_id for item in items] == [1042, 1043, 1044]
    assert {item.product_id for item in items} == {SHOE}
    assert [item.code for item in items] == [f'KENKA-TUNTURI-{size}' for size in (42, 43, 44)]
    assert [item.variation_name for item in items] == ['42', '43', '44']
    assert {item.name for item in items} == {'Tunturi vaelluskenkä'}
    assert [item.price for item in items] == [Decimal(149)] * 3
    assert [item.weight for item in items] == [Decimal('1.45'), Decimal('1.5'), Decimal('1.55')]
    assert [item.stock and item.stock.quantity for item in items] == [14, 2, None]
    assert items[2].barcode == ''


def test_a_variation_has_its_own_price_and_otherwise_its_products():
    variations = copy.deepcopy(PRODUCTS[SHOE]['variations'])
    variations[0].update(price=0, weight=None)
    first, second, _third = decode(SHOE, variations=variations, weight='1.2')
    assert (first.price, first.weight) == (0, Decimal('1.2'))
    assert second.price == 149


def test_a_stock_item_and_the_answer_to_a_change():
    item = decode_stock_item(sample('stock-item.json'))
    assert (item.id, item.code, item.quantity, item.reserved) == (9001, 'KENKA-TUNTURI-42', 14, 3)
    assert decode_stock_item(sample('stock-patch-response.json')).quantity == 25


def test_stock_changes_and_their_latest_time():
    page = decode_stock_change_page(sample('stock-changes.json'))
    assert [(change.stock_item_id, change.quantity) for change in page.changes] == [
        (9002, 2), (9001, 14)]
    assert page.cursor == datetime(2026, 11, 19, 4, 0)
    assert decode_stock_change_page([]).cursor is None


def test_a_stock_change_that_cannot_be_read_hides_no_other():
    rows = sample('stock-changes.json')
    page = decode_stock_change_page([{**rows[0], 'quantity': 'some'}, 'x', *rows])
    assert len(page.changes) == len(rows)
    assert 'quantity is not a number' in page.broken[0]
    assert len(page.broken) == 2


# --- OTHER FORMS -----------------------------------------------------------------------------


@pytest.mark.parametrize('nothing', [None, [], {}, ''])
def test_nothing_has_many_forms(nothing):
    empty = dict.fromkeys((
        'stock_item', 'translations', 'variations', 'price', 'vat_rate', 'weight', 'product_code',
        'barcode'), nothing)
    item, = decode(COFFEE, **empty)
    assert item.stock is item.price is item.vat_rate is item.weight is None
    assert (item.code, item.barcode, item.names) == ('', '', {})
    missing = {key: value for key, value in PRODUCTS[COFFEE].items() if key not in empty}
    assert decode_product(missing) == [item]


def test_ids_and_numbers_as_texts():
    def as_text(value):
        if isinstance(value, dict):
            return {key: as_text(item) for key, item in value.items()}
        if isinstance(value, list):
            return list(map(as_text, value))
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return str(value) if number else value
    for product in PRODUCTS.values():
        assert decode_product(as_text(product)) == decode_product(product)


def test_blanks_around_a_code_are_not_part_of_it():
    assert decode(COFFEE, product_code=' KAHVI 500 ')[0].code == 'KAHVI 500'


def test_the_products_own_barcode_where_no_stock_item_has_one():
    assert decode(STOVE, barcode='123')[0].barcode == '123'
    assert decode(COFFEE, barcode='123')[0].barcode == '6430012345103'
    assert decode(SHOE, barcode='123')[2].barcode == ''


@pytest.mark.parametrize(('language', 'key'), [
    ('sv', 'sv'), ('SV', 'sv'), ('sv_FI', 'sv'), ('sv-FI', 'sv'), ('swedish', None), ('', None),
])
def test_languages_have_two_letters(language, key):
    names = decode(COFFEE, translations=[{'language': language, 'name': 'Kaffe'}])[0].names
    assert names == ({key: 'Kaffe'} if key else {})


def test_a_translation_without_a_name_is_none():
    assert decode(COFFEE, translations=[{'language': 'sv', 'name': ' '}])[0].names == {}


@pytest.mark.parametrize(('written', 'meant'), [
    (2.0, 2), ('2.00', 2), (-3, -3), ('-3', -3), (0, 0),
])
def test_quantities_are_whole_pieces_below_zero_too(written, meant):
    assert decode_stock_item(sample('stock-item.json') | {'quantity': written}).quantity == meant


@pytest.mark.parametrize('quantity', [2.5, 'many', None, True, 2 ** 31, [1]])
def test_a_quantity_that_cannot_be_counted_is_refused(quantity):
    with pytest.raises(RemoteError):
        decode_stock_item(sample('stock-item.json') | {'quantity': quantity})


def test_without_tracking_there_may_be_no_quantity():
    item = decode_stock_item({'id': 1, 'code': 'A', 'enabled': False, 'quantity': None})
    assert (item.quantity, item.reserved, item.enabled) == (0, 0, False)


# --- PAGES -----------------------------------------------------------------------------------


def test_a_page_knows_its_number_and_the_number_of_pages():
    page = decode_page(PRODUCTS[COFFEE])
    assert (page.number, page.count, page.more) == (3, 7, False)


def test_what_a_page_repeats_is_there_once():
    page = decode_page(PRODUCTS[COFFEE], PRODUCTS[SHOE], PRODUCTS[COFFEE] | {'name': 'Kahvi'})
    assert len(page.items) == 4
    assert page.items[0].name == 'Kahvi'


@pytest.mark.parametrize(('broken', 'ids'), [
    ({'id': 5, 'price': 'a lot'}, [5]), ({'id': '5', 'vat_rate': []} | {'variations': [1]}, [5]),
    ({'id': 5, 'variations': [{'name': 'no id'}]}, [5]), ({'id': None}, []), ('garbage', []),
    (None, []), ({'id': 2 ** 31}, []), ({'id': 5, 'stock_item': {'enabled': True}}, [5]),
    ({'id': 5, 'name': {'fi': 'Kahvi'}}, [5]),
])
def test_a_product_that_cannot_be_read_does_not_hide_the_others(broken, ids):
    page = decode_page(PRODUCTS[COFFEE], broken, PRODUCTS[SHOE])
    assert [item.product_id for item in page.items] == [COFFEE, SHOE, SHOE, SHOE]
    assert len(page.broken) == 1
    assert page.broken_ids == ids


def test_a_message_names_the_product_and_the_field():
    message = refusal(PRODUCTS[COFFEE] | {'price': 'a lot'})
    assert '318' in message
    assert 'price' in message
    assert 'a lot' not in message


# A loaded machine is no failure.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text('aÄ0129.,-+e \x00', max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(
        st.sampled_from(['id', 'name', 'language', 'enabled', 'quantity', 'price']), parts),
    max_leaves=6)
NAMES = [*PRODUCTS[SHOE], 'barcode']


@PATIENT
@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_any_shape_leads_to_broken_rows_at_most(changes):
    page = decode_page(PRODUCTS[SHOE] | changes, PRODUCTS[COFFEE])
    assert page.items[-1].product_id == COFFEE
    assert len(page.items) > 1 or page.broken


@PATIENT
@given(st.lists(JSON, max_size=3))
def test_any_row_leads_to_broken_rows_at_most(rows):
    page = decode_page(*rows)
    assert len(page.broken) <= len(rows)
    for decoder in (decode_stock_change_page, decode_stock_item):
        try:
            decoder(rows)
        except RemoteError as error:
            assert error.code == 'bad_answer'


# --- FINGERPRINT -----------------------------------------------------------------------------


def fingerprints(payload):
    return [item.fingerprint for item in decode_product(payload)]


def test_times_and_stock_figures_do_not_count_as_a_change():
    changed = copy.deepcopy(PRODUCTS[SHOE]) | {'updated_at': '2027-01-01T00:00:00+02:00'}
    changed['variations'][0]['updated_at'] = None
    changed['variations'][0]['stock_item'].update(
        quantity=1, reserved=9, balance=-8, updated_at='2027-01-01T00:00:00+02:00')
    assert fingerprints(changed) == fingerprints(PRODUCTS[SHOE])


def test_spellings_of_one_price_are_no_change():
    assert len({*fingerprints(PRODUCTS[COFFEE] | {'price': 6.9}),
                *fingerprints(PRODUCTS[COFFEE] | {'price': '6.90'})}) == 1


@pytest.mark.parametrize('change', [
    {'name': 'Kahvi'}, {'product_code': 'KAHVI'}, {'price': 7}, {'vat_rate': 14}, {'weight': 1},
    {'stock_item': []}, {'translations': []}, {'id': 319}, {'name': ''},
])
def test_everything_else_counts_as_a_change(change):
    assert fingerprints(PRODUCTS[COFFEE] | change) != fingerprints(PRODUCTS[COFFEE])


@pytest.mark.parametrize('change', [{'enabled': False}, {'barcode': '1'}, {'id': 1}])
def test_another_stock_item_counts_as_a_change(change):
    changed = copy.deepcopy(PRODUCTS[COFFEE])
    changed['stock_item'].update(change)
    assert fingerprints(changed) != fingerprints(PRODUCTS[COFFEE])


# --- ADDRESSES -------------------------------------------------------------------------------


@pytest.mark.parametrize(('code', 'path'), [
    ('MUG-1', 'MUG-1'), ('A B', 'A%20B'), ('Ä+%?#&', '%C3%84%2B%25%3F%23%26'), ('...', '...'),
])
def test_codes_are_encoded_in_addresses(code, path):
    assert stock_path(code) == f'/api/v1/stock/{path}'


@pytest.mark.parametrize('code', ['', None, '.', '..', 'A/B', 'A\\B', '/'])
def test_codes_that_would_lead_elsewhere_are_refused(code):
    with pytest.raises(ValueError, match='address'):
        stock_path(code)
