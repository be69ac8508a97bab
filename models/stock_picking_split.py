from collections import Counter

from odoo import models


class StockPicking(models.Model):
    """Deliveries as pieces of products, and deliveries split by pieces. No remote is known here."""

    _inherit = 'stock.picking'

    def _ogoship_family(self):
        """This delivery, the ones it was split from, and all that were split from those."""
        family = self
        while family.backorder_id - family:
            family |= family.backorder_id
        while family.backorder_ids - family:
            family |= family.backorder_ids
        return family.sorted('id')

    def _ogoship_open(self):
        return self.filtered(lambda picking: picking.state not in ('done', 'cancel'))

    def _ogoship_open_moves(self):
        return self.move_ids.filtered(
            lambda move: move.state not in ('draft', 'done', 'cancel')
            and not move.product_uom.is_zero(move.product_qty)).sorted()

    def _ogoship_planned(self):
        """Counter of pieces per product still to be delivered."""
        planned = Counter()
        for move in self._ogoship_open_moves():
            planned[move.product_id] += move.product_qty
        return planned

    def _ogoship_delivered(self):
        """Counter of pieces per product that are delivered."""
        delivered = Counter()
        for line in self.move_ids.filtered(lambda move: move.state == 'done').move_line_ids:
            delivered[line.product_id] += line.quantity_product_uom
        return delivered

    # === SPLITTING === #

    def _ogoship_first_pieces(self, pieces):
        """Spread pieces over the open moves in their order.

        :param Counter pieces: per product; what was spread is taken off it
        :return: {move: pieces}
        """
        return self._spread(self._ogoship_open_moves(), pieces)

    def _ogoship_last_pieces(self, pieces):
        """Likewise from the end: what ships first keeps the first moves."""
        return self._spread(self._ogoship_open_moves()[::-1], Counter(pieces))

    def _spread(self, moves, pieces):
        spread = {}
        for move in moves:
            quantity = min(pieces[move.product_id], move.product_qty)
            if quantity > 0:
                spread[move] = quantity
                pieces[move.product_id] -= quantity
        return spread

    def _ogoship_split_off(self, pieces):
        """Split an open delivery by Odoo's own means; what is reserved stays with what is kept.

        :param pieces: {move: pieces that go}
        :return: the new delivery, a backorder of this one; none when nothing goes
        """
        moves = self.env['stock.move']
        for move, quantity in pieces.items():
            moves |= move._ogoship_split_off(quantity)
        if not moves:
            return self.browse()
        # A package that is divided cannot go as a whole.
        whole = (self.move_line_ids | moves.move_line_ids).filtered(
            lambda line: line.package_id and line.package_id == line.result_package_id)
        whole.result_package_id = False
        return self._create_backorder(backorder_moves=moves)


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _ogoship_split_off(self, quantity):
        """Split so many pieces off an open move.

        :return: the move that has them, this one when that is all
        """
        if self.product_id.uom_id.compare(quantity, self.product_qty) >= 0:
            return self
        self._ogoship_to_pieces(self.product_qty - quantity)
        kept = self.product_id.uom_id._compute_quantity(
            self.product_qty - quantity, self.product_uom, rounding_method='HALF-UP')
        if self.product_uom.compare(self.quantity, kept) > 0:
            self.quantity = kept
        rest = self.create(self._split(quantity))
        rest.with_context(bypass_entire_pack=True)._action_confirm(merge=False, create_proc=False)
        return rest

    def _ogoship_to_pieces(self, quantity):
        """Count in pieces from now on when so many are no round figure in the move's own unit:
        seven pieces are 0.58 dozens, which are 6.96 pieces."""
        unit = self.product_id.uom_id
        there = unit._compute_quantity(quantity, self.product_uom, rounding_method='HALF-UP')
        back = self.product_uom._compute_quantity(there, unit, round=False)
        if self.product_uom != unit and unit.compare(back, quantity):
            self.with_context(do_not_unreserve=True).write({
                'product_uom': unit.id, 'product_uom_qty': self.product_qty})
            for line in self.move_line_ids:
                line.write({'product_uom_id': unit.id, 'quantity': line.quantity_product_uom})
            self.quantity = self._quantity_sml()
