"""Payments that are taken back after import, and come again."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestPaymentsTakenBack(OutboxCase):

    def order_of(self, row):
        return row.sale_order_id.mycashflow_order_ids

    def change(self, row, operation, *args, **values):
        """Something happens to the payments in the shop, and the store's next run sees it."""
        self.shop.advance(60)
        getattr(self.shop, operation)(self.order_of(row).remote_id, *args, **values)
        self.store.orders_cursor = False
        self.sync_store()

    def told(self, row):
        return self.activities(row.sale_order_id)

    # === NOT SENT YET === #

    def test_unsent_order_waits_and_goes_on_by_itself_when_it_is_paid_again(self):
        for operation in ('cancel_payment', 'unpay'):
            with self.subTest(operation):
                row = self.outbox()
                self.change(row, operation)
                self.assertWaits(row, 'held', 'unpaid', '0.00', '155.90')
                self.assertEqual(self.order_of(row).state, 'done')
                self.assertEqual(row.picking_id.ogoship_message, row.message)
                self.sync_merchant()
                self.assertEqual((row.state, self.posts(row.reference)), ('held', 0))
                self.assertFalse(self.told(row))
                self.change(row, 'unpay')
                self.change(row, 'pay')
                self.assertEqual((row.state, row.reason), ('to_send', False))
                self.assertFalse(self.order_of(row).payment_message)
                self.sync_merchant()
                self.assertOnce(row)

    def test_same_loss_again_does_not_hold_what_a_person_sent(self):
        row = self.outbox()
        self.change(row, 'unpay')
        row.action_retry()
        self.change(row, 'cancel_payment')
        self.assertEqual(row.state, 'to_send')
        self.sync_merchant()
        self.assertOnce(row)

    def test_authorised_payment_that_is_cancelled_holds_too(self):
        row = self.outbox('klarna')
        self.change(row, 'cancel_payment')
        self.assertWaits(row, 'held', 'unpaid')

    def test_authorised_payment_that_is_activated_in_part_does_not(self):
        row = self.outbox('klarna')
        self.change(row, 'authorise', status='PARTIALLY_ACTIVATED')
        self.assertEqual(row.state, 'to_send')

    def test_unknown_word_holds_and_is_named(self):
        row = self.outbox('klarna')
        self.change(row, 'authorise', status='FROZEN')
        self.assertWaits(row, 'held', 'unpaid', 'FROZEN')

    def test_method_that_ships_unpaid_is_never_held(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.outbox('cod')
        self.change(row, 'pay')
        self.change(row, 'unpay')
        self.assertEqual((row.state, row.reason), ('to_send', False))

    def test_further_delivery_of_an_order_without_money_waits_too(self):
        row = self.sent()
        self.change(row, 'unpay')
        again = row.copy({
            'reference': f'{row.reference}-2', 'merchant_id': self.merchant.id,
            'picking_id': row.picking_id.id})
        again._hold_unpaid()
        self.assertWaits(again, 'held', 'unpaid')

    def test_full_refund_holds_what_is_not_sent(self):
        for style in ('negative_payment', 'status', 'positive_refund_method'):
            with self.subTest(style):
                self.shop.play(refund_style=style)
                row = self.outbox()
                self.change(row, 'refund')
                self.assertWaits(row, 'held', 'unpaid', '0.00', 'refunded')

    def test_partial_refund_is_a_lower_price_and_holds_nothing(self):
        row = self.outbox()
        self.change(row, 'refund', 20)
        self.assertEqual((row.state, row.reason), ('to_send', False))
        self.assertFalse(self.order_of(row).payment_message)

    # === OGOSHIP HAS IT === #

    def test_order_at_ogoship_is_left_and_a_person_is_told_once(self):
        for step in (None, 'collect', 'ship'):
            with self.subTest(step):
                row = self.sent()
                if step:
                    getattr(self.warehouse, step)(row.reference)
                    self.sync_merchant()
                state = row.state
                self.change(row, 'unpay')
                self.change(row, 'touch')
                self.sync_merchant()
                self.assertEqual((row.state, row.reason), (state, False))
                told = [text for text in self.told(row) if 'not paid any more' in text]
                self.assertEqual(len(told), 1)
                for word in (row.reference, '0.00', '155.90'):
                    self.assertIn(word, told[0])
                self.assertEqual(row.sale_order_id.activity_ids.user_id, self.store.user_id)
                self.assertEqual(self.posts(row.reference), 1)

    def test_shipped_order_that_is_refunded_is_not_unpaid(self):
        for style in ('negative_payment', 'status', 'positive_refund_method'):
            with self.subTest(style):
                self.shop.play(refund_style=style)
                row = self.shipped()
                self.change(row, 'refund')
                self.assertFalse(self.order_of(row).payment_message)
                self.assertFalse([text for text in self.told(row) if 'not paid' in text])

    def test_order_shipped_from_an_own_warehouse_is_told(self):
        own = self.env['stock.warehouse'].search(
            [('id', '!=', self.merchant.warehouse_id.id)], limit=1)
        self.store.write({'merchant_id': False, 'warehouse_id': own.id})
        number = self.place()
        self.sync_store()
        self.shop.advance(60)
        self.shop.unpay(number)
        self.sync_store()
        sale = self.sale(number)
        self.assertFalse(sale.ogoship_order_ids)
        self.assertIn('not paid any more', ' '.join(self.activities(sale)))

    # === NOTICED === #

    def test_payment_that_moves_no_date_is_noticed_within_a_day(self):
        self.shop.play(payments_touch_order=False)
        row = self.outbox()
        order = self.order_of(row)
        self.shop.unpay(order.remote_id)
        self.store.orders_cursor = fields.Datetime.now() + timedelta(days=1)
        self.sandbox.log.clear()
        self.sync_store()
        self.assertEqual(row.state, 'to_send')
        self.assertFalse(self.shop_calls(f'/orders/{order.remote_id}'))
        order.checked_date = fields.Datetime.now() - timedelta(days=1, minutes=1)
        self.sync_store()
        self.assertWaits(row, 'held', 'unpaid')
        self.assertEqual(len(self.shop_calls(f'/orders/{order.remote_id}')), 1)
        self.sync_store()
        self.assertEqual(len(self.shop_calls(f'/orders/{order.remote_id}')), 1)

    def test_order_that_the_shop_cannot_deliver_does_not_stop_the_check(self):
        orders = self.order_of(self.outbox()) | self.order_of(self.outbox())
        orders.checked_date = fields.Datetime.now() - timedelta(days=2)
        first, second = orders.sorted('id')
        self.shop.fault(kind='status', status=404, path=f'/orders/{first.remote_id}', times=9)
        self.store.orders_cursor = fields.Datetime.now() + timedelta(days=1)
        self.sync_store()
        self.assertFalse(self.store.error_message)
        for order in (first, second):
            self.assertGreater(order.checked_date, fields.Datetime.now() - timedelta(hours=1))
            self.assertEqual((order.state, order.reason), ('done', False))

    def test_order_that_is_finished_is_not_read_again(self):
        order = self.order_of(self.shipped())
        self.sync_store()
        self.assertTrue(order.shop_reported_date)
        order.checked_date = fields.Datetime.now() - timedelta(days=9)
        self.sandbox.log.clear()
        self.store.orders_cursor = fields.Datetime.now() + timedelta(days=1)
        self.sync_store()
        self.assertFalse(self.shop_calls(f'/orders/{order.remote_id}'))
