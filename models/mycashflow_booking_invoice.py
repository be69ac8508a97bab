from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from .formats import amount_text
from .problem import Problem


class MycashflowBooking(models.Model):
    """The invoice of a webshop order, and its payments on it.

    Invoice, posting, payments and the mark on the row are one transaction: whatever dies when,
    there is all of it or nothing.
    """

    _inherit = 'mycashflow.booking'

    def _make_invoice(self):
        """Invoice the whole order, or leave it for later."""
        sale = self.sale_order_id
        self._check_by_hand(sale)
        self._check_waits()
        if not self._is_whole(sale):
            return
        invoice = sale._create_invoices()
        self._check_total(invoice)
        if self.mode == 'posted':
            invoice.action_post()
        self.write({
            'move_id': invoice.id, 'booked_date': fields.Datetime.now(), 'state': 'open',
            **self._clear_problem()})
        self._register_payments()

    def _check_by_hand(self, sale):
        """Raise what leaves the invoice to a person for good."""
        number = self.order_id._number()
        if sale.invoice_ids.filtered(lambda move: move.state != 'cancel'):
            raise Problem('existing', self.env._(
                "Invoice by hand: order %(number)s has an invoice already.", number=number), 'hand')
        if self.env.ref('mycashflow_ogoship.product_rounding') in sale.order_line.product_id:
            raise Problem('rounding', self.env._(
                "Invoice by hand: the total of order %(number)s needed a rounding line. Compare "
                "its rows with the shop.", number=number), 'hand')
        foreign = self._live_payments().filtered(
            lambda payment: payment.currency not in (False, '', sale.currency_id.name))
        if foreign:
            raise Problem('currency', self.env._(
                "Invoice by hand: order %(number)s is in %(own)s and paid in %(other)s. What that "
                "is worth in the books is not guessed.", number=number,
                own=sale.currency_id.name, other=', '.join(set(foreign.mapped('currency')))),
                'hand')

    def _check_waits(self):
        """Raise what may pass by itself."""
        order = self.order_id
        note = order.payment_message or order.reason in ('changed', 'cancelled') and order.message
        if order.change_pending or note:
            raise Problem('waits', self.env._(
                "Invoice by hand, or wait: order %(number)s is not settled. %(message)s",
                number=order._number(), message=note or ''), 'to_do')

    @api.model
    def _is_whole(self, sale):
        """Whether no line is left that can be invoiced only later."""
        lines = sale.order_line.filtered(
            lambda line: not line.display_type and line.product_uom_qty > 0)
        return all(
            line.product_uom_id.compare(line.qty_to_invoice, line.product_uom_qty) >= 0
            for line in lines)

    def _check_total(self, invoice):
        total = self.order_id.amount_total
        if invoice.currency_id.compare_amounts(invoice.amount_total, total):
            raise Problem('total', self.env._(
                "Invoice by hand: the invoice of order %(number)s would be %(odoo)s, its total in "
                "the shop is %(shop)s.", number=self.order_id._number(),
                odoo=amount_text(self.env, invoice.amount_total, invoice.currency_id),
                shop=amount_text(self.env, total, invoice.currency_id)), 'hand')

    def _live_payments(self):
        return self.order_id.payment_ids.filtered(
            lambda payment: payment.state not in ('cancelled', 'gone'))

    # === PAYMENTS === #

    @api.model
    def _to_register_domain(self):
        """Money that has come and is not in Odoo yet. What is only authorised has not come."""
        return Domain([
            ('kind', '=', 'payment'), ('state', '=', 'paid'), ('registered_date', '=', False),
            ('amount', '>', 0), ('method_id.journal_id', '!=', False)])

    def _register_payments(self):
        """Register each payment that has come on the posted invoice, once."""
        invoice, state = self.move_id, 'open'
        if invoice.state == 'posted':
            payments = self.order_id.payment_ids.filtered_domain(self._to_register_domain())
            for payment in payments.sorted(lambda row: row.remote_updated_at or datetime.max):
                if invoice.payment_state in ('not_paid', 'partial'):  # else a person was quicker
                    payment._register_on(invoice)
            if invoice.payment_state in ('paid', 'in_payment', 'reversed'):
                state = 'done'
        self.write({'state': state, **self._clear_problem()})


class MycashflowPayment(models.Model):
    _inherit = 'mycashflow.payment'

    def _register_on(self, invoice):
        """Register this payment on the invoice, as Odoo's own button does."""
        wizard = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({
                'journal_id': self.method_id.journal_id.id,
                'currency_id': invoice.currency_id.id,
                'amount': self.amount,
                'payment_date': self._paid_on(),
                'communication': self.reference or self.order_id._number(),
                'payment_difference_handling': 'open',
            })
        self.payment_id = wizard._create_payments()
        self.registered_date = fields.Datetime.now()

    def _paid_on(self):
        """Day of the payment where the company is."""
        moment = self.remote_updated_at or self.remote_created_at or fields.Datetime.now()
        zone = pytz.timezone(self.company_id.partner_id.tz or 'Europe/Helsinki')
        return pytz.utc.localize(min(moment, fields.Datetime.now())).astimezone(zone).date()
