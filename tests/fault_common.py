"""The fault matrix: each arrow of the ring × each fault, in one world.

A cell brings the arrow about, lets the remote misbehave while the scheduled action runs, lets it
behave again, and looks at the outcome. What is the same for all cells of an arrow is done once.
"""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Savepoint

from ..dev.sandbox.clock import warehouse_time
from ..tools import http_client, ogoship_returns
from ..tools.ogoship_client import OgoshipClient
from .common import RingCase
from .fault_faults import FAULTS, MANY
from .fault_invariants import InvariantCase
from .inbound_common import InboundCase
from .push_common import PushCase
from .returns_common import ReturnCase

ROUNDS = 3  # runs of the scheduled action within which all must be settled


class Arrow:
    """One arrow of the ring: how it is brought about, and what the outcome must be.

    `arrange` and `happen` keep what they made on `at`. `happen` is what others do at the remote;
    where it can happen several times it may be called again.
    """

    key = title = ''
    account = 'store'  # whose scheduled action it is: 'store' or 'merchant'
    remote = 'shop'
    method = 'GET'
    path = ''
    query = None
    field = None  # of the answer's first row, to be given a wrong type
    is_list = False
    #: {key of a fault: when it is over, where that takes longer than some runs}
    ends = {}
    #: Keys of faults of which nothing is told, since nothing is wrong with what Odoo knows.
    silent = ()

    def arrange(self, case, at):
        """Everything up to the moment before."""

    def happen(self, case, at):
        """What somebody does at the remote."""

    def prepare(self, case, at):
        """Just before the run."""

    def shrink(self, case, at):
        """Take a row off the pages that were read already."""
        raise NotImplementedError

    def route(self, at):
        return {'remote': self.remote, 'method': self.method, 'path': self.path,
                'query': self.query, 'field': self.field}

    def check(self, case, at):
        """Assert that the arrow has done its work, once."""
        raise NotImplementedError

    def told(self, case, at):
        """What the rows concerned say, besides the account."""
        return []

    def concerns(self, fault):
        return self.is_list or not fault.pages


def add_cells(arrows):
    """Decorator: one test per arrow and fault, named after both."""
    def add(case):
        for arrow in arrows:
            for fault in filter(arrow.concerns, FAULTS):
                setattr(case, f'test_{arrow.key}__{fault.key}', _cell(arrow, fault))
        return case
    return add


def _cell(arrow, fault):
    def cell(self):
        self.check_cell(arrow, fault)
    cell.arrow = arrow
    return cell


class MatrixCase(InvariantCase, PushCase, ReturnCase, InboundCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shorten_waiting()
        cls.merchant.write({'fetch_returns': True})
        cls.merchant.action_test_connection()
        cls.base = cls.present = None

    @classmethod
    def shorten_waiting(cls):
        """A remote that hangs is given up as soon as it has begun to hang."""
        send = http_client._TimedAdapter.send
        cls.hangs = False

        def send_and_give_up(adapter, request, **options):
            try:
                return send(adapter, request, **options)
            except http_client.requests.ConnectionError:
                if cls.hangs:
                    raise http_client.requests.ReadTimeout from None
                raise

        cls.startClassPatcher(patch.object(http_client._TimedAdapter, 'send', send_and_give_up))

    def setUp(self):
        self.bring_about(getattr(type(self), self._testMethodName).arrow)
        # Not RingCase's own, which would begin with an empty sandbox.
        super(RingCase, self).setUp()
        self.addCleanup(self.check_contract)
        self.addCleanup(setattr, type(self), 'hangs', False)

    def bring_about(self, arrow):
        """The situation of the arrow; made anew only when the test before had another one."""
        cls = type(self)
        if cls.present != arrow.key:
            self.begin_anew()
            cls.at = SimpleNamespace()
            arrow.arrange(self, cls.at)
            self.sandbox.control.clear_faults()
            self.env.flush_all()
            cls.present, cls.of_sandbox = arrow.key, self.sandbox.save()
        self.sandbox.restore(cls.of_sandbox)

    def begin_anew(self):
        """Both accounts connected, all read, nothing to do."""
        cls = type(self)
        cls.present = None
        if cls.base is None:
            self.go_round()
            self.env.flush_all()
            cls.base, cls.base_of_sandbox = Savepoint(self.cr), self.sandbox.save()
            return
        self.env.invalidate_all(flush=False)
        cls.base.rollback()
        self.registry.clear_all_caches()
        self.sandbox.restore(cls.base_of_sandbox)

    # === DOING === #

    def both_find(self, code, pieces):
        """Stock rises in Odoo and at the warehouse, so that only the shop does not know."""
        self.found(code, pieces)
        there = self.warehouse.warehouse_product(code)['stock']
        self.warehouse.set_warehouse_stock(code, there + pieces)

    def day_passes(self):
        self.store.catalogue_date = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        self.store.flush_recordset()

    def read_in_small_pages(self):
        """Two rows are a page of the warehouse's lists, which has no smaller ones than 50."""
        pages = OgoshipClient._pages
        self.startPatcher(patch.object(
            OgoshipClient, '_pages', lambda client, path, params, limit=2, first=1: pages(
                client, path, params, 2, first)))
        self.startPatcher(patch.object(
            OgoshipClient, '_may_go_on', lambda client, rows, limit=2: len(rows) >= 2))
        self.startPatcher(patch.object(ogoship_returns, 'LARGEST_PAGE', 2))

    def there_are(self, name):
        """The warehouse's own orders, products, stock_updates or returns."""
        [merchant] = self.sandbox._state.merchants.values()
        return getattr(merchant, name)

    def spread(self, name):
        """Three changes happened while Odoo did not look, with time between them."""
        for hours, row in zip((2.5, 2, 1), self.there_are(name), strict=True):
            row['editTime'] = self.hours_ago(hours)

    def accepted(self, path):
        """What was carried out of the POSTs to this path since the log was cleared."""
        return [call for call in self.sandbox.log
                if call.method == 'POST' and call.path.endswith(path) and call.status == 200]

    def hours_ago(self, hours):
        return warehouse_time(self.sandbox.clock.now() - timedelta(hours=hours))

    # === ONE CELL === #

    def check_cell(self, arrow, fault):
        at = SimpleNamespace(**vars(self.at), fault=fault)
        account = getattr(self, arrow.account)
        if fault.pages:
            self.read_in_small_pages()
        if fault.skew:
            self.go_wrong_clock(arrow, at, account, fault)
        else:
            self.go_wrong(arrow, at, account, fault)
        self.mend(account, fault)
        for _round in range(ROUNDS):
            self.everything_is_due()
            arrow.prepare(self, at)
            self.run_cron(account)
            if not self.missing(arrow, at):
                break
        if account == self.store:
            self.sync_merchant()  # what came from the shop goes on to the warehouse
        self.check_invariants()
        arrow.check(self, at)

    def go_wrong(self, arrow, at, account, fault):
        arrow.happen(self, at)
        arrow.prepare(self, at)
        values = {**arrow.route(at), **fault.values, 'times': MANY}
        if fault.key == 'page_shrinks':
            values['event'] = lambda: arrow.shrink(self, at)
        self.sandbox.control.fault(**values)
        type(self).hangs = fault.hangs
        for _run in range(2 if fault.done and arrow.method != 'GET' else 1):
            self.run_cron(account)
            self.everything_is_due()
        [laid] = self.sandbox._state.faults
        self.assertLess(laid.times, MANY, "the fault was met")
        self.check_told(arrow, at, account, fault)

    def go_wrong_clock(self, arrow, at, account, fault):
        """It is off while something happens, and right again when more happens."""
        self.run_cron(account)
        for skew in (fault.skew, -fault.skew):
            self.sandbox.control.advance(skew)
            arrow.happen(self, at)
            arrow.prepare(self, at)
            self.run_cron(account)

    def mend(self, account, fault):
        """The fault is over; a person who was told that the key is refused looks at it."""
        self.sandbox.control.clear_faults()
        type(self).hangs = False
        if account.state == 'paused':
            account.action_test_connection()

    # === LOOKING === #

    def missing(self, arrow, at):
        """What of the arrow's work is not done, as text; '' when all is."""
        try:
            arrow.check(self, at)
        except (AssertionError, ValueError) as error:
            return str(error)
        return ''

    def check_told(self, arrow, at, account, fault):
        """What was not done is told on the account or on its row, and what is told is true."""
        told = ' '.join(filter(None, [
            account.error_message, account.warning_message, *arrow.told(self, at)]))
        if fault.pauses and account.state == 'paused':
            self.assertTrue(account.activity_ids, "the responsible person was told")
            told += ' '.join(account.activity_ids.mapped('summary'))
        missing = self.missing(arrow, at)
        if missing and fault.key not in arrow.silent:
            self.assertTrue(
                any(word in told for word in fault.words),
                f"{missing}\nNone of {fault.words} is in: {told}")
