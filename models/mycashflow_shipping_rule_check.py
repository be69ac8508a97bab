from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import wildcard
from ..tools.shipping_reach import Reach, find_covered

FINDING_FIELDS = ('finding', 'finding_rule_id', 'finding_note')


class MycashflowShippingRule(models.Model):
    """Rules that never get their turn, and rules of which only their age decides.

    Both are only said: a rule is never changed by itself.
    """

    _inherit = 'mycashflow.shipping.rule'

    finding = fields.Selection(
        [('dead', "Never used"), ('equal', "Equal to another")],
        compute='_compute_finding', search='_search_finding')
    finding_rule_id = fields.Many2one(
        'mycashflow.shipping.rule', string="Decides instead", compute='_compute_finding')
    finding_note = fields.Char(string="Check", compute='_compute_finding')

    # === COMPUTE METHODS === #

    @api.depends('sequence', 'active', 'pattern', 'match', 'company_id', 'store_id', 'country_ids',
                 'weight_min', 'weight_max', 'carrier_id')
    @api.depends_context('lang')
    def _compute_finding(self):
        found = {}
        complete = self.filtered(lambda rule: rule.active and rule.pattern and rule.match)
        for company, rules in complete.grouped('company_id').items():
            others = self.search(Domain('company_id', '=', company.id)) - rules._origin
            found.update(rules._findings((rules | others)._as_tried()))
        for rule in self:
            rule.finding, rule.finding_rule_id = found.get(rule, (False, False))
            rule.finding_note = rule._finding_text()

    def _search_finding(self, operator, value):
        if operator != 'in':
            return NotImplemented
        rules = self.search(Domain.TRUE)
        return Domain('id', 'in', rules.filtered(lambda rule: rule.finding in value).ids)

    def _findings(self, tried):
        """What there is to say about these rules.

        :param tried: all rules of their company in the order of trying
        :return: {rule: (finding, the rule that decides instead)}
        """
        reaches = [rule._reach() for rule in tried]
        wanted = {place for place, rule in enumerate(tried) if rule in self}
        dead = find_covered(reaches, wanted)
        equal = self._find_equal(tried, reaches, wanted - dead.keys())
        return {
            tried[place]: (finding, tried[other])
            for finding, places in (('dead', dead), ('equal', equal))
            for place, other in places.items()}

    def _find_equal(self, tried, reaches, wanted):
        """{place: place of an older rule that is tried before it for no other reason}"""
        found, alike = {}, {}
        for place, rule in enumerate(tried):
            before = alike.setdefault((rule._rank()[:-1], wildcard.normal(rule.pattern)), [])
            other = next((
                earlier for earlier in before if tried[earlier].carrier_id != rule.carrier_id
                and reaches[earlier].meets(reaches[place])), None)
            if place in wanted and other is not None:
                found[place] = other
            before.append(place)
        return found

    def _reach(self):
        return Reach(
            self.pattern, self.match, self.store_id._origin.id or 0,
            frozenset(self.country_ids._origin.ids), self.weight_min, self.weight_max)

    def _finding_text(self):
        pattern = self.finding_rule_id.pattern
        if self.finding == 'dead':
            return self.env._("Never used: covered by %(pattern)s", pattern=pattern)
        if self.finding == 'equal':
            return self.env._(
                "Equal to an older %(pattern)s: drag them into order", pattern=pattern)
        return False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._forget_findings()
        return rules

    def write(self, vals):
        res = super().write(vals)
        self._forget_findings()
        return res

    def unlink(self):
        res = super().unlink()
        self._forget_findings()
        return res

    def _forget_findings(self):
        """A rule says something about the others, and decides on methods."""
        self.invalidate_model(FINDING_FIELDS, flush=False)  # nothing of them is stored
        self.env['mycashflow.shipping.method']._forget_rules()
