from odoo import api, models
from odoo.tools.misc import get_lang


class MycashflowShippingRule(models.Model):
    """Why a rule decides on an order, or does not, in words."""

    _inherit = 'mycashflow.shipping.rule'

    @api.model
    def _explain(self, name, code=None, country=None, weight=0.0, store=None):
        """Say for each rule in the order of trying whether it won, and why not.

        :return: list of (rule, won, reason); arguments as of `_find_rule`.
        """
        winner, verdicts = None, []
        for rule in self._in_order(store):
            reason = rule._why_not(name, code, country, weight, store)
            if reason is None and winner:
                reason = rule._why_after(winner)
            elif reason is None:
                winner = rule
            verdicts.append((rule, rule == winner, reason or self.env._("This rule decides.")))
        return verdicts

    def _why_not(self, name, code, country, weight, store):
        """:return: why this rule does not match, or None when it does."""
        if self.store_id and self.store_id != store:
            return self.env._("Other store: only for %(store)s.", store=self.store_id.name)
        if not self._matches_text(name, code):
            return self._why_not_text(code)
        if not self._matches_country(country):
            return self.env._(
                "Other country: only to %(countries)s.",
                countries=', '.join(sorted(filter(None, self.country_ids.mapped('code')))))
        return self._why_not_weight(weight)

    def _why_not_text(self, code):
        if self.match == 'name':
            return self.env._("Other name: does not fit “%(pattern)s”.", pattern=self.pattern)
        if self.match == 'any':
            return self.env._(
                "Other name and code: neither fits “%(pattern)s”.", pattern=self.pattern)
        if not code:
            return self.env._("No code that could fit “%(pattern)s”.", pattern=self.pattern)
        return self.env._("Other code: does not fit “%(pattern)s”.", pattern=self.pattern)

    def _why_not_weight(self, weight):
        if self._is_under(weight):
            return self.env._("Under %(limit)s kg.", limit=self._kilograms(self.weight_min))
        if self._is_over(weight):
            return self.env._("Over %(limit)s kg.", limit=self._kilograms(self.weight_max))
        return None

    def _kilograms(self, weight):
        language = self.env['res.lang'].browse(get_lang(self.env).id)
        return language.format('%.12g', weight)

    def _why_after(self, winner):
        """Why this rule, which matches, was tried after the winner: see `_rank`."""
        texts = [
            self.env._("Matches, but “%(pattern)s” is higher in the list.", pattern=winner.pattern),
            self.env._("Matches, but “%(pattern)s” has no *.", pattern=winner.pattern),
            self.env._("Matches, but “%(pattern)s” is longer.", pattern=winner.pattern),
            self.env._("Matches, but “%(pattern)s” is older.", pattern=winner.pattern),
        ]
        return next(
            text for text, mine, its in zip(texts, self._rank(), winner._rank(), strict=True)
            if mine != its)
