"""Rare endings: hand work beside a cancellation in the shop."""

from odoo.tests import tagged

from .change_common import ChangeCase

CODE = 'KAASU-230'


@tagged('post_install', '-at_install')
class TestCancelledAfterHandWork(ChangeCase):

    def at_ogoship(self, pieces=5):
        """A webshop order that OGOship has."""
        order = self.bring_in('paid', lines=[{'code': CODE, 'quantity': pieces}])
        self.sync_merchant()
        self.assertEqual(order.ogoship_order_ids.state, 'sent')
        return order

    def cancel_to_the_end(self, order):
        self.cancel(order)
        for _again in range(3):
            self.sync_merchant()
            self.read_again(order)

    def test_a_delivery_that_was_split_by_hand_is_cancelled_whole(self):
        order = self.at_ogoship()
        picking = order.ogoship_order_ids.picking_id
        picking.move_ids.quantity = 2
        picking.action_split_transfer()
        self.cancel_to_the_end(order)
        self.assertEqual(set(order.sale_order_id.picking_ids.mapped('state')), {'cancel'})
        self.assertEqual(len(order.sale_order_id.picking_ids), 2)
        self.assertEqual((order.state, order.sale_order_id.state), ('cancelled', 'cancel'))

    def test_the_rest_of_a_delivery_validated_by_hand_is_cancelled(self):
        order = self.at_ogoship()
        picking = order.ogoship_order_ids.picking_id
        picking.move_ids.write({'quantity': 2, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
        rest = picking.backorder_ids
        self.cancel_to_the_end(order)
        self.assertEqual((order.ogoship_order_ids.state, rest.state), ('cancelled', 'cancel'))
        self.assertEqual(order.sale_order_id.state, 'sale')
