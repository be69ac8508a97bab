"""Whatever the shop sends, a run comes to its end: what is good goes through, what is not waits
with a reason that a person understands."""

import copy

from odoo.tests import tagged

from .fuzz_common import ENDLESS, FuzzCase, sample
from .push_common import PushCase

# So many of a kind in one page.
MANY = 36


class ShopCase(FuzzCase):

    def serve(self, path, rows):
        """The list has these rows until `stop_serving`."""
        meta = {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': len(rows)}
        self.shop.fault(
            kind='empty', path=path, times=50, body={'data': rows, 'meta': meta})

    def orders(self, count):
        return [copy.deepcopy(self.shop.place()) for _number in range(count)]

    def order_rows(self):
        return self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])


@tagged('post_install', '-at_install')
class TestFuzzedOrders(ShopCase):

    def test_orders_of_any_shape_wait_with_a_reason_and_the_good_ones_are_imported(self):
        first, *orders, last = self.orders(MANY)
        self.serve('/orders', [first, *self.all_spoilt(orders, 'orders'), last])
        self.run_well(self.store)
        rows = self.order_rows()
        self.assertGreater(len(rows), MANY * 0.6)
        self.assertImported(self.row(first['id']))
        self.assertImported(self.row(last['id']))
        self.assertSettled(rows)
        self.look_at(rows, rows.sale_order_id)

    def test_changes_of_any_shape_leave_the_sale_order_as_it_is_or_follow_the_shop(self):
        first, *orders, last = self.orders(16)
        self.serve('/orders', [first, *orders, last])
        self.run_well(self.store)
        self.shop.clear_faults()
        totals = {row.sale_order_id: row.sale_order_id.amount_total for row in self.order_rows()}
        self.assertEqual(len(totals), 16)
        last['details'] = "Leave it at the door"
        self.serve('/orders', [first, *self.all_spoilt(orders, 'changes'), last])
        self.run_well(self.store)
        rows = self.order_rows().filtered('sale_order_id')
        self.assertSettled(self.order_rows())
        self.assertEqual(self.sale(last['id']).mycashflow_note, "Leave it at the door")
        for row in rows.filtered(lambda row: row.state == 'done' and row.reason):
            self.assertEqual(row.sale_order_id.amount_total, totals[row.sale_order_id])
        self.look_at(rows, rows.sale_order_id)
        self.run_well(self.merchant)
        self.assertEqual(len(self.sent_orders()), len({
            body['reference'] for body in self.sent_orders()}))

    def test_methods_that_cannot_be_read_stop_no_order(self):
        good, other = self.orders(2)
        other['shipping_method_id'] = 77
        self.serve('/orders', [good, other])
        self.serve('/shipping-methods', [{'id': 'x', 'name': []}])
        self.run_well(self.store)
        self.assertImported(self.row(good['id']))
        self.assertWaits(self.row(other['id']), 'held', 'no_method', other['id'])
        self.assertIn("methods", self.store.warning_message)

    def test_product_code_without_end_is_named_as_what_cannot_be_read(self):
        good, other = self.orders(2)
        other['products'][0]['product_code'] = ENDLESS
        self.serve('/orders', [good, other])
        self.run_well(self.store)
        self.assertImported(self.row(good['id']))
        self.assertWaits(
            self.row(other['id']), 'error', 'unreadable', other['id'], 'product_code')


@tagged('post_install', '-at_install')
class TestFuzzedCatalogue(ShopCase):

    def test_products_of_any_shape_are_told_of_and_the_good_ones_are_listed(self):
        first, last = sample('mycashflow', 'products-page-1.json')['data'][:2]
        middle = [{**copy.deepcopy(last), 'id': 9000 + number} for number in range(MANY)]
        self.serve('/products', [first, *self.all_spoilt(middle, 'products'), last])
        self.run_well(self.store)
        rows = self.env['mycashflow.product'].search([('store_id', '=', self.store.id)])
        self.assertLessEqual({first['id'], last['id']}, set(rows.mapped('remote_id')))
        self.assertTrue(self.store.catalogue_date, "read to the end")
        self.assertNotIn("Unexpected", self.store.warning_message)
        self.look_at(rows)


@tagged('post_install', '-at_install')
class TestFuzzedStockChanges(ShopCase, PushCase):

    def test_stock_changes_of_any_shape_are_told_and_the_figures_are_read_anew(self):
        row = self.rows[0]
        changes = [{
            'id': 100 + number, 'stock_item_id': row.stock_item_ref, 'quantity': 500 + number,
            'changed_at': '2026-11-16T08:41:12+02:00', 'source_type': 'user',
        } for number in range(MANY)]
        *middle, last = changes
        self.serve('/stock-changes', [*self.all_spoilt(middle, 'stock changes'), last])
        there = self.shop.stock(row.code)['quantity']
        self.store.push_stock = False
        self.run_well(self.store)
        self.assertIn("change of stock that cannot be read", self.store.warning_message)
        self.assertTrue(self.store.catalogue_date)
        self.assertEqual(row.shop_quantity, there, "the catalogue was read after the changes")
