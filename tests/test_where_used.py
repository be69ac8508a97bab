"""Odoo's own views are plain ones for whoever does not use MyCashflow and OGOship."""

from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .ledger_common import CODE
from .stock_views_common import CARDS, HISTORY, TRANSFERS, VIEWS, StockViewsCase

MANY, FEW = 40, 2


@tagged('post_install', '-at_install')
class TestWhereUsed(StockViewsCase):

    def each_view(self):
        return [(model, view) for model, views in VIEWS.items() for view in views]

    def test_each_view_shows_something_to_those_who_use_it(self):
        for model, view in self.each_view():
            with self.subTest(view=view):
                self.assertTrue(self.ours(model, view))

    def test_a_clerk_without_our_groups_has_plain_views(self):
        for model, view in self.each_view():
            found = self.ours(model, view, self.clerk)
            with self.subTest(view=view):
                if model in ('stock.picking', 'sale.order') and view.endswith('form'):
                    # A delivery at OGOship says so to everybody; others have nothing to say.
                    self.assertEqual([node for node in found if not self.is_hidden(node)], [])
                else:
                    self.assertEqual(found, [])

    def is_hidden(self, node):
        """Whether it, or a block around it, is shown under a condition only."""
        return any(
            each.get('invisible') for each in (node, *node.iterancestors()))

    def test_without_an_account_nobody_sees_anything(self):
        (self.store | self.store.search([])).active = False
        self.merchant.search([]).active = False
        for model, view in self.each_view():
            with self.subTest(view=view):
                found = self.ours(model, view)
                self.assertEqual([node for node in found if not self.is_hidden(node)], [])
                if 'form' not in view:
                    self.assertEqual(found, [])

    def test_the_first_account_is_enough(self):
        self.store.search([]).active = False
        self.assertTrue(self.ours('stock.picking', TRANSFERS))
        self.merchant.search([]).active = False
        self.assertFalse(self.ours('stock.picking', TRANSFERS))
        self.store.active = True
        self.assertTrue(self.ours('stock.picking', TRANSFERS))

    def test_another_company_without_an_account_sees_nothing(self):
        company = self.env['res.company'].create({'name': "Toinen Oy"})
        stranger = new_test_user(
            self.env, 'stranger', 'mycashflow_ogoship.group_user', company_id=company.id,
            company_ids=[Command.set(company.ids)])
        self.assertFalse(self.ours('stock.picking', TRANSFERS, stranger))
        self.assertTrue(self.ours('stock.picking', TRANSFERS))

    def test_a_clerk_opens_every_list_and_every_form(self):
        self.order()
        self.announced()
        for model, views in VIEWS.items():
            records = self.env[model].with_user(self.clerk)
            for view in views:
                arch = self.arch(model, view, self.clerk)
                names = {
                    node.get('name') for node in arch.iter('field')
                    if node.getparent().tag != 'search'
                    and not any(each.tag == 'field' for each in node.iterancestors())}
                records.search([], limit=5).web_read({name: {} for name in names})

    def test_a_clerk_receives_and_delivers_as_before(self):
        receipt = self.announced().picking_ids
        delivery = self.order().picking_id
        for picking in (receipt, delivery):
            picking.move_ids.picked = True
            form = Form(picking.with_user(self.clerk), view='stock.view_picking_form')
            form.save().button_validate()
            self.assertEqual(picking.state, 'done')


@tagged('post_install', '-at_install')
class TestQueries(StockViewsCase):
    """A page of forty rows takes no more statements than one of two."""

    def statements(self, view, records):
        self.env.flush_all()
        self.env.invalidate_all()
        self.read_list(records._name, view, records[:1])  # what is cached per process
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        read = self.read_list(records._name, view, records)
        self.assertEqual(len(read), len(records))
        return self.env.cr.sql_log_count - before

    def assertConstant(self, records, *views):
        self.assertGreaterEqual(len(records), MANY)
        for view in views:
            with self.subTest(view=view):
                self.assertLessEqual(
                    self.statements(view, records[:MANY]),
                    self.statements(view, records[:FEW]))

    def sold(self):
        """Forty webshop orders that OGOship has, each with a link to its parcel."""
        sales = self.env['sale.order'].create([{
            'partner_id': self.customer.id, 'carrier_id': self.carrier.id,
            'warehouse_id': self.merchant.warehouse_id.id, 'mycashflow_store_id': self.store.id,
            'order_line': [Command.create(self.line((CODE, 1)))]} for _n in range(MANY)])
        sales.action_confirm()
        for row in sales.ogoship_order_ids:
            row.write({'state': 'sent', 'remote_status': 'reserved', 'warehouse_comments': "Why",
                       'tracking_url': f'https://track.example/{row.id}'})
        return sales

    def test_orders_deliveries_and_moves(self):
        sales = self.sold()
        self.assertConstant(sales, 'sale.sale_order_tree', 'sale.view_sale_order_kanban')
        self.assertConstant(sales.picking_ids, TRANSFERS)
        sales.picking_ids.action_assign()
        self.assertConstant(sales.picking_ids.move_line_ids, HISTORY)

    def test_the_forecast_reads_the_states_of_all_deliveries_at_once(self):
        self.sold()
        counts = {}
        for user in (self.user, self.clerk):
            report = self.env['stock.forecasted_product_product'].with_user(user).with_context(
                warehouse_id=self.merchant.warehouse_id.id)
            report.get_report_values(self.known(CODE).ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report.get_report_values(self.known(CODE).ids)
            counts[user] = self.env.cr.sql_log_count - before
        self.assertLess(counts[self.user] - counts[self.clerk], 10)

    def test_products_and_their_stock(self):
        warehouse = self.merchant.warehouse_id
        products = self.env['product.product'].create([
            {'name': f"Product {n}", 'default_code': f'P-{n}', 'is_storable': True}
            for n in range(MANY)])
        for product in products:
            self.webshop_row(product, 4)
            self.env['stock.quant']._update_available_quantity(product, warehouse.lot_stock_id, 3)
        self.env['ogoship.product'].create([{
            'merchant_id': self.merchant.id, 'code': product.default_code, 'stock': 3,
            'product_id': product.id, 'is_remote': True} for product in products])
        self.assertConstant(
            products, 'product.product_product_tree_view', 'stock.product_product_stock_tree')
        self.assertConstant(
            products.product_tmpl_id, 'product.product_template_tree_view',
            'product.product_template_kanban_view')
        quants = self.env['stock.quant'].search([
            ('product_id', 'in', products.ids), ('location_id', '=', warehouse.lot_stock_id.id)])
        self.assertConstant(quants, *VIEWS['stock.quant'])
        rules = self.env['stock.warehouse.orderpoint'].create([{
            'product_id': product.id, 'warehouse_id': warehouse.id,
            'location_id': warehouse.lot_stock_id.id} for product in products])
        self.assertConstant(rules, *VIEWS['stock.warehouse.orderpoint'])

    def test_the_overview(self):
        self.order()
        types = self.env['stock.warehouse'].create([
            {'name': f"Shelf {n}", 'code': f'S{n}'} for n in range(MANY)]).out_type_id
        names = self.columns('stock.picking.type', CARDS)
        counts = []
        for ids in (types.ids[:1], types.ids[:FEW], types.ids):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            types.with_user(self.user).browse(ids).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
