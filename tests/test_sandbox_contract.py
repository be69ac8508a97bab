"""The sandbox's contract check: it knows the samples, and it notices what is not promised."""

import json

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import ShopCaller, WarehouseCaller, order_body
from ..dev.sandbox.contract import FOLDER, contract, errors

SHOP_ANSWERS = {
    'orders-page-1': 'GET /orders', 'orders-page-2-edge-cases': 'GET /orders',
    'orders-empty': 'GET /orders', 'orders-not-expanded': 'GET /orders',
    'order-single': 'GET /orders/1', 'order-cancel-response': 'POST /orders/1/cancel',
    'order-quick-process-response': 'POST /orders/1/quick-process',
    'shipment-complete-response': 'POST /orders/1/shipments/1/complete',
    'shipments-list': 'GET /orders/1/shipments',
    'payment-mark-as-paid-response': 'POST /orders/1/payments/1/mark-as-paid',
    'products-page-1': 'GET /products', 'product-variations': 'GET /products/1/variations',
    'stock-item': 'GET /stock/A', 'stock-patch-response': 'PATCH /stock/A',
    'stock-changes': 'GET /stock-changes', 'shipping-methods': 'GET /shipping-methods',
    'payment-methods': 'GET /payment-methods', 'versions.unverified': 'GET /versions',
    'suppliers': 'GET /suppliers', 'brands': 'GET /brands', 'categories': 'GET /categories',
    'webhook-create-response': 'POST /webhooks',
}
SHOP_REQUESTS = {
    'order-quick-process-request': 'POST /orders/1/quick-process',
    'stock-patch-request': 'PATCH /stock/A', 'webhook-create-request': 'POST /webhooks',
}
WAREHOUSE_SAMPLES = [
    (entry['file'], entry['schema'])
    for entry in json.loads((FOLDER / 'ogoship-samples/_index.json').read_text('utf-8'))['files']
    if entry.get('schema')
]


def sample(remote, name):
    return json.loads((FOLDER / f'{remote}-samples' / name).read_text('utf-8'))


@pytest.mark.parametrize('name', SHOP_ANSWERS)
def test_sample_answer_of_the_shop_is_valid(name):
    operation, _ = contract('mycashflow').find(*SHOP_ANSWERS[name].split())
    assert operation.check_answer(200, sample('mycashflow', f'{name}.json')) == []


@pytest.mark.parametrize('name', SHOP_REQUESTS)
def test_sample_request_to_the_shop_is_valid(name):
    operation, _ = contract('mycashflow').find(*SHOP_REQUESTS[name].split())
    body = sample('mycashflow', f'{name}.json')
    assert operation.check_body(body, 'application/json') == []


@pytest.mark.parametrize('status', [400, 401, 404, 406, 409, 500])
def test_sample_error_of_the_shop_is_valid(status):
    operation, _ = contract('mycashflow').find('POST', '/orders/1/shipments/1/complete')
    assert operation.check_answer(status, sample('mycashflow', f'error-{status}.json')) == []


@pytest.mark.parametrize(('name', 'schema'), WAREHOUSE_SAMPLES)
def test_sample_of_the_warehouse_is_valid(name, schema):
    check = contract('ogoship').schema(schema.removesuffix('[]'))
    body = sample('ogoship', name)
    for value in body if schema.endswith('[]') else [body]:
        assert errors(check, value) == []


def test_unpromised_field_of_an_answer_is_a_violation():
    operation, _ = contract('mycashflow').find('GET', '/orders/1')
    order = sample('mycashflow', 'order-single.json')
    order['data']['order_number'] = 10241
    assert 'order_number' in operation.check_answer(200, order)[0]


def test_unpromised_status_is_a_violation():
    operation, _ = contract('ogoship').find('GET', '/api/v1/Orders')
    assert operation.check_answer(404, {'statusCode': 404})


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox


@pytest.mark.parametrize('path', [
    'orders?page=1', 'orders?page=0&page_size=5', 'orders?page=1&page_size=x', 'orders?paid=1',
    'orders?status=OPEN', 'orders/abc', 'no-such-resource',
])
def test_request_outside_the_shop_contract_is_refused_and_recorded(sandbox, path):
    response = ShopCaller(sandbox)('GET', path)
    assert response.status_code == 400
    assert response.json()['error'].startswith('contract violation: ')
    assert len(sandbox.violations) >= 1


def test_lenient_sandbox_only_records():
    with Sandbox(strict=False) as sandbox:
        assert ShopCaller(sandbox)('GET', 'orders?paid=1').status_code == 200
        assert 'paid' in sandbox.violations[0]


@pytest.mark.parametrize('query', [
    'limit=251&page=1', 'limit=0&page=1', 'limit=50&page=0', 'status=new', 'modifiedAfter=now',
])
def test_search_outside_the_warehouse_contract_is_refused(sandbox, query):
    warehouse = WarehouseCaller(sandbox).log_in()
    response = warehouse('GET', f'Orders?{query}')
    assert (response.status_code, response.json()['statusCode']) == (400, 400)
    assert sandbox.violations


@pytest.mark.parametrize('change', [
    {'reference': None}, {'status': None}, {'status': 'NEW'}, {'orderLines': []},
    {'orderLines': None}, {'customer': None}, {'customer': {'name': 'Aino'}},
    {'pickupPointCode': '1'}, {'priceCurrency': 'EURO'}, {'priceTotal': '7.5'},
    {'orderLines': [{'code': 'KAASU-230', 'quantity': 1.5}]},
])
def test_order_outside_the_warehouse_contract_is_refused(sandbox, change):
    warehouse = WarehouseCaller(sandbox).log_in()
    assert warehouse('POST', 'Orders', json=order_body(**change)).status_code == 400
    assert sandbox.violations
    assert not sandbox.control.warehouse_orders()


def test_body_that_is_not_json_is_refused(sandbox):
    warehouse = WarehouseCaller(sandbox).log_in()
    headers = warehouse.headers | {'Content-Type': 'application/json'}
    assert warehouse('POST', 'Orders', data='{"a"', headers=headers).status_code == 400
