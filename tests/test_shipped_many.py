from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.ogoship_order_finish import OgoshipOrder
from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestShippedMany(OutboxCase):
    """Several deliveries left since the last run: validated together, each as if alone."""

    def ship(self, count):
        """So many orders sent and shipped, which Odoo has not read yet."""
        numbers = [self.place() for _number in range(count)]
        self.sync_store()
        self.sync_merchant()
        rows = self.env['ogoship.order'].union(*map(self.warehouse_row, numbers))
        self.assertEqual(set(rows.mapped('state')), {'sent'})
        for row in rows:
            self.warehouse.ship(row.reference, tracking=f'JJFI{row.id}')
        return rows

    def assertShipped(self, rows):
        for row in rows:
            self.assertEqual((row.state, row.reason), ('done', False), row.message)
            self.assertEqual(row.picking_id.state, 'done')
            self.assertEqual(row.picking_id.carrier_tracking_ref, f'JJFI{row.id}')
            for move in row.picking_id.move_ids:
                self.assertEqual(move.quantity, move.product_uom_qty)

    def one_by_one(self):
        """The rows that had a turn of their own."""
        seen, finish = [], OgoshipOrder._finish_delivery

        def watched(row):
            seen.append(row.id)
            return finish(row)
        self.startPatcher(patch.object(OgoshipOrder, '_finish_delivery', watched))
        return seen

    def test_together(self):
        rows, alone = self.ship(4), self.one_by_one()
        self.sync_merchant()
        self.assertShipped(rows)
        self.assertEqual(alone, [])
        self.assertTrue(all(rows.sale_order_id.mycashflow_order_ids.mapped('shipped_date')))

    def test_not_reserved(self):
        """One that Odoo has not reserved has its own turn."""
        rows, alone = self.ship(3), self.one_by_one()
        rows[1].picking_id.do_unreserve()
        self.sync_merchant()
        self.assertShipped(rows)
        self.assertEqual(alone, rows[1].ids)

    def test_one_is_refused(self):
        """One that Odoo refuses does not keep the others."""
        rows = self.ship(3)
        picking_class = type(rows.picking_id)
        validate, bad = picking_class.button_validate, rows[1].picking_id
        note = "Not this one."

        def refuse(pickings):
            if bad in pickings:
                raise UserError(note)
            return validate(pickings)
        self.startPatcher(patch.object(picking_class, 'button_validate', refuse))
        self.sync_merchant()
        self.assertShipped(rows - rows[1])
        self.assertEqual((rows[1].state, rows[1].reason), ('shipped', 'delivery'))
        self.assertIn("Not this one.", rows[1].message)

    def test_same_as_alone(self):
        """Moves, quants and what the shop is told are the same, together or alone."""
        together = self.ship(2)
        self.sync_merchant()
        alone = self.ship(1)
        self.sync_merchant()
        seen = [self.traces(row) for row in together + alone]
        self.assertEqual(seen[0], seen[2])
        self.assertEqual(seen[1], seen[2])

    def traces(self, row):
        """What a validated delivery has left in Odoo, but for names and moments."""
        picking = row.picking_id
        return {
            'moves': [(move.product_id.default_code, move.state, move.quantity, move.picked,
                       move.location_id, move.location_dest_id)
                      for move in picking.move_ids.sorted('product_id')],
            'lines': [(line.product_id.default_code, line.quantity, line.state)
                      for line in picking.move_line_ids.sorted('product_id')],
            'delivered': row.sale_order_id.order_line.mapped('qty_delivered'),
            'row': (row.state, row.reason, row.update_wanted),
            'inbox': row.sale_order_id.mycashflow_order_ids.mapped('state'),
            'backorders': len(picking.backorder_ids),
            'chatter': len(picking.message_ids),
        }
