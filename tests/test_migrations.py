"""What an upgrade does to the data of the version before."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged

from .ledger_common import LedgerCase

FOLDER = Path(__file__).parents[1] / 'migrations'


@tagged('post_install', '-at_install')
class TestMigrations(LedgerCase):

    def migrate(self, version):
        spec = spec_from_file_location('migration', FOLDER / version / 'post-migrate.py')
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, '19.0.1.0.0')
        self.env.invalidate_all()

    def test_goods_in_collecting_at_the_time_of_the_upgrade_are_in_flight(self):
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        row.line_ids.remote_quantity = 0  # as the version before left it
        self.migrate('19.0.1.1.0')
        self.assertEqual(row.line_ids.remote_quantity, 3)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
