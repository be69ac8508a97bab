"""Cancelled in Odoo, wherever the order is: what can be undone is undone and read back, what cannot
becomes a person's."""

from odoo.tests import tagged

from ..dev.sandbox.clock import warehouse_time
from .outbox_common import OutboxCase


class CancelCase(OutboxCase):

    def puts(self):
        """Bodies by which orders at OGOship were changed."""
        return [call.json for call in self.sandbox.log
                if (call.remote, call.method) == ('warehouse', 'PUT')]

    def set_status(self, row, status):
        [order] = [o for o in self.sandbox._state.merchants[self.merchant.merchant_code].orders
                   if o['reference'] == row.reference]
        order['status'] = status
        self.warehouse.advance(1)
        order['editTime'] = warehouse_time(self.sandbox.clock.now())

    def assertCancelled(self, row, sale='cancel'):
        """OGOship has it cancelled, and so has Odoo."""
        self.assertEqual({order['status'] for order in self.at_warehouse(row)}, {'cancelled'})
        self.assertEqual(
            (row.state, row.reason, row.picking_id.state, row.sale_order_id.state),
            ('cancelled', False, 'cancel', sale), row.message)

    def at_once(self, row):
        """The states before and after the next run."""
        before = row.state
        self.sync_merchant()
        return before, row.state


@tagged('post_install', '-at_install')
class TestCancelled(CancelCase):

    # === WHO ASKS === #

    def test_sale_order_is_cancelled_once_ogoship_has_confirmed(self):
        row = self.sent()
        answer = row.sale_order_id.action_cancel()
        self.assertEqual(answer['tag'], 'display_notification')
        self.assertEqual((row.state, row.sale_order_id.state), ('cancelling', 'sale'))
        self.assertIn("asked to cancel", row.sale_order_id.ogoship_message)
        self.sync_merchant()
        self.assertCancelled(row)
        self.assertEqual([body['status'] for body in self.puts()], ['cancelled'])
        self.assertNotIn('orderLines', self.puts()[0])
        self.assertFalse(self.activities(row.picking_id))

    def test_delivery_cancelled_leaves_the_sale_order(self):
        row = self.sent()
        row.picking_id.action_cancel()
        self.assertEqual(self.at_once(row), ('cancelling', 'cancelled'))
        self.assertCancelled(row, sale='sale')

    def test_warehouse_order_cancelled(self):
        row = self.sent()
        row.action_cancel()
        self.assertEqual(self.at_once(row), ('cancelling', 'cancelled'))
        self.assertCancelled(row, sale='sale')

    def test_moves_cancelled_past_the_button(self):
        row = self.sent()
        row.picking_id.move_ids._action_cancel()
        self.assertEqual(self.at_once(row), ('cancelling', 'cancelled'))
        self.assertCancelled(row, sale='sale')

    def test_delivery_first_then_the_sale_order(self):
        row = self.sent()
        row.picking_id.action_cancel()
        row.sale_order_id.action_cancel()
        self.sync_merchant()
        self.assertCancelled(row)
        self.assertEqual(len(self.puts()), 1)

    def test_order_of_a_salesperson_that_was_not_sent_is_cancelled_at_once(self):
        sale = self.sell(('KAASU-230', 1))
        sale.action_cancel()
        self.assertEqual((sale.state, sale.ogoship_order_ids.state), ('cancel', 'cancelled'))
        self.sync_merchant()
        self.assertFalse(self.sent_orders())

    # === WHERE IT IS === #

    def test_pending_reserved_and_draft_orders_can_be_cancelled(self):
        for status in ('pending', 'reserved', 'draft'):
            with self.subTest(status):
                row = self.sent()
                self.warehouse.hold(row.reference)
                self.warehouse.warehouse_order(row.reference)
                self.set_status(row, status)
                self.sync_merchant()
                self.assertEqual(row.remote_status, status)
                row.sale_order_id.action_cancel()
                self.sync_merchant()
                self.assertCancelled(row)

    def test_order_being_collected_is_for_a_person(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        for _press in range(2):
            row.sale_order_id.action_cancel()
        self.sync_merchant()
        self.assertFalse(self.puts(), "OGOship takes no cancellation any more")
        [note] = self.activities(row.picking_id)
        self.assertIn("Request a cancellation", note)
        self.assertEqual((row.state, row.sale_order_id.state), ('collecting', 'sale'))
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.sync_merchant()
        self.assertCancelled(row)

    def test_order_collected_between_the_request_and_the_run(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'collecting')
        self.assertFalse(self.puts())
        self.assertIn("Request a cancellation", self.activities(row.picking_id)[0])

    def test_order_that_leaves_all_the_same_is_delivered_and_told(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'))
        self.assertEqual(row.sale_order_id.state, 'sale')
        [note] = self.activities(row.picking_id)
        self.assertIn("return", note)

    def test_shipped_delivery_is_not_cancelled(self):
        row = self.shipped()
        row.action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'))
        self.assertFalse(self.puts())
        self.assertIn("has left", self.activities(row.picking_id)[0])

    def test_half_shipped_the_rest_is_cancelled_and_the_sale_order_stays(self):
        row = self.outbox('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        row.picking_id.move_ids.quantity = 2
        row.picking_id.action_split_transfer()
        self.sync_merchant()
        first, second = row.sale_order_id.ogoship_order_ids.sorted('id')
        self.warehouse.ship(first.reference)
        self.sync_merchant()
        row.sale_order_id.action_cancel()
        self.sync_merchant()
        self.assertEqual((first.state, second.state), ('done', 'cancelled'))
        self.assertEqual(second.picking_id.state, 'cancel')
        self.assertEqual(row.sale_order_id.state, 'sale')
        self.assertIn(first.picking_id.name, self.activities(row.sale_order_id)[0])

    def test_cancelled_at_ogoship_by_itself_then_here(self):
        row = self.sent()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('cancelled', 'assigned'))
        row.sale_order_id.action_cancel()
        self.assertCancelled(row)
        self.assertFalse(self.puts())

    def test_taken_up_again_in_myogo_is_told(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.sync_merchant()
        self.set_status(row, 'new')
        self.warehouse.hold(row.reference)
        self.warehouse.release(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('sent', 'cancel'))
        self.assertIn("taken up", ' '.join(self.activities(row.picking_id)))

    # === WHAT OGOSHIP ANSWERS === #

    def test_answer_that_changes_nothing_is_not_believed(self):
        for switch in ({'cancel_by_put': False}, {'put_in_wrong_state': 'refuse'}):
            with self.subTest(**switch):
                row = self.sent()
                self.warehouse.play(**switch)
                if 'put_in_wrong_state' in switch:
                    self.warehouse.fault(
                        remote='warehouse', method='PUT', kind='status', status=400)
                row.sale_order_id.action_cancel()
                self.sync_merchant()
                self.assertWaits(row, 'cancelling', 'not_cancelled', row.reference, "myOGO")
                self.assertEqual((row.picking_id.state, row.sale_order_id.state),
                                 ('assigned', 'sale'))
                self.assertTrue(row.retry_at)
                self.assertEqual(self.activities(row.picking_id), [row.message])
                self.warehouse.play(cancel_by_put=True, put_in_wrong_state='ignore')
                self.try_again(row)
                self.assertCancelled(row)

    def test_lost_answer_is_looked_up_and_not_repeated(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.warehouse.fault(
            remote='warehouse', method='PUT', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('cancelled', False), row.message)
        self.assertEqual(len(self.puts()), 1)

    def test_outage_while_cancelling_is_tried_again(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.warehouse.fault(remote='warehouse', path='/Orders', status=503, times=9)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('cancelling', 'remote'))
        self.warehouse.clear_faults()
        self.try_again(row)
        self.assertCancelled(row)

    def test_asked_again_after_it_is_done_changes_nothing(self):
        row = self.sent()
        row.sale_order_id.action_cancel()
        self.sync_merchant()
        row.action_cancel()
        row.picking_id.action_cancel()
        self.sync_merchant()
        self.assertCancelled(row)
        self.assertEqual(len(self.puts()), 1)
