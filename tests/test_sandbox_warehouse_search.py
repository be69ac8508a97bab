"""Searches, products and forms of the warehouse's answers (ogoship-api §4, §7, §8)."""

import json

import pytest

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import WarehouseCaller
from ..dev.sandbox.contract import FOLDER
from ..dev.sandbox.warehouse import decode_base64url


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox
        assert not sandbox.violations


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()



def test_pages_are_bare_arrays(warehouse):
    for number in range(5):
        warehouse.post_order(f'S{number}')
    pages = [warehouse.get('Orders', limit=2, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({order['id'] for page in pages for order in page}) == 5


def test_products_are_created_found_and_updated(warehouse):
    body = {'code': 'UUSI ä+1', 'languageCode': 'en', 'eanCode': '6430000000001'}
    assert warehouse('POST', 'Products', json=body).status_code == 200
    assert warehouse('POST', 'Products', json=body).status_code == 400
    assert warehouse.get('Products', code='UUSI ä+1')[0]['stock'] == 0
    path = 'Products/VVVTSSDDpCsx?base64url=true'
    answer = warehouse('PUT', path, json=body | {'name': 'Uusi', 'eanCode': '1'}).json()
    assert (answer['name'], answer['eanCode']) == ('Uusi', '6430000000001')
    assert warehouse('PUT', 'Products/EI-OLE', json=body).status_code == 404
    assert warehouse('POST', 'Products', json=body | {'code': 'a/b'}).status_code == 400


def test_base64url_vectors_of_the_contract():
    text = (FOLDER / 'ogoship-samples/base64url-vectors.json').read_text('utf-8')
    for vector in json.loads(text):
        assert decode_base64url(vector['base64url']) == vector['code']


def test_stock_search(sandbox, warehouse):
    warehouse.post_order(quantity=5)
    row = warehouse.get('Stock', productCode='KAASU-230')[0]
    assert (row['stock'], row['stockAvailable'], row['reserved']) == (300, 295, 5)
    assert warehouse.get('Stock', productCode='EI-OLE') == []
    sandbox.control.play(unknown_stock='404')
    assert warehouse('GET', 'Stock?productCode=EI-OLE&limit=1&page=1').status_code == 404


def test_forms_of_the_csharp_model(sandbox, warehouse):
    warehouse.post_order()
    sandbox.control.play(pascal_case=True, upper_enums=True)
    order = warehouse.get('Orders')[0]
    assert (order['Reference'], order['Status']) == ('S1', 'New')
    assert order['OrderLines'][0]['Code'] == 'KAASU-230'
    assert not order['EditTime'].endswith('Z')


def test_empty_list_may_be_null(sandbox, warehouse):
    sandbox.control.play(empty_as_null=True)
    assert warehouse.get('Orders') is None


def test_foreign_order_appears_in_the_search(sandbox, warehouse):
    sandbox.control.add_foreign_order('MYOGO-778', status='shipped')
    assert warehouse.get('Orders')[0]['reference'] == 'MYOGO-778'


def test_merchants_do_not_see_each_other(sandbox, warehouse):
    sandbox.control.add_merchant('67890', 'other-token')
    warehouse.post_order()
    token = warehouse.token(username='67890', password='other-token').json()['access_token']
    headers = {'Authorization': f'Bearer {token}'}
    assert warehouse('GET', 'Orders', headers=headers).json() == []
