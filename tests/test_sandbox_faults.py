"""The sandbox misbehaves on request, and only for the calls that match."""

import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from ..dev.sandbox import Sandbox, accounts
from ..dev.sandbox.callers import ShopCaller, WarehouseCaller, order_body


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()


def fault(sandbox, kind, **values):
    sandbox.control.fault(**({'remote': 'warehouse', 'method': 'POST', 'kind': kind} | values))


@pytest.mark.parametrize(('kind', 'stored'), [
    ('accept_and_cut', 1), ('accept_and_hang', 1), ('cut', 0), ('hang', 0),
])
def test_connection_is_cut(sandbox, warehouse, kind, stored):
    fault(sandbox, kind, seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        warehouse.post_order()
    assert len(sandbox.control.warehouse_order('S1')) == stored
    assert warehouse.get('Orders') is not None


def test_cut_line_carries_not_one_byte(sandbox, warehouse):
    fault(sandbox, 'accept_and_cut', method='GET')
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        token = warehouse.headers['Authorization']
        line.sendall((
            f'GET /ogoship/api/v1/Orders HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n'
        ).encode())
        assert line.recv(1000) == b''


def test_hang_outlasts_the_readers_patience(sandbox, warehouse):
    fault(sandbox, 'accept_and_hang', seconds=30)
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f'{warehouse.base}/api/v1/Orders', json=order_body(), headers=warehouse.headers,
            timeout=0.2,
        )
    assert len(sandbox.control.warehouse_order('S1')) == 1


def test_status_refuses_and_names_a_time(sandbox, warehouse):
    fault(sandbox, 'status', status=429, retry_after=7)
    response = warehouse.post_order()
    assert (response.status_code, response.headers['Retry-After']) == (429, '7')
    assert response.json()['statusCode'] == 429
    assert sandbox.control.warehouse_orders() == []
    assert warehouse.post_order().status_code == 200


@pytest.mark.parametrize(('kind', 'text'), [('html', '<html'), ('empty', ''), ('null', 'null')])
def test_answer_that_says_nothing_after_acceptance(sandbox, warehouse, kind, text):
    fault(sandbox, kind)
    response = warehouse.post_order()
    assert response.status_code == 200
    assert response.text.startswith(text)
    assert len(sandbox.control.warehouse_order('S1')) == 1


def test_proxy_page_refuses(sandbox, warehouse):
    fault(sandbox, 'html', status=502)
    assert warehouse.post_order().status_code == 502
    assert sandbox.control.warehouse_orders() == []


def test_truncated_answer_is_no_json(sandbox, warehouse):
    fault(sandbox, 'truncated')
    response = warehouse.post_order()
    assert response.text.startswith('{"id": ')
    with pytest.raises(ValueError, match='.'):
        response.json()


def test_delay(sandbox, warehouse):
    fault(sandbox, 'delay', seconds=0.3)
    start = time.monotonic()
    assert warehouse.post_order().status_code == 200
    assert time.monotonic() - start >= 0.3


def test_fault_is_used_up_and_matches_method_and_path(sandbox, warehouse):
    sandbox.control.fault(remote='warehouse', path='Stock', kind='status', status=503, times=2)
    assert warehouse('GET', 'Orders').status_code == 200
    statuses = [warehouse('GET', 'Stock').status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_fault_of_one_store_leaves_the_others_alone(sandbox):
    sandbox.control.add_store('toinen', accounts.STORE_USER, accounts.STORE_KEY)
    sandbox.control.fault(kind='status', account='toinen', times=2)
    assert ShopCaller(sandbox)('GET', 'versions').status_code == 200
    assert ShopCaller(sandbox, 'toinen')('GET', 'versions').status_code == 500


def test_faults_of_the_token_server(sandbox, warehouse):
    sandbox.control.fault(remote='auth', kind='status', status=500)
    assert warehouse.token().status_code == 500
    sandbox.control.fault(remote='auth', kind='status', status=500)
    sandbox.control.clear_faults()
    assert warehouse.token().status_code == 200


def test_faults_are_logged_with_what_the_client_saw(sandbox, warehouse):
    fault(sandbox, 'cut')
    with pytest.raises(requests.ConnectionError):
        warehouse.post_order()
    fault(sandbox, 'status', status=503)
    warehouse.post_order()
    assert [call.status for call in sandbox.log[-2:]] == [0, 503]
    assert not sandbox.violations


def test_unknown_fault_is_an_error(sandbox):
    with pytest.raises(ValueError, match='unknown kind'):
        fault(sandbox, 'explode')
