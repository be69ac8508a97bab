from odoo import api, fields, models

from ..const import REFUND_WORDS


class MycashflowPaymentMethod(models.Model):
    """A payment method of a store, and whether its orders are shipped before they are paid."""

    _name = 'mycashflow.payment.method'
    _description = "MyCashflow Payment Method"
    _inherit = ['mycashflow_ogoship.method']
    _check_company_auto = True
    _order = 'store_id, name, id'

    release_unpaid = fields.Boolean(
        string="Ship unpaid",
        help="Orders with this method are imported before they are paid: invoice, cash on "
             "delivery.")
    cash_on_delivery = fields.Boolean(
        string="Cash on delivery", compute='_compute_cash_on_delivery', store=True, readonly=False,
        help="OGOship is told to have the unpaid amount collected at the door.")
    is_refund = fields.Boolean(
        string="Refunds", compute='_compute_is_refund', store=True, readonly=False,
        help="Payments with this method record money given back, whatever their sign.")
    invoicing = fields.Selection(
        [('none', "By hand"), ('draft', "Draft invoice"), ('posted', "Posted invoice")],
        default='none', required=True,
        help="What is made by itself of orders imported from now on, once the whole order can be "
             "invoiced. An order whose total needed a rounding line is left to a person.")
    journal_id = fields.Many2one(
        'account.journal', string="Payments in", check_company=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="Where payments with this method are registered, on invoices that were made by "
             "themselves. Empty: they are not.")

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "The store has this payment method already.")

    @api.depends('code')
    def _compute_cash_on_delivery(self):
        """A first guess; which codes there are is not documented (mycashflow-api §6)."""
        for method in self:
            method.cash_on_delivery |= method.code == 'cash-on-delivery'

    @api.depends('code', 'name')
    def _compute_is_refund(self):
        """A first guess, as above: the vendor has a built-in method for refunds (§6)."""
        for method in self:
            words = f"{method.code or ''} {method.name or ''}".lower().split()
            method.is_refund |= any(word.startswith(REFUND_WORDS) for word in words)

    @api.model_create_multi
    def create(self, vals_list):
        methods = super().create(vals_list)
        # sudo: payments are written by the arrows only, methods also by whoever refreshes them.
        self.env['mycashflow.payment'].sudo()._link_methods(methods)
        return methods

    def write(self, vals):
        res = super().write(vals)
        if vals.get('release_unpaid'):
            self.env['mycashflow.order']._recheck('unpaid', self.store_id)
        return res
