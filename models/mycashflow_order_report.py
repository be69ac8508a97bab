from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .problem import Problem


class MycashflowOrder(models.Model):
    """Arrow 5 of the ring: delivery done → shipment completed in the shop, with tracking."""

    _inherit = 'mycashflow.order'

    @api.model
    def _report_due(self, store, client):
        """Tell the shop about each order whose deliveries are done. Commits order by order.

        :param client: function that returns the store's network client
        :return: False when time ran out or the shop is out of reach.
        """
        due = Domain('store_id', '=', store.id) & Domain('shipped_date', '!=', False)
        due &= Domain('remote_status', '!=', 'cancelled')
        due &= Domain('shop_reported_date', '=', False) & self._report_due_domain()
        rows = self.search(due, order='shipped_date, id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        shop = client()
        done = rows._work_each(due, lambda row: row._report_one(shop))
        return done and len(rows) < ORDERS_PER_BATCH

    @api.model
    def _report_due_domain(self):
        """An order that was changed in the shop is reported all the same: the goods have left."""
        return self._due_domain() | Domain('reason', '=', 'changed')

    def _report_one(self, client):
        """Bring the shop's order to *delivered*, looking before each step.

        Quick-process works only for one payment, and completes everything at once; otherwise each
        open shipment is completed (mycashflow-api §3.5, §8 no. 8).
        """
        order, refusal = decode_order(client.get_order(self.remote_id)), None
        if order.status == 'open':
            refusal = self._complete_in_shop(client, order)
            order = decode_order(client.get_order(self.remote_id))
        if order.status == 'cancelled':
            self._note_cancelled_too_late()
        elif order.status != 'completed':
            raise Problem('refused', self.env._(
                "The shop still shows order %(number)s as %(status)s. %(refusal)s It is tried "
                "again; if that does not help, mark it delivered in the shop.",
                number=self._number(), status=order.status,
                refusal=refusal.message if refusal else ''))
        else:
            self._note_reported(order)

    def _complete_in_shop(self, client, order):
        """Complete what is open. Whatever the shop answers, the order is read again afterwards:
        it alone says what is so.

        :return: the last RemoteError by which the shop refused, or None.
        """
        open_shipments = [s for s in order.shipments if s.status != 'COMPLETED']
        if len(order.payments) == 1 and len(open_shipments) == 1 == len(order.shipments):
            return self._try_in_shop(
                client.quick_process, tracking_code=self._tracking_code(),
                send_emails=self.store_id.send_emails,
                # The parcel has left, and its money is collected at the door.
                allow_open_cash_on_delivery=True)
        refusals = [
            self._try_in_shop(client.complete_shipment, shipment_id=shipment.id)
            for shipment in open_shipments]
        return next(filter(None, reversed(refusals)), None)

    def _try_in_shop(self, call, **values):
        """:return: the RemoteError of a refusal or an unclear answer, None after success."""
        try:
            call(self.remote_id, **values)
        except RemoteError as error:
            # 401, 429 and the like are no answer about the order and go up.
            if error.code not in ('conflict', 'invalid') and not error.unclear:
                raise
            return error
        return None

    def _note_cancelled_too_late(self):
        note = self._text_cancelled_too_late()
        self.write({'reason': 'cancelled', 'message': note, 'retry_at': False})
        self._alert(note)

    def _text_cancelled_too_late(self):
        return self.env._(
            "Order %(number)s has been shipped, but is cancelled in the shop. Agree with the "
            "customer on the return or the payment.", number=self._number())

    def _note_reported(self, order):
        """Remember that the shop knows, and say what it could not be told."""
        cleared = {} if self.reason == 'changed' else self._clear_problem()
        self.write({
            **cleared, 'shop_reported_date': fields.Datetime.now(), 'remote_status': order.status})
        tracking = self._tracking_code()
        if tracking and tracking not in {s.tracking_code for s in order.shipments}:
            self.message_post(body=self.env._(
                "Order %(number)s is delivered in the shop. The tracking code %(code)s could not "
                "be set there: the shop takes one only for orders with one payment and one "
                "shipment.", number=self._number(), code=tracking))

    def _tracking_code(self):
        pickings = self.sale_order_id.picking_ids.filtered(
            lambda picking: picking.state == 'done' and picking.carrier_tracking_ref)
        return ', '.join(pickings.sorted('id').mapped('carrier_tracking_ref'))

    @api.model
    def _note_shipped(self, sales):
        """Called when deliveries are done: orders with nothing left to ship are to be reported."""
        for sale in sales.filtered('mycashflow_order_ids'):
            # What is being picked or comes straight from the supplier is still to be delivered.
            pickings = sale.picking_ids.filtered(
                lambda picking: picking.picking_type_code != 'incoming')
            delivered = pickings.filtered(
                lambda picking: picking.location_dest_id.usage == 'customer')
            if 'done' in delivered.mapped('state') and (
                    set(pickings.mapped('state')) <= {'done', 'cancel'}):
                rows = sale.mycashflow_order_ids.filtered(lambda row: not row.shipped_date)
                rows.shipped_date = fields.Datetime.now()
                rows.store_id._ring()
