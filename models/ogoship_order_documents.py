from base64 import b64encode

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..tools.mycashflow_types import decode_order
from ..tools.ogoship_types import Document
from ..tools.web_address import secure_address
from .problem import Problem

SLIP_REPORT = 'stock.action_report_delivery'
LARGEST_DOCUMENT = 5 * 1024 ** 2  # bytes; OGOship's own limit is not known (ogoship-api §6.1)


class OgoshipOrder(models.Model):
    """What is printed and put into the parcel. An update replaces the documents as a whole, so
    the same ones go along with it."""

    _inherit = 'ogoship.order'

    def _prepare_documents(self):
        """Tuple of `Document`, or the `Problem` for which one cannot be made."""
        if self.merchant_id.document == 'slip':
            return (Document('receipt', base64_content=b64encode(self._make_slip()).decode()),)
        if self.merchant_id.document == 'receipt':
            return self._prepare_receipt()
        return ()

    def _prepare_receipt(self):
        """The shop's receipt as a link, which is never fetched here."""
        order = self.sale_order_id.mycashflow_order_ids[:1]
        text = decode_order(order.payload).receipt_url if order else ''
        url = secure_address(text)
        if order and not url:
            self._say_once(self.env._(
                "Order %(reference)s goes without the shop's receipt: the shop gives no address "
                "of it that can be passed on.", reference=self.reference))
        return (Document('receipt', url=url),) if url else ()

    def _make_slip(self):
        """Odoo's delivery slip as PDF (bytes)."""
        # The slip is a piece of paper in the parcel, not one more attachment of the delivery.
        report = self.env['ir.actions.report'].with_context(report_pdf_no_attachment=True)
        try:
            content, _kind = report._render_qweb_pdf(SLIP_REPORT, self.picking_id.ids)
        except UserError as error:
            raise self._document_problem(str(error)) from error
        if not content.startswith(b'%PDF-'):
            raise self._document_problem(self.env._("Odoo made something else than a PDF."))
        if len(content) > LARGEST_DOCUMENT:
            raise self._document_problem(self.env._(
                "It is larger than %(limit)s MB.", limit=LARGEST_DOCUMENT // 1024 ** 2))
        return content

    def _document_problem(self, why):
        return Problem('document', self.env._(
            "The delivery slip of order %(reference)s could not be made: %(why)s Install "
            "wkhtmltopdf on the server or correct the report, or choose another enclosed document "
            "on the merchant.", reference=self.reference, why=why), 'held')

    def action_open_merchant(self):
        """Remedy of a document that cannot be made, or of cash on delivery that would be lost."""
        return self.merchant_id._get_records_action()

    def _say_once(self, note):
        """Log a note that is not there yet."""
        if not any(note in html2plaintext(body) for body in self.message_ids.mapped('body')):
            self.message_post(body=note)
