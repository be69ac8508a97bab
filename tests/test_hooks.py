"""What the module adds to everybody's work in Odoo costs no query more per document."""

from odoo.tests import tagged

from ..models import ogoship_order_changed
from .inbound_common import InboundCase


@tagged('post_install', '-at_install')
class TestHooks(InboundCase):

    def queries(self, work, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work(records)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def per_record(self, work, make):
        """How many queries one more record costs."""
        work(make(1))  # what is read once
        few, many = make(2), make(12)
        return (self.queries(work, many) - self.queries(work, few)) / 10

    def without(self, model, method):
        """Patch a hook of ours away: only for comparison."""
        return self.patch(type(self.env[model]), method, lambda self, *args, **kwargs: None)

    def receipts(self, count):
        warehouse = self.env['stock.warehouse'].search([
            ('company_id', '=', self.env.company.id),
            ('id', '!=', self.merchant.warehouse_id.id)], limit=1)
        return self.env['stock.picking'].union(*(
            self.receipt(confirm=False, picking_type_id=warehouse.in_type_id.id,
                         location_dest_id=warehouse.lot_stock_id.id) for _ in range(count)))

    def test_confirmed_receipts(self):
        ours = self.per_record(lambda receipts: receipts.action_confirm(), self.receipts)
        self.without('stock.picking', '_ogoship_announce')
        self.without('stock.picking', '_ogoship_queue')
        self.without('stock.picking', '_ogoship_changed')
        theirs = self.per_record(lambda receipts: receipts.action_confirm(), self.receipts)
        self.assertLessEqual(ours, theirs + 0.2)

    def test_changed_quantities(self):
        def change(moves):
            for move in moves:
                move.product_uom_qty += 1

        def moves(count):
            receipts = self.receipts(count)
            receipts.action_confirm()
            return receipts.move_ids

        ours = self.per_record(change, moves)
        self.without('stock.picking', '_ogoship_changed')
        self.assertLessEqual(ours, self.per_record(change, moves) + 0.2)

    def test_corrected_addresses(self):
        def change(partners):
            for partner in partners:
                partner.street = "Uusikatu 7"

        def partners(count):
            return self.env['res.partner'].create([{'name': "Somebody"}] * count)

        ours = self.per_record(change, partners)
        self.patch(ogoship_order_changed, 'ADDRESS', set())
        # One question for each: which open orders go there.
        self.assertLessEqual(ours, self.per_record(change, partners) + 1)
