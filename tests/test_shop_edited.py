"""Edited in the shop before OGOship has it: the sale order and its delivery follow in place."""

from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCase

SHOE, GAS, SOCKS = 'KENKA-TUNTURI-42', 'KAASU-230', 'SUKKA-MERINO-M'


@tagged('post_install', '-at_install')
class TestShopEdited(ChangeCase):

    # === ROWS === #

    def test_rows_follow_in_place(self):
        edits = {
            'more': ([{'code': SHOE, 'quantity': 3}], [(SHOE, 3)]),
            'fewer': ([{'code': SHOE, 'quantity': 1}], [(SHOE, 1)]),
            'other goods': ([{'code': GAS, 'quantity': 2}], [(GAS, 2)]),
            'one more row': ([{'code': SHOE, 'quantity': 2}, {'code': GAS}],
                             [(SHOE, 2), (GAS, 1)]),
            'another price': ([{'code': SHOE, 'quantity': 2, 'unit_price': 99.5}], [(SHOE, 2)]),
        }
        for name, (lines, goods) in edits.items():
            with self.subTest(name):
                row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}])
                sale, picking = row.sale_order_id, row.sale_order_id.picking_ids
                self.edit(row, lines=lines, payments=[{}])
                self.assertFollows(row, *goods)
                self.assertEqual((row.sale_order_id, sale.picking_ids), (sale, picking))
                self.assertFalse(sale.activity_ids)

    def test_reserved_goods_follow_as_well(self):
        row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 3}, {'code': GAS}])
        picking = row.sale_order_id.picking_ids
        picking.action_assign()
        self.assertEqual(picking.state, 'assigned')
        self.edit(row, lines=[{'code': SHOE, 'quantity': 1}], payments=[{}])
        self.assertFollows(row, (SHOE, 1))
        self.assertEqual(picking.state, 'assigned')

    def test_two_rows_of_one_product_are_told_apart(self):
        row = self.bring_in('paid', lines=[
            {'code': SOCKS, 'quantity': 1}, {'code': SOCKS, 'quantity': 2, 'unit_price': 5}])
        self.edit(row, payments=[{}], lines=[
            {'code': SOCKS, 'quantity': 4}, {'code': SOCKS, 'quantity': 2, 'unit_price': 5}])
        self.assertImported(row)
        self.assertEqual(self.goods(row.sale_order_id), [(SOCKS, 2), (SOCKS, 4)])
        self.assertEqual(sum(pieces for _code, pieces in self.moves(row.sale_order_id)), 6)

    def test_row_that_was_removed_can_come_back(self):
        both = [{'code': SHOE}, {'code': GAS}]
        row = self.bring_in('paid', lines=both)
        lines = row.sale_order_id.order_line
        self.edit(row, lines=both[:1], payments=[{}])
        self.assertFollows(row, (SHOE, 1))
        self.edit(row, lines=both, payments=[{}])
        self.assertFollows(row, (SHOE, 1), (GAS, 1))
        self.assertEqual(row.sale_order_id.order_line, lines)

    def test_costs_follow(self):
        row = self.bring_in('paid', discount=5)
        self.edit(row, shipping_costs=0, payment_costs=2.5, discount=10, payments=[{}])
        self.assertFollows(row, (SHOE, 1))
        delivery = row.sale_order_id.order_line.filtered('is_delivery')
        self.assertEqual(delivery.product_uom_qty, 0)

    def test_rounding_line_is_made_anew(self):
        row = self.bring_in('paid', total=155.92)
        rounding = self.env.ref('mycashflow_ogoship.product_rounding')

        def lines():
            return row.sale_order_id.order_line.filtered(lambda li: li.product_id == rounding)

        self.assertEqual(lines().mapped('price_total'), [0.02])
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2}], total=304.89, payments=[{}])
        self.assertFollows(row, (SHOE, 2))
        self.assertEqual(lines().mapped('price_total'), [-0.01])
        self.edit(row, lines=[{'code': SHOE}], payments=[{}])
        self.assertFollows(row, (SHOE, 1))
        self.assertEqual(lines().mapped('price_total'), [0])

    def test_locked_order_follows_and_stays_locked(self):
        row = self.bring_in('paid')
        row.sale_order_id.locked = True
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2}], payments=[{}])
        self.assertFollows(row, (SHOE, 2))
        self.assertTrue(row.sale_order_id.locked)

    # === ADDRESS, METHOD, PICKUP POINT, NOTE === #

    def test_address_follows_onto_the_open_delivery(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        self.edit(row, shipping={'street_address': "Uusi katu 1", 'phone': '+358401230000'})
        self.assertFollows(row, (SHOE, 1))
        self.assertEqual(sale.partner_shipping_id.street, "Uusi katu 1")
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)
        self.assertEqual(sale.partner_shipping_id.commercial_partner_id, sale.partner_id)
        self.assertFalse(sale.activity_ids | sale.picking_ids.activity_ids)
        self.sync_merchant()
        [body] = self.sent_orders()
        self.assertEqual(body['customer']['address1'], "Uusi katu 1")

    def test_another_customer_follows(self):
        row = self.bring_in('paid')
        warehouse = row.sale_order_id.warehouse_id
        self.edit(row, customer={
            'first_name': "Uusi", 'last_name': "Ostaja", 'email': 'uusi@example.com'})
        self.assertFollows(row, (SHOE, 1))
        sale = row.sale_order_id
        self.assertEqual(sale.partner_id.name, "Uusi Ostaja")
        self.assertEqual(sale.picking_ids.partner_id.name, "Uusi Ostaja")
        self.assertFalse(sale.user_id)
        self.assertEqual(sale.warehouse_id, warehouse)

    def test_shipping_method_and_pickup_point_follow(self):
        row = self.bring_in('pickup_point')
        order = self.shop.order(row.remote_id)
        shipment = {**order['shipments'][0], 'external_pickup_point_id': '001009999'}
        self.edit(row, shipments=[shipment])
        self.assertFollows(row, (SOCKS, 3))
        self.assertEqual(row.ogoship_order_ids.pickup_point, '001009999')
        self.edit(row, shipping_method_id=3, shipping_costs=6.9, payments=[{}], shipments=[
            {**shipment, 'external_pickup_point_id': None, 'shipping_method_id': 3}])
        self.assertFollows(row, (SOCKS, 3))
        self.assertEqual(row.sale_order_id.carrier_id.ogoship_shipping_code, 'posti-home')
        self.sync_merchant()
        [body] = self.sent_orders()
        self.assertEqual(body['shippingCode'], 'posti-home')
        self.assertNotIn('001009999', str(body))

    def test_note_alone_is_shown_and_nothing_waits(self):
        row = self.bring_in('paid')
        self.edit(row, details="Ovikoodi 1234", comments="Soita ensin")
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.mycashflow_note, "Ovikoodi 1234\nSoita ensin")
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')

    # === WHAT GOES ON BY ITSELF === #

    def test_what_follows_is_sent_once_with_the_new_content(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': GAS, 'quantity': 2}], payments=[{}])
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')
        self.sync_merchant()
        [body] = self.sent_orders()
        self.assertEqual([(li['code'], li['quantity']) for li in body['orderLines']], [(GAS, 2)])

    def test_sale_order_says_what_the_shop_changed(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2}], payments=[{}])
        chatter = ' '.join(row.sale_order_id.message_ids.mapped('body'))
        self.assertIn("1 × 149.00", chatter)
        self.assertIn("2 × 149.00", chatter)

    def test_same_edit_read_again_changes_nothing(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2}], payments=[{}])
        before = row.sale_order_id.message_ids
        self.read_again(row)
        self.assertFollows(row, (SHOE, 2))
        self.assertEqual(row.sale_order_id.message_ids, before)

    def test_edited_then_paid_and_paid_then_edited(self):
        self.store.payment_method_ids.release_unpaid = True
        for first_paid in (True, False):
            row = self.bring_in('unpaid')
            if first_paid:
                self.shop.pay(row.remote_id)
            self.edit(row, lines=[{'code': SHOE, 'quantity': 2}])
            self.shop.pay(row.remote_id)
            self.read_again(row)
            self.assertFollows(row, (SHOE, 2))

    def test_own_warehouse_follows_as_well(self):
        self.store.merchant_id = False
        self.store.warehouse_id = self.env['stock.warehouse'].create(
            {'name': "Own", 'code': 'OWN', 'delivery_steps': 'pick_ship'})
        row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}])
        self.assertFalse(row.ogoship_order_ids)
        self.edit(row, lines=[{'code': SHOE, 'quantity': 1}, {'code': GAS}], payments=[{}])
        self.assertImported(row)
        self.assertEqual(self.goods(row.sale_order_id), [(GAS, 1), (SHOE, 1)])
        self.assertEqual(self.moves(row.sale_order_id), [(GAS, 1), (SHOE, 1)])

    def test_quotation_follows_without_leaving_empty_rows(self):
        row = self.bring_in('paid', lines=[{'code': SHOE}, {'code': GAS}])
        sale = row.sale_order_id
        sale._action_cancel()
        sale.action_draft()
        self.edit(row, lines=[{'code': SOCKS}], payments=[{}])
        self.assertFalse(row.change_pending, row.message)
        self.assertEqual(sale.state, 'draft')
        self.assertEqual(
            sale.order_line.filtered(lambda li: not li.is_delivery).product_id,
            self.known(SOCKS))
        self.assertTrue(sale.carrier_id)

    def test_row_that_a_person_added_is_not_lost(self):
        row = self.bring_in('paid')
        row.sale_order_id.order_line = [Command.create(
            {'product_id': self.known(GAS).id, 'product_uom_qty': 1, 'price_unit': 0})]
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2}], payments=[{}])
        self.assertWaits(row, 'done', 'changed', "changed in Odoo as well")
        self.assertEqual(self.goods(row.sale_order_id), [(GAS, 1), (SHOE, 1)])
        self.assertIn("2 × 149.00", self.activity(row).note)
