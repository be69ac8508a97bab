from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDER_REASONS, RELEASING_PAYMENT_STATUSES, VOID_PAYMENT_STATUSES
from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order, decode_order_head, order_fingerprint


class MycashflowOrder(models.Model):
    """A webshop order as the shop tells it: the inbox.

        new ──► done ──► (shipped, reported to the shop)
         │ ▲
         ▼ │ retried by time, by content, by a person
        held / error        cancelled · ignored: nothing to import, looked at again if the
                            shop changes the order
    """

    _name = 'mycashflow.order'
    _description = "Webshop Order"
    _inherit = ['mycashflow_ogoship.row', 'mail.thread', 'mail.activity.mixin']
    _order = 'remote_id desc, id desc'

    store_id = fields.Many2one(
        'mycashflow.store', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='store_id.company_id', store=True, index=True)
    remote_id = fields.Integer(
        string="Shop order", required=True, readonly=True, aggregator=None)
    remote_status = fields.Char(string="Status in the shop", readonly=True)
    remote_updated_at = fields.Datetime(string="Changed in the shop", readonly=True)
    payment_state = fields.Selection(
        [('unpaid', "Not paid"), ('partial', "Partly paid"), ('paid', "Paid")], readonly=True)
    payload = fields.Json(readonly=True, copy=False)
    fingerprint = fields.Char(readonly=True)
    order_date = fields.Datetime(readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)
    amount_total = fields.Float(string="Total", digits='Product Price', readonly=True)
    shipping_method_ref = fields.Integer(readonly=True, aggregator=None)
    shipping_method = fields.Char(compute='_compute_shipping_method')
    pickup_point = fields.Char(readonly=True)

    state = fields.Selection(
        [('new', "New"), ('held', "Held"), ('done', "Imported"), ('ignored', "Ignored"),
         ('cancelled', "Cancelled"), ('error', "Error")],
        default='new', required=True, readonly=True, index=True, copy=False)
    reason = fields.Selection(ORDER_REASONS, readonly=True, copy=False, index='btree_not_null')
    reason_value = fields.Char(
        readonly=True, copy=False, help="What the remedy needs: the code, the method, the rate.")

    sale_order_id = fields.Many2one(
        'sale.order', readonly=True, copy=False, index='btree_not_null', ondelete='set null')
    ogoship_order_ids = fields.One2many(related='sale_order_id.ogoship_order_ids')
    ogoship_state = fields.Selection(related='sale_order_id.ogoship_state')
    shipped_date = fields.Datetime(
        readonly=True, copy=False, help="When the last delivery of the order was done.")
    shop_reported_date = fields.Datetime(
        string="Reported to the shop", readonly=True, copy=False)

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id)', "This order of the store is in the inbox already.")
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

    # === ARROW 1: SHOP -> INBOX === #

    @api.model
    def _receive(self, store, payloads):
        """Take orders in as the shop sent them. Polling and fetching by hand both end here.

        The same content twice changes nothing. An order that is not imported yet starts anew; of
        an imported one it is noted what changed.

        :param store: mycashflow.store
        :param list payloads: decoded JSON of orders, with all expands
        :return: the rows of these orders
        """
        inbox = self._by_remote_id(store, payloads)
        known = self.search([('store_id', '=', store.id), ('remote_id', 'in', list(inbox))])
        rows = {row.remote_id: row for row in known}
        fresh = []
        for remote_id, payload in inbox.items():
            vals = self._prepare_inbox_vals(store, remote_id, payload)
            if remote_id not in rows:
                fresh.append(vals)
            elif rows[remote_id].fingerprint != vals['fingerprint']:
                rows[remote_id]._receive_change(vals)
        return known | self.with_context(tracking_disable=True).create(fresh)

    @api.model
    def _by_remote_id(self, store, payloads):
        """:return: {order number: payload}; what has no readable number is an alarm."""
        inbox = {}
        for payload in payloads:
            try:
                inbox[decode_order_head(payload).id] = payload
            except RemoteError as error:
                store._warn(self.env._(
                    "%(store)s sent an order without a readable number: %(error)s",
                    store=store.name, error=error.message))
        return inbox

    @api.model
    def _prepare_inbox_vals(self, store, remote_id, payload):
        vals = {
            'store_id': store.id,
            'remote_id': remote_id,
            'payload': payload,
            'fingerprint': order_fingerprint(payload),
        }
        try:
            order = decode_order(payload)
        except RemoteError:
            # The row keeps the payload; importing it will say what cannot be read.
            return vals
        shipments = order.shipments
        return {
            **vals,
            'remote_status': order.status,
            'remote_updated_at': order.updated_at and order.updated_at.replace(microsecond=0),
            'payment_state': self._payment_state(order),
            'order_date': order.created_at and order.created_at.replace(microsecond=0),
            'customer_name': order.customer.company or order.customer.name,
            'amount_total': float(order.total or 0),
            'shipping_method_ref': order.shipping_method_id or next(
                (shipment.method_id for shipment in shipments if shipment.method_id), 0),
            'pickup_point': next(
                (shipment.pickup_point for shipment in shipments if shipment.pickup_point), ''),
        }

    @api.model
    def _released_amount(self, order):
        """What is paid, or authorised and sure to be paid (contract mycashflow-api §3.2)."""
        return sum(
            payment.amount for payment in order.payments
            if payment.status not in VOID_PAYMENT_STATUSES
            and (payment.is_paid or payment.status in RELEASING_PAYMENT_STATUSES))

    @api.model
    def _payment_state(self, order):
        released = self._released_amount(order)
        if order.total is not None and released >= order.total:
            return 'paid'
        return 'partial' if released > 0 else 'unpaid'

    def _receive_change(self, vals):
        """The shop changed an order that we have."""
        if self.sale_order_id:
            self._note_change(vals)
        elif self.state == 'ignored' and not self.reason:
            self.write(vals)  # a person decided to ignore it
        else:
            self.write({**vals, 'state': 'new', **self._clear_problem()})

    def _note_change(self, vals):
        """An imported order was cancelled or edited: keep that, and tell a person.

        What has not been sent to the warehouse yet waits for that person.
        """
        try:
            note = self._describe_change(decode_order(self.payload), decode_order(vals['payload']))
        except RemoteError as error:
            note = self.env._(
                "Shop order %(number)s changed in the shop and cannot be read any more: "
                "%(error)s", number=self._number(), error=error.message)
        self.write(vals)
        if not note:
            return
        self.write({'reason': 'changed', 'message': note, 'retry_at': False})
        self.sale_order_id.ogoship_order_ids._hold_unsent(note)
        self.sale_order_id.activity_schedule(
            'mail.mail_activity_data_warning', summary=note,
            user_id=self.store_id.user_id.id)

    def _describe_change(self, old, new):
        """:return: what a person must know, or '' when nothing that matters here changed."""
        _ = self.env._
        if new.status == 'cancelled' and old.status != 'cancelled':
            return _(
                "Shop order %(number)s was cancelled in the shop after import. Stop the delivery "
                "if it can still be stopped, then cancel the sale order.", number=self._number())
        if self._delivery_content(old) != self._delivery_content(new):
            return _(
                "Shop order %(number)s was edited in the shop after import. Compare address, "
                "rows and shipping method.", number=self._number())
        return ''

    @api.model
    def _delivery_content(self, order):
        """What the warehouse would do differently if it changed."""
        lines = sorted((line.code, line.quantity, line.unit_price or 0) for line in order.lines)
        points = sorted(shipment.pickup_point for shipment in order.shipments)
        return order.customer, order.shipping, lines, order.shipping_method_id, points

    @api.model
    def _receive_faults(self, store, faults):
        """Give orders that the shop fails to deliver a row that says so.

        :param faults: `tools.mycashflow_client.OrderFault` values with an order id
        """
        for fault in faults:
            row = self.search(
                [('store_id', '=', store.id), ('remote_id', '=', fault.order_id)], limit=1)
            row = row or self.create({'store_id': store.id, 'remote_id': fault.order_id})
            if not row.payload:
                row._wait_for(RemoteError('unavailable', self.env._(
                    "The shop answers with an error when it is asked for this order. Open the "
                    "order in the shop; it is asked for again by itself.")))

    # === WAITING === #

    def _wait_for(self, error):
        super()._wait_for(error)
        self.reason_value = getattr(error, 'value', False)

    def _state_after(self, problem):
        return 'done' if self.sale_order_id else problem.state

    def _clear_problem(self):
        return {**super()._clear_problem(), 'reason_value': False}

    @api.model
    def _recheck(self, reason, stores):
        """What orders of these stores waited for may have come: look at them again now."""
        # sudo: whoever mends a rule or a tax need not be allowed to change orders.
        rows = self.sudo().search(
            [('store_id', 'in', stores.ids), ('reason', '=', reason),
             ('state', 'in', ('held', 'error'))])
        rows.retry_at = fields.Datetime.now()
        rows.store_id._ring()

    # === ACTION METHODS === #

    def action_retry(self):
        """Look at the orders again at the next run, which is asked for at once."""
        for order in self:
            state = order.state if order.sale_order_id else 'new'
            order.write({'state': state, **order._clear_problem()})
        self.store_id._ring()
        return self.store_id[:1]._notify(self.env._(
            "%(count)s orders are looked at again.", count=len(self)))

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
        self.env['account.tax']._mycashflow_create_included(
            float(self.reason_value), self.company_id)
        self._recheck('missing_tax', self.store_id)
        return self.store_id._notify(self.env._(
            "The tax was created. The order goes on by itself."))

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
