import babel.dates

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ..const import OGOSHIP_REASONS, ORDER_REASONS, SHARED_REASONS, WAITING_STAGES


class MycashflowOgoshipWaiting(models.Model):
    """*Why has it not shipped?* Each order that has not, at whichever stage it is.

    One row per webshop order that is not imported, per warehouse order that is not done, and per
    delivery of the shop or of an OGOship warehouse that no warehouse order stands for.
    """

    _name = 'mycashflow_ogoship.waiting'
    _description = "Order that has not shipped"
    _auto = False
    _order = 'since, id'

    name = fields.Char(string="Order", readonly=True)
    since = fields.Datetime(
        string="Ordered on", readonly=True, help="When it was placed in the shop, or confirmed.")
    ready_since = fields.Datetime(
        string="Free to ship since", readonly=True,
        help="When nothing of the customer's was in its way any more.")
    waiting_time = fields.Char(string="Waiting for", compute='_compute_waiting_time')
    waiting_hours = fields.Float(compute='_compute_waiting_time')
    store_id = fields.Many2one('mycashflow.store', readonly=True)
    merchant_id = fields.Many2one('ogoship.merchant', readonly=True)
    customer = fields.Char(readonly=True)
    stage = fields.Selection(WAITING_STAGES, readonly=True)
    reason = fields.Selection(
        list(dict(OGOSHIP_REASONS + ORDER_REASONS + SHARED_REASONS).items()), readonly=True)
    message = fields.Char(readonly=True)
    explanation = fields.Text(string="Why it waits", compute='_compute_explanation')
    needs_person = fields.Boolean(
        readonly=True, help="Does not go on by itself, or somebody has been asked to look at it.")
    mycashflow_order_id = fields.Many2one(
        'mycashflow.order', string="Webshop order", readonly=True)
    sale_order_id = fields.Many2one('sale.order', string="Sale order", readonly=True)
    picking_id = fields.Many2one('stock.picking', string="Delivery", readonly=True)
    ogoship_order_id = fields.Many2one('ogoship.order', string="Warehouse order", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('since')
    @api.depends_context('lang')
    def _compute_waiting_time(self):
        now = fields.Datetime.now()
        locale = babel_locale_parse(get_lang(self.env).code)
        for row in self:
            delta = now - (row.since or now)
            row.waiting_hours = delta.total_seconds() / 3600
            row.waiting_time = babel.dates.format_timedelta(
                delta, granularity='minute', threshold=2, locale=locale)

    @api.depends('message', 'stage', 'ogoship_order_id.remote_status')
    @api.depends_context('lang')
    def _compute_explanation(self):
        words = self._words_of_stages()
        for row in self:
            at_ogoship = row.stage in ('at_warehouse', 'no_stock', 'held_there')
            hold = at_ogoship and row.ogoship_order_id._describe_hold()
            row.explanation = row.message or hold or words[row.stage]

    @api.model
    def _words_of_stages(self):
        """What a row of this stage waits for when nothing is in its way."""
        return {
            'unpaid': self.env._("It is not paid."),
            'new': self.env._("It is imported at the next run."),
            'held': self.env._("It is held before import."),
            'goods': self.env._("Odoo waits until all its goods are reserved, then sends it."),
            'odoo': self.env._("It is to be delivered from a warehouse that OGOship does not run."),
            'rest': self.env._("OGOship shipped a part; the rest is looked for at OGOship."),
            'not_sent': self.env._("OGOship does not have it. Send it, or cancel the delivery."),
            'to_send': self.env._("It is sent to OGOship at the next run."),
            'not_sendable': self.env._("It is held before sending."),
            'sending': self.env._("It is on its way to OGOship."),
            'at_warehouse': self.env._("OGOship has it and has not begun to collect."),
            'no_stock': self.env._("Waiting for stock at the warehouse."),
            'held_there': self.env._("Held by the warehouse."),
            'collecting': self.env._("The warehouse is collecting it."),
            'cancelling': self.env._("OGOship was asked to cancel it and has not confirmed."),
            'shipped': self.env._("It has left; its delivery is validated at the next run."),
        }

    # === ACTION METHODS === #

    def action_open(self):
        """Open the document where this is mended."""
        self.ensure_one()
        document = self.ogoship_order_id or self.picking_id or self.mycashflow_order_id
        return document._get_records_action()

    def action_open_sale_order(self):
        return self.sale_order_id._get_records_action()

    def action_retry(self):
        """Try again what waits for a reason, whichever step that is."""
        waiting = self.filtered('reason')
        orders = waiting.filtered(lambda row: not row.picking_id).mycashflow_order_id
        rows = waiting.ogoship_order_id.filtered(lambda row: row.state != 'cancelled')
        answers = [records.action_retry() for records in (orders, rows) if records]
        return answers[-1] if answers else False
