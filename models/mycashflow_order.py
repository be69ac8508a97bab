from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..const import MENDED_IN_ODOO, ORDER_REASONS


class MycashflowOrder(models.Model):
    """A webshop order as the shop tells it: the inbox.

        new ──► done ──► (shipped, reported to the shop)
         │ ▲
         ▼ │ retried by time, by content, by a person
        held / error        cancelled · ignored: nothing to import, looked at again if the
                            shop changes the order

    Every step, one by one (a test walks them):

        new → done, held, error, ignored, cancelled
        held → new, done, error, ignored
        error → new, done, held, ignored
        ignored → new, error
        cancelled → new, done, ignored
        done → cancelled

    *done* means imported, and stays so whatever the shop or the warehouse does, until all of it is
    undone because the shop cancelled it. *done* again after that: reopened in the shop.
    """

    _name = 'mycashflow.order'
    _description = "Webshop Order"
    _inherit = ['mycashflow_ogoship.row', 'mail.thread', 'mail.activity.mixin']
    _order = 'remote_id desc, id desc'
    _check_company_auto = True

    store_id = fields.Many2one(
        'mycashflow.store', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='store_id.company_id', store=True, index=True)
    remote_id = fields.Integer(
        string="Shop order", required=True, readonly=True, aggregator=None)
    remote_status = fields.Char(string="Status in the shop", readonly=True)
    remote_updated_at = fields.Datetime(string="Changed in the shop", readonly=True)
    payment_state = fields.Selection(
        [('unpaid', "Not paid"), ('partial', "Partly paid"), ('paid', "Paid")],
        string="Payment", readonly=True)
    payload = fields.Json(readonly=True, copy=False)
    fingerprint = fields.Char(
        readonly=True, copy=False,
        help="Tells whether the shop changed the order. Empty: it must be read from the shop.")
    order_date = fields.Datetime(string="Order date", readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)
    amount_total = fields.Float(string="Total", digits='Product Price', readonly=True)
    shipping_method_ref = fields.Integer(readonly=True, aggregator=None)
    shipping_method = fields.Char(
        string="Shipping method", compute='_compute_shipping_method')
    pickup_point = fields.Char(string="Pickup point", readonly=True)

    state = fields.Selection(
        [('new', "New"), ('held', "Held"), ('done', "Imported"), ('ignored', "Ignored"),
         ('cancelled', "Cancelled"), ('error', "Error")],
        default='new', required=True, readonly=True, index=True, copy=False)
    reason = fields.Selection(ORDER_REASONS, readonly=True, copy=False, index='btree_not_null')
    reason_value = fields.Char(
        readonly=True, copy=False, help="What the remedy needs: the code, the method, the rate.")

    sale_order_id = fields.Many2one(
        'sale.order', string="Sale order", readonly=True, copy=False, index='btree_not_null',
        check_company=True, ondelete='set null')
    ogoship_order_ids = fields.One2many(related='sale_order_id.ogoship_order_ids')
    ogoship_state = fields.Selection(related='sale_order_id.ogoship_state')
    paid_date = fields.Datetime(
        string="Paid on", readonly=True, copy=False,
        help="When its payments first were enough to release it.")
    imported_date = fields.Datetime(string="Imported on", readonly=True, copy=False)
    change_pending = fields.Boolean(
        readonly=True, copy=False, index=True,
        help="The shop edited the order after import; the sale order does not follow yet.")
    shipped_date = fields.Datetime(
        string="Shipped on", readonly=True, copy=False,
        help="When the last delivery of the order was done.")
    shop_reported_date = fields.Datetime(
        string="Reported to the shop", readonly=True, copy=False)

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "This order of the store is in the inbox already.")
    _store_order_date_idx = models.Index('(store_id, order_date)')
    _to_report_idx = models.Index(
        '(store_id) WHERE shipped_date IS NOT NULL AND shop_reported_date IS NULL')

    # === COMPUTE METHODS === #

    @api.depends('remote_id', 'store_id.order_prefix')
    def _compute_display_name(self):
        for order in self:
            order.display_name = order._number()

    def _number(self):
        """The order number as people see it: the store's prefix and the shop's number."""
        return f"{self.store_id.order_prefix or ''}{self.remote_id}"

    @api.depends('shipping_method_ref', 'store_id')
    def _compute_shipping_method(self):
        for order in self:
            order.shipping_method = order._shop_shipping_method().name

    def _shop_shipping_method(self):
        return self.env['mycashflow.shipping.method'].with_context(active_test=False).search(
            [('store_id', '=', self.store_id.id), ('remote_id', '=', self.shipping_method_ref)],
            limit=1)

    # === WAITING === #

    def _wait_for(self, error):
        res = super()._wait_for(error)
        self.reason_value = getattr(error, 'value', False)
        return res

    def _state_after(self, problem):
        return 'done' if self._is_imported() else problem.state

    def _is_imported(self):
        """Whether it has been imported, also when its sale order was deleted meanwhile: only a
        person imports it again."""
        return bool(self.sale_order_id) or self.state == 'done'

    def _clear_problem(self):
        return {**super()._clear_problem(), 'reason_value': False}

    @api.model
    def _recheck(self, reason, stores):
        """What orders of these stores waited for may have come: look at them again now."""
        # sudo: whoever mends a rule or a tax need not be allowed to change orders.
        rows = self.sudo().search(
            [('store_id', 'in', stores.ids), ('reason', '=', reason),
             '|', ('state', 'in', ('held', 'error')), ('change_pending', '=', True)])
        rows.retry_at = fields.Datetime.now()
        rows.store_id._ring()

    # === ACTION METHODS === #

    def action_retry(self):
        """Look at the orders again at the next run, which is asked for at once."""
        for order in self:
            vals = order._clear_problem()
            if not order.sale_order_id:
                vals['state'] = 'new'
                if order.reason not in (False, *MENDED_IN_ODOO):
                    vals['fingerprint'] = False  # what was mended in the shop must be read
            order.write(vals)
        self.store_id._ring()
        store = self.store_id[:1]
        return store._notify(self.env._(
            "Looked at again: %(count)s. %(when)s",
            count=len(self), when=store._next_run()))

    def action_ignore(self):
        """Leave the orders out for good; nothing that was imported is touched."""
        self.filtered(lambda order: not order.sale_order_id).write(
            {'state': 'ignored', **self._clear_problem()})

    def action_open_sale_order(self):
        return self.sale_order_id._get_records_action()

    def action_open_warehouse_orders(self):
        return self.ogoship_order_ids._get_records_action(
            name=self.env._("Warehouse orders"))

    def action_create_rule(self):
        """Remedy of *no shipping rule*: a new rule, filled in with the shop's method."""
        self.ensure_one()
        return self.env['mycashflow.shipping.rule']._open_prefilled(
            self.store_id, self.reason_value)

    def action_create_tax(self):
        """Remedy of *missing tax*: the price-included tax of that rate, then go on."""
        self.ensure_one()
        if not self.env.user.has_group('mycashflow_ogoship.group_manager'):
            raise AccessError(self.env._(
                "Only an administrator of MyCashflow & OGOship may create a tax."))
        if self.reason == 'missing_tax':
            # sudo: an administrator of this module need not be an accountant.
            self.env['account.tax'].sudo()._mycashflow_create_included(
                float(self.reason_value), self.company_id)
            self._recheck('missing_tax', self.store_id)
        return self.store_id._notify(self.env._(
            "The tax was created. The order goes on by itself."))

    def action_open_catalogue(self):
        """Remedy of an unknown code: the shop's product with it, to be created or linked."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_product_action')
        domain = Domain('store_id', '=', self.store_id.id)
        if self.reason_value:
            domain &= Domain('code', '=', self.reason_value)
        return {**action, 'domain': domain, 'context': {
            'searchpanel_default_store_id': self.store_id.id}}

    def action_open_products(self):
        """Remedy of an unknown or ambiguous code: the products that have it, or a new one."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Products with code %(code)s", code=self.reason_value),
            'res_model': 'product.product',
            'view_mode': 'list,form',
            'domain': Domain('default_code', '=', self.reason_value)
            | Domain('barcode', '=', self.reason_value),
            'context': {
                'default_default_code': self.reason_value, 'default_is_storable': True},
        }

    def action_refresh_methods(self):
        """Remedy of an unknown shipping method: read the shop's list again."""
        self.store_id.action_refresh_methods()
        return self.action_retry()
