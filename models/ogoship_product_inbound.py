from collections import defaultdict

from odoo import api, fields, models

from .formats import quantity_text


class OgoshipProduct(models.Model):
    """Goods on their way in: the mirror image of *in flight* (design §7).

    What OGOship has unpacked and Odoo has not received raises the difference, and the receipt will
    bring it. What Odoo has received by hand and OGOship has not unpacked lowers it.
    """

    _inherit = 'ogoship.product'

    inbound_ids = fields.Many2many(
        'ogoship.stock.update.line', compute='_compute_inbound',
        help="Announced and not finished, or received there and not dealt with in Odoo.")

    @api.depends('product_id', 'merchant_id')
    def _compute_inbound(self):
        """For all lines at once: the number of queries does not depend on theirs."""
        found = self.env['ogoship.stock.update.line'].sudo().search_fetch([
            ('update_id.merchant_id', 'in', self.merchant_id.ids),
            ('update_id.picking_id', '!=', False), ('product_id', 'in', self.product_id.ids),
            '|', ('update_id.state', 'in', ('sending', 'sent', 'receiving')),
            '&', ('update_id.state', '!=', 'cancelled'), ('due_quantity', '>', 0),
        ], ['update_id', 'product_id', 'expected_quantity', 'received_quantity', 'due_quantity'])
        by_line = defaultdict(lambda: found.browse())
        for piece in found:
            by_line[piece.update_id.merchant_id, piece.product_id] |= piece
        for line in self:
            line.inbound_ids = by_line[line.merchant_id, line.product_id]

    def _inbound_reason(self):
        """Why a difference waits for goods that are being received, or None.

        :return: (reason, words)
        """
        if self.difference > 0 and self.inbound_ids:
            return 'incoming', self.env._(
                "Announced %(announced)s, %(received)s reported received (%(names)s): they are "
                "received in Odoo, not adjusted.", **self._inbound_figures())
        if self.difference < 0 and any(piece.due_quantity < 0 for piece in self.inbound_ids):
            return 'incoming', self.env._(
                "Received in Odoo before OGOship has unpacked it: announced %(announced)s, "
                "%(received)s reported received (%(names)s).", **self._inbound_figures())
        if self.difference > 0 and self.incoming > 0:
            return 'incoming', self.env._(
                "Announced %(count)s: goods that the warehouse is unpacking are received in Odoo, "
                "not adjusted.", count=quantity_text(self.env, self.incoming))
        return None

    def _inbound_figures(self):
        return {
            'announced': quantity_text(
                self.env, sum(self.inbound_ids.mapped('expected_quantity'))),
            'received': quantity_text(
                self.env, sum(self.inbound_ids.mapped('received_quantity'))),
            'names': self._shorten(self.inbound_ids.update_id.mapped('reference')),
        }

    def action_open_inbound(self):
        """The announcements for which a difference waits."""
        self.ensure_one()
        return self.inbound_ids.update_id._get_records_action(name=self.env._("Inbound"))
