import time
from datetime import datetime, timedelta

from odoo import fields, models

from ..const import COMMIT_EVERY, SLICE_SECONDS, WAREHOUSE_OVERLAP
from ..tools.http_client import RemoteError
from .counts import count_by_state
from .progress import progress_action
from .seen import Seen

FULL_READING_EVERY = timedelta(days=1)


class OgoshipMerchant(models.Model):
    """Arrow 6 of the ring, its first half: OGOship's products and stock → the ledger.

    Each of the two lists is read by *modified after*, and once a day in full. A reading goes on
    where the last slice ended; the watermark moves only when all pages were read (ogoship-api
    §4.7).
    """

    _inherit = 'ogoship.merchant'

    product_ids = fields.One2many('ogoship.product', 'merchant_id')
    product_count = fields.Integer(string="Products", compute='_compute_product_counts')
    difference_count = fields.Integer(
        string="Differences", compute='_compute_product_counts',
        help="Products whose stock at OGOship and in Odoo differ.")
    products_watermark = fields.Datetime(
        string="Products read up to", readonly=True, copy=False)
    products_full_date = fields.Datetime(
        string="Products read in full on", readonly=True, copy=False)
    stock_watermark = fields.Datetime(string="Stock read up to", readonly=True, copy=False)
    stock_full_date = fields.Datetime(
        string="Stock compared in full on", readonly=True, copy=False)
    readings = fields.Json(
        readonly=True, copy=False, help="How far the readings under way have come.")
    stock_applied_date = fields.Datetime(
        string="Stock first applied on", readonly=True, copy=False,
        help="Until a person has applied differences once, they are only proposed.")

    # === COMPUTE METHODS === #

    def _compute_product_counts(self):
        for merchant, counts in count_by_state(self, 'product_ids').items():
            merchant.product_count = counts.total()
            merchant.difference_count = counts['difference'] + counts['waiting']

    # === READING === #

    def _fetch_products(self, client):
        lines = self.env['ogoship.product']
        done = self._read_list(
            'products', client, lambda ogoship, **where: ogoship.iter_product_pages(**where),
            lambda page, reading: lines._receive_products(self, page.products) or [
                product.edit_time for product in page.products])
        return done and lines._settle_twins(self, client)

    def _fetch_stock(self, client):
        return self._read_list(
            'stock', client, lambda ogoship, **where: ogoship.iter_stock_pages(**where),
            self._receive_stock)

    def _receive_stock(self, page, reading):
        """Write a page of stock, and note which lines a full reading has met."""
        ids = self.env['ogoship.product']._receive_stock(self, page.stocks)
        if 'seen' in reading:
            seen = Seen(reading['seen'])
            seen.add(ids)
            reading['seen'] = seen.text
        return [stock.modified for stock in page.stocks]

    def _read_list(self, name, client, pages, receive):
        """Read the pages of a list from where the last slice ended.

        :param str name: 'products' or 'stock', of the fields that keep how far it has come
        :param pages: function of the network client that iterates over pages
        :param receive: function that writes a page and returns the times of its rows
        :return: False when time ran out before the last page
        """
        if not self._renew_token(client):
            return False
        reading = self._reading(name) or self._new_reading(name)
        watermark = self[f'{name}_watermark']
        since = None if reading['full'] or not watermark else watermark - WAREHOUSE_OVERLAP
        # Rows may have moved since the last slice: the page before is read again.
        start, first = reading['page'], max(1, reading['page'] - 1)
        kept, count = time.monotonic(), 0
        try:
            for page in pages(client(), modified_after=since, first=first):
                times = receive(page, reading)
                self._warn_broken(page)
                reading = {
                    **reading, 'page': page.number + 1,
                    'clean': reading['clean'] and not page.broken,
                    'latest': _latest(reading['latest'], times),
                    'rows': reading.get('rows', 0) + len(times)}
                count += len(times)
                is_over = not self._seconds_left() and page.number >= start
                if page.more and (is_over or time.monotonic() - kept > COMMIT_EVERY):
                    self._keep_reading(name, reading, count)
                    kept, count = time.monotonic(), 0
                    if is_over:
                        return False
        except RemoteError:
            if reading['page'] > start:
                self._keep_reading(name, reading, count)
            raise
        self._finish_reading(name, reading)
        return True

    def _new_reading(self, name):
        reading = {'page': 1, 'full': self._is_full_due(name), 'clean': True, 'latest': False,
                   'rows': 0}
        return {**reading, 'seen': ''} if reading['full'] else reading

    def _keep_reading(self, name, reading, count):
        """Commit how far the reading of a list has come."""
        self.readings = {**(self.readings or {}), name: reading}
        self.env['ir.cron']._commit_progress(count)

    def _reading(self, name):
        return (self.readings or {}).get(name)

    def _is_full_due(self, name):
        last = self[f'{name}_full_date']
        return not last or last < fields.Datetime.now() - FULL_READING_EVERY

    def _warn_broken(self, page):
        for message in page.broken:
            self._warn(self.env._(
                "%(merchant)s sent a product that cannot be read: %(error)s",
                merchant=self.name, error=message))

    def _finish_reading(self, name, reading):
        vals = {}
        latest = reading['latest'] and datetime.fromisoformat(reading['latest'])
        watermark = self[f'{name}_watermark']
        if latest and (not watermark or latest > watermark):
            vals[f'{name}_watermark'] = latest
        # That all products are gone at once is not believed: to a search for nothing known a 404
        # is answered as well (ogoship-api §4.9).
        if reading['full'] and reading.get('rows'):
            vals[f'{name}_full_date'] = fields.Datetime.now()
            if name == 'stock':
                self._finish_full_stock(reading)
        if self._reading(name):
            vals['readings'] = {
                other: value for other, value in self.readings.items() if other != name}
        if vals:
            self.write(vals)
        self._commit_written()

    def _finish_full_stock(self, reading):
        lines = self.env['ogoship.product']
        if reading['clean'] and 'seen' in reading:
            lines._mark_gone(self, Seen(reading['seen']))
        lines._update_statistics()

    # === SLICES === #

    def _time_left(self, processed=0):
        """Commit, and tell how many seconds this run, or this press of a button, may go on."""
        return min(self.env['ir.cron']._commit_progress(processed), self._seconds_left())

    def _in_slice(self):
        """This merchant with a clock: what it does ends after some seconds."""
        self.ensure_one()
        self.check_access('read')
        self._check_can_sync()
        # sudo: like the scheduled action, which users may ask for as well.
        return self.sudo().with_company(self.company_id).with_context(
            slice_end=time.monotonic() + SLICE_SECONDS)

    def action_create_products(self):
        """Create what is queued at OGOship, some seconds at a time."""
        merchant, lines = self._in_slice(), self.env['ogoship.product']
        with merchant._user_errors(), merchant._client() as network:
            done = False
            while not done and merchant._time_left():
                done = merchant._create_products(lambda: network)
        if done:
            return merchant._notify(self.env._("OGOship has the products."))
        left = lines.search_count(lines._creation_domain(merchant))
        return progress_action(merchant, 'action_create_products', self.env._(
            "Creating products at OGOship. %(count)s left.", count=left))

    def _create_products(self, client):
        if not self._renew_token(client):
            return False
        return self.env['ogoship.product']._create_due(self, client)


def _latest(iso, times):
    """The largest of these times as text; one that cannot be true must not move the watermark
    past everything to come."""
    limit = fields.Datetime.now() + timedelta(days=1)
    times = [moment.replace(microsecond=0).isoformat()
             for moment in times if moment and moment < limit]
    return max([*times, *([iso] if iso else [])], default=False)
