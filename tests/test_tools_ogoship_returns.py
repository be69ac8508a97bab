"""What the warehouse's returns mean, whatever shape they turn out to have."""

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..dev.sandbox import Sandbox, accounts
from ..tools.ogoship_client import OgoshipClient
from ..tools.ogoship_returns import LARGEST_PAGE, ReturnLine, decode_return
from ..tools.remote_error import RemoteError

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'ogoship-samples'
CODE = 'KAASU-230'


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding='utf-8'))


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, start='2026-11-16T08:00:00Z') as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    with OgoshipClient(
        accounts.MERCHANT, accounts.MERCHANT_TOKEN, accounts.CLIENT_ID, accounts.CLIENT_SECRET,
        api_url=sandbox.warehouse_url, auth_url=sandbox.warehouse_url, sleep=lambda seconds: None,
        now=lambda: sandbox.clock.now().astimezone(timezone.utc).replace(tzinfo=None),
    ) as client:
        yield client


def read(client, **where):
    return [found for page in client.iter_return_pages(**where) for found in page.returns]


# --- SHAPES ----------------------------------------------------------------------------------


def test_the_assumed_sample():
    [payload] = sample('returns-page.ASSUMED.json')
    found = decode_return(payload)
    assert (found.reference, found.order_reference, found.status) == ('R-1', 'S00110', 'received')
    assert found.id == '9172b2ff-f012-54a0-9883-bc012daefe04'
    assert found.edit_time == datetime(2026, 3, 1, 10)
    assert found.lines == (ReturnLine('shirt-345678-M', 1, 1, 'wrong size'),)
    assert found.unread == ()
    assert found.payload == payload


def test_a_return_that_is_only_announced_has_nothing_received():
    [line] = decode_return(sample('return-create-request.ASSUMED.json')).lines
    assert (line.expected, line.received) == (1, None)


@pytest.mark.parametrize('payload', [
    {'Id': 'a', 'Reference': 'R-1', 'OrderReference': '10241', 'Status': 'Received',
     'Products': [{'Code': CODE, 'ExpectedQuantity': 2, 'ReceivedQuantity': '2'}]},
    {'returnId': 'a', 'returnNumber': 'R-1', 'order': {'reference': '10241', 'id': 'x'},
     'state': 'received', 'lines': [{'sku': CODE, 'quantity': 2.0, 'received': 2}]},
    {'uuid': 'a', 'number': 'R-1', 'originalReference': 10241, 'returnStatus': ['RECEIVED'],
     'items': [{'product': {'name': '', 'code': CODE}, 'amount': 1, 'received': 1},
               {'productCode': CODE, 'amount': 1, 'returnedQuantity': 1}]},
])
def test_other_names_for_the_same(payload):
    found = decode_return(payload)
    assert (found.id, found.reference, found.order_reference) == ('a', 'R-1', '10241')
    assert (found.status, found.unread) == ('received', ())
    assert found.quantities == {CODE: (2, 2)}


def test_reasons_may_be_objects():
    [line] = decode_return({'products': [{'code': CODE, 'quantity': 1, 'reasons': [
        {'code': 'size', 'name': 'Wrong size'}, {'name': 'Colour'}]}]}).lines
    assert line.reason == 'Wrong size, Colour'


@pytest.mark.parametrize(('payload', 'unread'), [
    ('R-1', 'return'), (None, 'return'), ([], 'return'),
    ({'id': 1}, 'products'), ({'id': 1, 'products': {}}, 'products'),
    ({'id': 1, 'lines': 'many'}, 'lines'),
    ({'id': 1, 'products': ['A']}, 'products[1]'),
    ({'id': 1, 'products': [{'quantity': 1}]}, 'products[1]: code'),
    ({'id': 1, 'products': [{'code': 'A'}]}, 'products[1]: expectedQuantity'),
    ({'id': 1, 'products': [{'code': 'A', 'quantity': 'x'}]}, 'quantity is not a number'),
])
def test_what_cannot_be_read_is_named_and_kept(payload, unread):
    found = decode_return(payload)
    assert unread in ' '.join(found.unread)
    assert found.payload == payload
    assert found.key


def test_a_return_without_a_name_is_known_again_by_what_it_says():
    one, other = decode_return({'a': 1, 'b': 2}), decode_return({'b': 2, 'a': 1})
    assert one.key == other.key != decode_return({'a': 2}).key


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(['id', 'reference', 'order', 'products', 'code', 'quantity', 'received',
                         'reason', 'editTime', 'status', 'x']), inner, max_size=6),
    max_leaves=20))
def test_nothing_makes_it_fail(payload):
    found = decode_return(payload)
    assert isinstance(found.key, str)
    assert all(isinstance(name, str) for name in found.unread)
    assert all(line.code for line in found.lines)


# --- CALLS -----------------------------------------------------------------------------------


def test_returns_are_read(sandbox, warehouse):
    sandbox.control.return_order('S1', {CODE: 2})
    [found] = read(warehouse)
    assert (found.order_reference, found.quantities) == ('S1', {CODE: (2, 2)})


def test_other_spelling(sandbox, warehouse):
    sandbox.control.play(pascal_case=True, upper_enums=True, numbers_as_strings=True)
    sandbox.control.return_order('S1', {CODE: 2})
    [found] = read(warehouse)
    assert (found.status, found.quantities) == ('received', {CODE: (2, 2)})


def test_no_returns_may_be_null(sandbox, warehouse):
    sandbox.control.play(empty_as_null=True)
    assert read(warehouse) == []


def test_many_returns_come_in_pages(sandbox, warehouse):
    for _number in range(LARGEST_PAGE + 1):
        sandbox.control.return_order('S1', {CODE: 1})
    assert len({found.id for found in read(warehouse)}) == LARGEST_PAGE + 1


def test_only_changes_after_a_moment_are_asked_for(sandbox, warehouse):
    sandbox.control.return_order('S1', {CODE: 1})
    sandbox.control.advance(3600)
    sandbox.control.return_order('S2', {CODE: 1})
    [found] = read(warehouse, modified_after=datetime(2026, 11, 16, 8, 30))
    assert found.order_reference == 'S2'
    assert sandbox.log[-1].query['modifiedAfter'] == '2026-11-16T08:30:00.000Z'


def test_another_address_is_not_no_returns(sandbox, warehouse):
    sandbox.control.play(returns_served=False)
    with pytest.raises(RemoteError) as caught:
        read(warehouse)
    assert caught.value.code == 'not_found'


def test_a_list_in_an_envelope(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', path='/Returns', kind='status', status=200,
                          body={'data': [{'id': 'a', 'products': []}], 'total': 1})
    assert [found.id for found in read(warehouse)] == ['a']


def test_something_else_than_a_list_is_an_error(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', path='/Returns', kind='status', status=200,
                          body={'message': 'moved'})
    with pytest.raises(RemoteError) as caught:
        read(warehouse)
    assert caught.value.code == 'bad_answer'
