from odoo import models


class StockQuant(models.Model):
    _inherit = 'stock.quant'

    def _get_inventory_move_values(self, *args, **kwargs):
        """Override of `stock`: each of several products adjusted at once has its own reason."""
        vals = super()._get_inventory_move_values(*args, **kwargs)
        reason = self.env.context.get('ogoship_reasons', {}).get(self.id)
        if reason:
            vals['inventory_name'] = reason
        return vals
