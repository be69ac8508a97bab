from odoo import api, fields, models


class MycashflowShippingMethod(models.Model):
    """A shipping method of a store, as the shop names it, with the rule that it meets."""

    _name = 'mycashflow.shipping.method'
    _description = "MyCashflow Shipping Method"
    _inherit = ['mycashflow_ogoship.method']
    _order = 'store_id, name, id'

    rule_id = fields.Many2one(
        'mycashflow.shipping.rule', string="Shipping rule", compute='_compute_rule',
        help="The rule that wins when country and weight do not matter.")
    carrier_id = fields.Many2one(
        'delivery.carrier', string="Delivery method", compute='_compute_rule')

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "The store has this shipping method already.")

    @api.depends('name', 'code', 'store_id')
    def _compute_rule(self):
        rules = self.env['mycashflow.shipping.rule']
        for method in self:
            rule = rules._find_rule(method.name, code=method.code, store=method.store_id)
            method.rule_id = rule
            method.carrier_id = rule.carrier_id

    def action_create_rule(self):
        self.ensure_one()
        return self.env['mycashflow.shipping.rule']._open_prefilled(self.store_id, self.name)
