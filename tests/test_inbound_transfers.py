"""Goods from an own warehouse into the OGOship warehouse are announced like any others."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .inbound_common import InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestTransfers(InboundCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env['stock.warehouse'].create({'name': "Shop Oulu", 'code': 'OULU'})
        product = cls.env['product.product'].search([('default_code', '=', CODE)])
        cls.env['stock.quant']._update_available_quantity(product, cls.own.lot_stock_id, 50)

    def in_own(self):
        return self.known(CODE).with_context(warehouse_id=self.own.id).qty_available

    def transfer(self, quantity):
        goal = self.merchant.warehouse_id.lot_stock_id
        receipt = self.receipt(
            (CODE, quantity), confirm=False, partner_id=False, location_dest_id=goal.id,
            location_id=self.own.lot_stock_id.id, picking_type_id=self.own.int_type_id.id)
        receipt.move_ids.location_id = self.own.lot_stock_id
        receipt.action_confirm()
        receipt.action_assign()
        return receipt

    def test_a_transfer_by_hand(self):
        row = self.transfer(20).ogoship_stock_update_id
        self.sync_merchant()
        self.assertAnnounced(row)
        body, = self.posted()
        self.assertEqual(
            (body['supplier'], body['products'][0]['countryOfOrigin']), ("Shop Oulu", 'FI'))
        self.came(row, {CODE: 12})
        self.assertEqual((self.on_hand(), self.in_own()), (72, 38))
        self.came(row, {CODE: 8})
        self.assertEqual((self.on_hand(), self.in_own(), row.state), (80, 30, 'done'))

    def test_a_resupply_by_way_of_a_transit_location(self):
        warehouse = self.merchant.warehouse_id
        warehouse.resupply_wh_ids = [Command.link(self.own.id)]
        route = warehouse.resupply_route_ids
        product = self.known(CODE)
        self.env['stock.rule'].run([self.env['stock.rule'].Procurement(
            product, 20, product.uom_id, warehouse.lot_stock_id, "Resupply", "Resupply",
            self.env.company, {'warehouse_id': warehouse, 'route_ids': route,
                               'date_planned': '2030-01-01 08:00:00'})])
        row = self.env['ogoship.stock.update'].search([('merchant_id', '=', self.merchant.id)])
        self.assertEqual(len(row), 1, "only what ends at OGOship is announced")
        self.assertEqual(row.picking_id.location_id.usage, 'transit')
        self.sync_merchant()
        self.assertAnnounced(row)
        self.assertEqual(self.posted()[0]['supplier'], "Shop Oulu")
        out = row.picking_id.move_ids.move_orig_ids.picking_id
        self.by_hand(out, {CODE: 20})
        self.came(row, {CODE: 20}, finished=True)
        self.assertEqual(
            (self.on_hand(), self.in_own(), row.state), (80, 30, 'done'), row.message)


@tagged('post_install', '-at_install')
class TestWhoMay(InboundCase):

    def test_a_stock_clerk_without_our_groups_works_as_before(self):
        clerk = new_test_user(self.env, 'clerk', groups='stock.group_stock_user')
        receipt = self.receipt(confirm=False).with_user(clerk)
        receipt.action_confirm()
        self.assertEqual(receipt.ogoship_inbound_state, 'to_send')
        self.sync_merchant()
        self.assertTrue(receipt.ogoship_auto_reference)
        self.by_hand(receipt, {CODE: 15})
        receipt.backorder_ids.action_cancel()
        with self.assertRaises(AccessError):
            receipt.ogoship_stock_update_id.read(['message'])

    def test_a_user_decides(self):
        user = new_test_user(self.env, 'ring', groups='mycashflow_ogoship.group_user')
        row = self.receipt(days=0).ogoship_stock_update_id.with_user(user)
        self.sync_merchant()
        row.action_force()
        self.sync_merchant()
        self.came(row, {CODE: 42}, finished=True)
        self.assertTrue(row.has_excess)
        row.action_receive_more()
        self.assertEqual((row.state, self.on_hand()), ('done', 102))
        second = self.receipt().with_user(user)
        second.sudo().ogoship_stock_update_id.action_cancel()
        second.action_ogoship_announce()
        self.sync_merchant()
        other = second.ogoship_stock_update_id
        self.came(other, {CODE: 4})
        other.action_close()
        self.assertEqual((other.state, second.state), ('done', 'done'))

    def test_the_screens_open(self):
        row = self.announced()
        for view in ('list', 'kanban', 'form', 'search'):
            self.env['ogoship.stock.update'].get_view(view_type=view)
        self.assertEqual(self.merchant.inbound_count, 1)
        self.assertIn(('merchant_id', '=', self.merchant.id),
                      self.merchant.action_open_inbound()['domain'])
        self.assertEqual(
            row.picking_id.action_open_ogoship_stock_update()['res_id'], row.id)
