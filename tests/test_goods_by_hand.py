"""People work on deliveries and goods in Odoo while the warehouse works on them too."""

from odoo.tests import tagged

from ..const import CONFIRMED
from .ledger_common import CODE, LedgerCase
from .split_common import SplitCase


@tagged('post_install', '-at_install')
class TestDeliveriesByHand(SplitCase):

    def by_hand(self, picking, pieces):
        """Somebody validates so many pieces in Odoo; the rest is a backorder."""
        picking.move_ids.write({'quantity': pieces, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def test_validated_in_part_before_all_of_it_left(self):
        row = self.order()
        self.by_hand(row.picking_id, 2)
        rest = self.rest(row)
        self.ship(row.reference, tracking='T1')
        self.assertEqual((row.state, rest.state), ('done', 'done'), row.message)
        self.assertEqual(rest.carrier_tracking_ref, 'T1')
        self.assertEqual(self.delivered(row), 5)
        self.assertFalse(self.activities(row.picking_id) + self.activities(rest))

    def test_validated_in_part_before_a_part_left(self):
        row = self.order()
        self.by_hand(row.picking_id, 2)
        open_one = self.rest(row)
        self.ship(row.reference, lines={'KAASU-230': 3})
        self.assertEqual((row.state, self.delivered(row)), ('done', 3))
        rest = open_one.backorder_ids
        self.assertEqual((open_one.state, self.goods(rest)), ('done', {'KAASU-230': 2}))
        self.assertTrue(rest.ogoship_rest_waits)
        self.assertEqual(rest.ogoship_rest_of_id, row)

    def test_validated_in_full_before_a_part_left_is_told(self):
        row = self.order()
        self.by_hand(row.picking_id, 5)
        self.ship(row.reference, lines={'KAASU-230': 3})
        self.assertEqual((row.state, row.reason), ('done', False))
        [note] = self.activities(row.picking_id)
        self.assertIn("KAASU-230 3 of 5", note)

    def test_the_rest_was_closed_by_hand_though_all_of_it_left_is_told(self):
        row = self.order()
        self.by_hand(row.picking_id, 2)
        self.rest(row).with_context(ogoship_confirmed=CONFIRMED).action_cancel()
        self.ship(row.reference)
        self.assertEqual(row.state, 'done')
        self.assertIn("KAASU-230 5 of 5", self.activities(row.picking_id)[-1])

    def test_unreserved_by_hand_while_the_warehouse_works(self):
        row = self.order()
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        self.assertDone(row, {'KAASU-230': 5})

    def test_a_smaller_quantity_set_by_hand_but_not_validated(self):
        row = self.order()
        row.picking_id.move_ids.write({'quantity': 1, 'picked': True})
        self.ship(row.reference)
        self.assertDone(row, {'KAASU-230': 5})
        self.assertEqual(self.delivered(row), 5)

    def test_a_delivery_split_by_hand_belongs_to_its_order_still(self):
        row = self.order()
        row.picking_id.move_ids.quantity = 2
        row.picking_id.action_split_transfer()
        rest = self.rest(row)
        self.assertEqual(self.goods(rest), {'KAASU-230': 3})
        self.ship(row.reference)
        self.assertEqual((row.state, row.picking_id.state, rest.state), ('done',) * 3)
        self.assertEqual(self.posts(), 1)

    def test_the_rest_that_waits_is_validated_by_hand(self):
        row = self.order()
        rest = self.ship_part(row)
        self.by_hand(rest, 2)
        self.sync_merchant()
        self.assertEqual((row.state, rest.ogoship_message, rest.ogoship_rest_waits),
                         ('done', False, False))

    def test_the_rest_that_waits_is_validated_by_hand_in_part(self):
        row = self.order()
        rest = self.ship_part(row, 2)
        self.by_hand(rest, 1)
        last = rest.backorder_ids
        self.assertTrue(last.ogoship_rest_waits)
        self.assertEqual(last.ogoship_rest_of_id, row)

    def test_validated_by_hand_at_the_same_time_as_it_left(self):
        row = self.order()
        self.warehouse.ship(row.reference)
        self.by_hand(row.picking_id, 5)
        self.sync_merchant()
        row.action_retry()
        self.sync_merchant()
        self.assertEqual((row.state, self.delivered(row)), ('done', 5))


@tagged('post_install', '-at_install')
class TestGoodsMovedByHand(LedgerCase):
    """In or out of OGOship's warehouse in Odoo only: not sent, the ledger shows the difference."""

    def setUp(self):
        super().setUp()
        self.stock = self.merchant.warehouse_id.lot_stock_id
        self.elsewhere = self.env['stock.warehouse'].create({
            'name': "Shop", 'code': 'SHP', 'company_id': self.env.company.id}).lot_stock_id

    def transfer(self, source, target, pieces):
        kind = self.merchant.warehouse_id.int_type_id
        picking = self.env['stock.picking'].create({
            'picking_type_id': kind.id, 'location_id': source.id, 'location_dest_id': target.id,
            'move_ids': [(0, 0, {
                'product_id': self.known(CODE).id, 'product_uom_qty': pieces,
                'location_id': source.id, 'location_dest_id': target.id})]})
        picking.action_confirm()
        self.deliver(picking)
        return picking

    def test_a_transfer_out(self):
        picking = self.transfer(self.stock, self.elsewhere, 4)
        self.sync_merchant()
        self.assertFigures(60, 0, 56, difference=4)
        self.assertFalse(picking.ogoship_order_ids)
        self.assertFalse(self.sent_orders())

    def test_a_transfer_in(self):
        self.env['stock.quant']._update_available_quantity(self.known(CODE), self.elsewhere, 4)
        self.transfer(self.elsewhere, self.stock, 4)
        self.sync_merchant()
        self.assertFigures(60, 0, 64, difference=-4)

    def test_goods_scrapped(self):
        self.env['stock.scrap'].create({
            'product_id': self.known(CODE).id, 'scrap_qty': 2,
            'location_id': self.stock.id}).action_validate()
        self.sync_merchant()
        self.assertFigures(60, 0, 58, difference=2)
        self.assertSays("OGOship has 2 more than Odoo")
