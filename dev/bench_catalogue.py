"""Reading a large catalogue for the first time, again, and with one product of a hundred changed.

Floor: fetching and decoding all pages, and one insert per page by SQL. The sandbox's own time for
an answer is in neither, or it would make the two look alike.
"""

from psycopg2.extras import execute_values

from .bench_common import build, figure, measured, progress, reset_peak, size

FLOOR_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS floor (
    product_id int, variation_id int, name text, code text, barcode text, price numeric,
    quantity int)
"""
CHANGED = 100  # one of so many


def measure(env, url):
    """Read a catalogue of ROWS things three times."""
    rows = size('ROWS', 100_000, 3000)
    store, _merchant, control = build(env, url)
    control.fill_catalogue(count=rows)
    progress('floor')
    idle = reset_peak()
    floors = [measured(env, _read_floor, env, store)]
    progress('first reading')
    first = measured(env, _read, env, store)
    env.cr.execute('ANALYZE')  # as the database does by itself after a while
    progress('nothing changed')
    again = measured(env, _read, env, store)
    control.change_catalogue(every=CHANGED)
    progress('one of a hundred changed')
    changed = measured(env, _read, env, store)
    progress('floor again')
    floors.append(measured(env, _read_floor, env, store))
    found = env['mycashflow.product'].search_count([('store_id', '=', store.id)])
    assert found >= rows, f'{found} rows read instead of {rows}'
    floor = min(map(_own, floors))
    thousands = found / 1000
    return [
        figure('products and variations read', found),
        figure('first reading: floor / module', floor / _own(first), at_least=0.5),
        figure('second reading, 1 % changed: times faster than the first',
               _own(first) / _own(changed), at_least=20),
        figure('second reading: floor of decoding alone, times faster than the first',
               _own(first) / floor),
        figure('second reading, 1 % changed: floor / module', floor / _own(changed)),
        figure('second reading, nothing changed: floor / module', floor / _own(again)),
        figure('first reading, per 1,000 rows', _own(first) / thousands, 's'),
        figure('second reading, per 1,000 rows', _own(changed) / thousands, 's'),
        figure('first reading, per 1,000 rows', first.queries / thousands, 'SQL'),
        figure('nothing changed, per 1,000 rows', again.queries / thousands, 'SQL'),
        figure('1 % changed, per 1,000 rows', changed.queries / thousands, 'SQL'),
        figure('peak memory above idle', max(
            run.megabytes for run in (first, again, changed)) - idle, 'MB', at_most=150),
        *_measure_page(env, store),
    ]


def _own(run):
    return run.seconds - run.waited


def _read(env, store):
    """Read the whole catalogue as the scheduled action does."""
    store.catalogue_date = False
    with store._client() as client:
        while store._fetch_catalogue(lambda: client) is False:
            env.cr.commit()


def _read_floor(env, store):
    env.cr.execute(FLOOR_TABLE)
    env.cr.execute('TRUNCATE floor')
    with store._client() as client:
        for page in client.iter_product_pages():
            execute_values(env.cr._obj, 'INSERT INTO floor VALUES %s', [
                (item.product_id, item.variation_id, item.name, item.code, item.barcode,
                 item.price, item.stock and item.stock.quantity) for item in page.items])
            env.cr.commit()


def _measure_page(env, store):
    """What the page of the product sync asks the server for when it opens."""
    rows = env['mycashflow.product']
    arch = rows.get_view(env.ref('mycashflow_ogoship.mycashflow_product_view_list').id, 'list')
    fields = {name: {} for name in arch['models']['mycashflow.product'] if name in rows._fields}
    domain = [('store_id', '=', store.id)]

    def open_page():
        rows.web_search_read(domain, fields, limit=80, count_limit=10001)
        rows.search_panel_select_range('store_id', enable_counters=True)
        rows.search_panel_select_multi_range('state', enable_counters=True, search_domain=domain)
    open_page()
    return [figure('opening the page of products', 1000 * measured(env, open_page).seconds, 'ms')]
