"""What the fault matrix has found, each under the name of what a merchant would notice."""

from odoo.tests import BaseCase, tagged

from ..tools.settled_pages import read_until_settled
from .catalogue_common import CatalogueCase
from .ledger_common import CODE, LedgerCase


@tagged('post_install', '-at_install')
class TestShopFaultsFound(CatalogueCase):

    def test_order_is_fetched_though_the_shops_clock_was_set_back_by_an_hour(self):
        self.shop.advance(3600)
        self.check_order_after_set_back()

    def test_order_is_fetched_though_the_shops_clock_falls_behind(self):
        self.check_order_after_set_back()

    def check_order_after_set_back(self):
        first = self.bring_in()
        self.shop.advance(-3600)
        second = self.place()
        for _run in range(2):
            self.sync_store()
        self.assertAllImported([first.remote_id, second])

    def test_clock_that_goes_wrong_by_years_does_not_have_years_read_again(self):
        self.bring_in()
        cursor = self.store.orders_cursor
        self.shop.advance(-20 * 365 * 86400)
        self.sync_store()
        self.assertLess((cursor - self.store.orders_cursor).total_seconds(), 2 * 86400)

    def test_clock_that_is_wrong_all_the_time_has_nothing_read_again(self):
        self.shop.advance(-3600)
        self.bring_in()
        self.sync_store()
        cursor = self.store.orders_cursor
        self.sync_store()
        self.assertEqual(self.store.orders_cursor, cursor)

    def test_product_is_not_taken_as_gone_because_another_was_removed_while_they_were_read(self):
        self.refresh()
        self.shop.play(page_size_cap=3)
        self.shop.fault(kind='event', method='GET', path='/products', times=100,
                        event=lambda: self.shop.remove_product(301))
        self.day_passes()
        self.refresh()
        gone = self.catalogue().filtered('is_gone')
        self.assertLessEqual(set(gone.mapped('remote_id')), {301})


@tagged('post_install', '-at_install')
class TestWarehouseFaultsFound(LedgerCase):

    def test_products_stay_when_the_full_reading_of_the_stock_is_answered_with_nothing(self):
        for fault in ({'status': 404}, {'kind': 'null'}):
            self.merchant.stock_full_date = False
            self.warehouse.fault(remote='warehouse', method='GET', path='/Stock', **fault)
            self.sync_merchant()
            self.assertTrue(self.ledger(CODE).is_remote)
            self.assertFigures(60, 0, 60)
        self.assertFalse(self.merchant.stock_full_date, "it is read in full again")
        self.sync_merchant()
        self.assertTrue(self.merchant.stock_full_date)

    def test_change_of_an_order_whose_answer_was_lost_is_sent_again_by_itself(self):
        self.merchant.allows_changes = True
        row = self.order(3)
        row.sale_order_id.order_line[0].product_uom_qty = 4
        self.warehouse.fault(remote='warehouse', method='PUT', path='/Orders/', kind='cut')
        self.sync_merchant()
        self.assertEqual(row.state, 'sent')
        self.assertIn("connection was cut", row.message)
        self.assertTrue(row.retry_at and row.update_wanted)
        self.assertFalse(row.picking_id.activity_ids, "no task for a person")
        self.try_again(row)
        [order] = self.at_warehouse(row)
        self.assertEqual(order['orderLines'][0]['quantity'], 4)
        self.assertEqual((row.reason, row.update_wanted), (False, False))

    def test_page_of_returns_that_repeats_is_told(self):
        self.merchant.fetch_returns = True
        page = [{'id': str(number), 'reference': f'R-{number}'} for number in range(250)]
        self.warehouse.fault(remote='warehouse', method='GET', path='/Returns', kind='status',
                             status=200, body=page, times=2)
        self.sync_merchant()
        self.assertIn("does not come to an end", self.merchant.warning_message)


@tagged('post_install', '-at_install')
class TestRowsThatMove(BaseCase):

    def arrive(self, *readings):
        """Ids that arrive when each reading of the list brings these pages."""
        left = list(readings)
        pages = read_until_settled(lambda: iter(left.pop(0)))
        return [row['id'] for page in pages for row in page], len(readings) - len(left)

    def test_row_that_slipped_past_is_read_the_second_time(self):
        a, b, c, later = {'id': 'a'}, {'id': 'b'}, {'id': 'c'}, {'id': 'a', 'changed': True}
        whole = [[b, c], [later]]
        self.assertEqual(self.arrive([[a, b], [later]], whole, whole), (['a', 'b', 'a', 'c'], 3))

    def test_list_of_one_page_is_read_once(self):
        self.assertEqual(self.arrive([[{'id': 'a'}]]), (['a'], 1))

    def test_list_that_never_settles_is_left_to_the_next_run(self):
        readings = [[[{'id': number}], [{'id': -number}]] for number in range(1, 10)]
        self.assertEqual(self.arrive(*readings)[1], 5)
