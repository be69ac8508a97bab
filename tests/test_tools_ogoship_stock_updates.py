"""Announced deliveries: what is sent, what an answer means, finding and announcing over HTTP."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from ..dev.sandbox import Sandbox, accounts
from ..tools.http_client import RemoteError
from ..tools.ogoship_client import OgoshipClient
from ..tools.ogoship_stock_updates import (
    AnnouncedLine, StockUpdateRequest, decode_stock_update, encode_stock_update, stock_update_key,
)

SAMPLES = Path(__file__).parents[1] / 'dev' / 'contracts' / 'ogoship-samples'
PATH = '/api/v1/StockUpdate'
CODE = 'KAASU-230'
REQUEST = StockUpdateRequest(
    reference='R1', supplier='Example Ltd', receive_date=datetime(2026, 12, 1, 6, 30),
    lines=(AnnouncedLine(CODE, 40, 'FI', ean='6430012345219'),), parcels=2)


def sample(name):
    return json.loads((SAMPLES / f'stockupdate-{name}.json').read_text('utf-8'))


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
        client.ensure_token()
        sandbox.log.clear()
        yield client


def failure(function, *args):
    with pytest.raises(RemoteError) as caught:
        function(*args)
    return caught.value


def posts(sandbox):
    return [call for call in sandbox.log if call.method == 'POST' and call.path == PATH]


# --- FORMS -----------------------------------------------------------------------------------


def test_the_request_of_the_samples():
    request = StockUpdateRequest(
        reference='P00017', supplier='Example Textiles Ltd', receive_date=datetime(2026, 3, 20),
        warehouse_code='GOT', pallets=2, parcels=14, delivered_by='DHL Freight',
        comments='Two pallets, EUR', tracking_codes=('123456789', '987654321'), lines=(
            AnnouncedLine('shirt-345678-XS', 200, 'PT', 'Linen shirt, XS', Decimal('9.75'),
                          '6412345678901', 'Linen shirt for men', '62052000'),
            AnnouncedLine('lamp-black-9', 10, 'CN', 'Table lamp, black', Decimal('31.00'),
                          '6412345678932')))
    assert encode_stock_update(request) == sample('create-request')


def test_what_is_empty_or_too_long_is_left_out():
    line = AnnouncedLine('A', 0, 'FI', customs_text='x' * 60, hs_code='6205')
    body = encode_stock_update(replace(REQUEST, lines=(line,), parcels=0))
    assert body == {
        'reference': 'R1', 'supplier': 'Example Ltd', 'receiveDate': '2026-12-01T06:30:00Z',
        'products': [{'code': 'A', 'expectedQuantity': 0, 'countryOfOrigin': 'FI',
                      'customsDescription': 'x' * 50}]}


def test_the_life_of_the_samples():
    [new], [part], [more], [done] = (
        map(decode_stock_update, sample(name)) for name in (
            '1-announced', '2-partial-receipt', '3-partial-with-unknown-item', '4-finished'))
    assert (new.reference, new.auto_reference, new.status) == ('P00017', 'OGO-123-0017', 'NEW')
    assert (new.modified, new.arrival_date) == (None, None)
    assert new.created == datetime(2026, 3, 3, 10)
    assert [(line.quantity, line.received) for line in part.lines] == [(200, 120), (10, 0)]
    assert more.lines[0].warehouse_comments == '4 pcs damaged'
    assert (more.lines[2].code, more.lines[2].quantity, more.lines[2].received) == (
        'XX-2344-S', 0, 3)
    assert done.arrival_date == datetime(2026, 3, 20, 8, 30)
    assert len({stock_update_key(update) for update in (new, part, more, done)}) == 1


def test_an_echo_is_enough():
    update = decode_stock_update(sample('create-response-echo'))
    assert (update.auto_reference, update.created) == ('', None)


def test_two_lines_of_one_code_are_one():
    row = {'reference': 'R1', 'products': [
        {'code': 'A', 'expectedQuantity': 2, 'receivedQuantity': 1},
        {'code': 'A', 'expectedQuantity': 3, 'receivedQuantity': 3}]}
    line, = decode_stock_update(row).lines
    assert (line.quantity, line.received) == (5, 4)


@pytest.mark.parametrize('row', [
    'garbage', {}, {'reference': 'R1', 'products': [{'expectedQuantity': 1}]},
    {'reference': 'R1', 'products': [{'code': 'A', 'receivedQuantity': 1.5}]},
    {'reference': 'R1', 'modified': 'yesterday'},
])
def test_garbage_is_named(row):
    assert failure(decode_stock_update, row).code == 'bad_answer'


# --- CALLS -----------------------------------------------------------------------------------


def test_announced_and_found(sandbox, warehouse):
    created = warehouse.create_stock_update(REQUEST)
    assert created.auto_reference == 'OGO-12345-0001'
    assert warehouse.find_stock_updates('R1') == [created]
    assert warehouse.find_stock_updates('R') == []
    assert stock_update_key(created) == stock_update_key(REQUEST)
    assert posts(sandbox)[0].json['parcels'] == 2


@pytest.mark.parametrize('switches', [
    {'pascal_case': True, 'upper_enums': True}, {'numbers_as_strings': True},
    {'stock_update_ean': 'eANCode'}, {'stock_update_answer': 'echo'},
    {'reference_filter': 'partial'},
])
def test_whatever_form_the_answers_have(sandbox, warehouse, switches):
    sandbox.control.play(**switches)
    warehouse.create_stock_update(replace(REQUEST, reference='R10'))
    warehouse.create_stock_update(REQUEST)
    sandbox.control.receive('R1', {CODE: 25})
    found, = warehouse.find_stock_updates('R1')
    assert (found.lines[0].received, found.created) == (25, datetime(2026, 11, 16, 8).replace(
        second=found.created.second, microsecond=found.created.microsecond))


def test_a_reference_that_is_taken_is_a_conflict(warehouse):
    warehouse.create_stock_update(REQUEST)
    error = failure(warehouse.create_stock_update, REQUEST)
    assert (error.code, error.status, error.unclear) == ('conflict', 400, False)


@pytest.mark.parametrize(('fault', 'stored'), [
    ({'kind': 'accept_and_cut'}, 1), ({'kind': 'truncated'}, 1), ({'kind': 'empty'}, 1),
    ({'status': 500}, 0), ({'kind': 'cut'}, 0),
])
def test_an_announcement_is_never_repeated(sandbox, warehouse, fault, stored):
    sandbox.control.fault(remote='warehouse', method='POST', path=PATH, **fault)
    assert failure(warehouse.create_stock_update, REQUEST).unclear
    assert len(posts(sandbox)) == 1
    assert len(warehouse.find_stock_updates('R1')) == stored


def test_an_answer_about_another_one_is_unclear(sandbox, warehouse):
    sandbox.control.fault(
        remote='warehouse', method='POST', kind='empty', path=PATH, body={'reference': 'OTHER'})
    assert failure(warehouse.create_stock_update, REQUEST).unclear


def test_a_row_that_cannot_be_read_and_might_be_it_is_an_error(sandbox, warehouse):
    for row in ({'reference': 'R1', 'products': 7}, {'status': 'NEW'}, 'garbage'):
        sandbox.control.fault(remote='warehouse', kind='empty', path=PATH, body=[row])
        assert failure(warehouse.find_stock_updates, 'R1').code == 'bad_answer'


def test_what_changed_is_listed_and_one_broken_row_hides_no_other(sandbox, warehouse):
    warehouse.create_stock_update(REQUEST)
    since = sandbox.clock.now().replace(tzinfo=None) + timedelta(seconds=30)
    sandbox.control.advance(60)
    warehouse.create_stock_update(replace(REQUEST, reference='R2'))
    page, = warehouse.iter_stock_update_pages(since)
    assert [update.reference for update in page.updates] == ['R2']
    page, = warehouse.iter_stock_update_pages(None)
    assert [update.reference for update in page.updates] == ['R1', 'R2']
    sandbox.control.fault(remote='warehouse', kind='empty', path=PATH, body=[
        {'reference': 'R3', 'products': 'x'}, {'reference': 'R4'}])
    page, = warehouse.iter_stock_update_pages(None)
    assert [update.reference for update in page.updates] == ['R4']
    assert 'R3' in page.broken[0]
