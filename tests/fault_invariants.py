"""What must hold after every fault: nothing lost, nothing twice, nothing stuck."""

from collections import Counter

from odoo.tools import SQL

from ..const import PERSON_ONLY_REASONS
from .common import RingCase

ROWS = (
    'mycashflow.order', 'mycashflow.product', 'mycashflow.booking', 'ogoship.order',
    'ogoship.product', 'ogoship.stock.update', 'ogoship.return')
# Nobody has decided anything, and nothing is under way any more.
UNDER_WAY = {
    'mycashflow.order': ('new',), 'ogoship.order': ('to_send', 'sending', 'cancelling'),
    'ogoship.stock.update': ('to_send', 'sending'),
}

# Also of the ledger, whose lines are compared again in each run.
DECIDED_BY_PERSONS = (*PERSON_ONLY_REASONS, 'propose', 'limit', 'incoming')


class InvariantCase(RingCase):

    def everything_is_due(self):
        """As much time passes as any row or account wants to wait."""
        self.env.flush_all()
        for name in ROWS:
            self.env.cr.execute(SQL(
                "UPDATE %s SET retry_at = now() at time zone 'utc' - interval '1 second' "
                "WHERE retry_at IS NOT NULL", SQL.identifier(self.env[name]._table)))
        for account in (self.store, self.merchant):
            self.env.cr.execute(SQL(
                "UPDATE %s SET circuit_retry_at = now() at time zone 'utc' "
                "WHERE circuit_retry_at IS NOT NULL", SQL.identifier(account._table)))
        self.env.invalidate_all(flush=False)

    def check_invariants(self):
        self.check_accounts()
        self.check_rows()
        self.check_orders()
        self.check_warehouse()

    def check_accounts(self):
        for account in (self.store, self.merchant):
            self.assertEqual(
                (account.state, account.error_message, account.circuit_retry_at,
                 account.trouble_activity_id),
                ('connected', False, False, self.env['mail.activity']))

    def check_rows(self):
        """Each row is settled, or says why not and when it is looked at again."""
        for name in ROWS:
            for row in self.env[name].search([]):
                says = row.push_message if name == 'mycashflow.product' else row.message
                if row.reason:
                    self.assertTrue(says, row)
                    self.assertTrue(
                        row.retry_at or row.reason in DECIDED_BY_PERSONS, (row, row.reason))
                else:
                    self.assertNotIn(
                        name in UNDER_WAY and row.state, UNDER_WAY.get(name, ()), row)

    def check_orders(self):
        """Each order of the shop is here once, and what was imported has one sale order."""
        [shop] = self.sandbox._state.stores.values()
        rows = self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])
        self.assertEqual(sorted(rows.mapped('remote_id')), sorted(shop.orders))
        sales = Counter(self.env['sale.order'].search([
            ('mycashflow_store_id', '=', self.store.id)]).mapped('client_order_ref'))
        self.assertEqual(sales, Counter(str(row.remote_id) for row in rows if row.sale_order_id))
        mails = Counter(shop.mails)
        self.assertLessEqual(max(mails.values(), default=0), 1, "one mail per order")

    def check_warehouse(self):
        """The warehouse has each order once, and Odoo knows it by its id."""
        [merchant] = self.sandbox._state.merchants.values()
        rows = {row.reference: row for row in self.env['ogoship.order'].search([])}
        there = Counter(order['reference'] for order in merchant.orders)
        self.assertEqual({ref for ref, count in there.items() if count > 1}, set())
        for order in merchant.orders:
            self.assertEqual(rows[order['reference']].remote_id, order['id'])
        for things in (merchant.products, merchant.stock_updates):
            codes = Counter(thing.get('code') or thing.get('reference') for thing in things)
            self.assertLessEqual(max(codes.values(), default=0), 1, codes)
