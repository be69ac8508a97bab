"""Arrow 4: orders at OGOship that Odoo did not send."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .outbox_common import StatusCase


@tagged('post_install', '-at_install')
class TestForeignOrders(StatusCase):
    """Orders at OGOship that Odoo did not send."""

    def foreign(self, reference):
        return self.env['ogoship.order'].search([('reference', '=', reference)])

    def test_unknown_reference_is_kept_quietly(self):
        self.warehouse.add_foreign_order('MADE-BY-HAND')
        self.sync_merchant()
        row = self.foreign('MADE-BY-HAND')
        self.assertEqual((row.state, row.picking_id.id, row.reason), ('sent', False, False))
        self.assertFalse(self.merchant.warning_message)
        self.assertFalse(self.activities(row) or self.activities(self.merchant))
        self.warehouse.ship('MADE-BY-HAND')
        self.sync_merchant()
        self.assertEqual(row.state, 'done')
        self.assertEqual(self.posts(), 0)

    def test_second_integration_is_an_alarm_once(self):
        self.store.order_prefix = 'MCF-'
        rows = self.sent() | self.sent()
        for row in rows:
            self.warehouse.add_foreign_order(str(row.sale_order_id.client_order_ref))
        self.sync_merchant()
        self.assertIn("direct link", self.merchant.warning_message)
        self.assertEqual(len(self.activities(self.merchant)), 1)
        self.sync_merchant()
        self.assertEqual(len(self.activities(self.merchant)), 1)

    def test_second_integration_under_our_own_reference(self):
        row = self.sent()
        self.warehouse.add_foreign_order(row.reference, status='reserved')
        self.sync_merchant()
        self.assertIn("direct link", self.merchant.warning_message)
        self.assertEqual((row.remote_status, row.state), ('new', 'sent'), "ours is followed")

    def test_second_integration_that_was_quicker_than_odoo(self):
        self.store.order_prefix = 'MCF-'
        number = self.place()
        self.warehouse.add_foreign_order(str(number))
        self.sync_merchant()
        self.assertFalse(self.merchant.warning_message, "Odoo does not know the order yet")
        self.sync_store()
        self.assertIn("direct link", self.merchant.warning_message)

    def test_order_from_before_odoo_is_no_alarm(self):
        self.bring_in()
        self.store.order_from = fields.Date.today() + timedelta(days=2)
        number = self.place()
        self.sync_store()
        self.assertEqual(self.row(number).state, 'ignored')
        self.warehouse.add_foreign_order(str(number))
        self.sync_merchant()
        self.assertFalse(self.merchant.warning_message)

    def test_strange_numbers_are_no_alarm_and_no_error(self):
        for reference in ('²', '9' * 30, '١٢'):
            self.warehouse.add_foreign_order(reference)
        self.sync_merchant()
        self.assertFalse(self.merchant.warning_message)
        self.assertFalse(self.merchant.error_message)
