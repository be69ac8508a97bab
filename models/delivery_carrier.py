from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = 'delivery.carrier'

    ogoship_shipping_code = fields.Char(
        string="OGOship shipping code", copy=False,
        help="Code of the shipping method that is enabled for the merchant in myOGO.")

    def write(self, vals):
        res = super().write(vals)
        if vals.get('ogoship_shipping_code'):
            # Deliveries that waited for the code may go on now.
            self.env['ogoship.order']._recheck('shipping_code', [('carrier_id', 'in', self.ids)])
        return res
