"""Pickup points from the shop's shipment to the warehouse, and phone numbers for the carrier."""

from odoo.tests import tagged

from .outbox_common import OutboxCase

POINT = '001008102'


@tagged('post_install', '-at_install')
class TestPickupPoints(OutboxCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pickup = cls.env['delivery.carrier'].search(
            [('ogoship_shipping_code', '=', 'posti-pickup')])
        cls.pickup.ogoship_needs_pickup_point = True

    def test_the_shops_point_is_sent(self):
        self.sent('pickup_point')
        self.assertEqual(self.sent_orders()[0]['pickUpPointCode'], POINT)

    def test_missing_point_waits_and_goes_when_filled_in(self):
        row = self.outbox('pickup_point', pickup_point=None)
        self.sync_merchant()
        self.assertWaits(row, 'held', 'pickup_point', row.reference, self.pickup.name)
        self.assertEqual(self.posts(), 0)
        row.pickup_point = '001999'
        row.action_retry()
        self.sync_merchant()
        self.assertOnce(row)
        self.assertEqual(self.sent_orders()[0]['pickUpPointCode'], '001999')

    def test_missing_point_where_ogoship_adds_one(self):
        row = self.outbox('pickup_point', pickup_point=None)
        self.sync_merchant()
        self.merchant.adds_pickup_point = True
        self.sync_merchant()
        self.assertOnce(row)
        self.assertNotIn('pickUpPointCode', self.sent_orders()[0])

    def test_method_turns_out_to_need_none(self):
        row = self.outbox('pickup_point', pickup_point=None)
        self.sync_merchant()
        self.pickup.ogoship_needs_pickup_point = False
        self.sync_merchant()
        self.assertOnce(row)

    def test_method_that_needs_none(self):
        self.sent('paid')
        self.assertNotIn('pickUpPointCode', self.sent_orders()[0])

    def test_order_that_begins_in_odoo(self):
        sale = self.sell(('KAASU-230', 1), carrier_id=self.pickup.id)
        row = sale.picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertWaits(row, 'held', 'pickup_point', row.reference)

    def test_several_points_are_for_a_person(self):
        shipments = [{'external_pickup_point_id': POINT}, {'external_pickup_point_id': '002'}]
        row = self.outbox('pickup_point', shipments=shipments)
        self.sync_merchant()
        self.assertWaits(row, 'held', 'pickup_point', POINT, '002')
        row.pickup_point = '002'
        row.action_retry()
        self.sync_merchant()
        self.assertEqual(self.sent_orders()[0]['pickUpPointCode'], '002')

    def test_several_shipments_to_one_point(self):
        shipments = [{'external_pickup_point_id': POINT}, {'external_pickup_point_id': None},
                     {'external_pickup_point_id': POINT}]
        self.sent('pickup_point', shipments=shipments)
        self.assertEqual(self.sent_orders()[0]['pickUpPointCode'], POINT)


@tagged('post_install', '-at_install')
class TestPhone(OutboxCase):

    def test_missing_phone_is_named_with_what_else_is_missing(self):
        self.customer.write({'phone': False, 'city': False})
        row = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertWaits(row, 'held', 'address', "Phone", "City")
        self.assertEqual(self.posts(), 0)

    def test_missing_phone_is_no_matter_where_ogoship_ships_without(self):
        self.warehouse.play(allow_no_phone=True)
        row = self.outbox(customer={'phone': None})
        self.sync_merchant()
        self.assertWaits(row, 'held', 'address', "Phone")
        self.merchant.ships_without_phone = True
        self.sync_merchant()
        self.assertOnce(row)

    def test_declared_wrongly_the_warehouse_holds_it(self):
        self.merchant.ships_without_phone = True
        row = self.sent(customer={'phone': None})
        self.assertEqual(row.remote_status, 'reserved')
        self.assertIn("Phone number is missing", row.explanation)
