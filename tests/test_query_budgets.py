from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..models.remote_line import RemoteLine
from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestQueryBudgets(OutboxCase):
    """How many SQL statements the work that is done over and over may take.

    What matters is that the number does not grow with the number of rows: a budget is for many
    rows at once, with some room. Times are measured by `make bench`, never here.

    Nothing is committed here: in a test there is always something to commit, and what Odoo's
    scheduler writes then is not the module's.
    """

    @contextmanager
    def assertAtMost(self, budget):
        """Statements of this block, but for savepoints."""
        cursor, count = type(self.env.cr), [0]
        execute = cursor.execute

        def counted(cr, query, *args, **kwargs):
            text = getattr(query, 'code', query)
            count[0] += 'SAVEPOINT' not in str(text)
            return execute(cr, query, *args, **kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(cursor, 'execute', counted), self.without_commits():
            yield
            self.env.flush_all()
        self.assertLessEqual(count[0], budget)

    def without_commits(self):
        return patch.object(
            type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60)

    def settled(self):
        """Everything was read, and nothing has happened since."""
        self.sync_store()
        self.sync_merchant()
        self.sync_merchant()
        self.sync_store()
        self.sandbox.log.clear()

    def calls(self):
        return [(call.remote, call.path) for call in self.sandbox.log]

    # === NOTHING TO DO === #

    def test_idle_store(self):
        self.settled()
        with self.assertAtMost(35):
            self.store._cron_sync()
        self.assertEqual(len(self.calls()), len(set(self.calls())), "one call per resource")

    def test_idle_merchant(self):
        self.settled()
        with self.assertAtMost(45):
            self.merchant._cron_sync()
        self.assertEqual(len(self.calls()), len(set(self.calls())), "one call per resource")

    # === PAGES OF WHAT IS KNOWN === #

    def read_stock(self):
        self.merchant.stock_full_date = False
        with self.merchant._client() as client:
            self.merchant._fetch_stock(lambda: client)

    def test_stock_page_without_a_change(self):
        """As many for a page of two hundred codes as for one of ten."""
        self.warehouse.fill_products(240)
        self.settled()
        with self.without_commits():
            self.read_stock()
        with self.assertAtMost(10):
            self.read_stock()

    def read_catalogue(self):
        with self.store._client() as client:
            known = client.iter_product_pages(known=lambda ids: self.env[
                'mycashflow.product']._find_prints(self.store, ids))
            pages = list(known)
            for page in pages:
                self.store._receive_products(page)
        return pages

    def test_catalogue_page_without_a_change(self):
        """Neither decoded nor written: one query for what is known, two for the position."""
        self.shop.fill_catalogue(count=200)
        with self.without_commits():
            self.store.action_refresh_products()
        with self.assertAtMost(12):
            pages = self.read_catalogue()
        self.assertEqual([item for page in pages for item in page.items], [])
        self.assertGreater(sum(len(page.unchanged_ids) for page in pages), 100)

    # === ORDERS === #

    def many(self, count):
        """So many orders to be sent, which no look-up is needed for."""
        self.sync_merchant()
        numbers = [self.place() for _number in range(count)]
        self.sync_store()
        self.merchant.statuses_since -= timedelta(days=1000)
        rows = self.env['ogoship.order'].union(*map(self.warehouse_row, numbers))
        self.assertEqual(set(rows.mapped('state')), {'to_send'})
        return rows

    def test_sending(self):
        rows = self.many(20)
        self.sandbox.log.clear()
        with self.merchant._client() as client, self.assertAtMost(60 + 2 * len(rows)):
            self.merchant._send_orders(RemoteLine(lambda: client))
        self.assertEqual(set(rows.mapped('state')), {'sent'})
        self.assertEqual(self.posts(), len(rows))
        self.assertEqual(len(self.calls()), len(rows) + 1, "one call each, and one list")

    def test_statuses_that_are_known(self):
        rows = self.many(20)
        self.sync_merchant()
        with self.merchant._client() as client, self.without_commits():
            self.merchant._fetch_statuses(lambda: client)  # reads what is kept for good
            with self.assertAtMost(10):
                self.merchant._fetch_statuses(lambda: client)
        self.assertEqual(set(rows.mapped('state')), {'sent'})
