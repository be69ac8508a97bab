from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..models.progress import progress_action

ROWS_PER_PLAN = 1000


class MycashflowProductSync(models.TransientModel):
    """Create, link, exclude or include products of a store: first say what would happen.

        choose ──► preview ──► running ──► sending ──► done
                                  │   (to OGOship)      ▲
                                  └─────────────────────┘

    Each call of a step works for some seconds, so that thousands of rows need no patience of the
    web server; what is done stays done, and *Continue* goes on after an interruption.
    """

    _name = 'mycashflow.product.sync'
    _description = "Sync Webshop Products"

    store_id = fields.Many2one(
        'mycashflow.store', required=True, domain="[('state', '=', 'connected')]",
        default=lambda self: self.env['mycashflow.store']._only_connected())
    company_id = fields.Many2one(related='store_id.company_id', store=True)
    merchant_id = fields.Many2one(related='store_id.merchant_id')
    latest_changes = fields.Boolean(related='merchant_id.latest_changes')
    product_ids = fields.Many2many(
        'mycashflow.product', string="Webshop products",
        help="Empty: all that the list shows.")
    product_domain = fields.Json(
        help="What the list shows; all of the store where empty.")
    operation = fields.Selection(
        [('create', "Create product"), ('link', "Link"), ('exclude', "Exclude"),
         ('include', "Include")], default='create', required=True)
    state = fields.Selection(
        [('choose', "Choose"), ('preview', "Preview"), ('running', "Under way"),
         ('sending', "Sending to OGOship"), ('done', "Done")],
        default='choose', required=True, readonly=True)
    is_catalogue_read = fields.Boolean(help="Refresh goes on with OGOship.")

    # The preview says what would happen, the result what has happened.
    product_count = fields.Integer(string="Selected", readonly=True)
    create_count = fields.Integer(string="Created in Odoo", readonly=True)
    link_count = fields.Integer(string="Linked", readonly=True)
    mark_count = fields.Integer(string="Excluded or included", readonly=True)
    remote_count = fields.Integer(string="Created at OGOship", readonly=True)
    unchanged_count = fields.Integer(string="Nothing to do", readonly=True)
    problem_count = fields.Integer(string="Cannot", readonly=True)
    summary = fields.Char(compute='_compute_summary')
    missing_rates = fields.Char(string="VAT rates without a tax", readonly=True)
    line_ids = fields.One2many('mycashflow.product.sync.line', 'sync_id', readonly=True)
    todo = fields.Json(help="Ids of the rows that are still to be worked on.")
    record_ids = fields.Json(help="{what: ids of the records that it concerns}")

    @api.depends('operation', 'store_id.name')
    def _compute_display_name(self):
        labels = dict(self._fields['operation']._description_selection(self.env))
        for sync in self:
            sync.display_name = f"{labels.get(sync.operation)}: {sync.store_id.name or ''}"

    @api.depends('state', 'create_count', 'link_count', 'mark_count', 'remote_count',
                 'problem_count', 'unchanged_count')
    def _compute_summary(self):
        for sync in self:
            words = sync._words_of_result() if sync.state == 'done' else sync._words_of_preview()
            sync.summary = ', '.join(text for count, text in words if count)

    def _words_of_preview(self):
        mark = self.mark_count
        return [
            (self.create_count, self.env._("%s to create in Odoo", self.create_count)),
            (self.link_count, self.env._("%s to link", self.link_count)),
            (self.remote_count, self.env._("%s to create at OGOship", self.remote_count)),
            (mark and self.operation == 'exclude', self.env._("%s to exclude", mark)),
            (mark and self.operation == 'include', self.env._("%s to include", mark)),
            (self.unchanged_count, self.env._("%s with nothing to do", self.unchanged_count)),
            (self.problem_count, self.env._("%s that cannot", self.problem_count)),
        ]

    def _words_of_result(self):
        mark = self.mark_count
        return [
            (self.create_count, self.env._("%s created in Odoo", self.create_count)),
            (self.link_count, self.env._("%s linked", self.link_count)),
            (self.remote_count, self.env._("%s for OGOship", self.remote_count)),
            (mark and self.operation == 'exclude', self.env._("%s excluded", mark)),
            (mark and self.operation == 'include', self.env._("%s included", mark)),
            (self.problem_count, self.env._("%s that could not", self.problem_count)),
        ]

    # === ACTION METHODS === #

    def action_preview(self):
        """Say what the operation would do to each row, and do nothing else."""
        self.ensure_one()
        self._check_may()
        if self.state not in ('choose', 'preview'):
            raise UserError(self.env._("This is under way already. Begin anew from the list."))
        self._forget()
        rows = self._selected_rows()
        self.write({'state': 'preview', 'product_count': len(rows), 'todo': []})
        for batch in split_every(ROWS_PER_PLAN, rows.ids, rows.browse):
            batch._match()  # products of Odoo may have changed since the last reading
            self._keep_plan(self._plan(batch), batch)
            self.env.invalidate_all()  # thousands of rows need not stay in memory
        return self._open()

    def action_refresh(self):
        """Read the shop's catalogue, then OGOship's products, some seconds per call."""
        self.ensure_one()
        if self.is_catalogue_read:
            action = self.merchant_id.action_fetch_stock()
        else:
            action = self.store_id.action_refresh_products()
        if self._is_progress(action):
            return self._go_on('action_refresh', action['params'])
        if not self.is_catalogue_read and self.merchant_id.state == 'connected':
            self.is_catalogue_read = True
            return self._go_on('action_refresh', {'message': self.env._(
                "Reading the products of %(merchant)s", merchant=self.merchant_id.name)})
        return self._refreshed()

    def action_create_taxes(self):
        """Remedy of *no sales tax*: the price-included taxes of those rates, then look again."""
        self.ensure_one()
        if not self.env.user.has_group('mycashflow_ogoship.group_manager'):
            raise AccessError(self.env._(
                "Only an administrator of MyCashflow & OGOship may create a tax."))
        for rate in (self.missing_rates or '').split():
            # sudo: an administrator of this module need not be an accountant.
            self.env['account.tax'].sudo()._mycashflow_create_included(
                float(rate), self.company_id)
        return self.action_preview()

    # === PRIVATE METHODS === #

    def _check_may(self):
        self.check_access('write')
        if self.operation == 'create' and not self.env['product.product'].has_access('create'):
            raise AccessError(self.env._(
                "Only an administrator of MyCashflow & OGOship, or of products, may create "
                "products. You can link, exclude and include them."))

    def _forget(self):
        # sudo: the lines are the wizard's own.
        self.sudo().line_ids.unlink()
        self.write({name: 0 for name in self._fields if name.endswith('_count')})
        self.write({'record_ids': {}, 'missing_rates': False})

    def _selected_rows(self):
        """The rows to work on, the variations of a product together."""
        domain = Domain('store_id', '=', self.store_id.id)
        if self.product_ids:
            domain &= Domain('id', 'in', self.product_ids.ids)
        elif self.product_domain:
            domain &= Domain(self.product_domain)
        else:
            domain &= Domain('is_gone', '=', False)
        return self.env['mycashflow.product'].search(
            domain, order='remote_id, remote_variation_id, id')

    def _refreshed(self):
        """OGOship may have learnt products since the catalogue was matched."""
        rows = self.env['mycashflow.product'].search([
            ('store_id', '=', self.store_id.id), ('ogoship_product_id', '=', False)])
        if self.is_catalogue_read:
            for batch in split_every(ROWS_PER_PLAN, rows.ids, rows.browse):
                batch._match()
                self.env.invalidate_all()
        self.is_catalogue_read = False
        return self.store_id._notify(self.env._(
            "%(store)s has %(count)s products, %(open)s of them to link.",
            store=self.store_id.name, count=self.store_id.product_count,
            open=self.store_id.product_open_count))

    def _is_progress(self, action):
        return isinstance(action, dict) and action.get('tag') == 'mycashflow_ogoship.progress'

    def _go_on(self, method, params):
        """The progress of another's work as our own, so that we are called again."""
        return progress_action(
            self, method, params['message'], params.get('done', 0), params.get('total', 0))

    def _open(self):
        return {
            **self._get_records_action(name=self.display_name),
            'views': [(False, 'form')], 'target': 'current',
        }
