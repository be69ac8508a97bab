"""The random machine with every ending of an order; see stock_machine_endings.py."""

from unittest.mock import patch

from odoo.tests import tagged

from .stock_machine_common import MachineCase
from .stock_machine_endings import EndingsMachine


@tagged('post_install', '-at_install')
class TestStockMachineEndings(MachineCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merchant.write({'fetch_returns': True, 'allows_changes': True})

    def test_all_three_agree_whatever_happens_to_an_order(self):
        self.run_machine(EndingsMachine, 4, steps=50, seed=2)

    def test_all_this_fails_if_a_cancellation_is_believed_before_ogoship_confirms_it(self):
        orders = type(self.env['ogoship.order'])

        def believe(row):
            row._confirm_cancelled()
        with patch.object(orders, '_follow_cancel_request', believe), \
                self.assertRaises(AssertionError):
            self.run_machine(EndingsMachine, 2, steps=50, seed=4)
