"""What the shop changes after the order is here is kept and told, and never half-done."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import RingCase


@tagged('post_install', '-at_install')
class TestOrdersChanged(RingCase):
    def read_again(self, number):
        """Make sure that the order is in the next page, whatever the overlap is."""
        self.store.orders_cursor = False
        self.sync_store()
        return self.row(number)

    def snapshot(self):
        """(model, id, write_date) of what an import makes."""
        return {
            (model, row['id'], row['write_date'])
            for model in ('mycashflow.order', 'sale.order', 'sale.order.line', 'stock.picking',
                          'ogoship.order', 'res.partner')
            for row in self.env[model].search([]).read(['write_date'])}

    def assertChanged(self, row, *words):
        self.assertWaits(row, 'done', 'changed', row.remote_id, *words)
        self.assertFalse(row.retry_at)
        self.assertEqual(row.sale_order_id.state, 'sale', "nothing is half-done")
        activity = row.sale_order_id.activity_ids
        self.assertEqual(activity.mapped('summary'), [row.message])
        self.assertEqual(activity.user_id, self.store.user_id)

    # === THE SAME AGAIN === #

    def test_same_page_twice_changes_nothing(self):
        self.place('paid')
        self.place('unpaid')
        self.sync_store()
        before = self.snapshot()
        self.store.orders_cursor = False
        with self.assertNoWrites('mycashflow.order'):
            self.sync_store()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.env['sale.order'].search_count(
            [('mycashflow_store_id', '=', self.store.id)]), 1)

    def assertNoWrites(self, model):
        def write(*args):
            raise AssertionError(f"{model} was written: {args[1:]}")
        return patch.object(self.registry[model], 'write', write)

    def test_change_of_the_date_alone_changes_nothing(self):
        number = self.place('paid')
        self.sync_store()
        before = self.snapshot()
        self.shop.advance(60)
        self.shop.touch(number)
        self.read_again(number)
        self.assertEqual(self.snapshot(), before)

    # === BEFORE IMPORT === #

    def test_edit_before_import_starts_anew(self):
        row = self.bring_in('unpaid', lines=[{'code': 'NOT-KNOWN'}])
        self.let_time_pass(row)
        self.sync_store()
        self.assertEqual(row.attempts, 2)
        self.shop.advance(60)
        self.shop.edit(row.remote_id, lines=[{'code': 'KAASU-230'}], payments=[{}])
        self.read_again(row.remote_id)
        self.assertImported(row)
        self.assertEqual(row.attempts, 0)
        self.assertEqual(row.amount_total, 14.4)
        self.assertEqual(row.sale_order_id.amount_total, 14.4)

    # === AFTER IMPORT === #

    def test_payment_alone_is_no_edit(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.bring_in('unpaid')
        self.assertImported(row)
        self.assertEqual(row.payment_state, 'unpaid')
        self.shop.advance(60)
        self.shop.pay(row.remote_id)
        self.read_again(row.remote_id)
        self.assertImported(row)
        self.assertEqual(row.payment_state, 'paid')
        self.assertFalse(row.sale_order_id.activity_ids)
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')

    def test_shipment_split_in_the_shop_is_no_edit(self):
        row = self.bring_in('multi')
        self.shop.split_shipment(row.remote_id, {'KAASU-230': 2})
        self.sync_store()
        self.assertImported(row)

    def test_shipment_split_in_the_shop_to_another_pickup_point_waits_for_a_choice(self):
        row = self.bring_in('pickup_point')
        order = self.shop.split_shipment(row.remote_id, {'SUKKA-MERINO-M': 1})
        self.shop.edit_shipment(
            row.remote_id, order['shipments'][1]['id'], external_pickup_point_id='001008999')
        self.sync_store()
        self.sync_merchant()
        self.assertWaits(row.ogoship_order_ids, 'held', 'pickup_point', '001008999')

    def test_order_reopened_after_it_was_delivered_is_told(self):
        row = self.bring_in('paid')
        order = self.shop.order(row.remote_id)
        for status in ('COMPLETED', 'OPEN'):
            row.sale_order_id.activity_ids.unlink()
            self.serve_orders({**order, 'status': status})
            self.sync_store()
        self.assertChanged(row, 'reopened')
        self.assertWaits(row.ogoship_order_ids, 'held', 'changed', 'reopened')

    def test_marked_delivered_before_anything_has_left_is_held_and_told(self):
        row = self.bring_in('paid')
        self.shop.complete_order(row.remote_id)
        self.store.orders_cursor = False
        self.sync_store()
        self.assertChanged(row, 'marked delivered')
        self.assertWaits(row.ogoship_order_ids, 'held', 'changed', 'marked delivered')
        row.ogoship_order_ids.action_retry()
        self.sync_merchant()
        self.assertEqual(row.ogoship_order_ids.state, 'sent')

    def test_own_completion_is_no_edit(self):
        row = self.bring_in('paid')
        row.shipped_date = row.order_date
        order = self.shop.order(row.remote_id)
        self.serve_orders({**order, 'status': 'COMPLETED', 'shipments': [
            {**order['shipments'][0], 'status': 'COMPLETED', 'tracking_code': 'JJFI1'}]})
        self.sync_store()
        self.assertImported(row)

    def test_person_who_has_looked_lets_the_row_rest(self):
        row = self.bring_in('paid')
        order = self.shop.order(row.remote_id)
        for status in ('COMPLETED', 'OPEN'):
            row.sale_order_id.activity_ids.unlink()
            self.serve_orders({**order, 'status': status})
            self.sync_store()
        self.assertChanged(row)
        row.action_retry()
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(self.env['sale.order'].search_count(
            [('mycashflow_store_id', '=', self.store.id)]), 1)
