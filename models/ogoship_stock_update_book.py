from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from .formats import quantity_text


class OgoshipStockUpdate(models.Model):
    """What came is received in Odoo by difference, and a person is told what only a person knows.

    A row whose `retry_at` has come is looked at as a whole: what is booked, what is said and in
    which state it is follow from the figures alone, so that looking twice changes nothing.
    """

    _inherit = 'ogoship.stock.update'

    @api.model
    def _review_due(self, merchant):
        """Look at every row with news, each in a transaction of its own.

        :return: False when time ran out
        """
        self._wake_changed(merchant)
        due = Domain('merchant_id', '=', merchant.id) & Domain('picking_id', '!=', False)
        due &= Domain('state', 'in', ('sent', 'receiving', 'done', 'cancelling'))
        due &= Domain('retry_at', '<=', fields.Datetime.now())
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        done = rows._work_each(due, lambda row: row._review())
        return done and len(rows) < ORDERS_PER_BATCH

    @api.model
    def _wake_changed(self, merchant):
        """There is no end of ways to change a receipt: what it says now is compared with what it
        said when the row was last looked at."""
        rows = self.search([
            ('merchant_id', '=', merchant.id), ('state', 'in', ('sent', 'receiving')),
            ('picking_id', '!=', False)])
        rows.filtered(lambda row: row._plan() != row.seen_plan)._wake()

    def _plan(self):
        """What the receipts hold per product, in a form that can be kept and compared."""
        moves = self.picking_ids.move_ids.filtered(
            lambda move: move.state not in ('draft', 'cancel'))
        return {
            str(product.id): sum(moves.mapped('product_qty'))
            for product, moves in moves.grouped('product_id').items()}

    def _review(self):
        """Book what came, say what a person must decide, and end what is complete."""
        notes = self._book()
        for line in self.line_ids:
            notes += line._excess_notes() + line._lowered_notes()
        notes += self._change_notes() or self._short_notes()
        self._write_outcome(notes)

    # === BOOKING === #

    def _book(self):
        """Receive in Odoo what OGOship has received and Odoo has not.

        :return: [(reason, words)] of what could not be received
        """
        notes, left = [], {}
        for line in self.line_ids:
            if not line.product_id:
                line.product_id = self._product_of(line.code)
            if line.due_quantity > 0 and line.product_id.tracking in ('lot', 'serial'):
                notes += line._tracked_notes()
            elif line.due_quantity > 0 and line.product_id:
                left[line.product_id] = line.due_quantity
        for receipt in self._open_receipts() if left else ():
            notes += self._book_into(receipt, left)
        return notes

    def _book_into(self, receipt, left):
        """Validate as much of a receipt as has come.

        :param left: {product: quantity still to be booked}, which is reduced
        """
        taken = {}
        for move in receipt.move_ids.filtered(
                lambda move: move.state not in ('draft', 'done', 'cancel')).sorted('id'):
            quantity = min(left.get(move.product_id, 0), move.product_qty)
            if quantity > 0:
                taken[move] = quantity
                left[move.product_id] -= quantity
        try:
            with self.env.cr.savepoint():
                self._validate_part(receipt, taken)
        except UserError as error:
            return [('booking', self.env._(
                "Receipt %(receipt)s cannot be validated: %(error)s",
                receipt=receipt.name, error=str(error)))]
        return []

    def _validate_part(self, receipt, taken):
        """Validate these quantities of the receipt's moves; the rest becomes a backorder, whatever
        the operation type says, since the rest is still to come."""
        if not taken:
            return
        receipt.move_ids.filtered(lambda move: move.state not in ('done', 'cancel')).picked = False
        for move, quantity in taken.items():
            move._ogoship_take(quantity)
            move.picked = True
        receipt.with_context(cancel_backorder=False)._action_done()
        self.env.flush_all()
        if receipt.state != 'done':
            raise UserError(self.env._("Odoo asks something first. Validate it by hand."))

    # === OUTCOME === #

    def _write_outcome(self, notes):
        """State, reason and message follow from the figures; what is new in the message becomes
        an activity, once."""
        told = self.message or ''
        state, retry_at = self._state_of_goods(notes)
        for _reason, text in notes:
            if text not in told:
                self._alert_receipt(text)
        message = '\n'.join(text for _reason, text in notes)
        if not notes and state == 'cancelling':
            message = told  # what a person is to do there
        self.write({
            'state': state, 'reason': notes[0][0] if notes else False, 'message': message or False,
            'retry_at': retry_at, 'attempts': 0, 'seen_plan': self._plan()})

    def _state_of_goods(self, notes):
        """(state, when to look again without news): from arrival and counts, never from OGOship's
        status word (ogoship-api §9.2)."""
        if self.state == 'cancelling':
            return 'cancelling', False
        announced = self.line_ids.filtered('expected_quantity')
        complete = self.closed or announced and all(line._is_complete() for line in announced)
        if complete and not notes:
            return 'done', False
        if not self._has_begun():
            return 'sent', False
        return 'receiving', False if notes else self._quiet_date()

    def _has_begun(self):
        return bool(self.arrival_date) or any(self.line_ids.mapped('received_quantity'))

    def _quiet_date(self):
        """When nothing new means that nothing more comes."""
        since = self.change_date or self.sent_date
        return since + timedelta(hours=max(self.merchant_id.alarm_hours, 1))

    # === WHAT A PERSON IS TOLD === #

    def _short_notes(self):
        """Unpacking has stopped with less than announced."""
        missing = self.line_ids.filtered(
            lambda line: not line._is_complete() and line._open_quantity())
        if self.closed or not missing or not self._has_begun() \
                or self._quiet_date() > fields.Datetime.now():
            return []
        return [('short', self.env._(
            "Less came than announced in %(reference)s: %(lines)s. Press Nothing more comes to "
            "cancel the rest, or wait for it.", reference=self.reference, lines=', '.join(
                self.env._("%(code)s %(received)s of %(expected)s", code=line.code,
                           received=quantity_text(self.env, line.received_quantity),
                           expected=quantity_text(self.env, line.expected_quantity))
                for line in missing)))]

    def _change_notes(self):
        """The receipt says something else than was announced, which only myOGO can take."""
        if self.closed or self.state == 'cancelling':
            return []
        changes = [line._change_words() for line in self.line_ids]
        announced = self.line_ids.filtered('expected_quantity').product_id
        changes += [
            self.env._("%(code)s is new: %(quantity)s",
                       quantity=quantity_text(self.env, sum(moves.mapped('product_qty'))),
                       code=product.default_code or product.display_name)
            for product, moves in self._open_receipts().move_ids.filtered(
                lambda move: move.product_id not in announced
                and move.state not in ('draft', 'cancel')).grouped('product_id').items()]
        changes = list(filter(None, changes))
        return changes and [('changed', self.env._(
            "Receipt %(receipt)s was changed after it was announced; change %(reference)s in "
            "myOGO: %(changes)s.", receipt=self.picking_id.name,
            reference=self.auto_reference or self.reference, changes=', '.join(changes)))] or []


class OgoshipStockUpdateLine(models.Model):
    _inherit = 'ogoship.stock.update.line'

    def _tracked_notes(self):
        if not self._open_quantity():
            return []
        return [('tracked', self.env._(
            "%(quantity)s of %(code)s came. OGOship does not tell lot or serial numbers: receive "
            "them by hand in %(receipts)s.", code=self.code,
            quantity=quantity_text(self.env, self.due_quantity),
            receipts=', '.join(self.update_id._open_receipts().mapped('name')) or '?'))]

    def _excess_notes(self):
        """What came and no receipt waits for; it is never put into stock silently."""
        excess = self.due_quantity - self._open_quantity()
        if excess <= 0:
            return []
        if not self.product_id:
            return [('unknown_item', self.env._(
                "%(quantity)s of %(code)s came, which Odoo does not know (%(name)s). Find out in "
                "myOGO what it is, then press Dealt with, or create a product of that code.",
                quantity=quantity_text(self.env, excess), code=self.code, name=self.name or '?'))]
        return [('over', self.env._(
            "%(quantity)s of %(code)s came that no open receipt waits for. Press Receive what is "
            "more, or Dealt with if you correct the stock otherwise.",
            quantity=quantity_text(self.env, excess), code=self.code))]

    def _lowered_notes(self):
        if not self.lowered_from or self.due_quantity >= 0:
            return []
        return [('lowered', self.env._(
            "OGOship corrected what came of %(code)s from %(before)s to %(now)s, but Odoo has "
            "received %(booked)s. Correct Odoo's stock, then press Dealt with.", code=self.code,
            before=quantity_text(self.env, self.lowered_from),
            now=quantity_text(self.env, self.received_quantity),
            booked=quantity_text(self.env, self.booked_quantity)))]

    def _change_words(self):
        planned = self._planned_quantity()
        if not self.expected_quantity or planned == self.expected_quantity \
                or self._is_complete() and not self._open_quantity():
            return ''
        return self.env._(
            "%(code)s: announced %(announced)s, now %(planned)s", code=self.code,
            announced=quantity_text(self.env, self.expected_quantity),
            planned=quantity_text(self.env, planned))


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _ogoship_take(self, quantity):
        """Set what is received of this move.

        :param quantity: in the product's own unit. Five out of a dozen have no exact number in
            the move's unit, so the move then goes on in the product's.
        """
        unit = self.product_id.uom_id
        own = unit._compute_quantity(quantity, self.product_uom, rounding_method='HALF-UP')
        back = self.product_uom._compute_quantity(own, unit, rounding_method='HALF-UP')
        if unit.compare(back, quantity):
            self.move_line_ids.unlink()
            self.write({'product_uom_qty': self.product_qty, 'product_uom': unit.id})
            own = quantity
        self.quantity = own
