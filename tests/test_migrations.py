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

    def test_what_was_done_before_goes_on_and_earlier_orders_show_their_payments(self):
        number = self.place('gift_card')
        self.sync_store()
        row = self.row(number)
        row.payment_ids.unlink()
        row.imported_date = False
        self.merchant.write({'ships_without_phone': False, 'announce_receipts': True})
        self.migrate('19.0.1.2.0')
        self.assertEqual(
            (self.merchant.ships_without_phone, self.merchant.announce_receipts), (True, False))
        self.assertEqual(len(row.payment_ids), 2)
        self.assertEqual(row.imported_date, row.sale_order_id.create_date)
        self.assertImported(row)
        self.assertFalse(row.activity_ids | row.sale_order_id.activity_ids)

    def test_accounts_of_before_keep_their_customers_until_somebody_decides(self):
        self.assertTrue(self.store.forget_days and self.merchant.forget_days)
        self.migrate('19.0.1.3.0')
        self.assertEqual((self.store.forget_days, self.merchant.forget_days), (0, 0))
