"""What reading a large catalogue costs, in an Odoo shell on a fresh database. See bench.py."""

import re
import time
from pathlib import Path
from types import SimpleNamespace

from psycopg2.extras import execute_values

from .scenario import build_all

FLOOR_TABLE = """
CREATE TEMPORARY TABLE floor (
    product_id int, variation_id int, name text, code text, barcode text, price numeric,
    quantity int)
"""


def measure(env, url, rows):
    """Read a catalogue twice and compare with the floor: decoding, and one insert per page.

    :return: list of (what, figure, goal), all texts
    """
    store, _merchant = build_all(env, SimpleNamespace(
        warehouse_url=f'{url}/ogoship', shop_url=lambda: f'{url}/shop/tunturipuoti'))
    store.action_test_connection()
    env.cr.commit()
    idle = _reset_peak()
    floor = _timed(lambda: _read_floor(env, store))
    first = _read(env, store)
    again = _read(env, store)
    floor = min(floor, _timed(lambda: _read_floor(env, store)))
    found = env['mycashflow.product'].search_count([('store_id', '=', store.id)])
    assert found >= rows, f'{found} rows read instead of {rows}'
    per_thousand = 1000 / found
    return [
        ('products and variations read and matched', f'{found}', ''),
        ('first reading, against decoding + bulk insert', f'{floor / first.seconds:.2f}',
         'goal 0.50'),
        ('second reading, nothing changed', f'{floor / again.seconds:.2f}', ''),
        ('seconds per 1,000 rows, first', f'{first.seconds * per_thousand:.2f}', ''),
        ('SQL queries per 1,000 rows, first', f'{first.queries * per_thousand:.0f}', ''),
        ('SQL queries per 1,000 rows, again', f'{again.queries * per_thousand:.0f}', ''),
        ('peak memory above idle, MB', f'{max(first.megabytes, again.megabytes) - idle:.0f}',
         'goal below 150'),
        *_measure_page(env, store, floor),
    ]


def _read(env, store):
    """Read the whole catalogue as the scheduled action does."""
    store.catalogue_date = False
    env.cr.commit()
    env.invalidate_all()
    _reset_peak()
    queries, started = env.cr.sql_log_count, time.monotonic()
    with store._client() as client:
        while store._fetch_catalogue(lambda: client) is False:
            env.cr.commit()
    env.cr.commit()
    return SimpleNamespace(
        seconds=time.monotonic() - started, queries=env.cr.sql_log_count - queries,
        megabytes=_peak())


def _read_floor(env, store):
    env.cr.execute('DROP TABLE IF EXISTS floor')
    env.cr.execute(FLOOR_TABLE)
    with store._client() as client:
        for page in client.iter_product_pages():
            execute_values(env.cr._obj, 'INSERT INTO floor VALUES %s', [
                (item.product_id, item.variation_id, item.name, item.code, item.barcode,
                 item.price, item.stock and item.stock.quantity) for item in page.items])
    env.cr.commit()


def _measure_page(env, store, floor):
    """What the page of the product sync asks the server for when it opens."""
    rows = env['mycashflow.product']
    arch = rows.get_view(env.ref('mycashflow_ogoship.mycashflow_product_view_list').id, 'list')
    fields = {name: {} for name in arch['models']['mycashflow.product'] if name in rows._fields}
    domain = [('store_id', '=', store.id)]

    def open_page():
        env.invalidate_all()
        rows.web_search_read(domain, fields, limit=80, count_limit=10001)
        rows.search_panel_select_range('store_id', enable_counters=True)
        rows.search_panel_select_multi_range('state', enable_counters=True, search_domain=domain)
    open_page()
    return [('milliseconds to open the page', f'{1000 * _timed(open_page):.0f}', '')]


def _timed(work):
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _reset_peak():
    """Begin to measure the peak of this process's memory anew; return it, in MB."""
    Path('/proc/self/clear_refs').write_text('5')
    return _peak()


def _peak():
    status = Path('/proc/self/status').read_text()
    return int(re.search(r'VmHWM:\s+(\d+)', status)[1]) / 1024
