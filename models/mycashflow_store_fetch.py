from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models

from ..const import SHOP_OVERLAP
from ..tools.http_client import RemoteError
from .problem import explain_remote


class MycashflowStore(models.Model):
    """Arrow 1 of the ring: shop → inbox. The cursor never skips silently (design §6)."""

    _inherit = 'mycashflow.store'

    orders_cursor = fields.Datetime(
        string="Orders read up to", readonly=True, copy=False,
        help="Changes before this moment have been read.")
    order_gaps = fields.Json(
        copy=False, help="Where orders are missing that the shop fails to deliver or to name.")

    def write(self, vals):
        """Override: an earlier first order date opens what was ignored for being older."""
        day = fields.Date.to_date(vals.get('order_from'))
        earlier = self.filtered(lambda store: day and day < store.order_from)
        res = super().write(vals)
        if earlier:
            earlier.orders_cursor = False
            self.env['mycashflow.order'].search([
                ('store_id', 'in', earlier.ids), ('reason', '=', 'before_start')]).action_retry()
        return res

    def _fetch_orders(self, client):
        """Read what changed since the cursor into the inbox, page by page, then the open gaps.

        New orders come first: they must not wait for a gap that may stay open for weeks.

        :return: False when time ran out before the last page.
        """
        gaps = self.order_gaps or []
        since = (self.orders_cursor or self._first_moment()) - SHOP_OVERLAP
        return self._read_pages(client(), since) is not None and all(
            self._read_gap(client(), gap) for gap in gaps)

    def _read_pages(self, client, since, until=None):
        """:return: the gaps that were met, None when time ran out before the last page."""
        gaps = []
        for page in client.iter_order_pages(since, until=until):
            gaps += self._receive_page(client, page)
            if not self._commit_written(len(page.orders)):
                return None
        return gaps

    def _read_gap(self, client, gap):
        """Try again to read the orders that are missing; the gap closes when none is any more.

        :return: False when time ran out.
        """
        since = datetime.fromisoformat(gap['from']) - SHOP_OVERLAP
        until = datetime.fromisoformat(gap['to']) + SHOP_OVERLAP if gap['to'] else None
        still = self._read_pages(client, since, until)
        if still is not None and _gap_key(gap) not in map(_gap_key, still):
            self.order_gaps = [
                other for other in self.order_gaps if _gap_key(other) != _gap_key(gap)]
        return still is not None

    def _first_moment(self):
        """Before it, orders are none of Odoo's business."""
        return self._midnight(self.order_from)

    def _midnight(self, day):
        """Beginning of a day in the company's time zone, in UTC."""
        zone = pytz.timezone(self.company_id.partner_id.tz or 'Europe/Helsinki')
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _receive_page(self, client, page):
        """Write one whole page and the cursor in one transaction.

        :return: the gaps of this page, see `_keep_gaps`
        """
        self._take_in(client, page)
        # A time that cannot be true must not move the cursor past everything to come.
        limit = fields.Datetime.now() + timedelta(days=1)
        if page.cursor and (self.orders_cursor or datetime.min) < page.cursor < limit:
            self.orders_cursor = page.cursor
        return self._keep_gaps([fault for fault in page.faults if not fault.order_id])

    def _take_in(self, client, page):
        """Orders of a page into the inbox. Polling and fetching by hand both come through here.

        :return: their rows
        """
        inbox = self.env['mycashflow.order']
        rows = inbox._receive(self, page.orders)
        if self._has_unknown_methods(rows):
            self._look_for_methods(client)
        if self.order_api_version != client.order_version:
            self.order_api_version = client.order_version
        return rows | inbox._receive_faults(
            self, [fault for fault in page.faults if fault.order_id])

    def _look_for_methods(self, client):
        """A list that cannot be read stops no order: one of a method that is not known waits."""
        try:
            self._save_methods(client)
        except RemoteError as error:
            if error.code != 'bad_answer':
                raise
            self._warn(self.env._(
                "%(store)s: the shop's list of methods cannot be read: %(error)s",
                store=self.name, error=explain_remote(self.env, error)))

    def _has_unknown_methods(self, orders):
        store = self.with_context(active_test=False)
        shipping = set(orders.mapped('shipping_method_ref'))
        payment = set(orders.payment_ids.mapped('method_ref'))
        return bool(
            shipping - {0, *store.shipping_method_ids.mapped('remote_id')}
            or payment - {0, *store.payment_method_ids.mapped('remote_id')})

    def _keep_gaps(self, faults):
        """Keep where an order is missing that cannot even be named, and raise the alarm.

        A gap stays until it is read without a fault; the cursor alone never decides that.
        """
        gaps = [{
            'from': fault.updated_from.isoformat(), 'position': fault.position,
            'to': fault.updated_to and fault.updated_to.isoformat(),
        } for fault in faults]
        if gaps:
            found = set(map(_gap_key, gaps))
            kept = [gap for gap in self.order_gaps or [] if _gap_key(gap) not in found]
            self.order_gaps = kept + gaps
            self._warn(self.env._(
                "%(store)s: the shop fails to deliver an order that cannot be named. It is asked "
                "for at each run. Check the shop's orders for one that Odoo does not have.",
                store=self.name))
        return gaps


def _gap_key(gap):
    """What makes a gap the same when it is met again; its end may be learnt later."""
    return gap['from'], gap['position']
