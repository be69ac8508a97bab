from odoo import api, fields, models
from odoo.fields import Domain

from ..const import LARGEST_ID
from .payments import is_refund, state_of


class MycashflowPayment(models.Model):
    """A payment of a webshop order, as the shop tells it. Gift cards and refunds are payments."""

    _name = 'mycashflow.payment'
    _description = "Webshop Payment"
    _order = 'order_id desc, id'

    order_id = fields.Many2one(
        'mycashflow.order', string="Shop order", required=True, readonly=True, index=True,
        ondelete='cascade')
    store_id = fields.Many2one(related='order_id.store_id', store=True, index=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    remote_id = fields.Integer(
        string="Id in the shop", required=True, readonly=True, aggregator=None,
        help="Below zero: the shop gives none; the place in the order's list.")
    method_ref = fields.Integer(readonly=True, aggregator=None)
    method_id = fields.Many2one(
        'mycashflow.payment.method', string="Payment method", readonly=True,
        index='btree_not_null', ondelete='set null')
    kind = fields.Selection(
        [('payment', "Payment"), ('refund', "Refund")], required=True, readonly=True)
    state = fields.Selection(
        [('open', "Not paid"), ('authorised', "Authorised"), ('paid', "Paid"),
         ('refunded', "Refunded"), ('cancelled', "Cancelled"), ('gone', "Removed in the shop"),
         ('unknown', "Unknown")],
        required=True, readonly=True, index=True,
        help="Authorised: sure to be paid, and to be activated when the order is shipped.")
    status = fields.Char(string="Status in the shop", readonly=True)
    amount = fields.Float(
        digits='Product Price', readonly=True,
        help="As the shop gives it, in the payment's own currency.")
    currency = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    remote_created_at = fields.Datetime(string="Created in the shop", readonly=True)
    remote_updated_at = fields.Datetime(string="Changed in the shop", readonly=True)
    payment_id = fields.Many2one(
        'account.payment', string="Registered as", readonly=True, copy=False,
        index='btree_not_null', ondelete='set null',
        groups='account.group_account_readonly,account.group_account_invoice')
    registered_date = fields.Datetime(
        string="Registered on", readonly=True, copy=False,
        help="A payment is registered once, whatever becomes of it in Odoo.")
    move_id = fields.Many2one(
        'account.move', string="Credit note", readonly=True, copy=False,
        index='btree_not_null', ondelete='set null',
        groups='account.group_account_readonly,account.group_account_invoice')

    _remote_uniq = models.Constraint(
        'UNIQUE(order_id, remote_id)', "This payment of the order is known already.")

    @api.depends('order_id', 'reference', 'remote_id')
    def _compute_display_name(self):
        for payment in self:
            payment.display_name = f"{payment.order_id._number()}: {payment._name_for_people()}"

    def _name_for_people(self):
        return self.reference or str(self.remote_id)

    def _money(self, amount):
        """An amount of this payment, as its reader's language writes it."""
        return self.order_id._money(amount, {self.currency} - {False, ''} or None)

    # === FROM THE SHOP === #

    @api.model
    def _prepare_from_remote(self, payments, methods):
        """Values of an order's payments.

        :param payments: `tools.mycashflow_types.Payment` values, the complete list
        :param dict methods: {id in the shop: mycashflow.payment.method}
        """
        refund_methods = {ref for ref, method in methods.items() if method.is_refund}
        taken, vals_list = set(), []
        for position, payment in enumerate(payments, 1):
            remote_id = payment.id
            if not remote_id or remote_id > LARGEST_ID or remote_id in taken:
                remote_id = -position  # a payment is never dropped
            taken.add(remote_id)
            method_ref = payment.method_id or 0
            vals_list.append({
                'remote_id': remote_id,
                'method_ref': method_ref if method_ref <= LARGEST_ID else 0,
                'method_id': method_ref in methods and methods[method_ref].id,
                'kind': 'refund' if is_refund(payment, refund_methods) else 'payment',
                'state': state_of(payment),
                'status': payment.status,
                'amount': float(payment.amount),
                'currency': payment.currency,
                'reference': payment.reference,
                'remote_created_at': _seconds(payment.created_at),
                'remote_updated_at': _seconds(payment.updated_at),
            })
        return vals_list

    def _differences(self, vals):
        """Those of `vals` that differ from what this payment has."""
        return {
            name: value for name, value in vals.items()
            if (self._fields[name].convert_to_write(self[name], self) or False) != (value or False)}

    @api.model
    def _link_methods(self, methods):
        """The shop named methods that payments had already."""
        for method in methods:
            self.search(
                Domain('store_id', '=', method.store_id.id)
                & Domain('method_ref', '=', method.remote_id)
                & Domain('method_id', '=', False)).method_id = method


def _seconds(moment):
    return moment and moment.replace(microsecond=0)
