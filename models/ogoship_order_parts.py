from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import COLLECTED_STATES
from ..tools.ogoship_parts import whole_names


class OgoshipOrder(models.Model):
    """What OGOship has of a delivery, be it in one order or split into several.

    One order at OGOship is one delivery in Odoo: what OGOship splits is split here likewise
    (ogoship_order_part_take.py).
    """

    _inherit = 'ogoship.order'

    split_of_id = fields.Many2one(
        'ogoship.order', string="Split from", copy=False, index='btree_not_null',
        check_company=True, ondelete='set null',
        domain="[('merchant_id', '=', merchant_id), ('picking_id', '!=', False)]",
        help="The order that OGOship split this one from. Choose it where OGOship gave the second "
             "order a name of its own: the goods are then taken from that order's delivery.")
    part_of_id = fields.Many2one(
        'stock.picking', string="Part of delivery", compute='_compute_part_of_id', store=True,
        recursive=True, check_company=True, index='btree_not_null',
        help="The delivery whose goods this order takes.")

    @api.depends('picking_id', 'split_of_id.part_of_id')
    def _compute_part_of_id(self):
        for row in self:
            row.part_of_id = row.picking_id or row.split_of_id.part_of_id

    @api.constrains('split_of_id', 'merchant_id')
    def _check_split_of_id(self):
        for row in self.filtered('split_of_id'):
            if row._has_cycle('split_of_id') or row.split_of_id.merchant_id != row.merchant_id:
                raise ValidationError(self.env._(
                    "%(reference)s cannot be split from %(origin)s.",
                    reference=row.reference, origin=row.split_of_id.reference))

    def write(self, vals):
        """Override: a person may tell which order of ours another one was split from."""
        res = super().write(vals)
        if vals.get('split_of_id'):
            self.filtered(lambda row: not row.picking_id)._begin_as_part()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _find_split_origin(self, merchant, reference):
        """Our order that this one was split from: named like it, without a suffix."""
        names = whole_names(reference)
        rows = self.search([
            ('merchant_id', '=', merchant.id), ('reference', 'in', names),
            ('picking_id', '!=', False)]) if names else self
        return rows.sorted(lambda row: len(row.reference))[-1:]

    @api.model
    def _keep_foreign(self, merchant, order):
        row = super()._keep_foreign(merchant, order)
        if row.split_of_id:
            row._begin_as_part()
        return row

    def _begin_as_part(self):
        """OGOship has it, and what it holds is to be taken from the order it was split from."""
        for row in self:
            row.write({
                **row._clear_problem(),
                'state': 'shipped' if row.state == 'done' else row.state,
                'sent_date': row.sent_date or row.split_of_id.sent_date or fields.Datetime.now()})
        self.merchant_id._ring()

    def _apply_remote(self, order):
        """Override: what an order holds is known from the beginning, so that a split shows."""
        before = self.state
        res = super()._apply_remote(order)
        if self.state not in COLLECTED_STATES:
            self._note_remote_lines(order, shipped=False)
        if self.state != before and self.split_of_id and not self.picking_id:
            self.write(self._clear_problem())  # it may be taken now
        return res

    def _note_remote_lines(self, order, shipped):
        """Keep how many pieces of each product OGOship says the order has.

        :param bool shipped: whether they have left
        """
        pieces = Counter()
        for line in order.lines:
            pieces[line.code.strip()] += line.quantity
        names = ['remote_quantity', 'shipped_quantity'] if shipped else ['remote_quantity']
        written = False
        for line in self.line_ids:
            quantity = pieces.pop(line.code, 0)
            changed = {name: quantity for name in names if line[name] != quantity}
            if changed:
                line.write(changed)
                written = True
        self.env['ogoship.order.line'].create([
            {'order_id': self.id, 'code': code, **dict.fromkeys(names, quantity)}
            for code, quantity in pieces.items()])
        if written:
            self.search([
                ('split_of_id', '=', self.id), ('picking_id', '=', False),
                ('reason', '=', 'part')]).retry_at = fields.Datetime.now()


class OgoshipOrderLine(models.Model):
    _inherit = 'ogoship.order.line'

    remote_quantity = fields.Float(
        string="In the order at OGOship", digits='Product Unit', readonly=True)
