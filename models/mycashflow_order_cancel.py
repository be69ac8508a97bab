from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH, RETRY_FIRST


class MycashflowOrder(models.Model):
    """Cancelled in the shop after import: undone in Odoo and at OGOship as far as it can be.

    The row stays *imported* with the reason *cancelled* while that is under way, and for good
    where goods have left. It becomes *cancelled* when nothing of it is left to happen.
    """

    _inherit = 'mycashflow.order'

    def _note_cancelled(self):
        """The shop has cancelled an imported order: nothing more of it is sent, and the next step
        undoes it."""
        if self.state == 'cancelled':
            return
        note = self.env._(
            "Order %(number)s was cancelled in the shop. It is being cancelled here as well.",
            number=self._number())
        self.write({
            'change_pending': False, 'shop_cancel_wanted': False, 'report_wanted': False,
            **self._clear_problem(),
            'reason': 'cancelled', 'message': note, 'retry_at': fields.Datetime.now()})
        self.sale_order_id.ogoship_order_ids._hold_unsent(note)
        if self.sale_order_id.state in (False, 'cancel'):
            self._settle_cancellation()  # undone here already

    @api.model
    def _cancel_due(self, store):
        """Undo what the shop has cancelled, and look how far that has come. Commits row by row.

        :return: False when time ran out.
        """
        due = Domain('store_id', '=', store.id) & Domain('state', '=', 'done')
        due &= Domain('remote_status', '=', 'cancelled')
        due &= Domain('retry_at', '<=', fields.Datetime.now())
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        done = rows._work_each(due, lambda row: row._follow_cancellation())
        return done and len(rows) < ORDERS_PER_BATCH

    def _follow_cancellation(self):
        # What was asked of OGOship once is not asked again: whoever refused it has said so.
        if self.reason != 'cancelled' or not self.attempts:
            self.sale_order_id._mycashflow_cancel(self._text_of_left())
        self._settle_cancellation()

    def _settle_cancellation(self):
        """Say how far the cancellation in the shop has come here; other orders are left alone."""
        for row in self.filtered(
                lambda row: row.remote_status == 'cancelled' and row.state == 'done'):
            waiting = row.sale_order_id.ogoship_order_ids._at_warehouse()
            if row._has_left() or waiting:
                row.write({
                    'reason': 'cancelled', 'message': row._text_of_cancellation(waiting),
                    'attempts': 1, 'retry_at': row._next_look(waiting)})
            elif row.sale_order_id.state in (False, 'cancel'):
                row.write({
                    'state': 'cancelled', **row._clear_problem(), 'reason': 'cancelled',
                    'message': self.env._(
                        "Order %(number)s was cancelled in the shop.", number=row._number())})

    def _has_left(self):
        """Whether goods of it are on their way to the customer or there."""
        sale = self.sale_order_id
        return bool(sale._mycashflow_left() or sale.ogoship_order_ids.filtered(
            lambda row: row.state == 'shipped'))

    def _next_look(self, waiting):
        """What OGOship was asked for may be done soon; what is collected or gone is a person's."""
        pending = waiting.filtered(lambda row: row.state in ('sending', 'sent', 'cancelling'))
        return pending and fields.Datetime.now() + RETRY_FIRST

    def _text_of_cancellation(self, waiting):
        """What has left, and what is still to be decided of the rest."""
        left = self._has_left() and self._text_of_left()
        waiting = waiting.filtered(lambda row: row.state != 'shipped')
        return ' '.join(filter(None, [left, waiting and self._text_of_waiting(waiting)]))

    def _text_of_waiting(self, waiting):
        references = ', '.join(waiting.mapped('reference'))
        if 'collecting' in waiting.mapped('state'):
            return self.env._(
                "Order %(number)s was cancelled in the shop while OGOship was collecting it. "
                "Request a cancellation of %(references)s in myOGO.",
                number=self._number(), references=references)
        return self.env._(
            "Order %(number)s was cancelled in the shop. OGOship is asked to cancel "
            "%(references)s; Odoo follows when it has.",
            number=self._number(), references=references)

    def _text_of_left(self):
        """What is said where goods have left: all of them, or a part."""
        sale = self.sale_order_id
        left = sale._mycashflow_left()
        rest = sale.order_line.filtered(
            lambda line: line.qty_delivered_method == 'stock_move'
            and line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) < 0)
        if not (left and rest):
            return self._text_cancelled_too_late()
        return self.env._(
            "Order %(number)s was cancelled in the shop after a part of it had left: "
            "%(deliveries)s. Agree with the customer on the return or the payment.",
            number=self._number(), deliveries=', '.join(left.mapped('name')))

    @api.model
    def _note_shipped(self, sales):
        """Override: goods that left although the shop has cancelled them are a person's."""
        res = super()._note_shipped(sales)
        late = sales.mycashflow_order_ids.filtered(
            lambda row: row.remote_status == 'cancelled' and row.state == 'done'
            and row._has_left())
        late._settle_cancellation()
        for row in late:
            row._alert(row._text_of_left())
        return res
