from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .formats import goods_text
from .problem import Problem

# A customer's earlier orders that a return is compared with, the newest first.
CANDIDATES = 50


class MycashflowOrder(models.Model):
    """Returns in the shop: orders with negative rows (mycashflow-api §3.1).

    The shop does not say which order is returned. It is looked for, shown at the order that is
    found, and may be corrected by a person. Nothing is credited or received by itself.
    """

    _inherit = 'mycashflow.order'

    return_of_id = fields.Many2one(
        'mycashflow.order', string="Return of", copy=False, index='btree_not_null',
        check_company=True, ondelete='set null', tracking=True,
        domain="[('store_id', '=', store_id), ('id', '!=', id), ('sale_order_id', '!=', False)]",
        help="The order whose goods come back. The shop does not tell it: Odoo looks for an "
             "earlier order of the same customer with the same products.")
    return_of_probable = fields.Boolean(
        string="Not certain", readonly=True, copy=False,
        help="Several orders of the customer could be meant; this is the newest of them.")
    return_order_ids = fields.One2many(
        'mycashflow.order', 'return_of_id', string="Returns in the shop")

    @api.onchange('return_of_id')
    def _onchange_return_of_id(self):
        self.return_of_probable = False

    def write(self, vals):
        """Override: what a person chooses is shown there as well."""
        if 'return_of_id' in vals:
            vals = {'return_of_probable': False, **vals}
        res = super().write(vals)
        if 'return_of_id' in vals:
            for row in self.filtered(lambda row: row.reason == 'return'):
                row._tell_original()
        return res

    def action_open_return_of(self):
        return self.return_of_id._get_records_action()

    def action_open_return_orders(self):
        return self.return_order_ids._get_records_action(name=self.env._("Returns in the shop"))

    # === ROWS THAT COME BACK === #

    @api.model
    def _returned_pieces(self, order):
        """
        :param order: `tools.mycashflow_types.Order`
        :return: {product code or name: pieces that come back}
        """
        pieces = Counter()
        for line in order.lines:
            if line.quantity < 0:
                pieces[line.code or line.label] -= line.quantity
        return pieces

    @api.model
    def _describe_pieces(self, pieces):
        return goods_text(self.env, pieces)

    # === RETURN ORDERS === #

    def _check_status(self, order):
        """Override: that a return is completed in the shop does not mean that Odoo need not know
        of it."""
        try:
            return super()._check_status(order)
        except Problem as problem:
            if problem.reason != 'delivered' or not self._returned_pieces(order):
                raise
            return None

    def _wait_for(self, error):
        res = super()._wait_for(error)
        if self.reason == 'return':
            self._show_at_original()
        return res

    def _show_at_original(self):
        """Look for the order that this one returns, unless that is known."""
        if self.return_of_id:
            self._tell_original()
        else:
            found = self._find_returned(decode_order(self.payload))
            self.write({'return_of_id': found[:1].id, 'return_of_probable': len(found) > 1})

    def _tell_original(self):
        """Say what comes back, here and to the person responsible at the order it is of."""
        self.message = self._return_words(decode_order(self.payload))
        sale = self.return_of_id.sale_order_id
        if sale and self.message not in sale.activity_ids.mapped('summary'):
            sale.activity_schedule(
                'mail.mail_activity_data_warning', summary=self.message,
                note=self._get_html_link(), user_id=self.store_id.user_id.id)

    def _return_words(self, order):
        words = {
            'number': self._number(), 'original': self.return_of_id._number(),
            'pieces': self._describe_pieces(self._returned_pieces(order))}
        if not self.return_of_id:
            return self.env._(
                "Order %(number)s has rows with negative quantities (%(pieces)s): a return or an "
                "exchange, of which order is not known. Choose that under Return of, handle it by "
                "hand, then press Ignore.", **words)
        if self.return_of_probable:
            return self.env._(
                "Order %(number)s returns or exchanges %(pieces)s, probably of order "
                "%(original)s. Receive the goods and make the credit note by hand, then press "
                "Ignore on the return.", **words)
        return self.env._(
            "Order %(number)s returns or exchanges %(pieces)s of order %(original)s. Receive the "
            "goods and make the credit note by hand, then press Ignore on the return.", **words)

    def _find_returned(self, order):
        """Earlier orders of the same customer that had all that comes back, the newest first."""
        pieces = self._returned_pieces(order)
        domain = Domain('store_id', '=', self.store_id.id) & Domain('id', '!=', self.id)
        same = Domain.FALSE
        if self.customer_name:
            # A forgotten order has no name of its own any more, its sale order has.
            same |= Domain('customer_name', '=', self.customer_name)
            same |= Domain('sale_order_id.partner_id.name', '=', self.customer_name)
        if order.customer.email:
            same |= Domain(
                'sale_order_id.partner_id.email_normalized', '=', order.customer.email.lower())
        domain &= Domain('sale_order_id', '!=', False) & same
        if self.order_date:
            domain &= Domain('order_date', '<', self.order_date)
        candidates = self.search(domain, order='order_date DESC, id DESC', limit=CANDIDATES)
        return candidates.filtered(
            lambda candidate: candidate._may_be_returned_by(order, pieces))

    def _may_be_returned_by(self, order, pieces):
        try:
            mine = decode_order(self.payload)
        except RemoteError:
            return False  # who knows what it had
        left = Counter()
        for line in mine.lines:
            left[line.code or line.label] += line.quantity
        for other in self.return_order_ids.filtered(lambda row: row.remote_id != order.id):
            left.subtract(self._returned_pieces(decode_order(other.payload)))
        return self._is_of_same_customer(mine, order) and all(
            left[code] >= count for code, count in pieces.items())

    def _is_of_same_customer(self, mine, other):
        if mine.customer_id and other.customer_id:
            return mine.customer_id == other.customer_id
        email = mine.customer.email
        if mine.forgotten:
            email = self.sale_order_id.partner_id.email_normalized or ''
        return bool(email) and email.casefold() == other.customer.email.casefold()
