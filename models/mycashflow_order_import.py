from decimal import Decimal

from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Command, Domain

from ..const import ORDERS_PER_BATCH
from ..tools.mycashflow_types import decode_order
from .amounts import cost_parts, discount_parts, goods_by_rate, signed_discount
from .problem import Problem


class MycashflowOrder(models.Model):
    """Arrow 2 of the ring: inbox → sale order → delivery."""

    _inherit = 'mycashflow.order'

    # === WORKING THROUGH THE INBOX === #

    @api.model
    def _import_due(self, store):
        """Import every order of the store whose time has come. Commits batch by batch.

        :return: False when time ran out.
        """
        due = Domain('store_id', '=', store.id) & Domain('sale_order_id', '=', False)
        due &= Domain('state', 'in', ('new', 'held', 'error')) & self._due_domain()
        if not self._fetch_again(store, due):
            return False
        last_id = 0
        while rows := self.search(
                due & Domain('id', '>', last_id), limit=ORDERS_PER_BATCH, order='id'):
            last_id = rows[-1].id
            if not rows._import_batch(due):
                return False
        return True

    @api.model
    def _fetch_again(self, store, due):
        """Read again what time alone may have changed: a payment does not always move the order's
        change date (mycashflow-api §1.5), and an order that failed may be readable now."""
        due &= Domain('reason', '=', 'unpaid') | Domain('fingerprint', '=', False)
        rows = self.search(due)
        if not rows:
            return True
        with store._client() as client:
            return rows._work_each(due, lambda row: row._fetch_one(client))

    def _fetch_one(self, client):
        payload = client.get_order(self.remote_id)
        self.write({
            **self._prepare_inbox_vals(self.store_id, self.remote_id, payload),
            'state': 'new', 'reason': False, 'message': False, 'retry_at': False,
        })

    def _import_batch(self, due):
        """Import all at once, which is fast; if that fails, one by one, so that only the guilty
        order is left out. Commits.

        :return: False when time ran out.
        """
        rows = self.try_lock_for_update().filtered_domain(due)
        try:
            with self.env.cr.savepoint():
                rows._import_all()
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 the replay gives each order its own reason
            return rows._work_each(due, lambda row: row._import_all())
        return bool(self.env['ir.cron']._commit_progress(len(rows)))

    def _import_all(self):
        """Make and confirm the sale orders of these rows in one go."""
        rows, vals_list = self.browse(), []
        for row in self:
            try:
                vals_list.append(row._prepare_sale_order_vals())
            except Problem as problem:
                row._wait_for(problem)
            else:
                rows |= row
        sales = self.env['sale.order'].with_context(tracking_disable=True).create(vals_list)
        for row, sale in zip(rows, sales, strict=True):
            row._settle_total(sale)
            row.write({'sale_order_id': sale.id, 'state': 'done', **row._clear_problem()})
        sales.with_context(tracking_disable=False).action_confirm()

    # === SALE ORDER === #

    def _prepare_sale_order_vals(self):
        """Values of the sale order, or a `Problem`. Partners are made last, when all is known."""
        order = decode_order(self.payload)
        self._check_released(order)
        store = self.store_id
        currency = self._order_currency(order)
        carrier = self._find_carrier(order)
        lines = self._prepare_lines(order, carrier)
        self._check_address(order)
        partner, invoice, shipping = self.env['res.partner']._mycashflow_partners(order, store)
        return {
            **({'name': self._number()} if store.order_prefix else {}),
            'company_id': store.company_id.id,
            'partner_id': partner.id,
            'partner_invoice_id': invoice.id,
            'partner_shipping_id': shipping.id,
            'pricelist_id': self._find_pricelist(currency).id,
            **({'warehouse_id': store.warehouse_id.id} if store.warehouse_id else {}),
            'carrier_id': carrier.id,
            'user_id': False,
            'date_order': self.order_date,
            'client_order_ref': str(self.remote_id),
            'origin': f"{store.name} {self.remote_id}",
            'mycashflow_store_id': store.id,
            'mycashflow_note': '\n'.join(filter(None, [order.details, *order.comments])),
            'order_line': [Command.create(line) for line in lines],
        }

    def _check_address(self, order):
        labels = {
            'name': self.env._("name"), 'street': self.env._("street address"),
            'city': self.env._("city"), 'country': self.env._("country"),
        }
        missing = [label for field, label in labels.items() if not getattr(order.shipping, field)]
        if missing:
            raise Problem('address', self.env._(
                "The delivery address of order %(number)s lacks %(fields)s. Complete it in the "
                "shop, then press Retry.", number=self._number(), fields=', '.join(missing)))

    def _find_pricelist(self, currency):
        pricelists = self.env['product.pricelist']
        if currency == self.company_id.currency_id:
            return pricelists
        pricelist = pricelists.search([
            *pricelists._check_company_domain(self.company_id),
            ('currency_id', '=', currency.id)], limit=1)
        if not pricelist:
            raise Problem('currency', self.env._(
                "Order %(number)s is in %(currency)s. Create a price list in that currency, then "
                "press Retry.", number=self._number(), currency=currency.name), value=currency.name)
        return pricelist

    # === SHIPPING METHOD === #

    def _find_carrier(self, order):
        """The delivery method by shipping rule. Never created, never guessed."""
        _, number = self.env._, self._number()
        if all(line.is_download for line in order.lines):
            return self.env['delivery.carrier']
        if not self.shipping_method_ref:
            raise Problem('no_method', _(
                "Order %(number)s has no shipping method in the shop.", number=number), 'held')
        method = self._shop_shipping_method()
        if not method:
            raise Problem('no_method', _(
                "The shop does not list the shipping method of order %(number)s (id %(id)s). "
                "Refresh the methods, or choose another method in the shop.",
                number=number, id=self.shipping_method_ref), 'held')
        rule = self.env['mycashflow.shipping.rule']._find_rule(
            method.name, code=method.code, country=order.shipping.country or None,
            weight=self._weight(order), store=self.store_id)
        if not rule:
            raise Problem('no_rule', _(
                "No shipping rule matches the shop's method “%(method)s” (order %(number)s). "
                "Create a rule; the order then goes on by itself.",
                method=method.name, number=number), 'held', method.name)
        return rule.carrier_id

    @api.model
    def _weight(self, order):
        """Weight in kilograms as the shop knows it (mycashflow-api §3.3)."""
        return float(sum(shipment.weight or 0 for shipment in order.shipments))

    # === LINES === #

    def _prepare_lines(self, order, carrier):
        """Goods, shipping, payment fee and discount, each at the VAT rates of the shop."""
        products = self._find_products(order.lines)
        goods = goods_by_rate(order.lines)
        lines = [self._prepare_goods_line(line, products) for line in order.lines]
        lines += self._prepare_cost_lines(
            carrier.product_id, cost_parts(
                order.shipping_costs, order.tax_summary.shipping_costs, goods),
            name=carrier.name, is_delivery=True)
        lines += self._prepare_cost_lines(
            self.env.ref('mycashflow_ogoship.product_payment_fee'), cost_parts(
                order.payment_costs, order.tax_summary.payment_costs, goods))
        discount = signed_discount(order)
        sign = -1 if discount < 0 else 1
        parts = discount_parts(abs(discount), order.tax_summary.discount, goods)
        return lines + self._prepare_cost_lines(
            self.env.ref('mycashflow_ogoship.product_discount'),
            [(rate, sign * part) for rate, part in parts])

    def _prepare_goods_line(self, line, products):
        return {
            'product_id': products[line.code].id,
            'name': line.label or products[line.code].display_name,
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
        """Products by code, then by barcode. Every unknown code is named, none is invented.

        :return: {product code: product.product}
        """
        found, unknown, ambiguous = {}, [], []
        candidates = self.env['product.product']._mycashflow_candidates(
            {line.code for line in lines if line.code}, self.company_id)
        for line in lines:
            products = candidates.get(line.code, self.env['product.product'])
            if len(products) == 1:
                found[line.code] = products
            else:
                (ambiguous if products else unknown).append(line)
        self._complain_about_codes(unknown, ambiguous)
        return found

    def _complain_about_codes(self, unknown, ambiguous):
        _, number = self.env._, self._number()
        if unknown:
            raise Problem('unknown_product', _(
                "Odoo has no product with the code %(codes)s of order %(number)s. Create the "
                "product or correct its code, then press Retry.", number=number,
                codes=self._name_codes(unknown)), value=unknown[0].code)
        if ambiguous:
            raise Problem('ambiguous_product', _(
                "Several products in Odoo have the code %(codes)s of order %(number)s. Leave one "
                "of them the code, then press Retry.", number=number,
                codes=self._name_codes(ambiguous)), value=ambiguous[0].code)

    def _name_codes(self, lines):
        return ', '.join(dict.fromkeys(
            line.code or self.env._("(no code: %(name)s)", name=line.label) for line in lines))

    def _find_tax(self, rate):
        tax = self.env['account.tax']._mycashflow_find(rate, self.company_id)
        if not tax:
            raise Problem('missing_tax', self.env._(
                "Odoo has no sales tax of %(rate)s %% that is included in the price (order "
                "%(number)s). Create it with the button; the order then goes on by itself.",
                rate=f"{rate or 0:f}", number=self._number()), value=f"{rate or 0:f}")
        return tax

    # === TOTAL === #

    def _settle_total(self, sale):
        """Make the sale order's total the shop's, to the cent, or hold the order."""
        total = decode_order(self.payload).total
        difference = total - Decimal(str(sale.currency_id.round(sale.amount_total)))
        if not difference:
            return
        if abs(difference) > Decimal(str(self.store_id.amount_tolerance)):
            raise Problem('total', self.env._(
                "Order %(number)s: the shop's total is %(shop)s, the rows add up to %(odoo)s in "
                "Odoo. Compare the rows with the shop; nothing is imported before they agree.",
                number=self._number(), shop=total, odoo=total - difference), 'held')
        rounding = self.env.ref('mycashflow_ogoship.product_rounding')
        sale.order_line = [Command.create({
            'product_id': rounding.id,
            'name': rounding.name,
            'product_uom_qty': 1,
            'price_unit': float(difference),
            'tax_ids': [Command.clear()],
        })]
