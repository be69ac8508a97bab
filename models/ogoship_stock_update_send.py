from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH, SENDING_GRACE
from ..tools.http_client import RemoteError
from ..tools.ogoship_stock_updates import stock_update_key
from .problem import Problem


class OgoshipStockUpdate(models.Model):
    """Arrow 7 of the ring, its first half: receipt → OGOship, each receipt exactly once.

    The protocol is that of warehouse orders (see `ogoship.order`): look up, commit `sending`,
    POST, write the answer; whatever is unclear is looked up before anything is sent again. Then
    OGOship's own reference is read back, since the answer may not hold it (ogoship-api §9.2).
    """

    _inherit = 'ogoship.stock.update'

    @api.model
    def _send_due(self, merchant, client):
        """Announce every due receipt of the merchant. Commits row by row, twice each.

        :param client: function that returns the merchant's network client
        :return: False when time ran out
        """
        unsent = Domain('state', 'in', ('to_send', 'sending', 'held', 'error'))
        unread = Domain('state', 'in', ('sent', 'receiving')) & Domain('looked_up', '=', False)
        due = Domain('merchant_id', '=', merchant.id) & Domain('picking_id', '!=', False)
        due &= (unsent | unread) & self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        ogoship = client()
        done = rows._work_each(due, lambda row: row._send_one(ogoship))
        return done and len(rows) < ORDERS_PER_BATCH

    def _send_one(self, client):
        if self.sent_date:
            return self._read_back(client)
        if self.state == 'sending' and not self._settle(client):
            return None
        request = self._prepare_request()
        found = client.find_stock_updates(self.reference)
        if found:
            self._adopt(found, request)
        elif self._claim(request):
            self._post(client, request)
        return None

    def _settle(self, client):
        """Find out what became of an announcement whose answer is missing.

        :return: whether OGOship does not have it, so that it is to be sent.
        """
        found = client.find_stock_updates(self.reference)
        if found:
            self._adopt(found)
            return False
        # It still counts as an attempt: what always fails is tried ever more seldom.
        self.write({'state': 'to_send', **self._clear_problem(), 'attempts': self.attempts})
        return self._commit_and_lock() and self.state == 'to_send'

    def _claim(self, request):
        """Commit that this process is about to send the row.

        :return: False when it must not: another process took over, or the receipt ended meanwhile
        """
        attempt = self.send_count + 1
        self.write({
            'state': 'sending', 'send_count': attempt, 'sent_key': stock_update_key(request),
            'reason': False, 'message': False, 'retry_at': fields.Datetime.now() + SENDING_GRACE})
        return (
            self._commit_and_lock() and self.state == 'sending' and self.send_count == attempt
            and bool(self._open_receipts()))

    def _commit_and_lock(self):
        """Commit, and take the lock on the row again, with the values of that moment.

        :return: False when another process was quicker.
        """
        self.env['ir.cron']._commit_progress()
        return bool(self.try_lock_for_update())

    def _post(self, client, request):
        try:
            update = client.create_stock_update(request)
        except RemoteError as error:
            found = error.code == 'conflict' and client.find_stock_updates(self.reference)
            if found:
                self._adopt(found, request)
                return
            if not error.unclear:
                self.state = 'to_send'  # OGOship clearly does not have it; keep that
                self.env['ir.cron']._commit_progress()
            raise
        self._accepted_as(update)
        if self._commit_and_lock():
            self._read_back(client)

    def _read_back(self, client):
        """Learn OGOship's own reference, and whether there are several by now."""
        found = client.find_stock_updates(self.reference)
        if found:
            mine = [update for update in found if update.auto_reference == self.auto_reference]
            self._apply_remote((mine or found)[0])
            self._tell_duplicates(found)
        self.write({
            'looked_up': True,
            **(self._clear_problem() if self.reason in ('remote', 'unreadable') else {})})

    def _accepted_as(self, update):
        self.write({
            'state': 'sent', 'sent_date': fields.Datetime.now(), 'adopts': False,
            'change_date': fields.Datetime.now(), 'seen_plan': self._plan(),
            **self._clear_problem()})
        self._apply_remote(update)
        self.picking_id.message_post(body=self.env._(
            "Announced to OGOship as %(reference)s.",
            reference=self.auto_reference or self.reference))
        if self.picking_ids and all(picking.state == 'cancel' for picking in self.picking_ids):
            self._ask_to_cancel()

    # === ADOPTION === #

    def _adopt(self, found, request=None):
        """Take what is there under our reference as ours, if it announces the same goods or a
        person has said so."""
        keys = {self.sent_key, request and stock_update_key(request)}
        ours = [update for update in found if self.adopts or stock_update_key(update) in keys]
        if not ours:
            raise Problem('conflict', self.env._(
                "OGOship has a stock update %(reference)s already, with other goods or "
                "quantities. Compare both in myOGO. If it is this receipt, press Use the one at "
                "OGOship; nothing was sent.", reference=self.reference), 'held')
        self._accepted_as(min(ours, key=lambda update: update.created or datetime.max))
        self.looked_up = True
        self._tell_duplicates(found)

    def _tell_duplicates(self, found):
        if len(found) > 1:
            self._alert_receipt(self.env._(
                "OGOship has %(count)s stock updates with the reference %(reference)s. Cancel "
                "the needless ones in myOGO.", count=len(found), reference=self.reference))

    # === FAULTS === #

    def _state_after(self, problem):
        """What OGOship has, it has; what it may have stays *sending* until a look-up tells."""
        if self.sent_date or self.state == 'sending' and problem.reason != 'conflict':
            return self.state
        return problem.state

    def _problem_of_remote_error(self, error):
        if error.unclear and self.state == 'sending':
            return Problem('unclear', self.env._(
                "OGOship's answer for %(reference)s did not arrive (%(error)s). It is looked up "
                "there before anything is sent again.",
                reference=self.reference, error=error.message))
        if error.code in ('invalid', 'conflict', 'not_found'):
            return Problem('refused', self.env._(
                "OGOship refused stock update %(reference)s: %(error)s",
                reference=self.reference, error=error.message))
        return super()._problem_of_remote_error(error)

    def _next_try(self, problem, retry_after=None):
        if problem.reason in ('nothing', 'conflict'):
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)
