from odoo import fields, models


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    ogoship_return_ids = fields.One2many(
        'ogoship.return', 'delivery_id', string="Warehouse returns",
        groups='mycashflow_ogoship.group_user')
    ogoship_returned_ids = fields.One2many(
        'ogoship.return', 'picking_id', string="Received returns",
        groups='mycashflow_ogoship.group_user')

    def _action_done(self):
        """Override of `stock`: a return is settled when its receipt is done."""
        res = super()._action_done()
        self._ogoship_follow_receipts()
        return res

    def _ogoship_follow_receipts(self):
        first = self.env['stock.picking']
        for picking in self:
            while picking.backorder_id:
                picking = picking.backorder_id
            first |= picking
        # sudo: a warehouse user without our groups validates receipts as well.
        first.sudo().ogoship_returned_ids._follow_receipts()

    def action_open_ogoship_returns(self):
        return (self.ogoship_return_ids | self.ogoship_returned_ids)._get_records_action(
            name=self.env._("Returns"))


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_cancel(self):
        """Override of `stock`: a return whose receipt is cancelled is to be decided again."""
        res = super()._action_cancel()
        self.picking_id._ogoship_follow_receipts()
        return res

    def _ogoship_pieces(self):
        """How much was moved, or is to be, in the product's own unit."""
        quantity = self.quantity if self.state == 'done' else self.product_uom_qty
        return self.product_uom._compute_quantity(
            quantity, self.product_id.uom_id, rounding_method='HALF-UP')

    def _ogoship_returnable(self):
        """How much of what this move took away has not come back, nor is about to."""
        back = self.returned_move_ids.filtered(lambda move: move.state != 'cancel')
        return max(0, self._ogoship_pieces() - sum(move._ogoship_pieces() for move in back))
