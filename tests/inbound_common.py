"""What the tests of arrow 7 share: receipts into the warehouse of the merchant."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .ledger_common import CODE, LedgerCase

SOCKS = 'SUKKA-MERINO-M'  # 150 pieces on both sides


class InboundCase(LedgerCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env['res.partner'].create({
            'name': "Example Textiles Ltd", 'is_company': True,
            'country_id': cls.env.ref('base.pt').id})

    # === DOING === #

    def receipt(self, *lines, confirm=True, days=14, **values):
        """A receipt made by hand: lines are (product or code, quantity)."""
        kind = self.merchant.warehouse_id.in_type_id
        receipt = self.env['stock.picking'].create({
            'picking_type_id': kind.id, 'partner_id': self.supplier.id,
            'location_id': self.env.ref('stock.stock_location_suppliers').id,
            'location_dest_id': self.merchant.warehouse_id.lot_stock_id.id,
            'scheduled_date': fields.Datetime.now() + timedelta(days=days),
            'move_ids': [Command.create(self.move(line)) for line in lines or [(CODE, 40)]],
            **values})
        if confirm:
            receipt.action_confirm()
        return receipt

    def move(self, line):
        product, quantity = line
        product = self.known(product) if isinstance(product, str) else product
        return {
            'product_id': product.id, 'product_uom_qty': quantity,
            'location_id': self.env.ref('stock.stock_location_suppliers').id,
            'location_dest_id': self.merchant.warehouse_id.lot_stock_id.id}

    def announced(self, *lines, **values):
        """The stock update of a new receipt, which OGOship has."""
        row = self.receipt(*lines, **values).ogoship_stock_update_id
        self.sync_merchant()
        self.assertAnnounced(row)
        self.sandbox.log.clear()
        return row

    def came(self, row, quantities, **values):
        """OGOship unpacks, and the scheduled action runs."""
        self.warehouse.receive(row.reference, quantities, **values)
        self.sync_merchant()

    def by_hand(self, receipt, quantities):
        """Somebody validates a part of a receipt in Odoo: {code: pieces}."""
        for move in receipt.move_ids:
            move.quantity = quantities.get(move.product_id.default_code, 0)
            move.picked = bool(move.quantity)
        receipt.with_context(skip_backorder=True).button_validate()
        self.assertEqual(receipt.state, 'done')

    def be_quiet(self, row):
        """So long without news that nothing more is expected."""
        row.change_date = fields.Datetime.now() - timedelta(hours=25)
        row.retry_at = fields.Datetime.now() - timedelta(seconds=1)
        row.flush_recordset()
        self.sync_merchant()

    # === LOOKING === #

    def posted(self):
        """Bodies of all stock updates that were posted to OGOship."""
        return [call.json for call in self.sandbox.log
                if call.method == 'POST' and call.path == '/api/v1/StockUpdate']

    def there(self, row):
        return self.warehouse.stock_update(row.reference)

    def assertAnnounced(self, row):
        """OGOship has it exactly once, and the row knows OGOship's own reference."""
        found, = self.there(row)
        self.assertEqual((row.state, row.reason), ('sent', False), row.message)
        self.assertEqual(row.auto_reference, found['autoReference'])
        self.assertTrue(row.sent_date)

    def assertBooked(self, row, *figures):
        """(code, announced, received there, booked here) of each line."""
        self.assertEqual(
            [(line.code, line.expected_quantity, line.received_quantity, line.booked_quantity)
             for line in row.line_ids], list(figures), row.message)

    def receipts(self, row):
        """(state, quantity of the first product) of each receipt, the oldest first."""
        return [(receipt.state, sum(receipt.move_ids.mapped('product_qty')))
                for receipt in row.picking_ids.sorted('id')]

    def tasks(self, row):
        return row.picking_ids.activity_ids.mapped('summary') + self.activities(row)
