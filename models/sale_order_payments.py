from odoo import api, fields, models


class SaleOrder(models.Model):
    """The payments of the webshop order behind a sale order."""

    _inherit = 'sale.order'

    mycashflow_payment_state = fields.Selection(
        selection=lambda self: self.env['mycashflow.order']._fields[
            'payment_state']._description_selection(self.env),
        string="Payment in the shop", compute='_compute_mycashflow_payment_state',
        compute_sudo=True, groups='mycashflow_ogoship.group_user')

    @api.depends('mycashflow_order_ids.payment_state')
    def _compute_mycashflow_payment_state(self):
        for sale in self:
            sale.mycashflow_payment_state = sale.mycashflow_order_ids[:1].payment_state

    def action_open_shop_payments(self):
        return self.mycashflow_order_ids.payment_ids._get_records_action(
            name=self.env._("Payments"))
