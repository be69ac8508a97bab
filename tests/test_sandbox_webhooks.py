"""The sandbox's webhooks: as strict as the contract, and sent to this machine only."""

import hashlib
import hmac
from base64 import b64decode
from threading import Thread

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from ..dev.sandbox import Sandbox
from ..dev.sandbox.callers import ShopCaller, WarehouseCaller

URL = 'https://erp.example.com/ogoship/webhook/7f3a9c'
HOOK = {'url': URL, 'key': 'webhook-secret-for-tests', 'type': 'OrderShipped'}
SHOP_HOOK = {'topic': 'order.created', 'expands': ['payments'], 'url': URL}


@pytest.fixture
def sandbox():
    with Sandbox(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def warehouse(sandbox):
    return WarehouseCaller(sandbox).log_in()


@pytest.fixture
def shop(sandbox):
    return ShopCaller(sandbox)


@pytest.fixture
def listener():
    """A server that keeps what it is sent: (url, [requests])."""
    got = []

    @Request.application
    def listen(request):
        got.append((request.method, request.path, dict(request.headers), request.get_data()))
        return Response(status=204)

    server = make_server('127.0.0.1', 0, listen)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f'http://127.0.0.1:{server.server_port}/bell', got
    server.shutdown()
    thread.join()
    server.server_close()


def test_life_of_a_webhook(sandbox, warehouse):
    made = warehouse('POST', 'webhooks', json=HOOK | {'customHeaders': {'X-A': '1'}}).json()
    assert warehouse('GET', 'webhooks').json() == [made]
    path = f'webhooks/{made["id"]}'
    changed = warehouse('PUT', path, json=made | {'key': 'other'}).json()
    assert (warehouse('GET', path).json(), changed['key']) == (changed, 'other')
    gone = warehouse('DELETE', path)
    assert (gone.status_code, gone.content) == (204, b'')
    assert warehouse('GET', path).status_code == 404
    assert warehouse('GET', 'webhooks').json() == []
    assert sandbox.violations == []


@pytest.mark.parametrize('change', [
    {'url': 'http://localhost:8069/x'}, {'url': 'https://erp.example.com/a%20b'}, {'url': 'x'},
    {'key': None}, {'type': 'ReturnReceived'}, {'events': []}])
def test_what_the_contract_refuses(warehouse, change):
    body = {name: value for name, value in (HOOK | change).items() if value is not None}
    assert warehouse('POST', 'webhooks', json=body).status_code == 400


def test_the_key_need_not_be_told(sandbox, warehouse):
    warehouse('POST', 'webhooks', json=HOOK)
    for switch, key in (('masked', '********'), ('empty', '')):
        sandbox.control.play(webhook_key=switch)
        assert warehouse('GET', 'webhooks').json()[0]['key'] == key
    assert sandbox.control.webhooks()[0]['key'] == HOOK['key']


def test_scopes_of_webhooks(sandbox, warehouse):
    token = warehouse.token(scope='read:webhook').json()['access_token']
    headers = {'Authorization': f'Bearer {token}'}
    assert warehouse('GET', 'webhooks', headers=headers).status_code == 200
    assert warehouse('POST', 'webhooks', headers=headers, json=HOOK).status_code == 401


def test_the_shop_takes_webhooks_and_may_not_tell_them(sandbox, shop):
    made = shop('POST', 'webhooks', json=SHOP_HOOK).json()['data']
    assert shop('GET', 'webhooks').status_code == 404
    assert shop('DELETE', f'webhooks/{made["uuid"]}').status_code == 404
    sandbox.control.play(shop_webhooks='all')
    assert shop.get('webhooks')['data'] == [made]
    assert shop('DELETE', f'webhooks/{made["uuid"]}').status_code == 204
    assert sandbox.control.shop_webhooks() == []
    assert shop('POST', 'webhooks', json=SHOP_HOOK | {'topic': 'order.paid'}).status_code == 400


def test_a_signed_webhook_is_sent_to_who_asked_for_it(sandbox, warehouse, listener):
    url, got = listener
    warehouse('POST', 'webhooks', json=HOOK | {'url': url, 'customHeaders': {'X-A': '1'}})
    warehouse('POST', 'webhooks', json=HOOK | {'url': url, 'type': 'ProductStockLevelChanged'})
    assert sandbox.control.ring('OrderShipped', payload={'reference': 'S1'}) == [204]
    [(method, path, headers, body)] = got
    assert (method, path, headers['X-A'], body) == ('POST', '/bell', '1', b'{"reference":"S1"}')
    expected = hmac.new(HOOK['key'].encode(), body, hashlib.sha256).digest()
    assert b64decode(headers['X-Ogoship-Hmac-Sha256']) == expected
    assert sandbox.control.ring('SomethingNew') == [204, 204]


def test_bad_missing_and_replayed_signatures(sandbox, warehouse, listener):
    url, got = listener
    warehouse('POST', 'webhooks', json=HOOK | {'url': url})
    sandbox.control.ring(payload={}, times=2)
    sandbox.control.ring(payload={}, signed='bad')
    sandbox.control.ring(payload={}, signed='missing')
    first, second, bad, missing = [
        headers.get('X-Ogoship-Hmac-Sha256') for _method, _path, headers, _body in got]
    assert (first, missing) == (second, None)
    assert bad not in (first, None)


def test_the_shop_rings(sandbox, shop, listener):
    url, got = listener
    shop('POST', 'webhooks', json=SHOP_HOOK | {'url': url})
    sandbox.control.place()
    assert sandbox.control.ring_shop() == [204]
    assert b'order.created' in got[0][3]


def test_news_are_rung_once(sandbox, warehouse, shop, listener):
    """As `--auto` does, for the demo."""
    url, _got = listener
    warehouse('POST', 'webhooks', json=HOOK | {'url': url})
    shop('POST', 'webhooks', json=SHOP_HOOK | {'url': url})
    warehouse.post_order()
    assert sandbox.control.ring_news() == []
    sandbox.control.ship('S1')
    sandbox.control.place()
    sandbox.control.place()
    assert sandbox.control.ring_news() == [204, 204]
    assert sandbox.control.ring_news() == []


def test_nobody_outside_is_called(sandbox, warehouse):
    """0 is for: not sent."""
    warehouse('POST', 'webhooks', json=HOOK)
    warehouse('POST', 'webhooks', json=HOOK | {'url': 'http://127.0.0.1:9/nobody-listens'})
    assert sandbox.control.ring() == [0, 0]
