from odoo import fields, models

# What is declared about myOGO -> the reason for which orders waited without it.
WAITED_FOR = {
    'removes_cash_on_delivery': 'cash',
    'adds_pickup_point': 'pickup_point',
    'ships_without_phone': 'address',
    'document': 'document',
}


class OgoshipMerchant(models.Model):
    """What goes along with an order, as the merchant wants it and myOGO is set."""

    _inherit = 'ogoship.merchant'

    document = fields.Selection(
        [('none', "None"), ('receipt', "The shop's receipt"),
         ('slip', "Odoo's delivery slip (PDF)")],
        string="Enclosed document", default='none', required=True,
        help="OGOship prints it and puts it into the parcel, instead of its own dispatch list. "
             "The shop's receipt is passed on as a link; orders without a shop have none. The "
             "delivery slip is made by Odoo, which needs wkhtmltopdf on the server.")

    def write(self, vals):
        """Override: orders that waited because of a switch are looked at again."""
        res = super().write(vals)
        for field, reason in WAITED_FOR.items():
            if field in vals:
                self.env['ogoship.order']._recheck(reason, [('merchant_id', 'in', self.ids)])
        return res
