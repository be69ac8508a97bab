"""Faults that the random machine of test_stock_machine_endings.py has found."""

from odoo.tests import tagged

from .split_common import CODE, SplitCase


@tagged('post_install', '-at_install')
class TestCancelledWhileItWasSplit(SplitCase):
    """OGOship has split the order, Odoo has not seen it, and it is cancelled."""

    def open_pieces(self, sale):
        open_ones = sale.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))
        return sum(self.goods(picking)[CODE] for picking in open_ones)

    def alive(self):
        return sum(
            line['quantity'] for order in self.warehouse.warehouse_orders()
            if order['status'] != 'cancelled' for line in order['orderLines'])

    def test_part_is_cancelled_too_and_its_goods_are_not_free_before(self):
        for found in ('partial', 'exact'):
            with self.subTest(reference_filter=found):
                self.sandbox.control.play(reference_filter=found)
                row = self.order()
                part = self.split(row, keep=3)
                row.sale_order_id._action_cancel()
                for _run in range(4):
                    self.let_time_pass(self.env['ogoship.order'].search([]))
                    self.sync_merchant()
                    self.assertGreaterEqual(self.open_pieces(row.sale_order_id), self.alive())
                self.assertEqual(self.alive(), 0)
                self.assertEqual((row.state, self.by_name(part).state), ('cancelled',) * 2)
                self.assertEqual(row.sale_order_id.state, 'cancel')

    def test_part_that_is_collected_leaves(self):
        self.sandbox.control.play(reference_filter='partial')
        row = self.order()
        part = self.split(row, keep=3)
        self.warehouse.collect(part)
        row.sale_order_id._action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('cancelled', 'cancel'))
        taken = self.by_name(part)
        self.assertEqual((taken.state, self.goods(taken.picking_id)), ('collecting', {CODE: 2}))
        self.ship(part)
        self.assertDone(taken, {CODE: 2})
        self.assertEqual(row.sale_order_id.state, 'sale')

    def test_order_with_fewer_lines_and_no_second_one_is_cancelled_in_the_end(self):
        """Somebody has lowered it in myOGO."""
        row = self.order()
        self.change_at_warehouse(row, {CODE: 3})
        row.sale_order_id._action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('cancelling', 'not_cancelled'))
        self.assertIn(CODE, row.message)
        self.try_again(row)
        self.assertEqual((row.state, row.sale_order_id.state), ('cancelled', 'cancel'))
