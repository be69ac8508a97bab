"""Products and stock of both remotes as the contracts have them, and the control over them."""

import pytest

from ..dev.sandbox import Sandbox, shop_catalogue
from ..dev.sandbox.callers import ShopCaller, WarehouseCaller
from ..dev.sandbox.remote_control import RemoteControl

EXPAND = 'translations,variations,variations.stock_item,stock_item'
VARIATIONS = [{'code': 'SOCK-S', 'name': 'S', 'stock': 5, 'weight': 0.1},
              {'code': 'SOCK-M', 'name': 'M', 'price': 12, 'stock': None}]


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start='2026-11-16T08:00:00Z') as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def control(sandbox):
    return sandbox.control


@pytest.fixture
def shop(sandbox):
    return ShopCaller(sandbox)


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()


def listed(shop, product_id):
    return shop.get('products', id=product_id, expand=EXPAND)['data'][0]


def is_listed(shop, product_id):
    return bool(shop.get('products', id=product_id)['data'])


# --- PRODUCTS OF THE SHOP --------------------------------------------------------------------


def test_a_product_is_added(control, shop):
    number = control.add_product(
        name='Mug', code='MUG', barcode='123', price=9.5, weight=0.3, stock=7,
        translations={'sv': 'Mugg'})['id']
    mug = listed(shop, number)
    assert (mug['name'], mug['product_code'], mug['price']) == ('Mug', 'MUG', 9.5)
    assert mug['variations'] == []
    assert [(t['language'], t['name']) for t in mug['translations']] == [('sv', 'Mugg')]
    assert (mug['stock_item']['quantity'], mug['stock_item']['barcode']) == (7, '123')
    assert shop.get('stock/MUG')['data']['quantity'] == 7


def test_a_product_with_variations_has_no_stock_itself(control, shop):
    number = control.add_product(name='Sock', code='SOCK', price=10, variations=VARIATIONS)['id']
    sock = listed(shop, number)
    assert (sock['product_code'], sock['price'], sock['stock_item']) == ('SOCK', 10, [])
    small, medium = sock['variations']
    assert (small['product_code'], small['name'], small['price']) == ('SOCK-S', 'S', None)
    assert small['stock_item']['variation_id'] == small['id']
    assert (medium['price'], medium['stock_item']) == (12, [])
    assert shop('GET', 'stock/SOCK').status_code == 404
    assert shop('GET', 'stock/SOCK-M').status_code == 404


def test_variations_may_always_have_a_price(control, shop):
    number = control.add_product(name='Sock', price=10, variations=VARIATIONS)['id']
    control.play(variation_price='number')
    assert [v['price'] for v in listed(shop, number)['variations']] == [10, 12]


def test_a_product_is_edited(control, shop):
    control.edit_product(318, name='Coffee', code='COFFEE', barcode='9', price=7)
    coffee = listed(shop, 318)
    assert (coffee['name'], coffee['product_code'], coffee['price']) == ('Coffee', 'COFFEE', 7)
    assert coffee['updated_at'] > coffee['created_at']
    assert shop.get('stock/COFFEE')['data']['barcode'] == '9'
    assert shop('GET', 'stock/KAHVI-RETKI-500').status_code == 404


def test_a_main_product_and_its_variation_are_edited(control, shop):
    control.edit_product(301, name='Boot', price=99, code='BOOT')
    control.edit_variation(1042, name='42 EU', code='BOOT-42', price=120)
    boot = listed(shop, 301)
    assert (boot['name'], boot['price'], boot['product_code']) == ('Boot', 99, 'BOOT')
    first = boot['variations'][0]
    assert (first['name'], first['product_code'], first['price']) == ('42 EU', 'BOOT-42', 120)
    assert boot['variations'][1]['product_code'] == 'KENKA-TUNTURI-43'
    assert shop.get('stock/BOOT-42')['data']['quantity'] == 40


def test_a_product_vanishes(control, shop):
    control.remove_product(318)
    assert not is_listed(shop, 318)
    assert shop('GET', 'products/318').status_code == 404
    assert shop('GET', 'stock/KAHVI-RETKI-500').status_code == 404
    control.remove_product(301, variation_id=1042)
    assert [v['id'] for v in listed(shop, 301)['variations']] == [1043]


def test_translations_are_set(control, shop):
    control.set_translations(318, sv='Kaffe', en='Coffee')
    names = {t['language']: t['name'] for t in listed(shop, 318)['translations']}
    assert names == {'sv': 'Kaffe', 'en': 'Coffee'}
    assert 'translations' not in shop.get('products', id=318)['data'][0]


@pytest.mark.parametrize('call', [
    lambda control: control.add_product(nmae='Mug'),
    lambda control: control.add_product(variations=[{'colour': 'red'}]),
    lambda control: control.add_product(product_id=301),
    lambda control: control.edit_product(301, stock=2),
    lambda control: control.edit_product(9, name='x'),
    lambda control: control.edit_variation(9, name='x'),
    lambda control: control.edit_warehouse_product('KEITIN-X1', colour='red'),
])
def test_mistakes_of_a_test_are_told(control, call):
    with pytest.raises((ValueError, LookupError)):
        call(control)


def test_new_products_can_be_ordered(control):
    number = control.add_product(name='Mug', code='MUG', price=9.5, vat_rate=14, stock=7)['id']
    row, = control.place(lines=[{'code': 'MUG', 'quantity': 2}])['products']
    assert (row['product_id'], row['unit_price'], row['vat_rate']) == (number, 9.5, 14)
    assert control.stock('MUG')['reserved'] == 2


def test_a_product_without_code_can_be_ordered(control, shop):
    number = control.add_product(name='Nameless', price=3)['id']
    assert listed(shop, number)['product_code'] is None
    row, = control.place(lines=[{'product_id': number}])['products']
    assert (row['product_name'], row['product_code']) == ('Nameless', None)


# --- STOCK OF THE SHOP -----------------------------------------------------------------------


def test_two_products_of_one_code_have_stock_items_of_their_own(control, shop):
    first = control.add_product(name='One', code='TWICE', stock=1)['id']
    second = control.add_product(name='Two', code='TWICE', stock=2)['id']
    assert shop.get('stock/TWICE')['data']['product_id'] == first
    assert listed(shop, second)['stock_item']['quantity'] == 2
    control.remove_product(first)
    assert shop.get('stock/TWICE')['data']['product_id'] == second


def test_stock_that_is_not_tracked_does_not_move(control, shop):
    control.add_product(name='Gift', code='GIFT', stock=5, enabled=False)
    control.place(lines=[{'code': 'GIFT'}])
    item = shop.get('stock/GIFT')['data']
    assert (item['enabled'], item['quantity'], item['reserved']) == (False, 5, 0)
    assert control.set_tracking('GIFT', True)['enabled']


@pytest.mark.parametrize(('switch', 'asked', 'status'), [
    ('unreachable', '%20A%20', 404), ('unreachable', 'A', 404), ('unreachable', 'B', 200),
    ('unreachable', '%20B', 404), ('trimmed', '%20A%20', 200), ('trimmed', 'A', 200),
])
def test_codes_with_blanks_around_them(control, shop, switch, asked, status):
    control.play(codes_with_blanks=switch)
    control.add_product(name='Blank', code=' A ', stock=1)
    control.add_product(name='Plain', code='B', stock=1)
    assert shop('GET', f'stock/{asked}').status_code == status


@pytest.mark.parametrize(('reserve_at', 'placed', 'delivered'), [
    ('placing', (60, 2), (58, 0)), ('never', (58, 0), (58, 0)),
])
def test_when_an_order_takes_its_pieces(control, reserve_at, placed, delivered):
    def figures():
        item = control.stock('KEITIN-X1')
        return item['quantity'], item['reserved']
    control.play(reserve_at=reserve_at)
    lines = [{'code': 'KEITIN-X1', 'quantity': 2}]
    gone = control.place(lines=lines)['id']
    assert figures() == placed
    control.cancel(gone)
    assert figures() == (60, 0)
    number = control.place(lines=[lines[0] | {'quantity': 1}])['id']
    control.edit(number, lines=lines)
    assert figures() == placed
    control.complete_order(number)
    assert figures() == delivered


def test_an_order_is_delivered_in_the_admin(control, sandbox):
    number = control.place(kind='gift_card')['id']  # two payments: the API would refuse
    order = control.complete_order(number)
    assert order['status'] == 'COMPLETED'
    assert {s['status'] for s in order['shipments']} == {'COMPLETED'}
    assert all(row['delivered_at'] for row in order['products'])
    assert not sandbox.log


def test_stock_figures_of_the_list_are_the_present_ones(control, shop):
    assert listed(shop, 318)['stock_item']['quantity'] == 210
    control.set_stock('KAHVI-RETKI-500', 3)
    assert listed(shop, 318)['stock_item']['quantity'] == 3
    shop('PATCH', 'stock/KAHVI-RETKI-500', json={'quantity': 4})
    assert listed(shop, 318)['stock_item']['quantity'] == 4


# --- MANY ------------------------------------------------------------------------------------


def test_thousands_of_products_in_both(control, shop, warehouse):
    control.fill_catalogue(1000)
    control.fill_products(1000)
    assert control.fill_catalogue(10) == 8 + 1010
    page = shop.get('products', page=1, page_size=2000, sort='id-asc', expand=EXPAND)
    sold = [item for product in page['data'] for item in product['variations'] or [product]]
    codes = [item['product_code'] for item in sold]
    assert len(codes) == len(set(codes)) == 1018
    assert {'BULK-00001', 'BULK-01000', 'BULK-01010'} <= set(codes)
    assert any(len(product['variations']) == 3 for product in page['data'][10:])
    there, = warehouse.get('Products', code='BULK-01000')
    assert there['eanCode'] == next(
        item['stock_item']['barcode'] for item in sold if item['product_code'] == 'BULK-01000')


def test_the_catalogue_is_built_once_for_many_pages(control, shop, monkeypatch):
    built = []
    build = shop_catalogue._build
    monkeypatch.setattr(
        shop_catalogue, '_build', lambda *args: built.append(args) or build(*args))
    control.fill_catalogue(2000)
    for number in (1, 8, 16):
        assert shop.get('products', page=number, page_size=100, expand=EXPAND)['data']
    control.set_stock('BULK-00001', 3)
    shop.get('products', page=1, page_size=100)
    assert len(built) == 1
    control.edit_product(318, name='Coffee')
    assert len(built) == 2


def test_the_control_reaches_all_this_from_another_process(sandbox, shop):
    control = RemoteControl(sandbox.url)
    number = control.add_product(name='Sock', code='SOCK', variations=VARIATIONS)['id']
    control.set_translations(number, sv='Strumpa')
    assert listed(shop, number)['translations'][0]['name'] == 'Strumpa'
    assert control.fill_products(5) == 13
    control.remove_product(number)
    assert not is_listed(shop, number)


# --- PRODUCTS OF THE WAREHOUSE ---------------------------------------------------------------


def test_a_code_may_be_there_twice(control, warehouse):
    control.add_warehouse_product('KEITIN-X1', name='Copy', stock=3)
    assert sorted(p['stock'] for p in warehouse.get('Products', code='KEITIN-X1')) == [3, 60]
    levels = warehouse.get('Stock', productCode='KEITIN-X1')
    assert sorted(level['stock'] for level in levels) == [3, 60]


def test_the_warehouse_edits_a_product(control, warehouse):
    before, = warehouse.get('Products', code='KEITIN-X1')
    control.advance(60)
    control.edit_warehouse_product(
        'KEITIN-X1', eanCode='1', stockUpdate=40, stockUpdateTime='2026-12-01T00:00:00Z')
    after, = warehouse.get('Products', code='KEITIN-X1')
    assert (after['eanCode'], after['stockUpdate']) == ('1', 40)
    assert after['editTime'] > before['editTime']


@pytest.mark.parametrize('body', [
    {'code': 'A'}, {'languageCode': 'en'}, {'code': '', 'languageCode': 'en'},
    {'code': 'A', 'languageCode': 'eng'}, {'code': 'A', 'languageCode': 'en', 'weight': 1},
    {'code': 'A', 'languageCode': 'en', 'countryOfOrigin': 'FIN'},
    {'code': 'A', 'languageCode': 'en', 'currencyCode': '€'},
    {'code': 'A', 'languageCode': 'en', 'supplyPrice': '3.20'},
])
def test_products_outside_the_contract_are_refused(sandbox, warehouse, body):
    assert warehouse('POST', 'Products', json=body).status_code == 400
    assert sandbox.violations
    sandbox.violations.clear()


@pytest.mark.parametrize(('choice', 'status', 'count'), [
    ('refuse', 400, 1), ('duplicate', 200, 2), ('overwrite', 200, 1),
])
def test_a_code_that_is_taken(control, warehouse, choice, status, count):
    control.play(duplicate_product=choice)
    body = {'code': 'KEITIN-X1', 'languageCode': 'en', 'name': 'Again'}
    assert warehouse('POST', 'Products', json=body).status_code == status
    assert len(warehouse.get('Products', code='KEITIN-X1')) == count
