from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.fields import Domain

from ..const import BOOKING_REASONS, ORDERS_PER_BATCH
from .problem import Problem


class MycashflowBooking(models.Model):
    """Something of a webshop order to be booked in Odoo: its invoice, or a credit note.

        to_do ──► open ──► done        invoice: made ──► its payments are registered
         │ ▲                           credit note: proposed as a draft, and done
         ▼ │ by time
        error       hand: left to a person, the message says why

    A row of its own, so that what goes wrong in the accounts never stops a parcel.
    """

    _name = 'mycashflow.booking'
    _description = "Webshop Booking"
    _inherit = ['mycashflow_ogoship.row']
    _order = 'id desc'
    _check_company_auto = True

    order_id = fields.Many2one(
        'mycashflow.order', string="Shop order", required=True, readonly=True, index=True,
        ondelete='cascade')
    store_id = fields.Many2one(related='order_id.store_id', store=True, index=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    sale_order_id = fields.Many2one(related='order_id.sale_order_id', string="Sale order")
    kind = fields.Selection(
        [('invoice', "Invoice"), ('credit', "Credit note")], required=True, readonly=True)
    mode = fields.Selection(
        [('draft', "Draft"), ('posted', "Posted")], required=True, readonly=True)
    shop_payment_id = fields.Many2one(
        'mycashflow.payment', string="Refund", readonly=True, index='btree_not_null',
        check_company=True, ondelete='cascade', help="What a credit note is proposed for.")
    state = fields.Selection(
        [('to_do', "To do"), ('open', "Invoiced"), ('done', "Done"), ('hand', "By hand"),
         ('error', "Error")],
        default='to_do', required=True, readonly=True, index=True)
    reason = fields.Selection(BOOKING_REASONS, readonly=True, index='btree_not_null')
    booked_date = fields.Datetime(
        string="Booked on", readonly=True,
        help="It is booked once, whatever becomes of the document in Odoo.")
    move_id = fields.Many2one(
        'account.move', string="Document", readonly=True, index='btree_not_null',
        check_company=True, ondelete='set null',
        groups='account.group_account_readonly,account.group_account_invoice')

    _invoice_uniq = models.UniqueIndex(
        "(order_id) WHERE kind = 'invoice'", "The order has its invoice planned already.")
    _credit_uniq = models.UniqueIndex(
        '(shop_payment_id) WHERE shop_payment_id IS NOT NULL',
        "The refund has its credit note planned already.")

    @api.depends('order_id', 'kind')
    def _compute_display_name(self):
        labels = dict(self._fields['kind']._description_selection(self.env))
        for booking in self:
            booking.display_name = f"{booking.order_id._number()}: {labels.get(booking.kind, '')}"

    # === PLANNING === #

    @api.model
    def _plan_invoices(self, orders):
        """Orders that have just been imported are invoiced as their payment method says."""
        methods = {order: order._shop_payment_method() for order in orders}
        self.create([
            {'order_id': order.id, 'kind': 'invoice', 'mode': method.invoicing}
            for order, method in methods.items() if method.invoicing in ('draft', 'posted')])

    @api.model
    def _plan_credits(self, payments):
        """Refunds of imported orders get a draft credit note, each once."""
        planned = self.search([('shop_payment_id', 'in', payments.ids)]).shop_payment_id
        self.create([
            {'order_id': payment.order_id.id, 'kind': 'credit', 'mode': 'draft',
             'shop_payment_id': payment.id} for payment in payments - planned])

    # === WORKING THROUGH === #

    @api.model
    def _book_due(self, store):
        """Book what can be booked now. Commits row by row.

        :return: False when time ran out.
        """
        last_id, due = 0, Domain('store_id', '=', store.id) & self._book_due_domain()
        while rows := self.search(
                due & Domain('id', '>', last_id), limit=ORDERS_PER_BATCH, order='id'):
            last_id = rows[-1].id
            if not rows._work_each(due, lambda row: row._book()):
                return False
        return True

    @api.model
    def _book_due_domain(self):
        """Invoices whose order has something to invoice, or whose payments have come; credits."""
        ready = Domain('kind', '=', 'credit') | Domain(
            'order_id.sale_order_id.invoice_status', '=', 'to invoice')
        to_make = Domain('state', 'in', ('to_do', 'error')) & Domain('booked_date', '=', False)
        paid = Domain('move_id.state', '=', 'posted') & Domain(
            'order_id.payment_ids', 'any', self._to_register_domain())
        to_pay = Domain('state', 'in', ('open', 'error')) & Domain('booked_date', '!=', False)
        return (to_make & ready | to_pay & paid) & self._due_domain()

    def _book(self):
        if self.kind == 'credit':
            self._propose_credit()
        elif self.booked_date:
            self._register_payments()
        else:
            self._make_invoice()

    def _as_problem(self, error):
        if isinstance(error, RedirectWarning):
            return Problem('error', str(error.args[0]))
        return super()._as_problem(error)

    def _next_try(self, problem, retry_after=None):
        if problem.state == 'hand':
            return False
        return super()._next_try(problem, retry_after)

    # === ACTION METHODS === #

    def action_retry(self):
        """Try again at the next run, which is asked for at once."""
        for booking in self.filtered(lambda row: row.state in ('to_do', 'hand', 'error')):
            booking.write({
                'state': 'open' if booking.booked_date else 'to_do', **booking._clear_problem()})
        self.store_id._ring()

    def action_open_document(self):
        return (self.move_id or self.sale_order_id)._get_records_action()
