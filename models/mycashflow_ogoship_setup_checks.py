from odoo import models
from odoo.tools import format_list
from odoo.tools.misc import get_lang

from .formats import moment_text


class MycashflowOgoshipSetup(models.Model):
    """Whether each step is done, and what is missing: `_check_<step>` returns (state, message).

    :param facts: `SetupFacts` of the step's company
    """

    _inherit = 'mycashflow_ogoship.setup'

    # === ACCOUNTS === #

    def _check_store(self, facts):
        return self._check_connected(facts.stores) or ('todo', self.env._("No store yet."))

    def _check_merchant(self, facts):
        without = facts.merchants.filtered(lambda merchant: not merchant.warehouse_id)
        if without:
            return 'todo', self.env._(
                "Without a warehouse in Odoo: %(accounts)s.", accounts=self._names(without))
        state, message = self._check_connected(facts.merchants) or (
            'todo', self.env._("No merchant yet."))
        if state == 'done' and facts.unlinked_merchants:
            return 'todo', self.env._(
                "No store ships from it: %(accounts)s. Choose it on the store.",
                accounts=self._names(facts.unlinked_merchants))
        return state, message

    def _check_connected(self, accounts):
        open_ = accounts.filtered(lambda account: account.state != 'connected')
        if open_:
            return 'todo', self.env._("Not connected: %(accounts)s.", accounts=self._names(open_))
        return accounts and (
            'done', self.env._("Connected: %(accounts)s.", accounts=self._names(accounts)))

    def _check_direct(self, facts):
        seen = facts.merchants.filtered('second_integration_date')
        if seen:
            return 'todo', '\n'.join(self.env._(
                "It is on: %(account)s got orders of the shop on %(date)s that Odoo did not send.",
                account=merchant.name,
                date=moment_text(self.env, merchant.second_integration_date),
            ) for merchant in seen)
        if not facts.connected_merchants:
            return 'later', self._words_of_merchant_first()
        open_ = facts.linked_merchants
        if open_:
            return 'todo', self.env._(
                "No order of somebody else has been seen so far. Say so when it is off: "
                "%(accounts)s.", accounts=self._names(open_))
        return 'done', self.env._(
            "Said to be off: %(accounts)s.", accounts=self._names(facts.merchants))

    # === FROM THE SHOP === #

    def _check_products(self, facts):
        if not facts.connected_stores:
            return 'later', self._words_of_store_first()
        if facts.unread_stores:
            return 'todo', self.env._(
                "Not fetched yet: %(accounts)s.", accounts=self._names(facts.unread_stores))
        open_ = facts.stores.filtered('product_open_count')
        if open_:
            return 'todo', '\n'.join(self.env._(
                "%(account)s: %(open)s of %(count)s products are not linked.", account=store.name,
                open=store.product_open_count, count=store.product_count) for store in open_)
        return 'done', self.env._(
            "Linked or excluded: %(count)s products.",
            count=sum(facts.stores.mapped('product_count')))

    def _check_shipping(self, facts):
        if not facts.shipping_methods:
            return 'later', self._words_of_store_first()
        unmatched = facts.unmatched_methods.grouped('store_id')
        if unmatched:
            every = facts.shipping_methods.grouped('store_id')
            return 'todo', '\n'.join(self.env._(
                "%(account)s: %(open)s of %(count)s methods have no rule.", account=store.name,
                open=len(methods), count=len(every[store]))
                for store, methods in unmatched.items())
        if facts.carriers_without_code:
            return 'todo', self.env._(
                "Without an OGOship shipping code: %(methods)s.",
                methods=self._names(facts.carriers_without_code))
        return 'done', self.env._(
            "Each of the %(count)s methods has a rule.", count=len(facts.shipping_methods))

    def _check_payments(self, facts):
        if not facts.payment_methods:
            return 'later', self._words_of_store_first()
        unpaid = facts.payment_methods.filtered('release_unpaid')
        if unpaid:
            return 'done', self.env._(
                "Shipped before they are paid: %(methods)s.",
                methods=self._names(unpaid))
        settled = all(store.payments_checked_date for store in facts.payment_methods.store_id)
        return 'done' if settled else 'optional', self.env._(
            "With each of the %(count)s methods an order waits until it is paid.",
            count=len(facts.payment_methods))

    def _check_taxes(self, facts):
        if not facts.connected_stores or facts.unread_stores:
            return 'later', self.env._("Fetch the products first.")
        if facts.missing_rates:
            return 'todo', self.env._(
                "No sales tax with the price included for: %(rates)s.",
                rates=self._list(map(self._percent, facts.missing_rates)))
        return 'done', self.env._("There is a sales tax for each rate of the shop's products.")

    # === STOCK === #

    def _check_stock(self, facts):
        if not facts.connected_merchants:
            return 'later', self._words_of_merchant_first()
        if facts.uncompared_merchants:
            return 'todo', self.env._(
                "Not compared yet: %(accounts)s.", accounts=self._names(facts.uncompared_merchants))
        if facts.undecided_merchants:
            return 'todo', '\n'.join(self.env._(
                "%(account)s: the stock of %(open)s of %(count)s products differs. Select them in "
                "the stock ledger and press Apply.",
                account=merchant.name, open=merchant.difference_count,
                count=merchant.product_count) for merchant in facts.undecided_merchants)
        return 'done', self.env._(
            "Compared: %(accounts)s.", accounts=self._names(facts.connected_merchants))

    def _check_push(self, facts):
        if not facts.connected_stores or facts.unread_stores:
            return 'later', self.env._("Fetch the products first.")
        if facts.connected_merchants and self._check_stock(facts)[0] != 'done':
            return 'later', self.env._("Compare the stock first.")
        off = facts.silent_counting_stores
        if off:
            return 'todo', self.env._(
                "Nobody writes stock to the shop: %(accounts)s.", accounts=self._names(off))
        if facts.counting_stores:
            return 'done', self.env._(
                "Written to the shop: %(accounts)s.", accounts=self._names(facts.counting_stores))
        return 'later', self.env._("Link products first of which the shop counts the stock.")

    # === RUNNING === #

    def _check_latest(self, facts):
        off = [account for account in facts.accounts if not account.latest_changes]
        if facts.accounts and not off:
            return 'done', self.env._("On: %(accounts)s.", accounts=self._names(facts.accounts))
        if not (facts.connected_stores and facts.connected_merchants):
            return 'later', self.env._("Connect store and warehouse first.")
        if facts.linked_merchants:
            return 'later', self.env._("Turn off the direct link first.")
        return 'todo', self.env._("Off: %(accounts)s.", accounts=self._names(off))

    def _check_shipped(self, facts):
        if not facts.connected_stores:
            return 'later', self._words_of_store_first()
        if facts.unshipped_stores:
            return 'todo', '\n'.join(self.env._(
                "%(account)s: no order has shipped yet. Waiting: %(count)s.", account=store.name,
                count=store.waiting_count) for store in facts.unshipped_stores)
        return 'done', self.env._(
            "Has shipped orders: %(accounts)s.", accounts=self._names(facts.stores))

    # === WORDS === #

    def _words_of_store_first(self):
        return self.env._("Connect the store first.")

    def _words_of_merchant_first(self):
        return self.env._("Connect the warehouse first.")

    def _names(self, records):
        return self._list(record.display_name for record in records)

    def _list(self, texts):
        return format_list(self.env, list(texts))

    def _percent(self, rate):
        return f'{rate:g} %'.replace('.', get_lang(self.env).decimal_point)
