"""Which deliveries get a warehouse order, and when; and the bells that make it go at once."""

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestOutbox(OutboxCase):

    def rows(self, record):
        return record.sudo().picking_ids.ogoship_order_ids

    def transfer(self, kind, source, destination):
        picking = self.env['stock.picking'].create({
            'partner_id': self.customer.id, 'picking_type_id': kind.id,
            'location_id': source.id, 'location_dest_id': destination.id,
            'move_ids': [Command.create({
                'product_id': self.known('KAASU-230').id, 'product_uom_qty': 1,
                'location_id': source.id, 'location_dest_id': destination.id})]})
        picking.action_confirm()
        return picking

    # === WHICH === #

    def test_warehouse_of_no_merchant_sends_nothing(self):
        own = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'OWN'})
        sale = self.sell(('KAASU-230', 1), warehouse_id=own.id)
        self.assertTrue(sale.picking_ids)
        self.assertFalse(self.rows(sale))

    def test_receipts_and_internal_transfers_send_nothing(self):
        warehouse = self.merchant.warehouse_id
        suppliers = self.env.ref('stock.stock_location_suppliers')
        shelf = self.env['stock.location'].create({
            'name': "Shelf", 'location_id': warehouse.lot_stock_id.id})
        for picking in (
                self.transfer(warehouse.in_type_id, suppliers, warehouse.lot_stock_id),
                self.transfer(warehouse.int_type_id, warehouse.lot_stock_id, shelf)):
            self.assertFalse(picking.ogoship_order_ids)

    def test_return_of_a_delivery_sends_nothing(self):
        row = self.shipped()
        wizard = self.env['stock.return.picking'].with_context(
            active_id=row.picking_id.id, active_ids=row.picking_id.ids,
            active_model='stock.picking').create({'picking_id': row.picking_id.id})
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        returned = row.sale_order_id.picking_ids - row.picking_id
        self.assertTrue(returned)
        self.assertFalse(returned.ogoship_order_ids)

    def test_return_to_a_supplier_sends_nothing(self):
        picking = self.transfer(
            self.merchant.warehouse_id.out_type_id, self.merchant.warehouse_id.lot_stock_id,
            self.env.ref('stock.stock_location_suppliers'))
        self.assertFalse(picking.ogoship_order_ids)

    def test_order_of_services_sends_nothing(self):
        service = self.env['product.product'].create({'name': "Advice", 'type': 'service'})
        sale = self.sell((service, 1))
        self.assertFalse(self.rows(sale))
        self.sync_merchant()
        self.assertEqual(self.posts(), 0)

    def test_services_beside_goods_are_not_sent(self):
        service = self.env['product.product'].create({
            'name': "Advice", 'default_code': 'ADVICE', 'type': 'service'})
        self.sell((service, 1), ('KAASU-230', 1))
        self.sync_merchant()
        self.assertEqual([line['code'] for line in self.sent_orders()[0]['orderLines']],
                         ['KAASU-230'])

    def test_merchant_of_the_store_wins_where_two_share_a_warehouse(self):
        twin = self.merchant.copy({
            'name': "Other merchant", 'merchant_code': '99', 'secret_token': 'x'})
        self.store.merchant_id = twin
        self.assertEqual(self.outbox().merchant_id, twin)
        self.store.merchant_id = self.merchant
        self.assertEqual(self.outbox().merchant_id, self.merchant)

    # === WHEN === #

    def test_confirmed_delivery_is_sent_without_stock_in_odoo(self):
        rare = self.product('HARVINAINEN')
        self.warehouse.set_warehouse_stock('HARVINAINEN', 3)
        row = self.rows(self.sell((rare, 1)))
        self.sync_merchant()
        self.assertOnce(row)

    def test_merchant_who_waits_for_the_reservation(self):
        self.merchant.send_when = 'assigned'
        rare = self.product('HARVINAINEN')
        self.warehouse.set_warehouse_stock('HARVINAINEN', 3)
        sale = self.sell((rare, 2))
        self.assertFalse(self.rows(sale))
        stock = self.merchant.warehouse_id.lot_stock_id
        self.env['stock.quant']._update_available_quantity(rare, stock, 1)
        sale.picking_ids.action_assign()
        self.assertFalse(self.rows(sale), "one of two is not enough")
        self.env['stock.quant']._update_available_quantity(rare, stock, 1)
        sale.picking_ids.action_assign()
        self.sync_merchant()
        self.assertOnce(self.rows(sale))

    def test_reserved_at_once_is_sent_at_once(self):
        self.merchant.send_when = 'assigned'
        self.assertEqual(self.outbox().state, 'to_send')

    def test_confirming_again_makes_no_second_order(self):
        row = self.outbox()
        row.picking_id.action_confirm()
        row.picking_id.action_assign()
        row.sale_order_id.order_line[0].product_uom_qty += 1
        self.assertEqual(row.sale_order_id.ogoship_order_ids, row)

    def test_rest_of_a_delivery_that_was_not_sent_is_sent(self):
        sale = self.sell(('KAASU-230', 5))
        first = self.rows(sale)
        picking = sale.picking_ids
        picking.move_ids.write({'quantity': 2, 'picked': True})
        picking.with_context(skip_backorder=True).button_validate()
        second = self.rows(sale) - first
        self.assertEqual(second.reference, f'{first.reference}-2')
        self.sync_merchant()
        self.assertEqual(first.state, 'cancelled')
        self.assertOnce(second)
        self.assertEqual(self.sent_orders()[0]['orderLines'][0]['quantity'], 3)

    def test_rest_of_a_delivery_that_ogoship_has_is_not_sent(self):
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 5}])
        row.picking_id.move_ids.write({'quantity': 2, 'picked': True})
        row.picking_id.with_context(skip_backorder=True).button_validate()
        rest = row.sale_order_id.picking_ids - row.picking_id
        self.assertEqual(rest.backorder_id, row.picking_id)
        rest.action_assign()
        self.assertFalse(rest.ogoship_order_ids)
        self.sync_merchant()
        self.assertEqual(self.posts(), 1)

    # === BY A PERSON === #

    def test_order_cancelled_before_it_was_sent_is_cancelled_with_its_delivery(self):
        row = self.outbox()
        row.action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('cancelled', 'cancel'))
        self.assertFalse(self.posts())
        self.assertEqual(row.sale_order_id.ogoship_order_ids, row)

    def test_order_that_ogoship_cancelled_can_be_sent_as_a_new_one(self):
        row = self.sent()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'cancelled')
        row.action_send()
        second = row.sale_order_id.ogoship_order_ids - row
        self.sync_merchant()
        self.assertOnce(second)
        self.assertEqual(row.state, 'cancelled')
        row.action_send()
        self.assertEqual(len(row.sale_order_id.ogoship_order_ids), 2, "once is enough")

    def test_order_on_its_way_is_not_retried_by_hand(self):
        row = self.outbox()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        row.action_retry()
        self.assertEqual((row.state, row.reason), ('sending', 'unclear'))

    def test_order_changed_in_the_shop_before_the_reservation_is_held(self):
        self.merchant.send_when = 'assigned'
        self.known('TELTTA-KERO-2').stock_quant_ids.sudo().unlink()
        number = self.place(lines=[{'code': 'TELTTA-KERO-2', 'quantity': 1}])
        self.sync_store()
        # Edited, but Odoo cannot follow yet.
        self.shop.edit(number, lines=[{'code': 'TELTTA-KERO-2'}, {'code': 'EI-OLE'}])
        self.sync_store()
        self.env['stock.quant']._update_available_quantity(
            self.known('TELTTA-KERO-2'), self.merchant.warehouse_id.lot_stock_id, 1)
        self.sale(number).picking_ids.action_assign()
        row = self.warehouse_row(number)
        self.assertEqual((row.state, row.reason), ('held', 'changed'))

    # === WHO === #

    def test_warehouse_worker_without_our_groups_confirms_and_validates(self):
        worker = new_test_user(
            self.env, 'worker', groups='stock.group_stock_user,'
                                     'sales_team.group_sale_salesman_all_leads')
        sale = self.sell(('KAASU-230', 1), confirm=False).with_user(worker).sudo(False)
        sale.action_confirm()
        self.assertEqual(self.rows(sale).state, 'to_send')
        picking = sale.picking_ids.with_user(worker)
        self.assertEqual(picking.ogoship_state, 'to_send')
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def test_warehouse_worker_validates_a_webshop_delivery(self):
        worker = new_test_user(self.env, 'worker', groups='stock.group_stock_user')
        row = self.sent()
        row.picking_id.with_user(worker).button_validate()
        self.assertEqual(row.picking_id.state, 'done')
        self.assertTrue(row.sale_order_id.mycashflow_order_ids.shipped_date)

    def test_warehouse_worker_cancels_a_delivery(self):
        worker = new_test_user(self.env, 'worker', groups='stock.group_stock_user')
        row = self.outbox()
        row.picking_id.with_user(worker).action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, self.posts()), ('cancelled', 0))


@tagged('post_install', '-at_install')
class TestBells(OutboxCase, CronMixinCase):
    """With latest changes on, each arrow makes the next account run at once."""

    def setUp(self):
        super().setUp()
        (self.store | self.env['mycashflow.store']).latest_changes = True
        self.merchant.latest_changes = True

    def rings(self, account, action):
        with self.capture_triggers(account.cron_id.id) as captured:
            action()
        return len(captured.records)

    def test_confirmed_delivery_rings_the_merchant(self):
        sale = self.sell(('KAASU-230', 1), confirm=False)
        self.assertEqual(self.rings(self.merchant, sale.action_confirm), 1)

    def test_imported_order_rings_the_merchant(self):
        self.place()
        self.assertTrue(self.rings(self.merchant, self.sync_store))

    def test_done_delivery_rings_the_store(self):
        row = self.sent()
        self.warehouse.ship(row.reference)
        self.assertEqual(self.rings(self.store, self.sync_merchant), 1)

    def test_shipping_code_filled_in_rings_the_merchant(self):
        self.carrier.ogoship_shipping_code = False
        self.sell(('KAASU-230', 1))
        self.sync_merchant()
        self.assertEqual(self.rings(self.merchant, lambda: self.carrier.write(
            {'ogoship_shipping_code': 'posti-home'})), 1)

    def test_retry_rings_the_merchant(self):
        row = self.outbox()
        self.assertEqual(self.rings(self.merchant, row.action_retry), 1)

    def test_silent_account_is_not_rung(self):
        self.merchant.latest_changes = False
        sale = self.sell(('KAASU-230', 1), confirm=False)
        self.assertEqual(self.rings(self.merchant, sale.action_confirm), 0)
