"""Signature, address and comparison, without a database."""

import json

import pytest

from ..dev.sandbox.contract import FOLDER
from ..tools.ogoship_webhooks import decode_webhook, encode_webhook
from ..tools.remote_error import RemoteError
from ..tools.web_address import public_problem
from ..tools.webhook_signature import SIGNATURE_HEADER, is_same, is_signed, sign
from ..tools.webhooks import Finding, Webhook, find_problems, put_right, take_away

SAMPLES = FOLDER / 'ogoship-samples'
VECTORS = json.loads((SAMPLES / 'hmac-vectors.json').read_text('utf-8'))
CALLBACKS = sorted(SAMPLES.glob('webhook-callback-*.json'))
URL = 'https://erp.example.com/ogoship/webhook/7f3a9c'
HEADERS = {'X-Odoo-Database': 'prod'}
WANTED = [Webhook('order_shipped', URL, 'key', HEADERS),
          Webhook('stock_changed', URL, 'key', HEADERS)]


# --- SIGNATURE -------------------------------------------------------------------------------


@pytest.mark.parametrize('vector', VECTORS, ids=lambda vector: vector['rawBody'] or 'empty')
def test_signature_of_the_contract(vector):
    body, signature = vector['rawBody'].encode(), vector[SIGNATURE_HEADER]
    assert sign(vector['key'], body) == signature
    assert is_signed(vector['key'], body, signature)
    assert not is_signed(vector['key'], body + b' ', signature)
    assert not is_signed(vector['key'] + 'x', body, signature)


@pytest.mark.parametrize('path', CALLBACKS, ids=lambda path: path.stem)
def test_callback_of_the_contract(path):
    sample = json.loads(path.read_text('utf-8'))
    good = is_signed(
        sample['secret'], sample['rawBody'].encode(), sample['headers'][SIGNATURE_HEADER])
    assert good == ('bad-signature' not in path.name)


@pytest.mark.parametrize('signature', [None, '', ' ', 'é', '\udcff', 'A' * 10000])
def test_no_signature_is_no_signature(signature):
    assert not is_signed('key', b'{}', signature)


def test_without_a_key_nothing_is_signed():
    assert not is_signed('', b'{}', sign('', b'{}'))
    assert not is_same('', '')
    assert is_same('sämé', 'sämé')


# --- ADDRESS ---------------------------------------------------------------------------------


@pytest.mark.parametrize(('url', 'problem'), [
    ('https://erp.example.com/ogoship/webhook/7f3a9c', ''),
    ('https://erp.example.com:8069/ogoship?db=prod&k=1', ''),
    ('https://8.8.8.8/ogoship/1', ''),
    ('http://erp.example.com/ogoship', 'insecure'),
    ('http://localhost:8069/x', 'private'),
    ('https://127.0.0.1/x', 'private'),
    ('https://192.168.1.20/x', 'private'),
    ('https://[::1]/x', 'private'),
    ('https://odoo.local/x', 'private'),
    ('https://odoo/x', 'form'),
    ('https://erp.example.com/a%20b', 'form'),
    ('https://erp.example.com/a b', 'form'),
    ('https://käyttö.example.com/x', 'form'),
    ('https://erp.example.com', ''),
    ('ftp://erp.example.com/x', 'unusable'),
    ('erp.example.com/x', 'unusable'),
    ('https://user@erp.example.com/x', 'unusable'),
    ('https://erp.example.com:port/x', 'unusable'),
    ('', 'unusable'),
])
def test_address_that_a_remote_can_call(url, problem):
    assert public_problem(url) == problem


def test_a_sandbox_on_this_machine_may_call_this_machine():
    assert public_problem('http://127.0.0.1:8069/x', sandbox=True) == ''
    assert public_problem('http://localhost:8069/x', sandbox=True) == 'form'


# --- VALUES ----------------------------------------------------------------------------------


@pytest.mark.parametrize(('word', 'kind'), [
    ('OrderShipped', 'order_shipped'), ('ordershipped', 'order_shipped'), (1, 'order_shipped'),
    ('ProductStockLevelChanged', 'stock_changed'), ('2', 'stock_changed'),
    ('ReturnReceived', 'ReturnReceived')])
def test_kinds_in_every_form(word, kind):
    assert decode_webhook({'Id': 'ab-1', 'Type': word, 'Url': URL}).kind == kind


@pytest.mark.parametrize('payload', [
    None, [], 'text', {}, {'id': ''}, {'id': '../Orders'}, {'id': {'a': 1}},
    {'id': 'a', 'url': ['x']}])
def test_unusable_webhooks_are_refused(payload):
    with pytest.raises(RemoteError):
        decode_webhook(payload)


@pytest.mark.parametrize(('key', 'told'), [('abc', 'abc'), ('********', ''), (None, ''), ('', '')])
def test_a_key_that_is_not_told(key, told):
    assert decode_webhook({'id': 'a', 'key': key}).key == told


def test_the_key_is_not_shown_by_chance():
    assert 'secret' not in repr(Webhook('order_shipped', URL, 'secret'))


def test_body_of_the_contract():
    sample = json.loads((SAMPLES / 'webhook-create-request.json').read_text('utf-8'))
    hook = Webhook('order_shipped', sample['url'], sample['key'], sample['customHeaders'])
    assert encode_webhook(hook) == sample


# --- COMPARISON ------------------------------------------------------------------------------


class Remote:
    """Keeps webhooks, and what was asked."""

    def __init__(self, *hooks):
        self.hooks, self.calls = list(hooks), []

    def create_webhook(self, hook):
        return self._keep('create', str(len(self.calls) + 100), hook)

    def replace_webhook(self, remote_id, hook):
        self.hooks = [known for known in self.hooks if known.id != remote_id]
        return self._keep('replace', remote_id, hook)

    def delete_webhook(self, remote_id):
        self.hooks = [known for known in self.hooks if known.id != remote_id]
        self.calls.append(('delete', remote_id))
        return True

    def _keep(self, call, remote_id, hook):
        self.calls.append((call, hook.kind))
        self.hooks.append(Webhook(hook.kind, hook.url, hook.key, hook.headers, remote_id))
        return remote_id


def hook(kind='order_shipped', url=URL, key='key', headers=HEADERS, remote_id='1'):
    return Webhook(kind, url, key, headers, remote_id)


GOOD = (hook(), hook('stock_changed', remote_id='2'))


@pytest.mark.parametrize(('found', 'ids', 'problems'), [
    (GOOD, (), []),
    ((), (), ['missing', 'missing']),
    ((GOOD[1],), (), ['missing']),
    ((hook(url='https://old.example.com/x'), GOOD[1]), ('1',), ['address']),
    ((hook(url='https://old.example.com/x'), GOOD[1]), (), ['missing']),
    ((hook(key='other'), GOOD[1]), (), ['key']),
    ((hook(key=''), GOOD[1]), (), []),
    ((hook(headers={}), GOOD[1]), (), ['headers']),
    ((hook(headers={'x-odoo-database': 'prod', 'X-More': '1'}), GOOD[1]), (), []),
    ((hook(headers=None), GOOD[1]), (), []),
    ((*GOOD, hook(remote_id='3')), (), ['twice']),
    ((*GOOD, hook('ReturnReceived', remote_id='3')), (), []),
])
def test_what_differs_is_found_and_put_right(found, ids, problems):
    assert [finding.problem for finding in find_problems(WANTED, found, ids)] == problems
    remote = Remote(*found)
    made = put_right(remote, WANTED, list(found), ids)
    assert find_problems(WANTED, remote.hooks, (*ids, *made)) == []
    others = [known for known in found if known not in GOOD and known.kind == 'ReturnReceived']
    assert [known for known in remote.hooks if known.kind == 'ReturnReceived'] == others
    if not problems:
        assert [name for name, _kind in remote.calls] == [
            'replace' for known in found if not known.key]


def test_where_a_webhook_leads_is_told():
    found = [hook(url='https://old.example.com/x'), GOOD[1]]
    assert find_problems(WANTED, found, ('1',)) == [
        Finding('order_shipped', 'address', 'https://old.example.com/x')]


def test_only_ours_are_taken_away():
    foreign = hook(url='https://staging.example.com/x', remote_id='9')
    remote = Remote(*GOOD, foreign)
    assert take_away(remote, WANTED, [*GOOD, foreign])
    assert remote.hooks == [foreign]
    remote = Remote(*GOOD)
    assert take_away(remote, WANTED, None, ['2'])
    assert remote.calls == [('delete', '2')]
