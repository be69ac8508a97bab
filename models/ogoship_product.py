from odoo import api, fields, models

from ..const import OGOSHIP_PRODUCT_REASONS

BY_URGENCY = [
    'conflict', 'error', 'waiting', 'difference', 'unknown', 'missing', 'to_create', 'agrees']


class OgoshipProduct(models.Model):
    """A line of the stock ledger: what OGOship has of a product, what Odoo has, and why they
    differ (design §7).

        to_create ──► agrees ◄──► difference ──► waiting (for a person)
           │ ▲
           ▼ │        missing: in Odoo, not at OGOship     unknown: at OGOship, not in Odoo
          error       conflict: the code is that of several products
    """

    _name = 'ogoship.product'
    _description = "Stock Ledger Line"
    _inherit = ['mycashflow_ogoship.row']
    _order = 'code, id'
    _rec_name = 'code'
    _rec_names_search = ['code', 'name', 'ean']
    _check_company_auto = True

    merchant_id = fields.Many2one(
        'ogoship.merchant', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='merchant_id.company_id', store=True, index=True)
    warehouse_id = fields.Many2one(related='merchant_id.warehouse_id')
    product_id = fields.Many2one(
        'product.product', readonly=True, copy=False, check_company=True,
        index='btree_not_null', ondelete='set null')
    code = fields.Char(string="Product code", required=True, readonly=True, index=True)

    # What OGOship says
    remote_id = fields.Char(string="OGOship id", readonly=True, copy=False)
    is_remote = fields.Boolean(string="Exists at OGOship", readonly=True, copy=False)
    name = fields.Char(string="Name at OGOship", readonly=True)
    ean = fields.Char(string="Barcode at OGOship", readonly=True)
    stock = fields.Integer(
        string="Stock at OGOship", readonly=True, help="In all their warehouses together.")
    available = fields.Integer(string="Available at OGOship", readonly=True, aggregator='sum')
    reserved = fields.Integer(string="Reserved at OGOship", readonly=True)
    incoming = fields.Integer(
        string="Announced", readonly=True, help="Announced to OGOship by stock updates.")
    incoming_date = fields.Datetime(string="Expected on", readonly=True)
    modified_date = fields.Datetime(
        string="Changed on", readonly=True, help="When the stock changed, by OGOship's clock.")

    # What Odoo says
    in_flight = fields.Integer(
        readonly=True, help="Collected by OGOship, while Odoo's delivery is not done yet. "
                            "Negative: delivered in Odoo, not collected by OGOship yet.")
    odoo_quantity = fields.Float(string="On hand in Odoo", digits='Product Unit', readonly=True)
    difference = fields.Float(
        digits='Product Unit', readonly=True,
        help="Stock at OGOship and in flight, less on hand in Odoo.")
    figures_date = fields.Datetime(string="Unchanged since", readonly=True)
    adjusted_date = fields.Datetime(string="Last adjusted on", readonly=True, copy=False)

    state = fields.Selection(
        [('agrees', "Agrees"), ('difference', "Difference"), ('waiting', "Waiting for a person"),
         ('to_create', "To be created"), ('missing', "Not at OGOship"),
         ('unknown', "Not in Odoo"), ('conflict', "Conflict"), ('error', "Error")],
        default='agrees', required=True, readonly=True, index=True, copy=False)
    reason = fields.Selection(
        OGOSHIP_PRODUCT_REASONS, readonly=True, copy=False, index='btree_not_null')
    shop_product_ids = fields.One2many(
        'mycashflow.product', 'ogoship_product_id', string="Webshop products")

    _code_uniq = models.Constraint(
        'UNIQUE(merchant_id, code)', "The merchant has this product code already.")

    # === BUSINESS METHODS === #

    @api.model
    def _state_selection(self):
        """States with their labels in the user's language, for fields that mirror them."""
        return self._fields['state']._description_selection(self.env)

    def _most_urgent_state(self):
        """Of the lines of one product the state that most needs a person; False without lines."""
        return min(self.mapped('state'), key=BY_URGENCY.index, default=False)

    # === ACTION METHODS === #

    def action_open_product(self):
        """The product; all products of the code where it is not one."""
        products = self.product_id or self.env['product.product'].search([
            *self.env['product.product']._check_company_domain(self.company_id),
            ('default_code', 'in', self.mapped('code'))])
        return products._get_records_action(name=self.env._("Products"))

    def action_open_quants(self):
        """Remedy of what only a count can settle."""
        return self.product_id.action_open_quants()

    def action_new_product(self):
        """Remedy of a code that Odoo does not know: a new product with what OGOship knows."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'product.product',
            'views': [(False, 'form')], 'context': {
                'default_default_code': self.code, 'default_name': self.name or self.code,
                'default_barcode': self.ean, 'default_is_storable': True},
        }

    def action_open_orders(self):
        """The warehouse orders that have this product and are not finished."""
        self.ensure_one()
        orders = self.env['ogoship.order'].search([
            ('merchant_id', '=', self.merchant_id.id), ('line_ids.code', '=', self.code),
            ('state', 'not in', ('done', 'cancelled'))])
        return orders._get_records_action(name=self.env._("Open warehouse orders"))

    def action_open_adjustments(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'stock.move.line', 'view_mode': 'list,form',
            'domain': [('product_id', '=', self.product_id.id),
                       ('move_id.is_inventory', '=', True), ('state', '=', 'done')],
            'name': self.env._("Adjustments"),
        }
