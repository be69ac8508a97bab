"""What the tests of arrow 6 share: a ledger that has been read and agrees."""

from .outbox_common import OutboxCase

CODE = 'KEITIN-X1'  # 60 pieces on both sides


class LedgerCase(OutboxCase):

    def setUp(self):
        super().setUp()
        self.sync_merchant()
        self.sandbox.log.clear()

    # === DOING === #

    def order(self, quantity=3, code=CODE):
        """The warehouse order of a sale made by hand, which OGOship has."""
        row = self.sell((code, quantity)).ogoship_order_ids
        self.sync_merchant()
        self.assertEqual(row.state, 'sent', row.message)
        return row

    def lose(self, quantity, code=CODE):
        """Goods got lost at the warehouse (or were found there)."""
        there = self.warehouse.warehouse_product(code)['stock']
        self.warehouse.set_warehouse_stock(code, there - quantity)

    def deliver(self, picking):
        """Somebody validates the delivery in Odoo by hand."""
        picking.move_ids.picked = True
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def trust(self, limit=5):
        """A person has applied once, and lets differences up to the limit pass by themselves."""
        self.merchant.write({
            'adjust_stock': 'automatic', 'adjust_limit': limit,
            'stock_applied_date': '2026-01-01 00:00:00'})

    def press(self, records, button):
        """Press a button that commits while it works."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            answer = getattr(records.with_env(records.env(cr=cr)), button)()
        self.env.invalidate_all()
        return answer

    # === LOOKING === #

    def ledger(self, code=CODE, merchant=None):
        return self.env['ogoship.product'].search([
            ('merchant_id', '=', (merchant or self.merchant).id), ('code', '=', code)])

    def on_hand(self, code=CODE, merchant=None):
        warehouse = (merchant or self.merchant).warehouse_id
        return self.known(code).with_context(warehouse_id=warehouse.id).qty_available

    def assertFigures(self, stock, in_flight, here, difference=0, code=CODE):
        line = self.ledger(code)
        self.assertEqual(
            (line.stock, line.in_flight, line.odoo_quantity, line.difference),
            (stock, in_flight, here, difference), line.message)
        self.assertEqual(line.odoo_quantity, self.on_hand(code))
        if not difference:
            self.assertEqual((line.state, line.reason), ('agrees', False))

    def assertSays(self, *words, code=CODE):
        for word in words:
            self.assertIn(word, self.ledger(code).message or '')

    def product_calls(self, method):
        """Bodies of the calls by which products were sent to OGOship."""
        return [call.json for call in self.sandbox.log
                if call.remote == 'warehouse' and call.method == method
                and '/Products' in call.path]
