"""What the shop fails to deliver, and what nobody could have foreseen, stops nothing else."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import mycashflow_order_import
from .common import InboxCase

ROW_LOG = 'odoo.addons.mycashflow_ogoship.models.mycashflow_ogoship_row'


@tagged('post_install', '-at_install')
class TestOrdersFaults(InboxCase):
    """Orders that make the shop's list answer 500."""

    def test_order_that_breaks_the_list_gets_a_row_and_its_neighbours_go_on(self):
        before, broken, after = self.place_many(3)
        self.shop.break_order(broken)
        self.sync_store()
        self.assertImported(self.row(before))
        self.assertImported(self.row(after))
        self.assertWaits(self.row(broken), 'error', 'remote', broken)
        self.assertTrue(self.row(broken).retry_at)
        self.assertFalse(self.store.order_gaps)

    def test_order_that_breaks_the_list_is_imported_after_the_repair(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[1])
        self.sync_store()
        self.shop.repair_order(numbers[1])
        self.let_time_pass(self.row(numbers[1]))
        self.store.orders_cursor += timedelta(hours=1)  # far behind the cursor by now
        self.sync_store()
        self.assertAllImported(numbers)

    def test_order_that_stays_broken_is_asked_for_ever_more_seldom(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[1])
        self.sync_store()
        row = self.row(numbers[1])
        retry_at = row.retry_at
        self.sandbox.log.clear()
        self.sync_store()
        self.assertEqual((row.attempts, row.retry_at), (1, retry_at))
        self.assertFalse(self.shop_calls(f'/orders/{numbers[1]}'))

    def test_order_that_stays_broken_does_not_hold_up_new_ones(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[0])
        self.sync_store()
        self.let_time_pass(self.row(numbers[0]))
        numbers.append(self.place())
        with self.without_waiting():
            self.sync_store()
        self.assertImported(self.row(numbers[-1]))
        self.assertWaits(self.row(numbers[0]), 'error', 'remote')
        self.assertEqual(self.row(numbers[0]).attempts, 2)
        self.assertFalse(self.store.error_message, "the shop itself is well")

    def test_imported_order_that_breaks_is_read_after_the_repair(self):
        """It may have been cancelled meanwhile: that must not get lost."""
        row = self.bring_in()
        self.shop.advance(60)
        self.shop.cancel(row.remote_id)
        self.shop.break_order(row.remote_id)
        self.sync_store()
        self.assertWaits(row, 'done', 'remote', row.remote_id)
        self.shop.repair_order(row.remote_id)
        self.store.orders_cursor = fields.Datetime.now() + timedelta(days=1)
        self.let_time_pass(row)
        self.sync_store()
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertEqual(row.sale_order_id.state, 'cancel')

    def test_imported_order_that_breaks_and_comes_back_unchanged_is_fine(self):
        row = self.bring_in()
        self.shop.break_order(row.remote_id)
        self.sync_store()
        self.shop.repair_order(row.remote_id)
        self.let_time_pass(row)
        self.sync_store()
        self.assertImported(row)

    def test_order_without_a_name_leaves_a_gap_and_an_alarm(self):
        before, broken, after = self.place_many(3)
        self.shop.break_order(broken, with_id=False)
        for _run in range(3):
            self.sync_store()
            self.assertEqual(len(self.store.order_gaps), 1)
        self.assertImported(self.row(before))
        self.assertImported(self.row(after))
        self.assertFalse(self.row(broken))
        self.assertIn(self.store.name, self.store.warning_message)
        self.assertEqual(len(self.store.activity_ids), 1, "told once")

    def test_gap_closes_when_the_shop_is_repaired(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[1], with_id=False)
        self.sync_store()
        self.shop.repair_order(numbers[1])
        self.sync_store()
        self.assertFalse(self.store.order_gaps)
        self.assertAllImported(numbers)

    def test_gap_is_tried_again_however_far_the_cursor_has_gone(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[1], with_id=False)
        self.sync_store()
        self.shop.advance(24 * 3600)
        numbers.append(self.place())
        self.sync_store()
        self.assertEqual(len(self.store.order_gaps), 1)
        self.shop.repair_order(numbers[1])
        self.sync_store()
        self.assertFalse(self.store.order_gaps)
        self.assertAllImported(numbers)

    def test_two_gaps_close_one_after_the_other(self):
        numbers = self.place_many(3)
        self.shop.break_order(numbers[1], with_id=False)
        self.sync_store()
        self.shop.advance(3600)
        numbers += self.place_many(3)
        self.shop.break_order(numbers[4], with_id=False)
        for _run in range(2):
            self.sync_store()
            self.assertEqual(len(self.store.order_gaps), 2)
        self.shop.repair_order(numbers[1])
        self.sync_store()
        self.assertEqual(len(self.store.order_gaps), 1)
        self.assertImported(self.row(numbers[1]))
        self.shop.repair_order(numbers[4])
        self.sync_store()
        self.assertFalse(self.store.order_gaps)
        self.assertAllImported(numbers)

    def test_last_order_without_a_name_is_not_forgotten(self):
        numbers = self.place_many(2)
        self.shop.break_order(numbers[1], with_id=False)
        self.sync_store()
        self.assertTrue(self.store.order_gaps)
        self.shop.repair_order(numbers[1])
        self.sync_store()
        self.assertFalse(self.store.order_gaps)
        self.assertAllImported(numbers)

    def test_open_gap_does_not_make_the_shop_send_all_since_then_again(self):
        self.shop.play(page_size_cap=5)
        numbers = self.place_many(2)
        self.shop.break_order(numbers[1], with_id=False)
        self.place_many(1)
        self.sync_store()
        self.shop.advance(3600)
        self.place_many(20)
        self.sync_store()
        self.sandbox.log.clear()
        self.sync_store()
        # The gap narrowed down, the last page, and nothing of the twenty in between.
        self.assertLess(len(self.shop_calls()), 12)


@tagged('post_install', '-at_install')
class TestPoison(InboxCase):
    """One order that nobody could have foreseen."""

    def serve_with_neighbours(self, **changes):
        """A page of three; in the middle an order with these values. Returns the numbers."""
        orders = [self.shop.place() for _number in range(3)]
        numbers = [order['id'] for order in orders]
        orders[1].update(changes)
        self.serve_orders(*orders)
        self.sync_store()
        self.shop.repair_order(numbers[1])
        self.assertImported(self.row(numbers[0]))
        self.assertImported(self.row(numbers[2]))
        self.assertFalse(self.store.error_message, "the run came to its end")
        return numbers

    def address(self, **values):
        return {**self.shop.place()['customer_information'], **values}

    @mute_logger(ROW_LOG)
    def test_weird_types_end_in_a_row_with_a_reason(self):
        for changes in (
                {'customer_information': 'Aino'}, {'products': 'none'}, {'products': [1, 2]},
                {'payments': {'0': {}}}, {'total': 'free'}, {'total': {'amount': 3}},
                {'created_at': 'yesterday'}, {'shipping_address': [1]}, {'status': 7},
                {'tax_summary': {'total': [{}]}}, {'shipments': [{'weight': 'heavy'}]},
                {'total': 1e300}, {'payments': [{'amount': True}]}, {'comments': 'x'}):
            with self.subTest(changes):
                row = self.row(self.serve_with_neighbours(**changes)[1])
                self.assertIn(row.state, ('held', 'error'))
                self.assertEqual(row.reason, 'unreadable')
                self.assertIn(str(row.remote_id), row.message)
                self.assertTrue(row.retry_at)

    def test_order_without_a_number_is_an_alarm(self):
        for order_id in (None, 'abc', [1], -4):
            with self.subTest(order_id=order_id):
                self.store.warning_message = False
                self.serve_with_neighbours(id=order_id)
                self.assertIn(self.store.name, self.store.warning_message)

    def test_number_too_large_to_store_is_an_alarm(self):
        self.serve_with_neighbours(id=10 ** 12)
        self.assertIn(str(10 ** 12), self.store.warning_message)

    def test_shipping_method_too_large_to_store_is_held(self):
        row = self.row(self.serve_with_neighbours(shipping_method_id=10 ** 12)[1])
        self.assertWaits(row, 'held', 'no_method', row.remote_id)

    def test_characters_that_cannot_be_stored_are_left_out(self):
        row = self.row(self.serve_with_neighbours(
            customer_information=self.address(first_name='Ai\u0000no \ud83d', last_name='Ä 🎿'),
            shipping_address=self.address(first_name='Ai\u0000no', last_name='Ä 🎿'))[1])
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.partner_shipping_id.name, 'Aino Ä 🎿')

    def test_endless_name_is_held_and_says_why(self):
        endless = ''.join(chr(0x4e00 + number * 7919 % 20000) for number in range(10000))
        for field in ('first_name', 'street_address', 'phone', 'email', 'company'):
            with self.subTest(field):
                row = self.row(self.serve_with_neighbours(
                    customer_information=self.address(**{field: endless}),
                    different_shipping_address=True)[1])
                self.assertWaits(row, 'error', 'address', row.remote_id)

    @mute_logger(ROW_LOG, 'odoo.sql_db')
    def test_refusal_of_the_database_stops_only_its_own_order(self):
        """An index of Odoo takes no name of so many different characters."""
        endless = ''.join(chr(0x4e00 + number * 7919 % 20000) for number in range(10000))
        with patch.object(mycashflow_order_import, 'LONGEST_TEXT', 20000):
            row = self.row(self.serve_with_neighbours(
                customer_information=self.address(first_name=endless))[1])
        self.assertWaits(row, 'error', 'error')
        self.assertNotIn(endless[:10], row.message)

    def test_endless_product_name_does_no_harm(self):
        order = self.shop.place()
        row = self.row(self.serve_with_neighbours(
            products=[{**order['products'][0], 'product_name': '🎿' * 10000}])[1])
        self.assertImported(row)

    def test_row_without_vat_rate_is_not_taken_as_free_of_vat(self):
        order = self.shop.place()
        row = self.row(self.serve_with_neighbours(
            products=[{**order['products'][0], 'vat_rate': None}])[1])
        self.assertWaits(row, 'error', 'unreadable', row.remote_id, 'Tunturi vaelluskenkä')

    @mute_logger(ROW_LOG)
    def test_fault_that_nobody_foresaw_waits_and_tells_no_customer_data(self):
        order = self.shop.place()
        row = self.row(self.serve_with_neighbours(
            products=[{**order['products'][0], 'vat_rate': -100}])[1])
        self.assertEqual(row.state, 'error')
        self.assertTrue(row.message)
        self.assertNotIn(order['customer_information']['last_name'], row.message)

    def test_broken_change_of_an_imported_order_is_told(self):
        number = self.place()
        self.sync_store()
        self.serve_orders({**self.shop.order(number), 'products': 'none'})
        self.sync_store()
        self.assertWaits(self.row(number), 'done', 'changed', number)
        self.assertEqual(self.row(number).ogoship_order_ids.state, 'held')
