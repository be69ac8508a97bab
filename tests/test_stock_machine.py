"""Hundreds of random steps of shop, Odoo and warehouse; see stock_machine.py for what must hold."""

from unittest.mock import patch

from odoo.tests import tagged

from .stock_machine import StockMachine
from .stock_machine_common import MachineCase


@tagged('post_install', '-at_install')
class TestStockMachine(MachineCase):

    def test_shop_never_offers_more_than_exists(self):
        self.run_machine(StockMachine, 8)

    def test_shop_that_takes_the_pieces_at_placing(self):
        self.run_machine(StockMachine, 3, reserve_at='never')

    def test_all_this_fails_without_what_is_in_flight(self):
        with patch.object(type(self.env['ogoship.product']), '_flights', lambda *args: {}), \
                self.assertRaises(AssertionError):
            self.run_machine(StockMachine, 10)

    def test_all_this_fails_without_what_the_shop_was_not_told(self):
        products = type(self.env['mycashflow.product'])
        count = products._stock_target

        def forget(row, **figures):
            return count(row, **{**figures, 'untold': 0.0})
        with patch.object(products, '_stock_target', forget), self.assertRaises(AssertionError):
            self.run_machine(StockMachine, 10)
