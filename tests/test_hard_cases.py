"""What merchants do in Odoo while their orders are on the way: no parcel lost, none sent twice."""

from odoo.tests import Form, new_test_user, tagged

from ..const import CONFIRMED
from .outbox_common import OutboxCase, ReportCase


@tagged('post_install', '-at_install')
class TestSentTwice(OutboxCase):

    def deliver(self, picking, quantity):
        """Validate a part of a delivery by hand; the rest becomes a backorder, returned."""
        picking.move_ids.write({'quantity': quantity, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
        return picking.backorder_ids

    def test_two_orders_of_one_customer_are_two_parcels(self):
        numbers = [self.place(), self.place()]
        self.sync_store()
        self.sync_merchant()
        rows = [self.warehouse_row(number) for number in numbers]
        self.assertEqual([len(row) for row in rows], [1, 1])
        self.assertNotEqual(rows[0].picking_id, rows[1].picking_id)
        for row in rows:
            self.assertOnce(row)

    def test_rest_of_the_rest_of_a_delivery_that_ogoship_has_is_not_sent(self):
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        rest = self.deliver(row.picking_id, 2)
        last = self.deliver(rest, 1)
        self.assertEqual(last.backorder_id, rest)
        last.action_assign()
        self.sync_merchant()
        self.assertFalse(last.ogoship_order_ids)
        self.assertEqual(self.posts(), 1)

    def test_sale_order_confirmed_again_after_it_was_sent_waits_for_a_person(self):
        row = self.sent()
        sale = row.sale_order_id
        sale.with_context(ogoship_confirmed=CONFIRMED)._action_cancel()
        sale.action_draft()
        sale.action_confirm()
        again = sale.ogoship_order_ids - row
        self.warehouse.play(cancel_by_put=False)
        self.sync_merchant()
        self.assertEqual(self.posts(), 1)
        self.assertWaits(again, 'held', 'conflict', row.reference)
        self.assertFalse(again.retry_at)
        again.action_retry()
        self.sync_merchant()
        self.assertOnce(again)

    def test_sale_order_confirmed_again_before_it_was_sent_is_sent_once(self):
        row = self.outbox()
        sale = row.sale_order_id
        sale._action_cancel()
        sale.action_draft()
        sale.action_confirm()
        self.sync_merchant()
        self.assertEqual(self.posts(), 1)
        self.assertOnce(sale.ogoship_order_ids - row)

    def test_sale_order_deleted_in_odoo_does_not_come_back(self):
        row = self.bring_in()
        number = row.remote_id
        self.sync_merchant()
        row.sale_order_id._action_cancel()
        self.sync_merchant()
        row.sale_order_id.unlink()
        self.shop.advance(60)
        self.shop.edit(number, lines=[{'code': 'KAASU-230', 'quantity': 2}])
        self.sync_store()
        self.sync_merchant()
        self.assertFalse(self.row(number).sale_order_id)
        self.assertEqual(self.posts(), 1)


@tagged('post_install', '-at_install')
class TestLost(OutboxCase):

    def test_order_of_an_archived_merchant_waits_for_it(self):
        self.merchant.copy({'name': "Other", 'merchant_code': '99', 'secret_token': 'x'})
        self.merchant.active = False
        row = self.outbox()
        self.assertEqual(row.merchant_id, self.merchant)
        self.assertEqual(row.state, 'to_send')
        self.merchant.active = True
        self.sync_merchant()
        self.assertOnce(row)

    def test_order_after_the_merchant_moved_to_another_warehouse_is_sent(self):
        self.merchant.warehouse_id = self.env['stock.warehouse'].create(
            {'name': "OGOship Jena", 'code': 'JEN'})
        row = self.outbox()
        self.assertEqual(row.picking_id.picking_type_id.warehouse_id, self.merchant.warehouse_id)
        self.sync_merchant()
        self.assertOnce(row)

    def test_open_order_is_sent_after_the_merchant_moved_to_another_warehouse(self):
        row = self.outbox()
        self.merchant.warehouse_id = self.env['stock.warehouse'].create(
            {'name': "OGOship Jena", 'code': 'JEN'})
        self.sync_merchant()
        self.assertOnce(row)

    def test_delivery_that_waited_for_a_reservation_is_sent_when_nobody_waits_any_more(self):
        self.merchant.send_when = 'assigned'
        self.warehouse.set_warehouse_stock('HARVINAINEN', 3)
        sale = self.sell((self.product('HARVINAINEN'), 2))
        self.assertFalse(sale.picking_ids.ogoship_order_ids)
        self.merchant.send_when = 'confirmed'
        self.sync_merchant()
        self.assertOnce(sale.picking_ids.ogoship_order_ids)

    def test_rest_of_a_delivery_that_was_shipped_in_full_is_delivered(self):
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        row.picking_id.move_ids.write({'quantity': 2, 'picked': True})
        row.picking_id.with_context(skip_backorder=True).button_validate()
        self.warehouse.ship(row.reference, tracking='JJ1')
        self.sync_merchant()
        self.assertEqual(row.state, 'done')
        rest = row.picking_id.backorder_ids
        self.assertEqual((rest.state, rest.carrier_tracking_ref), ('done', 'JJ1'))
        self.assertTrue(row.sale_order_id.mycashflow_order_ids.shipped_date)

    def test_delivery_split_by_hand_before_sending_is_two_parcels(self):
        row = self.outbox('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        row.picking_id.move_ids.quantity = 2
        row.picking_id.action_split_transfer()
        self.sync_merchant()
        sent = {body['reference']: body['orderLines'][0]['quantity'] for body in self.sent_orders()}
        self.assertEqual(sent, {row.reference: 2, f'{row.reference}-2': 3})

    def test_order_dated_far_in_the_future_does_not_hide_later_ones(self):
        payload = dict(self.shop.order(self.place()))
        payload['updated_at'] = '2096-01-01T00:00:00+02:00'
        self.serve_orders(payload)
        self.sync_store()
        self.shop.advance(60)
        number = self.place()
        self.sync_store()
        self.assertImported(self.row(number))

    def test_sold_product_and_carrier_archived_before_sending(self):
        row = self.outbox()
        row.picking_id.move_ids.product_id.active = False
        row.carrier_id.active = False
        self.sync_merchant()
        self.assertOnce(row)

    def test_sales_person_without_our_groups_works_as_before(self):
        user = new_test_user(self.env, 'seller', groups=(
            'sales_team.group_sale_salesman_all_leads,stock.group_stock_user'))
        row = self.sent()
        sale = row.sale_order_id.with_user(user)
        with Form(sale) as form:
            form.client_order_ref = "x"
        sale.picking_ids.web_read({'ogoship_state': {}, 'ogoship_message': {}})
        sale.order_line[0].product_uom_qty += 1
        sale._action_cancel()
        self.assertEqual((sale.state, row.state), ('sale', 'cancelling'))
        self.sync_merchant()
        self.assertEqual((sale.state, sale.picking_ids.state), ('cancel', 'cancel'))


@tagged('post_install', '-at_install')
class TestToldTooEarly(ReportCase):

    def test_half_picked_in_a_two_step_warehouse_is_not_reported_as_delivered(self):
        own = self.env['stock.warehouse'].create(
            {'name': "Shop", 'code': 'OWN', 'delivery_steps': 'pick_ship'})
        product = self.known('KAASU-230')
        self.env['stock.quant']._update_available_quantity(product, own.lot_stock_id, 10)
        self.store.write({'merchant_id': False, 'warehouse_id': own.id})
        row = self.bring_in('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        pick = row.sale_order_id.picking_ids
        self.deliver(pick, 2)
        ship = row.sale_order_id.picking_ids.filtered(lambda p: p.picking_type_code == 'outgoing')
        self.deliver(ship, 2)
        self.sync_store()
        self.assertFalse(row.shop_reported_date)
        rest = row.sale_order_id.picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))
        self.deliver(rest, 3)
        ship = row.sale_order_id.picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))
        self.deliver(ship, 3)
        self.sync_store()
        self.assertReported(row)

    def deliver(self, picking, quantity):
        picking.move_ids.write({'quantity': quantity, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
