from odoo import api, models

GROUP = 'mycashflow_ogoship.group_user'


class WhereUsed(models.AbstractModel):
    """Odoo's own views show nothing of ours where neither a store nor a merchant is connected.

    What a view gets from this module is for our user, so that nobody else sees it. Of Odoo's
    administrators each is our user: where the module is installed, but not used, they see a
    plain Odoo too.
    """

    _name = 'mycashflow_ogoship.where_used'
    _description = "Views that show MyCashflow and OGOship where they are used"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type='form', **options):
        """Override: connecting the first account changes the views."""
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._is_ogoship_used())

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._is_ogoship_used():
            for node in arch.xpath(f"//*[@groups='{GROUP}']"):
                node.getparent().remove(node)
        return arch, view

    @api.model
    def _is_ogoship_used(self):
        """Whether a company of the user has a store or a merchant."""
        mine = [('company_id', 'in', self.env.companies.ids)]
        # sudo: those without rights on accounts see nothing of ours anyway.
        return any(
            self.env[model].sudo().with_context(active_test=True).search_count(mine, limit=1)
            for model in ('ogoship.merchant', 'mycashflow.store'))


class ProductProduct(models.Model):
    _name = 'product.product'
    _inherit = ['product.product', 'mycashflow_ogoship.where_used']


class ProductTemplate(models.Model):
    _name = 'product.template'
    _inherit = ['product.template', 'mycashflow_ogoship.where_used']


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'mycashflow_ogoship.where_used']


class StockMoveLine(models.Model):
    _name = 'stock.move.line'
    _inherit = ['stock.move.line', 'mycashflow_ogoship.where_used']


class StockPicking(models.Model):
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'mycashflow_ogoship.where_used']


class StockPickingType(models.Model):
    _name = 'stock.picking.type'
    _inherit = ['stock.picking.type', 'mycashflow_ogoship.where_used']


class StockQuant(models.Model):
    _name = 'stock.quant'
    _inherit = ['stock.quant', 'mycashflow_ogoship.where_used']


class StockWarehouseOrderpoint(models.Model):
    _name = 'stock.warehouse.orderpoint'
    _inherit = ['stock.warehouse.orderpoint', 'mycashflow_ogoship.where_used']
