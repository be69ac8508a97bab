"""Cancelled in Odoo: the shop's order follows when a person asks for it."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .change_common import ChangeCase


@tagged('post_install', '-at_install')
class TestShopCancelWanted(ChangeCase):

    def cancelled_row(self):
        """An order that was cancelled in Odoo before it was sent."""
        row = self.bring_in('paid')
        row.sale_order_id._action_cancel()
        self.sandbox.log.clear()
        return row

    def cancels(self):
        return [call for call in self.sandbox.log
                if call.remote == 'shop' and call.method == 'POST']

    def in_shop(self, row):
        return self.shop.order(row.remote_id)['status']

    def assertCancelledThere(self, row, posts=1):
        self.assertEqual(self.in_shop(row), 'CANCELLED')
        self.assertEqual((row.state, row.remote_status), ('cancelled', 'cancelled'), row.message)
        self.assertFalse(row.shop_cancel_wanted)
        self.assertEqual(len(self.cancels()), posts)

    def test_nothing_is_cancelled_in_the_shop_by_itself(self):
        row = self.cancelled_row()
        self.sync_store()
        self.assertEqual(self.in_shop(row), 'OPEN')
        self.assertEqual(self.cancels(), [])
        self.assertTrue(row.can_cancel_in_shop)
        self.assertTrue(row.sale_order_id.can_cancel_in_shop)

    def test_asked_for_it_is_cancelled_there_once(self):
        row = self.cancelled_row()
        row.sale_order_id.action_cancel_in_shop()
        self.assertTrue(row.shop_cancel_wanted)
        self.assertFalse(row.can_cancel_in_shop)
        self.assertEqual(self.in_shop(row), 'OPEN', "no call in the button's transaction")
        self.sync_store()
        self.assertCancelledThere(row)
        [call] = self.cancels()
        self.assertEqual(call.path, f'/api/v1/orders/{row.remote_id}/cancel')
        self.read_again(row)
        self.assertCancelledThere(row)
        self.assertFalse(row.sale_order_id.activity_ids)

    def test_clerk_may_ask_for_it_and_have_changes_applied(self):
        clerk = new_test_user(self.env, 'shop_clerk', groups='mycashflow_ogoship.group_user')
        row = self.cancelled_row()
        row.sale_order_id.with_user(clerk).action_cancel_in_shop()
        other = self.bring_in('paid')
        self.edit(other, lines=[{'code': 'EI-OLE'}], payments=[{}])
        self.assertIn('EI-OLE', other.with_user(clerk).change_summary)
        other.with_user(clerk).action_apply_change()
        self.assertCancelledThere(row)
        self.assertTrue(other.change_pending)

    def test_rows_that_the_shop_negates_make_no_edit(self):
        self.shop.play(cancel_rows='negate')
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        self.sync_store()
        self.assertCancelledThere(row)
        self.assertFalse(row.change_pending)

    def test_cancelled_there_meanwhile_is_only_noted(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        self.shop.cancel(row.remote_id)
        self.sync_store()
        self.assertCancelledThere(row, posts=0)

    def test_answer_that_does_not_arrive_is_looked_up(self):
        for kind in ('accept_and_cut', 'html', 'empty'):
            with self.subTest(kind):
                row = self.cancelled_row()
                row.action_cancel_in_shop()
                self.shop.fault(remote='shop', method='POST', path='/cancel', kind=kind)
                self.sync_store()
                self.shop.clear_faults()
                self.assertIn(row.state, ('cancelled', 'done'))
                if row.state == 'done':
                    self.let_time_pass(row)
                    self.sync_store()
                self.assertEqual(self.in_shop(row), 'CANCELLED')
                self.assertEqual(row.state, 'cancelled')

    def test_refused_by_the_shop_gives_its_words_and_is_tried_again(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        self.shop.fault(remote='shop', method='POST', path='/cancel', status=409,
                        body={'code': 409, 'error': "The order is archived"})
        self.sync_store()
        self.assertWaits(row, 'done', 'refused', row.remote_id, "The order is archived")
        self.assertTrue(row.retry_at)
        self.assertTrue(row.shop_cancel_wanted)
        self.sync_store()
        self.assertEqual(len(self.cancels()), 1, "not before its time")
        self.let_time_pass(row)
        self.sync_store()
        self.assertCancelledThere(row, posts=2)

    def test_shop_out_of_reach_is_asked_later(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        address = self.store.api_url
        self.store.api_url = 'http://127.0.0.1:1/shop/tunturipuoti'
        self.sync_store()
        self.assertTrue(row.shop_cancel_wanted)
        self.store.api_url = address
        self.let_time_pass(row)
        self.sync_store()
        self.assertCancelledThere(row)

    # === NOT OFFERED === #

    def test_not_while_the_sale_order_is_alive(self):
        row = self.bring_in('paid')
        self.assertFalse(row.can_cancel_in_shop)
        with self.assertRaisesRegex(UserError, "nothing of it has been or will be shipped"):
            row.action_cancel_in_shop()

    def test_not_when_goods_have_left(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.assertFalse(row.can_cancel_in_shop)
        with self.assertRaises(UserError):
            row.action_cancel_in_shop()

    def test_not_while_ogoship_may_ship_it(self):
        row = self.sent().sale_order_id.mycashflow_order_ids
        row.sale_order_id._action_cancel()
        self.assertFalse(row.can_cancel_in_shop)
        self.confirm_cancellation(row.ogoship_order_ids)
        self.assertTrue(row.can_cancel_in_shop)

    def test_not_when_it_is_delivered_in_the_shop(self):
        row = self.cancelled_row()
        self.shop.complete_order(row.remote_id)
        self.read_again(row)
        self.assertFalse(row.can_cancel_in_shop)
        with self.assertRaisesRegex(UserError, "total to zero"):
            row.action_cancel_in_shop()

    def test_delivered_there_meanwhile_is_left_to_a_person(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        self.shop.complete_order(row.remote_id)
        self.serve_orders()  # the list does not tell it yet
        self.sync_store()
        self.assertEqual(self.in_shop(row), 'COMPLETED')
        self.assertWaits(row, 'done', 'delivered', row.remote_id, "total to zero")
        self.assertEqual(self.cancels(), [])

    def test_confirmed_again_meanwhile_is_not_cancelled(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        row.sale_order_id.action_draft()
        row.sale_order_id.action_confirm()
        self.sync_store()
        self.assertEqual(self.in_shop(row), 'OPEN')
        self.assertFalse(row.shop_cancel_wanted)
        self.assertEqual(self.cancels(), [])

    def test_unreadable_order_is_not_cancelled_blindly(self):
        row = self.cancelled_row()
        row.action_cancel_in_shop()
        self.shop.fault(remote='shop', method='GET', path=f'/orders/{row.remote_id}', status=500,
                        times=4)
        self.sync_store()
        self.assertEqual(self.cancels(), [])
        self.assertTrue(row.shop_cancel_wanted)
