"""Orders reach the inbox: each once, none skipped, whatever the shop answers."""

from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dev.sandbox.play import DEFAULTS
from .common import InboxCase

STORE_LOG = 'odoo.addons.mycashflow_ogoship.models.mycashflow_ogoship_account'


@tagged('post_install', '-at_install')
class TestOrdersIn(InboxCase):

    # === THE USUAL DAY === #

    def test_order_arrives_with_what_the_merchant_sees_in_the_shop(self):
        row = self.bring_in('pickup_point', details="Leave it at the door", comments="Call first")
        self.assertImported(row)
        order = self.shop.order(row.remote_id)
        self.assertEqual(row.customer_name, '{first_name} {last_name}'.format(
            **order['customer_information']))
        self.assertEqual(row.remote_status, 'open')
        self.assertEqual(row.amount_total, order['total'])
        self.assertEqual(row.shipping_method, "Posti pakettiautomaatti (noutopiste)")
        self.assertEqual(row.pickup_point, '001008102')
        self.assertEqual(row.payload['id'], row.remote_id)
        sale = row.sale_order_id
        self.assertEqual(sale.mycashflow_store_id, self.store)
        self.assertEqual(sale.mycashflow_note, "Leave it at the door\nCall first")
        self.assertEqual(sale.warehouse_id, self.store.warehouse_id)
        self.assertIn(str(row.remote_id), sale.client_order_ref)

    def test_import_writes_to_no_customer(self):
        mails = self.env['mail.mail'].search_count([])
        self.assertImported(self.bring_in())
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)

    def test_sale_order_has_the_date_on_which_the_buyer_ordered(self):
        day = fields.Date.today() - timedelta(days=3)
        row = self.bring_in(created_at=f'{day}T12:00:00+00:00')
        self.assertEqual(row.sale_order_id.date_order.isoformat(), f'{day}T12:00:00')

    def test_prefix_of_the_store_names_the_sale_order(self):
        self.store.order_prefix = 'TP-'
        row = self.bring_in()
        self.assertEqual(row.display_name, f'TP-{row.remote_id}')
        self.assertEqual(row.sale_order_id.name, f'TP-{row.remote_id}')
        self.assertEqual(row.ogoship_order_ids.reference, f'TP-{row.remote_id}')

    def test_twenty_orders_take_one_call_to_the_shop(self):
        numbers = [self.place() for _number in range(20)]
        self.sync_store()
        self.assertAllImported(numbers)
        self.assertEqual(self.shop_calls('/orders'), [('GET', '/api/v1/orders')])

    def test_more_orders_than_one_batch_are_imported_in_one_run(self):
        numbers = [self.place() for _number in range(23)]
        self.sync_store()
        self.assertAllImported(numbers)

    def test_orders_of_one_second_that_do_not_fit_on_a_page(self):
        self.shop.play(page_size_cap=2)
        stamp = fields.Datetime.now().strftime('%Y-%m-%dT%H:%M:%S+00:00')
        numbers = [self.place(created_at=stamp, updated_at=stamp) for _number in range(5)]
        self.sync_store()
        self.assertAllImported(numbers)

    def test_small_pages(self):
        self.shop.play(page_size_cap=3)
        numbers = self.place_many(8)
        self.sync_store()
        self.assertAllImported(numbers)

    def test_every_way_the_shop_may_write_its_answers(self):
        self.store.order_from = '2026-11-16'
        for switches in (
                {'orders_version': 'v0'}, {'ids_as_strings': True}, {'numbers_as_strings': True},
                {'datetime_zone': 'none'}, {'updated_from_inclusive': False},
                {'shop_lower_enums': True}):
            with self.subTest(switches):
                number = self.place('mixed_vat', created_at='2026-11-16T08:00:00+02:00')
                self.shop.play(**switches)
                self.store.action_test_connection()
                self.store.orders_cursor = False
                self.sync_store()
                self.assertImported(self.row(number))
                self.assertEqual(self.row(number).order_date.isoformat(), '2026-11-16T06:00:00')
                self.shop.play(**{name: DEFAULTS[name] for name in switches})
        self.assertAllImported(self.rows().mapped('remote_id'))

    def test_earlier_first_order_date_brings_in_what_was_older(self):
        day = self.store.order_from - timedelta(days=2)
        ignored = self.place(created_at=f'{day}T12:00:00+02:00', updated_at=self.shop.now())
        unread = self.place(created_at=f'{day}T12:00:00+02:00')
        self.sync_store()
        self.assertWaits(self.row(ignored), 'ignored', 'before_start')
        self.assertFalse(self.row(unread))
        self.store.order_from = day
        self.sync_store()
        self.assertAllImported([ignored, unread])

    # === CURSOR === #

    def test_cursor_follows_the_orders_and_reading_overlaps(self):
        self.place_many(2)
        self.sync_store()
        cursor = self.store.orders_cursor
        last = max(self.rows().mapped('remote_updated_at'))
        self.assertEqual(cursor, last)
        self.sandbox.log.clear()
        self.sync_store()
        call = next(call for call in self.sandbox.log if call.path.endswith('/orders'))
        since = datetime.fromisoformat(call.query['updated_at-from'])
        self.assertLessEqual(since, cursor.replace(tzinfo=timezone.utc) - timedelta(minutes=1))

    def test_order_that_appears_late_within_the_overlap_is_not_missed(self):
        self.place_many(2)
        self.sync_store()
        late = self.store.orders_cursor - timedelta(minutes=2)
        number = self.place(created_at=f'{late.isoformat()}+00:00')
        self.sync_store()
        self.assertImported(self.row(number))

    @mute_logger(STORE_LOG)
    def test_cursor_stays_when_the_shop_breaks_off(self):
        self.place_many(2)
        self.sync_store()
        cursor = self.store.orders_cursor
        number = self.place()
        self.shop.fault(path='/orders', kind='html', status=503, times=20)
        with self.without_waiting():
            self.sync_store()
        self.assertEqual(self.store.orders_cursor, cursor)
        self.assertTrue(self.store.error_message)
        self.shop.clear_faults()
        self.sync_store()
        self.assertImported(self.row(number))
        self.assertFalse(self.store.error_message)

    @mute_logger(STORE_LOG)
    def test_order_mended_in_odoo_does_not_wait_for_a_shop_that_is_down(self):
        unpaid = self.bring_in('unpaid')
        row = self.bring_in('unmapped_method')
        self.env['mycashflow.shipping.rule'].create({
            'pattern': '*', 'carrier_id': self.env['delivery.carrier'].search(
                [('ogoship_shipping_code', '!=', False)], limit=1).id})
        self.let_time_pass(unpaid)
        self.shop.fault(path='/orders', kind='html', status=503, times=50)
        with self.without_waiting():
            self.sync_store()
        self.assertImported(row)
        self.assertWaits(unpaid, 'error', 'remote')
        self.shop.clear_faults()
        self.shop.pay(unpaid.remote_id)
        self.let_time_pass(unpaid)
        self.sync_store()
        self.assertImported(unpaid)

    def test_order_that_is_gone_from_the_shop_says_so(self):
        row = self.bring_in('unpaid')
        self.shop.fault(path=f'/orders/{row.remote_id}', status=404)
        self.let_time_pass(row)
        self.sync_store()
        self.assertWaits(row, 'held', 'refused', row.remote_id, "Ignore")
