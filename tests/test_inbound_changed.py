"""Arrow 7: a receipt that changes after OGOship knows of it, which OGOship's API cannot take."""

from odoo.tests import tagged

from .inbound_common import SOCKS, InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestChanged(InboundCase):

    def test_a_changed_receipt_says_what_to_change_in_myogo(self):
        row = self.announced()
        row.picking_id.move_ids.product_uom_qty = 50
        self.sync_merchant()
        self.assertWaits(
            row, 'sent', 'changed', row.auto_reference, f"{CODE}: announced 40, now 50")
        self.assertEqual(self.tasks(row), [row.message])
        self.sync_merchant()
        self.assertEqual(len(self.tasks(row)), 1)
        self.warehouse.change_stock_update(row.reference, {CODE: 50})
        self.sync_merchant()
        self.assertFalse(row.reason)
        self.came(row, {CODE: 50})
        self.assertEqual((row.state, self.on_hand()), ('done', 110))

    def test_a_product_added_later_is_named(self):
        row = self.announced()
        self.env['stock.move'].create({
            **self.move((SOCKS, 3)), 'picking_id': row.picking_id.id})._action_confirm()
        self.sync_merchant()
        self.assertWaits(row, 'sent', 'changed', f"{SOCKS} is new: 3")
        self.assertEqual(self.posted(), [])

    def test_a_cancelled_receipt_is_to_be_cancelled_in_myogo(self):
        row = self.announced()
        row.picking_id.action_cancel()
        self.assertEqual(row.state, 'cancelling')
        self.assertIn("Cancel it in myOGO", row.message)
        self.assertEqual(self.tasks(row), [row.message])
        self.sync_merchant()
        self.assertEqual((row.state, self.posted()), ('cancelling', []))
        row.action_confirm_cancelled()
        self.sync_merchant()
        self.assertEqual((row.state, row.message), ('cancelled', False))

    def test_goods_that_come_though_their_receipt_was_cancelled_are_a_task(self):
        row = self.announced()
        row.picking_id.action_cancel()
        self.came(row, {CODE: 25})
        self.assertWaits(row, 'cancelling', 'over', f"25 of {CODE}")
        self.assertEqual(self.on_hand(), 60)
        row.action_receive_more()
        self.assertEqual(self.on_hand(), 85)
