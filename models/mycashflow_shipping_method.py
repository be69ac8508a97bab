from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

RULE_FIELDS = ('rule_id', 'carrier_id', 'coverage')
COUNTED_DAYS = 90


class MycashflowShippingMethod(models.Model):
    """A shipping method of a store, as the shop names it, with the rule that it meets."""

    _name = 'mycashflow.shipping.method'
    _description = "MyCashflow Shipping Method"
    _inherit = ['mycashflow_ogoship.method']
    _order = 'store_id, name, id'

    rule_id = fields.Many2one(
        'mycashflow.shipping.rule', string="Shipping rule", compute='_compute_rule',
        help="The first rule that matches, be it for some countries or weights only.")
    carrier_id = fields.Many2one(
        'delivery.carrier', string="Delivery method", compute='_compute_rule')
    coverage = fields.Selection(
        [('none', "No rule"), ('some', "Some countries or weights"), ('all', "Every order")],
        string="Has a rule", compute='_compute_rule', search='_search_coverage',
        help="Which orders with this method some rule decides on. The others are held.")
    order_count = fields.Integer(
        string="Orders", compute='_compute_order_count',
        help="Webshop orders of the last 90 days with this method.")

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "The store has this shipping method already.")

    # === COMPUTE METHODS === #

    @api.depends('name', 'code', 'store_id')
    def _compute_rule(self):
        for store, methods in self.grouped('store_id').items():
            rules = self.env['mycashflow.shipping.rule']._in_order(store)
            for method in methods:
                matching = rules._matching(method.name, method.code, None, store)
                method.rule_id = matching[:1]
                method.carrier_id = method.rule_id.carrier_id
                method.coverage = matching._coverage()

    def _search_coverage(self, operator, value):
        if operator != 'in':
            return NotImplemented
        methods = self.with_context(active_test=False).search(Domain.TRUE)
        return Domain('id', 'in', methods.filtered(lambda method: method.coverage in value).ids)

    @api.depends('remote_id', 'store_id')
    def _compute_order_count(self):
        since = fields.Datetime.now() - timedelta(days=COUNTED_DAYS)
        counts = Counter({
            (store.id, ref): count
            for store, ref, count in self.env['mycashflow.order']._read_group(
                Domain('store_id', 'in', self.store_id.ids)
                & Domain('shipping_method_ref', 'in', self.mapped('remote_id'))
                & Domain('order_date', '>=', since),
                ['store_id', 'shipping_method_ref'], ['__count'])})
        for method in self:
            method.order_count = counts[method.store_id.id, method.remote_id]

    @api.model
    def _forget_rules(self):
        """Rules have changed, on which these values depend without a link."""
        self.invalidate_model(RULE_FIELDS, flush=False)  # nothing of them is stored

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Override: methods without a rule first, then those with one for some orders."""
        if field_name != 'coverage':
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        # sudo: only sorts, and is asked about by whoever asks for the fields.
        methods = self.sudo().with_context(active_test=False).search(Domain.TRUE, order='id')
        found = methods.grouped('coverage')
        return SQL("%s %s %s", SQL(
            "CASE WHEN %(id)s = ANY(%(none)s) THEN 0 WHEN %(id)s = ANY(%(some)s) THEN 1 ELSE 2 END",
            id=SQL.identifier(alias, 'id'), none=found.get('none', self.browse()).ids,
            some=found.get('some', self.browse()).ids), direction, nulls)

    # === ACTION METHODS === #

    def action_create_rule(self):
        self.ensure_one()
        return self.env['mycashflow.shipping.rule']._open_prefilled(self.store_id, self.name)

    def action_test_rules(self):
        """The rule tester, filled in with this method."""
        self.ensure_one()
        return self.env['mycashflow.shipping.rule.test']._open(default_method_id=self.id)
