from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = 'delivery.carrier'

    ogoship_shipping_code = fields.Char(
        string="OGOship shipping code", copy=False,
        help="Code of the shipping method that is enabled for the merchant in myOGO.")
    ogoship_needs_pickup_point = fields.Boolean(
        string="Needs a pickup point",
        help="Orders without a pickup point wait before they are sent to OGOship, unless the "
             "merchant says that OGOship adds one.")

    def write(self, vals):
        res = super().write(vals)
        # Deliveries that waited for it may go on now.
        if vals.get('ogoship_shipping_code'):
            self.env['ogoship.order']._recheck('shipping_code', [('carrier_id', 'in', self.ids)])
        if vals.get('ogoship_needs_pickup_point') is False:
            self.env['ogoship.order']._recheck('pickup_point', [('carrier_id', 'in', self.ids)])
        return res
