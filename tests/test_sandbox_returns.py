"""Returns of the warehouse (ogoship-api §6.3, §10), all of which are assumed."""

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import WarehouseCaller

CODE = 'KAASU-230'  # 300 pieces


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    warehouse = WarehouseCaller(sandbox).log_in()
    warehouse.post_order()
    sandbox.control.ship('S1')
    return warehouse


def stock(sandbox):
    return sandbox.control.warehouse_product(CODE)['stock']


def test_a_return_is_a_document_and_stock(sandbox, warehouse):
    sandbox.control.return_order('S1', {CODE: 2})
    [found] = warehouse.get('Returns')
    assert (found['orderReference'], found['status']) == ('S1', 'received')
    assert found['products'][0]['receivedQuantity'] == 2
    assert stock(sandbox) == 300


def test_stock_may_follow_later(sandbox, warehouse):
    sandbox.control.play(returns_stock='later')
    sandbox.control.return_order('S1', {CODE: 2})
    assert stock(sandbox) == 298
    sandbox.control.shelve_returns()
    assert stock(sandbox) == 300


def test_a_return_may_be_announced_first(sandbox, warehouse):
    announced = sandbox.control.return_order('S1', {CODE: 2}, received={})
    assert (announced['status'], stock(sandbox)) == ('new', 298)
    sandbox.control.receive_return(announced['reference'], {CODE: 1})
    assert stock(sandbox) == 299
    assert warehouse.get('Returns')[0]['products'][0]['receivedQuantity'] == 1


@pytest.mark.parametrize(('status', 'documents'), [('alone', 0), ('with_document', 1)])
def test_an_order_may_be_returned_with_or_without_a_document(
        sandbox, warehouse, status, documents):
    sandbox.control.play(returned_status=status)
    sandbox.control.mark_returned('S1')
    assert warehouse.get('Orders', reference='S1')[0]['status'] == 'returned'
    assert len(warehouse.get('Returns')) == documents
    assert stock(sandbox) == 300


def test_returns_are_read_by_change(sandbox, warehouse):
    sandbox.control.return_order('S1', {CODE: 1})
    before = sandbox.control.advance(60)
    assert warehouse.get('Returns', modifiedAfter=before) == []
    sandbox.control.advance(60)
    sandbox.control.return_order('S1', {CODE: 1})
    assert len(warehouse.get('Returns', modifiedAfter=before)) == 1


def test_an_odd_return_is_passed_on_as_it_is(sandbox, warehouse):
    sandbox.control.odd_return({'returnNo': 7})
    assert warehouse.get('Returns') == [{'returnNo': 7}]


def test_a_return_is_created_and_changed(sandbox, warehouse):
    body = {'reference': 'R-9', 'products': [{'code': CODE, 'expectedQuantity': 1}]}
    created = warehouse('POST', 'Returns', json=body).json()
    assert (created['reference'], created['status']) == ('R-9', 'new')
    changed = warehouse('PUT', f'Returns/{created["id"]}', json={'status': 'closed'})
    assert changed.json()['status'] == 'closed'
    assert warehouse('PUT', 'Returns/none', json={}).status_code == 404


def test_the_path_may_be_another_one(sandbox, warehouse):
    sandbox.control.play(returns_served=False)
    assert warehouse('GET', 'Returns').status_code == 404
