"""Orders and stock of the warehouse (ogoship-api §6)."""

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import WarehouseCaller


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()


def status(response):
    assert response.status_code == 200, response.text
    return response.json()['status']


def stock(sandbox, code='KAASU-230'):
    product = sandbox.control.warehouse_product(code)
    return product['stock'], product['stockAvailable'], product['reserved']


# -- creating


def test_order_is_stored_and_found(warehouse):
    created = warehouse.post_order().json()
    assert created['status'] == 'new'
    assert warehouse.get('Orders', reference='S1') == [created]
    assert warehouse.get('Orders', reference='S') == []


def test_reference_filter_may_be_partial(sandbox, warehouse):
    sandbox.control.play(reference_filter='partial')
    warehouse.post_order('S1')
    warehouse.post_order('S10')
    assert len(warehouse.get('Orders', reference='s1')) == 2


@pytest.mark.parametrize(('change', 'message'), [
    ({'shippingCode': None}, 'Shipping method'), ({'shippingCode': 'dhl'}, 'Shipping method'),
    ({'code': 'EI-OLE'}, 'EI-OLE'), ({'quantity': 0}, 'Quantity'), ({'quantity': -1}, 'Quantity'),
    ({'quantity': 2.0}, 'Quantity'), ({'status': 'shipped'}, 'Status'),
    ({'documents': [{'type': 'receipt'}]}, 'Document'),
])
def test_refused_orders(sandbox, warehouse, change, message):
    response = warehouse.post_order(**change)
    assert (response.status_code, response.json()['statusCode']) == (400, 400)
    assert message in response.json()['message']
    assert sandbox.control.warehouse_orders() == []


def test_duplicate_reference_is_refused(sandbox, warehouse):
    warehouse.post_order()
    response = warehouse.post_order()
    assert response.status_code == 400
    assert 'order with same reference' in response.json()['message']
    assert len(sandbox.control.warehouse_order('S1')) == 1


def test_duplicate_reference_may_be_a_second_reserved_order(sandbox, warehouse):
    sandbox.control.play(duplicate_reference='reserved')
    first, second = warehouse.post_order().json(), warehouse.post_order().json()
    assert (first['status'], second['status']) == ('new', 'reserved')
    assert first['id'] != second['id']
    assert len(warehouse.get('Orders', reference='S1')) == 2


@pytest.mark.parametrize(('switch', 'change', 'comment'), [
    ({'unknown_shipping_code': 'reserved'}, {'shippingCode': 'dhl'}, 'Shipping method'),
    ({'unknown_product_code': 'reserved'}, {'code': 'EI-OLE'}, 'EI-OLE'),
    ({'hold_comments': True}, {'comments': 'Lahjapaketti'}, 'Customisation'),
])
def test_order_may_be_held_in_place_of_refused(sandbox, warehouse, switch, change, comment):
    sandbox.control.play(**switch)
    answer = warehouse.post_order(**change).json()
    assert answer['status'] == 'reserved'
    assert comment in answer['warehouseComments']


def test_parcel_without_phone_is_held(sandbox, warehouse):
    customer = {'name': 'A', 'address1': 'K 1', 'city': 'Oulu', 'countryCode': 'FI'}
    assert status(warehouse.post_order('S1', customer=customer)) == 'reserved'
    sandbox.control.play(allow_no_phone=True)
    assert status(warehouse.post_order('S2', customer=customer)) == 'new'


def test_status_after_creation_may_differ(sandbox, warehouse):
    sandbox.control.play(status_after_create='reserved')
    assert status(warehouse.post_order()) == 'reserved'


def test_documents_come_back_as_addresses_only(warehouse):
    documents = [{'type': 'receipt', 'base64Content': 'JVBERi0='}]
    answer = warehouse.post_order(documents=documents).json()
    assert set(answer['documents'][0]) == {'type', 'url'}


# -- stock and statuses


def test_stock_is_reserved_first_and_deducted_when_collecting(sandbox, warehouse):
    warehouse.post_order(quantity=5)
    assert stock(sandbox) == (300, 295, 5)
    sandbox.control.collect('S1')
    assert stock(sandbox) == (295, 295, 0)
    sandbox.control.ship('S1')
    assert stock(sandbox) == (295, 295, 0)


def test_draft_reserves_nothing(sandbox, warehouse):
    warehouse.post_order(status='draft')
    assert stock(sandbox) == (300, 300, 0)


def test_order_waits_for_stock_and_wakes_by_itself(sandbox, warehouse):
    sandbox.control.set_warehouse_stock('KAASU-230', 3)
    assert status(warehouse.post_order('S1', quantity=2)) == 'new'
    waiting = warehouse.post_order('S2', quantity=2).json()
    assert waiting['status'] == 'pending'
    with pytest.raises(LookupError, match='S2 is pending'):
        sandbox.control.collect('S2')
    sandbox.control.set_warehouse_stock('KAASU-230', 4)
    woken = warehouse.get('Orders', reference='S2')[0]
    assert woken['status'] == 'new'
    assert woken['editTime'] >= waiting['editTime']


def test_cancelling_one_order_wakes_another(sandbox, warehouse):
    sandbox.control.set_warehouse_stock('KAASU-230', 3)
    warehouse.post_order('S1')
    warehouse.post_order('S2')
    assert status(warehouse.put_order('S1', status='cancelled')) == 'cancelled'
    assert sandbox.control.warehouse_order('S2')[0]['status'] == 'new'


def test_shipping_less_puts_the_rest_back(sandbox, warehouse):
    warehouse.post_order(quantity=5)
    shipped = sandbox.control.ship('S1', tracking='A1, B2', lines={'KAASU-230': 3})
    assert [line['quantity'] for line in shipped['orderLines']] == [3]
    assert shipped['trackingNumber'] == 'A1, B2'
    assert shipped['trackingUrl'].endswith('=A1')
    assert stock(sandbox) == (297, 297, 0)


def test_shipped_order_may_lack_tracking(sandbox, warehouse):
    warehouse.post_order()
    shipped = sandbox.control.ship('S1', tracking=None)
    assert (shipped['trackingNumber'], shipped['trackingUrl']) == (None, None)


def test_split_makes_a_second_pending_order(sandbox, warehouse):
    sandbox.control.set_warehouse_stock('KAASU-230', 3)
    warehouse.post_order(quantity=5)
    first, second = sandbox.control.split('S1', keep={'KAASU-230': 3})
    assert (first['status'], second['status']) == ('new', 'pending')
    assert (second['reference'], second['priceTotal']) == ('S1-2', 15)
    assert second['warehouseComments'] == 'Split from S1'
    assert second['id'] != first['id']


def test_second_order_of_a_split_is_named_as_the_switch_says(sandbox, warehouse):
    for reference, name, expected in (
            ('S1', 'suffix', 'S1-2'), ('S2', 'letter', 'S2B'), ('S3', 'other', 'MYOGO-500')):
        sandbox.control.play(split_reference=name)
        warehouse.post_order(reference=reference, quantity=5)
        second = sandbox.control.split(reference, keep={'KAASU-230': 3})[1]
        assert second['reference'] == expected


def test_held_order_is_released(sandbox, warehouse):
    warehouse.post_order()
    assert sandbox.control.hold('S1', 'Osoite?')['warehouseComments'] == 'Osoite?'
    assert sandbox.control.release('S1')['status'] == 'new'


def test_cancelling_at_the_warehouse_puts_goods_back(sandbox, warehouse):
    warehouse.post_order(quantity=5)
    sandbox.control.collect('S1')
    assert sandbox.control.cancel_warehouse('S1')['status'] == 'cancelled'
    assert stock(sandbox) == (300, 300, 0)


def test_edit_time_moves_with_each_change(sandbox, warehouse):
    times = [warehouse.post_order().json()['editTime']]
    for change in (sandbox.control.collect, sandbox.control.ship):
        sandbox.control.advance(1)
        times.append(change('S1')['editTime'])
    assert times == sorted(set(times))


def test_modified_after_filters_on_edit_time(sandbox, warehouse):
    first = warehouse.post_order('S1').json()
    sandbox.control.advance(10)
    second = warehouse.post_order('S2').json()
    assert len(warehouse.get('Orders', modifiedAfter=first['editTime'])) == 2
    sandbox.control.play(modified_after_inclusive=False)
    assert warehouse.get('Orders', modifiedAfter=first['editTime']) == [second]
    seven_digits = first['editTime'].replace('Z', '0000Z')
    assert warehouse.get('Orders', modifiedAfter=seven_digits) == [second]


# -- updating


def test_put_replaces_lines_as_a_whole(sandbox, warehouse):
    warehouse.post_order(quantity=5)
    answer = warehouse.put_order(
        orderLines=[{'code': 'KEITIN-X1', 'quantity': 1}], documents=[
            {'type': 'receipt', 'url': 'https://shop.example.com/r.pdf'},
        ],
    ).json()
    assert [line['code'] for line in answer['orderLines']] == ['KEITIN-X1']
    assert stock(sandbox) == (300, 300, 0)
    kept = warehouse.put_order(orderLines=None).json()
    assert kept['orderLines'] == answer['orderLines']
    assert kept['documents'] == answer['documents']


def test_put_of_an_unknown_reference_is_404(warehouse):
    assert warehouse.put_order('S9').status_code == 404


@pytest.mark.parametrize('change', [{}, {'status': 'cancelled'}])
def test_put_after_collecting_changes_nothing(sandbox, warehouse, change):
    warehouse.post_order()
    before = sandbox.control.collect('S1')
    response = warehouse.put_order(quantity=9, **change)
    assert response.status_code == 200
    assert response.json() == before == sandbox.control.warehouse_order('S1')[0]
    sandbox.control.play(put_in_wrong_state='refuse')
    assert warehouse.put_order(quantity=9, **change).status_code == 400


def test_cancelling_by_put_may_be_ignored(sandbox, warehouse):
    sandbox.control.play(cancel_by_put=False)
    warehouse.post_order()
    assert status(warehouse.put_order(status='cancelled')) == 'new'


def test_new_order_changes_only_if_the_merchant_allows_it(sandbox, warehouse):
    sandbox.control.play(api_changes=False)
    warehouse.post_order()
    assert warehouse.put_order(quantity=9).json()['orderLines'][0]['quantity'] == 2
    assert status(warehouse.put_order(status='cancelled')) == 'cancelled'
