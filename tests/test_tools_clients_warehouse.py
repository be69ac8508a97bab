"""The warehouse's client against the sandbox, over real HTTP."""

from datetime import timedelta, timezone
from decimal import Decimal

import pytest

from ..dev.sandbox import Sandbox, accounts
from ..dev.sandbox.seed import CATALOGUE
from ..tools.http_client import RemoteError
from ..tools.ogoship_client import OgoshipClient
from ..tools.ogoship_types import Customer, OrderLine, OrderRequest, same_order

START = '2026-11-16T08:00:00Z'

CUSTOMER = Customer(
    name='Aino Korhonen', address1='Mannerheimintie 12', city='Helsinki', country='FI',
    zip='00100', phone='+358401234501', email='aino.korhonen@example.com',
)
REQUEST = OrderRequest(
    reference='S00101', shipping_code='posti-home', customer=CUSTOMER,
    lines=(OrderLine('KAHVI-RETKI-500', 2, Decimal('6.90'), Decimal('13.5')),),
    total=Decimal('13.80'), currency='EUR',
)


def no_wait(seconds):
    """Takes the place of time.sleep."""


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start=START) as sandbox:
        yield sandbox
        assert not sandbox.violations


def warehouse_client(sandbox, token=accounts.MERCHANT_TOKEN, **options):
    options = {
        'client_id': accounts.CLIENT_ID, 'client_secret': accounts.CLIENT_SECRET,
        'sleep': no_wait, 'now': lambda: sandbox_now(sandbox),
    } | options
    return OgoshipClient(accounts.MERCHANT, token, api_url=sandbox.warehouse_url,
                         auth_url=sandbox.warehouse_url, **options)


def sandbox_now(sandbox):
    return sandbox.clock.now().astimezone(timezone.utc).replace(tzinfo=None)


@pytest.fixture
def warehouse(sandbox):
    with warehouse_client(sandbox) as client:
        yield client


def failure(function, *args, **options):
    with pytest.raises(RemoteError) as caught:
        function(*args, **options)
    return caught.value


def calls(sandbox, remote, method=None):
    return [call for call in sandbox.log
            if call.remote == remote and (method or call.method) == call.method]


# --- TOKEN -----------------------------------------------------------------------------------


def test_the_client_does_not_show_its_secrets(warehouse):
    warehouse.ensure_token()
    assert accounts.MERCHANT_TOKEN not in repr(warehouse)


def test_the_test_button_of_the_warehouse(sandbox, warehouse):
    sandbox.control.add_foreign_order('MYOGO-1')
    assert warehouse.check() == {'orders': 1, 'products': len(CATALOGUE)}


@pytest.mark.parametrize(('options', 'hint'), [
    ({'token': 'wrong'}, 'credentials'), ({'client_secret': 'wrong'}, 'application'),
    ({'client_id': 'wrong'}, 'application'),
])
def test_wrong_credentials_of_the_warehouse(sandbox, options, hint):
    with warehouse_client(sandbox, **options) as client:
        error = failure(client.check)
        assert (error.code, error.hint, error.unclear) == ('unauthorized', hint, False)
        assert not failure(client.create_order, REQUEST).unclear


@pytest.mark.parametrize('status', [400, 401, 403])
def test_a_refused_token_without_a_reason_may_be_either(sandbox, warehouse, status):
    sandbox.control.fault(remote='auth', kind='status', status=status)
    assert failure(warehouse.check).hint == 'either'


def test_a_good_token_that_the_api_refuses_is_the_applications(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', kind='status', status=403)
    assert failure(warehouse.check).hint == 'access'


def test_the_test_button_does_not_trust_a_stored_token(sandbox, warehouse):
    token = warehouse.ensure_token()
    with warehouse_client(sandbox, token='wrong') as client:
        client.token = token
        assert failure(client.check).hint == 'credentials'


def test_a_token_is_stored_before_its_use_and_used_while_valid(sandbox):
    stored = []

    def store(token):
        stored.append((token, len(calls(sandbox, 'warehouse'))))
    with warehouse_client(sandbox, on_token=store) as client:
        client.find_orders('A')
        client.find_orders('B')
    (token, calls_before), = stored
    assert calls_before == 0
    life = token.expires_at - sandbox_now(sandbox)
    assert timedelta(seconds=5300) < life <= timedelta(seconds=5400)
    with warehouse_client(sandbox, token=accounts.MERCHANT_TOKEN) as client:
        client.token = token
        client.find_orders('C')
    assert len(calls(sandbox, 'auth')) == 1


def test_a_token_is_refreshed_before_it_ends_and_each_refresh_token_used_once(sandbox, warehouse):
    first = warehouse.ensure_token()
    for _number in range(2):
        sandbox.control.advance(5400 - 30)
        warehouse.find_orders('A')
    grants = [call.json['grant_type'] for call in calls(sandbox, 'auth')]
    assert grants == ['password', 'refresh_token', 'refresh_token']
    assert warehouse.token != first
    assert {call.status for call in sandbox.log} == {200}


def test_a_used_refresh_token_falls_back_to_the_password(sandbox, warehouse):
    old = warehouse.ensure_token()
    sandbox.control.advance(5400)
    warehouse.ensure_token()
    with warehouse_client(sandbox) as client:
        client.token = old
        client.find_orders('A')
    grants = [(call.json['grant_type'], call.status) for call in calls(sandbox, 'auth')]
    assert grants[2:] == [('refresh_token', 400), ('password', 200)]


def test_a_token_refused_before_its_time_is_renewed_once_and_the_post_repeated(sandbox, warehouse):
    warehouse.ensure_token()
    sandbox.control.fault(remote='warehouse', status=401)
    assert warehouse.create_order(REQUEST).reference == 'S00101'
    assert len(sandbox.control.warehouse_order('S00101')) == 1
    sandbox.control.fault(remote='warehouse', status=401, times=2)
    error = failure(warehouse.find_orders, 'S00101')
    assert (error.code, error.hint) == ('unauthorized', 'access')


@pytest.mark.parametrize('fault', [
    {'kind': 'status', 'status': 500, 'times': 4}, {'kind': 'html'}, {'kind': 'empty'},
    {'kind': 'null'}, {'kind': 'truncated'}, {'kind': 'accept_and_cut', 'times': 4},
])
def test_trouble_with_the_token_never_makes_an_order_unclear(sandbox, warehouse, fault):
    sandbox.control.fault(remote='auth', **fault)
    error = failure(warehouse.create_order, REQUEST)
    assert not error.unclear
    assert calls(sandbox, 'warehouse') == []


# --- ORDERS ----------------------------------------------------------------------------------


UNCLEAR = [
    {'kind': 'accept_and_cut'}, {'kind': 'cut'}, {'kind': 'truncated'}, {'kind': 'html'},
    {'kind': 'empty'}, {'kind': 'null'}, {'kind': 'status', 'status': 500},
    {'kind': 'html', 'status': 502},
]



@pytest.mark.parametrize('odd', [False, True])
def test_an_order_is_created_found_and_recognised(sandbox, warehouse, odd):
    sandbox.control.play(pascal_case=odd, upper_enums=odd, numbers_as_strings=odd)
    created = warehouse.create_order(REQUEST)
    found, = warehouse.find_orders('S00101')
    assert created == found
    assert (found.status, found.customer) == ('new', CUSTOMER)
    assert found.lines == (OrderLine('KAHVI-RETKI-500', 2, Decimal('6.9'), Decimal('13.5')),)
    assert same_order(REQUEST, found)


def test_a_full_order_keeps_to_the_contract(sandbox, warehouse):
    request = OrderRequest(
        reference='S00102', shipping_code='posti-home', customer=CUSTOMER, lines=REQUEST.lines,
        pickup_point='001008102', total=Decimal('13.80'), currency='EUR', comments='Ovikoodi 12',
        cash_on_delivery=Decimal('13.80'), test=True,
    )
    assert warehouse.create_order(request).pickup_point == '001008102'
    stored, = sandbox.control.warehouse_order('S00102')
    assert stored['cashOnDelivery']['amount'] == 13.8


@pytest.mark.parametrize('status', ['pending', 'reserved'])
def test_the_status_after_creation_is_theirs(sandbox, warehouse, status):
    sandbox.control.play(status_after_create=status)
    assert warehouse.create_order(REQUEST).status == status


def test_a_taken_reference_is_a_conflict(sandbox, warehouse):
    warehouse.create_order(REQUEST)
    error = failure(warehouse.create_order, REQUEST)
    assert (error.code, error.status, error.unclear) == ('conflict', 400, False)


def test_a_second_order_of_the_same_reference_is_found_too(sandbox, warehouse):
    sandbox.control.play(duplicate_reference='reserved')
    first, second = warehouse.create_order(REQUEST), warehouse.create_order(REQUEST)
    assert first.id != second.id
    assert second.status == 'reserved'
    assert {order.id for order in warehouse.find_orders('S00101')} == {first.id, second.id}


def test_a_refused_order_says_why(sandbox, warehouse):
    request = OrderRequest('S1', 'no-such-code', CUSTOMER, REQUEST.lines)
    error = failure(warehouse.create_order, request)
    assert (error.code, error.message) == ('invalid', 'Shipping method was not found.')


@pytest.mark.parametrize('filter_kind', ['exact', 'partial'])
def test_only_the_exact_reference_is_found(sandbox, warehouse, filter_kind):
    sandbox.control.play(reference_filter=filter_kind, empty_as_null=True)
    for reference in ('S00101', 'S00101-2', 'xS00101', 's00101'):
        sandbox.control.add_foreign_order(reference)
    assert [order.reference for order in warehouse.find_orders('S00101')] == ['S00101']
    assert warehouse.find_orders('nothing') == []


def test_not_found_on_a_search_is_none(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', status=404)
    assert warehouse.find_orders('S00101') == []


@pytest.mark.parametrize('kind', ['html', 'empty', 'truncated'])
def test_a_search_that_cannot_be_read_is_never_none(sandbox, warehouse, kind):
    sandbox.control.add_foreign_order('S00101')
    sandbox.control.fault(remote='warehouse', kind=kind, times=4)
    assert failure(warehouse.find_orders, 'S00101').code in ('bad_answer', 'unavailable')


def test_an_order_of_ours_that_cannot_be_read_is_never_none(sandbox, warehouse):
    sandbox.control.play(reference_filter='partial')
    other = {'reference': 'S00101-2', 'orderLines': [{'quantity': -1}]}
    ours = {'reference': 'S00101', 'orderLines': [{'quantity': -1}]}
    sandbox.control.fault(remote='warehouse', kind='null', body=[other])
    assert warehouse.find_orders('S00101') == []
    for rows in ([ours], ['rubbish'], [{'reference': ['S00101']}]):
        sandbox.control.fault(remote='warehouse', kind='null', body=rows)
        assert failure(warehouse.find_orders, 'S00101').code == 'bad_answer'


@pytest.mark.parametrize('fault', UNCLEAR)
def test_an_unclear_creation_is_sent_once_and_can_be_looked_up(sandbox, warehouse, fault):
    sandbox.control.fault(remote='warehouse', method='POST', **fault)
    assert failure(warehouse.create_order, REQUEST).unclear
    assert len(calls(sandbox, 'warehouse', 'POST')) == 1
    stored = sandbox.control.warehouse_order('S00101')
    assert len(warehouse.find_orders('S00101')) == len(stored)


def test_an_answer_about_another_order_is_unclear(sandbox, warehouse):
    body = {'id': 'x', 'reference': 'S999', 'status': 'new'}
    sandbox.control.fault(remote='warehouse', method='POST', kind='null', body=body)
    assert failure(warehouse.create_order, REQUEST).unclear


def test_no_answer_to_a_creation_in_time_is_unclear(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', method='POST', kind='accept_and_hang', seconds=5)
    with warehouse_client(sandbox, timeout=(5, 0.05)) as client:
        client.token = warehouse.ensure_token()
        error = failure(client.create_order, REQUEST)
    assert (error.code, error.unclear) == ('timeout', True)


# --- CHANGES ---------------------------------------------------------------------------------


def read_references(client, modified_after=None, **options):
    pages = list(client.iter_order_pages(modified_after, **options))
    return [order.reference for page in pages for order in page.orders]


@pytest.mark.parametrize(('count', 'limit'), [(0, 3), (2, 3), (3, 3), (7, 3), (55, 250)])
def test_every_changed_order_comes_once(sandbox, warehouse, count, limit):
    references = [f'S{number}' for number in range(count)]
    for reference in references:
        sandbox.control.add_foreign_order(reference)
    assert sorted(read_references(warehouse, limit=limit)) == sorted(references)


def test_a_server_that_falls_back_to_its_default_page_loses_nothing(sandbox, warehouse):
    rows = [{'reference': f'S{number}'} for number in range(60)]
    for part in (rows[:50], rows[50:]):
        sandbox.control.fault(remote='warehouse', kind='null', body=part)
    assert len(read_references(warehouse)) == 60


def test_only_changes_after_a_moment_are_asked_for(sandbox, warehouse):
    sandbox.control.add_foreign_order('OLD')
    sandbox.control.advance(3600)
    moment = sandbox_now(sandbox)
    sandbox.control.advance(3600)
    sandbox.control.add_foreign_order('NEW')
    assert read_references(warehouse, moment) == ['NEW']
    assert calls(sandbox, 'warehouse')[-1].query['modifiedAfter'].endswith('Z')


def test_a_shipped_order_brings_its_parcels(sandbox, warehouse):
    warehouse.create_order(REQUEST)
    sandbox.control.ship('S00101', tracking='A1, A2')
    page, = warehouse.iter_order_pages(None)
    order, = page.orders
    assert (order.status, order.tracking_numbers) == ('shipped', ('A1', 'A2'))
    assert order.tracking_url.startswith('https://')


def test_an_order_repeated_on_the_next_page_comes_once(sandbox, warehouse):
    first, second = [{'id': 'a', 'reference': 'A'}, {'id': 'b', 'reference': 'B'}], [
        {'id': 'b', 'reference': 'B'}]
    for rows in (first, second):
        sandbox.control.fault(remote='warehouse', kind='null', body=rows)
    assert read_references(warehouse, limit=2) == ['A', 'B']


def test_an_order_that_cannot_be_read_hides_no_other(sandbox, warehouse):
    rows = [{'reference': 'A'}, {'reference': 'BAD', 'editTime': 'soon'}, 5, {'reference': 'B'}]
    sandbox.control.fault(remote='warehouse', kind='null', body=rows)
    page, = warehouse.iter_order_pages(None)
    assert [order.reference for order in page.orders] == ['A', 'B']
    assert page.broken == ['order BAD: editTime is not a date and time.',
                           'order is not an object.']


def test_a_server_that_ignores_the_page_does_not_hold_us_for_ever(sandbox, warehouse):
    rows = [{'reference': 'A'}, {'reference': 'B'}]
    sandbox.control.fault(remote='warehouse', kind='null', body=rows, times=50)
    error = failure(list, warehouse.iter_order_pages(None, limit=2))
    assert error.code == 'bad_answer'
    assert len(calls(sandbox, 'warehouse')) == 2
