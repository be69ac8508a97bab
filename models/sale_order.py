from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    mycashflow_order_ids = fields.One2many(
        'mycashflow.order', 'sale_order_id', string="Webshop orders",
        groups='mycashflow_ogoship.group_user')
    mycashflow_store_id = fields.Many2one(
        'mycashflow.store', string="Webshop", readonly=True, copy=False, check_company=True,
        index='btree_not_null', groups='mycashflow_ogoship.group_user')
    mycashflow_note = fields.Text(
        string="Customer's note in the shop", readonly=True, copy=False)
    ogoship_order_ids = fields.One2many(
        'ogoship.order', 'sale_order_id', string="Warehouse orders",
        groups='mycashflow_ogoship.group_user')
    ogoship_state = fields.Selection(
        selection=lambda self: self.env['ogoship.order']._state_selection(),
        string="OGOship", compute='_compute_ogoship', compute_sudo=True)
    ogoship_message = fields.Char(
        string="Why it waits", compute='_compute_ogoship', compute_sudo=True)
    ogoship_tracking = fields.Char(
        string="Tracking", compute='_compute_ogoship', compute_sudo=True)

    @api.depends('ogoship_order_ids.state', 'ogoship_order_ids.explanation',
                 'ogoship_order_ids.tracking_numbers')
    def _compute_ogoship(self):
        for sale in self:
            rows = sale.ogoship_order_ids.filtered(lambda row: row.state != 'cancelled')
            rows = (rows or sale.ogoship_order_ids).sorted('id')
            sale.ogoship_state = rows[-1:].state
            sale.ogoship_message = ' '.join(filter(None, rows.mapped('explanation')))
            sale.ogoship_tracking = ', '.join(filter(None, rows.mapped('tracking_numbers')))

    def _prepare_confirmation_values(self):
        """Override of `sale`: an imported order keeps the date on which it was placed. Writing it
        back later would leave its moves with another deadline, and Odoo takes pieces off a move
        only when the deadlines agree."""
        vals = super()._prepare_confirmation_values()
        if self.env.context.get('mycashflow_keeps_date'):
            vals.pop('date_order', None)
        return vals

    def action_open_mycashflow_order(self):
        return self.mycashflow_order_ids._get_records_action()

    def action_open_ogoship_orders(self):
        return self.ogoship_order_ids._get_records_action(name=self.env._("Warehouse orders"))
