"""A reading of the catalogue may stop at any moment, begins by itself, and stays cheap."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models import mycashflow_store_catalogue
from ..tools.http_client import RemoteError
from ..tools.mycashflow_client import MycashflowClient
from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestInterruptedCatalogue(CatalogueCase):

    # === INTERRUPTION === #

    def fill(self, count):
        self.shop.fill_catalogue(count=count)
        self.sandbox.log.clear()

    def test_refresh_works_in_slices_and_says_how_far_it_is(self):
        self.fill(250)
        ticks = iter(range(0, 10_000, 60))
        with patch.object(mycashflow_store_catalogue.time, 'monotonic', lambda: next(ticks)), \
                self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            action = self.store.with_env(self.env(cr=cr)).action_refresh_products()
        self.assertEqual(action['tag'], 'mycashflow_ogoship.progress')
        self.assertEqual((action['params']['done'], action['params']['total']), (1, 3))
        self.refresh()
        self.assertEqual(len(self.catalogue()), 258)
        self.assertEqual(self.store.catalogue_page, 0)
        self.assertEqual(self.store.catalogue_pass, 1)

    def test_interrupted_reading_goes_on_where_it_was(self):
        self.fill(450)
        pages = MycashflowClient.iter_product_pages

        def cut_off(client, **options):
            for page in pages(client, **options):
                if page.number == 3:
                    raise RemoteError('unavailable', "The server went down.")
                yield page
        with patch.object(MycashflowClient, 'iter_product_pages', cut_off), \
                self.assertRaisesRegex(UserError, "went down"):
            self.press_and_die()
        self.assertEqual(self.store.catalogue_page, 3)
        self.assertFalse(self.store.catalogue_date)
        self.sandbox.log.clear()
        self.refresh()
        self.assertEqual(self.pages_asked()[0], 2)
        self.assertNotIn(1, self.pages_asked())
        self.assertEqual(len(self.catalogue()), 458)
        self.assertFalse(self.catalogue(is_gone=True))

    def press_and_die(self):
        """Press Refresh; what was committed stays, the rest is lost."""
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            try:
                self.store.with_env(self.env(cr=cr)).action_refresh_products()
            finally:
                cr.rollback()
                self.env.invalidate_all()

    def test_products_that_moved_up_while_a_reading_stood_still_are_not_missed(self):
        self.fill(250)
        with patch.object(mycashflow_store_catalogue.time, 'monotonic',
                          iter(range(0, 10_000, 60)).__next__), \
                self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            self.store.with_env(self.env(cr=cr)).action_refresh_products()
        self.env.invalidate_all()
        self.shop.remove_product(301)
        self.refresh()
        self.assertEqual(len(self.catalogue()), 258)
        self.assertFalse(self.catalogue('BULK-00100').is_gone)

    def test_reading_that_stood_still_for_days_begins_anew(self):
        self.fill(250)
        self.store.write({
            'catalogue_pass': 4, 'catalogue_page': 3,
            'catalogue_start_date': fields.Datetime.now() - timedelta(days=3)})
        self.refresh()
        self.assertEqual(self.pages_asked()[0], 1)
        self.assertEqual(self.store.catalogue_pass, 5)

    def test_page_the_shop_fails_at_is_shown_and_asked_for_again(self):
        self.refresh()
        self.shop.fault(kind='status', path='/products', status=500, times=9)
        with self.assertRaisesRegex(UserError, self.store.name), self.without_waiting():
            self.press_and_die()
        self.shop.clear_faults()
        self.refresh()
        self.assertFalse(self.catalogue(is_gone=True))

    # === BY ITSELF === #

    def fetch(self):
        """The step of the scheduled action."""
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            store = self.store.with_env(self.env(cr=cr))
            with store._client() as client:
                res = store._fetch_catalogue(lambda: client)
        self.env.invalidate_all()
        return res

    def test_catalogue_is_read_by_itself_once_a_day(self):
        self.fetch()
        self.assertEqual(self.pages_asked(), [1])
        self.fetch()
        self.assertEqual(self.pages_asked(), [1])
        self.day_passes()
        self.fetch()
        self.assertEqual(self.pages_asked(), [1, 1])

    def test_scheduled_action_goes_on_with_a_reading_under_way(self):
        self.fill(250)
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *_args: 0):
            self.assertIs(self.fetch(), False)
        self.fetch()
        self.assertEqual(len(self.catalogue()), 258)
        self.assertTrue(self.store.catalogue_date)

    def test_user_may_refresh(self):
        user = new_test_user(self.env, 'keeper', groups='mycashflow_ogoship.group_user')
        self.refresh(self.store.with_user(user))
        self.assertEqual(len(self.catalogue()), 8)
        self.catalogue().with_user(user).action_match_again()

    def test_two_stores_do_not_mix(self):
        self.shop.add_store('toinen', 'odoo@toinen.example', 'avain')
        other = self.store.copy({
            'name': "Toinen", 'store_name': 'toinen', 'api_user': 'odoo@toinen.example',
            'api_key': 'avain', 'api_url': self.sandbox.shop_url('toinen')})
        other.action_test_connection()
        self.refresh()
        self.refresh(other)
        self.shop.remove_product(323)
        self.refresh()
        gone = self.env['mycashflow.product'].search([('is_gone', '=', True)])
        self.assertEqual(gone.store_id, self.store)
        self.assertEqual(len(other.product_ids), 8)


@tagged('post_install', '-at_install')
class TestLargeCatalogue(CatalogueCase):

    def count_queries(self, store):
        before = self.env.cr.sql_log_count
        self.refresh(store)
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_rows_of_a_page(self):
        """3,000 products more: 30 pages more, and no query more per page than a page costs."""
        first = self.count_queries(self.store)
        self.shop.fill_catalogue(count=3000)
        large = self.count_queries(self.store)
        self.assertEqual(len(self.catalogue()), 3008)
        pages = self.store.catalogue_page_count
        self.assertLess(large, 2 * pages * first)
        again = self.count_queries(self.store)
        self.assertLess(again, large)

    def test_a_full_page_costs_as_many_queries_as_one_with_a_few_products(self):
        few = self.count_queries(self.store)
        self.shop.fill_catalogue(count=80)
        many = self.count_queries(self.store)
        self.assertLessEqual(many, few + 5)
