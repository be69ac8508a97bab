"""Sending deliveries to OGOship, by the merchant's scheduled action.

Floor: the same orders posted by the same client, one commit after each. What the sandbox takes to
answer is part of both.
"""

from .bench_common import build, figure, measured, progress, run_cron, size
from .bench_orders import sell

BATCH = 100


def measure(env, url):
    count = size('ORDERS', 1000, 60)
    _store, merchant, _control = build(env, url)
    rows = sell(env, merchant, count)
    floor = module = cpu = queries = calls = 0
    lookups = 0
    for start in range(0, count, BATCH):
        batch = rows[start:start + BATCH]
        requests = _requests(env, batch, f'FLOOR{start}-')
        floor += measured(env, _post_all, env, merchant, requests).seconds
        rest = rows[start + BATCH:]
        _hold(env, rest, '2099-01-01')
        run = measured(env, _send_all, merchant, batch)
        _hold(env, rest, False)
        module, cpu = module + run.seconds, cpu + run.cpu
        queries, calls = queries + run.queries, calls + run.calls
        lookups += sum('POST' not in path for path in run.paths)
        progress(f'{start + len(batch)} sent')
    assert set(rows.mapped('state')) == {'sent'}, rows.mapped('message')
    return [
        figure('deliveries sent', count),
        figure('floor / module', floor / module, at_least=0.8),
        figure('calls per order', calls / count, at_most=1.0),
        figure('of them look-ups and lists', lookups / count),
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


def _post_all(env, merchant, requests):
    with merchant._client() as client:
        for request in requests:
            client.create_order(request)
            env.cr.execute(
                'UPDATE ogoship_merchant SET write_date = now() WHERE id = %s', [merchant.id])
            env.cr.commit()


def _hold(env, rows, moment):
    rows.retry_at = moment
    env.flush_all()
    env.cr.commit()


def _send_all(merchant, rows):
    for _run in range(20):
        run_cron(merchant)
        if set(rows.mapped('state')) == {'sent'}:
            return
