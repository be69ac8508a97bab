"""Goods as they are: lots, serial numbers, packages. OGOship's API knows none of them."""

from odoo.tests import tagged

from .split_common import SplitCase

LOT = 'ERA'


class GoodsCase(SplitCase):

    def stocked(self, tracking='lot', **lots):
        """A product tracked so, with these pieces of each lot on both sides."""
        product = self.product(LOT, tracking=tracking)
        self.warehouse.set_warehouse_stock(LOT, 100)
        for name, pieces in lots.items():
            self.put(product, pieces, lot_id=self.env['stock.lot'].create({
                'name': name, 'product_id': product.id}))
        return product

    def put(self, product, pieces, **place):
        self.env['stock.quant']._update_available_quantity(
            product, self.merchant.warehouse_id.lot_stock_id, pieces, **place)

    def lots(self, picking):
        """Pieces of each lot that a delivery moves."""
        return {line.lot_id.name: line.quantity for line in picking.move_line_ids}

    def assertUnknown(self, row):
        """A person is asked for the lot; the goods stay in flight until then."""
        self.assertWaits(row, 'shipped', 'tracked', LOT, row.picking_id.name)
        self.assertFalse(row.retry_at)
        self.assertIn(row.message, self.activities(row.picking_id))
        self.assertNotEqual(row.picking_id.state, 'done')
        self.assertEqual(len(row.sale_order_id.picking_ids), 1, "nothing is half done")
        self.sync_merchant()
        self.assertEqual(self.activities(row.picking_id).count(row.message), 1, "said once")


@tagged('post_install', '-at_install')
class TestLots(GoodsCase):

    def test_the_lots_that_odoo_reserved_are_used(self):
        row = self.order((self.stocked(A=2, B=9), 5))
        reserved = self.lots(row.picking_id)
        self.ship(row.reference)
        self.assertDone(row, {LOT: 5})
        self.assertEqual(self.lots(row.picking_id), reserved)

    def test_a_lot_chosen_by_a_person_before_it_ships_is_used(self):
        product = self.stocked(A=9, B=9)
        row = self.order((product, 5))
        line = row.picking_id.move_line_ids
        line.lot_id = self.env['stock.lot'].search(
            [('product_id', '=', product.id), ('id', '!=', line.lot_id.id)])
        chosen = line.lot_id.name
        self.ship(row.reference)
        self.assertEqual(self.lots(row.picking_id), {chosen: 5})

    def test_a_part_of_one_reserved_lot(self):
        row = self.order((self.stocked(A=9), 5))
        self.ship(row.reference, lines={LOT: 3})
        self.assertDone(row, {LOT: 3})
        self.assertEqual(self.lots(row.picking_id), {'A': 3})
        self.assertEqual(self.lots(self.rest(row)), {'A': 2})

    def test_a_part_of_several_reserved_lots_is_for_a_person(self):
        row = self.order((self.stocked(A=2, B=9), 5))
        self.ship(row.reference, lines={LOT: 3})
        self.assertUnknown(row)
        for line, pieces in zip(row.picking_id.move_line_ids, (1, 2), strict=True):
            line.quantity = pieces
        row.action_retry()
        self.sync_merchant()
        self.assertDone(row, {LOT: 3})
        self.assertEqual(sorted(self.lots(row.picking_id).values()), [1, 2])
        self.assertEqual(self.goods(self.rest(row)), {LOT: 2})

    def test_nothing_reserved_and_one_lot_that_suffices(self):
        row = self.order((self.stocked(A=9), 5))
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        self.assertEqual(self.lots(row.picking_id), {'A': 5})
        self.assertDone(row, {LOT: 5})

    def test_nothing_reserved_and_several_lots_is_for_a_person(self):
        row = self.order((self.stocked(A=9, B=9), 5))
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        self.assertUnknown(row)
        row.picking_id.action_assign()
        row.action_retry()
        self.sync_merchant()
        self.assertDone(row, {LOT: 5})

    def test_a_lot_that_does_not_suffice_is_for_a_person(self):
        row = self.order((self.stocked(A=2), 5))
        self.ship(row.reference)
        self.assertUnknown(row)

    def test_a_person_who_validates_by_hand_finishes_it(self):
        row = self.order((self.stocked(A=9, B=9), 5))
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        row.picking_id.action_assign()
        row.picking_id.button_validate()
        self.assertEqual((row.state, row.reason, row.picking_id.state), ('done', False, 'done'))

    def test_a_split_leaves_each_delivery_its_lots(self):
        row = self.order((self.stocked(A=9), 5))
        second = self.split(row, ERA=3)
        self.ship(second)
        self.ship(row.reference)
        self.assertEqual(self.lots(row.picking_id), {'A': 3})
        self.assertEqual(self.lots(self.by_name(second).picking_id), {'A': 2})

    def test_it_is_in_flight_until_a_person_has_chosen(self):
        row = self.order((self.stocked(A=50, B=50), 5))
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        line = self.env['ogoship.product'].search([('code', '=', LOT)])
        self.assertEqual((line.stock, line.in_flight, line.difference), (95, 5, 0))
        row.picking_id.action_assign()
        row.action_retry()
        self.sync_merchant()
        self.assertEqual((line.stock, line.in_flight, line.difference), (95, 0, 0))


@tagged('post_install', '-at_install')
class TestSerialNumbers(GoodsCase):

    def test_reserved_serial_numbers_are_used(self):
        row = self.order((self.stocked('serial', S1=1, S2=1, S3=1), 2))
        reserved = self.lots(row.picking_id)
        self.ship(row.reference)
        self.assertDone(row, {LOT: 2})
        self.assertEqual(self.lots(row.picking_id), reserved)

    def test_one_of_several_that_left_is_for_a_person(self):
        row = self.order((self.stocked('serial', S1=1, S2=1), 2))
        self.ship(row.reference, lines={LOT: 1})
        self.assertUnknown(row)
        row.picking_id.move_line_ids[0].unlink()
        left = self.lots(row.picking_id)
        row.action_retry()
        self.sync_merchant()
        self.assertDone(row, {LOT: 1})
        self.assertEqual(self.lots(row.picking_id), left)

    def test_all_there_are_have_left(self):
        row = self.order((self.stocked('serial', S1=1, S2=1), 2))
        row.picking_id.do_unreserve()
        self.ship(row.reference)
        self.assertDone(row, {LOT: 2})
        self.assertEqual(self.lots(row.picking_id), {'S1': 1, 'S2': 1})

    def test_more_than_odoo_has_is_for_a_person(self):
        row = self.order((self.stocked('serial', S1=1), 2))
        self.ship(row.reference)
        self.assertUnknown(row)


@tagged('post_install', '-at_install')
class TestPackages(GoodsCase):

    def packed(self, *goods):
        """Goods in one package in the warehouse: (product code, pieces)."""
        package = self.env['stock.package'].create({'name': "LAVA-1"})
        products = []
        for code, pieces in goods:
            product = self.product(code)
            self.warehouse.set_warehouse_stock(code, pieces)
            self.put(product, pieces, package_id=package)
            products.append((product, pieces))
        return package, products

    def test_a_whole_package_leaves(self):
        package, products = self.packed(('LAATIKKO', 5))
        row = self.order(*products)
        self.ship(row.reference)
        self.assertDone(row, {'LAATIKKO': 5})
        self.assertEqual(row.picking_id.move_line_ids.package_id, package)

    def test_a_part_of_a_package_leaves(self):
        package, products = self.packed(('LAATIKKO', 5))
        row = self.order(*products)
        self.ship(row.reference, lines={'LAATIKKO': 2})
        self.assertDone(row, {'LAATIKKO': 2})
        self.assertEqual(sum(package.quant_ids.mapped('quantity')), 3)

    def test_one_of_two_products_of_a_package_leaves(self):
        package, products = self.packed(('LAATIKKO', 5), ('PUSSI', 2))
        row = self.order(*products)
        second = self.split(row, LAATIKKO=5)
        self.ship(row.reference)
        self.assertDone(row, {'LAATIKKO': 5})
        self.assertEqual(package.quant_ids.mapped('quantity'), [2])
        self.ship(second)
        self.assertDone(self.by_name(second), {'PUSSI': 2})
