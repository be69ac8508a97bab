import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.mycashflow_client import MycashflowClient


class MycashflowStore(models.Model):
    """A MyCashflow webshop: its key, its settings, and the run of its arrows of the ring."""

    _name = 'mycashflow.store'
    _description = "MyCashflow Store"
    _inherit = ['mycashflow_ogoship.account']
    _check_company_auto = True
    _order = 'name, id'
    _orders_action = 'mycashflow_ogoship.mycashflow_order_action'
    _waiting_states = ('new', 'held', 'error')
    _read_up_to = ('orders_cursor', 'stock_changes_cursor')

    store_name = fields.Char(
        string="Store name", required=True, tracking=True,
        help="The first part of the store's own address: STORE in STORE.mycashflow.fi. "
             "Not your own domain.")
    api_user = fields.Char(
        string="API user", groups='base.group_system', copy=False, exportable=False,
        help="E-mail address of the API user: Account > Users > API credentials in MyCashflow.")
    api_key = fields.Char(
        string="API key", groups='base.group_system', copy=False, exportable=False,
        help="MyCashflow shows it once, when the API user is made. A new one can be made there.")
    api_url = fields.Char(
        string="API address", groups='base.group_system', copy=False, exportable=False,
        help="Empty for a real store. Set only to try against a sandbox.")
    order_api_version = fields.Char(
        string="Order API version", readonly=True, copy=False,
        help="Where this store's orders live; found at the first contact.")
    merchant_id = fields.Many2one(
        'ogoship.merchant', string="OGOship merchant", check_company=True, index='btree_not_null',
        domain="[('company_id', '=', company_id)]",
        help="Who ships this store's orders. Leave empty to ship from an own warehouse.")
    order_from = fields.Date(
        string="First order date", default=fields.Date.context_today, required=True,
        help="Older orders are ignored: they were handled before Odoo.")
    order_prefix = fields.Char(
        string="Order prefix",
        help="Put before the shop's order number, in Odoo and at OGOship. Needed when several "
             "stores share one OGOship merchant.")
    push_stock = fields.Boolean(
        string="Write stock to the shop", copy=False,
        help="Off until you have compared the stock of both sides.")
    stock_buffer = fields.Integer(
        string="Safety buffer", help="Units kept back from the shop, per product.")
    send_emails = fields.Boolean(
        string="Shop e-mails the tracking", default=True,
        help="MyCashflow sends its own shipping confirmation when the order is marked delivered.")
    amount_tolerance = fields.Monetary(
        string="Rounding tolerance",
        default=0.02,
        help="A smaller difference between the shop's and Odoo's total becomes a rounding line; "
             "a larger one holds the order.")
    currency_id = fields.Many2one(related='company_id.currency_id')
    shipping_method_ids = fields.One2many('mycashflow.shipping.method', 'store_id')
    payment_method_ids = fields.One2many('mycashflow.payment.method', 'store_id')
    payments_checked_date = fields.Datetime(
        string="Payment methods checked on", readonly=True, copy=False,
        help="When a person said that nothing is shipped before it is paid.")
    order_ids = fields.One2many('mycashflow.order', 'store_id')

    _store_uniq = models.UniqueIndex(
        '(store_name, company_id) WHERE active',
        "This store is already connected in this company.")
    _stock_buffer_positive = models.Constraint(
        'CHECK(stock_buffer >= 0)', "The safety buffer cannot be below zero.")

    # === CONSTRAINTS === #

    @api.constrains('api_url')
    def _check_api_url(self):
        self._check_address('api_url')

    @api.constrains('store_name')
    def _check_store_name(self):
        for store in self:
            if not re.fullmatch(r'[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?', store.store_name):
                raise ValidationError(self.env._(
                    "Store name: only the first part of the address, such as tunturipuoti in "
                    "tunturipuoti.mycashflow.fi."))

    @api.constrains('warehouse_id', 'merchant_id')
    def _check_warehouse(self):
        for store in self:
            if store.merchant_id and store.warehouse_id != store.merchant_id.warehouse_id:
                raise ValidationError(self.env._(
                    "%(store)s must sell from %(warehouse)s, the warehouse that %(merchant)s "
                    "ships from.", store=store.name, merchant=store.merchant_id.name,
                    warehouse=store.merchant_id.warehouse_id.name))

    # === ONCHANGE METHODS === #

    @api.onchange('merchant_id')
    def _onchange_merchant_id(self):
        if self.merchant_id.warehouse_id:
            self.warehouse_id = self.merchant_id.warehouse_id

    # === ACTION METHODS === #

    def action_refresh_methods(self):
        """Read the store's shipping and payment methods again."""
        self.check_access('write')
        for store in self:
            store._check_can_sync()
            with store._user_errors(), store._client() as client:
                store._save_methods(client)
        return self._notify(self.env._("Shipping and payment methods are up to date."))

    def action_import_orders(self):
        """Fetch the latest orders now."""
        return self.action_sync()

    @api.model
    def _only_connected(self):
        """The connected store where there is but one, for wizards to begin with."""
        stores = self.search([('state', '=', 'connected')], limit=2)
        return stores if len(stores) == 1 else self.browse()

    # === REMOTE === #

    def _client(self, **options):
        """The network client of this store. Use it as a context manager."""
        self.ensure_one()
        self.check_access('read')
        store = self.sudo()  # sudo: the key is for administrators only, its use is for everybody
        if not (store.api_user and store.api_key):
            raise UserError(self.env._(
                "%(store)s: fill in API user and API key first.", store=store.name))
        return MycashflowClient(
            store.store_name, store.api_user, store.api_key, api_url=store.api_url or '',
            order_version=store.order_api_version or '',
            # About two calls a second is what the contract advises (§1.8); a sandbox needs no rest.
            throttle=0 if store.api_url else 0.5, **options)

    def _save_methods(self, client):
        self.env['mycashflow.shipping.method']._save_from_remote(self, client.shipping_methods())
        self.env['mycashflow.payment.method']._save_from_remote(self, client.payment_methods())

    # === SCHEDULED ACTION === #

    def _cron_sync(self):
        self.ensure_one()
        if self.state != 'connected':
            return
        self = self._at_work()
        self._run_steps([
            self._fetch_orders, self._import_orders, self._apply_changes, self._cancel_in_shop,
            self._invoice_orders, self._report_orders, self._check_open_orders,
            self._fetch_stock_changes, self._push_stock, self._fetch_catalogue,
            self._check_webhooks])

    def _import_orders(self, client):
        return self.env['mycashflow.order']._import_due(self, client)

    def _apply_changes(self, _client):
        return self.env['mycashflow.order']._follow_due(self)

    def _cancel_in_shop(self, client):
        return self.env['mycashflow.order']._cancel_in_shop_due(self, client)

    def _invoice_orders(self, _client):
        return self.env['mycashflow.booking']._book_due(self)

    def _report_orders(self, client):
        return self.env['mycashflow.order']._report_due(self, client)

    def _check_open_orders(self, client):
        return self.env['mycashflow.order']._check_open(self, client)
