"""Shipping deliveries back: what OGOship has shipped is validated in Odoo.

Floor: `button_validate` on deliveries of the same kind, in whichever batch size is best. Both by
turns; reading the statuses and writing them down is the module's, and shown beside it.
"""

from .bench_common import build, figure, measured, progress, size
from .bench_orders import sell, send_all, ship_all

BATCHES = (1, 20, 50)


def measure(env, url):
    count = size('ORDERS', 500, 40)
    _store, merchant, control = build(env, url)
    rows = sell(env, merchant, count)
    floor_rows = sell(env, merchant, max(count // 5, 8) * len(BATCHES))
    floor_rows.write({'state': 'cancelled'})
    env.cr.commit()
    send_all(merchant, rows)
    ship_all(control, rows)
    progress('statuses')
    statuses = measured(env, _fetch, merchant)
    assert set(rows.mapped('state')) == {'shipped'}
    floors = {}
    share = len(floor_rows) // len(BATCHES)
    for number, batch in enumerate(BATCHES):
        mine = floor_rows[number * share:(number + 1) * share].picking_id
        floors[batch] = measured(env, _validate, mine, batch)
        progress(f'floor in batches of {batch}')
    best = min(floors, key=lambda batch: floors[batch].seconds)
    progress('module')
    run = measured(env, _finish, merchant, rows)
    assert set(rows.picking_id.mapped('state')) == {'done'}, rows.mapped('message')
    floor, module = floors[best].seconds / share, run.seconds / count
    return [
        figure('deliveries validated', count),
        figure('floor: best batch size', best),
        figure('floor / module', floor / module, at_least=0.9),
        figure('floor, per delivery', 1000 * floor, 'ms'),
        figure('floor, per delivery', floors[best].queries / share, 'SQL'),
        figure('module, per delivery', 1000 * module, 'ms'),
        figure('module, per delivery', run.queries / count, 'SQL'),
        figure('statuses read and written, per delivery', 1000 * statuses.seconds / count, 'ms'),
        figure('statuses read and written, per delivery', statuses.queries / count, 'SQL'),
    ]


def _fetch(merchant):
    with merchant._client() as client:
        merchant._fetch_statuses(lambda: client)


def _validate(pickings, batch):
    """The floor: no more than Odoo itself, and a commit per batch."""
    for start in range(0, len(pickings), batch):
        some = pickings[start:start + batch]
        some.move_ids.picked = True  # all of it is reserved
        some.with_context(skip_backorder=True, skip_sms=True).button_validate()
        pickings.env.cr.commit()
        pickings.env.invalidate_all()


def _finish(merchant, rows):
    for _run in range(1 + len(rows)):
        if merchant.env['ogoship.order']._finish_due(merchant):
            return
