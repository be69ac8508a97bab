from odoo import models


class OgoshipProduct(models.Model):
    """Differences into Odoo, through its own inventory adjustments."""

    _inherit = 'ogoship.product'
