"""The fault matrix, its half of the shop: see fault_common.py and docs/faults.md."""

from odoo.tests import tagged

from .fault_arrows_shop import ARROWS
from .fault_common import MatrixCase, add_cells


@tagged('post_install', '-at_install')
@add_cells(ARROWS)
class TestFaultMatrixShop(MatrixCase):
    pass
