"""What the tests of arrow 8 share: goods that left, and come back."""

from .ledger_common import CODE, LedgerCase


class ReturnCase(LedgerCase):

    def setUp(self):
        super().setUp()
        self.merchant.fetch_returns = True

    # === DOING === #

    def gone(self, quantity=3, code=CODE):
        """The warehouse order of a sale made by hand, shipped, its delivery done."""
        row = self.order(quantity, code)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        return row

    def come_back(self, row, pieces=None, **values):
        """A return document of the order; return its row here."""
        self.warehouse.return_order(row.reference, pieces or {CODE: 3}, **values)
        self.sync_merchant()
        return row.return_ids

    def receive(self, found):
        """Press the button; return the receipt."""
        self.env.flush_all()
        found.invalidate_recordset()
        action = found.action_receive()
        self.assertEqual(action['res_model'], 'stock.picking')
        receipt = self.env['stock.picking'].browse(action['res_id'])
        self.assertEqual((found.state, found.picking_id), ('accepted', receipt))
        return receipt

    def validate(self, receipt, quantity=None, backorder=False):
        """A person validates the receipt, perhaps of fewer pieces."""
        for move in receipt.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        context = {'skip_sms': True, 'skip_backorder': True}
        if not backorder:
            context['picking_ids_not_to_backorder'] = receipt.ids
        receipt.with_context(**context).button_validate()
        self.assertEqual(receipt.state, 'done')
        self.env.flush_all()

    # === LOOKING === #

    def returns(self):
        return self.env['ogoship.return'].search([('merchant_id', '=', self.merchant.id)])

    def pieces(self, found):
        return {line.code: (line.expected_quantity, line.received_quantity)
                for line in found.line_ids}

    def return_calls(self):
        return [call for call in self.sandbox.log
                if call.remote == 'warehouse' and call.path.endswith('/Returns')]
