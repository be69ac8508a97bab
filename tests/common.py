"""What the tests of the ring share: a company, a warehouse, and the real sandbox over HTTP."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_all
from ..models import mycashflow_store


class RingCase(TransactionCase):
    """A connected store and merchant. Each test gets a sandbox of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.env = cls.env(context={**cls.env.context, 'lang': 'en_US'})
        cls.store, cls.merchant = build_all(cls.env, cls.sandbox)
        cls.shop = cls.warehouse = cls.sandbox.control
        cls.store.action_test_connection()
        cls.merchant.action_test_connection()
        cls.fresh = cls.sandbox.save()

    def setUp(self):
        super().setUp()
        self.sandbox.restore(self.fresh)
        self.addCleanup(self.check_contract)

    def check_contract(self):
        """Nothing that was sent or answered broke either contract."""
        self.assertEqual(self.sandbox.violations, [])

    # === RUNNING === #

    def sync_store(self):
        self.run_cron(self.store)

    def sync_merchant(self):
        self.run_cron(self.merchant)

    def run_cron(self, account):
        """Run the account's scheduled action as the scheduler does."""
        with self.enter_registry_test_mode():
            account.cron_id.method_direct_trigger()
        self.env.invalidate_all()

    def go_round(self):
        """Once round the ring: order in, sent, worked on by the warehouse, reported back."""
        self.sync_store()
        self.sync_merchant()

    def let_time_pass(self, rows):
        """What waits for its time is due now, accounts that are left alone for a while too."""
        rows.filtered('retry_at').retry_at = fields.Datetime.now() - timedelta(seconds=1)
        rows.flush_recordset()
        for account in (self.store, self.merchant):
            account._end_pause()
            account.flush_recordset()

    # === LOOKING === #

    def place(self, kind='paid', **overrides):
        """Place an order in the shop and return its number."""
        return self.shop.place(kind=kind, **overrides)['id']

    def bring_in(self, kind='paid', **overrides):
        """Place an order in the shop, let the store's scheduled action run, return the row."""
        number = self.place(kind, **overrides)
        self.sync_store()
        return self.row(number)

    def serve_orders(self, *payloads):
        """The next list of orders has these rows, whatever the shop holds or the contract says."""
        meta = {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': len(payloads)}
        self.shop.fault(
            kind='empty', path='/orders', body={'data': list(payloads), 'meta': meta})

    def row(self, number):
        return self.env['mycashflow.order'].search([
            ('store_id', '=', self.store.id), ('remote_id', '=', number)])

    def sale(self, number):
        return self.row(number).sale_order_id

    def warehouse_row(self, number):
        return self.sale(number).ogoship_order_ids

    def shop_calls(self, path=''):
        """(method, path) of all calls to the shop whose path contains `path`."""
        return [
            (call.method, call.path) for call in self.sandbox.log
            if call.remote == 'shop' and path in call.path]

    def assertWaits(self, row, state, reason, *words):
        """The row waits for this reason, and its message names all these words."""
        self.assertEqual((row.state, row.reason), (state, reason), row.message)
        for word in words:
            self.assertIn(str(word), row.message)

    def assertImported(self, row):
        self.assertEqual((row.state, row.reason), ('done', False), row.message)
        self.assertEqual(row.sale_order_id.state, 'sale')

    def sent_orders(self):
        """Bodies of all orders that were posted to OGOship."""
        return [
            call.json for call in self.sandbox.log
            if (call.remote, call.method, call.path) == ('warehouse', 'POST', '/api/v1/Orders')]


class InboxCase(RingCase):
    """For tests of many orders and of a shop that misbehaves."""

    def place_many(self, count, **overrides):
        """Orders a minute apart, the oldest first."""
        numbers = []
        for _number in range(count):
            numbers.append(self.place(**overrides))
            self.shop.advance(60)
        return numbers

    def without_waiting(self):
        """The client's own pauses between repeated calls take no time."""
        return patch.object(
            mycashflow_store, 'MycashflowClient',
            partial(mycashflow_store.MycashflowClient, sleep=lambda seconds: None))

    def rows(self):
        return self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])

    def assertAllImported(self, numbers):
        self.assertEqual(sorted(self.rows().mapped('remote_id')), sorted(numbers))
        for number in numbers:
            self.assertImported(self.row(number))
        self.assertEqual(len(self.rows().sale_order_id), len(numbers))
