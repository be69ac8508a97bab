"""Whatever OGOship sends, a run comes to its end: what is good is taken in, what is not is told."""

import copy

from odoo.tests import tagged

from .fuzz_common import ENDLESS, FuzzCase, sample
from .returns_common import ReturnCase

MANY = 30
PATHS = ('/Orders', '/StockUpdate', '/Returns', '/Products', '/Stock')


@tagged('post_install', '-at_install')
class TestFuzzedWarehouse(FuzzCase, ReturnCase):

    def serve(self, path, rows, **values):
        """The next list that is read has these rows; all others are empty."""
        for other in PATHS:
            self.warehouse.fault(
                remote='warehouse', method='GET', path=other, kind='status', status=200,
                times=9, body=rows if other == path else [])

    def sent_row(self, quantity=2):
        return self.sell(('KEITIN-X1', quantity)).ogoship_order_ids

    def test_orders_of_any_shape_move_nothing_by_mistake_and_good_ones_are_shipped(self):
        rows = [self.sent_row() for _number in range(8)]
        self.run_well(self.merchant)
        for row in rows:
            self.warehouse.ship(row.reference, tracking='JJ1')
        first, *orders, last = [
            self.warehouse.warehouse_order(row.reference)[0] for row in rows]
        spoilt = self.all_spoilt(orders * 4, 'warehouse orders')
        self.serve('/Orders', [first, *spoilt, last])
        self.run_well(self.merchant)
        self.assertEqual([rows[0].state, rows[-1].state], ['done', 'done'])
        found = self.env['ogoship.order'].search([('merchant_id', '=', self.merchant.id)])
        self.assertSettled(found)
        self.assertGreater(len(self.merchant.warning_message.splitlines()), 3)
        self.look_at(found, found.line_ids, found.picking_id)
        for row in found.filtered(lambda row: row.state == 'done' and row.picking_id):
            self.assertEqual(sum(row.picking_id.move_ids.mapped('quantity')), 2)

    def test_products_and_stock_of_any_shape_are_told_and_good_ones_are_in_the_ledger(self):
        for path, name in (('/Products', 'product-response.json'), ('/Stock', 'stock-page.json')):
            with self.subTest(path=path):
                self.shop.clear_faults()
                found = sample('ogoship', name)
                found = found[0] if isinstance(found, list) else found
                key = 'code' if path == '/Products' else 'productCode'
                pages = [{**copy.deepcopy(found), key: f'FUZZ-{path[1:]}-{number}'}
                         for number in range(MANY)]
                first, *middle, last = pages
                full = 'products_full_date' if path == '/Products' else 'stock_full_date'
                self.merchant[full] = False
                self.serve(path, [first, *self.all_spoilt(middle, path), last])
                self.run_well(self.merchant)
                for page in (first, last):
                    self.assertTrue(self.ledger(page[key]).is_remote)
                lines = self.merchant.product_ids
                self.assertFalse(lines.filtered(lambda line: line.reason == 'error'))
                self.look_at(lines)

    def test_stock_updates_of_any_shape_are_told_and_good_ones_are_listed(self):
        update = sample('ogoship', 'stockupdate-3-partial-with-unknown-item.json')[0]
        updates = [{**copy.deepcopy(update), 'reference': f'IN-{number}',
                    'autoReference': f'AUTO-{number}'} for number in range(MANY)]
        first, *middle, last = updates
        self.serve('/StockUpdate', [first, *self.all_spoilt(middle, 'updates'), last])
        self.run_well(self.merchant)
        found = self.env['ogoship.stock.update'].search([('merchant_id', '=', self.merchant.id)])
        self.assertLessEqual({'IN-0', f'IN-{MANY - 1}'}, set(found.mapped('reference')))
        self.look_at(found, found.line_ids)

    def test_returns_of_any_shape_are_kept_for_a_person(self):
        row = self.gone()
        self.warehouse.return_order(row.reference, {'KEITIN-X1': 3})
        good = self.warehouse.warehouse_returns()[0]
        others = [{**copy.deepcopy(good), 'id': f'R{number}', 'reference': f'R-{number}'}
                  for number in range(MANY)]
        self.serve('/Returns', [*self.all_spoilt(others, 'returns'), good])
        self.run_well(self.merchant)
        found = self.returns()
        self.assertGreater(len(found), MANY * 0.8)
        self.assertIn('to_review', row.return_ids.filtered(
            lambda kept: kept.remote_id == good['id']).mapped('state'))
        self.look_at(found, found.line_ids)

    def test_answers_of_any_shape_to_a_new_order_lead_to_one_order_each(self):
        rows = [self.sent_row(1) for _number in range(10)]
        answer = sample('ogoship', 'order-create-response.json')
        for spoilt in self.all_spoilt([answer] * len(rows), 'answers'):
            self.warehouse.fault(remote='warehouse', method='POST', path='/Orders', kind='empty',
                                 body=spoilt)
        self.run_cron(self.merchant)
        for _run in range(3):
            self.let_time_pass(self.env['ogoship.order'].union(*rows))
            self.run_cron(self.merchant)
        for row in rows:
            self.assertOnce(row)

    def test_product_code_without_end_is_told_and_stops_nothing_else(self):
        product = sample('ogoship', 'product-response.json')
        self.merchant.products_full_date = False
        self.serve('/Products', [
            product | {'code': ENDLESS}, product | {'code': 'B', 'id': ENDLESS},
            product | {'code': 'GOOD'}])
        self.run_well(self.merchant)
        self.assertTrue(self.ledger('GOOD').is_remote)
        self.assertIn("code is too long", self.merchant.warning_message)
        self.assertIn("id is too long", self.merchant.warning_message)

    def test_very_many_broken_rows_are_no_flood_of_tasks(self):
        product = sample('ogoship', 'product-response.json')
        self.merchant.products_full_date = False
        self.serve('/Products', [
            product | {'code': f'BROKEN-{number}', 'stock': 'some'} for number in range(60)])
        self.run_well(self.merchant)
        warnings = self.merchant.warning_message.splitlines()
        self.assertEqual(len(warnings), 21)
        self.assertIn("more warnings", warnings[-1])
        self.assertEqual(len(self.merchant.activity_ids), 21)

    def test_time_that_means_none_does_not_stop_the_next_reading(self):
        """.NET writes a missing time as the first of January of the year 1."""
        product = sample('ogoship', 'product-response.json')
        self.merchant.write({'products_full_date': False, 'products_watermark': False})
        self.serve('/Products', [product | {'editTime': '0001-01-01T00:00:00'}])
        self.run_well(self.merchant)
        self.assertTrue(self.ledger(product['code']).is_remote)
        self.assertFalse(self.merchant.products_watermark)
        self.run_well(self.merchant)
