from functools import cached_property

from odoo.fields import Domain


class Lookups:
    """What importing orders of one store asks Odoo, each thing asked once for all of them.

    Good for one batch: whatever somebody changes in Odoo meanwhile counts from the next one on.

    :param store: mycashflow.store
    :param lines: `tools.mycashflow_types.OrderLine` values of all of them
    """

    def __init__(self, store, lines=()):
        self.env, self.store, self.company = store.env, store, store.company_id
        self._lines = list(lines)
        self._taxes, self._countries, self._languages, self._rules = {}, {}, {}, {}
        self._own_products = {}

    # === PRODUCTS === #

    def products(self, line):
        """Products that a row of an order may mean: by binding, then by code, then by barcode."""
        return self._bound.get(product_key(line)) or self._by_code.get(
            line.code, self.env['product.product'])

    @cached_property
    def _bound(self):
        """What rows of the catalogue are linked to, whatever their codes have become since."""
        product = Domain(self.env['product.product']._check_company_domain(self.company))
        rows = self.env['mycashflow.product'].search(
            Domain('store_id', '=', self.store.id)
            & Domain('remote_id', 'in', list({line.product_id or 0 for line in self._lines}))
            & Domain('product_id', 'any', product & Domain('active', '=', True)))
        return {(row.remote_id, row.remote_variation_id): row.product_id for row in rows}

    @cached_property
    def _by_code(self):
        codes = {
            line.code for line in self._lines if line.code and product_key(line) not in self._bound}
        return self.env['product.product']._mycashflow_candidates(codes, self.company)

    def own_product(self, name):
        """A product of this module: 'payment_fee', 'discount', 'download' or 'rounding'."""
        if name not in self._own_products:
            self._own_products[name] = self.env.ref(f'mycashflow_ogoship.product_{name}')
        return self._own_products[name]

    def tax(self, rate):
        """The price-included tax of a VAT rate, or none."""
        if rate not in self._taxes:
            self._taxes[rate] = self._sales_taxes._mycashflow_of_rate(rate)
        return self._taxes[rate]

    @cached_property
    def _sales_taxes(self):
        return self.env['account.tax']._mycashflow_sales_taxes(self.company)

    # === ADDRESSES === #

    def country(self, code):
        if code not in self._countries:
            self._countries[code] = self.env['res.country'].search([('code', '=', code)], limit=1)
        return self._countries[code]

    def language(self, code):
        """Code of the active language that the shop means, '' for none."""
        if code not in self._languages:
            self._languages[code] = code and self.env['res.lang'].search(
                Domain('iso_code', '=', code) | Domain('code', '=', code), limit=1).code or ''
        return self._languages[code]

    # === SHIPPING === #

    def shipping_method(self, remote_id):
        return self._methods.get(remote_id, self.env['mycashflow.shipping.method'])

    @cached_property
    def _methods(self):
        methods = self.store.with_context(active_test=False).shipping_method_ids
        return {method.remote_id: method.with_env(self.env) for method in methods[::-1]}

    def rule(self, method, country, weight):
        """The shipping rule that decides; arguments as of `_find_rule`."""
        key = method, country
        if key not in self._rules:
            self._rules[key] = self._rules_in_order._matching(
                method.name, method.code, country, self.store)
        return self._rules[key]._first_for(weight)

    @cached_property
    def _rules_in_order(self):
        return self.env['mycashflow.shipping.rule']._in_order(self.store)


def product_key(line):
    """Names the row of the catalogue that a row of an order is."""
    return line.product_id or 0, line.variation_id or 0
