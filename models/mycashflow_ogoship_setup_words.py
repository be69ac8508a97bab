from odoo import api, models

from .setup_facts import SetupFacts


class MycashflowOgoshipSetup(models.Model):
    """Why each step matters, and what its buttons are called."""

    _inherit = 'mycashflow_ogoship.setup'

    @api.depends('kind', 'state')
    @api.depends_context('lang')
    def _compute_words(self):
        reasons = self._words_of_reasons()
        for company, steps in self.grouped('company_id').items():
            facts = SetupFacts(self.env, company)
            buttons, deeds = self._words_of_buttons(facts), self._words_of_deeds(facts)
            for step in steps:
                step.reason = reasons[step.kind]
                step.button = buttons[step.kind]
                step.deed = step.state in ('todo', 'optional') and deeds.get(step.kind, False)

    @api.model
    def _words_of_reasons(self):
        return {
            'store': self.env._(
                "Odoo reads orders, products and methods there, and writes stock and tracking."),
            'merchant': self.env._(
                "OGOship gets each delivery of one warehouse of Odoo, and says what has left."),
            'direct': self.env._(
                "With two ways to the warehouse every parcel leaves twice. In myOGO: Edit merchant "
                "> Integrations, the webshop's integration and its latest changes. In "
                "MyCashflow: the OGOship extension, if you use it."),
            'products': self.env._(
                "An order with a product that Odoo does not know waits."),
            'shipping': self.env._(
                "An order whose shipping method has no rule waits: Odoo does not guess a carrier."),
            'payments': self.env._(
                "Orders wait until they are paid, which invoice and cash on delivery never are "
                "before they ship."),
            'taxes': self.env._(
                "The shop's prices include VAT: without a tax of each rate the orders wait."),
            'stock': self.env._(
                "Odoo should begin with what really lies at OGOship."),
            'push': self.env._(
                "Once the direct link is off the shop learns its stock from Odoo only. A preview "
                "shows what would change."),
            'latest': self.env._(
                "Orders are fetched and sent by themselves. Switch it on when all else is right."),
            'shipped': self.env._(
                "One order the whole way round, tracking in the shop included, shows that all of "
                "it works."),
        }

    @api.model
    def _words_of_buttons(self, facts):
        return {
            'store': self.env._("Open the store") if facts.stores else self.env._("New store"),
            'merchant': (
                self.env._("Open the merchant") if facts.merchants
                else self.env._("New merchant")),
            'direct': self.env._("Open myOGO"),
            'products': self.env._("Open the products"),
            'shipping': self.env._("Open the methods"),
            'payments': self.env._("Open the methods"),
            'taxes': self.env._("Open the taxes"),
            'stock': self.env._("Open the stock ledger"),
            'push': self.env._("Open the store"),
            'latest': self.env._("Open the account"),
            'shipped': (
                self.env._("Fetch orders…") if facts.silent_stores
                else self.env._("Open the orders")),
        }

    @api.model
    def _words_of_deeds(self, facts):
        """{step: what `action_do` would do at once}"""
        deeds = {
            'direct': self.env._("It is off"),
            'payments': self.env._("All are paid first"),
            'taxes': self.env._("Create the taxes"),
            'latest': self.env._("Switch on"),
        }
        if facts.sole_merchant:
            deeds['merchant'] = self.env._("Ship from it")
        if facts.unread_stores:
            deeds['products'] = self.env._("Fetch products")
        if facts.uncompared_merchants:
            deeds['stock'] = self.env._("Fetch stock")
        if facts.unseen_stores:
            deeds['push'] = self.env._("Preview stock")
        elif facts.silent_counting_stores:
            deeds['push'] = self.env._("Switch on")
        return deeds
