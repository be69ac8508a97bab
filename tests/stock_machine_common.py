"""What the tests of the random machines share."""

from collections import Counter
from datetime import timedelta

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from odoo import fields

from .push_common import PushCase
from .stock_machine import STOCK


class MachineCase(PushCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merchant.write({
            'adjust_stock': 'automatic', 'adjust_limit': 1000,
            'stock_applied_date': fields.Datetime.now()})
        (cls.rows.filtered(lambda row: row.code not in STOCK)).unlink()
        cls.rows = cls.rows.exists()
        quants = cls.env['stock.quant'].search([
            ('location_id', '=', cls.merchant.warehouse_id.lot_stock_id.id)])
        for quant in quants.filtered(lambda quant: quant.product_id.default_code in STOCK):
            quant.quantity = STOCK[quant.product_id.default_code]

    def run_machine(self, machine, examples, steps=40, seed=1, **switches):
        """The same seed is the same steps, as long as the machine is the same."""
        self.switches = switches

        @hypothesis.seed(seed)
        def make():
            return machine(self)
        run_state_machine_as_test(
            make, settings=settings(
                max_examples=examples, stateful_step_count=steps, database=None,
                deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
                # A failure is told at once: shrinking it takes minutes, add Phase.shrink for that.
                phases=[Phase.generate]))

    # === EXAMPLES === #

    def begin_example(self):
        """Each example begins where the test did, with a few pieces of each product."""
        self.env.flush_all()
        self.env.cr.execute('SAVEPOINT example')
        self.sandbox.control.reset(seed=1)
        self.shop.play(**self.switches)
        for code, pieces in STOCK.items():
            self.shop.set_stock(code, pieces)
            self.warehouse.set_warehouse_stock(code, pieces)
        for row in self.rows:
            row.shop_quantity = STOCK[row.code]
        self.store.action_test_connection()
        self.merchant.action_test_connection()
        self.sandbox.log.clear()

    def end_example(self):
        self.env.cr.execute('ROLLBACK TO SAVEPOINT example')
        self.env.cr.clear()
        self.env.invalidate_all(flush=False)

    def let_everything_be_due(self):
        for model in ('mycashflow.order', 'ogoship.order', 'mycashflow.product', 'ogoship.product',
                      'ogoship.stock.update', 'ogoship.return'):
            self.let_time_pass(self.env[model].search([('retry_at', '!=', False)]))

    def let_days_pass(self):
        """What was received a short time ago was received long ago."""
        found = self.env['ogoship.return'].search([('done_date', '!=', False)])
        found.done_date = fields.Datetime.now() - timedelta(days=30)

    def check_settled(self):
        lines = self.env['ogoship.product'].search([
            ('merchant_id', '=', self.merchant.id), ('code', 'in', list(STOCK))])
        assert lines.mapped('difference') == [0.0] * len(STOCK), lines.mapped('message')
        sent = Counter(body['reference'] for body in self.sent_orders())
        assert set(sent.values()) <= {1}, sent
        self.assertEqual(self.sandbox.violations, [])
        self.sandbox.log.clear()
        self.go_round()
        assert not self.written() and not self.sent_orders(), (self.written(), self.sent_orders())
