from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare

from ..tools import wildcard


class MycashflowShippingRule(models.Model):
    """Which delivery method ships what the shop calls so: a pattern with `*` (design §6)."""

    _name = 'mycashflow.shipping.rule'
    _description = "Shipping Rule"
    _check_company_auto = True
    _order = 'sequence, id'
    _rec_name = 'pattern'

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    pattern = fields.Char(
        required=True, help="The shop's shipping method. * stands for any characters, also none.")
    match = fields.Selection(
        [('name', "Name"), ('code', "Code"), ('any', "Name or code")],
        string="Match by", default='name', required=True,
        help="What the pattern is compared with: the method's name or its code in the shop.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    store_id = fields.Many2one(
        'mycashflow.store', check_company=True, index='btree_not_null', ondelete='cascade',
        help="Empty: every store of the company.")
    country_ids = fields.Many2many(
        'res.country', string="Countries", help="Only orders to these countries. Empty: all.")
    weight_min = fields.Float(string="From weight", digits='Stock Weight', help="In kilograms.")
    weight_max = fields.Float(
        string="To weight", digits='Stock Weight', help="In kilograms. 0: no limit.")
    carrier_id = fields.Many2one(
        'delivery.carrier', string="Delivery method", required=True, check_company=True)
    ogoship_shipping_code = fields.Char(
        string="OGOship shipping code", compute='_compute_ogoship_shipping_code',
        inverse='_inverse_ogoship_shipping_code', help="The delivery method's.")
    delivery_product_id = fields.Many2one(
        'product.product', compute='_compute_delivery_product_id',
        help="Of delivery methods that are made with a rule. Their price is the shop's.")

    # === COMPUTE METHODS === #

    @api.depends('carrier_id.ogoship_shipping_code')
    def _compute_ogoship_shipping_code(self):
        for rule in self:
            rule.ogoship_shipping_code = rule.carrier_id.ogoship_shipping_code

    def _inverse_ogoship_shipping_code(self):
        for rule in self:
            # sudo: the code is ours, an administrator of this module need not be one of Inventory.
            carrier = rule.carrier_id.sudo()
            if (carrier.ogoship_shipping_code or '') != (rule.ogoship_shipping_code or ''):
                carrier.ogoship_shipping_code = rule.ogoship_shipping_code

    def _compute_delivery_product_id(self):
        self.delivery_product_id = self.env.ref(
            'delivery.product_product_delivery', raise_if_not_found=False)

    # === CONSTRAINTS === #

    @api.constrains('weight_min', 'weight_max')
    def _check_weights(self):
        for rule in self:
            if rule.weight_max and rule.weight_max < rule.weight_min:
                raise ValidationError(self.env._(
                    "Rule %(pattern)s: the weight ends before it begins.", pattern=rule.pattern))

    @api.constrains('pattern')
    def _check_pattern(self):
        if any(not rule.pattern.strip() for rule in self):
            raise ValidationError(self.env._("A rule needs a pattern. * matches everything."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._recheck_orders()
        return rules

    def write(self, vals):
        res = super().write(vals)
        self._recheck_orders()
        return res

    def _recheck_orders(self):
        """Orders that wait for a rule may go on now."""
        stores = self.env['mycashflow.store'].search(
            [('company_id', 'in', self.company_id.ids)])
        self.env['mycashflow.order']._recheck('no_rule', stores)

    # === FINDING === #

    @api.model
    def _find_rule(self, name, code=None, country=None, weight=0.0, store=None):
        """Return the rule that decides on a shop's shipping method, or an empty recordset.

        :param str name: the method's name in the shop
        :param str code: its code there, if any
        :param country: res.country of the delivery address, or its two-letter code; None: any
        :param float weight: kilograms
        :param store: mycashflow.store; None: rules for every store of the current company
        """
        return self._in_order(store)._matching(name, code, country, store)._first_for(weight)

    def _matching(self, name, code, country, store):
        """Those of these rules that match, whatever the weight."""
        return self.filtered(lambda rule: (
            (not rule.store_id or rule.store_id == store)
            and rule._matches_text(name, code) and rule._matches_country(country)))

    def _first_for(self, weight):
        return next((rule for rule in self if rule._fits_weight(weight)), self.browse())

    def _coverage(self):
        """Which orders these rules decide on, all of which match the method: 'all', 'some' or
        'none' of them."""
        if any(not (rule.country_ids or rule.weight_min or rule.weight_max) for rule in self):
            return 'all'
        return 'some' if self else 'none'

    @api.model
    def _in_order(self, store):
        """The rules of the store's company as they are tried."""
        company = store.company_id if store else self.env.company
        return self.search(Domain('company_id', '=', company.id))._as_tried()

    def _as_tried(self):
        return self.sorted(lambda rule: rule._rank())

    def _rank(self):
        """Sequence, then exact before wildcard, then the longer pattern, then the older rule."""
        return (
            self.sequence, not wildcard.is_exact(self.pattern), -len(self.pattern.strip()),
            self._origin.id or float('inf'))

    def _matches_text(self, name, code):
        return any(wildcard.matches(self.pattern, text) for text in self._texts(name, code))

    def _texts(self, name, code):
        """What the pattern is compared with. A method always has a name, be it an empty one."""
        codes = [code] if code else []
        return {'name': [name or ''], 'code': codes, 'any': [name or '', *codes]}[self.match]

    def _matches_country(self, country):
        if not self.country_ids or country is None:
            return True
        code = country if isinstance(country, str) else country.code
        return (code or '').upper() in self.country_ids.mapped('code')

    def _fits_weight(self, weight):
        return not self._is_under(weight) and not self._is_over(weight)

    def _is_under(self, weight):
        return float_compare(weight, self.weight_min, precision_digits=3) < 0

    def _is_over(self, weight):
        return bool(self.weight_max) and (
            float_compare(weight, self.weight_max, precision_digits=3) > 0)

    # === ACTIONS === #

    @api.model
    def _open_prefilled(self, store, pattern, match='name'):
        """The form of a new rule for a method that no rule knows."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("New shipping rule"),
            'res_model': self._name,
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_pattern': pattern,
                'default_match': match,
                'default_store_id': store.id,
                'default_company_id': (store.company_id or self.env.company).id,
            },
        }
