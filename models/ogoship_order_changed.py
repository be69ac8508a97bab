"""Where a change of what OGOship has comes from in Odoo: address, method, goods.

Only noticed here; what has really changed is seen when it is compared with what was sent.
"""

from odoo import models

# Of a partner, what goes to the warehouse.
ADDRESS = {'name', 'street', 'street2', 'zip', 'city', 'country_id', 'phone', 'email', 'parent_id'}


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {'partner_id', 'carrier_id'}:
            self._ogoship_changed()
        return res

    def _ogoship_changed(self):
        """Called for each change of a move: deliveries that OGOship does not have cost nothing."""
        # sudo: whoever changes a delivery need not have rights on warehouse orders.
        self.filtered('ogoship_state').sudo().ogoship_order_ids._want_update()


class StockMove(models.Model):
    _inherit = 'stock.move'

    def write(self, vals):
        res = super().write(vals)
        if 'product_uom_qty' in vals:
            self.picking_id._ogoship_changed()
        return res


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & ADDRESS:
            # sudo: whoever corrects an address need not have rights on warehouse orders.
            self.env['ogoship.order'].sudo().search([
                ('state', 'in', ('held', 'error', 'sending', 'sent', 'collecting', 'shipped')),
                # All of a company or household: more than is needed, but one query.
                ('picking_id.partner_id.commercial_partner_id', 'in',
                 self.commercial_partner_id.ids)])._want_update()
        return res
