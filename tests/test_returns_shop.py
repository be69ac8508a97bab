"""Orders of the shop with negative rows are shown at the order whose goods come back."""

from odoo.tests import tagged

from ..dev.sandbox.seed import PEOPLE
from ..tools.mycashflow_types import decode_order
from .outbox_common import OutboxCase

SHOE = 'KENKA-TUNTURI-42'
AINO, SIIRI = PEOPLE[:2]


@tagged('post_install', '-at_install')
class TestReturnsInTheShop(OutboxCase):

    def bought(self, **values):
        """An imported order; a day passes."""
        row = self.bring_in(**{'customer': AINO, **values})
        self.assertImported(row)
        self.shop.advance(24 * 3600)
        return row

    def brought_back(self, **values):
        return self.bring_in('negative', **{'customer': AINO, **values})

    def test_a_return_is_shown_at_the_only_order_it_can_be_of(self):
        order = self.bought()
        found = self.brought_back()
        self.assertWaits(found, 'held', 'return', f"{SHOE} × 1 of order {order.remote_id}")
        self.assertEqual((found.return_of_id, found.return_of_probable), (order, False))
        self.assertEqual(order.return_order_ids, found)
        self.assertEqual(order.sale_order_id.mycashflow_return_ids, found)
        self.assertEqual(
            order.sale_order_id.action_open_mycashflow_returns()['res_id'], found.id)
        self.assertFalse(found.retry_at)

    def test_it_is_told_once_and_nothing_is_credited(self):
        order = self.bought()
        found = self.brought_back()
        for _time in range(2):
            self.shop.touch(found.remote_id)
            self.sync_store()
        [activity] = order.sale_order_id.activity_ids
        self.assertIn("credit note by hand", activity.summary)
        self.assertIn(f'data-oe-id="{found.id}"', activity.note)
        self.assertFalse(found.sale_order_id)
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.assertEqual(len(order.sale_order_id.picking_ids), 1)

    def test_completed_and_open_returns_are_the_same_to_odoo(self):
        for status in ('OPEN', 'COMPLETED'):
            with self.subTest(status=status):
                self.assertWaits(self.brought_back(status=status), 'held', 'return')

    def test_an_order_delivered_in_the_shop_is_still_no_return(self):
        self.assertWaits(self.bring_in(status='COMPLETED'), 'ignored', 'delivered')

    def test_of_several_orders_the_newest_is_probable(self):
        self.bought()
        newest = self.bought()
        found = self.brought_back()
        self.assertEqual((found.return_of_id, found.return_of_probable), (newest, True))
        self.assertIn("probably of order", found.message)

    def test_an_order_whose_goods_came_back_already_is_not_meant(self):
        oldest = self.bought()
        newest = self.bought()
        self.assertEqual(self.brought_back().return_of_id, newest)
        found = self.brought_back()
        self.assertEqual((found.return_of_id, found.return_of_probable), (oldest, False))

    def test_orders_of_others_of_other_goods_or_of_later_are_not_meant(self):
        self.bought(customer=SIIRI)
        self.bought(lines=[{'code': 'KENKA-TUNTURI-43'}])
        found = self.brought_back()
        self.bought()
        self.assertWaits(found, 'held', 'return', "which order is not known", SHOE)
        self.assertFalse(found.return_of_id)

    def test_more_pieces_than_were_bought_are_not_of_that_order(self):
        self.bought()
        found = self.brought_back(lines=[{'code': SHOE, 'quantity': -2}])
        self.assertFalse(found.return_of_id)

    def test_a_customer_is_known_by_number_or_by_email(self):
        order = self.bought(customer_id=77)
        moved = AINO | {'last_name': 'Virtanen'}
        self.assertEqual(self.brought_back(
            customer=moved | {'email': AINO['email'].upper()}).return_of_id, order)
        other = self.bought(customer=SIIRI, customer_id=78)
        self.assertEqual(self.brought_back(
            customer=SIIRI | {'email': 'new@example.com'}, customer_id=78).return_of_id, other)
        self.assertFalse(self.brought_back(customer=SIIRI, customer_id=79).return_of_id)

    def test_a_person_corrects_the_guess(self):
        oldest, newest = self.bought(), self.bought()
        found = self.brought_back()
        self.assertEqual(found.return_of_id, newest)
        found.return_of_id = oldest
        self.assertEqual(found.return_of_probable, False)
        self.assertIn(f"of order {oldest.remote_id}", found.message)
        self.assertTrue(oldest.sale_order_id.activity_ids)
        self.shop.touch(found.remote_id)
        found.action_retry()
        self.sync_store()
        self.assertEqual((found.return_of_id, found.state), (oldest, 'held'))

    def test_a_return_that_was_dealt_with_stays_at_its_order(self):
        order = self.bought()
        found = self.brought_back()
        found.action_ignore()
        self.sync_store()
        self.assertEqual((found.state, order.return_order_ids), ('ignored', found))

    def test_an_exchange_names_only_what_comes_back(self):
        order = self.bought()
        found = self.bring_in(customer=AINO, lines=[
            {'code': 'KENKA-TUNTURI-43'}, {'code': SHOE, 'quantity': -1}])
        self.assertWaits(found, 'held', 'return', f"{SHOE} × 1 of order")
        self.assertNotIn('KENKA-TUNTURI-43', found.message)
        self.assertEqual(found.return_of_id, order)

    def test_rows_that_come_back_within_an_order_are_counted(self):
        row = self.bought(lines=[{'code': SHOE, 'quantity': 2}])
        self.shop.edit(row.remote_id, lines=[
            {'code': SHOE, 'quantity': 2}, {'code': SHOE, 'quantity': -1}])
        self.sync_store()
        pieces = row._returned_pieces(decode_order(row.payload))
        self.assertEqual(row._describe_pieces(pieces), f"{SHOE} × 1")
