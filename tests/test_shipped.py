"""Arrow 4: what the warehouse has shipped leaves Odoo's stock, or waits for a person."""

from odoo.tests import tagged

from ..const import CONFIRMED
from .outbox_common import StatusCase


@tagged('post_install', '-at_install')
class TestShipped(StatusCase):
    """Shipped → the delivery is done, from what the warehouse says it shipped."""

    def test_delivery_is_done_with_tracking(self):
        row = self.sent('multi')
        self.warehouse.ship(row.reference, tracking='JJFI1, JJFI2')
        self.sync_merchant()
        picking = row.picking_id
        self.assertEqual((row.state, picking.state), ('done', 'done'))
        self.assertEqual(picking.carrier_tracking_ref, 'JJFI1, JJFI2')
        self.assertIn('JJFI1', picking.carrier_tracking_url)
        self.assertEqual(
            {move.product_id.default_code: move.quantity for move in picking.move_ids},
            {line.code: line.shipped_quantity for line in row.line_ids})
        self.assertTrue(row.shipped_date)
        self.assertFalse(self.activities(picking))

    def test_stock_leaves_odoo_once(self):
        gas, warehouse = self.known('KAASU-230'), self.merchant.warehouse_id
        before = gas.with_context(warehouse_id=warehouse.id).qty_available
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 3}])
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.sync_merchant()
        gas.invalidate_recordset()
        self.assertEqual(
            gas.with_context(warehouse_id=warehouse.id).qty_available, before - 3)

    def test_without_stock_in_odoo(self):
        rare = self.product('HARVINAINEN')
        self.warehouse.set_warehouse_stock('HARVINAINEN', 3)
        row = self.sell((rare, 2)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        self.assertEqual(row.picking_id.move_ids.quantity, 2)

    def test_without_tracking_number(self):
        row = self.sent()
        self.warehouse.ship(row.reference, tracking=None)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.carrier_tracking_ref), ('done', False))

    def test_tracking_number_that_comes_later(self):
        row = self.shipped(tracking=None)
        self.answer(self.at_warehouse(row)[0] | {'trackingNumber': 'LATE1'})
        self.assertEqual(row.picking_id.carrier_tracking_ref, 'LATE1')

    def test_dozens_sold_pieces_shipped(self):
        row = self.sell({
            'product_id': self.known('KAASU-230').id, 'product_uom_qty': 2,
            'product_uom_id': self.env.ref('uom.product_uom_dozen').id,
        }).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done', row.message)
        self.assertEqual(row.sale_order_id.order_line.qty_delivered, 2)

    def test_two_lines_of_one_product(self):
        row = self.sell(('KAASU-230', 2), ('KAASU-230', 3)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done', row.message)
        self.assertEqual(row.sale_order_id.order_line.mapped('qty_delivered'), [2, 3])

    def test_product_tracked_by_lot_is_for_a_person(self):
        lot = self.product('ERA', tracking='lot')
        self.warehouse.set_warehouse_stock('ERA', 3)
        row = self.sell((lot, 1)).picking_ids.ogoship_order_ids
        other = self.sent()
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.warehouse.ship(other.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('shipped', 'tracked'))
        self.assertIn(row.picking_id.name, row.message)
        self.assertIn(row.message, self.activities(row.picking_id))
        self.assertEqual(other.state, 'done', "its neighbour goes on")
        self.assertFalse(row.picking_id.move_ids.picked, "nothing is half done")

    def test_delivery_validated_by_hand_before_it_shipped(self):
        row = self.sent()
        row.picking_id.button_validate()
        self.assertEqual(row.state, 'sent')
        self.warehouse.ship(row.reference, tracking='T1')
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.carrier_tracking_ref), ('done', 'T1'))

    def test_delivery_cancelled_in_odoo_but_shipped_is_for_a_person(self):
        row = self.sent()
        row.picking_id.with_context(ogoship_confirmed=CONFIRMED).action_cancel()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('shipped', 'delivery'))
        self.assertIn(row.message, self.activities(row.picking_id))

    def test_shipped_before_we_first_looked(self):
        """Sent, collected and shipped between two runs."""
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done')
