"""Cancelled in the shop when OGOship has the order, or when goods have left."""

from odoo.tests import tagged

from .change_common import ChangeCase

SHOE, GAS = 'KENKA-TUNTURI-42', 'KAASU-230'


@tagged('post_install', '-at_install')
class TestShopCancelledLate(ChangeCase):

    def sent_row(self, **overrides):
        return self.sent(**overrides).sale_order_id.mycashflow_order_ids

    def assertNotReported(self, row):
        """The shop never hears that a cancelled order was delivered."""
        self.sync_store()
        self.assertFalse(row.shop_reported_date)
        self.assertEqual(self.shop.order(row.remote_id)['status'], 'CANCELLED')
        self.assertFalse([call for call in self.sandbox.log
                          if call.remote == 'shop' and call.method == 'POST'])

    # === AT THE WAREHOUSE === #

    def test_sent_order_is_asked_of_ogoship_and_follows_its_answer(self):
        row = self.sent_row()
        self.cancel(row)
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, "OGOship is asked")
        self.assertEqual(row.ogoship_order_ids.state, 'cancelling')
        self.assertEqual(row.ogoship_order_ids.cancel_scope, 'sale')
        self.assertEqual(row.sale_order_id.state, 'sale')
        self.assertTrue(row.retry_at)
        self.confirm_cancellation(row.ogoship_order_ids)
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertFalse(row.retry_at)
        self.assertFalse(row.sale_order_id.activity_ids)

    def test_what_is_asked_of_ogoship_is_asked_once(self):
        row = self.sent_row()
        self.cancel(row)
        row.ogoship_order_ids.state = 'sent'  # OGOship refused
        for _run in range(2):
            self.let_time_pass(row)
            self.sync_store()
        self.assertEqual(row.ogoship_order_ids.state, 'sent')
        self.assertEqual((row.state, row.reason), ('done', 'cancelled'))

    def test_collecting_is_for_a_person(self):
        row = self.sent_row()
        self.warehouse.collect(row.ogoship_order_ids.reference)
        self.sync_merchant()
        self.assertEqual(row.ogoship_order_ids.state, 'collecting')
        self.cancel(row)
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, "myOGO")
        self.assertFalse(row.retry_at)
        self.assertEqual(row.sale_order_id.state, 'sale')
        activity = row.sale_order_id.picking_ids.activity_ids
        self.assertIn(row.ogoship_order_ids.reference, activity.summary)

    def test_collected_order_that_ships_all_the_same_is_told(self):
        row = self.sent_row()
        self.warehouse.collect(row.ogoship_order_ids.reference)
        self.sync_merchant()
        self.cancel(row)
        self.warehouse.ship(row.ogoship_order_ids.reference, tracking='JJFI1')
        self.sync_merchant()
        self.assertEqual(row.sale_order_id.picking_ids.state, 'done')
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, "has been shipped")
        self.assertIn(row.message, self.activities(row.sale_order_id))
        self.assertNotReported(row)

    def test_order_in_flight_is_remembered(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.state = 'sending'
        self.cancel(row)
        self.assertEqual(row.ogoship_order_ids.cancel_scope, 'sale')
        self.assertEqual((row.state, row.reason), ('done', 'cancelled'))
        self.assertEqual(row.sale_order_id.state, 'sale')

    # === SHIPPED === #

    def test_shipped_order_is_told_once(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.sandbox.log.clear()
        self.cancel(row)
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, "has been shipped")
        self.assertEqual(self.activity(row).summary, row.message)
        self.assertEqual(row.sale_order_id.state, 'sale')
        self.assertNotReported(row)
        self.assertFalse(row.filtered_domain(self.store._untold_domain()))
        self.read_again(row)
        self.assertEqual(self.activity(row).summary, row.message)

    def test_delivered_in_the_shop_and_cancelled_there_later(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.sync_store()
        self.assertTrue(row.shop_reported_date)
        self.cancel(row)
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, "has been shipped")
        self.assertEqual(self.activity(row).summary, row.message)

    def test_of_a_half_shipped_order_the_rest_is_undone(self):
        self.store.merchant_id = False
        row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}, {'code': GAS}])
        picking = row.sale_order_id.picking_ids
        self.ship_some(picking, SHOE, 1)
        rest = row.sale_order_id.picking_ids - picking
        self.assertEqual((picking.state, len(rest)), ('done', 1))
        self.cancel(row)
        self.assertEqual(rest.state, 'cancel')
        self.assertWaits(row, 'done', 'cancelled', row.remote_id, picking.name, "a part")
        self.assertEqual(self.activity(row).summary, row.message)
        self.assertEqual(row.sale_order_id.state, 'sale')
        self.assertNotReported(row)
        self.assertEqual(self.activity(row).summary, row.message)

    def ship_some(self, picking, code, pieces):
        """Validate a part of a delivery, the rest in a backorder."""
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = pieces if move.product_id.default_code == code else 0
            move.picked = bool(move.quantity)
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()

    def test_rest_that_ogoship_has_is_asked_of_it(self):
        row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}])
        picking = row.sale_order_id.picking_ids
        self.ship_some(picking, SHOE, 1)
        rest = row.sale_order_id.picking_ids - picking
        row.ogoship_order_ids.filtered(lambda order: order.picking_id == rest).state = 'sent'
        self.cancel(row)
        outbox = row.ogoship_order_ids.filtered(lambda order: order.picking_id == rest)
        self.assertEqual((outbox.state, outbox.cancel_scope), ('cancelling', 'delivery'))
        self.assertNotEqual(rest.state, 'cancel')
        self.assertWaits(row, 'done', 'cancelled', picking.name)

    def test_person_who_has_seen_to_it_lets_the_row_rest(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.cancel(row)
        self.activity(row).action_done()
        row.action_retry()
        self.read_again(row)
        self.assertEqual((row.state, row.reason), ('done', False))
        self.assertFalse(row.sale_order_id.activity_ids)
        self.assertNotReported(row)
