"""Arrow 7: a confirmed receipt into the OGOship warehouse is announced, as OGOship wants it."""

from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.ogoship_stock_update_request import working_hours
from .inbound_common import SOCKS, InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestAnnounced(InboundCase):

    def test_a_confirmed_receipt_is_announced(self):
        receipt = self.receipt((CODE, 40), (SOCKS, 12), confirm=False)
        self.assertFalse(receipt.ogoship_stock_update_id, "a draft is nobody's business")
        receipt.action_confirm()
        row = receipt.ogoship_stock_update_id
        self.assertEqual((row.state, receipt.ogoship_inbound_state), ('to_send', 'to_send'))
        self.sync_merchant()
        self.assertAnnounced(row)
        body, = self.posted()
        name = receipt.name.replace('/', '-')
        self.assertEqual(body, {
            'reference': name, 'supplier': "Example Textiles Ltd",
            'receiveDate': receipt.scheduled_date.isoformat() + 'Z', 'products': [
                {'code': CODE, 'name': "Retkikeitin X1", 'expectedQuantity': 40,
                 'eanCode': '6430012345202', 'countryOfOrigin': 'PT'},
                {'code': SOCKS, 'name': "Merinosukka M (39–42)", 'expectedQuantity': 12,
                 'eanCode': '6430012345509', 'countryOfOrigin': 'PT'}]})
        self.assertEqual(receipt.ogoship_auto_reference, row.auto_reference)
        self.assertIn(row.auto_reference, receipt.message_ids[0].body)

    def test_everything_that_is_known_goes_along(self):
        self.merchant.warehouse_code = ' GOT '
        product = self.known(CODE)
        product.write({
            'country_of_origin': self.env.ref('base.cn').id, 'hs_code': '7321.11.90',
            'ogoship_customs_text': "Camping stove of steel and brass, for gas cartridges"})
        receipt = self.receipt((CODE, 40), confirm=False, note="<p>Cheap, hush</p>")
        receipt.write({
            'ogoship_containers': 1, 'ogoship_pallets': 2, 'ogoship_parcels': 14,
            'ogoship_delivered_by': "DHL Freight", 'ogoship_tracking_codes': "123, 456,,123",
            'ogoship_comments': "Two pallets, EUR"})
        receipt.move_ids.price_unit = 9.75
        receipt.action_confirm()
        self.sync_merchant()
        body, = self.posted()
        line, = body.pop('products')
        self.assertEqual(body | {'receiveDate': None}, {
            'reference': receipt.name.replace('/', '-'), 'supplier': "Example Textiles Ltd",
            'receiveDate': None, 'warehouseCode': 'GOT', 'containers': 1, 'pallets': 2,
            'parcels': 14, 'deliveredBy': "DHL Freight", 'trackingCodes': ['123', '456'],
            'merchantComments': "Two pallets, EUR"})
        self.assertEqual(line, {
            'code': CODE, 'name': "Retkikeitin X1", 'expectedQuantity': 40, 'supplyPrice': 9.75,
            'eanCode': '6430012345202', 'countryOfOrigin': 'CN', 'hsCode': '73211190',
            'customsDescription': "Camping stove of steel and brass, for gas cartridg"})

    def test_one_line_per_product_whatever_the_units(self):
        dozen = self.env.ref('uom.product_uom_dozen')
        receipt = self.receipt((CODE, 5), (CODE, 1), (CODE, 2), confirm=False)
        receipt.move_ids[1].product_uom = dozen
        receipt.action_confirm()
        self.sync_merchant()
        line, = self.posted()[0]['products']
        self.assertEqual(line['expectedQuantity'], 19)

    def test_a_purchase_is_announced_by_its_receipt(self):
        order = self.env['purchase.order'].create({
            'partner_id': self.supplier.id,
            'picking_type_id': self.merchant.warehouse_id.in_type_id.id,
            'order_line': [
                Command.create({'product_id': self.known(CODE).id, 'product_qty': 7,
                                'price_unit': 30, 'date_planned': '2030-01-01 08:00:00'})]})
        order.button_confirm()
        self.sync_merchant()
        line, = self.posted()[0]['products']
        self.assertEqual((line['expectedQuantity'], line['supplyPrice']), (7, 30))

    def test_a_price_in_another_currency_than_the_products_is_left_out(self):
        dollar = self.env.ref('base.USD')
        dollar.active = True
        self.known(CODE).seller_ids = [Command.create({
            'partner_id': self.supplier.id, 'price': 10, 'currency_id': dollar.id})]
        self.announced()
        self.sandbox.log.clear()
        self.receipt()
        self.sync_merchant()
        self.assertNotIn('supplyPrice', self.posted()[0]['products'][0])

    def test_without_countries_the_company_is_the_origin(self):
        self.supplier.country_id = False
        self.receipt()
        self.sync_merchant()
        self.assertEqual(self.posted()[0]['products'][0]['countryOfOrigin'], 'FI')

    def test_what_is_no_inbound_delivery_is_not_announced(self):
        warehouse, stock = self.merchant.warehouse_id, self.merchant.warehouse_id.lot_stock_id
        shelf = self.env['stock.location'].create({'name': "Shelf", 'location_id': stock.id})
        elsewhere = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'SHOP'})
        customers = self.env.ref('stock.stock_location_customers')
        for values in (
                {'location_id': stock.id, 'location_dest_id': shelf.id,
                 'picking_type_id': warehouse.int_type_id.id},
                {'location_id': customers.id},
                {'location_dest_id': elsewhere.lot_stock_id.id,
                 'picking_type_id': elsewhere.in_type_id.id}):
            receipt = self.receipt(confirm=False, **values)
            receipt.move_ids.write({
                name: value for name, value in values.items() if name != 'picking_type_id'})
            receipt.action_confirm()
            self.assertFalse(receipt.ogoship_stock_update_id, values)
            self.assertFalse(receipt.ogoship_inbound)
            with self.assertRaises(UserError):
                receipt.action_ogoship_announce()

    def test_without_the_switch_a_button_announces(self):
        self.merchant.announce_receipts = False
        receipt = self.receipt()
        self.sync_merchant()
        self.assertFalse(receipt.ogoship_stock_update_id)
        self.assertTrue(receipt.ogoship_inbound)
        receipt.action_ogoship_announce()
        self.sync_merchant()
        self.assertAnnounced(receipt.ogoship_stock_update_id)
        with self.assertRaises(UserError):
            receipt.action_ogoship_announce()
        self.assertEqual(len(self.posted()), 1)

    def test_a_line_added_to_an_older_receipt_does_not_announce_it(self):
        self.merchant.announce_receipts = False
        receipt = self.receipt()
        self.merchant.announce_receipts = True
        self.env['stock.move'].create({
            **self.move((SOCKS, 3)), 'picking_id': receipt.id})._action_confirm()
        self.by_hand(receipt, {CODE: 15})
        self.assertFalse(receipt.ogoship_stock_update_id)
        self.assertFalse(receipt.backorder_ids.ogoship_stock_update_id)

    def test_what_was_received_before_is_no_part_of_the_announcement(self):
        receipt = self.receipt()
        row = receipt.ogoship_stock_update_id
        self.by_hand(receipt, {CODE: 15})
        self.sync_merchant()
        self.assertEqual(self.posted()[0]['products'][0]['expectedQuantity'], 25)
        self.assertEqual(row.picking_id, receipt.backorder_ids)
        self.assertBooked(row, (CODE, 25, 0, 0))

    def test_a_receipt_that_is_done_or_cancelled_before_is_not_announced(self):
        received, cancelled = self.receipt(), self.receipt()
        self.by_hand(received, {CODE: 40})
        cancelled.action_cancel()
        self.sync_merchant()
        self.assertEqual(self.posted(), [])
        self.assertEqual(cancelled.ogoship_inbound_state, 'cancelled')
        self.assertWaits(
            received.ogoship_stock_update_id, 'cancelled', 'nothing', received.name)

    def test_taken_back_and_announced_after_all(self):
        receipt = self.receipt()
        row = receipt.ogoship_stock_update_id
        row.action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, self.posted()), ('cancelled', []))
        receipt.action_ogoship_announce()
        self.sync_merchant()
        self.assertEqual(receipt.ogoship_stock_update_id, row)
        self.assertAnnounced(row)

    def test_the_printed_sheets_carry_ogoships_reference(self):
        row = self.announced()
        # Drawing barcodes needs a library that is no part of the tests' environment.
        self.patch(type(self.env['ir.actions.report']), 'barcode', lambda *args, **kw: b'')
        for report in ('stock.action_report_picking', 'stock.action_report_delivery'):
            html = self.env['ir.actions.report']._render_qweb_html(report, row.picking_id.ids)[0]
            self.assertIn(row.auto_reference, html.decode(), report)


@tagged('post_install', '-at_install')
class TestChecks(InboundCase):
    """Before it is announced, everything that is in the way is said at once."""

    def held(self, *lines, **values):
        row = self.receipt(*lines, **values).ogoship_stock_update_id
        self.sync_merchant()
        self.assertEqual(row.state, 'held')
        self.assertEqual(self.posted(), [])
        return row

    def test_every_problem_is_named_at_once(self):
        bare = self.env['product.product'].create({'name': "Bare", 'is_storable': True})
        slash = self.product('A/B')
        first, second = self.product('SAME', name="One"), self.product('SAME', name="Two")
        row = self.held(
            (bare, 1), (slash, 1), (first, 1), (second, 1), (CODE, 1.5), (SOCKS, 1000001),
            days=0, partner_id=False, ogoship_parcels=40000)
        self.assertWaits(
            row, 'held', 'receipt', "supplier", "Parcels", "32767", "SAME", "Bare", "A/B", "1.5",
            "1000000", "barcode", "working hours")
        self.assertIn("barcode", row.line_ids.filtered(lambda line: line.code == 'A/B').problem)
        self.assertFalse(row.forced)
        row.action_force()
        self.sync_merchant()
        self.assertEqual((row.state, self.posted()), ('held', []), "only advice can be overruled")

    def test_mended_it_goes_on_by_itself(self):
        product = self.product('A/B', barcode='6430012349991')
        row = self.held((product, 2))
        self.assertWaits(row, 'held', 'product', "A/B")
        self.warehouse.add_warehouse_product('AB')
        product.default_code = 'AB'
        self.sync_merchant()  # learns of the product
        self.try_again(row)
        self.assertAnnounced(row)

    def test_too_soon_waits_until_a_person_says_so(self):
        row = self.held(days=0)
        self.assertWaits(row, 'held', 'lead_time', row.reference, "48", "Announce anyway")
        self.assertEqual(row.picking_id.ogoship_inbound_message, row.message)
        row.action_force()
        self.sync_merchant()
        self.assertAnnounced(row)

    def test_a_product_that_ogoship_does_not_know_waits(self):
        row = self.held((self.product('UUSI', barcode='6430012349991'), 2))
        self.assertWaits(row, 'held', 'unknown_product', 'UUSI')
        self.assertEqual(row.action_open_products()['res_id'], row.line_ids.product_id.id)
        row.action_force()
        self.sync_merchant()
        self.assertWaits(row, 'error', 'refused', "UUSI", row.reference)
        self.warehouse.play(unknown_announced_product='stored')
        row.action_retry()
        self.sync_merchant()
        self.assertAnnounced(row)

    def test_a_barcode_that_ogoship_knows_is_enough(self):
        self.known(CODE).barcode = False
        self.announced()
        product = self.product('UUSI')
        self.warehouse.add_warehouse_product('UUSI')
        self.sync_merchant()
        row = self.held((product, 2))
        self.assertWaits(row, 'held', 'barcode', 'UUSI')

    def test_nothing_is_said_of_products_that_were_never_read(self):
        self.merchant.products_full_date = False
        self.env['ogoship.product'].search([]).unlink()
        row = self.receipt().ogoship_stock_update_id
        self.assertFalse(row.line_ids.problem)

    def test_working_hours_leave_out_the_weekend(self):
        friday, monday = datetime(2026, 11, 27, 12), datetime(2026, 11, 30, 12)
        self.assertEqual(working_hours(friday, monday), 24)
        self.assertEqual(working_hours(monday, friday), 0)
        self.assertEqual(working_hours(monday, datetime(2026, 12, 2, 12)), 48)

    @freeze_time('2026-11-26 12:00:00')
    def test_over_the_weekend_four_days_are_not_enough_for_72_hours(self):
        self.merchant.lead_hours = 72
        row = self.receipt(days=4).ogoship_stock_update_id
        self.assertEqual(row._lead_time_problem()[0][0], 'lead_time')
        row.picking_id.scheduled_date = datetime(2026, 12, 1, 12)
        self.assertFalse(row._lead_time_problem())
