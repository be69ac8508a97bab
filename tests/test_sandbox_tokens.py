"""Tokens of the warehouse: grants, refresh, expiry, scopes (ogoship-api §3)."""

import pytest
import requests

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



@pytest.mark.parametrize(('change', 'error'), [
    ({'password': 'wrong'}, 'invalid_grant'), ({'username': '1'}, 'invalid_grant'),
    ({'client_secret': 'wrong'}, 'invalid_client'), ({'scope': 'all'}, 'invalid_scope'),
])
def test_refused_grants(warehouse, change, error):
    response = warehouse.token(**change)
    assert (response.status_code, response.json()['error']) == (400, error)


def test_token_request_as_json_is_refused(sandbox, warehouse):
    response = requests.post(f'{warehouse.base}/OAuth/Token', json={'a': 1}, timeout=10)
    assert response.status_code == 400
    assert sandbox.violations
    sandbox.violations.clear()


def test_access_token_expires_on_the_sandbox_clock(sandbox, warehouse):
    assert warehouse.token().json()['expires_in'] == 5400
    sandbox.control.advance(5399)
    assert warehouse('GET', 'Orders').status_code == 200
    sandbox.control.advance(2)
    response = warehouse('GET', 'Orders')
    assert (response.status_code, response.json()['statusCode']) == (401, 401)


def test_refresh_token_is_good_for_one_use(warehouse):
    first = warehouse.token().json()['refresh_token']
    answer = warehouse.refresh(first)
    assert answer.status_code == 200
    assert answer.json()['refresh_token'] != first
    again = warehouse.refresh(first)
    assert (again.status_code, again.json()['error']) == (400, 'invalid_grant')


def test_refresh_token_lives_two_weeks(sandbox, warehouse):
    token = warehouse.token().json()['refresh_token']
    sandbox.control.advance(14 * 86400 + 1)
    assert warehouse.refresh(token).status_code == 400


def test_scope_is_needed(warehouse):
    token = warehouse.token(scope='read:order').json()['access_token']
    headers = {'Authorization': f'Bearer {token}'}
    assert warehouse('GET', 'Orders', headers=headers).status_code == 200
    assert warehouse('GET', 'Stock', headers=headers).status_code == 401


@pytest.mark.parametrize('header', [{}, {'Authorization': 'Bearer x'}, {'X-OgoKey': 'x'}])
def test_without_a_valid_token_it_is_401(warehouse, header):
    assert warehouse('GET', 'Orders', headers=header).status_code == 401


def test_token_secrets_are_not_logged(sandbox, warehouse):
    warehouse.refresh(warehouse.token().json()['refresh_token'])
    text = str(sandbox.log)
    assert 'sandbox-token' not in text
    assert 'abcdef' not in text
    assert 'refresh-' not in text
