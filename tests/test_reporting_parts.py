"""Arrow 5 for orders that leave in several parcels."""

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.fields import Command
from odoo.tests import tagged

from .outbox_common import ReportCase

GAS, SOCK = 'KAASU-230', 'SUKKA-MERINO-M'


class PartsCase(ReportCase):
    """An order of three pairs of socks and five gas cartridges."""

    def order_in_parts(self, shipments=None, **overrides):
        """The inbox row of the order, whose second shipment has these {code: pieces}."""
        row = self.sent('multi', **overrides).sale_order_id.mycashflow_order_ids
        if shipments:
            self.shop.split_shipment(row.remote_id, shipments)
            self.sync_store()
        self.assertFalse(row.reason, row.message)
        self.sandbox.log.clear()
        return row

    def deliver(self, row, pieces, tracking=None):
        """Validate a delivery of {code: pieces} by hand; the rest stays open."""
        picking = row.sale_order_id.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))
        picking.carrier_tracking_ref = tracking
        for move in picking.move_ids:
            count = pieces.get(move.product_id.default_code, 0)
            move.write({'quantity': count, 'picked': bool(count)})
        picking.with_context(skip_backorder=True).button_validate()

    def statuses(self, row):
        return [s['status'] for s in self.in_shop(row)['shipments']]


@tagged('post_install', '-at_install')
class TestReportingParts(PartsCase):

    def test_shipment_that_has_left_is_completed_and_the_other_later(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])
        self.assertFalse(row.shop_reported_date or row.report_wanted or row.reason)
        self.assertEqual([word for word, _body in self.actions()], ['complete'])
        self.deliver(row, {GAS: 5})
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.statuses(row), ['COMPLETED', 'COMPLETED'])
        self.assertEqual([word for word, _body in self.actions()], ['complete', 'complete'])

    def test_shipment_is_completed_once(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.sync_store()
        self.sync_store()
        row.report_wanted = True
        self.sync_store()
        self.assertEqual(len(self.actions()), 1)

    def test_completed_by_a_person_in_the_shop_is_left(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        second = self.in_shop(row)['shipments'][1]['id']
        self.shop.edit_shipment(row.remote_id, second, status='COMPLETED')
        self.sync_store()
        self.assertEqual(self.actions(), [])
        self.assertFalse(row.report_wanted)

    def test_half_of_a_shipment_is_not_completed(self):
        row = self.order_in_parts({SOCK: 3, GAS: 1})
        self.deliver(row, {SOCK: 3})
        self.sync_store()
        self.assertEqual((self.statuses(row), self.actions()), (['OPEN', 'OPEN'], []))
        self.deliver(row, {GAS: 1})
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])

    def test_pieces_of_a_completed_shipment_do_not_count_for_another(self):
        row = self.order_in_parts({GAS: 2, SOCK: 3})
        self.deliver(row, {GAS: 2, SOCK: 3})
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])
        self.deliver(row, {GAS: 1})
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'], "three of these are needed")

    def test_one_shipment_waits_until_all_has_left_and_says_so_once(self):
        row = self.order_in_parts()
        self.deliver(row, {SOCK: 3}, tracking='A1')
        self.sync_store()
        self.assertEqual((self.statuses(row), self.actions()), (['OPEN'], []))
        self.assertIn("A part of order", self.chatter(row))
        self.deliver(row, {GAS: 2}, tracking='B2')
        self.sync_store()
        self.assertEqual(self.chatter(row).count("A part of order"), 1)
        self.deliver(row, {GAS: 3}, tracking='C3, A1')
        self.sync_store()
        self.assertReported(row)
        [(word, body)] = self.actions()
        self.assertEqual((word, body['tracking_code']), ('quick-process', 'A1, B2, C3'))

    def test_shipment_refused_is_tried_again(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.fault('/complete', status=409, body={'code': 409, 'error': "Locked by Liisa"})
        self.sync_store()
        self.assertUnreported(row, 'refused')
        self.assertIn("Locked by Liisa", row.message)
        self.let_time_pass(row)
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])
        self.assertFalse(row.reason or row.report_wanted)

    def test_accepted_without_an_answer_is_looked_up_and_not_repeated(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.fault('/complete', kind='accept_and_cut')
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])
        self.assertFalse(row.reason)
        self.assertEqual(len(self.actions()), 1)

    def test_shipment_without_method_says_what_to_do(self):
        row = self.order_in_parts({SOCK: 3})
        second = self.in_shop(row)['shipments'][1]['id']
        self.shop.edit_shipment(row.remote_id, second, shipping_method_id=None)
        self.deliver(row, {SOCK: 3})
        self.sync_store()
        self.assertUnreported(row, 'refused')
        self.assertIn("no shipping method", row.message)
        self.assertTrue(row.retry_at)
        self.shop.edit_shipment(row.remote_id, second, shipping_method_id=3)
        self.let_time_pass(row)
        self.sync_store()
        self.assertEqual(self.statuses(row), ['OPEN', 'COMPLETED'])

    def test_cancelled_in_the_shop_when_a_part_has_left(self):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.shop.cancel(row.remote_id)
        self.sync_store()
        self.assertEqual(row.reason, 'cancelled')
        self.assertFalse(row.report_wanted)
        self.assertIn("a part of it had left", ' '.join(self.activities(row.sale_order_id)))
        self.assertEqual(self.actions(), [])

    def test_something_added_after_all_had_left_makes_it_a_part_again(self):
        row = self.order_in_parts()
        self.deliver(row, {SOCK: 3, GAS: 5})
        self.assertTrue(row.shipped_date)
        row.sale_order_id.order_line = [Command.create({
            'product_id': self.known('KEITIN-X1').id, 'product_uom_qty': 1})]
        self.sync_store()
        self.assertFalse(row.shipped_date or row.shop_reported_date)
        self.assertEqual(self.actions(), [])
        self.deliver(row, {'KEITIN-X1': 1})
        self.sync_store()
        self.assertReported(row)


@tagged('post_install', '-at_install')
class TestReopened(PartsCase):

    def reopened(self, **how):
        row = self.order_in_parts({SOCK: 3})
        self.deliver(row, {SOCK: 3})
        self.sync_store()
        second = self.in_shop(row)['shipments'][1]['id']
        self.shop.reopen_shipment(row.remote_id, second, **how)
        self.deliver(row, {GAS: 5})
        self.sync_store()
        return row

    def test_shipment_that_was_reopened_is_left_to_a_person(self):
        row = self.reopened()
        self.assertEqual(self.statuses(row), ['COMPLETED', 'OPEN'])
        self.assertUnreported(row, 'reopened')
        self.assertFalse(row.retry_at)
        self.assertEqual(self.activities(row.sale_order_id).count(row.message), 1)
        self.sync_store()
        self.assertEqual(len(self.actions()), 2, "the first one, and the other one")

    def test_retry_completes_it_again(self):
        row = self.reopened()
        row.action_retry()
        self.sync_store()
        self.assertReported(row)

    def test_completed_by_a_person_meanwhile(self):
        row = self.reopened()
        self.shop.edit(row.remote_id, status='COMPLETED')
        self.sandbox.log.clear()
        row.action_retry()
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.actions(), [])


@tagged('post_install', '-at_install')
class TestLeftBehind(PartsCase):

    def test_rest_that_is_cancelled_is_said_and_not_quick_processed(self):
        row = self.order_in_parts()
        self.deliver(row, {SOCK: 3, GAS: 2}, tracking='A1')
        row.sale_order_id.picking_ids.filtered(lambda p: p.state != 'done').action_cancel()
        self.sync_store()
        self.assertReported(row)
        self.assertEqual([word for word, _body in self.actions()], ['complete'])
        [note] = self.activities(row.sale_order_id)
        self.assertIn("2/5", note)
        self.assertNotIn("3/3", note)
        self.assertIn("2/5", self.chatter(row))
        self.assertIn("A1", self.chatter(row), "its tracking code is not in the shop")
        self.assertIn("confirmation", self.chatter(row), "nor does the shop mail")
        self.assertEqual(self.mails(), [])

    def test_everything_delivered_leaves_no_note(self):
        row = self.order_in_parts()
        self.deliver(row, {SOCK: 3, GAS: 5})
        self.sync_store()
        self.assertReported(row)
        self.assertFalse(self.activities(row.sale_order_id))
        self.assertNotIn("confirmation", self.chatter(row))


@tagged('post_install', '-at_install')
class TestPartsAndStock(PartsCase, CronMixinCase):

    def test_pieces_that_the_shop_was_told_of_are_not_added_to_its_stock(self):
        row = self.order_in_parts({SOCK: 3})
        self.assertEqual(self.untold(SOCK), 0)
        self.deliver(row, {SOCK: 3, GAS: 1})
        self.assertEqual((self.untold(SOCK), self.untold(GAS)), (3, 1))
        self.sync_store()
        self.assertEqual((self.untold(SOCK), self.untold(GAS)), (0, 1))
        self.deliver(row, {GAS: 4})
        self.sync_store()
        self.assertEqual((self.untold(SOCK), self.untold(GAS)), (0, 0))

    def untold(self, code):
        """Pieces that are delivered, while the shop still counts them."""
        row = self.env['mycashflow.product'].search([
            ('store_id', '=', self.store.id), ('code', '=', code)])
        row.product_id = self.known(code)
        return row._stock_figures(self.store)['untold'].get(row.product_id.id, 0)

    def test_first_of_two_deliveries_rings_the_store(self):
        self.store.latest_changes = True
        row = self.order_in_parts({SOCK: 3})
        with self.capture_triggers(self.store.cron_id.id) as captured:
            self.deliver(row, {SOCK: 3})
        self.assertTrue(captured.records)
        self.assertTrue(row.report_wanted)
