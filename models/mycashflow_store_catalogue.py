import time

from odoo import fields, models
from odoo.fields import Domain

from ..const import CATALOGUE_AGE, COMMIT_EVERY, PRODUCTS_PER_MATCH, SLICE_SECONDS
from .counts import count_by_state
from .progress import progress_action
from .seen import Seen

# A warning with more of them is not read.
MOST_FAULTS = 3


class MycashflowStore(models.Model):
    """The shop's catalogue → `mycashflow.product`, page by page.

    A reading is always of everything, since the shop cannot be asked for what has changed. It may
    stop after any page or batch, and goes on where it was: pages, then matching, then done.
    """

    _inherit = 'mycashflow.store'

    product_ids = fields.One2many('mycashflow.product', 'store_id')
    product_count = fields.Integer(string="Products", compute='_compute_product_counts')
    product_open_count = fields.Integer(
        string="To link", compute='_compute_product_counts',
        help="Products of the shop that are neither linked nor excluded.")
    catalogue_pass = fields.Integer(
        readonly=True, copy=False, help="Number of the present or last reading of the catalogue.")
    catalogue_page = fields.Integer(
        readonly=True, copy=False, help="The next page of a reading under way; 0 when none is.")
    catalogue_page_count = fields.Integer(readonly=True, copy=False)
    catalogue_start_date = fields.Datetime(
        readonly=True, copy=False, help="When the present or last reading began.")
    catalogue_has_gaps = fields.Boolean(
        readonly=True, copy=False, help="The present reading met products it cannot name.")
    catalogue_seen = fields.Text(
        readonly=True, copy=False, help="Which rows the present reading has met.")
    catalogue_known_date = fields.Datetime(
        readonly=True, copy=False, help="Rows were matched with Odoo's products as of then.")
    catalogue_matched_id = fields.Integer(
        readonly=True, copy=False, help="Rows up to this one are matched in the present reading.")
    catalogue_date = fields.Datetime(
        string="Catalogue read on", readonly=True, copy=False,
        help="When the whole catalogue had been read last.")

    # === COMPUTE METHODS === #

    def _compute_product_counts(self):
        present = [('is_gone', '=', False)]
        for store, counts in count_by_state(self, 'product_ids', present).items():
            store.product_count = counts.total()
            store.product_open_count = (
                counts.total() - counts['linked'] - counts['excluded'])

    # === ACTION METHODS === #

    def action_refresh_products(self):
        """Read the shop's catalogue now, some seconds of it per call.

        :return: the progress action that asks for the next call, or a notification when done
        """
        self.ensure_one()
        self._check_can_sync()
        # sudo: whoever sees the store may have its catalogue read; positions are the machine's.
        store, deadline = self.sudo(), time.monotonic() + SLICE_SECONDS
        with self._user_errors(), self._client() as client:
            done = store._read_catalogue(client, lambda count: (
                self.env['ir.cron']._commit_progress(count) and time.monotonic() < deadline))
        if done:
            return self._notify(self.env._(
                "%(store)s has %(count)s products, %(open)s of them to link.",
                store=self.name, count=self.product_count, open=self.product_open_count))
        return progress_action(
            self, 'action_refresh_products',
            self.env._("Reading the products of %(store)s", store=self.name),
            done=store.catalogue_page - 1, total=store.catalogue_page_count)

    # === SCHEDULED ACTION === #

    def _fetch_catalogue(self, client):
        """Go on with a reading under way; begin one when the last is a day ago.

        :param client: function that returns the store's network client
        :return: False when time ran out.
        """
        fresh = fields.Datetime.now() - CATALOGUE_AGE
        if not self.catalogue_page and self.catalogue_date and self.catalogue_date > fresh:
            return True
        return self._read_catalogue(client(), self.env['ir.cron']._commit_progress)

    # === READING === #

    def _read_catalogue(self, client, keep_on):
        """Read the catalogue from where the last call stopped, then match all of it anew.

        :param client: the store's network client
        :param keep_on: function of the number of rows done; commits, and tells whether time is left
        :return: whether the reading is complete
        :raise RemoteError: a page could not be read; what was read before is kept
        """
        self._begin_reading()
        # Products that were removed meanwhile moved others to the page before.
        pages = client.iter_product_pages(
            first=max(self.catalogue_page - 1, 1),
            known=lambda ids: self.env['mycashflow.product']._find_prints(self, ids))
        kept = time.monotonic()
        for page in pages:
            self._receive_products(page)
            if not (page.items or page.broken) and time.monotonic() - kept < COMMIT_EVERY:
                continue  # nothing was written but the position
            if not keep_on(len(page.items)):
                return False
            kept = time.monotonic()
        self._mark_gone()
        if not self._match_all(keep_on):
            return False
        self.write({
            'catalogue_page': 0, 'catalogue_date': fields.Datetime.now(), 'catalogue_seen': False,
            'catalogue_known_date': self.catalogue_start_date})
        keep_on(0)
        return True

    def _begin_reading(self):
        """A reading that stands still for long is of no use: its first pages may have changed."""
        now = fields.Datetime.now()
        under_way = self.catalogue_page == 1 or self.catalogue_page and self.catalogue_seen
        if under_way and self.catalogue_start_date > now - CATALOGUE_AGE:
            return
        self.write({
            'catalogue_pass': self.catalogue_pass + 1,
            'catalogue_page': 1,
            'catalogue_page_count': 0,
            'catalogue_start_date': now,
            'catalogue_has_gaps': False,
            'catalogue_matched_id': 0,
            'catalogue_seen': False,
        })

    def _receive_products(self, page):
        """Write one page and the position in one transaction.

        :param page: `tools.mycashflow_products.ProductPage`
        """
        rows, faults = self.env['mycashflow.product'].sudo(), []
        if page.items:
            faults = rows._receive(self, page.items, page.prints)
        self._note_seen(rows.search([
            ('store_id', '=', self.id),
            ('remote_id', 'in', page.broken_ids + page.unchanged_ids)]).ids)
        self._warn_about_products(page.broken + faults)
        self.write({
            'catalogue_page': max(page.number + 1, self.catalogue_page),
            'catalogue_page_count': page.count or 0,
            'catalogue_has_gaps': self.catalogue_has_gaps or bool(faults)
            or len(page.broken) > len(page.broken_ids),
        })

    def _note_seen(self, ids):
        """The present reading of the catalogue has met these rows."""
        seen = Seen(self.catalogue_seen or '')
        seen.add(ids)
        self.catalogue_seen = seen.text

    def _warn_about_products(self, faults):
        if faults:
            more = len(faults) - MOST_FAULTS
            self._warn(self.env._(
                "%(store)s: products that cannot be read are left as they are: %(faults)s "
                "Open them in the shop.", store=self.name, faults=' '.join(
                    faults[:MOST_FAULTS] + ([f"(+ {more})"] if more > 0 else []))))

    def _mark_gone(self):
        """Mark what the whole reading has not seen; not while it may have overlooked something."""
        if not self.catalogue_has_gaps:
            rows, seen = self.env['mycashflow.product'].sudo(), Seen(self.catalogue_seen or '')
            there = rows.search([('store_id', '=', self.id), ('is_gone', '=', False)]).ids
            rows.browse(id_ for id_ in there if id_ not in seen).write({'is_gone': True})

    def _match_all(self, keep_on=lambda count: True):
        """Match anew all rows that may match otherwise than they did, batch by batch.

        :param keep_on: see `_read_catalogue`
        :return: whether all are done; if not, the next call goes on
        """
        products = self.env['mycashflow.product'].sudo()  # sudo: see action_refresh_products
        domain = products._to_match_domain(self)
        while rows := products.search(
                domain & Domain('id', '>', self.catalogue_matched_id),
                limit=PRODUCTS_PER_MATCH, order='id'):
            rows._match()
            self.catalogue_matched_id = rows[-1].id
            if not keep_on(len(rows)):
                return False
        self.catalogue_matched_id = 0
        return True
