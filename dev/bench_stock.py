"""Reading and comparing the stock of many codes in full, one of a hundred changed.

Floor: fetching and decoding the pages. The sandbox's own time for an answer is in neither. The
products are in Odoo as well, made by SQL, so that each line of the ledger has something to compare.
"""

from odoo.tools import SQL

from .bench_common import build, figure, measured, progress, reset_peak, size
from .sandbox import bulk

CHANGED = 100  # one of so many


def measure(env, url):
    codes = size('CODES', 100_000, 3000)
    _store, merchant, control = build(env, url)
    control.fill_products(count=codes)
    progress('products')
    _make_products(env, codes)
    idle = reset_peak()
    progress('first reading')
    first = measured(env, _read_in_full, merchant)
    env.cr.execute('ANALYZE')  # as the database does by itself after a while
    control.change_products(every=CHANGED)
    progress('floor')
    floor = _own(measured(env, _decode, merchant))
    progress('one of a hundred changed')
    [[transaction]] = env.execute_query(SQL("SELECT txid_current()"))
    changed = measured(env, _read_in_full, merchant)
    written = _written(env, transaction)
    progress('only what changed')
    late = measured(env, lambda: merchant._sync_stock(_line(merchant)))
    floor = min(floor, _own(measured(env, _decode, merchant)))
    lines = env['ogoship.product'].search_count([('merchant_id', '=', merchant.id)])
    assert lines >= codes, f'{lines} lines instead of {codes}'
    differing = env['ogoship.product'].search_count([
        ('merchant_id', '=', merchant.id), ('difference', '!=', 0)])
    return [
        figure('codes compared', lines),
        figure('floor / module', floor / _own(changed), at_least=0.7),
        figure('per 1,000 codes', 1000 * _own(changed) / lines, 's'),
        figure('first reading, per 1,000 codes', 1000 * _own(first) / lines, 's'),
        figure('1 % changed, per 1,000 codes', 1000 * changed.queries / lines, 'SQL'),
        figure('lines with a difference', differing),
        figure('lines written, of those that changed', written / (lines / CHANGED),
               at_most=1.1),
        figure('asked for changes only: SQL in all', late.queries, 'SQL'),
        figure('asked for changes only', _own(late), 's'),
        figure('peak memory above idle', max(first.megabytes, changed.megabytes) - idle, 'MB'),
    ]


def _own(run):
    return run.seconds - run.waited


def _line(merchant):
    client = merchant._client()
    return lambda: client


def _read_in_full(merchant):
    merchant.stock_full_date = False
    with merchant._client() as client:
        merchant._sync_stock(lambda: client)


def _decode(merchant):
    with merchant._client() as client:
        assert sum(len(page.stocks) for page in client.iter_stock_pages())


def _written(env, transaction):
    """How many lines of the ledger were written since a transaction."""
    env.cr.commit()
    [[count]] = env.execute_query(SQL(
        "SELECT COUNT(*) FROM ogoship_product WHERE xmin::text::bigint > %s", transaction))
    return count


def _make_products(env, count):
    """So many copies of one product, with the codes of the sandbox and its quantity on hand."""
    model = env['product.product'].search([('is_storable', '=', True)], limit=1)
    warehouse = env['ogoship.merchant'].search([], limit=1).warehouse_id
    quant = env['stock.quant'].search([
        ('product_id', '=', model.id), ('location_id', '=', warehouse.lot_stock_id.id)], limit=1)
    env.flush_all()
    own = {
        'product_template': {'id': 'n.template', 'default_code': 'n.code'},
        'product_product': {
            'id': 'n.product', 'product_tmpl_id': 'n.template', 'default_code': 'n.code',
            'barcode': 'NULL'},
        'stock_quant': {
            'id': 'n.quant', 'product_id': 'n.product', 'quantity': str(bulk.STOCK),
            'reserved_quantity': '0'},
    }
    env.cr.execute("""
        CREATE TEMPORARY TABLE copies AS
        SELECT nextval('product_template_id_seq') AS template,
               nextval('product_product_id_seq') AS product,
               nextval('stock_quant_id_seq') AS quant,
               'BULK-' || lpad(number::text, 5, '0') AS code
          FROM generate_series(1, %s) number""", [count])
    for record in (model.product_tmpl_id, model, quant):
        table = record._table
        env.cr.execute(
            'SELECT column_name FROM information_schema.columns WHERE table_name = %s', [table])
        columns = [name for (name,) in env.cr.fetchall()]
        values = ', '.join(own[table].get(name, f't."{name}"') for name in columns)
        names = ', '.join(f'"{name}"' for name in columns)
        env.cr.execute(
            f'INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, copies n '
            'WHERE t.id = %s', [record.id])
    env.cr.execute('ANALYZE')
    env.cr.commit()
    env.invalidate_all()
