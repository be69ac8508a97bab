from datetime import timedelta
from itertools import count

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import WAREHOUSE_OVERLAP
from ..tools.ogoship_client import OgoshipClient
from ..tools.ogoship_types import Token


class OgoshipMerchant(models.Model):
    """A merchant at OGOship: its key, its settings, and the polling of arrow 4."""

    _name = 'ogoship.merchant'
    _description = "OGOship Merchant"
    _inherit = ['mycashflow_ogoship.account']
    _check_company_auto = True
    _order = 'name, id'
    _orders_action = 'mycashflow_ogoship.ogoship_order_action'
    _waiting_states = ('to_send', 'sending', 'held', 'error')
    _read_up_to = (
        'orders_watermark', 'stock_updates_watermark', 'returns_watermark', 'products_watermark',
        'stock_watermark')

    merchant_code = fields.Char(
        string="Merchant ID", required=True, tracking=True,
        help="myOGO: Edit merchant > Integrations > API information.")
    secret_token = fields.Char(
        string="Secret token", groups='base.group_system', copy=False, exportable=False,
        help="On the same page as the merchant ID.")
    client_id = fields.Char(
        string="Application ID", groups='base.group_system', copy=False, exportable=False,
        help="Names the application, not the merchant. OGOship's technical team gives it.")
    client_secret = fields.Char(
        string="Application secret", groups='base.group_system', copy=False, exportable=False)
    api_url = fields.Char(
        string="API address", groups='base.group_system', copy=False, exportable=False,
        help="Empty for the real OGOship. Set only to try against a sandbox.")
    auth_url = fields.Char(
        string="Token address", groups='base.group_system', copy=False, exportable=False,
        help="Empty for the real OGOship. Set only to try against a sandbox.")
    access_token = fields.Char(groups='base.group_system', copy=False, exportable=False)
    refresh_token = fields.Char(groups='base.group_system', copy=False, exportable=False)
    token_expires_at = fields.Datetime(groups='base.group_system', copy=False, exportable=False)

    send_when = fields.Selection(
        [('confirmed', "When confirmed"), ('assigned', "When reserved in Odoo")],
        string="Send deliveries", default='confirmed', required=True,
        help="OGOship's own stock decides what can be shipped, so there is no need to wait for a "
             "reservation in Odoo.")
    adjust_stock = fields.Selection(
        [('off', "Report only"), ('propose', "Propose"), ('automatic', "Automatic")],
        string="Stock differences", default='propose', required=True)
    adjust_limit = fields.Integer(
        string="Largest difference", default=5,
        help="In units per product. Larger differences are never applied by themselves, and are "
             "an alarm.")
    # Switches of myOGO that its API does not show (behaviour §7.1): declared here by a person.
    allows_changes = fields.Boolean(
        string="Changes while new",
        help="myOGO, order processing: orders may be modified through the API while they are new. "
             "If it is off there, a change is only sent while the order is pending or held.")
    splits_pending = fields.Boolean(
        string="Splits pending orders",
        help="myOGO, order processing: pending orders are split into what can be delivered and "
             "the rest. If it is on there, the rest of an order that left in part is waited for "
             "before a person is asked.")
    removes_cash_on_delivery = fields.Boolean(
        string="Removes cash on delivery",
        help="myOGO, order processing: cash on delivery is removed from all API orders. If it is "
             "on there, such orders wait here, or nobody would collect the money.")
    adds_pickup_point = fields.Boolean(
        string="Adds pickup points",
        help="myOGO, order processing: the nearest pickup point is added where it is missing. If "
             "it is off there, orders without one wait here, where the method needs one.")
    ships_without_phone = fields.Boolean(
        string="Ships without phone number",
        help="myOGO, order processing: parcels without phone number are allowed. If it is off "
             "there, such orders wait here, or the warehouse would hold them.")
    alarm_hours = fields.Integer(
        string="Held for long", default=24,
        help="After so many hours an order that the warehouse holds, or the missing rest of one "
             "that left in part, is brought to the responsible person.")
    orders_watermark = fields.Datetime(
        string="Statuses read up to", readonly=True, copy=False,
        help="By OGOship's own clock.")
    statuses_since = fields.Datetime(
        string="Statuses read since", readonly=True, copy=False,
        help="Since then Odoo has seen every order that OGOship has got or changed.")
    store_ids = fields.One2many('mycashflow.store', 'merchant_id')
    order_ids = fields.One2many('ogoship.order', 'merchant_id')

    _merchant_uniq = models.UniqueIndex(
        '(merchant_code, company_id) WHERE active',
        "This merchant is already connected in this company.")

    # === CONSTRAINTS === #

    @api.constrains('api_url', 'auth_url')
    def _check_addresses(self):
        self._check_address('api_url', 'auth_url')

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: stores sell from where their merchant ships, and what waited for a
        reservation goes when none is waited for any more."""
        waited = self.filtered(lambda merchant: merchant.send_when == 'assigned')
        res = super().write(vals)
        if 'warehouse_id' in vals:
            self.with_context(active_test=False).store_ids.warehouse_id = vals['warehouse_id']
        waited.filtered(lambda merchant: merchant.send_when == 'confirmed')._queue_waiting()
        return res

    def _queue_waiting(self):
        """Send the deliveries that were confirmed, but not reserved, since the merchant is here."""
        for merchant in self:
            # sudo: whoever sets up the merchant need not have rights on deliveries.
            self.env['stock.picking'].sudo().search([
                ('picking_type_id.warehouse_id', '=', merchant.warehouse_id.id),
                ('picking_type_code', '=', 'outgoing'),
                ('state', 'in', ('waiting', 'confirmed', 'assigned')),
                ('create_date', '>=', merchant.create_date),
            ])._ogoship_queue('confirmed')

    # === ACTION METHODS === #

    def action_create_warehouse(self):
        """A new warehouse of Odoo for what lies at OGOship."""
        self.check_access('write')
        for merchant in self.filtered(lambda merchant: not merchant.warehouse_id):
            # sudo: an administrator of this module need not be one of Inventory.
            warehouses = self.env['stock.warehouse'].sudo().with_context(active_test=False)
            taken = set(warehouses.search(
                [('company_id', '=', merchant.company_id.id)]).mapped('code'))
            codes = (f'OGO{number}' if number else 'OGO' for number in count())
            merchant.warehouse_id = warehouses.create({
                'name': merchant.name, 'company_id': merchant.company_id.id,
                'code': next(code for code in codes if code not in taken)}).id

    # === REMOTE === #

    def _client(self, **options):
        """The network client of this merchant. Use it as a context manager.

        The token is renewed under a lock on the merchant: two processes with one single-use
        refresh token would lock each other out (ogoship-api §3.2).
        """
        self.ensure_one()
        self.check_access('read')
        merchant = self.sudo()  # sudo: keys are for administrators only, their use for everybody
        if not all(merchant[f] for f in ('secret_token', 'client_id', 'client_secret')):
            raise UserError(self.env._(
                "%(merchant)s: fill in secret token, application ID and application secret first.",
                merchant=merchant.name))
        token = merchant.access_token and Token(
            merchant.access_token, merchant.refresh_token or '', merchant.token_expires_at)
        return OgoshipClient(
            merchant.merchant_code, merchant.secret_token, merchant.client_id,
            merchant.client_secret, api_url=merchant.api_url or '',
            auth_url=merchant.auth_url or '', token=token or None, on_token=merchant._save_token,
            **options)

    def _save_token(self, token):
        self.write({
            'access_token': token.access_token,
            'refresh_token': token.refresh_token,
            'token_expires_at': token.expires_at.replace(microsecond=0),
        })

    def _ping(self, client):
        """Override: when another process renews the token just now, OGOship is in reach."""
        if not self._renew_token(lambda: client):
            return None
        return super()._ping(client)

    def _renew_token(self, client):
        """Have a valid token in the database before the work begins.

        :return: False when another process renews it just now: come back later.
        """
        if self._token_lasts():
            return True
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        client().token = None  # a new one, which lasts for the whole run
        client().ensure_token()
        self.env['ir.cron']._commit_progress()
        return True

    def _token_lasts(self):
        merchant = self.sudo()  # sudo: see _client
        soon = fields.Datetime.now() + timedelta(minutes=10)
        return bool(merchant.token_expires_at and merchant.token_expires_at > soon)

    # === SCHEDULED ACTION === #

    def _cron_sync(self):
        self.ensure_one()
        if self.state != 'connected':
            return
        self = self._at_work()
        # Statuses and inbound before stock: what was collected or received since must not look
        # like a difference.
        self._run_steps([
            self._cancel_orders, self._update_orders, self._send_orders, self._fetch_statuses,
            self._finish_deliveries, self._raise_alarms, self._send_stock_updates,
            self._fetch_stock_updates, self._book_stock_updates, self._fetch_returns,
            self._fetch_products, self._create_products, self._sync_stock, self._check_webhooks])

    def _send_orders(self, client):
        return self._renew_token(client) and self.env['ogoship.order']._send_due(self, client)

    def _cancel_orders(self, client):
        return self._renew_token(client) and self.env['ogoship.order']._cancel_due(self, client)

    def _update_orders(self, client):
        return self._renew_token(client) and self.env['ogoship.order']._update_due(self, client)

    def _raise_alarms(self, client):
        return self.env['ogoship.order']._alarm_due(self)

    def _finish_deliveries(self, client):
        return (
            self.env['ogoship.order']._finish_due(self)
            and self.env['stock.picking']._ogoship_find_rests(self, client))

    # === ARROW 4: STATUSES === #

    def _fetch_statuses(self, client):
        """Read what changed at OGOship.

        :return: False when another process renews the token just now
        """
        return self._read_statuses(client) is not None

    def _read_statuses(self, client):
        """Read what changed at OGOship since the watermark, which is taken from their clock and
        kept only when all pages were read (ogoship-api §4.7): their order is not promised.

        :return: whether all of it could be read; None when nothing was
        """
        if not self._renew_token(client):
            return None
        since = self.orders_watermark and self.orders_watermark - WAREHOUSE_OVERLAP
        latest, broken = self.orders_watermark, False
        # A time that cannot be true must not move the watermark past everything to come.
        limit = fields.Datetime.now() + timedelta(days=1)
        for page in client().iter_order_pages(since or None):
            kept = self.env['ogoship.order']._receive(self, page.orders)
            broken = broken or bool(page.broken) or not kept
            for message in page.broken:
                self._warn(self.env._(
                    "%(merchant)s sent an order that cannot be read: %(error)s",
                    merchant=self.name, error=message))
            times = [o.edit_time for o in page.orders if o.edit_time and o.edit_time < limit]
            latest = max(filter(None, [latest, *times]), default=False)
            self._commit_written(len(page.orders))
        self._write_changed({'orders_watermark': latest and latest.replace(microsecond=0)})
        if broken or not self.statuses_since:
            self.statuses_since = fields.Datetime.now()
        return not broken
