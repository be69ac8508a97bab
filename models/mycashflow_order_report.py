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
    def _report_due(self, store):
        """Tell the shop about each order whose deliveries are done. Commits order by order.

        :return: False when time ran out or the shop is out of reach.
        """
        due = Domain('store_id', '=', store.id) & Domain('shipped_date', '!=', False)
        due &= Domain('shop_reported_date', '=', False) & self._report_due_domain()
        rows = self.search(due, order='shipped_date, id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        with store._client() as client:
            done = rows._work_each(due, lambda row: row._report_one(client))
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
        order = decode_order(client.get_order(self.remote_id))
        if order.status == 'open':
            self._complete_in_shop(client, order)
            order = decode_order(client.get_order(self.remote_id))
        if order.status == 'cancelled':
            raise Problem('changed', self.env._(
                "Order %(number)s has been shipped, but is cancelled in the shop.",
                number=self._number()))
        if order.status != 'completed':
            raise Problem('refused', self.env._(
                "The shop still shows order %(number)s as %(status)s. It is tried again; if that "
                "does not help, mark it delivered in the shop.",
                number=self._number(), status=order.status))
        self._note_reported(order)

    def _complete_in_shop(self, client, order):
        open_shipments = [s for s in order.shipments if s.status != 'COMPLETED']
        try:
            if len(order.payments) == 1 and len(open_shipments) == 1 == len(order.shipments):
                client.quick_process(
                    self.remote_id, tracking_code=self._tracking_code(),
                    send_emails=self.store_id.send_emails)
            else:
                for shipment in open_shipments:
                    client.complete_shipment(self.remote_id, shipment.id)
        except RemoteError as error:
            # Whatever the shop answered, the order is read again: it alone says what is so.
            # 401 and the like are no answer about the order and go up.
            if error.code != 'conflict' and not error.unclear:
                raise

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
        return ', '.join(pickings.mapped('carrier_tracking_ref'))

    @api.model
    def _note_shipped(self, sales):
        """Called when deliveries are done: orders with nothing left to ship are to be reported."""
        for sale in sales.filtered('mycashflow_order_ids'):
            deliveries = sale.picking_ids.filtered(lambda p: p.picking_type_code == 'outgoing')
            if all(delivery.state in ('done', 'cancel') for delivery in deliveries):
                rows = sale.mycashflow_order_ids.filtered(lambda row: not row.shipped_date)
                rows.shipped_date = fields.Datetime.now()
                rows.store_id._ring()
