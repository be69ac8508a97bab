from odoo import models


class MycashflowProduct(models.Model):
    """Odoo's stock → the shop: what the shop should count, and why (design §7)."""

    _inherit = 'mycashflow.product'
