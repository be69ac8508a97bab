from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import CHECK_EVERY, CHECK_LONGEST, ORDERS_PER_BATCH
from ..tools.http_client import RemoteError
from .problem import explain_unexpected


class MycashflowOrder(models.Model):
    """Imported orders that are not finished are read again now and then: payments and other parts
    do not always move the order's change date (mycashflow-api §1.5, §8 no. 9)."""

    _inherit = 'mycashflow.order'

    checked_date = fields.Datetime(
        string="Compared with the shop", readonly=True, copy=False,
        help="When it was last read again though the shop reported no change.")

    @api.model
    def _check_open(self, store, client):
        """Read again what was not for a day. Commits order by order.

        :param client: function that returns the store's network client
        :return: False when time ran out or there is more
        """
        due = Domain('store_id', '=', store.id) & self._check_open_domain()
        rows = self.search(due, order='checked_date, id', limit=ORDERS_PER_BATCH)
        shop = rows and client()
        for row in rows:
            locked = row.try_lock_for_update().filtered_domain(due)
            if locked:
                locked._check_one(shop)
            if not self.env['ir.cron']._commit_progress(1):
                return False
        return len(rows) < ORDERS_PER_BATCH

    @api.model
    def _check_open_domain(self):
        """Imported, still open in the shop, and not placed an age ago."""
        now = fields.Datetime.now()
        unfinished = Domain([
            ('state', '=', 'done'), ('sale_order_id', '!=', False), ('remote_status', '=', 'open'),
            ('shop_reported_date', '=', False), ('fingerprint', '!=', False),
            ('order_date', '>', now - CHECK_LONGEST)])
        # What was never compared was received not before the row was made.
        return unfinished & (
            Domain('checked_date', '<', now - CHECK_EVERY)
            | Domain('checked_date', '=', False) & Domain('create_date', '<', now - CHECK_EVERY))

    def _check_one(self, client):
        """What concerns this order alone is no fault of it: the next check comes tomorrow."""
        self.checked_date = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                vals = self._prepare_inbox_vals(
                    self.store_id, self.remote_id, client.get_order(self.remote_id))
                if vals['fingerprint'] != self.fingerprint:
                    self._note_change(vals)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except RemoteError as error:
            if error.code != 'not_found' and error.status != 500:
                raise
        except Exception as error:  # noqa: BLE001 it must not stand in the way of the others
            explain_unexpected(self, error)
