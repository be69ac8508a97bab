"""Whoever reads it gets it in their language, with dates and numbers as they write them."""

from odoo.fields import Datetime
from odoo.tests import tagged

from ..const import CIRCUIT_FAILURES
from ..models.formats import amount_text, goods_text, moment_text, quantity_text
from .outbox_common import ReportCase

MODULE = 'mycashflow_ogoship'
NARROW = '\N{NO-BREAK SPACE}'


class LanguageCase(ReportCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ('fi_FI', 'sv_SE'):
            cls.env['res.lang']._activate_lang(lang)
        cls.env['ir.module.module']._load_module_terms([MODULE], ['fi_FI', 'sv_SE'])
        cls.finnish = cls.env(context={
            **cls.env.context, 'lang': 'fi_FI', 'tz': 'Europe/Helsinki'})


@tagged('post_install', '-at_install')
class TestFormats(LanguageCase):

    def test_numbers_are_written_as_in_finnish(self):
        euro = self.env.ref('base.EUR')
        self.assertEqual(quantity_text(self.finnish, 2.5), '2,5')
        self.assertEqual(quantity_text(self.finnish, 1234567.0), '1234567')
        self.assertEqual(amount_text(self.finnish, 12.5, euro), f'12,50{NARROW}€')
        self.assertEqual(amount_text(self.finnish, 12.5, None), '12,50')
        self.assertEqual(goods_text(self.finnish, {'B-2': 0.5, 'A-1': 3}), 'A-1 × 3, B-2 × 0,5')

    def test_moments_are_written_as_in_finnish_and_in_helsinki(self):
        moment = moment_text(self.finnish, Datetime.to_datetime('2026-11-29 22:30:00'))
        self.assertEqual(moment, '30.11.2026 0.30')

    def test_numbers_in_english(self):
        self.assertEqual(quantity_text(self.env, 2.5), '2.5')


@tagged('post_install', '-at_install')
class TestRuns(LanguageCase):
    """What a scheduled run leaves behind: root, who runs it, has English only."""

    def unpaid(self):
        row = self.bring_in('unpaid')
        self.assertEqual(row.reason, 'unpaid')
        return row.message

    def test_responsible_person_reads_what_a_run_says(self):
        self.store.user_id.lang = 'fi_FI'
        message = self.unpaid()
        self.assertIn("on maksamatta", message)
        self.assertRegex(message, r'\d,\d\d\N{NO-BREAK SPACE}€')

    def test_each_account_speaks_the_language_of_its_own_person(self):
        self.store.user_id = self.env['res.users'].create({
            'name': "Siri", 'login': 'siri', 'lang': 'sv_SE'})
        self.merchant.user_id.lang = 'en_US'
        self.assertNotIn("is not paid", self.unpaid())
        self.sandbox.control.fault(
            remote='warehouse', times=100, kind='status', status=503, body='')
        self.sync_merchant()
        self.assertIn("The remote service is not available.", self.merchant.error_message)

    def test_without_a_person_the_company_is_spoken_to(self):
        self.store.user_id = False
        self.store.company_id.partner_id.lang = 'fi_FI'
        self.assertIn("on maksamatta", self.unpaid())

    def test_times_in_what_is_told_are_those_of_the_person(self):
        person = self.merchant.user_id
        person.write({'lang': 'fi_FI', 'tz': 'Europe/Helsinki'})
        row = self.sent()
        self.warehouse.hold(row.reference)
        self.sync_merchant()
        row.status_date = '2026-06-30 21:30:00'
        self.sync_merchant()
        [note] = self.activities(row.picking_id)
        self.assertIn("1.7.2026 0.30", note)
        self.assertIn("on ollut pysäytettynä", note)

    def test_fault_of_the_remote_is_told_in_the_persons_language(self):
        self.store.user_id.lang = 'fi_FI'
        self.sandbox.control.fault(
            remote='shop', times=10000, kind='status', status=503, body='')
        for _run in range(CIRCUIT_FAILURES):
            self.sync_store()
        self.assertIn("ei ole tavoitettavissa: Etäpalvelu", self.store.activity_ids.summary)

    def test_lines_of_an_order_are_in_the_customers_language(self):
        self.store.user_id.lang = 'fi_FI'
        product = self.env.ref(f'{MODULE}.product_discount')
        sale = self.sale(self.bring_in('discount', language='sv').remote_id)
        line = sale.order_line.filtered(lambda line: line.product_id == product)
        self.assertEqual(line.name, product.with_context(lang='sv_SE').name)


@tagged('post_install', '-at_install')
class TestCustomersLanguage(LanguageCase):

    def test_customer_is_mailed_in_finnish_by_a_swedish_merchant(self):
        self.store.mails_by = 'odoo'
        self.merchant.user_id.lang = 'sv_SE'
        row = self.sent()
        row.mail_partner_id.lang = 'fi_FI'
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        mail = self.env['mail.mail'].search([
            ('model', '=', 'ogoship.order'), ('res_id', '=', row.id)])
        self.assertIn("on lähetetty", mail.subject)
        for words in ("Hei", "tilauksesi", "Seuranta:", "Kiitos tilauksestasi!"):
            self.assertIn(words, mail.body_html)
        self.assertNotIn("Hello", mail.body_html)
