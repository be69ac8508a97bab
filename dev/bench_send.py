"""Sending deliveries to OGOship, by the merchant's scheduled action.

Floor: the same orders posted by the same client, one commit after each. What the sandbox takes to
answer is part of both.
"""

import time
from collections import Counter

from .bench_common import build, figure, measured, progress, run_cron, size
from .bench_orders import sell, send_all
from .sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from ..tools.ogoship_client import OgoshipClient

BATCH = 100
POST = 'POST /ogoship/api/v1/Orders'


def measure(env, url):
    count = size('ORDERS', 1000, 60)
    _store, merchant, control = build(env, url)
    control.add_merchant(merchant='FLOOR', token='floor')
    run_cron(merchant)  # its first reading of the statuses
    time.sleep(1)  # dates are whole seconds
    rows = sell(env, merchant, count)
    floor = module = cpu = queries = calls = 0
    paths = Counter()
    for start in range(0, count, BATCH):
        batch = rows[start:start + BATCH]
        requests = _requests(env, batch, f'FLOOR{start}-')
        floor += measured(env, _post_all, env, merchant, url, requests).seconds
        rest = rows[start + BATCH:]
        _hold(env, rest, '2099-01-01')
        run = measured(env, send_all, merchant, batch)
        _hold(env, rest, False)
        module, cpu = module + run.seconds, cpu + run.cpu
        queries, calls = queries + run.queries, calls + run.calls
        paths.update(run.paths)
        progress(f'{start + len(batch)} sent')
    assert set(rows.mapped('state')) == {'sent'}, rows.mapped('message')
    return [
        figure('deliveries sent', count),
        figure('floor / module', floor / module, at_least=0.8),
        figure('calls per order: posted', paths[POST] / count, at_most=1),
        figure('calls per order: lists and look-ups, shared', (calls - paths[POST]) / count),
        figure('floor, per order', 1000 * floor / count, 'ms'),
        figure('module, per order', 1000 * module / count, 'ms'),
        figure('module, CPU per order', 1000 * cpu / count, 'ms'),
        figure('module, per order', queries / count, 'SQL'),
    ]


def _requests(env, rows, prefix):
    """The same orders under other references."""
    from dataclasses import replace
    requests = [row._prepare_request() for row in rows]
    env.cr.rollback()
    return [replace(request, reference=prefix + request.reference) for request in requests]


def _post_all(env, merchant, url, requests):
    """To another merchant: what is sent here is none of the module's business."""
    with OgoshipClient('FLOOR', 'floor', CLIENT_ID, CLIENT_SECRET, f'{url}/ogoship',
                       f'{url}/ogoship') as client:
        for request in requests:
            client.create_order(request)
            env.cr.execute(
                'UPDATE ogoship_merchant SET write_date = now() WHERE id = %s', [merchant.id])
            env.cr.commit()


def _hold(env, rows, moment):
    rows.retry_at = moment
    env.flush_all()
    env.cr.commit()
