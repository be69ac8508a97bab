from odoo import models


class OgoshipProduct(models.Model):
    """Products of Odoo → OGOship: created there, and kept up to date."""

    _inherit = 'ogoship.product'
