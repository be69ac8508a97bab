from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .formats import quantity_text
from .problem import Problem, explain_remote


class MycashflowOrder(models.Model):
    """Arrow 5 of the ring: delivery done → shipment completed in the shop, with tracking."""

    _inherit = 'mycashflow.order'

    report_wanted = fields.Boolean(
        readonly=True, copy=False,
        help="A delivery of the order is done, others are not: the shop may be told of a part.")

    _report_wanted_idx = models.Index('(store_id) WHERE report_wanted')

    @api.model
    def _report_due(self, store, client):
        """Tell the shop about each order of which a delivery is done. Commits order by order.

        :param client: function that returns the store's network client
        :return: False when time ran out or the shop is out of reach.
        """
        self._note_digital(store)
        due = Domain('store_id', '=', store.id) & Domain('shop_reported_date', '=', False)
        due &= Domain('remote_status', '!=', 'cancelled')
        due &= Domain('shipped_date', '!=', False) | Domain('report_wanted', '=', True)
        due &= self._report_due_domain()
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

    # === ONE ORDER === #

    def _report_one(self, client):
        """Bring the shop's order to where the goods are, looking before each step: what is so
        already is not asked for again, and after each answer the order alone says what is so."""
        self._note_reopened_sale()
        order, refusal = self._read_in_shop(client), None
        calls = self._report_calls(order) if order.status == 'open' else []
        if calls:
            refusals = [self._try_in_shop(client, name, values) for name, values in calls]
            refusal = next(filter(None, reversed(refusals)), None)
            order = self._read_in_shop(client)
        if order.status == 'cancelled':
            self._note_cancelled_too_late()
        elif self.shipped_date and order.status == 'completed':
            self._note_reported(order)
        elif self.shipped_date or self._report_calls(order):
            raise self._report_problem(order, refusal)
        else:
            self._note_part_reported(order)

    def _read_in_shop(self, client):
        order = decode_order(client.get_order(self.remote_id))
        self._note_told(order)
        return order

    def _report_calls(self, order):
        """What is to be asked of the shop: [(name of the client's method, its arguments)].

        Quick-process works only for one payment, and completes everything at once; otherwise
        shipments are completed one by one (mycashflow-api §3.5, §8 no. 8).
        """
        open_shipments = self._shipments_to_complete(order)
        if self._is_quick(order) and len(open_shipments) == len(order.shipments):
            return [('quick_process', {
                'tracking_code': self._tracking_code(),
                'send_emails': self.store_id.send_emails,
                # The parcel has left, and its money is collected at the door.
                'allow_open_cash_on_delivery': True})]
        return [('complete_shipment', {'shipment_id': shipment.id}) for shipment in open_shipments]

    def _is_quick(self, order):
        """Whether the whole order can be told at once: one payment, not more than one shipment,
        nothing left behind."""
        return bool(self.shipped_date) and len(order.payments) == 1 and (
            len(order.shipments) <= 1 and not self._left_behind())

    def _try_in_shop(self, client, name, values):
        """:return: the RemoteError of a refusal or an unclear answer, None after success."""
        try:
            getattr(client, name)(self.remote_id, **values)
        except RemoteError as error:
            # 401, 429 and the like are no answer about the order and go up.
            if error.code not in ('conflict', 'invalid') and not error.unclear:
                raise
            return error
        return None

    def _report_problem(self, order, refusal):
        """Why the shop's order is still open, in words that say what to do."""
        number = self._number()
        if self._reopened_shipments(order) and not self._shipments_to_complete(order):
            return Problem('reopened', self._text_of_reopened())
        if any(s.method_id is None for s in order.shipments if s.status != 'COMPLETED'):
            return Problem('refused', self.env._(
                "A shipment of order %(number)s has no shipping method in the shop, so it cannot "
                "be marked delivered. Choose one there; it is tried again by itself.",
                number=number))
        return Problem('refused', self.env._(
            "The shop still shows order %(number)s as %(status)s. %(refusal)s It is tried "
            "again; if that does not help, mark it delivered in the shop.",
            number=number, status=order.status,
            refusal=explain_remote(self.env, refusal)))

    # === OUTCOME === #

    def _note_cancelled_too_late(self):
        note = self._text_cancelled_too_late()
        self.write({
            'reason': 'cancelled', 'message': note, 'retry_at': False, 'report_wanted': False})
        self._alert(note)

    def _text_cancelled_too_late(self):
        return self.env._(
            "Order %(number)s has been shipped, but is cancelled in the shop. Agree with the "
            "customer on the return or the payment.", number=self._number())

    def _note_reported(self, order):
        """Remember that the shop knows, and say what it could not be told."""
        self.write({
            **self._clear_reported(), 'shop_reported_date': fields.Datetime.now(),
            'remote_status': order.status})
        notes, tracking = [], self._tracking_code()
        if tracking and tracking not in {s.tracking_code for s in order.shipments}:
            notes.append(self.env._(
                "The tracking code %(code)s could not be set there: the shop takes one only for "
                "orders with one payment and one shipment.", code=tracking))
        if self.store_id.send_emails and not self._is_quick(order):
            notes.append(self.env._(
                "It sends its shipping confirmation only for orders with one payment and one "
                "shipment that left whole: write to the customer if needed."))
        if notes:
            self.message_post(body=' '.join([self.env._(
                "Order %(number)s is delivered in the shop.", number=self._number()), *notes]))
        self._tell_left_behind()

    def _note_part_reported(self, order):
        """The shop knows of what has left as far as it can be told; the rest comes later."""
        self.write({**self._clear_reported(), 'remote_status': order.status})
        if order.status == 'open' and len(order.shipments) == 1:
            self._say_once(self.env._(
                "A part of order %(number)s has left. It has one shipment in the shop, which is "
                "marked delivered when all has left. To tell the customer of parts, split the "
                "shipment in the shop.", number=self._number()))

    def _clear_reported(self):
        cleared = {} if self.reason == 'changed' else self._clear_problem()
        return {**cleared, 'report_wanted': False}

    def _tell_left_behind(self):
        short = self._left_behind()
        if short:
            note = self.env._(
                "Less of order %(number)s was delivered than ordered: %(products)s. Refund the "
                "rest in the shop.", number=self._number(), products=', '.join(
                    f"{product.display_name} {quantity_text(self.env, delivered)}"
                    f"/{quantity_text(self.env, ordered)}"
                    for product, (delivered, ordered) in short.items()))
            self._say_once(note)
            self._alert(note)

    # === DELIVERIES === #

    def _tracking_code(self):
        """All numbers of all parcels, each once."""
        pickings = self.sale_order_id.picking_ids.filtered(
            lambda picking: picking.state == 'done' and picking.carrier_tracking_ref)
        texts = pickings.sorted('id').mapped('carrier_tracking_ref')
        numbers = (number.strip() for number in ','.join(texts).replace(';', ',').split(','))
        return ', '.join(dict.fromkeys(filter(None, numbers)))

    @api.model
    def _note_shipped(self, sales):
        """Called when deliveries are done or cancelled: an order with nothing left to ship is to
        be reported, of another one it is to be seen what the shop can be told."""
        for sale in sales.filtered('mycashflow_order_ids'):
            pickings = self._deliveries(sale)
            delivered = pickings.filtered(
                lambda picking: picking.location_dest_id.usage == 'customer')
            if 'done' in delivered.mapped('state'):
                rows = sale.mycashflow_order_ids.filtered(lambda row: not row.shipped_date)
                if self._are_over(pickings):
                    rows.shipped_date = fields.Datetime.now()
                else:
                    rows.report_wanted = True
                rows.store_id._ring()

    def _note_reopened_sale(self):
        """Something was added to the order after all of it had left: it is a part again."""
        if self.shipped_date and not self._are_over(self._deliveries(self.sale_order_id)):
            self.write({'shipped_date': False, 'report_wanted': True})

    @api.model
    def _deliveries(self, sale):
        """Also what is being picked or comes straight from the supplier is still to be
        delivered."""
        return sale.picking_ids.filtered(lambda picking: picking.picking_type_code != 'incoming')

    @api.model
    def _are_over(self, pickings):
        return set(pickings.mapped('state')) <= {'done', 'cancel'}
