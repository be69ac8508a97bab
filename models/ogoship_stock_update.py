import re

from odoo import api, fields, models

from ..const import REFERENCE_FORBIDDEN, STOCK_UPDATE_REASONS


class OgoshipStockUpdate(models.Model):
    """A receipt that is announced to OGOship, and what the warehouse says came of it.

        to_send ──► sending ──► sent ──► receiving ──► done
           │ ▲        │  ▲       │ └──────────────────► ▲ │
           ▼ │        ▼  │       │      ▲               │ │ more came later than announced,
        held / error  └──┘       │      └───────────────┼─┘ or a count was corrected
                  looked up      ▼                      │
                              cancelling ──► cancelled  └ nothing more comes: a person says so

    *held* and *error* mean: OGOship does not have it. From *sending* on it may have it. Nothing
    there can be changed or taken back from here (ogoship-api §9.2), so *cancelling* waits for a
    person who cancels it in myOGO; *cancelled* from *to_send*, *held* or *error* is at once.
    """

    _name = 'ogoship.stock.update'
    _description = "Stock Update"
    _inherit = ['mycashflow_ogoship.outbox', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _rec_name = 'reference'
    _rec_names_search = ['reference', 'auto_reference']
    _check_company_auto = True

    merchant_id = fields.Many2one(
        'ogoship.merchant', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='merchant_id.company_id', store=True, index=True)
    picking_id = fields.Many2one(
        'stock.picking', string="Receipt", readonly=True, copy=False, index='btree_not_null',
        check_company=True, ondelete='restrict')
    picking_ids = fields.One2many(
        'stock.picking', 'ogoship_stock_update_id', string="Receipts",
        help="The announced receipt and its backorders.")
    partner_id = fields.Many2one(related='picking_id.partner_id', string="Supplier")
    scheduled_date = fields.Datetime(related='picking_id.scheduled_date', string="Expected on")
    reference = fields.Char(
        required=True, readonly=True, copy=False, index='trigram',
        help="The name of the announcement at OGOship, after the receipt.")
    auto_reference = fields.Char(
        string="OGOship reference", readonly=True, copy=False, index='btree_not_null',
        help="Every parcel is to be marked with it.")
    remote_status = fields.Char(string="Status at OGOship", readonly=True, copy=False)
    state = fields.Selection(
        [('to_send', "To announce"), ('sending', "Announcing"), ('sent', "Announced"),
         ('receiving', "Receiving"), ('done', "Done"), ('cancelling', "Cancelling"),
         ('cancelled', "Cancelled"), ('held', "Held"), ('error', "Error")],
        default='to_send', required=True, readonly=True, index=True, copy=False)
    reason = fields.Selection(
        STOCK_UPDATE_REASONS, readonly=True, copy=False, index='btree_not_null')
    forced = fields.Boolean(
        readonly=True, copy=False, help="A person has decided to announce it all the same.")
    adopts = fields.Boolean(
        readonly=True, copy=False,
        help="A person has said that what OGOship has under this reference is this receipt.")
    looked_up = fields.Boolean(
        readonly=True, copy=False, help="OGOship's own reference was asked for.")
    closed = fields.Boolean(
        readonly=True, copy=False, help="A person has said that nothing more comes.")
    seen_plan = fields.Json(
        readonly=True, copy=False, help="What the receipts said when they were last looked at.")
    warehouse_comments = fields.Text(string="Comment of the warehouse", readonly=True, copy=False)
    explanation = fields.Char(string="What to know", compute='_compute_explanation')
    sent_date = fields.Datetime(string="Announced on", readonly=True, copy=False)
    arrival_date = fields.Datetime(string="Arrived on", readonly=True, copy=False)
    change_date = fields.Datetime(
        string="Last news on", readonly=True, copy=False,
        help="When OGOship last told something new about it.")
    line_ids = fields.One2many('ogoship.stock.update.line', 'update_id', readonly=True)
    receipt_count = fields.Integer(compute='_compute_receipt_count')
    has_excess = fields.Boolean(compute='_compute_has_excess')

    _reference_uniq = models.Constraint(
        'UNIQUE(merchant_id, reference)',
        "The merchant has a stock update with this reference already.")

    # === COMPUTE METHODS === #

    @api.depends('message', 'warehouse_comments', 'state')
    def _compute_explanation(self):
        for row in self:
            comments = row.state not in ('done', 'cancelled') and row.warehouse_comments
            row.explanation = row.message or comments

    @api.depends('picking_ids')
    def _compute_receipt_count(self):
        for row in self:
            row.receipt_count = len(row.picking_ids)

    @api.depends('line_ids.due_quantity', 'line_ids.product_id')
    def _compute_has_excess(self):
        for row in self:
            row.has_excess = any(
                line.product_id and line._excess_notes() for line in row.line_ids)

    @api.model
    def _state_selection(self):
        """States with their labels in the user's language, for fields that mirror them."""
        return self._fields['state']._description_selection(self.env)

    # === QUEUEING === #

    @api.model
    def _announce(self, receipt, merchant):
        """Write the row of a receipt, in the transaction that confirms the receipt.

        A row that only mirrors what was typed in myOGO under the same reference is taken over:
        before anything is sent, sending looks up what is there.
        """
        row = receipt.ogoship_stock_update_id.filtered(
            lambda row: row.state == 'cancelled' and not row.send_count)
        base = self._reference_base(receipt)
        row = row or self.search([
            ('merchant_id', '=', merchant.id), ('reference', '=', base),
            ('picking_id', '=', False)])
        if row:
            row.write({
                'picking_id': receipt.id, 'state': 'to_send', **row._clear_problem()})
        else:
            row = self.with_context(tracking_disable=True).create({
                'merchant_id': merchant.id, 'picking_id': receipt.id,
                'reference': self._free_reference(merchant, base)})
        receipt.ogoship_stock_update_id = row
        row._refresh_lines()
        merchant._ring()
        return row

    @api.model
    def _reference_base(self, receipt):
        return re.sub(REFERENCE_FORBIDDEN, '-', receipt.name).strip('-') or str(receipt.id)

    # === BUSINESS METHODS === #

    def _open_receipts(self):
        """Receipts of which something is still to come, the oldest first."""
        return self.picking_ids.filtered(
            lambda picking: picking.state not in ('draft', 'done', 'cancel')).sorted('id')

    def _wake(self):
        """Something moved in Odoo or at OGOship: the next run looks at these rows again."""
        rows = self.filtered(lambda row: row.picking_id and row.state in (
            'sent', 'receiving', 'done', 'cancelling'))
        rows.retry_at = fields.Datetime.now()
        rows.merchant_id._ring()

    def _receipt_cancelled(self):
        """A receipt, or a part of it, was cancelled in Odoo."""
        for row in self:
            if not row.picking_ids or any(picking.state != 'cancel' for picking in row.picking_ids):
                row._wake()
            elif row.state in ('to_send', 'held', 'error'):
                row.write({'state': 'cancelled', **row._clear_problem()})
            elif row.state in ('sent', 'receiving'):
                row._ask_to_cancel()

    def _ask_to_cancel(self):
        note = self.env._(
            "Receipt %(receipt)s is cancelled in Odoo, but OGOship still expects it as "
            "%(reference)s. Cancel it in myOGO, then press Cancelled in myOGO.",
            receipt=self.picking_id.name, reference=self.auto_reference or self.reference)
        self.write({'state': 'cancelling', **self._clear_problem(), 'message': note})
        self._alert_receipt(note)

    def _alert_receipt(self, note):
        """An activity on the receipt for the person responsible for the merchant, once."""
        record = self._open_receipts()[:1] or self.picking_id or self
        if note not in record.activity_ids.mapped('summary'):
            record.activity_schedule(
                'mail.mail_activity_data_warning', summary=note,
                user_id=self.merchant_id.user_id.id)
