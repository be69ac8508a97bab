from odoo import fields, models
from odoo.exceptions import UserError

from ..const import OGOSHIP_RETURN_REASONS

# Nobody has decided about these yet.
UNDER_REVIEW = ('new', 'to_review', 'error')
# Their goods may be in OGOship's stock, but are not in Odoo's.
OPEN = (*UNDER_REVIEW, 'accepted')


class OgoshipReturn(models.Model):
    """Goods that came back to OGOship: a return document, or an order with status *returned*.

        new ──► to_review ──► accepted ──► done
         │       │  ▲ ▲          │
         │       │  │ └──────────┘ receipt cancelled
         └───┬───┘  │
             ▼      │
          ignored ──┘             error: cannot be read in full, reviewed like the others

    Nothing enters stock by itself: a person makes the receipt, and validates it.
    """

    _name = 'ogoship.return'
    _description = "Warehouse Return"
    _inherit = ['mycashflow_ogoship.row', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _rec_name = 'reference'
    _rec_names_search = ['reference', 'auto_reference', 'order_reference']
    _check_company_auto = True

    merchant_id = fields.Many2one(
        'ogoship.merchant', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='merchant_id.company_id', store=True, index=True)
    warehouse_id = fields.Many2one(related='merchant_id.warehouse_id')
    source = fields.Selection(
        [('return', "Return document"), ('order', "Status of the order")],
        default='return', required=True, readonly=True,
        help="What OGOship told: a return, or only that an order came back.")
    remote_key = fields.Char(readonly=True, copy=False, help="Tells the return from all others.")
    remote_id = fields.Char(string="OGOship id", readonly=True, copy=False)
    reference = fields.Char(required=True, readonly=True, index='trigram')
    auto_reference = fields.Char(string="OGOship's reference", readonly=True)
    order_reference = fields.Char(string="Returned order", readonly=True)
    remote_status = fields.Char(string="Status at OGOship", readonly=True)
    remote_date = fields.Datetime(
        string="Changed on", readonly=True, help="By OGOship's clock.")
    warehouse_comments = fields.Text(string="Comment of the warehouse", readonly=True)
    unread = fields.Char(string="Not readable", readonly=True)
    payload = fields.Json(string="As OGOship sent it", readonly=True, copy=False)

    state = fields.Selection(
        [('new', "Announced"), ('to_review', "To review"), ('accepted', "To be received"),
         ('done', "Received"), ('ignored', "Ignored"), ('error', "Error")],
        default='to_review', required=True, readonly=True, index=True, copy=False, tracking=True)
    reason = fields.Selection(
        OGOSHIP_RETURN_REASONS, readonly=True, copy=False, index='btree_not_null')
    order_id = fields.Many2one(
        'ogoship.order', string="Warehouse order", readonly=True, copy=False,
        check_company=True, index='btree_not_null', ondelete='set null')
    delivery_id = fields.Many2one(
        'stock.picking', string="Returned delivery", copy=False, index='btree_not_null',
        check_company=True, ondelete='restrict', tracking=True,
        domain="[('picking_type_id.warehouse_id', '=', warehouse_id),"
               " ('picking_type_code', '=', 'outgoing'), ('state', '=', 'done')]")
    sale_order_id = fields.Many2one(
        related='delivery_id.sale_id', string="Sale order", store=True, index='btree_not_null')
    partner_id = fields.Many2one(related='delivery_id.partner_id', string="Customer")
    picking_id = fields.Many2one(
        'stock.picking', string="Receipt", readonly=True, copy=False, index='btree_not_null',
        check_company=True, ondelete='set null')
    done_date = fields.Datetime(string="Received on", readonly=True, copy=False)
    line_ids = fields.One2many('ogoship.return.line', 'return_id', readonly=True)

    _remote_uniq = models.UniqueIndex(
        '(merchant_id, remote_key) WHERE remote_key IS NOT NULL',
        "The merchant has this return already.")
    _order_uniq = models.UniqueIndex(
        "(order_id) WHERE source = 'order' AND order_id IS NOT NULL",
        "The order has come back already.")

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: the delivery that a person chooses may be all that was missing."""
        res = super().write(vals)
        if 'delivery_id' in vals:
            for row in self.filtered(lambda row: row.state in UNDER_REVIEW):
                row._review(announced=row.state == 'new')
        return res

    # === ACTION METHODS === #

    def action_ignore(self):
        """Nothing of it enters Odoo's stock; differences of its products are adjusted again."""
        for row in self:
            if row.state not in UNDER_REVIEW:
                raise UserError(self.env._(
                    "Return %(reference)s has the receipt %(receipt)s. Cancel that first.",
                    reference=row.reference, receipt=row.picking_id.name)
                    if row.state == 'accepted' else self.env._(
                    "Return %(reference)s is closed already.", reference=row.reference))
            row.write({'state': 'ignored', **row._clear_problem()})
            row._close_alerts()

    def action_review(self):
        """Look at an ignored return again."""
        for row in self.filtered(lambda row: row.state == 'ignored'):
            row._review()

    def action_open_delivery(self):
        return self.delivery_id._get_records_action()

    def action_open_receipts(self):
        return self._receipts()._get_records_action(name=self.env._("Receipts"))

    def action_open_order(self):
        return self.order_id._get_records_action()

    def action_open_sale_order(self):
        return self.sale_order_id._get_records_action()

    # === BUSINESS METHODS === #

    def _review(self, announced=False):
        """Put it before a person, with what that person must know.

        :param bool announced: whether OGOship says that nothing of it has come yet
        """
        vals = {**self._clear_problem(), 'state': 'new' if announced else 'to_review'}
        if self.unread:
            vals |= {'state': 'error', 'reason': 'unreadable', 'message': self.env._(
                "OGOship sent this return in a form that Odoo does not know (%(fields)s). Compare "
                "it with myOGO and correct the receipt by hand, or press Ignore.",
                fields=self.unread)}
        elif not self.delivery_id:
            vals |= {'reason': 'no_delivery', 'message': self.env._(
                "Odoo does not know the order of this return (%(order)s). Choose the delivery "
                "whose goods came back, or press Ignore.",
                order=self.order_reference or self.env._("none named"))}
        self._write_changed(vals)

    def _arrival_note(self):
        if self.source == 'order':
            return self.env._(
                "Order %(reference)s came back to OGOship. Receive or ignore the return.",
                reference=self.reference)
        return self.env._(
            "Return %(reference)s of order %(order)s came back to OGOship. Receive or ignore it.",
            reference=self.reference, order=self.order_reference or '?')

    def _alert(self, note):
        """An activity for the person responsible for the merchant, once, on the delivery; its
        note leads here."""
        record = self.delivery_id or self
        if note not in record.activity_ids.mapped('summary'):
            record.activity_schedule(
                'mail.mail_activity_data_warning', summary=note, note=self._get_html_link(),
                user_id=self.merchant_id.user_id.id)

    def _close_alerts(self):
        """What the arrival asked for has been decided."""
        # sudo: whoever decides need not be the one who was asked.
        open_ones = (self.sudo().delivery_id.activity_ids | self.sudo().activity_ids)
        open_ones.filtered(
            lambda activity: activity.summary == self._arrival_note()).action_done()
