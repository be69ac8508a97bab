"""The fault matrix, its half of the warehouse: see fault_common.py and docs/faults.md."""

from odoo.tests import tagged

from .fault_arrows_warehouse import ARROWS
from .fault_common import MatrixCase, add_cells


@tagged('post_install', '-at_install')
@add_cells(ARROWS)
class TestFaultMatrixWarehouse(MatrixCase):
    pass
