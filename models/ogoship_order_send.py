from dataclasses import replace
from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_SENDING
from ..tools.ogoship_types import order_key, same_order
from .problem import Problem, explain_remote


class OgoshipOrder(models.Model):
    """Arrow 3 of the ring: delivery → outbox → OGOship, each delivery exactly once: see
    `mycashflow_ogoship.outbox`."""

    _inherit = 'ogoship.order'

    @api.model
    def _send_due(self, merchant, line):
        """Send every due row of the merchant. Commits batch by batch, or row by row, twice each.

        :param line: `RemoteLine` of the merchant
        :return: False when time ran out or OGOship is out of reach.
        """
        due = self._send_domain(merchant)
        return self._work_in_batches(due, ORDERS_PER_SENDING, lambda rows: (
            rows._send_batch(merchant, due, line)
            and rows.filtered_domain(due)._work_each(
                due, lambda row: row._look_up_and_send(line()))))

    @api.model
    def _send_domain(self, merchant):
        """Domain of the merchant's rows that can be sent, or looked up, now."""
        return (
            Domain('merchant_id', '=', merchant.id) & Domain('picking_id', '!=', False)
            & Domain('state', 'in', ('to_send', 'sending', 'held', 'error'))
            & self._due_domain())

    def _find_remote(self, client):
        return client.find_orders(self.reference)

    def _create_remote(self, client, request):
        return client.create_order(request)

    def _before_sending_again(self):
        if self.cancel_scope:
            self._confirm_cancelled()
        else:
            self._hold_changed()
            self._hold_unpaid()

    def _prepare_claim(self, request):
        return {
            'sent_key': order_key(request), 'sent_content': self._current_content(),
            'update_wanted': False}

    def _is_still_to_send(self):
        return not self.cancel_scope and self.picking_id.state not in ('done', 'cancel')

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

    def _problem_of_remote_error(self, error):
        if error.unclear and self.state == 'sending':
            return Problem('unclear', self.env._(
                "OGOship's answer for order %(reference)s did not arrive (%(error)s). It is "
                "looked up there before anything is sent again.",
                reference=self.reference, error=explain_remote(self.env, error)))
        if error.code in ('invalid', 'conflict', 'not_found'):
            return Problem('refused', self.env._(
                "OGOship refused order %(reference)s: %(error)s",
                reference=self.reference, error=explain_remote(self.env, error)))
        return super()._problem_of_remote_error(error)

    def _next_try(self, problem, retry_after=None):
        if problem.reason in ('split', 'returned', 'nothing'):
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)
