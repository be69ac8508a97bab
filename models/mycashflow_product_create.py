from odoo import models


class MycashflowProduct(models.Model):
    """Products of Odoo out of rows of the catalogue."""

    _inherit = 'mycashflow.product'
