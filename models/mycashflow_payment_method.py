from odoo import api, fields, models


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
    journal_id = fields.Many2one(
        'account.journal', check_company=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="Where payments with this method are registered.")

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "The store has this payment method already.")

    @api.depends('code')
    def _compute_cash_on_delivery(self):
        """A first guess; which codes there are is not documented (mycashflow-api §6)."""
        for method in self:
            method.cash_on_delivery |= method.code == 'cash-on-delivery'

    def write(self, vals):
        res = super().write(vals)
        if vals.get('release_unpaid'):
            self.env['mycashflow.order']._recheck('unpaid', self.store_id)
        return res
