from odoo import fields, models


class MycashflowProductSyncLine(models.TransientModel):
    """A row that an operation cannot help, and why."""

    _name = 'mycashflow.product.sync.line'
    _description = "Webshop Product That Cannot Be Synchronized"
    _rec_name = 'product_id'
    _check_company_auto = True

    sync_id = fields.Many2one(
        'mycashflow.product.sync', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='sync_id.company_id', store=True)
    product_id = fields.Many2one(
        'mycashflow.product', required=True, check_company=True, ondelete='cascade')
    code = fields.Char(related='product_id.code')
    name = fields.Char(related='product_id.name')
    variation_name = fields.Char(related='product_id.variation_name')
    reason = fields.Char(string="Why not")

    def action_open_product(self):
        return self.product_id._get_records_action()
