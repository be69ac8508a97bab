"""Receiving a return: Odoo's own return of the delivery, validated by a person."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .ledger_common import CODE
from .returns_common import ReturnCase

OTHER = 'KAASU-230'  # 300 pieces


@tagged('post_install', '-at_install')
class TestReceipts(ReturnCase):

    def test_the_receipt_is_odoos_own_return_of_the_delivery(self):
        row = self.gone()
        found = self.come_back(row, {CODE: 2})
        receipt = self.receive(found)
        self.assertEqual(receipt.return_id, row.picking_id)
        self.assertEqual(receipt.picking_type_code, 'incoming')
        self.assertEqual(receipt.location_dest_id, self.merchant.warehouse_id.lot_stock_id)
        self.assertEqual(receipt.move_ids.product_uom_qty, 2)
        self.assertEqual(receipt.move_ids.origin_returned_move_id, row.picking_id.move_ids)
        self.assertFalse(receipt.ogoship_order_ids)
        self.assertEqual(self.on_hand(), 57)
        self.validate(receipt)
        self.assertEqual((found.state, self.on_hand()), ('done', 59))
        self.assertTrue(found.done_date)

    def test_it_is_no_longer_delivered_and_nothing_is_refunded(self):
        row = self.gone()
        self.validate(self.receive(self.come_back(row, {CODE: 2})))
        line = row.sale_order_id.order_line.filtered(lambda line: line.product_id)
        self.assertEqual(line[:1].qty_delivered, 1)
        self.assertFalse(row.sale_order_id.invoice_ids)
        self.assertIn("credit note", ' '.join(row.return_ids.message_ids.mapped('body')))

    def test_a_cancelled_receipt_brings_it_back_to_review(self):
        found = self.come_back(self.gone())
        self.receive(found).action_cancel()
        self.assertEqual((found.state, found.picking_id.id), ('to_review', False))
        self.validate(self.receive(found))
        self.assertEqual((found.state, self.on_hand()), ('done', 60))

    def test_a_deleted_receipt_brings_it_back_to_review(self):
        found = self.come_back(self.gone())
        self.receive(found).unlink()
        self.assertEqual(found.state, 'to_review')

    def test_while_there_is_a_receipt_it_is_neither_received_again_nor_ignored(self):
        found = self.come_back(self.gone())
        receipt = self.receive(found)
        with self.assertRaises(UserError):
            found.action_receive()
        with self.assertRaisesRegex(UserError, receipt.name):
            found.action_ignore()

    def test_it_is_done_when_the_rest_of_its_receipt_is(self):
        found = self.come_back(self.gone())
        receipt = self.receive(found)
        self.validate(receipt, 2, backorder=True)
        self.assertEqual(found.state, 'accepted')
        self.validate(receipt.backorder_ids)
        self.assertEqual((found.state, self.on_hand()), ('done', 60))

    def test_it_is_done_when_the_rest_of_its_receipt_is_cancelled(self):
        found = self.come_back(self.gone())
        receipt = self.receive(found)
        self.validate(receipt, 2, backorder=True)
        receipt.backorder_ids.action_cancel()
        self.assertEqual((found.state, self.on_hand()), ('done', 59))

    def test_a_warehouse_clerk_without_our_groups_validates_it(self):
        clerk = new_test_user(self.env, 'clerk', groups='stock.group_stock_user')
        found = self.come_back(self.gone())
        self.validate(self.receive(found).with_user(clerk))
        self.assertEqual(found.state, 'done')

    def test_a_user_of_this_module_receives_it(self):
        user = new_test_user(self.env, 'user', groups='mycashflow_ogoship.group_user')
        found = self.come_back(self.gone()).with_user(user)
        self.validate(self.receive(found))
        self.assertEqual(found.state, 'done')

    def test_returns_go_where_the_merchant_wants_them(self):
        warehouse = self.merchant.warehouse_id
        for parent, here in ((warehouse.view_location_id, 60), (
                warehouse.view_location_id.location_id, 57)):
            with self.subTest(parent=parent.name):
                quarantine = self.env['stock.location'].create({
                    'name': "Quarantine", 'location_id': parent.id, 'usage': 'internal'})
                self.merchant.return_location_id = quarantine
                receipt = self.receive(self.come_back(self.gone()))
                self.assertEqual(receipt.move_ids.location_dest_id, quarantine)
                self.validate(receipt)
                self.assertEqual(self.on_hand(), here)

    def test_pieces_of_what_was_sold_by_the_dozen(self):
        dozen = self.env.ref('uom.product_uom_dozen')
        row = self.sell({
            'product_id': self.known(CODE).id, 'product_uom_qty': 1, 'product_uom_id': dozen.id,
            'price_unit': 10}).ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 48)
        receipt = self.receive(self.come_back(row, {CODE: 5}))
        self.validate(receipt)
        self.assertEqual(self.on_hand(), 53)
        self.validate(self.receive(self.come_back(row, {CODE: 7})[:1]))
        self.assertEqual(self.on_hand(), 60)


@tagged('post_install', '-at_install')
class TestPartsOfAReturn(ReturnCase):

    def test_returns_in_two_parts(self):
        row = self.gone()
        first = self.come_back(row, {CODE: 1})
        self.validate(self.receive(first))
        second = self.come_back(row, {CODE: 2}) - first
        self.validate(self.receive(second))
        self.assertEqual(self.on_hand(), 60)

    def test_what_somebody_returned_in_odoo_by_hand_is_not_received_again(self):
        row = self.gone()
        found = self.come_back(row)
        wizard = self.env['stock.return.picking'].with_context(
            active_id=row.picking_id.id, active_model='stock.picking').create(
                {'picking_id': row.picking_id.id})
        action = wizard.action_create_returns_all()
        receipt = self.env['stock.picking'].browse(action['res_id'])
        self.validate(receipt)
        with self.assertRaisesRegex(UserError, receipt.name):
            found.action_receive()
        self.assertEqual(self.on_hand(), 60)

    def test_only_some_products_come_back(self):
        sale = self.sell((CODE, 2), (OTHER, 4))
        row = sale.ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        receipt = self.receive(self.come_back(row, {OTHER: 3}))
        self.assertEqual(receipt.move_ids.product_id, self.known(OTHER))
        self.validate(receipt)
        self.assertEqual((self.on_hand(), self.on_hand(OTHER)), (58, 299))

    def test_something_else_came_back_than_had_left(self):
        receipt = self.receive(self.come_back(self.gone(), {CODE: 3, OTHER: 1}))
        other = receipt.move_ids.filtered(lambda move: move.product_id == self.known(OTHER))
        self.assertEqual((other.product_uom_qty, other.origin_returned_move_id.id), (1, False))
        self.validate(receipt)
        self.assertEqual((self.on_hand(), self.on_hand(OTHER)), (60, 301))

    def test_an_order_that_left_in_two_parts_comes_back_with_one_receipt(self):
        row = self.order(5)
        picking = row.picking_id
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking._action_done()
        rest = picking.backorder_ids
        self.deliver(rest)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, self.on_hand()), ('done', 55), row.message)
        receipt = self.receive(self.come_back(row, {CODE: 4}))
        self.assertEqual(
            {move.origin_returned_move_id.picking_id: move.product_uom_qty
             for move in receipt.move_ids}, {picking: 3, rest: 1})
        self.validate(receipt)
        self.assertEqual(self.on_hand(), 59)

    def test_a_delivery_that_is_not_done_gives_nothing_back(self):
        row = self.order(3)
        found = self.come_back(row)
        with self.assertRaisesRegex(UserError, row.picking_id.name):
            found.action_receive()

    def test_a_product_of_two_rows_comes_back_for_both(self):
        row = self.sell((CODE, 1), (CODE, 2)).ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 57)
        receipt = self.receive(self.come_back(row))
        self.assertEqual(receipt.move_ids.origin_returned_move_id, row.picking_id.move_ids)
        self.validate(receipt)
        self.assertEqual(self.on_hand(), 60)
