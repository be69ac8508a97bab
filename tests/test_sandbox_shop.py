"""The shop is as strict as the contract, never more convenient (mycashflow-api §1, §2)."""

import pytest
import requests

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import ALL_EXPANDS, ShopCaller

PARTS = {'products', 'shipments', 'payments', 'comments', 'events', 'tax_summary'}


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start='2026-11-16T08:00:00Z') as sandbox:
        yield sandbox


@pytest.fixture
def shop(sandbox):
    return ShopCaller(sandbox)


def ids(answer):
    return [order['id'] for order in answer['data']]


def test_trailing_slash_is_an_error(sandbox, shop):
    assert shop('GET', 'orders/').status_code == 400
    assert 'trailing slash' in sandbox.violations[0]


@pytest.mark.parametrize('auth', [None, ('odoo@tunturipuoti.example', 'wrong'), ('x', 'y')])
def test_wrong_credentials_are_401(shop, auth):
    response = shop('GET', 'orders', auth=auth)
    assert (response.status_code, response.json()['code']) == (401, 401)


def test_unknown_store_is_404_with_its_mark(sandbox):
    response = ShopCaller(sandbox, store='toinen')('GET', 'orders')
    assert (response.status_code, response.headers['X-MCF-ID']) == (404, '-')


@pytest.mark.parametrize(('accept', 'status'), [
    ('application/json', 200), ('*/*', 200), ('text/html', 406), ('text/html, */*;q=0.1', 200),
])
def test_accept_must_allow_json(shop, accept, status):
    assert shop('GET', 'orders', headers={'Accept': accept}).status_code == status


@pytest.mark.parametrize(('served', 'other'), [('v1', 'v0'), ('v0', 'v1')])
def test_orders_live_in_one_version_only(sandbox, shop, served, other):
    sandbox.control.play(orders_version=served)
    assert shop('GET', 'orders', version=served).status_code == 200
    assert shop('GET', 'orders', version=other).status_code == 404
    assert shop('GET', 'shipping-methods').status_code == 200


def test_expand_gives_only_what_was_asked_for(sandbox, shop):
    sandbox.control.place(kind='negative')
    plain = shop.get('orders')['data'][0]
    assert not PARTS & set(plain)
    some = shop.get('orders', expand='payments,products')['data'][0]
    assert PARTS & set(some) == {'payments', 'products'}
    assert 'return_reasons' not in some['products'][0]
    full = shop.get('orders', expand=ALL_EXPANDS)['data'][0]
    assert full['products'][0]['return_reasons']


def test_unknown_expand_is_refused(shop):
    assert shop('GET', 'orders?expand=customer').status_code == 400


def test_absent_sub_resource_is_an_empty_array(shop):
    products = shop.get('products', expand='stock_item,brand,variations,variations.stock_item')
    shoe = next(p for p in products['data'] if p['id'] == 301)
    assert (shoe['stock_item'], shoe['brand']) == ([], [])
    assert shoe['variations'][0]['stock_item']['code'] == 'KENKA-TUNTURI-42'


def test_next_exists_only_when_another_page_does(sandbox, shop):
    for _ in range(5):
        sandbox.control.place()
    first = shop.get('orders', page=1, page_size=3, sort='id-asc')
    last = requests.get(first['meta']['next'], auth=shop.auth, timeout=10).json()
    assert ids(first) + ids(last) == [10250, 10251, 10252, 10253, 10254]
    assert 'next' not in last['meta']
    beyond = shop.get('orders', page=3, page_size=3)
    assert (beyond['data'], beyond['meta']['item_count']) == ([], 5)


def test_page_size_may_be_clamped(sandbox, shop):
    for _ in range(5):
        sandbox.control.place()
    sandbox.control.play(page_size_cap=2)
    meta = shop.get('orders', page=1, page_size=100)['meta']
    assert (meta['page_size'], meta['page_count']) == (2, 3)


def test_timestamps_carry_the_offset_of_helsinki(sandbox, shop):
    sandbox.control.place(created_at='2026-07-01T08:00:00Z')
    sandbox.control.place()
    orders = shop.get('orders', sort='id-asc')['data']
    assert orders[0]['created_at'] == '2026-07-01T11:00:00+03:00'
    assert orders[1]['created_at'].startswith('2026-11-16T10:00:0')
    assert orders[1]['created_at'].endswith('+02:00')


def test_updated_filter_knows_its_boundary(sandbox, shop):
    order = sandbox.control.place()
    sandbox.control.advance(60)
    later = sandbox.control.place()
    both = shop.get('orders', updated_at__from=order['updated_at'], sort='updated_at-asc')
    assert ids(both) == [order['id'], later['id']]
    sandbox.control.play(updated_from_inclusive=False)
    assert ids(shop.get('orders', updated_at__from=order['updated_at'])) == [later['id']]
    assert ids(shop.get('orders', updated_at__to=order['updated_at'])) == [order['id']]


def test_filter_without_offset_means_helsinki(sandbox, shop):
    order = sandbox.control.place(created_at='2026-11-16T08:00:00Z')
    assert ids(shop.get('orders', created_at__from='2026-11-16T10:00:00')) == [order['id']]
    assert ids(shop.get('orders', created_at__from='2026-11-16T10:00:01')) == []


def test_plus_that_is_not_encoded_is_refused(shop):
    path = 'orders?updated_at-from=2026-11-16T10:00:00+02:00'
    assert shop('GET', path).status_code == 400


def test_status_filter_and_unknown_sort(sandbox, shop):
    sandbox.control.place()
    gone = sandbox.control.place(kind='cancelled')
    assert ids(shop.get('orders', status='cancelled')) == [gone['id']]
    assert shop('GET', 'orders?sort=created_at-asc').status_code == 400


def test_archived_and_completed_filters(sandbox, shop):
    sandbox.control.place()
    archived = sandbox.control.place(archived_at='2026-11-16T12:00:00+02:00')
    assert ids(shop.get('orders', archived_at__from='2026-11-16T00:00:00')) == [archived['id']]
    assert ids(shop.get('orders', shipments_completed_at__from='2026-01-01T00:00:00')) == []


def test_broken_order_breaks_its_page_only(sandbox, shop):
    good, bad = sandbox.control.place(), sandbox.control.place()
    sandbox.control.break_order(bad['id'])
    url = 'orders?sort=id-asc&page_size=1&page='
    assert shop('GET', f'{url}1&expand=payments').status_code == 200
    assert shop('GET', f'{url}2&expand=payments').status_code == 500
    assert ids(shop('GET', f'{url}2').json()) == [bad['id']]
    sandbox.control.break_order(bad['id'], with_id=False)
    assert shop('GET', f'{url}2').status_code == 500
    assert ids(shop('GET', f'{url}1').json()) == [good['id']]


def test_touch_moves_updated_at_only(sandbox):
    before = sandbox.control.place()
    sandbox.control.advance(60)
    after = sandbox.control.touch(before['id'])
    assert after.pop('updated_at') > before.pop('updated_at')
    assert after == before


def test_stock_is_patched_by_absolute_values(sandbox, shop):
    sandbox.control.place(lines=[{'code': 'KAASU-230', 'quantity': 3}])
    answer = shop('PATCH', 'stock/KAASU-230', json={'enabled': True, 'quantity': 10}).json()
    figures = {name: answer['data'][name] for name in ('quantity', 'reserved', 'balance')}
    assert figures == {'quantity': 10, 'reserved': 3, 'balance': 7}
    assert shop('PATCH', 'stock/EI-OLE', json={'quantity': 1}).status_code == 404
    assert shop.get('stock-changes')['data'][-1]['quantity_change'] == 10 - 300


def test_product_by_code_does_not_find_variations(shop):
    assert shop.get('products/product_code=KAASU-230')['data']['id'] == 323
    assert shop('GET', 'products/product_code=KENKA-TUNTURI-42').status_code == 404
    assert len(shop.get('products/301/variations')['data']) == 2


@pytest.mark.parametrize('path', ['shipping-methods', 'payment-methods', 'versions', 'stock'])
def test_settings_are_lists(sandbox, shop, path):
    assert shop.get(path, page=1, page_size=100)['data']
    assert not sandbox.violations


def test_switches_change_the_form_of_answers(sandbox, shop):
    order = sandbox.control.place()
    sandbox.control.play(ids_as_strings=True, numbers_as_strings=True, datetime_zone='none')
    answer = shop.get(f'orders/{order["id"]}', expand='products')['data']
    assert (answer['id'], answer['total']) == (str(order['id']), str(order['total']))
    assert answer['created_at'] == order['created_at'][:19]
    assert answer['products'][0]['quantity'] == '1'
    assert not sandbox.violations


def test_misspelt_switch_is_an_error(sandbox):
    with pytest.raises(ValueError, match='unknown switches'):
        sandbox.control.play(order_version='v0')
