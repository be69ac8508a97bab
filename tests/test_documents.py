"""What is enclosed in the parcel: nothing, the shop's receipt, or Odoo's delivery slip."""

from base64 import b64decode
from unittest.mock import patch

from odoo.tests import tagged

from ..models import ogoship_order_documents
from ..models.problem import Problem
from ..tools.web_address import secure_address
from .outbox_common import OutboxCase

PDF = b'%PDF-1.4 slip'
RENDER = '_render_qweb_pdf'


@tagged('post_install', '-at_install')
class TestReceipt(OutboxCase):

    def test_nothing_is_enclosed_unless_wanted(self):
        self.sent()
        self.assertNotIn('documents', self.sent_orders()[0])

    def test_the_shops_receipt_goes_along_as_a_link(self):
        self.merchant.document = 'receipt'
        row = self.sent()
        url = self.shop.order(row.sale_order_id.mycashflow_order_ids.remote_id)['receipt_url']
        self.assertEqual(self.sent_orders()[0]['documents'], [{'type': 'receipt', 'url': url}])
        self.assertEqual(self.shop_calls('receipt'), [], "it is not fetched")

    def test_address_that_is_not_plain_is_left_out_with_a_note(self):
        self.merchant.document = 'receipt'
        row = self.outbox()
        order = row.sale_order_id.mycashflow_order_ids
        order.payload = order.payload | {'receipt_url': 'http://127.0.0.1:8069/web'}
        self.sync_merchant()
        self.assertOnce(row)
        self.assertNotIn('documents', self.sent_orders()[0])
        self.assertIn("without the shop", ' '.join(row.message_ids.mapped('body')))
        row._prepare_request()
        self.assertEqual(
            ' '.join(row.message_ids.mapped('body')).count("without the shop"), 1, "said once")

    def test_only_https_and_a_plain_host(self):
        good = 'https://tunturipuoti.mycashflow.fi/order/1/receipt/a7?x=1'
        self.assertEqual(secure_address(good), good)
        for bad in (
                '', 'http://shop.example.com/a', 'https://127.0.0.1/a', 'https://[::1]/a',
                'https://2130706433/', 'https://localhost/a', 'https://user@shop.example.com/a',
                'https://shop.example.com:8443/a', 'https://shop.example.com:x/a',
                'file:///etc/passwd', 'https://shop.example.com/a b', 'https://shop.example.com\n/',
                'https://0x7f.1/', '//shop.example.com/a', 'https://shop_x.example.com@evil/'):
            self.assertEqual(secure_address(bad), '', bad)

    def test_order_that_begins_in_odoo_has_no_receipt(self):
        self.merchant.document = 'receipt'
        row = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertOnce(row)
        self.assertNotIn('documents', self.sent_orders()[0])


@tagged('post_install', '-at_install')
class TestDeliverySlip(OutboxCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merchant.document = 'slip'

    def printed(self, content=PDF):
        """wkhtmltopdf makes this; whether it is on this machine is no matter for the tests."""
        return patch.object(
            self.env.registry['ir.actions.report'], RENDER,
            lambda report, ref, ids=None, data=None: (content, 'pdf'))

    def held(self):
        row = self.outbox()
        self.sync_merchant()
        self.assertWaits(row, 'held', 'document', row.reference)
        self.assertEqual(self.posts(), 0)
        return row

    def test_slip_goes_along_as_pdf(self):
        with self.printed():
            row = self.sent()
        [document] = self.sent_orders()[0]['documents']
        self.assertEqual(
            (document['type'], b64decode(document['base64Content'])), ('receipt', PDF))
        self.assertFalse(self.env['ir.attachment'].search([
            ('res_model', '=', 'stock.picking'), ('res_id', '=', row.picking_id.id)]))

    def test_what_is_no_pdf_is_not_sent(self):
        """In a test Odoo itself makes HTML of it."""
        row = self.held()
        self.assertIn("something else than a PDF", row.message)
        with self.printed():
            self.try_again(row)
        self.assertOnce(row)

    def test_server_that_cannot_make_a_pdf_says_what_to_do(self):
        report = self.env.registry['ir.actions.report']
        row = self.outbox()
        with patch.object(report, 'get_wkhtmltopdf_state', lambda self: 'install'), \
                self.assertRaises(Problem) as caught:
            row.with_context(force_report_rendering=True)._prepare_request()
        self.assertIn("Wkhtmltopdf", caught.exception.message)
        self.assertEqual(caught.exception.reason, 'document')

    def test_too_large(self):
        with patch.object(ogoship_order_documents, 'LARGEST_DOCUMENT', 10), self.printed():
            self.held()

    def test_another_choice_lets_it_go(self):
        row = self.held()
        self.merchant.document = 'none'
        self.sync_merchant()
        self.assertOnce(row)

    def test_order_that_begins_in_odoo(self):
        row = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        with self.printed():
            self.sync_merchant()
        self.assertOnce(row)
        self.assertEqual(len(self.sent_orders()[0]['documents']), 1)
