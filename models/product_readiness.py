from odoo import api, fields, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """What the warehouse needs of a product, and what it has of it."""

    _inherit = 'product.product'

    ogoship_gaps = fields.Char(
        string="Missing for the warehouse", compute='_compute_ogoship_gaps',
        groups='mycashflow_ogoship.group_user',
        help="Without code and barcode the warehouse cannot handle the product; weight and "
             "customs data are needed for some parcels.")
    ogoship_ready = fields.Boolean(
        string="Ready for the warehouse", compute='_compute_ogoship_gaps',
        search='_search_ogoship_ready', groups='mycashflow_ogoship.group_user',
        help="It has a barcode and a code that OGOship can take.")
    ogoship_stock = fields.Integer(
        string="OGOship stock", compute='_compute_ogoship_stock',
        groups='mycashflow_ogoship.group_user', help="In all their warehouses together.")
    ogoship_ledger_state = fields.Selection(
        selection=lambda self: self.env['ogoship.product']._state_selection(),
        string="Stock ledger", compute='_compute_ogoship_stock',
        groups='mycashflow_ogoship.group_user')
    mycashflow_stock = fields.Char(
        string="Stock in the shop", compute='_compute_mycashflow_stock',
        groups='mycashflow_ogoship.group_user',
        help="What the shop counts, reserved included; of several stores each in turn.")

    # === COMPUTE METHODS === #

    @api.depends('default_code', 'barcode', 'weight', 'hs_code', 'country_of_origin',
                 'ogoship_customs_text')
    def _compute_ogoship_gaps(self):
        for product in self:
            code_problem = self.env['ogoship.product']._code_problem(product.default_code)
            product.ogoship_ready = not code_problem and bool(product.barcode)
            product.ogoship_gaps = product.type == 'consu' and ', '.join(
                product._ogoship_missing(code_problem))

    def _ogoship_missing(self, code_problem):
        wanted = [
            (not code_problem, self.env._("a usable product code")),
            (self.barcode, self.env._("barcode")),
            (self.weight, self.env._("weight")),
            (self.hs_code, self.env._("HS code")),
            (self.country_of_origin, self.env._("origin")),
            (self.ogoship_customs_text, self.env._("customs text")),
        ]
        return [word for value, word in wanted if not value]

    def _search_ogoship_ready(self, operator, value):
        if operator != 'in':
            return NotImplemented
        ready = Domain('default_code', '!=', False) & Domain('barcode', '!=', False)
        ready &= ~Domain('default_code', 'like', '/') & ~Domain('default_code', 'like', '\\\\')
        return ready if True in value else ~ready

    @api.depends('ogoship_product_ids.stock', 'ogoship_product_ids.state')
    def _compute_ogoship_stock(self):
        for product in self:
            product.ogoship_stock = sum(product.ogoship_product_ids.mapped('stock'))
            product.ogoship_ledger_state = product.ogoship_product_ids._most_urgent_state()

    @api.depends('mycashflow_product_ids.shop_quantity', 'mycashflow_product_ids.is_tracked',
                 'mycashflow_product_ids.is_gone')
    def _compute_mycashflow_stock(self):
        for product in self:
            product.mycashflow_stock = product.mycashflow_product_ids._stock_per_store()

    # === BUSINESS METHODS === #

    def _ogoship_creation_problem(self, merchant):
        """Why a merchant's warehouse cannot get this product, in words; '' when it can."""
        self.ensure_one()
        return self._ogoship_creation_problems(merchant).get(self, '')

    def _ogoship_creation_problems(self, merchant):
        """Why a merchant's warehouse cannot get some of these products.

        The number of queries does not depend on the number of products.

        :return: {product: reason in words}, without those that it can get
        """
        codes = [code for code in map(self._ogoship_code, self) if code]
        lines = self.env['ogoship.product'].search_fetch([
            ('merchant_id', '=', merchant.id), ('code', 'in', codes), ('is_remote', '=', True),
        ], ['code'])
        there, shared = set(lines.mapped('code')), self._ogoship_shared_codes(merchant, codes)
        problems = {}
        for product in self:
            code = self._ogoship_code(product)
            problem = product._ogoship_unfit()
            if not problem and code in shared:
                problem = self.env._("Several products have the code %(code)s.", code=code)
            if not problem and code in there:
                problem = self.env._("OGOship has %(code)s already.", code=code)
            if problem:
                problems[product] = problem
        return problems

    @api.model
    def _ogoship_code(self, product):
        return (product.default_code or '').strip()

    def _ogoship_shared_codes(self, merchant, codes):
        """Those codes that several products of the merchant's company have."""
        own = Domain(self._check_company_domain(merchant.company_id))
        # sudo: a conflict with a product that the user may not see is one all the same.
        groups = self.sudo()._read_group(
            own & Domain('default_code', 'in', codes), ['default_code'],
            having=[('__count', '>', 1)])
        return {code for [code] in groups}

    def _ogoship_unfit(self):
        """Why no warehouse can have this product, in words; '' when it can."""
        self.ensure_one()
        if self.type != 'consu':
            return self.env._("It is not a thing that can be stored.")
        if not self.is_storable:
            return self.env._("Odoo does not track its stock.")
        if 'is_kits' in self._fields and self.is_kits:
            return self.env._("It is a kit: the warehouse has its parts.")
        return self.env['ogoship.product']._code_problem(self.default_code)

    # === ACTION METHODS === #

    def action_open_ogoship_products(self):
        return self.ogoship_product_ids._get_records_action(name=self.env._("Stock ledger"))

    def action_open_mycashflow_products(self):
        return self.mycashflow_product_ids._get_records_action(
            name=self.env._("Webshop products"))
