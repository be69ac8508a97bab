from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """The warehouse's view of all variants together."""

    _inherit = 'product.template'

    ogoship_customs_text = fields.Char(
        string="Customs text", size=50,
        help="What it is and what it is made of, in English, for the customs declaration: "
             "\"Hiking boots, leather\".")
    mycashflow_product_ids = fields.Many2many(
        'mycashflow.product', string="Webshop products", compute='_compute_ogoship',
        groups='mycashflow_ogoship.group_user')
    ogoship_product_ids = fields.Many2many(
        'ogoship.product', string="Stock at OGOship", compute='_compute_ogoship',
        groups='mycashflow_ogoship.group_user')
    ogoship_stock = fields.Integer(
        string="OGOship stock", compute='_compute_ogoship_stock',
        groups='mycashflow_ogoship.group_user', help="In all their warehouses together.")
    ogoship_ledger_state = fields.Selection(
        selection=lambda self: self.env['ogoship.product']._state_selection(),
        string="Stock ledger", compute='_compute_ogoship_stock',
        groups='mycashflow_ogoship.group_user', help="What most needs a person, of all variants.")
    mycashflow_stock = fields.Char(
        string="Stock in the shop", compute='_compute_mycashflow_stock',
        groups='mycashflow_ogoship.group_user',
        help="What the shop counts, reserved included; of several stores each in turn.")
    ogoship_gaps = fields.Char(
        string="Missing for the warehouse", compute='_compute_ogoship_gaps',
        groups='mycashflow_ogoship.group_user')
    ogoship_ready = fields.Boolean(
        string="Ready for the warehouse", compute='_compute_ogoship_gaps',
        search='_search_ogoship_ready', groups='mycashflow_ogoship.group_user',
        help="Each variant has a barcode and a code that OGOship can take.")

    # === COMPUTE METHODS === #

    @api.depends('product_variant_ids.ogoship_product_ids',
                 'product_variant_ids.mycashflow_product_ids')
    def _compute_ogoship(self):
        for template in self:
            variants = template.product_variant_ids
            template.mycashflow_product_ids = variants.mycashflow_product_ids
            template.ogoship_product_ids = variants.ogoship_product_ids

    @api.depends('product_variant_ids.ogoship_product_ids.stock',
                 'product_variant_ids.ogoship_product_ids.state')
    def _compute_ogoship_stock(self):
        for template in self:
            lines = template.product_variant_ids.ogoship_product_ids
            template.ogoship_stock = sum(lines.mapped('stock'))
            template.ogoship_ledger_state = lines._most_urgent_state()

    @api.depends('product_variant_ids.mycashflow_stock')
    def _compute_mycashflow_stock(self):
        for template in self:
            rows = template.product_variant_ids.mycashflow_product_ids
            template.mycashflow_stock = rows._stock_per_store()

    @api.depends('product_variant_ids.ogoship_gaps', 'product_variant_ids.ogoship_ready')
    def _compute_ogoship_gaps(self):
        for template in self:
            variants = template.product_variant_ids
            template.ogoship_ready = bool(variants) and all(variants.mapped('ogoship_ready'))
            template.ogoship_gaps = ', '.join(dict.fromkeys(
                word for gaps in variants.mapped('ogoship_gaps') if gaps
                for word in gaps.split(', ')))

    def _search_ogoship_ready(self, operator, value):
        if operator != 'in':
            return NotImplemented
        unready = Domain('product_variant_ids', 'any', [('ogoship_ready', '=', False)])
        unready |= Domain('product_variant_ids', '=', False)
        return ~unready if True in value else unready

    # === ACTION METHODS === #

    def action_open_ogoship_products(self):
        return self.product_variant_ids.action_open_ogoship_products()

    def action_open_mycashflow_products(self):
        return self.product_variant_ids.action_open_mycashflow_products()
