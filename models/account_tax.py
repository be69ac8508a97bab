from odoo import api, models
from odoo.fields import Domain
from odoo.tools import float_compare


class AccountTax(models.Model):
    _inherit = 'account.tax'

    @api.model
    def _mycashflow_find(self, rate, company):
        """The company's sales tax of this rate that is included in the price, or none.

        :param rate: percent, Decimal or float; None where the shop gives none
        """
        if rate is None:
            return self.browse()
        return self._mycashflow_sales_taxes(company).filtered(
            lambda tax: tax.price_include
            and float_compare(tax.amount, float(rate), precision_digits=4) == 0)[:1]

    @api.model
    def _mycashflow_create_included(self, rate, company):
        """Create the price-included twin of the sales tax of this rate, on the same accounts.

        Without a tax of that rate the company's default sales tax lends its accounts.
        """
        tax = self._mycashflow_find(rate, company)
        if tax:
            return tax
        taxes = self.with_context(active_test=False)._mycashflow_sales_taxes(company)
        model = taxes.filtered(
            lambda tax: float_compare(tax.amount, rate, precision_digits=4) == 0)[:1]
        model = model or company.account_sale_tax_id or taxes[:1]
        percent = f"{rate:g}%"
        return model.copy({
            'name': self.env._("%(percent)s incl.", percent=percent),
            'amount': rate,
            'invoice_label': percent,
            'price_include_override': 'tax_included',
            'active': True,
        })

    @api.model
    def _mycashflow_sales_taxes(self, company):
        return self.search(Domain(self._check_company_domain(company)) & Domain([
            ('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]))
