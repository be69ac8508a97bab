from odoo import fields, models


class StockMoveLine(models.Model):
    """Moves' history: whose order it was, and how far that is at OGOship."""

    _inherit = 'stock.move.line'

    mycashflow_store_id = fields.Many2one(
        related='picking_id.sale_id.mycashflow_store_id', groups='mycashflow_ogoship.group_user')
    ogoship_state = fields.Selection(
        related='picking_id.ogoship_state', groups='mycashflow_ogoship.group_user')
