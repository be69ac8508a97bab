"""Splits that do not fit what Odoo has: work by hand, orders that only look like parts."""

from odoo.tests import tagged

from .split_common import CODE, SplitCase


@tagged('post_install', '-at_install')
class TestSplitsThatDoNotFit(SplitCase):

    def appear(self, row, pieces, name='{}-2'):
        reference = name.format(row.reference)
        self.warehouse.add_foreign_order(reference, orderLines=[
            {'code': code, 'quantity': quantity} for code, quantity in pieces.items()])
        self.sync_merchant()
        return self.by_name(reference)

    def assertForPerson(self, part, row, *words):
        self.assertEqual((part.reason, part.picking_id.id), ('part', False))
        for word in words:
            self.assertIn(word, part.message)
        self.assertEqual(self.activities(row.picking_id).count(part.message), 1)
        self.sync_merchant()
        self.assertEqual(self.activities(row.picking_id).count(part.message), 1, "said once")

    def test_an_order_of_a_like_name_beside_a_whole_first_one_splits_nothing(self):
        """Such as an exchange order, or one made by hand in myOGO."""
        row = self.order()
        part = self.appear(row, {CODE: 2})
        self.assertForPerson(part, row, f"2 {CODE}")
        self.assertEqual(self.goods(row.picking_id), {CODE: 5})
        self.ship(part.reference)
        self.assertEqual(part.state, 'shipped')

    def test_the_first_order_shrinks_later_and_the_split_is_made(self):
        row = self.order()
        part = self.appear(row, {CODE: 2})
        self.change_at_warehouse(row, {CODE: 3})
        self.warehouse.hold(row.reference)
        self.sync_merchant()
        self.assertEqual((part.reason, self.goods(part.picking_id)), (False, {CODE: 2}))

    def test_goods_that_were_never_sent_are_for_a_person(self):
        row = self.order()
        part = self.appear(row, {'KEITIN-X1': 1})
        self.assertForPerson(part, row, "1 KEITIN-X1")

    def test_a_rest_that_holds_more_is_split_again(self):
        row = self.order()
        rest = self.ship_part(row, 1)
        part = self.appear(row, {CODE: 3})
        self.assertEqual(self.goods(part.picking_id), {CODE: 3})
        self.assertEqual(self.goods(rest), {CODE: 1})
        self.assertTrue(rest.ogoship_rest_waits)
        self.assertFalse(part.picking_id.ogoship_rest_of_id)
        last = self.appear(row, {CODE: 1}, name='{}-3')
        self.assertEqual(last.picking_id, rest)
        self.assertFalse(rest.ogoship_rest_waits)

    def test_a_rest_that_holds_less_is_for_a_person(self):
        row = self.order()
        rest = self.ship_part(row, 3)
        part = self.appear(row, {CODE: 4})
        self.assertForPerson(part, row, f"4 {CODE}")
        self.assertTrue(rest.ogoship_rest_waits)

    def test_a_person_corrects_the_delivery_and_presses_retry(self):
        row = self.order()
        rest = self.ship_part(row, 3)
        part = self.appear(row, {CODE: 4})
        rest.move_ids.product_uom_qty = 4
        part.action_retry()
        self.sync_merchant()
        self.assertEqual((part.picking_id, part.reason), (rest, False))

    def test_delivered_by_hand_in_full_before_the_split_was_seen(self):
        row = self.order()
        self.validate(row.picking_id, 5)
        second = self.split(row)
        self.ship(row.reference)
        part = self.by_name(second)
        self.assertEqual((row.state, part.state, part.reason), ('done', 'sent', False))
        self.ship(second)
        self.assertEqual((part.state, part.reason), ('done', False), part.message)
        self.assertFalse(self.activities(row.picking_id))

    def test_delivered_by_hand_in_part_before_the_split_was_seen(self):
        row = self.order()
        self.validate(row.picking_id, 1)
        second = self.split(row)
        self.ship(row.reference)
        self.assertEqual(row.state, 'done', row.message)
        self.ship(second)
        part = self.by_name(second)
        self.assertDone(part, {CODE: 2})
        self.assertEqual(self.delivered(row), 5)
        self.assertFalse(self.rest(row))

    def validate(self, picking, pieces):
        """Somebody delivers so many pieces in Odoo by hand."""
        picking.move_ids.write({'quantity': pieces, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')

    def test_split_of_what_odoo_has_reserved_in_part(self):
        rare = self.product('HARVINAINEN')
        self.env['stock.quant']._update_available_quantity(
            rare, self.merchant.warehouse_id.lot_stock_id, 2)
        self.warehouse.set_warehouse_stock('HARVINAINEN', 9)
        row = self.order((rare, 5))
        second = self.split(row, HARVINAINEN=3)
        self.sync_merchant()
        self.assertEqual(row.picking_id.move_ids.quantity, 2, "what is reserved stays")
        self.ship(second)
        self.assertEqual(self.by_name(second).state, 'done')
        self.ship(row.reference)
        self.assertDone(row, {'HARVINAINEN': 3})

    def test_split_of_two_lines_of_one_product(self):
        row = self.order((CODE, 2), (CODE, 3))
        second = self.split(row, 1)
        self.ship(row.reference)
        self.ship(second)
        self.assertDone(self.by_name(second), {CODE: 4})
        self.assertEqual(row.sale_order_id.order_line.mapped('qty_delivered'), [2, 3])
