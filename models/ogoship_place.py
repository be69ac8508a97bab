from odoo import api, fields, models


class OgoshipPlace(models.AbstractModel):
    """A record of Odoo's about a product in a warehouse: what OGOship has of it there."""

    _name = 'mycashflow_ogoship.place'
    _description = "Product in a warehouse, with OGOship's figures"

    ogoship_is_known = fields.Boolean(
        string="Exists at OGOship", compute='_compute_ogoship_figures',
        groups='mycashflow_ogoship.group_user')
    ogoship_stock = fields.Integer(
        string="OGOship stock", compute='_compute_ogoship_figures',
        groups='mycashflow_ogoship.group_user',
        help="Of the product, in all their warehouses together.")
    ogoship_incoming = fields.Integer(
        string="Announced to OGOship", compute='_compute_ogoship_figures',
        groups='mycashflow_ogoship.group_user',
        help="Of the product, by stock updates that OGOship has.")

    @api.depends('product_id', 'warehouse_id')
    def _compute_ogoship_figures(self):
        figures = {
            (warehouse, product): (True, stock, incoming)
            for warehouse, product, stock, incoming in self.env['ogoship.product']._read_group(
                [('warehouse_id', 'in', self.warehouse_id.ids),
                 ('product_id', 'in', self.product_id.ids), ('is_remote', '=', True)],
                ['warehouse_id', 'product_id'], ['stock:sum', 'incoming:sum'])}
        for record in self:
            place = record.warehouse_id._origin, record.product_id._origin
            (record.ogoship_is_known, record.ogoship_stock,
             record.ogoship_incoming) = figures.get(place, (False, 0, 0))


class StockQuant(models.Model):
    _name = 'stock.quant'
    _inherit = ['stock.quant', 'mycashflow_ogoship.place']


class StockWarehouseOrderpoint(models.Model):
    _name = 'stock.warehouse.orderpoint'
    _inherit = ['stock.warehouse.orderpoint', 'mycashflow_ogoship.place']
