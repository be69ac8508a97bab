"""Arrow 5: what has been shipped is delivered in the shop, with its tracking code."""

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.fields import Command
from odoo.tests import tagged

from .outbox_common import ReportCase


@tagged('post_install', '-at_install')
class TestReporting(ReportCase):

    def test_one_payment_and_one_shipment(self):
        row = self.shipped_row(tracking='JJFI1')
        self.sync_store()
        self.assertReported(row)
        [(word, body)] = self.actions()
        self.assertEqual((word, body['tracking_code']), ('quick-process', 'JJFI1'))
        [shipment] = self.in_shop(row)['shipments']
        self.assertEqual((shipment['status'], shipment['tracking_code']), ('COMPLETED', 'JJFI1'))

    def test_reported_once(self):
        row = self.shipped_row()
        self.sync_store()
        self.sandbox.log.clear()
        self.sync_store()
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.actions(), [])
        self.assertEqual(self.shop_calls(f'/orders/{row.remote_id}'), [])

    def test_several_tracking_numbers(self):
        row = self.shipped_row(tracking='A1,B2')
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.in_shop(row)['shipments'][0]['tracking_code'], 'A1, B2')

    def test_shop_mails_the_tracking_when_wanted(self):
        row = self.shipped_row()
        self.sync_store()
        self.assertIs(self.actions()[0][1]['send_emails'], True)
        self.assertEqual(self.mails(), [row.remote_id])

    def test_shop_mails_nothing_when_not_wanted(self):
        self.store.send_emails = False
        self.shipped_row()
        self.sync_store()
        self.assertIs(self.actions()[0][1]['send_emails'], False)
        self.assertEqual(self.mails(), [])

    def test_two_payments_complete_the_shipment_and_say_what_could_not_be_set(self):
        row = self.shipped_row('gift_card', tracking='JJFI1')
        self.sync_store()
        self.assertReported(row)
        self.assertEqual([word for word, _body in self.actions()], ['complete'])
        self.assertIn('JJFI1', self.chatter(row))

    def test_two_shipments_are_both_completed(self):
        row = self.shipped_row(shipments=[{}, {}])
        self.sync_store()
        self.assertReported(row)
        self.assertEqual([word for word, _body in self.actions()], ['complete', 'complete'])
        self.assertEqual({s['status'] for s in self.in_shop(row)['shipments']}, {'COMPLETED'})

    def test_authorised_klarna_payment(self):
        row = self.shipped_row('klarna')
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.in_shop(row)['payments'][0]['status'], 'PAID')

    def test_open_cash_on_delivery(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.shipped_row('cod')
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.in_shop(row)['payments'][0]['status'], 'OPEN')

    def test_open_invoice(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.shipped_row('invoice')
        self.sync_store()
        self.assertReported(row)

    def test_without_tracking_number(self):
        row = self.shipped_row(tracking=None)
        self.sync_store()
        self.assertReported(row)
        self.assertNotIn('tracking_code', self.actions()[0][1])

    def test_already_delivered_in_the_shop(self):
        row = self.shipped_row()
        order = self.in_shop(row)
        self.shop.edit(row.remote_id, status='COMPLETED')
        self.assertNotEqual(order['status'], 'COMPLETED')
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.actions(), [])
        self.assertIn('JJFI1', self.chatter(row), "its tracking code is not there")

    def test_own_warehouse_without_ogoship(self):
        own = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'OWN'})
        self.store.write({'merchant_id': False, 'warehouse_id': own.id})
        row = self.bring_in()
        picking = row.sale_order_id.picking_ids
        self.assertFalse(picking.ogoship_order_ids)
        picking.carrier_tracking_ref = 'OWN1'
        picking.move_ids.write({'quantity': 1, 'picked': True})
        picking.button_validate()
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(self.in_shop(row)['shipments'][0]['tracking_code'], 'OWN1')


@tagged('post_install', '-at_install')
class TestSeveralDeliveries(ReportCase):

    def halves(self):
        """An order of five whose first two were delivered by hand."""
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        first = row.picking_id
        first.move_ids.write({'quantity': 2, 'picked': True})
        first.with_context(skip_backorder=True).button_validate()
        inbox = row.sale_order_id.mycashflow_order_ids
        self.sync_store()
        self.assertFalse(inbox.shipped_date or inbox.shop_reported_date)
        self.sandbox.log.clear()
        return inbox, row.sale_order_id.picking_ids - first

    def test_reported_only_when_the_last_is_done(self):
        inbox, rest = self.halves()
        rest.move_ids.write({'quantity': 3, 'picked': True})
        rest.button_validate()
        self.sync_store()
        self.assertReported(inbox)

    def test_reported_when_the_rest_is_cancelled(self):
        inbox, rest = self.halves()
        rest.action_cancel()
        self.sync_store()
        self.assertReported(inbox)

    def test_not_reported_when_everything_was_cancelled(self):
        row = self.outbox()
        row.picking_id.action_cancel()
        self.sync_store()
        inbox = row.sale_order_id.mycashflow_order_ids
        self.assertFalse(inbox.shipped_date or inbox.shop_reported_date)
        self.assertEqual(self.actions(), [])

    def test_tracking_codes_of_all_deliveries(self):
        row = self.shipped('paid', tracking='A1')
        sale = row.sale_order_id
        sale.order_line = [Command.create({
            'product_id': self.known('KAASU-230').id, 'product_uom_qty': 1})]
        self.sync_merchant()
        second = sale.ogoship_order_ids - row
        self.warehouse.ship(second.reference, tracking='B2')
        self.sync_merchant()
        self.sync_store()
        tracking = self.in_shop(sale.mycashflow_order_ids)['shipments'][0]['tracking_code']
        self.assertEqual(tracking, 'A1, B2')


@tagged('post_install', '-at_install')
class TestReportBells(ReportCase, CronMixinCase):

    def test_delivery_validated_by_hand_rings_the_store(self):
        self.store.latest_changes = True
        row = self.sent()
        with self.capture_triggers(self.store.cron_id.id) as captured:
            row.picking_id.button_validate()
        self.assertEqual(len(captured.records), 1)
