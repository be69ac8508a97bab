"""How long the server takes for each screen of the module's menu, with 10,000 orders there.

What the web client asks for when a screen opens: its views, its first page, and of graphs and
pivots their groups. Without the screen's usual filter: more rows than a person would look at. The
browser's own time is not in it.
"""

from lxml import etree

from odoo.tools import SQL

from .bench_common import build, figure, measured, progress, run_cron, size
from .bench_orders import sell

PAGE, MOST_COUNTED = 80, 10001  # as the web client asks
LIMIT = 1000  # milliseconds
# Of each copied order: what tells it from the one it is copied from, by table.
COPIES = {
    'sale_order': {'name': "'OLD-' || n", 'client_order_ref': "'OLD-' || n"},
    'stock_picking': {
        'name': "'OLD/' || n", 'sale_id': '{sale_order} + n',
        'state': "CASE WHEN n % 20 = 0 THEN 'assigned' ELSE 'done' END",
        'date_done': "CASE WHEN n % 20 = 0 THEN NULL ELSE now() END"},
    'stock_move': {
        'picking_id': '{stock_picking} + n', 'sale_line_id': 'NULL',
        'state': "CASE WHEN n % 20 = 0 THEN 'assigned' ELSE 'done' END"},
    'mycashflow_order': {
        'remote_id': '1000000 + n', 'sale_order_id': '{sale_order} + n',
        'state': "CASE WHEN n % 20 = 1 THEN 'held' ELSE 'done' END",
        'reason': "CASE WHEN n % 20 = 1 THEN 'unpaid' END"},
    'ogoship_order': {
        'reference': "'OLD-' || n", 'remote_id': "'old-' || n", 'sale_order_id': '{sale_order} + n',
        'picking_id': '{stock_picking} + n', 'part_of_id': '{stock_picking} + n',
        'state': "CASE WHEN n % 20 = 0 THEN 'sent' ELSE 'done' END"},
}


def measure(env, url):
    count = size('ORDERS', 10_000, 1000)
    store, merchant, control = build(env, url)
    sell(env, merchant, 1)
    number = control.place()['id']
    run_cron(store)
    row = env['mycashflow.order'].search([('remote_id', '=', number)])
    _copy_all(env, row, count)
    figures = [figure('orders there', env['mycashflow.order'].search_count([]))]
    for name, action in _actions(env):
        progress(name)
        for kind in action.view_mode.split(','):
            if kind == 'form':
                continue
            env.registry.clear_cache('templates')
            run = measured(env, _open, env, action, kind)
            figures.append(figure(f'{name}: {kind}', 1000 * run.seconds, 'ms', at_most=LIMIT))
    return figures


def _actions(env):
    """:return: [(name, action)] of the module's menu"""
    root = env.ref('mycashflow_ogoship.menu_root')
    menus = env['ir.ui.menu'].search([('id', 'child_of', root.id)])
    return [(menu.complete_name.split('/', 1)[1], menu.action) for menu in menus
            if menu.action and menu.action._name == 'ir.actions.act_window'
            and menu.action.target != 'new']


def _open(env, action, kind):
    """What the web client asks the server for when this screen opens."""
    model = env[action.res_model].with_context(action._get_eval_context().get('context', {}))
    views = model.get_views([(False, kind), (action.search_view_id.id, 'search')])
    tree = etree.fromstring(views['views'][kind]['arch'])
    if kind in ('graph', 'pivot'):
        _read_groups(model, tree)
    else:
        names = views['models'][action.res_model]['fields']
        model.web_search_read(
            [], {node.get('name'): {} for node in tree.iter('field') if node.get('name') in names
                 and node.get('name') in model._fields},
            limit=PAGE, count_limit=MOST_COUNTED)


def _read_groups(model, tree):
    groups = [node.get('name') + (f":{node.get('interval')}" if node.get('interval') else '')
              for node in tree.iter('field') if node.get('type') in ('row', 'col')]
    measures = [node.get('name') for node in tree.iter('field') if node.get('type') == 'measure']
    model.formatted_read_group([], groups, ['__count', *(
        f'{name}:{model._fields[name].aggregator}' for name in measures
        if name in model._fields and model._fields[name].aggregator)])


def _copy_all(env, row, count):
    """So many copies by SQL of one order: shop, sale, delivery and warehouse."""
    picking = row.sale_order_id.picking_ids
    sources = {
        'sale_order': row.sale_order_id.id, 'stock_picking': picking.id,
        'stock_move': picking.move_ids[0].id, 'mycashflow_order': row.id,
        'ogoship_order': row.ogoship_order_ids.id}
    env.flush_all()
    last = {table: env.execute_query(SQL(
        "SELECT MAX(id) FROM %s", SQL.identifier(table)))[0][0] for table in sources}
    for table, source in sources.items():
        own = {'id': f'{last[table]} + n', **{
            name: text.format(**last) for name, text in COPIES[table].items()}}
        _copy(env, table, source, own, count)
        env.cr.execute(SQL("SELECT setval(%s, %s)", f'{table}_id_seq', last[table] + count))
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    env.invalidate_all()


def _copy(env, table, source, own, count):
    names = [name for [name] in env.execute_query(SQL(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table))]
    columns = ', '.join(f'"{name}"' for name in names)
    values = ', '.join(own.get(name, f't."{name}"') for name in names).replace('%', '%%')
    env.cr.execute(
        f'INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, '
        'generate_series(1, %s) n WHERE t.id = %s', [count, source])
