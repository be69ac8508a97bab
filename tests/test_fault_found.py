"""What the fault matrix has found, each under the name of what a merchant would notice."""

from odoo.tests import tagged

from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestFaultFound(CatalogueCase):

    def test_order_is_fetched_though_the_shops_clock_was_set_back_by_an_hour(self):
        self.shop.advance(3600)
        first = self.bring_in()
        self.shop.advance(-3600)
        second = self.place()
        for _run in range(2):
            self.sync_store()
        self.assertAllImported([first.remote_id, second])

    def test_order_is_fetched_though_the_shops_clock_falls_behind(self):
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
