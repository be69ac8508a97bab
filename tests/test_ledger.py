"""What a merchant sees in the stock ledger while goods move."""

from unittest.mock import patch

from odoo.tests import tagged

from ..const import CONFIRMED
from ..models import ogoship_merchant_products
from .ledger_common import CODE, LedgerCase


@tagged('post_install', '-at_install')
class TestFirstReading(LedgerCase):

    def test_all_products_of_ogoship_are_in_the_ledger_and_agree(self):
        lines = self.merchant.product_ids
        self.assertEqual(len(lines), 8)
        self.assertEqual(set(lines.mapped('state')), {'agrees'})
        self.assertTrue(all(lines.mapped('product_id')))
        self.assertFigures(60, 0, 60)
        self.assertEqual(self.merchant.product_count, 8)
        self.assertEqual(self.merchant.difference_count, 0)

    def test_later_only_what_changed_is_asked_for(self):
        self.sync_merchant()
        calls = [call for call in self.sandbox.log
                 if call.path in ('/api/v1/Products', '/api/v1/Stock')]
        self.assertEqual(len(calls), 2)
        for call in calls:
            self.assertIn('modifiedAfter', call.query)

    def test_a_code_that_odoo_does_not_know_is_a_line_without_product(self):
        self.warehouse.set_warehouse_stock('XX-000123', 4)
        self.sync_merchant()
        line = self.ledger('XX-000123')
        self.assertEqual((line.state, line.product_id.id, line.stock), ('unknown', False, 4))

    def test_a_product_made_in_odoo_later_is_found_by_its_code(self):
        self.warehouse.set_warehouse_stock('XX-000123', 4)
        self.sync_merchant()
        product = self.product('XX-000123')
        self.sync_merchant()
        line = self.ledger('XX-000123')
        self.assertEqual((line.product_id, line.difference), (product, 4))

    def test_several_products_with_one_code_in_odoo_are_named(self):
        self.product(CODE, name="Another stove")
        self.lose(2)
        self.sync_merchant()
        line = self.ledger()
        self.assertWaits(line, 'conflict', 'several', CODE, "Another stove", "Retkikeitin X1")
        line.action_apply()
        self.assertEqual(sum(self.known(CODE).mapped('qty_available')), 60)

    def test_several_products_with_one_code_at_ogoship_are_named(self):
        self.warehouse.add_warehouse_product(CODE, name="Old stove")
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'conflict', 'several', CODE, "Old stove")

    def test_a_product_that_ogoship_no_longer_has_is_kept_and_marked(self):
        products = self.warehouse._state.merchants[self.merchant.merchant_code].products
        products.remove(next(row for row in products if row['code'] == CODE))
        self.merchant.stock_full_date = False
        self.sync_merchant()
        line = self.ledger()
        self.assertEqual((line.is_remote, line.state, line.stock), (False, 'missing', 0))

    def test_fetch_stock_works_in_slices_and_says_how_far_it_is(self):
        self.warehouse.fill_products(600)
        self.merchant.write({'stock_full_date': False, 'products_full_date': False})
        self.startPatcher(patch.object(ogoship_merchant_products, 'SLICE_SECONDS', 0))
        answers = [self.press(self.merchant, 'action_fetch_stock')]
        while answers[-1]['tag'] == 'mycashflow_ogoship.progress' and len(answers) < 20:
            answers.append(self.press(self.merchant, 'action_fetch_stock'))
        self.assertEqual(len(answers), 5)
        self.assertEqual(answers[0]['params']['method'], 'action_fetch_stock')
        self.assertIn("608 products", answers[-1]['params']['message'])
        self.assertFalse(self.merchant.readings)
        self.assertEqual(set(self.merchant.product_ids.mapped('is_remote')), {True})

    def test_a_reading_that_fails_is_taken_up_again(self):
        self.warehouse.fill_products(600)
        self.merchant.write({'stock_full_date': False, 'products_full_date': False})
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Stock', kind='status', status=400)
        self.lose(2)
        self.sync_merchant()
        self.assertTrue(self.merchant.error_message)
        self.assertFalse(self.merchant.stock_full_date)
        self.sync_merchant()
        self.assertEqual(self.merchant.product_count, 608)
        self.assertTrue(self.merchant.stock_full_date)
        self.assertEqual(self.ledger().difference, -2)

    def test_the_database_knows_at_once_how_many_lines_a_first_reading_made(self):
        """If not, comparing 100,000 new lines takes a quarter of an hour instead of seconds."""
        self.merchant.product_ids.unlink()
        self.env.cr.execute("ANALYZE ogoship_product")
        self.merchant.stock_full_date = False
        self.sync_merchant()
        self.env.cr.execute("SELECT reltuples FROM pg_class WHERE relname = 'ogoship_product'")
        self.assertEqual(
            self.env.cr.fetchone(), (self.env['ogoship.product'].search_count([]),))

    def test_the_number_of_queries_does_not_grow_with_the_products(self):
        self.warehouse.fill_products(100)
        self.merchant.write({'stock_full_date': False, 'products_full_date': False})
        self.sync_merchant()
        few = self.count_queries()
        self.warehouse.fill_products(100)
        self.merchant.write({'stock_full_date': False, 'products_full_date': False})
        self.sync_merchant()
        self.assertLessEqual(self.count_queries(), few)

    def count_queries(self):
        before = self.env.cr.sql_log_count
        self.env['ogoship.product']._refresh_figures(self.merchant)
        return self.env.cr.sql_log_count - before


@tagged('post_install', '-at_install')
class TestGoodsOnTheirWay(LedgerCase):

    def test_collecting_shipping_and_delivering_never_shows_a_difference(self):
        row = self.order(3)
        self.assertFigures(60, 0, 60)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
        self.assertSays("3 in collecting, delivery not done yet", row.reference)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.picking_id.state, 'done')
        self.assertFigures(57, 0, 57)
        self.assertFalse(self.ledger().message)

    def test_an_order_cancelled_from_collecting_counts_nothing(self):
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'cancelled')
        self.assertFigures(60, 0, 60)

    def test_a_delivery_done_by_hand_before_ogoship_collects_is_explained(self):
        row = self.order(3)
        self.deliver(row.picking_id)
        self.sync_merchant()
        self.assertFigures(60, -3, 57)
        self.assertSays("3 delivered in Odoo, not collected by OGOship yet", row.reference)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 0, 57)

    def test_goods_that_ogoship_kept_though_odoo_delivered_them_are_a_difference(self):
        row = self.order(3)
        self.deliver(row.picking_id)
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.assertFigures(60, 0, 57, difference=3)

    def test_what_left_though_its_delivery_was_cancelled_is_a_difference(self):
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        row.picking_id.with_context(ogoship_confirmed=CONFIRMED).action_cancel()
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 0, 60, difference=-3)
        self.ledger().action_apply()
        self.assertFigures(57, 0, 57)

    def test_a_split_counts_only_the_part_that_was_collected(self):
        row = self.order(5)
        self.warehouse.split(row.reference, {CODE: 3})
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
        self.warehouse.collect(f'{row.reference}-2')
        self.sync_merchant()
        self.assertFigures(55, 5, 60)
        self.deliver(row.picking_id)
        self.sync_merchant()
        self.assertFigures(55, 2, 57)
        self.deliver(row.picking_id.backorder_ids)
        self.sync_merchant()
        self.assertFigures(55, 0, 55)

    def test_the_rest_of_a_split_that_is_delivered_before_it_is_collected_is_explained(self):
        row = self.order(5)
        self.warehouse.split(row.reference, {CODE: 3})
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 0, 57)
        self.deliver(row.picking_id.backorder_ids)
        self.sync_merchant()
        self.assertFigures(57, -2, 55)
        self.warehouse.ship(f'{row.reference}-2')
        self.sync_merchant()
        self.assertFigures(55, 0, 55)

    def test_a_delivery_done_in_full_before_the_split_was_seen_is_explained(self):
        row = self.order(5)
        self.deliver(row.picking_id)
        self.warehouse.split(row.reference, {CODE: 3})
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFigures(57, -2, 55)
        self.warehouse.ship(f'{row.reference}-2')
        self.sync_merchant()
        self.assertFigures(55, 0, 55)
        self.assertFalse(self.activities(row.picking_id))

    def test_the_rest_of_what_left_in_part_is_on_hand_on_both_sides(self):
        row = self.order(5)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertFigures(55, 5, 60)
        self.warehouse.ship(row.reference, lines={CODE: 3})
        self.sync_merchant()
        self.assertFigures(57, 0, 57)

    def test_a_backorder_belongs_to_the_delivery_it_was_split_from(self):
        row = self.order(5)
        self.warehouse.split(row.reference, {CODE: 3})
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        picking = row.picking_id
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking._action_done()
        self.assertTrue(picking.backorder_ids)
        self.sync_merchant()
        self.assertFigures(57, 0, 57)
        self.warehouse.collect(f'{row.reference}-2')
        self.sync_merchant()
        self.assertFigures(55, 2, 57)
        self.deliver(picking.backorder_ids)
        self.sync_merchant()
        self.assertFigures(55, 0, 55)

    def test_orders_in_collecting_are_named_each(self):
        rows = self.order(1) | self.order(2)
        for row in rows:
            self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
        self.assertSays("3 in collecting", *rows.mapped('reference'))

    def test_an_order_made_in_myogo_explains_a_difference_but_is_not_in_flight(self):
        self.warehouse.add_foreign_order(
            'KASIN-7', orderLines=[{'code': CODE, 'quantity': 2}])
        self.warehouse.ship('KASIN-7')
        self.sync_merchant()
        self.assertFigures(58, 0, 60, difference=-2)
        self.assertSays("OGOship has 2 less", "KASIN-7")

    def test_goods_that_were_announced_are_received_and_not_adjusted(self):
        self.trust()
        self.warehouse.edit_warehouse_product(CODE, stockUpdate=40)
        self.lose(-4)
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'waiting', 'incoming', "Announced 40")
        self.assertEqual(self.on_hand(), 60)


@tagged('post_install', '-at_install')
class TestTwoMerchants(LedgerCase):

    def test_each_merchant_is_compared_with_its_own_warehouse(self):
        self.warehouse.add_merchant('777', 'other-token')
        warehouse = self.env['stock.warehouse'].create({
            'name': "OGOship Tallinn", 'code': 'TLL', 'company_id': self.env.company.id})
        other = self.merchant.copy({
            'name': "Tallinn", 'merchant_code': '777', 'warehouse_id': warehouse.id,
            'secret_token': 'other-token', 'client_id': self.merchant.client_id,
            'client_secret': self.merchant.client_secret, 'api_url': self.merchant.api_url,
            'auth_url': self.merchant.auth_url})
        other.action_test_connection()
        self.warehouse.set_warehouse_stock(CODE, 7, merchant='777')
        self.env['stock.quant']._update_available_quantity(
            self.known(CODE), warehouse.lot_stock_id, 5)
        self.run_cron(other)
        self.sync_merchant()
        self.assertFigures(60, 0, 60)
        line = self.ledger(merchant=other)
        self.assertEqual((line.stock, line.odoo_quantity, line.difference), (7, 5, 2))
