"""Arrow 5 when something goes wrong: the shop is told once, and in the end."""

from odoo.tests import tagged

from .outbox_common import ReportCase


@tagged('post_install', '-at_install')
class TestReportingFaults(ReportCase):

    def test_timeout_after_acceptance_is_looked_up_and_not_repeated(self):
        row = self.shipped_row()
        self.impatient()
        self.fault('quick-process', kind='accept_and_hang', seconds=1)
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(len(self.actions()), 1)

    def test_unreadable_answer_is_looked_up_and_not_repeated(self):
        for kind in ('accept_and_cut', 'truncated', 'html', 'empty', 'null'):
            row = self.shipped_row()
            self.fault('quick-process', kind=kind)
            self.sync_store()
            self.assertReported(row)
            self.assertEqual(len(self.actions()), 1, kind)

    def test_nothing_known_after_the_timeout_is_cleared_up_at_the_next_try(self):
        row = self.shipped_row()
        self.fault('quick-process', kind='accept_and_cut')
        self.refuse_reading_after_the_action(row)
        self.sync_store()
        self.assertUnreported(row, 'remote')
        self.shop.clear_faults()
        self.let_time_pass(row)
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(len(self.actions()), 1)

    def refuse_reading_after_the_action(self, row):
        """The first GET of the order answers, the ones after the action do not."""
        good = {'data': self.in_shop(row)}
        path = f'/orders/{row.remote_id}'
        self.shop.fault(remote='shop', method='GET', path=path, status=200, body=good)
        self.shop.fault(remote='shop', method='GET', path=path, status=503, times=4)

    def test_refused_by_the_shop_gives_its_words_and_is_tried_again(self):
        row = self.shipped_row()
        self.fault('quick-process', status=409,
                   body={'code': 409, 'error': "Shipment has no method"})
        self.sync_store()
        self.assertUnreported(row, 'refused')
        self.assertIn("Shipment has no method", row.message)
        self.assertIn(str(row.remote_id), row.message)
        self.assertTrue(row.retry_at)
        self.assertEqual(len(self.actions()), 1)
        self.let_time_pass(row)
        self.sync_store()
        self.assertReported(row)

    def test_conflict_because_it_is_so_already(self):
        row = self.shipped_row()
        good = {'data': self.in_shop(row)}
        self.shop.edit(row.remote_id, status='COMPLETED')
        self.shop.fault(remote='shop', method='GET', path=f'/orders/{row.remote_id}',
                        status=200, body=good)
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(len(self.actions()), 1)

    def test_one_shipment_refused_does_not_stop_the_other(self):
        row = self.shipped_row(shipments=[{}, {}])
        self.fault('/complete', status=409)
        self.sync_store()
        self.assertUnreported(row, 'refused')
        self.assertEqual([s['status'] for s in self.in_shop(row)['shipments']],
                         ['OPEN', 'COMPLETED'])
        self.let_time_pass(row)
        self.sync_store()
        self.assertReported(row)
        self.assertEqual(len(self.actions()), 3)

    def test_server_error_of_the_shop_is_tried_again(self):
        row = self.shipped_row()
        self.fault('quick-process', status=500)
        self.sync_store()
        self.assertUnreported(row, 'refused')
        self.let_time_pass(row)
        self.sync_store()
        self.assertReported(row)

    def test_unreachable_shop_is_told_later(self):
        rows = self.shipped_rows(2)
        address = self.store.api_url
        self.store.api_url = 'http://127.0.0.1:1/shop/tunturipuoti'
        self.sync_store()
        for row in rows:
            self.assertFalse(row.shop_reported_date)
        self.store.api_url = address
        for row in rows:
            self.let_time_pass(row)
        self.sync_store()
        for row in rows:
            self.assertReported(row)

    def test_order_deleted_in_the_shop_does_not_stop_its_neighbours(self):
        first, second = self.shipped_rows(2)
        self.shop.fault(remote='shop', method='GET', path=f'/orders/{first.remote_id}', status=404)
        self.sync_store()
        self.assertUnreported(first, 'refused')
        self.assertReported(second)

    def test_cancelled_in_the_shop_after_shipping_is_for_a_person(self):
        row = self.shipped_row()
        self.shop.cancel(row.remote_id)
        self.sync_store()
        self.assertUnreported(row, 'cancelled')
        self.assertIn(str(row.remote_id), row.message)
        self.assertIn(row.message, self.activities(row.sale_order_id))
        self.assertEqual(self.actions(), [])
        self.sandbox.log.clear()
        self.sync_store()
        self.assertEqual(
            self.shop_calls(f'/orders/{row.remote_id}'), [], "asked once, not at each run")

    def test_edited_in_the_shop_after_sending_is_reported_all_the_same(self):
        row = self.shipped_row()
        self.shop.edit(row.remote_id, lines=[{'code': 'KAASU-230', 'quantity': 2}])
        self.sync_store()
        self.assertEqual(self.in_shop(row)['status'], 'COMPLETED')
        self.assertTrue(row.shop_reported_date)
        self.assertEqual(row.reason, 'changed', "still for a person to look at")
