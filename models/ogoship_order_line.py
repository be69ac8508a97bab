from odoo import fields, models


class OgoshipOrderLine(models.Model):
    """One product of a warehouse order: how many were sent, how many OGOship says it shipped."""

    _name = 'ogoship.order.line'
    _description = "Warehouse Order Line"

    order_id = fields.Many2one(
        'ogoship.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    product_id = fields.Many2one('product.product', index='btree_not_null', ondelete='restrict')
    code = fields.Char(string="Product code")
    quantity = fields.Float(digits='Product Unit')
    shipped_quantity = fields.Float(string="Shipped", digits='Product Unit')
