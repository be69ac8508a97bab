from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from ..tools.ogoship_stock_updates import stock_update_key
from .problem import Problem, explain_remote


class OgoshipStockUpdate(models.Model):
    """Arrow 7 of the ring, its first half: receipt → OGOship, each receipt exactly once.

    See `mycashflow_ogoship.outbox`. After the answer OGOship's own reference is read back, since
    the answer may not hold it (ogoship-api §9.2).
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
            self._read_back(client)
        else:
            self._look_up_and_send(client)

    def _find_remote(self, client):
        return client.find_stock_updates(self.reference)

    def _create_remote(self, client, request):
        return client.create_stock_update(request)

    def _prepare_claim(self, request):
        return {'sent_key': stock_update_key(request)}

    def _is_still_to_send(self):
        return bool(self._open_receipts())

    def _write_answer(self, client, request, update):
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

    def _problem_of_remote_error(self, error):
        if error.unclear and self.state == 'sending':
            return Problem('unclear', self.env._(
                "OGOship's answer for %(reference)s did not arrive (%(error)s). It is looked up "
                "there before anything is sent again.",
                reference=self.reference, error=explain_remote(self.env, error)))
        if error.code in ('invalid', 'conflict', 'not_found'):
            return Problem('refused', self.env._(
                "OGOship refused stock update %(reference)s: %(error)s",
                reference=self.reference, error=explain_remote(self.env, error)))
        return super()._problem_of_remote_error(error)

    def _next_try(self, problem, retry_after=None):
        if problem.reason in ('nothing', 'conflict'):
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)
