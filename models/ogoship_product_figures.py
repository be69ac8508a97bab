from odoo import models


class OgoshipProduct(models.Model):
    """What of a ledger line is computed: in flight, on hand, difference, and why (design §7)."""

    _inherit = 'ogoship.product'
