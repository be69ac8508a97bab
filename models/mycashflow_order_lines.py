from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ..tools.mycashflow_types import decode_order
from .amounts import CENT, goods_by_rate, parts_by_rate, signed_discount
from .formats import quantity_text
from .import_lookups import Lookups
from .problem import Problem


class MycashflowOrder(models.Model):
    """Rows, costs and total of the sale order: the shop's, to the cent (design §6)."""

    _inherit = 'mycashflow.order'

    # === LINES === #

    def _prepare_lines(self, order, products, carrier, known):
        """Goods, shipping, payment fee and discount, each at the VAT rates of the shop.

        :param list products: see `_find_products`
        :param known: `import_lookups.Lookups`
        """
        lines = [self._prepare_goods_line(line, product, known) for line, product in products]
        goods = goods_by_rate(order.lines)
        # What the customer reads is in the customer's language.
        carrier, fee, discount = (
            record.with_context(lang=known.language(order.language) or self.env.lang)
            for record in (
                carrier, known.own_product('payment_fee'), known.own_product('discount')))
        lines += self._prepare_cost_lines(
            known, carrier.product_id, parts_by_rate(
                order.shipping_costs, order.tax_summary.shipping_costs, goods),
            name=carrier.name, is_delivery=True)
        lines += self._prepare_cost_lines(
            known, fee, parts_by_rate(
                order.payment_costs, order.tax_summary.payment_costs, goods))
        return lines + self._prepare_cost_lines(
            known, discount, parts_by_rate(
                signed_discount(order), order.tax_summary.discount, goods))

    def _prepare_goods_line(self, line, product, known):
        if line.vat_rate is None:
            raise Problem('unreadable', self.env._(
                "The shop gives no VAT rate for %(product)s in order %(number)s. Set it in the "
                "shop, then press Retry.", product=line.label, number=self._number()))
        return {
            'product_id': product.id,
            'name': line.label or product.display_name,
            'product_uom_qty': float(line.quantity),
            'price_unit': float(line.unit_price or 0),
            'tax_ids': [Command.set(self._find_tax(line.vat_rate, known).ids)],
        }

    def _prepare_cost_lines(self, known, product, parts, name=None, **vals):
        """One line per VAT rate; the rate is named where there are several."""
        name = name or product.name
        return [{
            'product_id': product.id,
            'name': f"{name} ({rate.normalize():f} %)" if len(parts) > 1 else name,
            'product_uom_qty': 1,
            'price_unit': float(part),
            'tax_ids': [Command.set(self._find_tax(rate, known).ids)],
            **vals,
        } for rate, part in parts]

    def _find_products(self, lines, known=None):
        """Products by binding, then by code, then by barcode. Every unknown code is named, none is
        invented.

        A download is nothing to ship (mycashflow-api §8 no. 10): where its code is not that of a
        service, it is booked on the product for downloads.

        :return: list of (row of the order, product.product)
        """
        known = known or Lookups(self.store_id, lines)
        found, unknown, ambiguous = [], [], []
        for line in lines:
            products = known.products(line)
            if line.is_download and (len(products) != 1 or products.type != 'service'):
                products = known.own_product('download')
            if len(products) == 1:
                found.append((line, products))
            else:
                (ambiguous if products else unknown).append(line)
        self._complain_about_codes(unknown, ambiguous)
        return found

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

    def _find_tax(self, rate, known):
        """The price-included tax of a VAT rate that is not None."""
        tax = known.tax(rate)
        if not tax:
            percent = f"{rate.normalize():f}"
            raise Problem('missing_tax', self.env._(
                "Odoo has no sales tax of %(rate)s %% that is included in the price (order "
                "%(number)s). Create it with the button; the order then goes on by itself.",
                rate=quantity_text(self.env, rate), number=self._number()), value=percent)
        return tax

    # === TOTAL === #

    def _check_total(self, order, lines):
        """Hold the order before anything is made of it, where its rows are clearly not its total.

        The taxes are in the prices, so Odoo's total is the sum of the rows but for the rounding of
        each, which `_settle_total` sees to.
        """
        total = order.total.quantize(CENT)
        rows = sum(
            Decimal(str(line['price_unit'])) * Decimal(str(line['product_uom_qty']))
            for line in lines)
        # Of a fraction Odoo keeps two digits; what that does to the total is seen afterwards.
        whole = all(float(line['product_uom_qty']).is_integer() for line in lines)
        if whole and abs(total - rows) > self._tolerance() + CENT * (len(lines) + 1):
            raise self._differing_total(total, rows)

    def _tolerance(self):
        return Decimal(str(self.store_id.amount_tolerance))

    def _differing_total(self, total, rows):
        return Problem('total', self.env._(
            "Order %(number)s: the shop's total is %(shop)s, the rows add up to %(odoo)s in "
            "Odoo. Compare the rows with the shop; nothing is imported before they agree.",
            number=self._number(), shop=self._money(total), odoo=self._money(rows)), 'held')

    def _settle_total(self, sale):
        """Make the sale order's total the shop's, to the cent, or hold the order."""
        total = decode_order(self.payload).total.quantize(CENT)
        difference = total - Decimal(str(sale.currency_id.round(sale.amount_total)))
        if not difference:
            return
        if abs(difference) > self._tolerance():
            raise self._differing_total(total, total - difference)
        rounding = self.env.ref('mycashflow_ogoship.product_rounding')
        line = sale.order_line.filtered(lambda line: line.product_id == rounding)[:1]
        vals = {
            'product_id': rounding.id,
            'name': rounding.with_context(lang=sale.partner_id.lang or self.env.lang).name,
            'product_uom_qty': 1,
            'price_unit': float(difference),
            'tax_ids': [Command.clear()],
        }
        sale.order_line = [Command.update(line.id, vals) if line else Command.create(vals)]
