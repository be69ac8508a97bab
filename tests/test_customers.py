"""Who bought, who pays, and where the parcel goes."""

from odoo.tests import tagged

from .common import RingCase

AINO = {
    'company': None, 'vat_code': None, 'first_name': 'Aino', 'last_name': 'Korhonen',
    'street_address': 'Mannerheimintie 12 B 34', 'postal_code': '00100', 'city': 'Helsinki',
    'country': 'FI', 'phone': '040 123 4501', 'email': 'aino.korhonen@example.com',
}
FIRM = {
    **AINO, 'company': 'Erämiehet Oy', 'vat_code': '1234567-1', 'first_name': 'Pekka',
    'last_name': 'Virtanen', 'email': 'osto@eramiehet.example.com',
}


@tagged('post_install', '-at_install')
class TestCustomers(RingCase):

    def buy(self, customer=None, **overrides):
        """The sale order of a new order by this customer."""
        row = self.bring_in(customer={**AINO, **(customer or {})}, **overrides)
        self.assertImported(row)
        return row.sale_order_id

    def known(self, **values):
        """A customer that somebody entered in Odoo."""
        return self.env['res.partner'].create({
            'name': "Aino Korhonen", 'email': 'aino.korhonen@example.com',
            'street': "Vanha katu 1", 'zip': '20100', 'city': "Turku", 'phone': '+358501111111',
            'country_id': self.env.ref('base.fi').id, **values})

    def activate(self, code):
        self.env['res.lang']._activate_lang(code)

    # === WHO === #

    def test_new_customer_is_made_with_the_address_of_the_order(self):
        sale = self.buy()
        self.assertRecordValues(sale.partner_id, [{
            'name': "Aino Korhonen", 'email': 'aino.korhonen@example.com', 'is_company': False,
            'street': "Mannerheimintie 12 B 34", 'zip': '00100', 'city': "Helsinki",
            'country_id': self.env.ref('base.fi').id, 'phone': '+358401234501',
            'company_id': self.env.company.id, 'parent_id': False, 'vat': False,
        }])
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        self.assertEqual(sale.partner_shipping_id, sale.partner_id)
        self.assertFalse(sale.partner_id.child_ids)

    def test_same_email_and_name_is_the_same_customer(self):
        first = self.buy()
        again = self.buy({'email': ' Aino.Korhonen@EXAMPLE.com', 'first_name': 'AINO '})
        self.assertEqual(again.partner_id, first.partner_id)
        self.assertFalse(first.partner_id.child_ids)

    def test_two_orders_of_a_new_customer_in_one_batch_make_one_customer(self):
        numbers = [self.place(customer=AINO), self.place(customer=AINO)]
        self.sync_store()
        partners = (self.sale(numbers[0]) | self.sale(numbers[1])).partner_id
        self.assertEqual(len(partners), 1)

    def test_other_name_at_the_same_email_is_another_customer(self):
        first = self.buy()
        other = self.buy({'first_name': 'Onni'})
        self.assertNotEqual(other.partner_id, first.partner_id)

    def test_same_name_at_another_email_is_another_customer(self):
        first = self.buy()
        other = self.buy({'email': 'another.aino@example.com'})
        self.assertNotEqual(other.partner_id, first.partner_id)

    def test_order_without_email_is_imported(self):
        first, second = self.buy({'email': None}), self.buy({'email': None})
        self.assertEqual(first.partner_id.name, "Aino Korhonen")
        self.assertNotEqual(first.partner_id, second.partner_id, "nothing tells them apart")

    def test_customer_of_another_company_is_not_touched(self):
        company = self.env['res.company'].create({'name': "Other"})
        other = self.known(company_id=company.id)
        sale = self.buy()
        self.assertNotEqual(sale.partner_id, other)
        self.assertEqual(sale.partner_id.company_id, self.env.company)

    def test_customer_shared_by_all_companies_is_found(self):
        shared = self.known(company_id=False)
        self.assertEqual(self.buy().partner_id, shared)

    # === ADDRESSES === #

    def test_known_customer_is_not_overwritten_when_the_address_changed(self):
        aino = self.known()
        sale = self.buy()
        self.assertEqual(sale.partner_id, aino)
        self.assertRecordValues(aino, [{
            'street': "Vanha katu 1", 'zip': '20100', 'city': "Turku", 'phone': '+358501111111'}])
        contact = sale.partner_shipping_id
        self.assertEqual(contact.parent_id, aino)
        self.assertEqual((contact.street, contact.phone), (
            "Mannerheimintie 12 B 34", '+358401234501'))
        self.assertEqual(sale.partner_invoice_id, contact, "one contact for one address")
        self.assertEqual(self.buy().partner_shipping_id, contact, "and it is found again")

    def test_customer_known_by_name_and_email_only_stays_as_it_is(self):
        aino = self.known(street=False, zip=False, city=False, phone=False, country_id=False)
        sale = self.buy()
        self.assertEqual(sale.partner_id, aino)
        self.assertEqual(sale.partner_shipping_id.street, "Mannerheimintie 12 B 34")
        self.assertFalse(aino.street)

    def test_new_phone_number_reaches_the_courier(self):
        self.buy()
        sale = self.buy({'phone': '0501111111'})
        self.assertEqual(sale.partner_shipping_id.phone, '+358501111111')
        self.assertEqual(sale.partner_id.phone, '+358401234501')
        self.assertEqual(sale.partner_invoice_id, sale.partner_id, "the invoice does not ring")

    def test_phone_number_typed_in_odoo_in_another_way_is_the_same(self):
        aino = self.known(street="Mannerheimintie 12 B 34", zip='00100', city="helsinki",
                          phone='0401234501')
        self.assertEqual(self.buy().partner_shipping_id, aino)

    def test_other_delivery_address_becomes_a_delivery_contact(self):
        sale = self.buy(shipping={
            'first_name': 'Mummo', 'street_address': 'Kylätie 3', 'postal_code': '97999',
            'city': 'Inari', 'phone': '0409999999'})
        contact = sale.partner_shipping_id
        self.assertRecordValues(contact, [{
            'parent_id': sale.partner_id.id, 'type': 'delivery', 'name': "Mummo Korhonen",
            'street': "Kylätie 3", 'phone': '+358409999999'}])
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        self.assertEqual(sale.picking_ids.partner_id, contact)

    def test_delivery_address_without_phone_takes_the_buyers(self):
        sale = self.buy(shipping={'street_address': 'Kylätie 3', 'phone': None, 'email': None})
        self.assertEqual(sale.partner_shipping_id.phone, '+358401234501')
        self.assertEqual(sale.partner_shipping_id.email, 'aino.korhonen@example.com')

    def test_delivery_to_a_workplace_names_the_workplace(self):
        sale = self.buy(shipping={'company': 'Lappset Oy', 'street_address': 'Hallitie 17'})
        self.assertEqual(sale.partner_shipping_id.street2, "Lappset Oy")
        self.sync_merchant()
        self.assertEqual(self.sent_orders()[0]['customer']['address2'], "Lappset Oy")

    def test_country_in_lower_case(self):
        self.assertEqual(self.buy({'country': 'fi'}).partner_id.country_id.code, 'FI')

    def test_country_that_nobody_knows_holds_the_order(self):
        row = self.bring_in(customer={**AINO, 'country': 'XX'})
        self.assertWaits(row, 'error', 'address', row.remote_id, 'XX')

    def test_incomplete_address_is_held_and_each_missing_field_is_named(self):
        row = self.bring_in(customer={**AINO, 'street_address': None, 'city': ' '})
        self.assertWaits(row, 'error', 'address', row.remote_id, "street address", "city")
        self.assertFalse(self.env['res.partner'].search([('email', '=', AINO['email'])]))

    def test_address_completed_in_the_shop_counts_after_retry(self):
        """Even where completing it did not move the order's change date."""
        row = self.bring_in(customer={**AINO, 'city': None})
        self.shop.edit(row.remote_id, customer={'city': 'Helsinki'})
        self.store.orders_cursor = '2099-01-01'
        row.action_retry()
        self.sync_store()
        self.assertImported(row)

    def test_buyer_without_a_name_takes_the_receivers(self):
        sale = self.buy({'first_name': None, 'last_name': None},
                        shipping={'first_name': 'Aino', 'last_name': 'Korhonen'})
        self.assertEqual(sale.partner_id.name, "Aino Korhonen")

    # === BUSINESS === #

    def test_business_customer_with_vat_number_and_other_delivery_address(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.bring_in('invoice')
        self.assertImported(row)
        sale = row.sale_order_id
        self.assertRecordValues(sale.partner_id, [{
            'name': "Erämiehet Oy", 'is_company': True, 'vat': 'FI12345671'}])
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        self.assertRecordValues(sale.partner_shipping_id, [{
            'name': "Varasto Vastaanotto", 'street2': "Erämiehet Oy / Varasto 2",
            'street': "Varastotie 9, laituri 3", 'parent_id': sale.partner_id.id}])
        self.assertIn('PO-2026-1187', sale.mycashflow_note)

    def test_finnish_business_id_becomes_a_vat_number(self):
        for typed in ('1234567-1', 'FI12345671', 'fi 1234567-1', '12345671', 'FI 12345671 '):
            with self.subTest(typed):
                sale = self.buy({**FIRM, 'vat_code': typed, 'email': f'{len(typed)}@example.com',
                                 'company': f"Firm {typed}"})
                self.assertEqual(sale.partner_id.vat, 'FI12345671')

    def test_person_of_the_firm_receives_the_parcel(self):
        sale = self.buy(FIRM)
        self.assertEqual(sale.partner_id.name, "Erämiehet Oy")
        self.assertEqual(sale.partner_shipping_id.name, "Pekka Virtanen")
        self.assertEqual(sale.partner_shipping_id.commercial_partner_id, sale.partner_id)

    def test_invalid_vat_number_never_stops_an_order_and_is_kept(self):
        for typed in ('1234567-9', 'none', 'SE123', '???'):
            with self.subTest(typed):
                sale = self.buy({**FIRM, 'vat_code': typed, 'company': f"Firm {typed}"})
                self.assertFalse(sale.partner_id.vat)
                self.assertIn(typed, ''.join(sale.partner_id.message_ids.mapped('body')))

    def test_vat_number_of_another_country(self):
        sale = self.buy({**FIRM, 'vat_code': 'SE 556677-8899 01', 'country': 'SE',
                         'company': "Fjäll AB"})
        self.assertIn(sale.partner_id.vat, ('SE556677889901', False))
        self.assertTrue(sale.partner_id.vat or sale.partner_id.message_ids)

    # === PHONE AND LANGUAGE === #

    def test_phone_number_is_written_with_the_country_of_the_address(self):
        for typed, country, expected in (
                ('040 123 4501', 'FI', '+358401234501'), ('070-174 06 05', 'SE', '+46701740605'),
                ('00358 40 1234501', 'FI', '+358401234501'),
                ('+46701740605', 'FI', '+46701740605')):
            with self.subTest(typed):
                sale = self.buy({'phone': typed, 'country': country, 'email': None})
                self.assertEqual(sale.partner_id.phone, expected)
                self.assertNotIn("as typed", ''.join(sale.partner_id.message_ids.mapped('body')))

    def test_phone_number_that_cannot_be_read_is_kept_as_typed_and_flagged(self):
        for typed in ('call my wife', '12', '+999 12', '040 12345 01 / Aino'):
            with self.subTest(typed):
                partner = self.buy({'phone': typed, 'email': None}).partner_id
                self.assertEqual(partner.phone, typed)
                self.assertIn("as typed", ''.join(partner.message_ids.mapped('body')))

    def test_unreadable_phone_number_of_the_receiver_is_flagged_too(self):
        contact = self.buy(
            shipping={'street_address': 'Kylätie 3', 'phone': 'ask'}).partner_shipping_id
        self.assertEqual(contact.phone, 'ask')
        self.assertIn("as typed", ''.join(contact.message_ids.mapped('body')))

    def test_missing_phone_number_is_no_fault(self):
        self.assertFalse(self.buy({'phone': None}).partner_id.phone)

    def test_customer_is_written_to_in_the_language_of_the_order(self):
        self.activate('fi_FI')
        self.activate('sv_SE')
        self.assertEqual(self.buy(language='sv').partner_id.lang, 'sv_SE')
        self.assertEqual(self.buy({'email': 'b@example.com'}, language='fi').partner_id.lang,
                         'fi_FI')

    def test_language_that_odoo_does_not_speak_is_no_fault(self):
        self.assertTrue(self.buy(language='se').partner_id.lang)
