from odoo import fields, models


class OgoshipReturnLine(models.Model):
    """One product of a return: how many were to come back, how many OGOship says are there."""

    _name = 'ogoship.return.line'
    _description = "Warehouse Return Line"

    return_id = fields.Many2one(
        'ogoship.return', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='return_id.company_id', store=True, index=True)
    product_id = fields.Many2one('product.product', index='btree_not_null', ondelete='restrict')
    code = fields.Char(string="Product code", required=True, index=True)
    expected_quantity = fields.Float(string="Expected", digits='Product Unit')
    received_quantity = fields.Float(string="At OGOship", digits='Product Unit')
    reason = fields.Char()
    comments = fields.Char(string="Comment of the warehouse")
