from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    ogoship_return_ids = fields.One2many(
        'ogoship.return', 'sale_order_id', string="Warehouse returns",
        groups='mycashflow_ogoship.group_user')
    mycashflow_return_ids = fields.One2many(
        'mycashflow.order', compute='_compute_mycashflow_return_ids', string="Returns in the shop",
        groups='mycashflow_ogoship.group_user')

    @api.depends('mycashflow_order_ids.return_order_ids')
    def _compute_mycashflow_return_ids(self):
        for sale in self:
            sale.mycashflow_return_ids = sale.mycashflow_order_ids.return_order_ids

    def action_open_ogoship_returns(self):
        return self.ogoship_return_ids._get_records_action(name=self.env._("Returns"))

    def action_open_mycashflow_returns(self):
        return self.mycashflow_return_ids._get_records_action(
            name=self.env._("Returns in the shop"))
