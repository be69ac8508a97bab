from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class MycashflowProduct(models.Model):
    """The page *Sync webshop products*: the shop's row beside Odoo's product and OGOship's."""

    _inherit = 'mycashflow.product'

    shown_product_id = fields.Many2one(
        'product.product', string="Product in Odoo", compute='_compute_shown_product',
        help="The linked product, or the one that Link would choose.")
    warehouse_state = fields.Selection(
        [('present', "At OGOship"), ('queued', "To be created"), ('refused', "Error"),
         ('absent', "Not there")],
        string="OGOship", compute='_compute_warehouse_state')
    warehouse_gaps = fields.Char(
        string="Missing for the warehouse", compute='_compute_warehouse_gaps', compute_sudo=True,
        help="Without code and barcode the warehouse cannot handle the product; weight and "
             "customs data are needed for some parcels.")
    warehouse_ready = fields.Boolean(
        string="Ready for the warehouse", compute='_compute_warehouse_gaps', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('product_id', 'match_id')
    def _compute_shown_product(self):
        for row in self:
            row.shown_product_id = row.product_id or row.match_id

    @api.depends('merchant_id', 'ogoship_product_id.is_remote', 'ogoship_product_id.state')
    def _compute_warehouse_state(self):
        for row in self:
            line = row.ogoship_product_id
            state = {'to_create': 'queued', 'error': 'refused'}.get(line.state, 'absent')
            if line.is_remote:
                state = 'present'
            row.warehouse_state = state if row.merchant_id else False

    @api.depends('product_id.ogoship_gaps', 'match_id.ogoship_gaps', 'code', 'barcode',
                 'merchant_id')
    def _compute_warehouse_gaps(self):
        for row in self:
            product = row.shown_product_id
            gaps = product.ogoship_gaps if product else row._gaps_of_new_product()
            row.warehouse_gaps = gaps if row.merchant_id else False
            row.warehouse_ready = product.ogoship_ready if product else not gaps

    def _gaps_of_new_product(self):
        """What the warehouse would lack if the product were created as the shop has it."""
        wanted = [
            (not self.env['ogoship.product']._code_problem(self.code),
             self.env._("a usable product code")),
            (self.barcode, self.env._("barcode")),
        ]
        return ', '.join(word for value, word in wanted if not value)

    # === ACTION METHODS === #

    def action_sync_refresh(self):
        """Read the catalogue again: of the chosen store, or of the only one."""
        stores = self._stores_of_page()
        if not stores:
            raise UserError(self.env._(
                "No store is connected. Connect one under Configuration > MyCashflow stores."))
        if len(stores) == 1:
            return self.env['mycashflow.product.sync'].create(
                {'store_id': stores.id}).action_refresh()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'mycashflow_ogoship.mycashflow_product_sync_action'),
            'name': self.env._("Refresh"), 'context': {'refresh_only': True},
        }

    def action_sync_create(self):
        return self._open_sync('create')

    def action_sync_link(self):
        return self._open_sync('link')

    def action_sync_exclude(self):
        return self._open_sync('exclude')

    def action_sync_include(self):
        return self._open_sync('include')

    def action_open_product(self):
        return self.shown_product_id._get_records_action()

    def action_open_ogoship_product(self):
        return self.ogoship_product_id._get_records_action()

    # === PRIVATE METHODS === #

    def _link_problem(self):
        return self.message or self.env._(
            "No product in Odoo has its code or barcode. Create product makes one.")

    def _open_sync(self, operation):
        """Open the preview of an operation on these rows, or on all that the list shows where
        the web client names no more than a part of them."""
        self.check_access('write')
        if not self:
            raise UserError(self.env._("Select some products first."))
        domain = self._selected_domain()
        stores = self.store_id
        if domain:
            stores = stores.union(*(store for [store] in self._read_group(domain, ['store_id'])))
        if len(stores) > 1:
            raise UserError(self.env._(
                "These products are of several stores: %(stores)s. Choose one store first.",
                stores=', '.join(stores.mapped('name'))))
        return self.env['mycashflow.product.sync'].create({
            'store_id': stores.id,
            'operation': operation,
            'product_domain': domain and list(domain),
            'product_ids': [] if domain else [Command.set(self.ids)],
        }).action_preview()

    def _selected_domain(self):
        """The list's domain when everything was selected and there is more than the web client
        sends; else False."""
        # sudo: the limit of the web client is a system parameter.
        limit = int(self.env['ir.config_parameter'].sudo().get_param(
            'web.active_ids_limit', 20000))
        domain = self.env.context.get('active_domain')
        if len(self) < limit or domain is None:
            return False
        return self.search_count(domain, limit=len(self) + 1) > len(self) and domain

    def _stores_of_page(self):
        """The connected stores that the page shows."""
        stores = self.env['mycashflow.store']
        shown = self.store_id or stores.browse(self._store_ids_of(
            self.env.context.get('active_domain') or []))
        return shown or stores.search([('state', '=', 'connected')])

    @api.model
    def _store_ids_of(self, domain):
        """The store that the search panel has chosen: a condition on it in the list's domain."""
        return [
            condition.value for condition in Domain(domain).iter_conditions()
            if condition.field_expr == 'store_id' and condition.operator == '='
            and isinstance(condition.value, int)]
