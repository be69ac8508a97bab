from odoo import api, fields, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = 'product.product'

    mycashflow_product_ids = fields.One2many(
        'mycashflow.product', 'product_id', string="Webshop products",
        groups='mycashflow_ogoship.group_user')
    ogoship_product_ids = fields.One2many(
        'ogoship.product', 'product_id', string="Stock at OGOship",
        groups='mycashflow_ogoship.group_user')

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
