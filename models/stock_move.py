from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_confirm(self, *args, **kwargs):
        """Override of `stock`: a confirmed delivery from an OGOship warehouse is to be sent."""
        moves = super()._action_confirm(*args, **kwargs)
        moves.picking_id._ogoship_queue('confirmed')
        moves.picking_id._ogoship_changed()
        return moves

    def _action_assign(self, *args, **kwargs):
        """Override of `stock`: some merchants send only what Odoo has reserved."""
        res = super()._action_assign(*args, **kwargs)
        self.picking_id._ogoship_queue('assigned')
        return res

    def _action_cancel(self):
        """Override of `stock`: what is left may have been the last that kept an order open."""
        pickings = self.picking_id
        res = super()._action_cancel()
        pickings._ogoship_tell_cancelled()
        pickings._ogoship_changed()
        # sudo: whoever cancels a delivery need not have rights on webshop orders.
        self.env['mycashflow.order'].sudo()._note_shipped(pickings.sudo().sale_id)
        return res
