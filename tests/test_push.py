"""Arrow 6, to the shop: what the shop counts is what it may sell."""

from odoo.fields import Command
from odoo.tests import tagged

from .push_common import PushCase

GAS, STOVE = 'KAASU-230', 'KEITIN-X1'


@tagged('post_install', '-at_install')
class TestPushedQuantity(PushCase):

    def assertShop(self, code, quantity, *words):
        """The shop was told this quantity, and the row says how it came about."""
        self.sync_store()
        self.assertEqual(self.in_shop_stock(code)[0], quantity, self.item(code).target_message)
        for word in words:
            self.assertIn(word, self.item(code).target_message)

    def test_nothing_is_written_when_both_agree(self):
        self.sync_store()
        self.assertEqual((self.written(), self.asked()), ([], []))

    def test_only_what_changed_is_written(self):
        self.found(GAS, 12)
        self.sync_store()
        self.assertEqual(self.written(), [(GAS, 312)])
        self.assertEqual(self.item(GAS).pushed_quantity, 312)
        self.assertTrue(self.item(GAS).pushed_date)
        self.assertEqual(self.item(GAS).target_message, "312 on hand")

    def test_value_just_written_is_not_written_again(self):
        self.found(GAS, 12)
        self.sync_store()
        self.sandbox.log.clear()
        self.sync_store()
        self.sync_store()
        self.assertEqual((self.written(), self.asked()), ([], []))

    def test_zero_is_written(self):
        self.found(GAS, -300)
        self.assertShop(GAS, 0)
        self.assertEqual(self.written(), [(GAS, 0)])

    def test_less_than_nothing_is_zero(self):
        self.found(GAS, -305)
        self.assertShop(GAS, 0, "-5 on hand")

    def test_fraction_is_rounded_down(self):
        self.found(GAS, -0.5)
        self.assertShop(GAS, 299)

    def test_sum_of_fractions_that_makes_a_whole(self):
        for _part in range(10):
            self.found(GAS, 0.1)
        self.assertShop(GAS, 301)

    def test_buffer_of_the_store(self):
        self.store.stock_buffer = 2
        self.assertShop(GAS, 298, "2 buffer")

    def test_buffer_of_a_product_comes_on_top(self):
        self.store.stock_buffer = 2
        self.item(GAS).stock_buffer = 5
        self.assertShop(GAS, 293, "7 buffer")
        self.assertShop(STOVE, 58, "2 buffer")

    def test_what_is_missing_at_the_warehouse_is_not_sold_while_nobody_has_decided(self):
        self.warehouse.set_warehouse_stock(GAS, 290)
        self.sync_merchant()
        self.assertShop(GAS, 290, "300 on hand", "10 missing at OGOship")
        self.env['ogoship.product'].search([('code', '=', GAS)]).action_apply()
        self.assertShop(GAS, 290)
        self.assertEqual(self.item(GAS).target_message, "290 on hand")

    def test_missing_pieces_are_only_reported_where_the_merchant_wants_it_so(self):
        self.merchant.adjust_stock = 'off'
        self.warehouse.set_warehouse_stock(GAS, 290)
        self.sync_merchant()
        self.assertShop(GAS, 300)

    def test_more_at_the_warehouse_is_not_sold_before_it_is_applied(self):
        self.warehouse.set_warehouse_stock(GAS, 310)
        self.sync_merchant()
        self.assertShop(GAS, 300)

    def test_order_from_another_channel_lowers_the_shop(self):
        sale = self.sell((GAS, 4))
        self.assertShop(GAS, 296, "4 for other orders")
        sale._action_cancel()
        self.assertShop(GAS, 300)

    def test_quotation_lowers_nothing(self):
        self.sell((GAS, 4), confirm=False)
        self.assertShop(GAS, 300)

    def test_order_in_dozens_from_another_channel(self):
        dozen = self.env.ref('uom.product_uom_dozen')
        self.known(GAS).uom_ids = [Command.link(dozen.id)]
        self.sell({'product_id': self.known(GAS).id, 'product_uom_qty': 2,
                   'product_uom_id': dozen.id, 'price_unit': 10})
        self.assertShop(GAS, 276)

    def test_transfer_to_another_warehouse_lowers_the_shop(self):
        warehouse = self.merchant.warehouse_id
        other = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'OWN'})
        picking = self.env['stock.picking'].create({
            'picking_type_id': warehouse.int_type_id.id,
            'location_id': warehouse.lot_stock_id.id,
            'location_dest_id': other.lot_stock_id.id,
            'move_ids': [Command.create({
                'product_id': self.known(GAS).id, 'product_uom_qty': 9,
                'location_id': warehouse.lot_stock_id.id,
                'location_dest_id': other.lot_stock_id.id})]})
        picking.action_confirm()
        self.assertShop(GAS, 291, "9 for other orders")

    def test_move_inside_the_warehouse_lowers_nothing(self):
        warehouse = self.merchant.warehouse_id
        shelf = self.env['stock.location'].create({
            'name': "Shelf", 'location_id': warehouse.lot_stock_id.id})
        self.env['stock.move'].create({
            'product_id': self.known(GAS).id, 'product_uom_qty': 9,
            'location_id': warehouse.lot_stock_id.id, 'location_dest_id': shelf.id,
        })._action_confirm()
        self.assertShop(GAS, 300)

    def test_stock_of_another_warehouse_is_not_sold(self):
        other = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'OWN'})
        self.found(GAS, 50, other)
        self.assertShop(GAS, 300)

    def test_two_stores_share_a_product(self):
        other = self.store.copy({
            'store_name': 'toinen', 'name': "Toinen", 'merchant_id': self.merchant.id,
            'stock_buffer': 10, 'warehouse_id': self.merchant.warehouse_id.id})
        row = self.item(GAS).copy({'store_id': other.id, 'state': 'linked',
                                   'product_id': self.known(GAS).id})
        self.bring_in(lines=[{'code': GAS, 'quantity': 3}])
        rows = row | self.item(GAS)
        rows.shop_reserved = 0
        self.item(GAS).shop_reserved = 3
        targets = rows._stock_targets()
        self.assertEqual(targets[self.item(GAS)][0], 300)
        self.assertEqual(
            targets[row][:2], (287, "300 on hand, 3 for other orders, 10 buffer"))


@tagged('post_install', '-at_install')
class TestPushedOrders(PushCase):
    """The shop subtracts its own reservations: an order of its own must not count twice."""

    def assertOffered(self, pieces, code=GAS):
        self.assertEqual(self.offered(code), pieces, self.item(code).target_message)

    def order(self, quantity=4, kind='paid'):
        return self.place(kind, lines=[{'code': GAS, 'quantity': quantity}])

    def test_own_order_lowers_the_offer_once(self):
        number = self.order()
        self.sync_store()
        self.assertOffered(296)
        self.assertEqual(self.written(), [])
        self.sync_merchant()
        self.warehouse.ship(str(number))
        self.sync_merchant()
        self.sync_store()
        self.assertOffered(296)
        self.assertEqual(self.in_shop_stock(GAS), (296, 0))

    def test_order_placed_a_second_before_writing(self):
        self.found(GAS, -290)
        self.order(10)
        self.sync_store()
        self.assertOffered(0)

    def test_shop_that_takes_the_pieces_at_placing(self):
        self.shop.play(reserve_at='never')
        self.found(GAS, -200)
        number = self.order()
        self.sync_store()
        self.assertOffered(96)
        self.assertIn("4 ordered but not reserved in the shop", self.item(GAS).target_message)
        self.sync_merchant()
        self.warehouse.ship(str(number))
        self.sync_merchant()
        self.sync_store()
        self.assertOffered(96)
        self.sync_store()
        self.assertOffered(96)

    def test_unpaid_order_keeps_its_pieces_under_both_answers(self):
        for answer in ('placing', 'never'):
            with self.subTest(answer):
                self.sandbox.control.reset(seed=1)
                self.shop.play(reserve_at=answer)
                self.order(kind='unpaid')
                self.found(GAS, 1)
                self.sync_store()
                quantity = int(self.known(GAS).with_context(
                    warehouse_id=self.merchant.warehouse_id.id).qty_available)
                self.assertOffered(quantity - 4)
                self.rows_of_orders().unlink()

    def rows_of_orders(self):
        return self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])

    def test_failing_report_keeps_the_reservation_counted(self):
        number = self.order()
        self.go_round()
        self.warehouse.ship(str(number))
        self.sync_merchant()
        self.fault('quick-process', kind='status', status=500, times=9)
        self.fault('complete', kind='status', status=500, times=9)
        self.found(GAS, 1)
        self.sync_store()
        self.assertFalse(self.row(number).shop_reported_date)
        self.assertOffered(297)
        self.assertEqual(self.item(GAS).target_message,
                         "297 on hand, 4 delivered but not reported")
        self.shop.clear_faults()
        self.let_time_pass(self.row(number))
        self.sync_store()
        self.assertTrue(self.row(number).shop_reported_date)
        self.assertOffered(297)

    def test_order_marked_delivered_in_the_shop_by_hand(self):
        number = self.order()
        self.go_round()
        self.shop.complete_order(number)
        self.found(GAS, 1)
        self.sync_store()
        self.assertOffered(297)

    def test_cancelled_in_the_shop_but_delivered(self):
        number = self.order()
        self.go_round()
        self.warehouse.ship(str(number))
        self.shop.cancel(number)
        self.sync_merchant()
        self.sync_store()
        self.assertOffered(296)

    def test_orders_that_cannot_be_read_stop_the_writing(self):
        self.found(GAS, 5)
        self.shop.fault(path='/orders', kind='status', status=500, times=99)
        self.sync_store()
        self.assertEqual(self.written(), [])
        self.shop.clear_faults()
        self.sync_store()
        self.assertEqual(self.written(), [(GAS, 305)])

    def test_order_of_the_shop_that_is_held_keeps_its_pieces(self):
        self.shop.play(reserve_at='never')
        self.place('unmapped_method', lines=[{'code': GAS, 'quantity': 2}])
        self.found(GAS, 10)
        self.sync_store()
        self.assertOffered(308)
