"""Arrow 3: what is sent to the warehouse, and what keeps an order from being sent."""

import re

from odoo.fields import Command
from odoo.tests import tagged

from ..dev.sandbox.seed import BY_CODE
from .outbox_common import OutboxCase

OPTIONAL_TEXTS = ('company', 'address2', 'phone', 'email', 'zip')


@tagged('post_install', '-at_install')
class TestWhatIsSent(OutboxCase):

    def body(self, row=None):
        """What was posted, for this row or as the only order."""
        if row is None:
            [body] = self.sent_orders()
            return body
        [body] = [body for body in self.sent_orders() if body['reference'] == row.reference]
        return body

    def sell_and_send(self, *lines, **values):
        row = self.sell(*lines, **values).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertEqual(row.state, 'sent', row.message)
        return row, self.body(row)

    def test_plain_order(self):
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 3}], shipping_costs=6.9)
        customer = self.shop.order(int(row.reference))['customer_information']
        self.assertEqual(self.body(), {
            'reference': row.reference,
            'status': 'new',
            'shippingCode': 'posti-home',
            'orderLines': [{
                'code': 'KAASU-230', 'quantity': 3, 'unitPrice': 7.5, 'vatPercentage': 25.5}],
            'customer': {
                'name': f"{customer['first_name']} {customer['last_name']}",
                'address1': customer['street_address'], 'city': customer['city'],
                'countryCode': 'FI', 'zip': customer['postal_code'],
                'phone': customer['phone'], 'email': customer['email']},
            'priceTotal': 29.4,
            'priceCurrency': 'EUR',
        })

    def test_mixed_vat_and_total(self):
        row = self.sent('mixed_vat')
        body = self.body()
        rates = {line['code']: line['vatPercentage'] for line in body['orderLines']}
        self.assertEqual(rates, {
            code: BY_CODE[code]['vat_rate'] for code in ('KENKA-TUNTURI-42', 'KAHVI-RETKI-500')})
        prices = {line['code']: line['unitPrice'] for line in body['orderLines']}
        self.assertEqual(prices, {code: BY_CODE[code]['price'] for code in prices})
        self.assertEqual(body['priceTotal'], self.shop.order(int(row.reference))['total'])

    def test_foreign_country(self):
        self.sent('abroad')
        self.assertEqual(self.body()['customer']['countryCode'], 'SE')
        self.assertEqual(self.body()['shippingCode'], 'postnord-se')

    def test_pickup_point(self):
        self.sent('pickup_point')
        self.assertEqual(self.body()['pickUpPointCode'], '001008102')
        self.assertEqual(self.body()['shippingCode'], 'posti-pickup')

    def test_business_customer_with_another_delivery_address(self):
        self.store.payment_method_ids.filtered(
            lambda method: method.code == 'invoice').release_unpaid = True
        self.sent('invoice')
        customer = self.body()['customer']
        self.assertEqual(customer['name'], "Varasto Vastaanotto")
        self.assertTrue(customer['company'].startswith("Erämiehet Oy"))
        self.assertEqual(customer['address1'], "Varastotie 9, laituri 3")
        self.assertEqual((customer['zip'], customer['city']), ('33960', "Pirkkala"))

    def test_cash_on_delivery_is_collected_at_the_door(self):
        method = self.store.payment_method_ids.filtered(lambda m: m.code == 'cash-on-delivery')
        self.assertTrue(method.cash_on_delivery)
        method.release_unpaid = True
        row = self.sent('cod')
        total = self.shop.order(int(row.reference))['total']
        self.assertEqual(
            self.body()['cashOnDelivery'], {'amount': total, 'currencyCode': 'EUR'})

    def test_invoice_is_not_collected_at_the_door(self):
        self.store.payment_method_ids.release_unpaid = True
        self.sent('invoice')
        self.assertNotIn('cashOnDelivery', self.body())

    def test_cash_on_delivery_that_is_paid_meanwhile_is_not_collected(self):
        self.store.payment_method_ids.release_unpaid = True
        number = self.place('cod')
        self.shop.pay(number)
        self.sync_store()
        self.sync_merchant()
        self.assertNotIn('cashOnDelivery', self.body())

    def test_cash_is_collected_once_for_two_parcels(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.outbox('cod')
        sale = row.sale_order_id
        other = self.product('TOINEN')
        self.warehouse.set_warehouse_stock('TOINEN', 5)
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        sale.order_line = [Command.create({'product_id': other.id, 'price_unit': 0})]
        self.sync_merchant()
        first, second = self.sent_orders()
        self.assertIn('cashOnDelivery', first)
        self.assertNotIn('cashOnDelivery', second)

    def test_no_empty_optional_field_is_sent(self):
        self.merchant.ships_without_phone = True
        self.customer.write({'phone': False, 'email': False, 'zip': False})
        self.warehouse.play(allow_no_phone=True)
        _row, body = self.sell_and_send(('KAASU-230', 1))
        for name in OPTIONAL_TEXTS:
            self.assertNotIn(name, body['customer'])
        self.assertFalse({'comments', 'pickUpPointCode', 'documents', 'test'} & set(body))

    def test_second_address_line_and_phone_of_the_company(self):
        company = self.env['res.partner'].create({
            'name': "Erämiehet Oy", 'is_company': True, 'phone': '+358401234503'})
        self.customer.write({'parent_id': company.id, 'type': 'delivery', 'phone': False,
                             'street': "Teollisuuskatu 5", 'street2': "Laituri 3"})
        _row, body = self.sell_and_send(('KAASU-230', 1))
        self.assertEqual(body['customer']['company'], "Erämiehet Oy")
        self.assertEqual(body['customer']['name'], "Aino Korhonen")
        self.assertEqual(body['customer']['address2'], "Laituri 3")
        self.assertEqual(body['customer']['phone'], '+358401234503')

    def test_company_without_contact_is_named_once(self):
        self.customer.is_company = True
        _row, body = self.sell_and_send(('KAASU-230', 1))
        self.assertEqual(body['customer']['name'], "Aino Korhonen")
        self.assertNotIn('company', body['customer'])

    def test_comments_only_when_a_person_wrote_one(self):
        """Most warehouses stop an order that has any."""
        row = self.sent(details="Please ring twice", comments=[])
        self.assertNotIn('comments', self.body(row))
        second = self.outbox()
        second.comments = "Gift wrap"
        self.sync_merchant()
        self.assertEqual(self.body(second)['comments'], "Gift wrap")

    def test_one_line_per_product_code(self):
        _row, body = self.sell_and_send(
            ('KAASU-230', 2), ('SUKKA-MERINO-M', 1), ('KAASU-230', 3))
        self.assertEqual(
            {line['code']: line['quantity'] for line in body['orderLines']},
            {'KAASU-230': 5, 'SUKKA-MERINO-M': 1})
        self.assertEqual(len(body['orderLines']), 2)

    def test_same_product_at_two_prices_has_their_mean(self):
        gas = self.known('KAASU-230')
        _row, body = self.sell_and_send(
            {'product_id': gas.id, 'product_uom_qty': 1, 'price_unit': 8, 'tax_ids': False},
            {'product_id': gas.id, 'product_uom_qty': 3, 'price_unit': 4, 'tax_ids': False})
        [line] = body['orderLines']
        self.assertEqual((line['unitPrice'], line['vatPercentage']), ((8 + 3 * 4) / 4, 0))

    def test_same_product_at_two_vat_rates_claims_neither(self):
        gas = self.known('KAASU-230')
        taxes = [self.env['account.tax']._mycashflow_find(rate, self.env.company)
                 for rate in (25.5, 13.5)]
        _row, body = self.sell_and_send(*(
            {'product_id': gas.id, 'product_uom_qty': 1, 'price_unit': 8, 'tax_ids': tax.ids}
            for tax in taxes))
        [line] = body['orderLines']
        self.assertEqual((line['quantity'], line.get('vatPercentage')), (2, None))

    def test_price_without_tax_in_odoo_is_sent_with_it(self):
        tax = self.env['account.tax'].create({
            'name': "25.5 % on top", 'amount': 25.5, 'price_include_override': 'tax_excluded'})
        _row, body = self.sell_and_send({
            'product_id': self.known('KAASU-230').id, 'product_uom_qty': 2, 'price_unit': 10,
            'discount': 10, 'tax_ids': tax.ids})
        [line] = body['orderLines']
        self.assertEqual((line['unitPrice'], line['vatPercentage']), (round(9 * 1.255, 2), 25.5))

    def test_sold_in_dozens_is_shipped_in_pieces(self):
        gas = self.known('KAASU-230')
        _row, body = self.sell_and_send({
            'product_id': gas.id, 'product_uom_qty': 2, 'price_unit': 84,
            'product_uom_id': self.env.ref('uom.product_uom_dozen').id, 'tax_ids': False})
        [line] = body['orderLines']
        self.assertEqual((line['quantity'], line['unitPrice']), (24, 84 / 12))

    def test_blanks_around_a_product_code_are_not_sent(self):
        self.known('KAASU-230').default_code = ' KAASU-230 '
        gas = self.env['product.product'].search([('default_code', 'like', 'KAASU-230')])
        _row, body = self.sell_and_send((gas, 1))
        self.assertEqual(body['orderLines'][0]['code'], 'KAASU-230')

    def test_delivery_without_sale_order(self):
        picking = self.env['stock.picking'].create({
            'partner_id': self.customer.id, 'carrier_id': self.carrier.id,
            'picking_type_id': self.merchant.warehouse_id.out_type_id.id,
            'location_id': self.merchant.warehouse_id.lot_stock_id.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            'move_ids': [Command.create({
                'product_id': self.known('KAASU-230').id, 'product_uom_qty': 2,
                'location_id': self.merchant.warehouse_id.lot_stock_id.id,
                'location_dest_id': self.env.ref('stock.stock_location_customers').id})]})
        picking.action_confirm()
        self.sync_merchant()
        body = self.body(picking.ogoship_order_ids)
        self.assertEqual(body['reference'], picking.name.replace('/', '-'))
        self.assertEqual(body['orderLines'], [{'code': 'KAASU-230', 'quantity': 2}])
        self.assertFalse({'priceTotal', 'priceCurrency'} & set(body))


@tagged('post_install', '-at_install')
class TestReferences(OutboxCase):

    def test_reference_is_the_shops_number_with_the_stores_prefix(self):
        self.store.order_prefix = 'MCF-'
        number = self.place()
        self.sync_store()
        self.sync_merchant()
        self.assertEqual([body['reference'] for body in self.sent_orders()], [f'MCF-{number}'])

    def test_odd_characters_of_a_prefix_are_replaced(self):
        self.store.order_prefix = 'Ä/B #'
        row = self.sent()
        self.assertRegex(row.reference, r'^[A-Za-z0-9._-]+$')
        self.assertEqual(self.posts(row.reference), 1)

    def test_slashes_in_the_name_of_a_sale_order(self):
        sale = self.sell(('KAASU-230', 1), name='SO/2026/0042')
        self.sync_merchant()
        self.assertEqual(sale.picking_ids.ogoship_order_ids.reference, 'SO-2026-0042')
        self.assertEqual(self.posts('SO-2026-0042'), 1)

    def test_name_without_any_usable_character(self):
        sale = self.sell(('KAASU-230', 1), name='注文')
        self.assertTrue(re.fullmatch(r'\d+', sale.picking_ids.ogoship_order_ids.reference))

    def test_second_delivery_of_an_order_has_a_suffix(self):
        row = self.shipped()
        row.sale_order_id.order_line = [Command.create({
            'product_id': self.known('KAASU-230').id, 'product_uom_qty': 1})]
        second = row.sale_order_id.ogoship_order_ids - row
        self.assertEqual(second.reference, f'{row.reference}-2')
        self.sync_merchant()
        self.assertOnce(second)

    def test_two_stores_share_a_merchant(self):
        """Both have an order of the same number; each reaches the warehouse under its own."""
        self.warehouse.add_store('toinen', 'toinen@example.com', 'sandbox-key-2')
        other = self.env['mycashflow.store'].create({
            'name': "Toinen", 'store_name': 'toinen', 'api_user': 'toinen@example.com',
            'api_key': 'sandbox-key-2', 'api_url': self.sandbox.shop_url('toinen'),
            'merchant_id': self.merchant.id, 'warehouse_id': self.merchant.warehouse_id.id,
            'order_from': self.store.order_from})
        other.action_test_connection()
        self.shop.place(id=10777, lines=[{'code': 'KAASU-230', 'quantity': 1}])
        self.shop.place(store='toinen', id=10777, lines=[{'code': 'KAASU-230', 'quantity': 2}])
        self.sync_store()
        self.run_cron(other)
        self.sync_merchant()
        sent = {body['reference']: body['orderLines'][0]['quantity']
                for body in self.sent_orders()}
        self.assertEqual(sent, {'10777': 1, '10777-2': 2})
