import re
from decimal import Decimal

from odoo import models
from odoo.tools import html2plaintext

from ..tools.ogoship_products import ProductRequest
from .problem import Problem

CUSTOMS_TEXT_LENGTH = 50
HS_CODE_LENGTH = 8


class OgoshipProduct(models.Model):
    """A product of Odoo as OGOship takes it (ogoship-api §7.1)."""

    _inherit = 'ogoship.product'

    def _prepare_product_payload(self):
        """The product for OGOship, or the `Problem` that keeps it from being sent."""
        self.ensure_one()
        language = (self.company_id.partner_id.lang or 'en')[:2]
        product = self._product_to_send()
        seller = product._ogoship_seller()
        price, currency = self._supply_price(product, seller)
        return ProductRequest(
            code=self.code,
            name=product.display_name,
            language=language,
            description=html2plaintext(product.description_sale or '').strip(),
            supplier_code=seller.product_code or '',
            supplier=seller.partner_id.name or '',
            group=product.categ_id.name or '',
            # What they know is never overwritten; a difference is shown, see `barcode_note`.
            ean=self.ean or product.barcode or '',
            supply_price=price,
            sales_price=self._sales_price(product),
            currency=currency.name,
            country=product.country_of_origin.code or '',
            customs_text=(product.ogoship_customs_text or '')[:CUSTOMS_TEXT_LENGTH],
            hs_code=self._hs_code(product),
        )

    def _product_to_send(self):
        """The product with its name in the company's language, without its code."""
        product = self.product_id.with_company(self.company_id).with_context(
            lang=self.company_id.partner_id.lang or 'en_US', display_default_code=False)
        problem = product._ogoship_unfit() if product else self.env._(
            "No product in Odoo has this code.")
        if problem:
            raise Problem('product_code', self.env._(
                "%(code)s cannot be sent to OGOship. %(problem)s",
                code=self.code, problem=problem))
        return product

    def _supply_price(self, product, seller):
        """(price of one unit, its currency): from the first supplier, else the cost."""
        if seller:
            price = seller.product_uom_id._compute_price(
                seller.price_discounted, product.uom_id)
            return _amount(price), seller.currency_id
        # sudo: the cost may be hidden from those who send a product.
        cost = product.sudo().standard_price
        return _amount(cost) if cost else None, self.company_id.currency_id

    def _sales_price(self, product):
        """Price of one unit with VAT, in the company's currency."""
        taxes = product.sudo().taxes_id._filter_taxes_by_company(self.company_id)
        return _amount(taxes.compute_all(
            product.lst_price, self.company_id.currency_id, product=product)['total_included'])

    def _hs_code(self, product):
        digits = re.sub(r'[\s.]', '', product.hs_code or '')
        return digits if re.fullmatch(rf'[0-9]{{{HS_CODE_LENGTH}}}', digits) else ''


class ProductProduct(models.Model):
    _inherit = 'product.product'

    def _ogoship_seller(self):
        """The first supplier of this product in the company of the environment."""
        sellers = self.sudo().seller_ids.filtered(
            lambda seller: (not seller.company_id or seller.company_id == self.env.company)
            and (not seller.product_id or seller.product_id == self))
        return sellers[:1]


def _amount(value):
    return Decimal(str(round(value, 4)))
