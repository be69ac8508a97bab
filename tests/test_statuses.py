"""Arrow 4: what the warehouse says becomes true in Odoo."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..const import WAREHOUSE_OVERLAP
from ..tools.ogoship_client import LARGEST_PAGE
from .outbox_common import StatusCase


@tagged('post_install', '-at_install')
class TestStatuses(StatusCase):

    def test_collecting(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.remote_status), ('collecting', 'collecting'))
        self.assertEqual(row.picking_id.ogoship_state, 'collecting')

    def test_held_at_arrival_is_shown_with_the_warehouses_comment(self):
        self.customer.phone = False
        self.merchant.ships_without_phone = True  # declared, though it is off in myOGO
        row = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertEqual((row.state, row.remote_status), ('sent', 'reserved'))
        for text in self.texts(row):
            self.assertIn("Held by the warehouse", text)
            self.assertIn("Phone number is missing", text)

    def test_waiting_for_stock_at_arrival(self):
        self.warehouse.set_warehouse_stock('KAASU-230', 0)
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 1}])
        self.assertEqual(row.remote_status, 'pending')
        for text in self.texts(row):
            self.assertIn("Waiting for stock", text)
        self.warehouse.set_warehouse_stock('KAASU-230', 5)
        self.sync_merchant()
        self.assertEqual(row.remote_status, 'new')
        self.assertEqual(self.texts(row), ('', ''))

    def test_status_after_creation_that_differs(self):
        for status in ('pending', 'reserved'):
            self.warehouse.play(status_after_create=status)
            self.assertEqual(self.sent().remote_status, status)

    def test_held_later_and_released(self):
        row = self.sent()
        self.warehouse.hold(row.reference, comment="Box is damaged.")
        self.sync_merchant()
        self.assertEqual(row.state, 'sent')
        self.assertIn("Box is damaged.", self.texts(row)[0])
        self.warehouse.release(row.reference)
        self.sync_merchant()
        self.assertEqual((row.remote_status, self.texts(row)), ('new', ('', '')))

    def test_unknown_word_is_shown_and_stops_nothing(self):
        row = self.sent()
        other = self.sent()
        self.warehouse.collect(other.reference)
        self.answer(self.at_warehouse(row)[0] | {'status': 'Teleported'},
                    self.at_warehouse(other)[0])
        self.assertEqual((row.state, row.remote_status), ('sent', 'teleported'))
        self.assertIn('teleported', self.texts(row)[0])
        self.assertEqual(other.state, 'collecting')

    def test_cancelled_by_ogoship_is_for_a_person(self):
        row = self.sent()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'cancelled')
        self.assertIn(row.reference, row.message)
        self.assertIn(row.message, self.activities(row.picking_id))
        self.assertNotIn(row.picking_id.state, ('cancel', 'done'))

    def test_cancelled_by_ogoship_and_sent_again(self):
        row = self.sent()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        row.action_send()
        self.sync_merchant()
        second = row.sale_order_id.ogoship_order_ids - row
        self.assertOnce(second)
        self.assertEqual(second.picking_id.ogoship_state, 'sent')

    def test_returned_is_for_a_person(self):
        row = self.shipped()
        self.answer(self.at_warehouse(row)[0] | {'status': 'returned'})
        self.assertEqual((row.state, row.remote_status), ('done', 'returned'))
        self.assertIn("came back", self.activities(row.picking_id)[-1])

    def test_other_spelling_of_names_and_words(self):
        self.warehouse.play(pascal_case=True, upper_enums=True, numbers_as_strings=True,
                            empty_as_null=True)
        row = self.sent()
        self.warehouse.ship(row.reference, tracking='JJFI9')
        self.sync_merchant()
        self.assertEqual((row.state, row.tracking_numbers), ('done', 'JJFI9'))


@tagged('post_install', '-at_install')
class TestPolling(StatusCase):

    def test_watermark_is_their_clock(self):
        row = self.sent()
        self.warehouse.advance(5 * 3600)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertGreater(self.merchant.orders_watermark,
                           fields.Datetime.now() + timedelta(hours=4))

    def test_time_that_cannot_be_true_does_not_end_the_polling(self):
        row = self.sent()
        before = self.merchant.orders_watermark
        self.warehouse.add_foreign_order('X')
        self.warehouse.advance(400 * 24 * 3600)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'collecting')
        self.assertLess(self.merchant.orders_watermark, before + timedelta(days=2))

    def test_reading_overlaps_so_that_an_exclusive_boundary_loses_nothing(self):
        self.warehouse.play(modified_after_inclusive=False)
        row = self.sent()
        self.sync_merchant()
        since = self.status_calls()[-1].query['modifiedAfter']
        asked = fields.Datetime.from_string(since[:19].replace('T', ' '))
        self.assertLessEqual(asked, self.merchant.orders_watermark - WAREHOUSE_OVERLAP)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'collecting')

    def test_watermark_stays_when_a_page_fails(self):
        row = self.sent()
        self.sync_merchant()
        before = self.merchant.orders_watermark
        self.warehouse.advance(3600)
        self.warehouse.collect(row.reference)
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Orders', status=503, times=8)
        self.sync_merchant()
        self.assertEqual((self.merchant.orders_watermark, row.state), (before, 'sent'))
        self.assertTrue(self.merchant.error_message)
        self.warehouse.clear_faults()
        self.sync_merchant()
        self.assertGreater(self.merchant.orders_watermark, before)
        self.assertEqual(row.state, 'collecting')
        self.assertFalse(self.merchant.error_message)

    def test_reading_the_same_again_writes_nothing(self):
        rows = self.shipped('multi') | self.sent()
        self.warehouse.hold(rows[1].reference)
        self.warehouse.add_foreign_order('MADE-BY-HAND')
        self.sync_merchant()
        everything = self.env['ogoship.order'].search([('merchant_id', '=', self.merchant.id)])
        before = self.picture(everything)
        self.env.cr.execute("UPDATE ogoship_order SET write_date = '2020-01-01'")
        self.env.cr.execute("UPDATE ogoship_order_line SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.sync_merchant()
        self.assertEqual(len(self.status_calls()[-1].query), 3)
        self.assertEqual(self.picture(everything), before)
        written = [record.write_date for model in (everything, everything.line_ids)
                   for record in model]
        self.assertEqual(set(written), {fields.Datetime.from_string('2020-01-01')})

    def picture(self, rows):
        return (
            self.env['ogoship.order'].search_count([]),
            [len(row.line_ids) for row in rows],
            [len(row.message_ids) for row in rows],
            [len(row.activity_ids | row.picking_id.activity_ids) for row in rows],
            [(row.state, row.remote_status) for row in rows])

    def test_one_undecodable_order_does_not_hide_the_others(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        good = self.warehouse.warehouse_order(row.reference)[0]
        self.answer(
            good | {'id': 'bad', 'reference': 'BAD', 'orderLines': [{'quantity': 'x'}]}, good)
        self.assertEqual(row.state, 'collecting')
        self.assertIn('BAD', self.merchant.warning_message)
        self.assertTrue(self.activities(self.merchant))

    def test_one_order_that_cannot_be_kept_does_not_hide_the_others(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.warehouse.add_foreign_order('EVIL')
        keep, secret = type(row)._keep_foreign, "a customer's name"

        def fail(self, merchant, order):
            if order.reference == 'EVIL':
                raise ValueError(secret)
            return keep(self, merchant, order)

        with patch.object(type(row), '_keep_foreign', fail), \
                self.assertLogs('odoo.addons.mycashflow_ogoship', 'ERROR') as logs:
            self.sync_merchant()
        self.assertEqual(row.state, 'collecting')
        self.assertIn('EVIL', self.merchant.warning_message)
        self.assertNotIn(secret, ''.join(logs.output))

    def test_more_orders_than_a_page(self):
        row = self.sent()
        for number in range(LARGEST_PAGE + 10):
            self.warehouse.add_foreign_order(f'HAND-{number}')
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'collecting')
        self.assertEqual(self.env['ogoship.order'].search_count(
            [('reference', '=like', 'HAND-%')]), LARGEST_PAGE + 10)
