"""docs/faults.md says what is tested, neither more nor less."""

from pathlib import Path

from odoo.tests import BaseCase, tagged

from . import fault_arrows_shop, fault_arrows_warehouse
from .fault_table import make_table

DOCS = Path(__file__).parent.parent / 'docs' / 'faults.md'


@tagged('post_install', '-at_install')
class TestFaultTable(BaseCase):
    maxDiff = None

    def test_table_of_the_shop_is_what_is_tested(self):
        self.assertIn(make_table(fault_arrows_shop.ARROWS), DOCS.read_text('utf-8'))

    def test_table_of_the_warehouse_is_what_is_tested(self):
        self.assertIn(make_table(fault_arrows_warehouse.ARROWS), DOCS.read_text('utf-8'))
