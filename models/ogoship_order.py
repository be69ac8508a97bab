import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import OGOSHIP_REASONS, REFERENCE_FORBIDDEN, UNSENT_STATES


class OgoshipOrder(models.Model):
    """A delivery at OGOship: the outbox, and what the warehouse says about it.

        to_send ──► sending ──► sent ──► collecting ──► shipped ──► done
           │ ▲        │  ▲                                 │
           ▼ │        ▼  │ looked up by reference          └ delivery validated in Odoo
        held / error  └──┘ before anything is sent again
        sent ──► cancelling ──► cancelled ◄── whatever OGOship does not have
                     └──► collecting, shipped: too late

    Every step, one by one (a test walks them):

        to_send → sending, sent, held, error, cancelled
        held → to_send, sending, sent, error, cancelled
        error → to_send, sending, sent, held, cancelled
        sending → to_send, sent, held
        sent → collecting, shipped, cancelling, cancelled
        cancelling → collecting, shipped, cancelled
        collecting → shipped, cancelling, cancelled
        shipped → done
        cancelled → sent

    *held* and *error* mean: OGOship does not have it. From *sending* on it may have it.
    """

    _name = 'ogoship.order'
    _description = "Warehouse Order"
    _inherit = ['mycashflow_ogoship.outbox', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _rec_name = 'reference'
    _check_company_auto = True

    merchant_id = fields.Many2one(
        'ogoship.merchant', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='merchant_id.company_id', store=True, index=True)
    picking_id = fields.Many2one(
        'stock.picking', string="Delivery", readonly=True, copy=False, index='btree_not_null',
        check_company=True, ondelete='restrict')
    sale_order_id = fields.Many2one(
        related='picking_id.sale_id', string="Sale order", store=True, index='btree_not_null')
    partner_id = fields.Many2one(related='picking_id.partner_id', string="Customer")
    carrier_id = fields.Many2one(related='picking_id.carrier_id', string="Delivery method")
    reference = fields.Char(
        required=True, readonly=True, copy=False, index='trigram',
        help="The order's name at OGOship; it carries the shop's order number.")
    remote_id = fields.Char(string="OGOship id", readonly=True, copy=False)
    remote_status = fields.Char(string="Status at OGOship", readonly=True, copy=False)
    state = fields.Selection(
        [('to_send', "To send"), ('sending', "Sending"), ('sent', "At OGOship"),
         ('collecting', "Collecting"), ('shipped', "Shipped"), ('done', "Done"),
         ('cancelling', "Cancelling"), ('cancelled', "Cancelled"), ('held', "Held"),
         ('error', "Error")],
        default='to_send', required=True, readonly=True, index=True, copy=False)
    reason = fields.Selection(
        OGOSHIP_REASONS, readonly=True, copy=False, index='btree_not_null')
    shipping_code = fields.Char(
        string="OGOship shipping code", readonly=True, copy=False)
    pickup_point = fields.Char(string="Pickup point", copy=False)
    cancel_scope = fields.Selection(
        [('delivery', "Delivery"), ('sale', "Sale order")], string="To be cancelled",
        readonly=True, copy=False,
        help="Somebody wants it cancelled. What is named is cancelled in Odoo as soon as OGOship "
             "has confirmed that it will not ship the order.")
    cancel_date = fields.Datetime(string="Cancellation asked on", readonly=True, copy=False)
    update_wanted = fields.Boolean(
        readonly=True, copy=False, index=True,
        help="Something of it was changed in Odoo or in the shop since it was sent: what is to be "
             "sent is compared with what was.")
    sent_content = fields.Json(
        readonly=True, copy=False, help="What was sent, to be compared with what is so now.")
    comments = fields.Text(
        string="Comment to the warehouse", copy=False,
        help="Stops the order at most warehouses until somebody reads it. Leave empty unless the "
             "warehouse must read it.")
    tracking_numbers = fields.Char(string="Tracking numbers", readonly=True, copy=False)
    tracking_url = fields.Char(string="Tracking link", readonly=True, copy=False)
    warehouse_comments = fields.Text(string="Comment of the warehouse", readonly=True, copy=False)
    explanation = fields.Char(
        string="Why it does not move", compute='_compute_explanation',
        help="Why it is not sent, or what OGOship says about an order that it holds.")
    sent_date = fields.Datetime(string="Sent on", readonly=True, copy=False)
    status_date = fields.Datetime(
        string="Status since", readonly=True, copy=False, help="By OGOship's clock.")
    collecting_date = fields.Datetime(string="Collecting since", readonly=True, copy=False)
    shipped_date = fields.Datetime(string="Shipped on", readonly=True, copy=False)
    line_ids = fields.One2many('ogoship.order.line', 'order_id', readonly=True)

    _reference_uniq = models.Constraint(
        'UNIQUE(merchant_id, reference)', "The merchant has an order with this reference already.")
    _remote_uniq = models.UniqueIndex(
        '(merchant_id, remote_id) WHERE remote_id IS NOT NULL',
        "Two warehouse orders cannot be the same order at OGOship.")

    _merchant_shipped_date_idx = models.Index(
        '(merchant_id, shipped_date) WHERE shipped_date IS NOT NULL')

    # === BUSINESS METHODS === #

    @api.model
    def _state_selection(self):
        """States with their labels in the user's language, for fields that mirror them."""
        return self._fields['state']._description_selection(self.env)

    @api.model
    def _queue(self, pickings, merchant):
        """Write the outbox rows of deliveries, in the transaction that confirms them.

        A row that only mirrors an order of the same reference that OGOship already has (see
        `_receive`) is taken over: before anything is sent, sending looks up what is there.

        :return: the rows, in the order of the deliveries
        """
        if not pickings:
            return self.browse()
        bases = {picking: self._reference_base(picking) for picking in pickings}
        similar = self._find_similar(merchant, bases)
        rows = self._write_rows(merchant, bases, similar)
        rows._refresh_lines()
        rows._hold_changed()
        rows._hold_unpaid()
        for row in rows:
            row._hold_sent_before(bases[row.picking_id], similar)
        if any(row._is_sent_by_somebody(similar) for row in rows):
            self._warn_second_integration(merchant)
        merchant._ring()
        return rows

    @api.model
    def _find_similar(self, merchant, bases):
        """Rows of the company whose reference begins like that of one of these deliveries, or is
        the shop's plain number: all that their rows depend on, in one query."""
        numbers = [
            str(picking.sale_id.mycashflow_order_ids[:1].remote_id) for picking in bases]
        return self.search(Domain('company_id', '=', merchant.company_id.id) & Domain.OR([
            Domain('reference', 'in', numbers),
            *(Domain('reference', '=like', f"{base}%") for base in set(bases.values()))]))

    @api.model
    def _write_rows(self, merchant, bases, similar):
        mine = similar.filtered(lambda row: row.merchant_id == merchant)
        mirrors = mine.filtered(lambda row: not row.picking_id).grouped('reference')
        taken, found, new = set(mine.mapped('reference')), {}, {}
        for picking, base in bases.items():
            vals = {
                'picking_id': picking.id,
                'pickup_point': picking.sale_id.mycashflow_order_ids[:1].pickup_point,
            }
            mirror = mirrors.pop(base, None)
            if mirror:
                mirror.write({
                    **vals, **mirror._clear_problem(), 'state': 'to_send', 'remote_id': False,
                    'remote_status': False, 'was_listed': True})
                found[picking] = mirror
            else:
                reference = self._free_among(taken, base)
                taken.add(reference)
                new[picking] = {**vals, 'merchant_id': merchant.id, 'reference': reference}
        made = self.with_context(tracking_disable=True).create(list(new.values()))
        found.update(zip(new, made.with_env(self.env), strict=True))
        return self.browse([found[picking].id for picking in bases])

    @api.model
    def _reference_base(self, picking):
        """The shop's order number with the store's prefix; without a shop, the delivery's name."""
        order = picking.sale_id.mycashflow_order_ids[:1]
        name = order._number() if order else picking.sale_id.name or picking.name
        return re.sub(REFERENCE_FORBIDDEN, '-', name).strip('-') or str(picking.id)

    def _hold_unsent(self, note):
        """Keep what has not been sent from being sent until a person says so."""
        self.filtered(lambda row: row.state in UNSENT_STATES).write({
            'state': 'held', 'reason': 'changed', 'message': note, 'retry_at': False})

    def _hold_changed(self):
        """Keep from being sent what the shop has changed since it was imported."""
        for row in self:
            changed = row.sale_order_id.mycashflow_order_ids.filtered(
                lambda order: order.reason == 'changed')
            if changed:
                row._hold_unsent(changed[0].message)

    def _hold_sent_before(self, base, similar):
        """Keep from being sent what OGOship has already for a delivery that was cancelled: a sale
        order cancelled and confirmed again would make two parcels.

        :param similar: see `_find_similar`
        """
        before = similar.filtered(lambda row: (
            row.picking_id.state == 'cancel' and row._is_out()
            and re.fullmatch(rf'{re.escape(base)}(-\d+)?', row.reference)))
        if before:
            note = self.env._(
                "OGOship has or may have the cancelled delivery of this order as %(reference)s. "
                "Make sure in myOGO that it is not shipped, then press Retry to send this one.",
                reference=before[0].reference)
            self.write({
                'state': 'held', 'reason': 'conflict', 'message': note, 'retry_at': False})
            self._alert_delivery(note)

    def _delivery_done(self):
        """What OGOship shipped is finished when its delivery is, whoever validated that."""
        self.filtered(lambda row: row.state == 'shipped').write(
            {'state': 'done', 'update_wanted': False, **self._clear_problem()})

    def _is_out(self):
        """Whether OGOship has the order, or may have it."""
        return self.state not in (*UNSENT_STATES, 'cancelled')

    @api.model
    def _recheck(self, reason, domain):
        """What these unsent orders waited for may have come: look at them again now."""
        # sudo: whoever mends a delivery method need not be allowed to change warehouse orders.
        rows = self.sudo().search(
            [('reason', '=', reason), ('state', 'in', ('held', 'error'))])
        rows = rows.filtered_domain(domain)
        rows.retry_at = fields.Datetime.now()
        rows.merchant_id._ring()

    @api.depends('message', 'remote_status', 'warehouse_comments', 'state')
    def _compute_explanation(self):
        for row in self:
            row.explanation = row.message or row._describe_hold()

    def _describe_hold(self):
        """Why an order that OGOship has does not move, in plain words."""
        if self.state == 'cancelling':
            return self.env._("OGOship is asked to cancel it.")
        status = self.state not in ('done', 'cancelled') and self.remote_status
        if not status or status in ('new', 'collecting', 'shipped', 'cancelled', 'returned'):
            return ''
        words = {
            'reserved': self.env._("Held by the warehouse."),
            'locked': self.env._("Held by the warehouse."),
            'pending': self.env._("Waiting for stock at the warehouse."),
            'draft': self.env._(
                "A draft at OGOship: it is not shipped before it is saved as new in myOGO."),
        }.get(status) or self.env._(
            "OGOship says: %(status)s. Look at it in myOGO.", status=status)
        return ' '.join(filter(None, [words, self.warehouse_comments]))

    def _alert_delivery(self, summary, note=''):
        """An activity on the delivery for the person responsible for the merchant, once."""
        for row in self:
            row._alert_on(row.picking_id or row, summary, note)

    def _alert_sale(self, summary, note=''):
        """An activity on the sale order for the person responsible for the merchant, once."""
        for row in self:
            row._alert_on(row.sale_order_id or row.picking_id or row, summary, note)

    def _alert_on(self, record, summary, note):
        if summary not in record.activity_ids.mapped('summary'):
            record.activity_schedule(
                'mail.mail_activity_data_warning', summary=summary, note=note,
                user_id=self.merchant_id.user_id.id)

    # === ACTION METHODS === #

    def action_send(self):
        """Send what has not been sent, at the next run, which is asked for at once.

        What was cancelled goes out as a new order, under a new reference.
        """
        again = self.filtered(
            lambda row: row.state == 'cancelled' and row.picking_id._can_go_to_ogoship())
        for row in again:
            self._queue(row.picking_id, row.merchant_id)
        (self - again).action_retry()
        return self._notify_tried()

    def action_retry(self):
        """Try again at the next run. What may be on its way is left: it is looked up by itself."""
        for row in self.filtered(lambda row: row.state != 'sending'):
            unsent = row.state in UNSENT_STATES
            row.write({
                'state': 'to_send' if unsent else row.state, **row._clear_problem()})
        self.merchant_id._ring()
        return self._notify_tried()

    def _notify_tried(self):
        merchant = self.merchant_id[:1]
        return merchant._notify(self.env._(
            "Tried again: %(count)s. %(when)s",
            count=len(self), when=merchant._next_run()))

    def action_cancel(self):
        """Cancel these orders and their deliveries, at OGOship first where it has them."""
        self._request_cancel()
        return self._notify_cancel_asked()

    def action_open_delivery(self):
        return self.picking_id._get_records_action()

    def action_open_sale_order(self):
        return self.sale_order_id._get_records_action()

    def action_open_carrier(self):
        """Remedy of *no shipping code*: the delivery method that lacks it, or its delivery."""
        return (self.carrier_id or self.picking_id)._get_records_action()

    def action_open_customer(self):
        """Remedy of *incomplete address*."""
        return self.partner_id._get_records_action()

    def action_open_products(self):
        """Remedy of a product that is not ready for the warehouse."""
        return self.line_ids.product_id._get_records_action()

    def action_track(self):
        self.ensure_one()
        return {'type': 'ir.actions.act_url', 'url': self.tracking_url, 'target': 'new'}
