from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_compare

# A reduced rate that was moved by law stays on its line of the tax return (14 % → 13.5 %).
SAME_LINE = 1.0


class AccountTax(models.Model):
    _inherit = 'account.tax'

    @api.model
    def _mycashflow_find(self, rate, company):
        """The company's sales tax of this rate that is included in the price, or none.

        :param rate: percent, Decimal or float
        """
        return self._mycashflow_sales_taxes(company)._mycashflow_of_rate(rate)

    def _mycashflow_of_rate(self, rate):
        return self.filtered(
            lambda tax: tax.price_include
            and float_compare(tax.amount, float(rate), precision_digits=4) == 0)[:1]

    @api.model
    def _mycashflow_create_included(self, rate, company):
        """Create the price-included twin of the sales tax of this rate, on the same accounts.

        Without a tax of that rate the nearest one lends its accounts, and its line of the tax
        return if it is as near as a rate that was moved by law.
        """
        tax = self.with_context(active_test=False)._mycashflow_find(rate, company)
        if tax:
            tax.active = True
            return tax.with_env(self.env)
        model = self._mycashflow_nearest(rate, company)
        distance = abs(model.amount - rate)
        percent = f"{rate:g}%"
        tax = model.copy({
            'name': self.env._("%(percent)s incl.", percent=percent),
            'amount': rate,
            'invoice_label': percent,
            'price_include_override': 'tax_included',
            'active': True,
        })
        if distance:
            tax.tax_group_id = model.tax_group_id.copy(
                {'name': self.env._("VAT %(percent)s", percent=percent)})
        if distance > SAME_LINE:
            tax.repartition_line_ids.tag_ids = [Command.clear()]
        return tax

    @api.model
    def _mycashflow_nearest(self, rate, company):
        """The sales tax whose accounts suit this rate best. A rate needs a tax with an account."""
        taxes = self.with_context(active_test=False)._mycashflow_sales_taxes(company)
        taxes = taxes.filtered(lambda tax: bool(tax.amount) == bool(rate)) or taxes
        if not taxes:
            raise UserError(self.env._(
                "%(company)s has no sales tax to learn the accounts from. Install its chart of "
                "accounts first.", company=company.name))
        return min(taxes, key=lambda tax: (abs(tax.amount - rate), not tax.active)).with_env(
            self.env)

    @api.model
    def _mycashflow_sales_taxes(self, company):
        return self.search(Domain(self._check_company_domain(company)) & Domain([
            ('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]))
