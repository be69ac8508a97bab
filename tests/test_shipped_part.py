"""Arrow 4: less, more or something else left OGOship than was sent."""

from odoo.tests import tagged

from .split_common import CODE, SplitCase


@tagged('post_install', '-at_install')
class TestShippedInPart(SplitCase):

    def test_fewer_pieces_what_left_is_delivered_and_the_rest_waits(self):
        row = self.sent('multi')
        self.ship(row.reference, lines={'SUKKA-MERINO-M': 3, CODE: 2}, tracking='A1')
        self.assertDone(row, {'SUKKA-MERINO-M': 3, CODE: 2})
        rest = self.rest(row)
        self.assertEqual(self.goods(rest), {CODE: 3})
        self.assertIn("second order", rest.ogoship_message)
        self.assertIn(row.reference, rest.ogoship_message)
        self.assertTrue(rest.ogoship_rest_date)
        self.assertEqual((row.picking_id.carrier_tracking_ref, rest.carrier_tracking_ref),
                         ('A1', False))
        self.assertEqual(self.delivered(row), 5)
        self.assertFalse(row.sale_order_id.mycashflow_order_ids.shipped_date, "not all has left")

    def test_a_missing_line_is_the_rest(self):
        row = self.sent('multi')
        self.ship(row.reference, lines={'SUKKA-MERINO-M': 3})
        self.assertDone(row, {'SUKKA-MERINO-M': 3})
        self.assertEqual(self.goods(self.rest(row)), {CODE: 5})

    def test_the_rest_is_not_sent_by_itself(self):
        for moment in ('confirmed', 'assigned'):
            with self.subTest(send_when=moment):
                self.merchant.send_when = moment
                row = self.order()
                rest = self.ship_part(row)
                rest.do_unreserve()
                rest.action_assign()
                self.sync_merchant()
                self.assertFalse(rest.ogoship_order_ids)
                self.assertEqual(self.posts(), self.env['ogoship.order'].search_count([]))

    def test_reading_it_again_changes_nothing(self):
        row = self.order()
        self.ship_part(row)
        self.merchant.orders_watermark = False
        row.action_retry()
        self.sync_merchant()
        self.assertDone(row, {CODE: 3})
        self.assertEqual(len(row.sale_order_id.picking_ids), 2)

    def test_a_warehouse_that_never_makes_backorders_keeps_the_rest_all_the_same(self):
        self.merchant.warehouse_id.out_type_id.create_backorder = 'never'
        row = self.order()
        rest = self.ship_part(row)
        self.assertEqual(self.goods(rest), {CODE: 2})
        self.assertDone(row, {CODE: 3})

    def test_more_than_sent_is_for_a_person(self):
        row = self.order()
        self.ship_otherwise(row, {CODE: 7})
        self.assertForPerson(row, f"{CODE} 7 of 5")

    def test_an_unknown_code_is_for_a_person(self):
        row = self.order()
        self.ship_otherwise(row, {CODE: 5, 'VIERAS': 1})
        self.assertForPerson(row, "VIERAS 1 of 0")

    def test_a_shipment_of_nothing_is_for_a_person(self):
        row = self.order()
        self.ship_otherwise(row, {})
        self.assertForPerson(row, f"{CODE} 0 of 5")

    def test_a_person_validates_and_the_order_is_finished(self):
        row = self.order()
        self.ship_otherwise(row, {CODE: 7})
        row.picking_id.move_ids.write({'quantity': 7, 'picked': True})
        row.picking_id.button_validate()
        self.assertEqual((row.state, row.reason, row.message), ('done', False, False))

    def test_more_in_odoo_than_was_sent_is_a_rest(self):
        row = self.order()
        row.picking_id.move_ids.product_uom_qty = 6
        self.ship(row.reference)
        self.assertDone(row, {CODE: 5})
        self.assertEqual(self.goods(self.rest(row)), {CODE: 1})

    def test_less_in_odoo_than_was_sent_is_for_a_person(self):
        row = self.order()
        row.picking_id.move_ids.product_uom_qty = 4
        self.ship(row.reference)
        self.assertForPerson(row, f"{CODE} 5 of 5")

    def test_a_line_cancelled_in_odoo_that_left_is_for_a_person(self):
        row = self.order((CODE, 5), ('KEITIN-X1', 1))
        row.picking_id.move_ids[0]._action_cancel()
        self.ship(row.reference)
        self.assertForPerson(row, f"{CODE} 5 of 5")

    def ship_otherwise(self, row, pieces):
        self.change_at_warehouse(row, pieces)
        self.ship(row.reference)

    def assertForPerson(self, row, *words):
        """Nothing is validated, and the delivery says once what differs."""
        self.assertWaits(row, 'shipped', 'split', *words)
        self.assertIn(row.message, self.activities(row.picking_id))
        self.assertNotIn(row.picking_id.state, ('done', 'cancel'))
        self.assertFalse(any(row.picking_id.move_ids.mapped('picked')))
        self.sync_merchant()
        self.assertEqual(self.activities(row.picking_id).count(row.message), 1, "said once")


@tagged('post_install', '-at_install')
class TestUnits(SplitCase):
    """Lines of a sale are not lines of a warehouse order."""

    def setUp(self):
        super().setUp()
        # Else Odoo turns dozens into pieces by itself.
        self.env['ir.config_parameter'].set_param('stock.propagate_uom', '1')

    def dozens(self, count):
        return {'product_id': self.known(CODE).id, 'product_uom_qty': count,
                'product_uom_id': self.env.ref('uom.product_uom_dozen').id}

    def test_dozens_of_which_a_whole_one_left(self):
        row = self.order(self.dozens(2))
        self.assertEqual(row.picking_id.move_ids.product_uom_qty, 2)
        rest = self.ship_part(row, 12)
        self.assertDone(row, {CODE: 12})
        self.assertEqual((rest.move_ids.product_uom_qty, self.delivered(row)), (1, 1))

    def test_dozens_of_which_pieces_left(self):
        for pieces in (7, 13, 23):
            with self.subTest(pieces=pieces):
                row = self.order(self.dozens(2))
                rest = self.ship_part(row, pieces)
                self.assertDone(row, {CODE: pieces})
                self.assertEqual(row.picking_id.move_ids.move_line_ids.quantity_product_uom, pieces)
                self.assertEqual(self.goods(rest), {CODE: 24 - pieces})
                self.assertEqual(rest.move_ids.state, 'assigned')

    def test_two_lines_of_one_product_are_served_in_order(self):
        row = self.order((CODE, 2), (CODE, 3))
        rest = self.ship_part(row, 3)
        self.assertEqual(row.sale_order_id.order_line.mapped('qty_delivered'), [2, 1])
        self.assertEqual(rest.move_ids.mapped('product_uom_qty'), [2])
        self.ship_rest(rest)
        self.assertEqual(row.sale_order_id.order_line.mapped('qty_delivered'), [2, 3])

    def test_lines_in_pieces_and_in_dozens_of_one_product(self):
        row = self.order((CODE, 2), self.dozens(1))
        rest = self.ship_part(row, 5)
        self.assertEqual(self.goods(rest), {CODE: 9})
        self.ship_rest(rest)
        self.assertEqual(row.sale_order_id.order_line.mapped('qty_delivered'), [2, 1])

    def ship_rest(self, rest):
        """A person has the rest sent, and it leaves."""
        rest.action_ogoship_send_rest()
        self.sync_merchant()
        self.ship(rest.ogoship_order_ids.reference)
        self.assertEqual((rest.ogoship_order_ids.state, rest.state), ('done', 'done'))

    def test_two_products_of_one_sale_line_as_a_kit_makes_them(self):
        """Kits are exploded into moves by another module; each component is its own line."""
        row = self.sell((CODE, 2)).ogoship_order_ids
        move = row.picking_id.move_ids
        component = move.copy({
            'product_id': self.known('KEITIN-X1').id, 'product_uom_qty': 2,
            'sale_line_id': move.sale_line_id.id})
        component._action_confirm(merge=False)
        self.sync_merchant()
        self.ship(row.reference, lines={CODE: 2, 'KEITIN-X1': 1})
        self.assertEqual(component.sale_line_id, move.sale_line_id)
        self.assertDone(row, {CODE: 2, 'KEITIN-X1': 1})
        self.assertEqual(self.goods(self.rest(row)), {'KEITIN-X1': 1})
