from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = 'product.product'

    @api.model
    def _mycashflow_candidates(self, codes, company):
        """Products that a shop's product codes may mean: by code, else by barcode.

        :param set codes: product codes as the shop writes them
        :return: {code: product.product}; several products where the code is ambiguous
        """
        codes = list(codes)
        own = Domain(self._check_company_domain(company))
        by_code = self.search(own & Domain('default_code', 'in', codes)).grouped('default_code')
        rest = [code for code in codes if code not in by_code]
        by_barcode = self.search(own & Domain('barcode', 'in', rest)).grouped('barcode')
        return {**by_barcode, **by_code}
