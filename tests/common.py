"""What the tests of the ring share: a company, a warehouse, and the real sandbox over HTTP."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_all


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

    def setUp(self):
        super().setUp()
        self.sandbox.control.reset(seed=1)
        self.addCleanup(self.check_contract)
        self.store.action_test_connection()
        self.merchant.action_test_connection()
        self.sandbox.log.clear()

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
        """What waits for its time is due now."""
        rows.filtered('retry_at').retry_at = fields.Datetime.now() - timedelta(seconds=1)
        rows.flush_recordset()

    # === LOOKING === #

    def place(self, kind='paid', **overrides):
        """Place an order in the shop and return its number."""
        return self.shop.place(kind=kind, **overrides)['id']

    def row(self, number):
        return self.env['mycashflow.order'].search([
            ('store_id', '=', self.store.id), ('remote_id', '=', number)])

    def sale(self, number):
        return self.row(number).sale_order_id

    def warehouse_row(self, number):
        return self.sale(number).ogoship_order_ids

    def sent_orders(self):
        """Bodies of all orders that were posted to OGOship."""
        return [
            call.json for call in self.sandbox.log
            if (call.remote, call.method, call.path) == ('warehouse', 'POST', '/api/v1/Orders')]
