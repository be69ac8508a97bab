"""Orders that begin in Odoo go the same way; the shop is not told."""

from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestOrdersFromOdoo(OutboxCase):

    def test_quotation_of_a_salesperson_is_sent_shipped_and_not_told_to_the_shop(self):
        sale = self.sell(('KAASU-230', 2), client_order_ref="PO-77")
        row = sale.ogoship_order_ids
        self.sync_merchant()
        self.assertOnce(row)
        [body] = self.sent_orders()
        self.assertEqual(
            (body['reference'], body['shippingCode'], body['customer']['name']),
            (sale.name, 'posti-home', "Aino Korhonen"))
        self.assertEqual(
            [(line['code'], line['quantity']) for line in body['orderLines']], [('KAASU-230', 2)])
        self.assertNotIn('cashOnDelivery', body)
        self.warehouse.ship(row.reference, tracking='JJ9')
        self.sync_merchant()
        self.sandbox.log.clear()
        self.sync_store()
        self.assertEqual((row.state, sale.picking_ids.carrier_tracking_ref), ('done', 'JJ9'))
        self.assertFalse([call for call in self.shop_calls() if call[0] != 'GET'])
        self.assertFalse(sale.mycashflow_order_ids)

    def test_order_without_a_delivery_method_goes_on_when_one_is_chosen(self):
        sale = self.sell(('KAASU-230', 1), carrier_id=False)
        row = sale.ogoship_order_ids
        self.sync_merchant()
        self.assertWaits(row, 'held', 'shipping_code', sale.picking_ids.name)
        sale.picking_ids.carrier_id = self.carrier
        self.sync_merchant()
        self.assertOnce(row)

    def test_order_with_half_an_address_goes_on_when_it_is_completed(self):
        self.customer.city = False
        row = self.sell(('KAASU-230', 1)).ogoship_order_ids
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('held', 'address'))
        self.customer.city = "Helsinki"
        self.sync_merchant()
        self.assertOnce(row)

    def test_delivery_made_by_hand_is_sent_under_its_own_name(self):
        warehouse = self.merchant.warehouse_id
        picking = self.env['stock.picking'].create({
            'picking_type_id': warehouse.out_type_id.id, 'partner_id': self.customer.id,
            'carrier_id': self.carrier.id, 'location_id': warehouse.lot_stock_id.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            'move_ids': [(0, 0, {
                'product_id': self.known('KAASU-230').id, 'product_uom_qty': 1,
                'location_id': warehouse.lot_stock_id.id,
                'location_dest_id': self.env.ref('stock.stock_location_customers').id})]})
        picking.action_confirm()
        row = picking.ogoship_order_ids
        self.sync_merchant()
        self.assertOnce(row)
        self.assertEqual(self.sent_orders()[0]['reference'], picking.name.replace('/', '-'))
        row.action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, picking.state), ('cancelled', 'cancel'))

    def test_order_from_another_warehouse_is_not_sent(self):
        other = self.env['stock.warehouse'].create({'name': "Own", 'code': 'OWN'})
        sale = self.sell(('KAASU-230', 1), warehouse_id=other.id)
        self.assertFalse(sale.ogoship_order_ids)
