"""Importing in a batch leaves the same records as Odoo's own flow: models/import_batch.py."""

import re
from collections import Counter
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from ..models.import_batch import KEY, ImportBatch
from .common import RingCase

SHOE, COFFEE, STOVE = 'KENKA-TUNTURI-42', 'KAHVI-RETKI-500', 'KEITIN-X1'
BUYER = {
    'company': None, 'vat_code': None, 'first_name': 'Aino', 'street_address': 'Mallikatu 1',
    'postal_code': '00100', 'city': 'Helsinki', 'country': 'FI', 'phone': '040 123 4501'}
# Whatever an import may write, and the tables that link it.
MODELS = (
    'res.partner', 'sale.order', 'sale.order.line', 'stock.reference', 'stock.picking',
    'stock.move', 'stock.move.line', 'stock.quant', 'stock.warehouse.orderpoint', 'mail.message',
    'mail.followers', 'mail.notification', 'mail.activity', 'mail.tracking.value',
    'ogoship.order', 'ogoship.order.line', 'ogoship.stock.update', 'ogoship.stock.update.line',
    'mycashflow.order', 'mycashflow.payment', 'mycashflow.booking', 'ir.cron.trigger',
    'purchase.order', 'purchase.order.line')
# Random, or counted on by the database though the transaction is undone.
RANDOM = {'id', 'message_id', 'access_token', 'parent_path', 'signup_type'}


@tagged('post_install', '-at_install')
class TestImportBatch(RingCase):

    def setUp(self):
        super().setUp()
        self.stock = self.store.warehouse_id.lot_stock_id
        self.batches = []

    # === COMPARING === #

    def assertNeutral(self, *orders):
        """Import these orders with and without what a batch remembers; return the rows.

        :param orders: a dict of codes and quantities for each
        """
        numbers = [self.buy(number, lines) for number, lines in enumerate(orders)]
        with freeze_time(self.sandbox.clock.now()):
            rows = self.env['mycashflow.order']._receive(
                self.store, [self.shop.order(number) for number in numbers]).sorted('id')
            plain = self.outcome(rows, remember=False)
            quick = self.outcome(rows, remember=True)
        self.maxDiff = None
        self.assertEqual({name: len(found) for name, found in plain.items()},
                         {name: len(found) for name, found in quick.items()})
        self.assertEqual(self.differences(plain, quick), [])
        return rows

    def differences(self, plain, quick):
        """:return: [(table, place, column, value without, value with)]"""
        return [
            (name, place, column, one, other[column])
            for name in plain
            for place, (row, other) in enumerate(zip(plain[name], quick[name], strict=True))
            for column, one in row.items() if one != other[column]]

    def buy(self, number, lines):
        return self.place(
            lines=[{'code': code, 'quantity': count} for code, count in lines.items()],
            customer={**BUYER, 'last_name': f'Mallinen-{number}',
                      'email': f'aino.{number}@example.com'})

    def outcome(self, rows, remember):
        """All that the import writes, undone afterwards. {table: list of rows}"""
        savepoint = self.env.cr.savepoint()
        try:
            last = {name: self.last_id(name) for name in MODELS if name in self.env}
            self.import_all(rows, remember)
            self.assertEqual(set(rows.mapped('state')), {'done'}, rows.mapped('message'))
            self.pickings = [(p.state, p.location_id) for p in rows.sale_order_id.picking_ids]
            self.reserved = Counter()
            for line in rows.sale_order_id.picking_ids.move_line_ids:
                self.reserved[line.product_id.default_code, line.location_id, line.lot_id] += (
                    line.quantity)
            self.env.flush_all()
            return self.snapshot(last)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def import_all(self, rows, remember):
        def batch_context(_self):
            self.batches.append(ImportBatch())
            return {KEY: self.batches[-1] if remember else None}
        with patch.object(type(rows), '_batch_context', batch_context):
            rows._import_all()

    def last_id(self, name):
        table = self.env[name]._table
        self.env.cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        return self.env.cr.fetchone()[0]

    def snapshot(self, last):
        """Every column of every new row, and of every quant, reordering rule and inbox row."""
        ranks, rows = {}, {}
        for name in last:
            since = 0 if name in (
                'stock.quant', 'stock.warehouse.orderpoint', 'mycashflow.order') else last[name]
            self.env.cr.execute(
                f'SELECT * FROM "{self.env[name]._table}" WHERE id > %s ORDER BY id', [since])
            rows[name] = self.env.cr.dictfetchall()
            ranks[name] = {
                row['id']: rank if row['id'] > last[name] else row['id']
                for rank, row in enumerate(rows[name])}
        names = self.names(rows)
        found = {name: [self.plain(name, row, ranks, names) for row in rows[name]]
                 for name in rows}
        for name in rows:
            found.update(self.links(name, ranks))
        return found

    def names(self, rows):
        """Numbers of orders and deliveries go on counting: {number: place}."""
        return {row['name']: f'{name}#{rank}'
                for name in ('sale.order', 'stock.picking')
                for rank, row in enumerate(rows[name]) if row['name']}

    def plain(self, name, row, ranks, names):
        """A row with places instead of ids."""
        fields = self.env[name]._fields
        values = {}
        for column, value in row.items():
            if column in RANDOM:
                continue
            model = column in fields and fields[column].comodel_name
            if column in ('res_id', 'res_ids'):
                model = row.get('model') or row.get('res_model')
            if isinstance(value, int) and model in ranks:
                value = ranks[model].get(value, value)
            values[column] = self.plain_text(value, ranks, names)
        return values

    def plain_text(self, value, ranks, names):
        if not isinstance(value, str):
            return value
        value = re.sub(
            r'data-oe-model="?([\w.]+)"? data-oe-id="?(\d+)"?',
            lambda m: f'{m[1]} {ranks.get(m[1], {}).get(int(m[2]), m[2])}', value)
        # A stock update has its receipt's number with other dividers.
        return re.sub(r'S\d{5}|[A-Z]+([-/])\w+\1\d{5}', lambda m: names.get(
            m[0].replace('-', '/'), m[0]), value)

    def links(self, name, ranks):
        """The many-to-many tables of a model, with places instead of ids."""
        found = {}
        for field in self.env[name]._fields.values():
            if field.type != 'many2many' or not field.store or not field.relation:
                continue
            self.env.cr.execute(
                f'SELECT "{field.column1}", "{field.column2}" FROM "{field.relation}"')
            mine, other = ranks[name], ranks.get(field.comodel_name, {})
            found[f'{name}.{field.name}'] = sorted(
                ({'pair': (mine[one], other.get(two, two))}
                 for one, two in self.env.cr.fetchall() if one in mine),
                key=lambda row: row['pair'])
        return found

    # === PREPARING === #

    def product(self, code=SHOE):
        return self.env['product.product'].search([('default_code', '=', code)])

    def empty(self, product):
        self.env['stock.quant'].search([
            ('product_id', '=', product.id), ('location_id', 'child_of', self.stock.id)]).unlink()

    def put(self, product, quantity, location=None, **values):
        return self.env['stock.quant'].create({
            'product_id': product.id, 'location_id': (location or self.stock).id,
            'quantity': quantity, **values})

    def shelf(self, name):
        return self.env['stock.location'].create(
            {'name': name, 'usage': 'internal', 'location_id': self.stock.id})

    def remembered(self):
        """What the batch that remembers has kept of the quants, None where it stepped aside."""
        return set(map(bool, self.batches[-1].quants.values()))

    # === THE SAME === #

    def test_simple_orders(self):
        self.assertNeutral({SHOE: 1, COFFEE: 2, STOVE: 3}, {SHOE: 2}, {COFFEE: 1, STOVE: 1})
        self.assertEqual({state for state, _place in self.pickings}, {'assigned'})
        self.assertEqual(self.reserved[SHOE, self.stock, self.env['stock.lot']], 3)
        self.assertEqual(self.remembered(), {True})

    def test_stock_that_does_not_last_for_all(self):
        self.empty(self.product())
        self.put(self.product(), 3)
        self.assertNeutral({SHOE: 2}, {SHOE: 2, COFFEE: 1}, {SHOE: 2})
        self.assertEqual(self.reserved[SHOE, self.stock, self.env['stock.lot']], 3)

    def test_no_stock_at_all(self):
        self.empty(self.product())
        self.assertNeutral({SHOE: 2}, {SHOE: 1})
        self.assertFalse(self.reserved)

    def test_stock_below_zero(self):
        self.empty(self.product())
        self.put(self.product(), -2)
        self.put(self.product(), 5, self.shelf("A"))
        self.assertNeutral({SHOE: 2}, {SHOE: 3})

    def test_several_locations(self):
        self.empty(self.product())
        for place, quantity, day in (("B", 1, '2026-01-02'), ("A", 2, '2026-01-03'),
                                     ("C", 3, '2026-01-01')):
            self.put(self.product(), quantity, self.shelf(place), in_date=day)
        self.assertNeutral({SHOE: 2}, {SHOE: 2}, {SHOE: 1})
        self.assertEqual(sum(self.reserved.values()), 5)
        self.assertEqual(self.remembered(), {True})

    def test_two_quants_of_one_place(self):
        self.empty(self.product())
        self.put(self.product(), 2, in_date='2026-01-02')
        self.env.flush_all()
        self.env.cr.execute("""
            INSERT INTO stock_quant (product_id, location_id, company_id, quantity,
                                     reserved_quantity, in_date)
            SELECT product_id, location_id, company_id, 3, 0, '2026-01-01'
              FROM stock_quant WHERE product_id = %s AND location_id = %s
        """, [self.product().id, self.stock.id])
        self.assertNeutral({SHOE: 2}, {SHOE: 2})
        self.assertEqual(self.remembered(), {False}, "it stepped aside")

    # === WHERE IT STEPS ASIDE === #

    def test_lots(self):
        product = self.product()
        self.empty(product)
        product.tracking = 'lot'
        lots = self.env['stock.lot'].create(
            [{'name': name, 'product_id': product.id} for name in ("L1", "L2")])
        for lot, day in zip(lots, ('2026-01-02', '2026-01-01'), strict=True):
            self.put(product, 2, lot_id=lot.id, in_date=day)
        self.assertNeutral({SHOE: 1}, {SHOE: 2}, {SHOE: 1})
        self.assertEqual(self.reserved[SHOE, self.stock, lots[1]], 2)
        self.assertFalse(self.batches[-1].quants)

    def test_packages_and_owners(self):
        self.empty(self.product())
        package = self.env['stock.package'].create({'name': "P1"})
        self.put(self.product(), 2, package_id=package.id, in_date='2026-01-01')
        self.put(self.product(), 2, owner_id=self.env.user.partner_id.id, in_date='2026-01-02')
        self.put(self.product(), 2, in_date='2026-01-03')
        self.assertNeutral({SHOE: 1}, {SHOE: 3}, {SHOE: 1})

    def test_other_removal_strategies(self):
        strategies = self.env['product.removal'].search([])
        self.assertGreaterEqual(set(strategies.mapped('method')), {'fifo', 'lifo', 'closest'})
        for strategy in strategies:
            with self.subTest(strategy.method):
                self.empty(self.product())
                for place, day in (("Z", '2026-01-02'), ("Y", '2026-01-03'), ("X", '2026-01-01')):
                    self.put(self.product(), 2, self.shelf(f"{strategy.method} {place}"),
                             in_date=day)
                self.product().categ_id = self.env['product.category'].create(
                    {'name': "Own", 'removal_strategy_id': strategy.id})
                self.assertNeutral({SHOE: 1}, {SHOE: 2}, {SHOE: 2})
                self.assertEqual(bool(self.batches[-1].quants), strategy.method == 'fifo')

    def test_reordering_rules(self):
        self.empty(self.product())
        self.put(self.product(), 2)
        source = self.env['stock.location'].create({'name': "Depot", 'usage': 'transit'})
        route = self.env['stock.route'].create({'name': "Resupply", 'rule_ids': [Command.create({
            'name': "Depot to stock", 'action': 'pull', 'location_src_id': source.id,
            'location_dest_id': self.stock.id, 'procure_method': 'make_to_stock',
            'picking_type_id': self.store.warehouse_id.int_type_id.id})]})
        self.env['stock.warehouse.orderpoint'].create({
            'product_id': self.product().id, 'location_id': self.stock.id, 'route_id': route.id,
            'warehouse_id': self.store.warehouse_id.id, 'trigger': 'auto',
            'product_min_qty': 4, 'product_max_qty': 10})
        self.assertNeutral({SHOE: 2, COFFEE: 1}, {SHOE: 3})
        moves = self.env['stock.move'].search_count([('location_id', '=', source.id)])
        self.assertFalse(moves, "undone")

    def test_reordering_rules_are_followed(self):
        """What the comparison above compares does happen."""
        self.test_reordering_rules()
        rows = self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])
        rows._import_all()
        source = self.env['stock.location'].search([('name', '=', "Depot")])
        self.assertTrue(self.env['stock.move'].search([('location_id', '=', source.id)]))

    def test_delivery_in_two_steps(self):
        self.merchant.unlink()
        self.store.warehouse_id.delivery_steps = 'pick_ship'
        self.assertNeutral({SHOE: 2, COFFEE: 1}, {SHOE: 3})

    def test_own_rules_analytics_and_fiscal_positions(self):
        plan = self.env['account.analytic.plan'].create({'name': "Channels"})
        account = self.env['account.analytic.account'].create(
            {'name': "Shop", 'plan_id': plan.id})
        self.env['account.analytic.distribution.model'].create({
            'product_id': self.product().id, 'analytic_distribution': {account.id: 100}})
        self.env['account.fiscal.position'].create(
            {'name': "Finland", 'auto_apply': True, 'country_id': self.env.ref('base.fi').id})
        rows = self.assertNeutral({SHOE: 2, COFFEE: 1}, {STOVE: 3})
        self.import_all(rows, remember=True)
        lines = rows.sale_order_id.order_line
        self.assertEqual(
            lines.filtered('analytic_distribution').product_id, self.product())
        self.assertEqual(rows.sale_order_id.fiscal_position_id.name, "Finland")

    def test_one_delivery_for_several_references_is_left_to_odoo(self):
        """Where a module puts orders together, the delivery is searched as it wants it."""
        move = type(self.env['stock.move'])
        original = move._search_picking_for_assignation_domain

        def domain(moves):
            return [leaf for leaf in original(moves) if leaf[0] != 'reference_ids']
        with patch.object(move, '_search_picking_for_assignation_domain', domain):
            rows = self.assertNeutral({SHOE: 2}, {STOVE: 3})
            self.import_all(rows, remember=True)
        self.assertEqual(len(rows.sale_order_id.picking_ids), 1)

    # === WHAT CHANGES IN THE MIDDLE === #

    def test_nothing_is_remembered_over_a_change(self):
        batch = ImportBatch()
        env = self.env(context={**self.env.context, KEY: batch})
        points = env['stock.warehouse.orderpoint']
        self.assertFalse(points.search([]))
        point = points.create({
            'product_id': self.product().id, 'location_id': self.stock.id,
            'warehouse_id': self.store.warehouse_id.id})
        self.assertEqual(points.search([('product_id', '=', self.product().id)]), point)
        quants = env['stock.quant']
        before = quants._gather(self.product(), self.stock)
        self.assertTrue(batch.quants)
        new = quants.create({
            'product_id': self.product().id, 'location_id': self.shelf("New").id, 'quantity': 1})
        self.assertEqual(quants._gather(self.product(), self.stock), before | new)
        new.in_date = '2020-01-01'
        self.assertEqual(quants._gather(self.product(), self.stock)[:1], new)
        new.unlink()
        self.assertEqual(quants._gather(self.product(), self.stock), before)
