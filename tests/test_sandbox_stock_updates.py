"""Announced deliveries at the warehouse (ogoship-api §9): strict, and with every open choice."""

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import WarehouseCaller

CODE = 'KAASU-230'


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()


def body(reference='R1', quantity=40, **changes):
    line = {'code': CODE, 'expectedQuantity': quantity, 'countryOfOrigin': 'FI'}
    return {'reference': reference, 'supplier': 'Example Ltd',
            'receiveDate': '2026-12-01T00:00:00Z', 'products': [line], **changes}


def announce(warehouse, *args, **changes):
    return warehouse('POST', 'StockUpdate', json=body(*args, **changes))


def figures(sandbox, code=CODE):
    product = sandbox.control.warehouse_product(code)
    return product['stock'], product['stockUpdate'], product['stockUpdateTime']


def test_an_announcement_is_stored_and_found(sandbox, warehouse):
    created = announce(warehouse).json()
    assert (created['status'], created['arrivalDate'], created['modified']) == ('NEW', None, None)
    assert created['products'][0]['receivedQuantity'] == 0
    assert warehouse.get('StockUpdate', reference='R1') == [created]
    assert warehouse.get('StockUpdate', autoreference=created['autoReference']) == [created]
    assert warehouse.get('StockUpdate', reference='R2') == []
    assert figures(sandbox) == (300, 40, '2026-12-01T00:00:00Z')


def test_the_answer_may_be_an_echo_without_their_reference(sandbox, warehouse):
    sandbox.control.play(stock_update_answer='echo')
    assert announce(warehouse).json() == body() | {'status': 'NEW'}
    assert warehouse.get('StockUpdate', reference='R1')[0]['autoReference']


def test_a_second_one_of_the_reference_is_refused_or_stored(sandbox, warehouse):
    announce(warehouse)
    assert 'same reference' in announce(warehouse).json()['message']
    sandbox.control.play(duplicate_stock_update='stored')
    assert announce(warehouse).status_code == 200
    assert len(sandbox.control.stock_update('R1')) == 2


@pytest.mark.parametrize(('changes', 'word'), [
    ({'supplier': ' '}, 'supplier'), ({'status': 'NEW'}, 'read-only'),
    ({'products': [{'code': 'A/B', 'expectedQuantity': 1, 'countryOfOrigin': 'FI'}]}, 'slash'),
    ({'products': [{'code': 'NONE', 'expectedQuantity': 1, 'countryOfOrigin': 'FI'}]}, 'NONE'),
    ({'products': body()['products'] * 2}, 'more than one line'),
])
def test_what_makes_no_sense_is_refused(sandbox, warehouse, changes, word):
    response = announce(warehouse, **changes)
    assert response.status_code == 400
    assert word in response.json()['message']
    assert sandbox.control.stock_updates() == []


@pytest.mark.parametrize('changes', [
    {'parcels': 32768}, {'receiveDate': 'soon'}, {'unheard': 1},
    {'products': [{'code': CODE, 'expectedQuantity': 1.5, 'countryOfOrigin': 'FI'}]},
    {'products': [{'code': CODE, 'expectedQuantity': 1000001, 'countryOfOrigin': 'FI'}]},
    {'products': [{'code': CODE, 'expectedQuantity': 1}]},
    {'products': [{'code': CODE, 'expectedQuantity': 1, 'countryOfOrigin': 'FIN'}]},
    {'products': [body()['products'][0] | {'hsCode': '123'}]},
    {'products': [body()['products'][0] | {'customsDescription': 'x' * 51}]},
])
def test_what_the_contract_forbids_is_a_violation(sandbox, warehouse, changes):
    assert announce(warehouse, **changes).status_code == 400
    assert sandbox.violations
    sandbox.violations.clear()


def test_received_pieces_add_up_and_raise_the_stock(sandbox, warehouse):
    announce(warehouse)
    sandbox.control.receive('R1', {CODE: 25})
    sandbox.control.receive('R1', {CODE: 10})
    found = warehouse.get('StockUpdate', reference='R1')[0]
    assert (found['status'], found['arrivalDate']) == ('RECEIVING', None)
    assert found['products'][0]['receivedQuantity'] == 35
    assert found['modified']
    assert figures(sandbox)[:2] == (335, 5)
    sandbox.control.receive('R1', {}, finished=True)
    found = warehouse.get('StockUpdate', reference='R1')[0]
    assert found['status'] == 'DONE'
    assert found['arrivalDate']
    assert figures(sandbox) == (335, 0, None)


def test_arrival_comment_and_unknown_goods(sandbox, warehouse):
    announce(warehouse)
    assert sandbox.control.arrive('R1')['arrivalDate']
    sandbox.control.comment('R1', 'One carton opened.')
    sandbox.control.comment('R1', '4 pcs damaged', code=CODE)
    sandbox.control.receive_unknown('R1', 'XX-2344-S', 3)
    found = warehouse.get('StockUpdate', reference='R1')[0]
    assert found['warehouseComments'] == 'One carton opened.'
    assert found['products'][0]['warehouseComments'] == '4 pcs damaged'
    extra = found['products'][1]
    assert (extra['code'], extra['expectedQuantity'], extra['receivedQuantity']) == (
        'XX-2344-S', 0, 3)
    assert figures(sandbox, 'XX-2344-S')[0] == 3


def test_the_search_by_change_also_has_what_nobody_touched(sandbox, warehouse):
    announce(warehouse)
    start = sandbox.control.advance(60)
    announce(warehouse, 'R2')
    rows = warehouse.get('StockUpdate', modifiedAfter=start.replace('+00:00', 'Z'))
    assert [row['reference'] for row in rows] == ['R2']
    sandbox.control.receive('R1', {CODE: 1})
    rows = warehouse.get('StockUpdate', modifiedAfter=start.replace('+00:00', 'Z'))
    assert [row['reference'] for row in rows] == ['R1', 'R2']


def test_other_forms_of_an_answer(sandbox, warehouse):
    sandbox.control.play(
        stock_update_words='other', stock_update_modified='created', stock_update_ean='eANCode')
    created = announce(warehouse).json()
    assert created['modified'] == created['created']
    assert 'eANCode' in created['products'][0]
    sandbox.control.receive('R1', {CODE: 40}, finished=True)
    assert sandbox.control.stock_update('R1')[0]['status'] == 'Closed by staff'


def test_an_unknown_product_may_be_taken(sandbox, warehouse):
    sandbox.control.play(unknown_announced_product='stored')
    lines = [{'code': 'UUSI', 'expectedQuantity': 1, 'countryOfOrigin': 'FI'}]
    assert announce(warehouse, products=lines).status_code == 200


def test_announced_in_myogo_and_changed_there(sandbox, warehouse):
    sandbox.control.add_foreign_stock_update('TYPED', {CODE: 5})
    sandbox.control.change_stock_update('TYPED', {CODE: 7})
    assert figures(sandbox)[:2] == (300, 7)
    assert warehouse.get('StockUpdate')[0]['products'][0]['expectedQuantity'] == 7
