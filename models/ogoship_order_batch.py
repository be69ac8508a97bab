import time
from contextlib import suppress

from odoo import fields, models
from odoo.fields import Domain

from ..const import COMMIT_EVERY, SENDING_GRACE
from ..tools.http_client import RemoteError
from .problem import Problem

# Fewer are looked up one by one: reading the list is a call as well.
LEAST_TO_LIST = 3
# Seconds for which one list answers for the next batches of the same run, too. What somebody else
# sends under the same reference in between is refused by OGOship.
LIST_LASTS = 30
# Of the grace that a claim has, so much is used for posting; what is left over waits its turn.
CLAIM_LASTS = SENDING_GRACE.total_seconds() / 4


class OgoshipOrder(models.Model):
    """Many orders to be sent, with one look for all of them instead of one look-up each.

    Each reading of the statuses shows every order that OGOship has got or changed since the last
    one, whoever sent it. So an order that is younger than the merchant's first reading, was never
    tried, and was not shown under its reference in any reading up to now, is not there: it need
    not be looked up before it is posted. All others are, one by one, see
    `mycashflow_ogoship.outbox`, whose steps are the same:

    1. Read the list (once for all batches of half a minute); drop from the batch what it shows.
    2. Commit `sending` for the whole batch.
    3. POST each.
    4. Write the answers, commit.

    A process that dies leaves the batch in `sending`: each is looked up when the grace is over.
    Whatever is not a plain answer is handled one by one. And should OGOship have the reference
    nevertheless, it refuses the order or keeps it on hold (ogoship-api §6.4 no. 3), which leads
    to a look-up as well: nothing leaves twice.
    """

    _inherit = 'ogoship.order'

    was_listed = fields.Boolean(
        readonly=True, copy=False,
        help="OGOship showed an order of this reference before this one was sent.")

    # === WHICH ORDERS === #

    def _send_batch(self, merchant, due, line):
        """Send those of these rows for which one look is enough. Commits.

        :param due: domain of the rows that are to be sent
        :param line: `RemoteLine` of the merchant
        :return: whether time is left
        :raise RemoteError: OGOship is out of reach
        """
        if len(self._need_no_look_up(merchant)) < LEAST_TO_LIST:
            return True
        if not line.read_at or time.monotonic() - line.read_at > LIST_LASTS:
            if not merchant._read_statuses(line):
                return True
            line.read_at = time.monotonic()
        fresh = self.try_lock_for_update().filtered_domain(due)._need_no_look_up(merchant)
        requests = fresh._prepare_requests()
        claimed = self.browse(row.id for row in requests)._claim_batch(requests)
        return claimed._post_batch(line(), requests)

    def _need_no_look_up(self, merchant):
        """Those of which a reading would have shown what OGOship has under their reference."""
        since = merchant.statuses_since
        return self.filtered(lambda row: (
            since and row.state == 'to_send'
            and not (row.send_count or row.was_listed or row.reason)
            and all(date and date > since for date in row._dates_of_beginning())))

    def _dates_of_beginning(self):
        sale = self.picking_id.sale_id
        return [
            self.create_date, self.picking_id.create_date, *sale.mapped('create_date'),
            *sale.mycashflow_order_ids.mapped('order_date')]

    def _prepare_requests(self):
        """:return: {row: OrderRequest}; what is not ready waits for its own turn"""
        self._read_together()
        requests = {}
        for row in self:
            with suppress(Problem):
                requests[row] = row._prepare_request()
        return requests

    def _read_together(self):
        """Have what sending needs read for all rows at once, instead of row by row."""
        sales = self.picking_id.sale_id | self.sale_order_id
        sales.mycashflow_order_ids.mapped('pickup_point')
        sales.ogoship_order_ids.mapped('state')
        sold = self.picking_id.move_ids.sale_line_id
        sold.mapped('price_total')
        sold.tax_ids.mapped('amount')
        self.line_ids.mapped('code')

    # === STEPS === #

    def _claim_batch(self, requests):
        """Commit that this process is about to send these rows.

        :return: the rows that it may send, locked
        """
        retry_at = fields.Datetime.now() + SENDING_GRACE
        for row in self:
            row.write({
                **row._prepare_claim(requests[row]), 'state': 'sending', 'send_count': 1,
                'reason': False, 'message': False, 'retry_at': retry_at})
        self.env['ir.cron']._commit_progress()
        claimed = self._still_claimed()
        claimed._read_together()
        return claimed.filtered(lambda row: row._is_still_to_send())

    def _still_claimed(self):
        """Those of these rows that nobody else took over, locked anew."""
        return self.try_lock_for_update().filtered(
            lambda row: row.state == 'sending' and row.send_count == 1)

    def _post_batch(self, client, requests):
        """:return: whether time is left"""
        rows, fault, begun = self, None, time.monotonic()
        committed, written = begun, 0
        while rows:
            row, rows = rows[0], rows[1:]
            before, fault, written = fault, None, written + 1
            try:
                row._write_answer(client, requests[row], client.create_order(requests[row]))
            except RemoteError as error:
                self.env['ir.cron']._commit_progress(written - 1)
                fault, written = row._settle_refusal(client, requests[row], error), 1
                if fault and (before or fault.code in ('unauthorized', 'throttled')):
                    rows._unclaim()
                    raise fault from None
            now = time.monotonic()
            if fault or not rows or now - committed > COMMIT_EVERY:
                left = self.env['ir.cron']._commit_progress(written)
                rows, committed, written = rows._still_claimed(), now, 0
                if rows and (not left or now - begun > CLAIM_LASTS):
                    rows._unclaim()
                    return bool(left)
        if fault:
            raise fault
        return True

    def _settle_refusal(self, client, request, error):
        """What is not a plain acceptance is handled like that of an order alone.

        :return: the RemoteError that concerns the whole account, or None
        """
        return self._work_one(
            Domain('state', '=', 'sending') & Domain('send_count', '=', 1),
            lambda row: row._after_refusal(client, request, error))

    def _unclaim(self):
        """These were not posted: they are sent at the next occasion."""
        self._still_claimed().write({'state': 'to_send', 'send_count': 0, 'retry_at': False})
        self.env['ir.cron']._commit_progress()
