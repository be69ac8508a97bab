from odoo import api, fields, models


class MycashflowShippingRuleTest(models.TransientModel):
    """Try the shipping rules on a method, or on an order of the shop: nothing is changed."""

    _name = 'mycashflow.shipping.rule.test'
    _description = "Test Shipping Rules"
    _check_company_auto = True

    # What to begin with.
    order_id = fields.Many2one(
        'mycashflow.order', string="Webshop order", check_company=True,
        domain="[('company_id', '=', company_id), ('store_id', '=?', store_id)]",
        help="Fills in its method, country, weight and store.")
    method_id = fields.Many2one(
        'mycashflow.shipping.method', string="The shop's method", check_company=True,
        domain="[('company_id', '=', company_id), ('store_id', '=?', store_id)]",
        help="Fills in its name, code and store.")

    # What is tested.
    store_id = fields.Many2one(
        'mycashflow.store', check_company=True,
        default=lambda self: self.env['mycashflow.store']._only_connected())
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, precompute=True)
    name = fields.Char(string="Shipping method", help="As the shop names it.")
    code = fields.Char(help="The method's code in the shop.")
    country_id = fields.Many2one('res.country')
    weight = fields.Float(digits='Stock Weight', help="In kilograms.")

    rule_id = fields.Many2one('mycashflow.shipping.rule', compute='_compute_result')
    carrier_id = fields.Many2one(related='rule_id.carrier_id')
    result = fields.Selection(
        [('nothing', "Nothing to test"), ('rule', "A rule decides"), ('none', "No rule decides")],
        compute='_compute_result')
    explanation = fields.Html(compute='_compute_result')

    # === COMPUTE METHODS === #

    def _compute_display_name(self):
        self.display_name = self.env._("Test shipping rules")

    @api.depends('store_id')
    def _compute_company_id(self):
        for test in self:
            test.company_id = test.store_id.company_id or self.env.company

    @api.depends('name', 'code', 'country_id', 'weight', 'store_id')
    @api.depends_context('lang', 'company')
    def _compute_result(self):
        for test in self:
            verdicts = test._verdicts()
            test.rule_id = next((rule for rule, won, _reason in verdicts if won), False)
            test.result = 'rule' if test.rule_id else 'none' if test._has_method() else 'nothing'
            test.explanation = self.env['ir.qweb']._render(
                'mycashflow_ogoship.shipping_rule_verdicts', {'verdicts': verdicts})

    def _verdicts(self):
        if not self._has_method():
            return []
        return self.env['mycashflow.shipping.rule']._explain(
            self.name, code=self.code, country=self.country_id or None, weight=self.weight,
            store=self.store_id)

    def _has_method(self):
        return bool(self.name or self.code)

    # === ONCHANGE METHODS === #

    @api.onchange('order_id')
    def _onchange_order_id(self):
        if self.order_id:
            self.store_id = self.order_id.store_id
            self.method_id = self.order_id._shop_shipping_method()
            self.name, self.code = self.method_id.name, self.method_id.code
            self.country_id, self.weight = self.order_id._country_and_weight()

    @api.onchange('method_id')
    def _onchange_method_id(self):
        if self.method_id:
            self.store_id = self.method_id.store_id
            self.name, self.code = self.method_id.name, self.method_id.code

    # === ACTION METHODS === #

    @api.model
    def _open(self, **defaults):
        """The tester, filled in with these defaults."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_shipping_rule_test_action')
        return {**action, 'context': defaults}

    def action_create_rule(self):
        """A new rule for the method that no rule decides on."""
        self.ensure_one()
        return self.env['mycashflow.shipping.rule']._open_prefilled(
            self.store_id, self.name or self.code, match='name' if self.name else 'code')
