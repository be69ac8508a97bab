import re
from collections import Counter

from odoo import api, fields, models


class OgoshipOrder(models.Model):
    """What OGOship has collected of a delivery, be it in one order or split into several."""

    _inherit = 'ogoship.order'

    split_of_id = fields.Many2one(
        'ogoship.order', string="Split from", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', help="The order that OGOship split this one from.")
    part_of_id = fields.Many2one(
        'stock.picking', string="Part of delivery", compute='_compute_part_of_id', store=True,
        index='btree_not_null', help="The delivery whose goods this order takes.")

    @api.depends('picking_id', 'split_of_id.picking_id')
    def _compute_part_of_id(self):
        for row in self:
            row.part_of_id = row.picking_id or row.split_of_id.picking_id

    @api.model
    def _find_split_origin(self, merchant, reference):
        """Our order that this one was split from: named like it, without a suffix."""
        names = [reference[:cut.start()] for cut in re.finditer(r'[^A-Za-z0-9]', reference)]
        rows = self.search([
            ('merchant_id', '=', merchant.id), ('reference', 'in', names),
            ('picking_id', '!=', False)]) if names else self
        return rows.sorted(lambda row: len(row.reference))[-1:]

    def _note_remote_lines(self, order, shipped):
        """Keep how many pieces of each product OGOship says the order has.

        :param bool shipped: whether they have left
        """
        pieces = Counter()
        for line in order.lines:
            pieces[line.code.strip()] += line.quantity
        names = ['remote_quantity', 'shipped_quantity'] if shipped else ['remote_quantity']
        for line in self.line_ids:
            quantity = pieces.pop(line.code, 0)
            changed = {name: quantity for name in names if line[name] != quantity}
            if changed:
                line.write(changed)
        self.env['ogoship.order.line'].create([
            {'order_id': self.id, 'code': code, **dict.fromkeys(names, quantity)}
            for code, quantity in pieces.items()])


class OgoshipOrderLine(models.Model):
    _inherit = 'ogoship.order.line'

    remote_quantity = fields.Float(
        string="Collected", digits='Product Unit', readonly=True,
        help="Pieces in the order at OGOship, from collecting on.")
