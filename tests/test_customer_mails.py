"""The customer's shipping confirmation: once, from the shop or from Odoo or from nobody."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .outbox_common import ReportCase, StatusCase


class MailCase(ReportCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store.mails_by = 'odoo'

    def odoo_mails(self, row=None):
        """Mails of warehouse orders in the queue, the oldest first."""
        return self.env['mail.mail'].search([
            ('model', '=', 'ogoship.order'), *([('res_id', '=', row.id)] if row else [])],
            order='id')

    def confirmations(self, picking):
        """Odoo's own delivery confirmations."""
        return picking.message_ids.filtered(
            lambda message: "has been shipped" in (message.body or ''))


@tagged('post_install', '-at_install')
class TestCustomerMails(MailCase):

    def test_parcel_is_mailed_with_contents_and_tracking(self):
        row = self.shipped('multi', tracking='JJFI1')
        mail = self.odoo_mails(row)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, 'outgoing', "queued, not sent in the transaction")
        self.assertEqual(mail.recipient_ids, row.sale_order_id.partner_id)
        self.assertIn(str(row.sale_order_id.mycashflow_order_ids.remote_id), mail.subject)
        for words in ("JJFI1", "https://track.example.com/?id=JJFI1", "3 Units", "Merinosukka",
                      "5 Units", "Kaasupatruuna"):
            self.assertIn(words, mail.body_html)
        self.assertEqual(row.mailed_numbers, 'JJFI1')
        self.assertTrue(row.mailed_date)

    def test_the_shop_mails_nothing_then(self):
        self.shipped_row()
        self.sync_store()
        self.assertIs(self.actions()[0][1]['send_emails'], False)
        self.assertEqual(self.mails(), [])

    def test_mailed_once(self):
        row = self.shipped()
        self.sync_merchant()
        self.sync_store()
        row.write({'tracking_numbers': row.tracking_numbers, 'state': 'done'})
        self.assertEqual(len(self.odoo_mails()), 1)

    def test_several_numbers_each_once_and_the_link_where_it_belongs(self):
        row = self.shipped(tracking='A111, B222')
        body = self.odoo_mails(row).body_html
        self.assertEqual(body.count('?id=A111'), 1)
        self.assertEqual(body.count('>A111</a>'), 1)
        self.assertIn('B222', body)
        self.assertNotIn('B222</a>', body, "the link is of the other one")

    def test_link_without_a_number_in_it_is_for_all(self):
        row = self.sent()
        row.write({'tracking_numbers': 'A1, B2', 'tracking_url': 'https://track.example.com/x'})
        self.assertEqual(row.get_parcels(), [
            ('A1', 'https://track.example.com/x'), ('B2', 'https://track.example.com/x')])

    def test_unusable_link_is_left_out(self):
        row = self.sent()
        for link in ('javascript:alert(1)', 'https://', 'track JJFI1', None):
            self.warehouse.fault(
                remote='warehouse', method='GET', path='/Orders', kind='status', status=200,
                body=[self.at_warehouse(row)[0] | {
                    'status': 'shipped', 'trackingNumber': 'JJFI1', 'trackingUrl': link}])
            self.sync_merchant()
        body = self.odoo_mails(row).body_html
        self.assertIn('JJFI1', body)
        self.assertNotIn('javascript', body)
        self.assertNotIn('<a ', body.split('JJFI1')[0].rsplit('Tracking', 1)[-1])

    def test_number_that_comes_later_is_mailed_then(self):
        row = self.shipped(tracking='A1')
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Orders', kind='status', status=200,
            body=[self.at_warehouse(row)[0] | {'trackingNumber': 'A1, B2'}])
        self.sync_merchant()
        _first, second = self.odoo_mails(row)
        self.assertIn('B2', second.body_html)
        self.assertNotIn('A1', second.body_html.replace('id=A1', ''))
        self.assertEqual(row.mailed_numbers, 'A1, B2')
        self.sync_merchant()
        self.assertEqual(len(self.odoo_mails(row)), 2)

    def test_parcel_without_tracking_is_mailed_too(self):
        row = self.shipped(tracking=None)
        mail = self.odoo_mails(row)
        self.assertEqual(len(mail), 1)
        self.assertNotIn("Tracking", mail.body_html)

    def test_part_that_ships_later_gets_its_own_mail(self):
        row = self.shipped('multi', tracking='A1')
        sale = row.sale_order_id
        sale.order_line[0].product_uom_qty += 2
        self.sync_merchant()
        second = sale.ogoship_order_ids - row
        self.warehouse.ship(second.reference, tracking='B2')
        self.sync_merchant()
        mail = self.odoo_mails(second)
        self.assertIn('B2', mail.body_html)
        self.assertIn("2 Units", mail.body_html)
        self.assertEqual(len(self.odoo_mails()), 2)

    def test_validated_by_hand_is_mailed_when_ogoship_has_shipped(self):
        row = self.sent()
        row.picking_id.button_validate()
        self.assertFalse(self.odoo_mails())
        self.warehouse.ship(row.reference, tracking='T1')
        self.sync_merchant()
        self.assertIn('T1', self.odoo_mails(row).body_html)

    def test_customer_without_address_is_noted(self):
        row = self.sent(customer={'email': None})
        row.sale_order_id.partner_id.email = row.partner_id.email = False
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done', row.message)
        self.assertFalse(self.odoo_mails())
        self.assertIn("no e-mail address", self.chatter(row))

    def test_customers_language(self):
        self.env['res.lang']._activate_lang('sv_SE')
        template = self.env.ref('mycashflow_ogoship.mail_template_shipped')
        template.with_context(lang='sv_SE').subject = "Skickad {{ object.order_number }}"
        row = self.shipped('abroad')
        self.assertEqual(row.mail_partner_id.lang, 'sv_SE')
        self.assertIn("Skickad", self.odoo_mails(row).subject)

    def test_broken_template_is_for_a_person_and_the_delivery_is_done(self):
        self.env.ref('mycashflow_ogoship.mail_template_shipped').body_html = (
            '<t t-out="object.no_such_field"/>')
        row = self.shipped()
        self.assertFalse(self.odoo_mails())
        self.assertFalse(row.mailed_date)
        [note] = self.activities(row.picking_id)
        self.assertIn("could not be made", note)

    def test_order_that_begins_in_odoo_is_not_ours_to_mail(self):
        row = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done')
        self.assertFalse(self.odoo_mails() or row.mailed_date)

    def test_nobody_mails_when_nobody_is_to(self):
        self.store.mails_by = 'nobody'
        self.shipped_row()
        self.sync_store()
        self.assertFalse(self.odoo_mails())
        self.assertEqual(self.mails(), [])


@tagged('post_install', '-at_install')
class TestOdoosOwnConfirmation(MailCase):
    """Odoo's own delivery confirmation, which is a setting of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.stock_move_email_validation = True

    def test_not_sent_beside_the_other_one(self):
        for who in ('odoo', 'shop', 'nobody'):
            self.store.mails_by = who
            self.assertFalse(self.confirmations(self.shipped().picking_id), who)

    def test_not_sent_when_validated_by_hand(self):
        row = self.sent()
        row.picking_id.button_validate()
        self.assertEqual(row.picking_id.state, 'done')
        self.assertFalse(self.confirmations(row.picking_id))

    def test_sent_for_an_order_that_begins_in_odoo(self):
        picking = self.sell(('KAASU-230', 1)).picking_ids
        picking.button_validate()
        self.assertTrue(self.confirmations(picking))

    def test_sent_for_an_own_warehouse_where_odoo_is_to_mail(self):
        own = self.env['stock.warehouse'].create({'name': "Shop", 'code': 'OWN'})
        self.store.write({'merchant_id': False, 'warehouse_id': own.id})
        for who, sent in (('odoo', True), ('shop', False)):
            self.store.mails_by = who
            picking = self.bring_in().sale_order_id.picking_ids
            picking.move_ids.write({'quantity': 1, 'picked': True})
            picking.button_validate()
            self.assertEqual(bool(self.confirmations(picking)), sent, who)


@tagged('post_install', '-at_install')
class TestWhoMails(StatusCase):

    def test_a_new_store_has_the_shop_mail(self):
        self.assertEqual(self.store.mails_by, 'shop')
        self.assertTrue(self.store.send_emails)

    def test_choice_on_the_form(self):
        for who, switches in (('odoo', (False, True)), ('nobody', (False, False)),
                              ('shop', (True, False))):
            with Form(self.store) as form:
                form.mails_by = who
            self.assertEqual((self.store.send_emails, self.store.odoo_emails), switches)

    def test_both_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.store.odoo_emails = True
