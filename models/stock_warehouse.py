from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StockWarehouse(models.Model):
    """OGOship receives and ships in one step: what its staff does inside is not Odoo's."""

    _inherit = 'stock.warehouse'

    ogoship_merchant_ids = fields.One2many(
        'ogoship.merchant', 'warehouse_id', string="OGOship merchants",
        groups='mycashflow_ogoship.group_user')

    @api.constrains('delivery_steps', 'reception_steps')
    def _check_ogoship_steps(self):
        # sudo: whoever sets up a warehouse need not have rights on merchants.
        merchants = self.env['ogoship.merchant'].sudo().search([('warehouse_id', 'in', self.ids)])
        merchants._check_warehouse_steps()


class OgoshipMerchant(models.Model):
    _inherit = 'ogoship.merchant'

    @api.constrains('warehouse_id')
    def _check_warehouse_steps(self):
        for merchant in self:
            warehouse = merchant.warehouse_id
            if warehouse and (
                    warehouse.delivery_steps != 'ship_only'
                    or warehouse.reception_steps != 'one_step'):
                raise ValidationError(self.env._(
                    "OGOship receives and ships in one step, but %(warehouse)s does it in "
                    "several. Set both to one step in Inventory > Configuration > Warehouses.",
                    warehouse=warehouse.name))
