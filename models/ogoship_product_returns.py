from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

from .ogoship_return import OPEN


class OgoshipProduct(models.Model):
    """Goods that came back are in OGOship's stock before they are in Odoo's, or after.

    As long as a return of a product is open, OGOship having more is that return: it is received,
    not adjusted. For some hours after it was received, OGOship having less may be that its own
    stock has not gone up yet.
    """

    _inherit = 'ogoship.product'

    open_returns = fields.Char(
        compute='_compute_returns', compute_sudo=True,
        help="Returns of the product that nobody has received or ignored.")
    received_returns = fields.Char(
        compute='_compute_returns', compute_sudo=True,
        help="Returns of the product that were received in Odoo a short time ago.")

    def _compute_returns(self):
        """All lines with one query per merchant; their figures are computed just before."""
        for merchant, lines in self.grouped('merchant_id').items():
            open_ones, received = defaultdict(list), defaultdict(list)
            for piece in lines._return_lines(merchant):
                found = received if piece.return_id.state == 'done' else open_ones
                found[piece.code].append(piece.return_id.reference)
            for line in lines:
                line.open_returns = line._shorten(set(open_ones[line.code]))
                line.received_returns = line._shorten(set(received[line.code]))

    def _return_lines(self, merchant):
        since = fields.Datetime.now() - timedelta(hours=merchant.alarm_hours)
        return self.env['ogoship.return.line'].search([
            ('return_id.merchant_id', '=', merchant.id), ('code', 'in', self.mapped('code')),
            '|', ('return_id.state', 'in', OPEN),
            '&', ('return_id.state', '=', 'done'), ('return_id.done_date', '>=', since)])

    def _goods_expected(self):
        """Extend: goods that came back."""
        words = super()._goods_expected()
        if not words and self.difference > 0 and self.open_returns:
            return self.env._(
                "Came back (%(returns)s): receive or ignore the return, it is not adjusted.",
                returns=self.open_returns)
        if not words and self.difference < 0 and self.received_returns:
            return self.env._(
                "Received in Odoo a short time ago (%(returns)s): OGOship's stock may follow.",
                returns=self.received_returns)
        return words
