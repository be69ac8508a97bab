from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = 'stock.return.picking'

    def _prepare_picking_default_values_based_on(self, picking):
        """Override of `stock`: what OGOship has gets where the merchant wants returns."""
        vals = super()._prepare_picking_default_values_based_on(picking)
        location = self.env.context.get('ogoship_return_location')
        return {**vals, 'location_dest_id': location} if location else vals


class StockReturnPickingLine(models.TransientModel):
    _inherit = 'stock.return.picking.line'

    def _prepare_move_default_values(self, new_picking):
        """Override of `stock`: OGOship counts pieces, in whatever unit they were sold."""
        vals = super()._prepare_move_default_values(new_picking)
        if self.env.context.get('ogoship_return_location'):
            vals['product_uom'] = self.product_id.uom_id.id
        return vals
