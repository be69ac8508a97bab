from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from .formats import quantity_text
from .problem import Problem


class OgoshipOrder(models.Model):
    """Arrow 4, its second half: what OGOship shipped leaves Odoo's stock.

    The lines that came back decide, less what somebody has delivered in Odoo by hand already:

        OGOship shipped             outcome
        all that is open            delivery validated, reserved in Odoo or not
        less                        that is validated; the rest is a backorder, which waits for
                                    OGOship's second order (stock_picking_rest.py)
        more, or something else     nothing is validated, a person decides
        less than Odoo delivered    a person is told; the stock ledger shows the difference

    Lots and serial numbers are those that Odoo has reserved; where they leave a choice, or there
    are none, a person chooses and presses Retry. Until then the goods are in flight.
    """

    _inherit = 'ogoship.order'

    @api.model
    def _finish_due(self, merchant):
        """Validate the deliveries of shipped orders, the plain ones together, each other by
        itself. Commits batch by batch, or row by row.

        :return: False when time ran out.
        """
        taken = self._take_due(merchant)
        due = Domain('merchant_id', '=', merchant.id) & Domain('state', '=', 'shipped')
        due &= Domain('picking_id', '!=', False) & self._due_domain()
        done = self._work_in_batches(due, ORDERS_PER_BATCH, lambda rows: (
            rows._finish_batch(due)
            and rows.filtered_domain(due)._work_each(due, lambda row: row._finish_delivery())))
        return taken and done

    def _finish_delivery(self):
        deliveries = self._deliveries()
        left = self._left_undelivered(deliveries)
        if deliveries._ogoship_open():
            self._check_shipped(deliveries, left)
            for picking in deliveries._ogoship_open():
                self._validate_shipped(picking, picking._ogoship_first_pieces(left))
        elif self.picking_id.state == 'cancel':
            raise self._delivery_problem('delivery', self.env._(
                "OGOship shipped order %(reference)s, but its delivery %(delivery)s is cancelled "
                "in Odoo. Correct the stock by hand.",
                reference=self.reference, delivery=self.picking_id.name))
        if self._is_otherwise(deliveries, left):
            self._tell_delivered_otherwise(deliveries)
        if not any(deliveries.mapped('carrier_tracking_ref')):
            self._set_tracking()
        self._delivery_done()

    def _deliveries(self):
        """The deliveries of what this order holds: its own, and what was split from that in Odoo
        and has no order of its own."""
        found = next_ones = self.picking_id
        while next_ones:
            next_ones = next_ones.backorder_ids.filtered(
                lambda picking: not picking.ogoship_order_ids)
            found |= next_ones
        return found.sorted('id')

    # === WHAT LEFT === #

    def _left_undelivered(self, deliveries):
        """:return: {product: pieces that left and Odoo has not delivered; negative: too many}"""
        left = Counter()
        for line in self.line_ids.filtered('shipped_quantity'):
            left[line.product_id] += line.shipped_quantity
        left.subtract(deliveries._ogoship_delivered())
        return left

    def _check_shipped(self, deliveries, left):
        """Nothing is validated when more left than is planned, something else, or nothing."""
        planned = deliveries._ogoship_planned()
        shipped = self.line_ids.filtered('shipped_quantity')
        if not shipped or any(left[product] > planned[product] for product in left):
            raise self._delivery_problem('split', self.env._(
                "OGOship shipped something else than delivery %(delivery)s says: %(lines)s. "
                "Compare both, then validate the delivery by hand.",
                delivery=self.picking_id.name, lines=self._shipped_words()))

    def _shipped_words(self):
        return ', '.join(
            self.env._("%(code)s %(shipped)s of %(planned)s", code=line.code,
                       shipped=quantity_text(self.env, line.shipped_quantity),
                       planned=quantity_text(self.env, line.quantity))
            for line in self.line_ids)

    def _is_otherwise(self, deliveries, left):
        """Whether more left than could be validated, or less than Odoo delivered, of which other
        parts of the order may be some that need no delivery any more."""
        parts = self.search([
            ('part_of_id', 'in', deliveries.ids), ('picking_id', '=', False),
            ('state', '!=', 'cancelled')])
        there = sum((row._remote_pieces() for row in parts), Counter())
        return any(pieces > 0 or pieces + there[product] < 0 for product, pieces in left.items())

    def _tell_delivered_otherwise(self, deliveries):
        """Somebody delivered in Odoo what did not leave, or closed what did."""
        self._alert_delivery(self.env._(
            "OGOship shipped order %(reference)s, but Odoo delivered something else with "
            "%(deliveries)s: %(lines)s. The stock ledger shows the difference; correct the stock.",
            reference=self.reference, deliveries=', '.join(deliveries.mapped('name')),
            lines=self._shipped_words()))

    def _delivery_done(self):
        """Override: an order whose delivery was validated by hand in part goes on by itself with
        what left of the rest. What did not leave waits."""
        unfinished = self.filtered(lambda row: row.state == 'shipped' and row._is_outstanding())
        for row in unfinished:
            row.write(row._clear_problem())
        unfinished.merchant_id._ring()
        finished = self - unfinished
        res = super(OgoshipOrder, finished)._delivery_done()
        for row in finished.filtered(lambda row: row.state == 'done'):
            row._deliveries()._ogoship_open()._ogoship_begin_rest(row)
        return res

    def _is_outstanding(self):
        """Whether more has left than is delivered, and an open delivery can give some of it."""
        deliveries = self._deliveries()
        left, planned = self._left_undelivered(deliveries), deliveries._ogoship_planned()
        return any(left[product] > 0 for product in planned)

    # === VALIDATING === #

    def _validate_shipped(self, picking, pieces):
        """Validate what left of a delivery, whether or not Odoo had reserved it.

        :param pieces: {move: pieces that left}
        """
        if not pieces:
            return
        self._choose_lots(picking, pieces)
        picking._ogoship_split_off({
            move: move.product_qty - pieces.get(move, 0)
            for move in picking._ogoship_open_moves() if move.product_qty > pieces.get(move, 0)})
        self._set_tracking(picking)
        for move in picking._ogoship_open_moves():
            move.quantity = move.product_uom_qty
            move.picked = True
        self._press_validate(picking)

    def _press_validate(self, picking):
        try:
            picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        except UserError as error:
            raise self._delivery_problem('delivery', self.env._(
                "Delivery %(delivery)s was shipped but cannot be validated: %(error)s",
                delivery=picking.name, error=str(error))) from error
        if picking.state != 'done':
            raise self._delivery_problem('delivery', self.env._(
                "Delivery %(delivery)s was shipped but Odoo asks something before validating it. "
                "Validate it by hand.", delivery=picking.name))

    def _choose_lots(self, picking, pieces):
        """Take the lots that are reserved; OGOship does not say which ones left."""
        open_ones = [move for move, quantity in pieces.items()
                     if not move._ogoship_has_lots(quantity)]
        if open_ones:
            raise self._delivery_problem('tracked', self.env._(
                "Order %(reference)s has left OGOship, which does not say with which lot or serial "
                "number: %(products)s. Choose it in delivery %(delivery)s, then press Retry on "
                "the warehouse order.", reference=self.reference, delivery=picking.name,
                products=', '.join({move.product_id.display_name for move in open_ones})))

    def _set_tracking(self, pickings=None):
        """The parcel's numbers on its own delivery."""
        if pickings is None:
            pickings = self._deliveries().filtered(lambda picking: (
                picking.state == 'done' and not picking.ogoship_rest_of_id))
        if self.tracking_numbers:
            pickings.carrier_tracking_ref = self.tracking_numbers

    # === FAULTS === #

    def _delivery_problem(self, reason, message):
        return Problem(reason, message, state='shipped')

    def _wait_for(self, error):
        res = super()._wait_for(error)
        if self.reason == 'tracked':
            self._alert_delivery(self.message)
        return res

    def _next_try(self, problem, retry_after=None):
        if problem.reason == 'tracked':
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _ogoship_has_lots(self, quantity):
        """Whether it is known with which lots so many pieces go: those that are reserved, if they
        are exactly so many or all of one lot, or the only ones there are."""
        types = self.picking_type_id
        if self.product_id.tracking == 'none' or not (
                types.use_existing_lots or types.use_create_lots):
            return True
        self.move_line_ids.filtered(lambda line: not (line.lot_id or line.lot_name)).unlink()
        if self._ogoship_lot_pieces() < quantity and self._ogoship_is_only_choice():
            self._action_assign()
        known = self._ogoship_lot_pieces()
        return known == quantity or (known > quantity and len(self.move_line_ids.lot_id) == 1)

    def _ogoship_lot_pieces(self):
        return sum(self.move_line_ids.mapped('quantity_product_uom'))

    def _ogoship_is_only_choice(self):
        """Whether what is still to be reserved leaves no choice of lots."""
        missing = self.product_qty - self._ogoship_lot_pieces()
        quants = self.env['stock.quant']._gather(self.product_id, self.location_id).filtered(
            lambda quant: quant.lot_id and quant.available_quantity > 0)
        free = sum(quants.mapped('available_quantity'))
        return free == missing or (free > missing and len(quants.lot_id) == 1)
