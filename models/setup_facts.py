from functools import cached_property

from odoo.fields import Domain


class SetupFacts:
    """What a company has set up so far. Each thing is read once, and only when a step asks.

    With all rights: whoever may see the steps of a company may know what is missing.
    """

    def __init__(self, env, company):
        self.env = env(su=True)
        self.company = company.with_env(self.env)

    def _of_company(self, model, *domain):
        return self.env[model].search([('company_id', '=', self.company.id), *domain])

    # === ACCOUNTS === #

    @cached_property
    def stores(self):
        return self._of_company('mycashflow.store')

    @cached_property
    def merchants(self):
        return self._of_company('ogoship.merchant')

    @cached_property
    def accounts(self):
        return [*self.stores, *self.merchants]

    @property
    def connected_stores(self):
        return self.stores.filtered(lambda store: store.state == 'connected')

    @property
    def connected_merchants(self):
        return self.merchants.filtered(lambda merchant: merchant.state == 'connected')

    @property
    def unlinked_merchants(self):
        """Merchants from which no store ships, while there are stores without one."""
        if all(store.merchant_id for store in self.stores):
            return self.merchants.browse()
        return self.merchants - self.stores.merchant_id

    @property
    def sole_merchant(self):
        """The merchant from which all stores without one are to ship, if there is no choice."""
        only = self.connected_merchants if len(self.merchants) == 1 else self.merchants.browse()
        return only & self.unlinked_merchants.filtered('warehouse_id')

    @property
    def linked_merchants(self):
        """Merchants with a second way for the shop's orders."""
        return self.merchants.filtered(
            lambda merchant: merchant.second_integration_date or not merchant.direct_link_off_date)

    # === METHODS === #

    @cached_property
    def shipping_methods(self):
        return self._of_company('mycashflow.shipping.method')

    @property
    def unmatched_methods(self):
        return self.shipping_methods.filtered(lambda method: method.coverage == 'none')

    @property
    def carriers_without_code(self):
        """Delivery methods with which orders would wait before they are sent to OGOship."""
        sent = self.shipping_methods.filtered(lambda method: method.store_id.merchant_id)
        return sent.carrier_id.filtered(
            lambda carrier: not (carrier.ogoship_shipping_code or '').strip())

    @cached_property
    def payment_methods(self):
        return self._of_company('mycashflow.payment.method')

    # === PRODUCTS AND TAXES === #

    @property
    def unread_stores(self):
        return self.connected_stores.filtered(lambda store: not store.catalogue_date)

    @cached_property
    def missing_rates(self):
        """VAT rates of the shops' products for which the company has no sales tax."""
        groups = self.env['mycashflow.product']._read_group([
            ('store_id', 'in', self.stores.ids), ('is_gone', '=', False),
            ('state', '!=', 'excluded'), ('has_vat_rate', '=', True)], ['vat_rate'])
        taxes = self.env['account.tax']._mycashflow_sales_taxes(self.company)
        return sorted(rate for rate, in groups if not taxes._mycashflow_of_rate(rate))

    # === STOCK === #

    @property
    def uncompared_merchants(self):
        return self.connected_merchants.filtered(lambda merchant: not merchant.stock_full_date)

    @property
    def undecided_merchants(self):
        """Merchants with differences about which nobody has decided yet."""
        return self.connected_merchants.filtered(lambda merchant: (
            merchant.adjust_stock != 'off' and not merchant.stock_applied_date
            and merchant.difference_count))

    @cached_property
    def counting_stores(self):
        """Stores that count stock of products that Odoo knows."""
        rows = self.env['mycashflow.product']
        counting = rows._read_group(
            rows._linked_domain(self.stores) & Domain('is_tracked', '=', True), ['store_id'])
        return self.stores.filtered(lambda store: (store,) in counting)

    @property
    def unseen_stores(self):
        """Stores of which nobody has seen what would change in their stock."""
        return self.silent_counting_stores.filtered(lambda store: not store.stock_previewed_date)

    @property
    def silent_counting_stores(self):
        """Stores that count stock and are not told it."""
        return self.counting_stores.filtered(lambda store: not store.push_stock)

    # === ORDERS === #

    @cached_property
    def unshipped_stores(self):
        """Stores of which no order has shipped yet."""
        shipped = self.env['mycashflow.order']._read_group(
            [('store_id', 'in', self.stores.ids), ('shipped_date', '!=', False)], ['store_id'])
        return self.connected_stores.filtered(lambda store: (store,) not in shipped)

    @property
    def silent_stores(self):
        """Stores of which no order has shipped yet and none waits: there is nothing to open."""
        unshipped = self.unshipped_stores
        return unshipped.browse() if any(unshipped.mapped('waiting_count')) else unshipped
