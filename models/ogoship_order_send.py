from dataclasses import replace
from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH, SENDING_GRACE
from ..tools.http_client import RemoteError
from ..tools.ogoship_types import order_key, same_order
from .problem import Problem


class OgoshipOrder(models.Model):
    """Arrow 3 of the ring: delivery → outbox → OGOship, each delivery exactly once.

    1. Look the reference up. What is there is adopted if it is ours, else a person decides.
    2. Commit `sending`: whoever comes next knows that the order may be on its way.
    3. POST, at once.
    4. Write the answer, commit.

    A clear refusal takes `sending` back. After anything else (no answer, a broken one, a process
    or a database that died) the row stays `sending`, and once the grace is over only a look-up
    moves it on. The lock on the row keeps two processes apart; it is lost for the moment of the
    commit in 2, after which `send_count` tells whether somebody else took over.
    """

    _inherit = 'ogoship.order'

    @api.model
    def _send_due(self, merchant, client):
        """Send every due row of the merchant. Commits row by row, twice each.

        :param client: function that returns the merchant's network client
        :return: False when time ran out or OGOship is out of reach.
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('picking_id', '!=', False)
        due &= Domain('state', 'in', ('to_send', 'sending', 'held', 'error')) & self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        ogoship = client()
        done = rows._work_each(due, lambda row: row._send_one(ogoship))
        return done and len(rows) < ORDERS_PER_BATCH

    def _send_one(self, client):
        if self.state == 'sending' and not self._settle(client):
            return
        request = self._prepare_request()
        found = client.find_orders(self.reference)
        if found:
            self._adopt(found, request)
        elif self._claim(request):
            self._post(client, request)

    def _settle(self, client):
        """Find out what became of an order whose answer is missing.

        :return: whether OGOship does not have it, so that it is to be sent.
        """
        found = client.find_orders(self.reference)
        if found:
            self._adopt(found)
            return False
        # It still counts as an attempt: an order that always fails is tried ever more seldom.
        self.write({'state': 'to_send', **self._clear_problem(), 'attempts': self.attempts})
        if self.cancel_scope:
            self._confirm_cancelled()
            return False
        self._hold_changed()
        self._hold_unpaid()
        return self._commit_and_lock() and self.state == 'to_send'

    def _claim(self, request):
        """Commit that this process is about to send the row.

        :return: False when it must not: another process took over, or the delivery ended
            meanwhile. The row is then looked up when the grace is over.
        """
        attempt = self.send_count + 1
        self.write({
            'state': 'sending', 'send_count': attempt, 'sent_key': order_key(request),
            'sent_content': self._current_content(), 'update_wanted': False,
            'reason': False, 'message': False, 'retry_at': fields.Datetime.now() + SENDING_GRACE})
        return (
            self._commit_and_lock()
            and self.state == 'sending' and self.send_count == attempt and not self.cancel_scope
            and self.picking_id.state not in ('done', 'cancel'))

    def _commit_and_lock(self):
        """Commit, and take the lock on the row again, with the values of that moment.

        :return: False when another process was quicker.
        """
        self.env['ir.cron']._commit_progress()
        return bool(self.try_lock_for_update())

    def _post(self, client, request):
        try:
            order = client.create_order(request)
        except RemoteError as error:
            found = error.code == 'conflict' and client.find_orders(self.reference)
            if found:
                self._adopt(found, request)
                return
            if not error.unclear:
                self._take_back()
            raise
        self._write_answer(client, request, order)

    def _take_back(self):
        """OGOship clearly does not have it; keep that, whatever happens to this transaction."""
        self.state = 'to_send'
        self.env['ir.cron']._commit_progress()

    def _write_answer(self, client, request, order):
        """Write what OGOship made of the order: its status may differ from what was sent."""
        if order.status == 'reserved':
            # So are second orders of one reference stored (ogoship-api §6.4 no. 3).
            found = client.find_orders(self.reference)
            if len(found) > 1:
                self._adopt(found, request)
                return
        self._accepted_as(order)
        same_name = order.reference in ('', self.reference)
        same_lines = not order.lines or same_order(request, replace(
            order, customer=request.customer))
        if not (same_name and same_lines):
            self._alert_delivery(self.env._(
                "OGOship stored order %(reference)s with another name or other lines than were "
                "sent. Compare it in myOGO before it ships.", reference=self.reference))

    def _accepted_as(self, order):
        self.write({
            'remote_id': order.id or False,
            'sent_date': fields.Datetime.now(),
            'state': 'sent',
            **self._clear_problem(),
        })
        self._apply_remote(order)
        if self.cancel_scope or self.picking_id.state == 'cancel':
            self._request_cancel(self.cancel_scope or 'delivery')

    # === ADOPTION === #

    def _adopt(self, found, request=None):
        """Take an order that is there under our reference as ours, if it is ours.

        Ours has the customer and the lines that were sent, or are about to be, and no other row
        has it.
        """
        keys = {self.sent_key, request and order_key(request)}
        ours = [order for order in found
                if order_key(order) in keys and not self._is_taken(order)]
        if not ours:
            raise Problem('conflict', self.env._(
                "OGOship has an order %(reference)s already, for another customer or other "
                "goods. Compare both in myOGO; nothing was sent.", reference=self.reference),
                'held')
        if not self.send_count:
            self._warn_second_integration(self.merchant_id)
        # With several of one reference the later ones are stored as reserved (§6.4 no. 3).
        self._accepted_as(min(ours, key=lambda order: (
            order.status in ('reserved', 'cancelled'), order.edit_time or datetime.max)))
        if len(found) > 1:
            self._alert_delivery(self.env._(
                "OGOship has %(count)s orders with the reference %(reference)s. Cancel the "
                "needless ones in myOGO before they ship.",
                count=len(found), reference=self.reference))

    def _is_taken(self, order):
        return bool(order.id and self.search_count([
            ('merchant_id', '=', self.merchant_id.id), ('remote_id', '=', order.id),
            ('id', '!=', self.id)], limit=1))

    # === FAULTS === #

    def _state_after(self, problem):
        """What OGOship has, it has; what it may have stays *sending* until a look-up tells."""
        if self.sent_date or self.state == 'sending' and problem.reason != 'conflict':
            return self.state
        return problem.state

    def _problem_of_remote_error(self, error):
        if error.unclear and self.state == 'sending':
            return Problem('unclear', self.env._(
                "OGOship's answer for order %(reference)s did not arrive (%(error)s). It is "
                "looked up there before anything is sent again.",
                reference=self.reference, error=error.message))
        if error.code in ('invalid', 'conflict', 'not_found'):
            return Problem('refused', self.env._(
                "OGOship refused order %(reference)s: %(error)s",
                reference=self.reference, error=error.message))
        return super()._problem_of_remote_error(error)

    def _next_try(self, problem, retry_after=None):
        if problem.reason in ('split', 'returned', 'nothing'):
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)
