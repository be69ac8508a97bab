"""Products and stock of the warehouse: reading, creating, updating, over real HTTP."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from ..dev.sandbox import Sandbox, accounts
from ..dev.sandbox.seed import CATALOGUE
from ..tools.http_client import RemoteError
from ..tools.ogoship_client import OgoshipClient
from ..tools.ogoship_products import ProductRequest

MUG = ProductRequest(
    code='MUG-1', name='Enamel mug', ean='6430012349999', supply_price=Decimal('3.20'),
    sales_price=Decimal('14.50'), currency='EUR', country='FI', customs_text='Mug of steel',
    hs_code='73239400',
)
PATH = '/api/v1/Products'


def no_wait(seconds):
    """Takes the place of time.sleep."""


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start='2026-11-16T08:00:00Z') as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    with OgoshipClient(
        accounts.MERCHANT, accounts.MERCHANT_TOKEN, accounts.CLIENT_ID, accounts.CLIENT_SECRET,
        api_url=sandbox.warehouse_url, auth_url=sandbox.warehouse_url, sleep=no_wait,
        now=lambda: sandbox.clock.now().astimezone(timezone.utc).replace(tzinfo=None),
    ) as client:
        client.ensure_token()
        sandbox.log.clear()
        yield client


def failure(function, *args, **options):
    with pytest.raises(RemoteError) as caught:
        function(*args, **options)
    return caught.value


def sent(sandbox, method):
    return [call for call in sandbox.log
            if call.method == method and call.path.startswith(PATH)]


# --- READING ---------------------------------------------------------------------------------


def test_all_products_and_their_figures(sandbox, warehouse):
    page, = warehouse.iter_product_pages()
    assert {product.code for product in page.products} == {item['code'] for item in CATALOGUE}
    assert (page.number, page.more, page.broken) == (1, False, [])
    stove = next(product for product in page.products if product.code == 'KEITIN-X1')
    assert (stove.stock, stove.available, stove.reserved) == (60, 60, 0)
    call, = sandbox.log
    assert call.query == {'limit': '250', 'page': '1'}


def test_products_page_by_page_and_going_on_where_it_was(sandbox, warehouse):
    sandbox.control.fill_products(500)
    pages = list(warehouse.iter_product_pages())
    assert [(page.number, page.more) for page in pages] == [(1, True), (2, True), (3, False)]
    codes = [product.code for page in pages for product in page.products]
    assert len(codes) == len(set(codes)) == 508
    rest = list(warehouse.iter_product_pages(first=2))
    assert [page.number for page in rest] == [2, 3]


def test_what_changed_since_a_moment(sandbox, warehouse):
    sandbox.control.advance(3600)
    sandbox.control.set_warehouse_stock('KEITIN-X1', 5)
    page, = warehouse.iter_stock_pages(datetime(2026, 11, 16, 8, 30))
    assert [(stock.code, stock.stock) for stock in page.stocks] == [('KEITIN-X1', 5)]
    assert sandbox.log[-1].query['modifiedAfter'] == '2026-11-16T08:30:00.000Z'
    sandbox.control.edit_warehouse_product('KAASU-230', eanCode='1')
    page, = warehouse.iter_product_pages(datetime(2026, 11, 16, 8, 30))
    assert [product.ean for product in page.products] == ['1']


def test_nothing_changed_is_no_page(warehouse):
    assert list(warehouse.iter_stock_pages(datetime(2026, 11, 17))) == []


@pytest.mark.parametrize('switch', [
    {'pascal_case': True}, {'numbers_as_strings': True}, {'empty_as_null': True},
])
def test_figures_are_the_same_in_every_form(sandbox, warehouse, switch):
    plain = [*warehouse.iter_product_pages(), *warehouse.iter_stock_pages()]
    sandbox.control.play(**switch)
    assert [*warehouse.iter_product_pages(), *warehouse.iter_stock_pages()] == plain
    assert warehouse.find_products('NO-SUCH') == []


def test_a_broken_row_is_named_and_the_others_are_read(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', kind='empty', path='/Stock', body=[
        {'productCode': 'A', 'stock': 1}, {'productCode': 'B', 'stock': 1.5}, {'stock': 2}])
    page, = warehouse.iter_stock_pages()
    assert [stock.code for stock in page.stocks] == ['A']
    assert len(page.broken) == 2


def test_a_list_that_repeats_itself_ends(sandbox, warehouse):
    rows = [{'code': f'A-{number}'} for number in range(250)]
    sandbox.control.fault(remote='warehouse', kind='empty', path=PATH, times=50, body=rows)
    error = failure(list, warehouse.iter_product_pages())
    assert error.code == 'bad_answer'
    assert 'products' in error.message
    assert len(sandbox.log) < 5


@pytest.mark.parametrize('fault', [
    {'kind': 'cut'}, {'status': 500}, {'status': 429, 'retry_after': 1},
])
def test_one_bad_answer_is_asked_for_again(sandbox, warehouse, fault):
    sandbox.control.fault(remote='warehouse', path='/Stock', **fault)
    page, = warehouse.iter_stock_pages()
    assert len(page.stocks) == len(CATALOGUE)


def test_a_search_answered_404_has_no_rows(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', path=PATH, status=404)
    assert warehouse.find_products('MUG-1') == []


# --- FINDING ---------------------------------------------------------------------------------


def test_a_product_is_found_by_its_exact_code(sandbox, warehouse):
    product, = warehouse.find_products('KEITIN-X1')
    assert product.ean == '6430012345202'
    assert warehouse.find_products('KEITIN') == []
    assert sandbox.log[0].query['code'] == 'KEITIN-X1'


def test_two_products_of_one_code_are_both_found(sandbox, warehouse):
    sandbox.control.add_warehouse_product('KEITIN-X1', name='Copy', stock=2)
    assert sorted(product.stock for product in warehouse.find_products('KEITIN-X1')) == [2, 60]


def test_a_row_that_cannot_be_read_and_might_be_it_is_an_error(sandbox, warehouse):
    for row in ({'code': 'MUG-1', 'stock': 'x'}, {'name': 'no code'}, 'garbage'):
        sandbox.control.fault(remote='warehouse', kind='empty', path=PATH, body=[row])
        assert failure(warehouse.find_products, 'MUG-1').code == 'bad_answer'
    sandbox.control.fault(
        remote='warehouse', kind='empty', path=PATH, body=[{'code': 'OTHER', 'stock': 'x'}])
    assert warehouse.find_products('MUG-1') == []


# --- CREATING --------------------------------------------------------------------------------


def test_a_product_is_created(sandbox, warehouse):
    product = warehouse.create_product(MUG)
    assert (product.code, product.ean, product.stock) == ('MUG-1', MUG.ean, 0)
    assert warehouse.find_products('MUG-1') == [product]
    call, = sent(sandbox, 'POST')
    assert call.json == {
        'code': 'MUG-1', 'languageCode': 'en', 'name': 'Enamel mug', 'eanCode': MUG.ean,
        'supplyPrice': 3.2, 'salesPrice': 14.5, 'currencyCode': 'EUR', 'countryOfOrigin': 'FI',
        'customsDescription': 'Mug of steel', 'hsCode': '73239400'}


def test_a_code_that_is_taken_is_a_conflict(sandbox, warehouse):
    error = failure(warehouse.create_product, replace(MUG, code='KEITIN-X1'))
    assert (error.code, error.status, error.unclear) == ('conflict', 400, False)


def test_a_code_that_is_not_allowed_is_invalid(warehouse):
    error = failure(warehouse.create_product, replace(MUG, code='MUG/1'))
    assert (error.code, error.unclear) == ('invalid', False)


@pytest.mark.parametrize(('fault', 'stored'), [
    ({'kind': 'accept_and_cut'}, 1), ({'kind': 'truncated'}, 1), ({'kind': 'empty'}, 1),
    ({'status': 500}, 0), ({'kind': 'cut'}, 0),
])
def test_a_creation_is_never_repeated(sandbox, warehouse, fault, stored):
    sandbox.control.fault(remote='warehouse', method='POST', path=PATH, **fault)
    error = failure(warehouse.create_product, MUG)
    assert error.unclear
    assert len(sent(sandbox, 'POST')) == 1
    assert len(warehouse.find_products('MUG-1')) == stored


def test_an_answer_about_another_product_is_unclear(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', kind='empty', path=PATH, body={'code': 'OTHER'})
    assert failure(warehouse.create_product, MUG).unclear


# --- UPDATING --------------------------------------------------------------------------------


@pytest.mark.parametrize('code', ['MUG-1', 'A B', 'ÄÖ-1', 'A+B', '100 %', '?>~', '1'])
def test_a_product_is_updated_whatever_its_code(sandbox, warehouse, code):
    request = replace(MUG, code=code)
    warehouse.create_product(request)
    product = warehouse.update_product(replace(request, name='Large mug'))
    assert (product.code, product.name) == (code, 'Large mug')
    call, = sent(sandbox, 'PUT')
    assert call.query == {'base64url': 'true'}


def test_a_barcode_that_is_there_stays(warehouse):
    warehouse.create_product(MUG)
    assert warehouse.update_product(replace(MUG, ean='123')).ean == MUG.ean


def test_an_update_of_a_product_that_is_not_there(warehouse):
    assert failure(warehouse.update_product, MUG).code == 'not_found'


@pytest.mark.parametrize('fault', [
    {'kind': 'cut'}, {'kind': 'accept_and_cut'}, {'status': 500}, {'status': 429},
])
def test_an_update_is_repeated(sandbox, warehouse, fault):
    warehouse.create_product(MUG)
    sandbox.control.fault(remote='warehouse', method='PUT', **fault)
    assert warehouse.update_product(replace(MUG, name='Large mug')).name == 'Large mug'
    assert len(warehouse.find_products('MUG-1')) == 1
