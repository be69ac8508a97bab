from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CONFIRMED, OGOSHIP_HAS_STATES, ORDERS_PER_BATCH, UNSENT_STATES
from ..tools.http_client import RemoteError
from .problem import Problem, explain_remote


class OgoshipOrder(models.Model):
    """Cancelling: asked by whoever wants it, believed only when OGOship says so itself.

        asked while            what happens
        to_send, held, error   cancelled at once, and its documents with it
        sending                remembered; when it is known where it is, as there
        sent                   cancelling ──► PUT, read back ──► cancelled, documents follow
        collecting             remembered; a person asks in myOGO, Odoo follows what comes of it
        shipped, done          too late: a person is told
        cancelling, cancelled  nothing more; a cancelled order's documents follow

    A 200 from OGOship proves nothing (ogoship-api §6.4 no. 6). What was asked may be asked again:
    the order is looked at before and after.
    """

    _inherit = 'ogoship.order'

    # === ASKING === #

    def _request_cancel(self, scope='delivery'):
        """Have these orders cancelled, as far as that can be.

        :param str scope: what is cancelled in Odoo once OGOship has confirmed: 'delivery' or 'sale'
        """
        for row in self:
            if row.state not in ('shipped', 'done'):
                row.write({
                    'cancel_scope': 'sale' if row.cancel_scope == 'sale' else scope,
                    'cancel_date': row.cancel_date or fields.Datetime.now()})
            row._follow_cancel_request()
        self.merchant_id._ring()

    def _follow_cancel_request(self):
        """Do with a wanted cancellation what the state allows."""
        if self.state in UNSENT_STATES:
            self._confirm_cancelled()
        elif self.state == 'sent':
            self.write({'state': 'cancelling', 'update_wanted': False, **self._clear_problem()})
        elif self.state in ('collecting', 'shipped', 'done'):
            self._tell_too_late()
        elif self.state == 'cancelled':
            self._cancel_documents()

    def _tell_too_late(self):
        """A person does what no call can do."""
        if self.state == 'collecting':
            note = self.env._(
                "Order %(reference)s is being collected. Press Request a cancellation in myOGO; "
                "Odoo follows what the warehouse answers.", reference=self.reference)
        else:
            note = self.env._(
                "Order %(reference)s was to be cancelled, but has left the warehouse. Agree with "
                "the customer on the return or the payment.", reference=self.reference)
            self.cancel_scope = False
        self._alert_delivery(note)

    def _notify_cancel_asked(self):
        """What the button says: the answer is OGOship's."""
        merchant = self.merchant_id[:1]
        return merchant._notify(self.env._(
            "OGOship is asked to cancel; Odoo follows its answer. %(when)s",
            when=merchant._next_run()), kind='info')

    # === DOCUMENTS === #

    def _confirm_cancelled(self):
        """OGOship will not ship it: nothing stands in the way of its documents any more."""
        self.write({'state': 'cancelled', 'update_wanted': False, **self._clear_problem()})
        self._cancel_documents()

    def _cancel_documents(self):
        picking = self.picking_id.with_context(ogoship_confirmed=CONFIRMED)
        if picking.state == 'done':
            self._alert_delivery(self.env._(
                "OGOship cancelled order %(reference)s, but its delivery is done in Odoo. Return "
                "the delivery, so that the stock is right again.", reference=self.reference))
        elif picking.state != 'cancel':
            picking.action_cancel()
        if self.cancel_scope == 'sale':
            self.sale_order_id._ogoship_cancel_if_free()

    # === AT OGOSHIP === #

    @api.model
    def _cancel_due(self, merchant, client):
        """Cancel at OGOship what is to be cancelled. Commits row by row.

        :return: False when time ran out
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('state', '=', 'cancelling')
        due &= self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        ogoship = client()
        done = rows._work_each(due, lambda row: row._cancel_one(ogoship))
        return done and len(rows) < ORDERS_PER_BATCH

    def _cancel_one(self, client):
        order, refusal = self._read_remote(client), ''
        if self.state == 'cancelling' and order.status != 'cancelled':
            error = self._try_change(client.cancel_order, order)
            refusal = explain_remote(self.env, error)
            order = self._read_remote(client)
        if self.state != 'cancelling':
            return  # collected meanwhile: told by `_tell_about`
        if order.status == 'cancelled':
            self._split_off_first(client)
            self._confirm_cancelled()
            return
        raise Problem('not_cancelled', self.env._(
            "OGOship still has order %(reference)s as %(status)s. %(refusal)s It is tried again; "
            "if that does not help, press Request a cancellation in myOGO.",
            reference=self.reference, status=order.status, refusal=refusal), 'cancelling')

    def _read_remote(self, client):
        """Read this order back and follow it.

        :return: WarehouseOrder
        """
        found = client.find_orders(self.reference)
        same = [order for order in found if self.remote_id and order.id == self.remote_id]
        if not found:
            raise Problem('missing', self.env._(
                "OGOship does not show order %(reference)s any more. Look for it in myOGO.",
                reference=self.reference), self.state)
        order = (same or found)[0]
        self._apply_remote(order)
        return order

    @api.model
    def _try_change(self, call, value):
        """Make a call that OGOship may refuse: only reading back tells what came of it.

        :return: the RemoteError of the refusal, or of an answer that did not arrive, or None
        """
        try:
            call(value)
        except RemoteError as error:
            if error.code not in ('invalid', 'conflict', 'not_found') and not error.unclear:
                raise  # no answer about this order
            return error
        return None


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _action_cancel(self):
        """Override of `sale`: what OGOship has, or may have, is cancelled when OGOship has
        confirmed that it does not ship it."""
        if self.env.context.get('ogoship_confirmed') is CONFIRMED:
            return super()._action_cancel()
        asked = self._ogoship_ask_to_cancel()
        free = self - asked
        res = super(SaleOrder, free)._action_cancel() if free else True
        # sudo: see _ogoship_ask_to_cancel
        return asked.sudo().ogoship_order_ids._notify_cancel_asked() if asked else res

    def _ogoship_ask_to_cancel(self):
        """:return: the orders that have to wait for OGOship's answer"""
        asked = self.browse()
        self.check_access('write')  # a customer in the portal may read, and so call this
        for sale in self:
            # sudo: whoever cancels a sale order need not have rights on warehouse orders.
            rows = sale.sudo().ogoship_order_ids.filtered(
                lambda row: row.state not in ('done', 'cancelled'))
            if any(row.state in OGOSHIP_HAS_STATES for row in rows):
                rows._request_cancel('sale')
                asked |= sale
        return asked

    def _ogoship_cancel_if_free(self):
        """Cancel the order when no warehouse order keeps it, and nothing of it has left; else what
        is still open of it."""
        rows = self.ogoship_order_ids
        if self.state == 'cancel' or any(row.state in OGOSHIP_HAS_STATES for row in rows):
            return
        left = self._mycashflow_left()
        if not left:
            self.with_context(ogoship_confirmed=CONFIRMED)._action_cancel()
            return
        self._mycashflow_cancel_rest()
        rows[:1]._alert_sale(self.env._(
            "The rest of %(order)s is cancelled. %(deliveries)s has left: agree with the customer "
            "on the return or the payment.",
            order=self.name, deliveries=', '.join(left.mapped('name'))))
