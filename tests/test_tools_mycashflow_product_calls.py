"""Reading the shop's catalogue and writing its stock, over real HTTP."""

from datetime import datetime

import pytest

from ..dev.sandbox import Sandbox, accounts
from ..tools.http_client import RemoteError
from ..tools.mycashflow_client import MycashflowClient

START = '2026-11-16T08:00:00Z'
SEED_PRODUCTS, SEED_ITEMS = 7, 8
ODD_CODES = ['A B', 'Ä-öljy', 'A+B', '100 %', '5%25', 'A?b#c&d=e', 'A;b,c', '~A', "A'B\"", '...']


def no_wait(seconds):
    """Takes the place of time.sleep."""


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start=START) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def shop(sandbox):
    with MycashflowClient(
        accounts.STORE, accounts.STORE_USER, accounts.STORE_KEY, api_url=sandbox.shop_url(),
        order_version='v1', throttle=0, sleep=no_wait,
    ) as client:
        yield client


def failure(function, *args, **options):
    with pytest.raises(RemoteError) as caught:
        function(*args, **options)
    return caught.value


def codes(pages):
    return [item.code for page in pages for item in page.items]


def calls(sandbox, method, path):
    return [call for call in sandbox.log if call.method == method and path in call.path]


# --- THE CATALOGUE ---------------------------------------------------------------------------


def test_the_catalogue_is_read_page_by_page(sandbox, shop):
    pages = list(shop.iter_product_pages(page_size=3))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.count for page in pages] == [3, 3, 3]
    assert [page.more for page in pages] == [True, True, False]
    assert len(codes(pages)) == len(set(codes(pages))) == SEED_ITEMS
    for number, call in enumerate(calls(sandbox, 'GET', '/products'), 1):
        assert call.query == {
            'page': str(number), 'page_size': '3', 'sort': 'id-asc',
            'expand': 'translations,variations,variations.stock_item,stock_item'}


def test_stock_and_translations_come_with_it(sandbox, shop):
    sandbox.control.set_translations(318, sv='Retkikaffe')
    items = {item.code: item for page in shop.iter_product_pages() for item in page.items}
    assert items['KAHVI-RETKI-500'].names == {'sv': 'Retkikaffe'}
    assert items['KENKA-TUNTURI-42'].stock.quantity == 40
    assert items['KENKA-TUNTURI-42'].barcode == '6430012345011'


def test_a_reading_goes_on_where_it_was(sandbox, shop):
    everything = codes(shop.iter_product_pages(page_size=3))
    first = next(shop.iter_product_pages(page_size=3))
    rest = list(shop.iter_product_pages(first=2, page_size=3))
    assert codes([first, *rest]) == everything
    assert [page.number for page in rest] == [2, 3]


def test_a_reading_beyond_the_end_is_one_empty_page(shop):
    page, = shop.iter_product_pages(first=9, page_size=3)
    assert (page.items, page.more, page.count) == ([], False, 3)


def test_a_page_size_the_shop_does_not_grant(sandbox, shop):
    sandbox.control.play(page_size_cap=2)
    pages = list(shop.iter_product_pages())
    assert len(codes(pages)) == SEED_ITEMS
    assert len(pages) == 4


@pytest.mark.parametrize('switch', [
    {'ids_as_strings': True}, {'numbers_as_strings': True}, {'datetime_zone': 'none'},
    {'variation_price': 'number'},
])
def test_the_catalogue_is_the_same_in_every_form(sandbox, shop, switch):
    plain = [item for page in shop.iter_product_pages() for item in page.items]
    sandbox.control.play(**switch)
    assert [item for page in shop.iter_product_pages() for item in page.items] == plain


def test_a_broken_product_is_named_and_the_others_are_read(sandbox, shop):
    rows = [{'id': 1, 'name': 'A'}, {'id': 2, 'price': 'x'}, {'id': 3, 'name': 'C'}]
    meta = {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': 3}
    sandbox.control.fault(kind='empty', path='/products', body={'data': rows, 'meta': meta})
    page, = shop.iter_product_pages()
    assert [item.product_id for item in page.items] == [1, 3]
    assert page.broken_ids == [2]
    assert 'price' in page.broken[0]


def test_a_list_that_repeats_itself_ends(sandbox, shop):
    rows = [{'id': 1, 'name': 'A'}]
    meta = {'page': 1, 'page_size': 1, 'next': 'http://more.example.com'}
    sandbox.control.fault(
        kind='empty', path='/products', times=50, body={'data': rows, 'meta': meta})
    pages = shop.iter_product_pages(page_size=1)
    assert next(pages).items
    assert failure(list, pages).code == 'bad_answer'
    assert len(sandbox.log) < 5


@pytest.mark.parametrize('fault', [
    {'kind': 'cut'}, {'status': 500}, {'status': 429, 'retry_after': 1},
])
def test_one_bad_answer_is_asked_for_again(sandbox, shop, fault):
    sandbox.control.fault(path='/products', **fault)
    assert len(codes(shop.iter_product_pages())) == SEED_ITEMS


@pytest.mark.parametrize(('fault', 'code'), [
    ({'kind': 'cut'}, 'unavailable'), ({'status': 500}, 'unavailable'),
    ({'status': 429}, 'throttled'), ({'kind': 'html'}, 'bad_answer'),
    ({'kind': 'null'}, 'bad_answer'), ({'kind': 'truncated'}, 'bad_answer'),
    ({'status': 401}, 'unauthorized'),
])
def test_what_came_before_a_lost_page_is_good(sandbox, shop, fault, code):
    pages = shop.iter_product_pages(page_size=3)
    assert next(pages).items
    sandbox.control.fault(path='/products', times=50, **fault)
    assert failure(next, pages).code == code


# --- STOCK -----------------------------------------------------------------------------------


def test_stock_is_read_and_set(sandbox, shop):
    assert shop.get_stock('KAASU-230').quantity == 300
    assert shop.patch_stock('KAASU-230', 12).quantity == 12
    assert shop.get_stock('KAASU-230').quantity == 12
    call, = calls(sandbox, 'PATCH', '/stock/KAASU-230')
    assert call.json == {'quantity': 12}


def test_zero_is_set(shop):
    assert shop.patch_stock('KAASU-230', 0).quantity == 0


def test_what_the_shop_has_reserved_is_part_of_its_stock(sandbox, shop):
    sandbox.control.place()
    item = shop.get_stock('KENKA-TUNTURI-42')
    assert (item.quantity, item.reserved) == (40, 1)


@pytest.mark.parametrize('code', ODD_CODES)
def test_codes_that_need_encoding(sandbox, shop, code):
    sandbox.control.add_product(name='Odd', code=code, stock=3)
    assert shop.get_stock(code).code == code
    assert shop.patch_stock(code, 4).quantity == 4
    assert sandbox.control.stock(code)['quantity'] == 4


@pytest.mark.parametrize('code', ['', '.', '..', 'A/B', 'A\\B', '../orders'])
def test_codes_that_cannot_be_asked_for_send_nothing(sandbox, shop, code):
    for call in (lambda: shop.get_stock(code), lambda: shop.patch_stock(code, 1)):
        with pytest.raises(ValueError, match='code'):
            call()
    assert not sandbox.log


def test_a_code_the_shop_does_not_have(shop):
    assert failure(shop.get_stock, 'NO-SUCH').code == 'not_found'
    assert failure(shop.patch_stock, 'NO-SUCH', 1).code == 'not_found'


@pytest.mark.parametrize('fault', [
    {'kind': 'cut'}, {'kind': 'accept_and_cut'}, {'status': 500}, {'status': 503},
    {'status': 429, 'retry_after': 1},
])
def test_setting_stock_is_repeated_and_stands_once(sandbox, shop, fault):
    sandbox.control.fault(method='PATCH', **fault)
    assert shop.patch_stock('KAASU-230', 12).quantity == 12
    assert sandbox.control.stock('KAASU-230')['quantity'] == 12
    changes = [change for page in shop.iter_stock_change_pages(None) for change in page.changes]
    assert [change.quantity for change in changes] == [12]


def test_setting_stock_that_timed_out_may_stand_and_is_set_again_by_the_next_run(sandbox, shop):
    with MycashflowClient(
        accounts.STORE, accounts.STORE_USER, accounts.STORE_KEY, api_url=sandbox.shop_url(),
        throttle=0, sleep=no_wait, timeout=(1, 0.3),
    ) as client:
        sandbox.control.fault(method='PATCH', kind='accept_and_hang', seconds=1)
        error = failure(client.patch_stock, 'KAASU-230', 12)
        assert (error.code, error.unclear) == ('timeout', True)
    assert shop.patch_stock('KAASU-230', 12).quantity == 12
    assert len(calls(sandbox, 'PATCH', '/stock')) == 2


def test_an_answer_that_is_no_stock_item(sandbox, shop):
    sandbox.control.fault(kind='empty', path='/stock', body={'data': []})
    assert failure(shop.get_stock, 'KAASU-230').code == 'bad_answer'


# --- STOCK CHANGES ---------------------------------------------------------------------------


def test_changes_of_stock_since_a_moment(sandbox, shop):
    sandbox.control.set_stock('KAASU-230', 1)
    sandbox.control.advance(3600)
    for quantity in (2, 3, 4):
        sandbox.control.set_stock('KAASU-230', quantity)
    pages = list(shop.iter_stock_change_pages(datetime(2026, 11, 16, 8, 30), page_size=2))
    assert [[change.quantity for change in page.changes] for page in pages] == [[2, 3], [4]]
    assert pages[-1].cursor == datetime(2026, 11, 16, 9)
    item = shop.get_stock('KAASU-230')
    assert {change.stock_item_id for page in pages for change in page.changes} == {item.id}
    first, _second = calls(sandbox, 'GET', '/stock-changes')
    assert first.query['changed_at-from'] == '2026-11-16T10:30:00+02:00'
    assert first.query['sort'] == 'id-asc'


def test_no_changes_of_stock(shop):
    page, = shop.iter_stock_change_pages(datetime(2026, 11, 16))
    assert (page.changes, page.cursor) == ([], None)
