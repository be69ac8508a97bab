from odoo import fields, models


class MycashflowProductSync(models.TransientModel):
    """Create, link, exclude or include products of a store: first say what would happen."""

    _name = 'mycashflow.product.sync'
    _description = "Sync Webshop Products"

    store_id = fields.Many2one('mycashflow.store', required=True)
    company_id = fields.Many2one(related='store_id.company_id', store=True)
    product_ids = fields.Many2many(
        'mycashflow.product', string="Webshop products",
        help="Empty: all that the list shows.")
    operation = fields.Selection(
        [('create', "Create product"), ('link', "Link"), ('exclude', "Exclude"),
         ('include', "Include")], default='create', required=True)
