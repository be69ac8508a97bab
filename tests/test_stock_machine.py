"""Hundreds of random steps of shop, Odoo and warehouse; see stock_machine.py for what must hold."""

from collections import Counter
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from odoo import fields
from odoo.tests import tagged

from .push_common import PushCase
from .stock_machine import STOCK, StockMachine


@tagged('post_install', '-at_install')
class TestStockMachine(PushCase):

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

    def run_machine(self, examples, reserve_at='placing'):
        self.reserve_at = reserve_at
        run_state_machine_as_test(
            lambda: StockMachine(self), settings=settings(
                max_examples=examples, stateful_step_count=40, derandomize=True, database=None,
                deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
                # A failure is told at once: shrinking it takes minutes, add Phase.shrink for that.
                phases=[Phase.generate]))

    def test_shop_never_offers_more_than_exists(self):
        self.run_machine(8)

    def test_shop_that_takes_the_pieces_at_placing(self):
        self.run_machine(3, reserve_at='never')

    def test_all_this_fails_without_what_is_in_flight(self):
        with patch.object(type(self.env['ogoship.product']), '_flights', lambda *args: {}), \
                self.assertRaises(AssertionError):
            self.run_machine(10)

    def test_all_this_fails_without_what_the_shop_was_not_told(self):
        products = type(self.env['mycashflow.product'])
        count = products._stock_target

        def forget(row, **figures):
            return count(row, **{**figures, 'untold': 0.0})
        with patch.object(products, '_stock_target', forget), self.assertRaises(AssertionError):
            self.run_machine(10)

    # === EXAMPLES === #

    def begin_example(self):
        """Each example begins where the test did, with a few pieces of each product."""
        self.env.flush_all()
        self.env.cr.execute('SAVEPOINT example')
        self.sandbox.control.reset(seed=1)
        self.shop.play(reserve_at=self.reserve_at)
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
        for model in ('mycashflow.order', 'ogoship.order', 'mycashflow.product', 'ogoship.product'):
            self.let_time_pass(self.env[model].search([('retry_at', '!=', False)]))

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
