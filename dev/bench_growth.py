"""Whether the work for one order, and for one code, stays the same as there are more of them.

Orders: sent, and their statuses read, with ever more finished ones in the database. The finished
ones are copies made by SQL. Codes: the ledger and the catalogue read in full, of ever more;
CODES=100000 for as many as the other benchmarks have.
"""

import time

from .bench_catalogue import _read
from .bench_common import build, figure, measured, progress, run_cron, size
from .bench_orders import sell
from .bench_stock import _read_in_full

WORKED = 20  # orders sent at each size


def measure(env, url):
    most_orders, most_codes = size('ORDERS', 10_000, 1000), size('CODES', 30_000, 4000)
    store, merchant, control = build(env, url)
    return [*_grow_orders(env, merchant, most_orders),
            *_grow_codes(env, store, merchant, control, most_codes)]


def _grow_orders(env, merchant, most):
    run_cron(merchant)  # its first reading of the statuses
    time.sleep(1)
    rows = sell(env, merchant, 3 * WORKED)
    figures, there = [], 0
    for step, count in enumerate((most // 100, most // 10, most)):
        _copy_finished(env, merchant, rows[0], count - there, there)
        there = count
        mine, rest = rows[step * WORKED:][:WORKED], rows[(step + 1) * WORKED:]
        rest.retry_at = '2099-01-01'
        env.cr.commit()
        run = measured(env, _send, merchant)
        assert set(mine.mapped('state')) == {'sent'}, mine.mapped('message')
        rest.retry_at = False
        env.cr.commit()
        figures += [
            figure(f'sending, with {count} orders there', 1000 * run.cpu / WORKED, 'ms CPU'),
            figure(f'sending, with {count} orders there', run.queries / WORKED, 'SQL')]
        progress(f'{count} orders')
    return figures


def _send(merchant):
    with merchant._client() as client:
        for _run in range(WORKED):
            if merchant._send_orders(lambda: client):
                break
        merchant._fetch_statuses(lambda: client)


def _copy_finished(env, merchant, row, count, offset):
    """Finished orders of other times, as many as a large shop has."""
    env.flush_all()
    env.cr.execute(
        'SELECT column_name FROM information_schema.columns WHERE table_name = %s',
        ['ogoship_order'])
    own = {
        'id': "nextval('ogoship_order_id_seq')", 'reference': "'OLD-' || n", 'state': "'done'",
        'remote_id': "'old-' || n", 'remote_status': "'shipped'", 'picking_id': 'NULL',
        'part_of_id': 'NULL', 'sent_date': 'now()'}
    names = [name for (name,) in env.cr.fetchall()]
    columns = ', '.join(f'"{name}"' for name in names)
    values = ', '.join(own.get(name, f't."{name}"') for name in names)
    env.cr.execute(
        f'INSERT INTO ogoship_order ({columns}) SELECT {values} FROM ogoship_order t, '
        'generate_series(%s, %s) n WHERE t.id = %s', [offset + 1, offset + count, row.id])
    env.cr.execute('ANALYZE ogoship_order')
    env.cr.commit()


def _grow_codes(env, store, merchant, control, most):
    figures, there = [], 0
    for count in (most // 100, most // 10, most):
        control.fill_catalogue(count=count - there)
        control.fill_products(count=count - there)
        there = count
        for what, run in (
                ('catalogue', measured(env, _read, env, store)),
                ('stock', measured(env, _read_in_full, merchant))):
            figures.append(figure(
                f'{what} of {count} codes, per 1,000', 1000 * run.cpu / count, 's CPU'))
        progress(f'{count} codes')
    return figures
