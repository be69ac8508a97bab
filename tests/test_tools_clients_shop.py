"""The shop's client against the sandbox, over real HTTP."""

import socket
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from ..dev.sandbox import Sandbox, accounts
from ..dev.sandbox.seed import CATALOGUE
from ..tools.http_client import RemoteError
from ..tools.mycashflow_client import MycashflowClient
from ..tools.mycashflow_types import decode_order

START = '2026-11-16T08:00:00Z'
DAY_BEFORE = datetime(2026, 11, 15, 8)
PRODUCTS = len({item['product_id'] for item in CATALOGUE})


def no_wait(seconds):
    """Takes the place of time.sleep."""


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start=START) as sandbox:
        yield sandbox
        assert not sandbox.violations


def shop_client(sandbox, store=accounts.STORE, user=accounts.STORE_USER, key=accounts.STORE_KEY,
                **options):
    options = {'order_version': 'v1', 'throttle': 0, 'sleep': no_wait} | options
    return MycashflowClient(store, user, key, api_url=sandbox.shop_url(store), **options)


@pytest.fixture
def shop(sandbox):
    with shop_client(sandbox) as client:
        yield client


def failure(function, *args, **options):
    with pytest.raises(RemoteError) as caught:
        function(*args, **options)
    return caught.value


def place(sandbox, count, gap=1, **options):
    """Place orders, `gap` seconds apart; their ids."""
    ids = []
    for _number in range(count):
        ids.append(sandbox.control.place(**options)['id'])
        sandbox.control.advance(gap)
    return ids


def read_ids(client, updated_from=DAY_BEFORE, **options):
    pages = list(client.iter_order_pages(updated_from, **options))
    return [order['id'] for page in pages for order in page.orders]


def posts(sandbox):
    return [call for call in sandbox.log if call.method == 'POST']


# --- CONNECTING ------------------------------------------------------------------------------


def test_the_test_button_counts(sandbox, shop):
    place(sandbox, 3)
    found = {'shipping_methods': 7, 'payment_methods': 7, 'products': PRODUCTS}
    assert shop.check() == {**found, 'orders': 3}
    assert shop.check(datetime(2026, 11, 17)) == {**found, 'orders': 0}


@pytest.mark.parametrize(('options', 'hint', 'code'), [
    ({'key': 'wrong'}, 'credentials', 'unauthorized'),
    ({'user': 'nobody@example.com'}, 'credentials', 'unauthorized'),
    ({'store': 'no-such-shop'}, 'store_name', 'not_found'),
])
def test_the_test_button_says_where_to_look(sandbox, options, hint, code):
    with shop_client(sandbox, **options) as client:
        error = failure(client.check)
    assert (error.hint, error.code) == (hint, code)


def test_an_address_without_api_may_be_a_wrong_name_or_a_plan_without_it(sandbox, shop):
    sandbox.control.fault(kind='status', status=404)
    assert failure(shop.check).hint == 'no_api'


@pytest.mark.parametrize(('known', 'hint'), [(True, 'store_name'), (False, 'network')])
def test_an_unknown_host_is_a_wrong_name_where_others_are_known(monkeypatch, known, hint):
    def look_up(name, *args, **kwargs):
        if known and name == 'www.mycashflow.fi':
            return [()]
        raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')
    monkeypatch.setattr(socket, 'getaddrinfo', look_up)
    with MycashflowClient('no-such-shop', 'user', 'key') as client:
        assert failure(client.check).hint == hint


def test_a_plan_without_api_is_told_apart_from_a_wrong_key(sandbox, shop):
    sandbox.control.fault(kind='status', status=403)
    error = failure(shop.check)
    assert (error.hint, error.code) == ('plan', 'unauthorized')


def test_the_test_button_does_not_repeat_and_survives_a_bad_order(sandbox, shop):
    sandbox.control.fault(kind='status', status=503)
    assert failure(shop.check).status == 503
    assert len(sandbox.log) == 1
    sandbox.control.break_order(place(sandbox, 1)[0], with_id=False)
    assert shop.check()['orders'] is None


@pytest.mark.parametrize('version', ['v0', 'v1'])
def test_where_orders_live_is_found_out_once(sandbox, version):
    sandbox.control.play(orders_version=version)
    order_id, = place(sandbox, 1)
    with shop_client(sandbox, order_version='') as client:
        assert client.order_version == ''
        assert read_ids(client) == [order_id]
        assert client.order_version == version
        probed = len(sandbox.log)
        client.get_order(order_id)
    assert len(sandbox.log) == probed + 1


def test_a_bad_order_during_the_probe_leaves_the_version_open(sandbox):
    order_id, = place(sandbox, 1)
    sandbox.control.break_order(order_id, with_id=False)
    with shop_client(sandbox, order_version='') as client:
        page, = client.iter_order_pages(DAY_BEFORE)
        assert client.order_version == ''
    assert page.faults[0].order_id is None


def test_a_shop_without_orders_in_any_version(sandbox):
    for version in ('v1', 'v0'):
        sandbox.control.fault(path=f'/{version}/orders', status=404)
    with shop_client(sandbox, order_version='') as client:
        assert failure(list, client.iter_order_pages(DAY_BEFORE)).code == 'not_found'


@pytest.mark.parametrize('name', ['', 'a.b', 'tunturi/puoti', '-a', 'a-', 'x' * 64, 'ä', 'a b',
                                  'example.com#', 'a\nb', None])
def test_what_is_no_dns_label_is_no_store_name(name):
    with pytest.raises(ValueError, match='store name'):
        MycashflowClient(name, 'user', 'key')


def test_blanks_around_a_store_name_and_its_case_do_not_matter():
    MycashflowClient(' Tunturi-Puoti2 ', 'user', 'key').close()


def test_the_client_does_not_show_its_key(shop):
    assert accounts.STORE_KEY not in repr(shop)


# --- READING ---------------------------------------------------------------------------------


def test_orders_are_read_oldest_change_first_and_once(sandbox, shop):
    ids = place(sandbox, 7)
    sandbox.control.touch(ids[0])
    pages = list(shop.iter_order_pages(DAY_BEFORE, page_size=3))
    assert [order['id'] for page in pages for order in page.orders] == [*ids[1:], ids[0]]
    assert pages[-1].cursor == decode_order(shop.get_order(ids[0])).updated_at


def test_orders_come_with_all_that_import_needs(sandbox, shop):
    order_id, = place(sandbox, 1, kind='multi')
    page, = shop.iter_order_pages(DAY_BEFORE)
    order = decode_order(page.orders[0])
    assert order == decode_order(shop.get_order(order_id))
    assert order.lines and order.payments and order.shipments and order.tax_summary.total


@pytest.mark.parametrize('kind', [
    'paid', 'unpaid', 'invoice', 'pickup_point', 'mixed_vat', 'discount', 'unknown_code',
    'unmapped_method', 'cancelled', 'multi', 'abroad', 'cod', 'gift_card', 'sek', 'negative',
    'bundle', 'download', 'no_shipping',
])
@pytest.mark.parametrize('odd', [False, True])
def test_every_kind_of_order_is_decoded_in_every_spelling(sandbox, shop, kind, odd):
    placed = sandbox.control.place(kind=kind)
    plain = decode_order(shop.get_order(placed['id']))
    sandbox.control.play(ids_as_strings=odd, numbers_as_strings=odd, shop_lower_enums=odd,
                         datetime_zone='none' if odd else 'helsinki')
    assert decode_order(shop.get_order(placed['id'])) == plain
    assert plain.id == placed['id']
    assert plain.total == Decimal(str(placed['total']))
    assert len(plain.lines) == len(placed['products'])


def test_ids_as_strings_do_not_repeat_orders(sandbox, shop):
    sandbox.control.play(ids_as_strings=True, datetime_zone='none')
    ids = place(sandbox, 7)
    assert read_ids(shop, page_size=3) == [str(order_id) for order_id in ids]


@pytest.mark.parametrize('inclusive', [True, False])
@pytest.mark.parametrize('cap', [None, 2])
def test_many_orders_of_one_second_and_a_smaller_page_than_asked(sandbox, shop, inclusive, cap):
    sandbox.control.play(updated_from_inclusive=inclusive, page_size_cap=cap)
    ids = place(sandbox, 6, gap=0) + place(sandbox, 1)
    assert read_ids(shop, page_size=3) == ids


def test_the_window_of_changes_has_two_ends(sandbox, shop):
    ids = place(sandbox, 4, gap=60)
    times = [decode_order(shop.get_order(order_id)).updated_at for order_id in ids]
    assert read_ids(shop, times[1], until=times[2]) == ids[1:3]
    assert read_ids(shop, None) == ids
    half = timedelta(milliseconds=500)
    assert read_ids(shop, times[1] + half, until=times[2] - half) == ids[1:3]


def test_orders_of_a_window_of_creation(sandbox, shop):
    ids = place(sandbox, 5, gap=60)
    created = decode_order(shop.get_order(ids[1])).created_at
    sandbox.control.touch(ids[1])
    assert read_ids(shop, created, page_size=2, window='created') == ids[1:]
    assert read_ids(shop, None, window='created', until=created) == ids[:2]


@pytest.mark.parametrize('with_id', [True, False])
def test_a_page_with_a_bad_order_is_narrowed_down_to_it(sandbox, shop, with_id):
    ids = place(sandbox, 15)
    sandbox.control.break_order(ids[7], with_id=with_id)
    pages = list(shop.iter_order_pages(DAY_BEFORE))
    assert [order['id'] for page in pages for order in page.orders] == ids[:7] + ids[8:]
    fault, = pages[0].faults
    assert fault.order_id == (ids[7] if with_id else None)
    neighbours = [decode_order(sandbox.control.order(ids[index])) for index in (6, 8)]
    if not with_id:
        assert [fault.updated_from, fault.updated_to] == [o.updated_at for o in neighbours]
        sandbox.control.repair_order(ids[7])
        again = read_ids(shop, fault.updated_from, until=fault.updated_to)
        assert again == ids[6:9]


def test_an_outage_is_reported_as_one(sandbox, shop):
    place(sandbox, 1)
    sandbox.control.fault(path='/orders', times=200)
    error = failure(list, shop.iter_order_pages(DAY_BEFORE))
    assert (error.code, error.status) == ('unavailable', 500)


@pytest.mark.parametrize('fault', [
    {'kind': 'status', 'status': 429, 'retry_after': 1}, {'kind': 'status', 'status': 503},
    {'kind': 'cut'}, {'kind': 'status', 'status': 500},
])
def test_a_passing_trouble_is_not_noticed(sandbox, shop, fault):
    ids = place(sandbox, 2)
    sandbox.control.fault(**fault)
    assert read_ids(shop) == ids
    assert len(shop.shipping_methods()) == 7


@pytest.mark.parametrize('kind', ['html', 'empty', 'null', 'truncated'])
def test_a_list_that_cannot_be_read_is_an_error_and_not_an_empty_shop(sandbox, shop, kind):
    place(sandbox, 2)
    sandbox.control.fault(kind=kind, times=50)
    assert failure(list, shop.iter_order_pages(DAY_BEFORE)).code in ('bad_answer', 'unavailable')


@pytest.mark.parametrize('kind', ['html', 'empty', 'truncated'])
def test_a_list_that_cannot_be_read_once_loses_no_order(sandbox, shop, kind):
    ids = place(sandbox, 2)
    assert read_ids(shop) == ids
    sandbox.control.fault(kind=kind)
    assert read_ids(shop) == ids


def test_an_unknown_order(sandbox, shop):
    assert failure(shop.get_order, 999999).code == 'not_found'


def test_methods(sandbox, shop):
    sandbox.control.play(page_size_cap=2, ids_as_strings=True)
    shipping, payment = shop.shipping_methods(), shop.payment_methods()
    assert [method.id for method in shipping] == [3, 4, 5, 6, 7, 8, 9]
    assert (shipping[0].name, shipping[0].code) == ('Posti Postipaketti', '2103')
    assert {method.id: method.code for method in payment}[6] == 'cash-on-delivery'


# --- REPORTING -------------------------------------------------------------------------------


def test_quick_process_delivers_with_the_tracking_code(sandbox, shop):
    order_id, = place(sandbox, 1)
    answer = shop.quick_process(order_id, 'JJFI1', send_emails=False)
    assert answer['id'] == order_id
    order = decode_order(shop.get_order(order_id))
    assert order.status == 'completed'
    assert order.shipments[0].tracking_code == 'JJFI1'
    call, = posts(sandbox)
    assert call.json['send_emails'] is False


def test_a_refused_quick_process_is_clear(sandbox, shop):
    order_id, = place(sandbox, 1, kind='gift_card')
    error = failure(shop.quick_process, order_id)
    assert (error.unclear, 400 <= error.status < 500) == (False, True)


def test_cash_on_delivery_is_delivered_unpaid_only_on_request(sandbox, shop):
    order_id, = place(sandbox, 1, kind='cod')
    assert not failure(shop.quick_process, order_id).unclear
    shop.quick_process(order_id, allow_open_cash_on_delivery=True)
    assert decode_order(shop.get_order(order_id)).status == 'completed'


def test_a_shipment_is_completed(sandbox, shop):
    order_id, = place(sandbox, 1)
    shipment, = decode_order(shop.get_order(order_id)).shipments
    assert shop.complete_shipment(order_id, shipment.id) is None
    assert decode_order(shop.get_order(order_id)).shipments[0].status == 'COMPLETED'


UNCLEAR = [
    {'kind': 'accept_and_cut'}, {'kind': 'cut'}, {'kind': 'truncated'}, {'kind': 'html'},
    {'kind': 'empty'}, {'kind': 'null'}, {'kind': 'status', 'status': 500},
    {'kind': 'html', 'status': 502},
]


@pytest.mark.parametrize('fault', UNCLEAR)
def test_an_unclear_quick_process_is_sent_once(sandbox, shop, fault):
    order_id, = place(sandbox, 1)
    sandbox.control.fault(method='POST', **fault)
    assert failure(shop.quick_process, order_id).unclear
    assert len(posts(sandbox)) == 1


@pytest.mark.parametrize('kind', ['accept_and_cut', 'html'])
def test_an_unclear_completion_is_sent_once(sandbox, shop, kind):
    order_id, = place(sandbox, 1)
    sandbox.control.fault(method='POST', kind=kind)
    assert failure(shop.complete_shipment, order_id, 1).unclear
    assert len(posts(sandbox)) == 1


def test_no_answer_to_a_post_in_time_is_unclear(sandbox):
    order_id, = place(sandbox, 1)
    sandbox.control.fault(method='POST', kind='accept_and_hang', seconds=5)
    with shop_client(sandbox, timeout=(5, 0.05)) as client:
        error = failure(client.quick_process, order_id)
    assert (error.code, error.unclear) == ('timeout', True)
