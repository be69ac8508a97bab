from odoo import fields, models


class MycashflowStore(models.Model):
    """Arrow 6 of the ring, its second half: Odoo's stock → the shop (design §7)."""

    _inherit = 'mycashflow.store'

    stock_changes_cursor = fields.Datetime(
        string="Stock changes read up to", readonly=True, copy=False)
    stock_previewed_date = fields.Datetime(
        string="Stock preview seen on", readonly=True, copy=False,
        help="Stock is written to the shop only after a person has seen what would change.")
