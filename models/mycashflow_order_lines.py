from decimal import Decimal

from odoo import models
from odoo.fields import Command, Domain

from ..tools.mycashflow_types import decode_order
from .amounts import CENT, goods_by_rate, parts_by_rate, signed_discount
from .problem import Problem


class MycashflowOrder(models.Model):
    """Rows, costs and total of the sale order: the shop's, to the cent (design §6)."""

    _inherit = 'mycashflow.order'

    # === LINES === #

    def _prepare_lines(self, order, products, carrier):
        """Goods, shipping, payment fee and discount, each at the VAT rates of the shop.

        :param list products: see `_find_products`
        """
        lines = [self._prepare_goods_line(line, product) for line, product in products]
        goods = goods_by_rate(order.lines)
        lines += self._prepare_cost_lines(
            carrier.product_id, parts_by_rate(
                order.shipping_costs, order.tax_summary.shipping_costs, goods),
            name=carrier.name, is_delivery=True)
        lines += self._prepare_cost_lines(
            self.env.ref('mycashflow_ogoship.product_payment_fee'), parts_by_rate(
                order.payment_costs, order.tax_summary.payment_costs, goods))
        return lines + self._prepare_cost_lines(
            self.env.ref('mycashflow_ogoship.product_discount'), parts_by_rate(
                signed_discount(order), order.tax_summary.discount, goods))

    def _prepare_goods_line(self, line, product):
        if line.vat_rate is None:
            raise Problem('unreadable', self.env._(
                "The shop gives no VAT rate for %(product)s in order %(number)s. Set it in the "
                "shop, then press Retry.", product=line.label, number=self._number()))
        return {
            'product_id': product.id,
            'name': line.label or product.display_name,
            'product_uom_qty': float(line.quantity),
            'price_unit': float(line.unit_price or 0),
            'tax_ids': [Command.set(self._find_tax(line.vat_rate).ids)],
        }

    def _prepare_cost_lines(self, product, parts, name=None, **vals):
        """One line per VAT rate; the rate is named where there are several."""
        name = name or product.name
        return [{
            'product_id': product.id,
            'name': f"{name} ({rate.normalize():f} %)" if len(parts) > 1 else name,
            'product_uom_qty': 1,
            'price_unit': float(part),
            'tax_ids': [Command.set(self._find_tax(rate).ids)],
            **vals,
        } for rate, part in parts]

    def _find_products(self, lines):
        """Products by binding, then by code, then by barcode. Every unknown code is named, none is
        invented.

        A download is nothing to ship (mycashflow-api §8 no. 10): where its code is not that of a
        service, it is booked on the product for downloads.

        :return: list of (row of the order, product.product)
        """
        found, unknown, ambiguous = [], [], []
        bound = self._find_bound_products(lines)
        candidates = self.env['product.product']._mycashflow_candidates(
            {line.code for line in lines if line.code and _key(line) not in bound},
            self.company_id)
        for line in lines:
            products = bound.get(_key(line)) or candidates.get(
                line.code, self.env['product.product'])
            if line.is_download and (len(products) != 1 or products.type != 'service'):
                products = self.env.ref('mycashflow_ogoship.product_download')
            if len(products) == 1:
                found.append((line, products))
            else:
                (ambiguous if products else unknown).append(line)
        self._complain_about_codes(unknown, ambiguous)
        return found

    def _find_bound_products(self, lines):
        """What rows of the catalogue are linked to, whatever their codes have become since.

        :return: {(product id, variation id or 0 in the shop): product.product}
        """
        product = Domain(self.env['product.product']._check_company_domain(self.company_id))
        rows = self.env['mycashflow.product'].search(
            Domain('store_id', '=', self.store_id.id)
            & Domain('remote_id', 'in', list({line.product_id or 0 for line in lines}))
            & Domain('product_id', 'any', product & Domain('active', '=', True)))
        return {(row.remote_id, row.remote_variation_id): row.product_id for row in rows}

    def _complain_about_codes(self, unknown, ambiguous):
        number = self._number()
        if unknown:
            raise Problem('unknown_product', self.env._(
                "Odoo has no product with the code %(codes)s of order %(number)s. Create or link "
                "it in Webshop products, or correct its code and press Retry.", number=number,
                codes=self._name_codes(unknown)), value=unknown[0].code)
        if ambiguous:
            raise Problem('ambiguous_product', self.env._(
                "Several products in Odoo have the code %(codes)s of order %(number)s. Leave one "
                "of them the code, then press Retry.", number=number,
                codes=self._name_codes(ambiguous)), value=ambiguous[0].code)

    def _name_codes(self, lines):
        return ', '.join(dict.fromkeys(
            line.code or self.env._("(no code: %(name)s)", name=line.label) for line in lines))

    def _find_tax(self, rate):
        """The price-included tax of a VAT rate that is not None."""
        tax = self.env['account.tax']._mycashflow_find(rate, self.company_id)
        if not tax:
            percent = f"{rate.normalize():f}"
            raise Problem('missing_tax', self.env._(
                "Odoo has no sales tax of %(rate)s %% that is included in the price (order "
                "%(number)s). Create it with the button; the order then goes on by itself.",
                rate=percent, number=self._number()), value=percent)
        return tax

    # === TOTAL === #

    def _settle_total(self, sale):
        """Make the sale order's total the shop's, to the cent, or hold the order."""
        total = decode_order(self.payload).total.quantize(CENT)
        difference = total - Decimal(str(sale.currency_id.round(sale.amount_total)))
        if not difference:
            return
        if abs(difference) > Decimal(str(self.store_id.amount_tolerance)):
            raise Problem('total', self.env._(
                "Order %(number)s: the shop's total is %(shop)s, the rows add up to %(odoo)s in "
                "Odoo. Compare the rows with the shop; nothing is imported before they agree.",
                number=self._number(), shop=total, odoo=f'{total - difference:.2f}'), 'held')
        rounding = self.env.ref('mycashflow_ogoship.product_rounding')
        line = sale.order_line.filtered(lambda line: line.product_id == rounding)[:1]
        vals = {
            'product_id': rounding.id,
            'name': rounding.name,
            'product_uom_qty': 1,
            'price_unit': float(difference),
            'tax_ids': [Command.clear()],
        }
        sale.order_line = [Command.update(line.id, vals) if line else Command.create(vals)]


def _key(line):
    """Names the row of the catalogue that a row of an order is."""
    return line.product_id or 0, line.variation_id or 0
