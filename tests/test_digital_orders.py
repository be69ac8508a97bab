"""Orders with nothing to ship: the shop is told once they are paid, where that is wanted."""

from odoo.tests import tagged

from .outbox_common import ReportCase


@tagged('post_install', '-at_install')
class TestDigitalOrders(ReportCase):

    LINES = [{
        'code': 'OPAS-PALLAS', 'download_id': 71, 'download_url': 'https://shop.example.com/71'}]

    def test_nothing_to_ship_is_left_open_unless_wanted(self):
        row = self.bring_in('paid', lines=self.LINES)
        self.assertImported(row)
        self.assertTrue(row.is_digital)
        self.sync_store()
        self.assertFalse(row.shop_reported_date)
        self.assertEqual(self.actions(), [])

    def test_nothing_to_ship_is_completed_once_where_wanted(self):
        self.store.complete_digital = True
        row = self.bring_in('paid', lines=self.LINES)
        self.sync_store()
        self.assertReported(row)
        self.sync_store()
        self.assertEqual([word for word, _body in self.actions()], ['quick-process'])

    def test_unpaid_one_waits_for_its_money(self):
        self.store.complete_digital = True
        self.store.payment_method_ids.release_unpaid = True
        row = self.bring_in('unpaid', lines=self.LINES)
        self.assertImported(row)
        self.sync_store()
        self.assertFalse(row.shop_reported_date)
        self.shop.pay(row.remote_id)
        self.sync_store()
        self.sync_store()
        self.assertReported(row)

    def test_order_with_goods_waits_for_its_delivery(self):
        self.store.complete_digital = True
        row = self.bring_in('download')
        self.sync_store()
        self.assertFalse(row.is_digital or row.shipped_date)

    def test_moment_of_the_import_is_kept(self):
        self.assertTrue(self.bring_in().imported_date)
