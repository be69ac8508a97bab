"""Figures of OGOship and of the shop at Odoo's products, stock and replenishment."""

from odoo.tests import tagged

from .ledger_common import CODE
from .stock_views_common import StockViewsCase

PRODUCTS_SEARCH = 'product.product_search_form_view'
TEMPLATES_SEARCH = 'product.product_template_search_view'
REORDERING = 'stock.view_warehouse_orderpoint_tree_editable'
QUANTS = 'stock.view_stock_quant_tree_editable'


@tagged('post_install', '-at_install')
class TestProducts(StockViewsCase):

    def both(self, product):
        """The product and its template, as our user sees them."""
        product = product.with_user(self.user)
        return product, product.product_tmpl_id

    def test_a_product_shows_what_ogoship_and_the_shop_have(self):
        self.webshop_row(self.known(CODE), 55)
        for record in self.both(self.known(CODE)):
            self.assertEqual(
                (record.ogoship_stock, record.ogoship_ledger_state, record.mycashflow_stock),
                (60, 'agrees', '55'))

    def test_two_stores_that_sell_the_same_goods_are_not_added_up(self):
        second = self.store.copy({'store_name': 'second', 'name': "Second"})
        self.webshop_row(self.known(CODE), 55)
        self.webshop_row(self.known(CODE), 50, second)
        for record in self.both(self.known(CODE)):
            self.assertEqual(record.mycashflow_stock, '55 / 50')

    def test_what_the_shop_does_not_count_or_no_longer_has_is_no_figure(self):
        self.webshop_row(self.known(CODE), 55, is_tracked=False)
        self.webshop_row(self.known('KAASU-230'), 55, is_gone=True)
        for code in (CODE, 'KAASU-230'):
            for record in self.both(self.known(code)):
                self.assertEqual(record.mycashflow_stock, '')

    def test_the_state_shown_is_the_one_that_most_needs_a_person(self):
        lines = self.env['ogoship.product']
        self.assertFalse(lines._most_urgent_state())
        for state, _label in lines._state_selection():  # each of them has its place
            line = lines.new({'state': state})
            self.assertEqual(line._most_urgent_state(), state)
        mixed = lines.new({'state': 'agrees'}) | lines.new({'state': 'waiting'})
        self.assertEqual(mixed._most_urgent_state(), 'waiting')

    def test_products_are_found_that_are_linked_and_that_differ(self):
        product, lacking = self.known(CODE), self.product('REPPU-45')
        self.webshop_row(product, 55)
        self.webshop_row(lacking, 5, state='excluded')
        self.lose(2)
        self.sync_merchant()
        for name in ('mycashflow_linked', 'ogoship_differs'):
            for record, view in ((product, PRODUCTS_SEARCH),
                                 (product.product_tmpl_id, TEMPLATES_SEARCH)):
                mine = [('default_code', 'in', (CODE, 'REPPU-45', 'KAASU-230'))]
                self.assertEqual(self.find(record._name, view, name, mine), record)

    def test_the_button_opens_the_products_of_the_shop(self):
        row = self.webshop_row(self.known(CODE), 55)
        for record in self.both(self.known(CODE)):
            action = record.action_open_mycashflow_products()
            self.assertEqual(
                (action['res_model'], action['res_id']), ('mycashflow.product', row.id))


@tagged('post_install', '-at_install')
class TestPlaces(StockViewsCase):

    def rule(self, warehouse, code=CODE):
        return self.env['stock.warehouse.orderpoint'].create({
            'product_id': self.known(code).id, 'warehouse_id': warehouse.id,
            'location_id': warehouse.lot_stock_id.id, 'product_min_qty': 5, 'product_max_qty': 9})

    def figures(self, record):
        record = record.with_user(self.user)
        return record.ogoship_is_known, record.ogoship_stock, record.ogoship_incoming

    def test_replenishment_shows_what_ogoship_has_and_what_is_announced(self):
        rule = self.rule(self.merchant.warehouse_id)
        self.announced((CODE, 40))
        self.merchant.stock_full_date = False
        self.sync_merchant()
        self.assertEqual(self.figures(rule), (True, 60, 40))

    def test_another_warehouse_has_none_of_it(self):
        other = self.other_warehouse()
        self.env['stock.quant']._update_available_quantity(self.known(CODE), other.lot_stock_id, 9)
        quant = self.env['stock.quant'].search([
            ('location_id', '=', other.lot_stock_id.id), ('product_id', '=', self.known(CODE).id)])
        for record in (self.rule(other), quant):
            self.assertEqual(self.figures(record), (False, 0, 0))

    def test_a_product_that_ogoship_does_not_have_is_no_zero(self):
        self.product('REPPU-45')
        rule = self.rule(self.merchant.warehouse_id, 'REPPU-45')
        self.assertEqual(self.figures(rule), (False, 0, 0))

    def test_stock_on_the_shelf_shows_what_ogoship_has(self):
        self.lose(2)
        self.sync_merchant()
        quant = self.env['stock.quant'].search([
            ('location_id', '=', self.merchant.warehouse_id.lot_stock_id.id),
            ('product_id', '=', self.known(CODE).id)])
        self.assertEqual((quant.quantity, *self.figures(quant)[:2]), (60, True, 58))
        self.assertEqual(
            self.read_list('stock.quant', QUANTS, quant)[0]['ogoship_stock'], 58)

    def test_a_new_rule_knows_its_figures_as_soon_as_it_has_a_product(self):
        warehouse = self.merchant.warehouse_id
        rule = self.env['stock.warehouse.orderpoint'].with_user(self.user).new({
            'product_id': self.known(CODE).id, 'warehouse_id': warehouse.id,
            'location_id': warehouse.lot_stock_id.id})
        self.assertEqual((rule.ogoship_is_known, rule.ogoship_stock), (True, 60))
        self.assertIn('ogoship_incoming', self.columns(rule._name, REORDERING))
