from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .formats import quantity_text
from .ogoship_return import UNDER_REVIEW

# Stock may have been adjusted shortly before OGOship told why it had gone up.
ADJUSTED_BEFORE = timedelta(days=3)


class OgoshipReturn(models.Model):
    """The goods of a return into Odoo's stock: Odoo's own return of the delivery, made by a
    person's button and validated by a person."""

    _inherit = 'ogoship.return'

    adjusted_note = fields.Char(
        compute='_compute_adjusted_note', compute_sudo=True,
        help="Why receiving it may count its goods twice.")

    # === COMPUTE METHODS === #

    @api.depends('state', 'delivery_id', 'line_ids')
    def _compute_adjusted_note(self):
        for row in self:
            row.adjusted_note = row.state in UNDER_REVIEW and ' '.join(
                self.env._(
                    "The stock of %(product)s was adjusted by +%(count)s on %(date)s, since this "
                    "return came: receiving it counts it twice. If that was this return, press "
                    "Ignore.", product=product.default_code or product.name,
                    count=quantity_text(self.env, count), date=format_date(self.env, date))
                for product, (count, date) in row._adjusted_since_arrival().items())

    def _adjusted_since_arrival(self):
        """Products of this return whose stock in the warehouse was adjusted upwards meanwhile.

        :return: {product: (pieces, date of the latest adjustment)}
        """
        since = min(filter(None, [self.create_date, self.remote_date])) - ADJUSTED_BEFORE
        since = max(filter(None, [since, self.delivery_id.date_done]))
        inside = self.env['stock.location'].search(
            [('id', 'child_of', self.warehouse_id.view_location_id.id)])
        moves = self.env['stock.move'].search([
            ('product_id', 'in', self.line_ids.product_id.ids), ('state', '=', 'done'),
            ('is_inventory', '=', True), ('date', '>=', since),
            '|', ('location_id', 'in', inside.ids), ('location_dest_id', 'in', inside.ids)])
        found = {}
        for product, adjusted in moves.grouped('product_id').items():
            count = sum(
                move._ogoship_pieces() * (1 if move.location_dest_id in inside else -1)
                for move in adjusted)
            if count > 0:
                found[product] = count, max(adjusted.mapped('date'))
        return found

    # === ACTION METHODS === #

    def action_receive(self):
        """Make the receipt of what came back, for a person to validate."""
        self.ensure_one()
        if self.adjusted_note:
            raise UserError(self.adjusted_note)
        return self._receive_into_odoo()

    def action_receive_anyway(self):
        """Like `action_receive`, by a person who knows that the adjustment was something else."""
        self.ensure_one()
        return self._receive_into_odoo()

    def _receive_into_odoo(self):
        self.check_access('write')
        self.lock_for_update()
        self._check_receivable()
        self.picking_id = self._create_receipt()
        self.write({'state': 'accepted', **self._clear_problem()})
        self.picking_id.message_post(body=self.env._(
            "Made from return %(link)s of OGOship. Correct the quantities before you validate, if "
            "something else came back.", link=self._get_html_link()))
        return self.picking_id._get_records_action()

    def _check_receivable(self):
        if self.state not in UNDER_REVIEW:
            raise UserError(self.env._(
                "Return %(reference)s was decided already.", reference=self.reference))
        if not self.delivery_id:
            raise UserError(self.env._("Choose the delivery whose goods came back first."))
        if self.delivery_id.state != 'done':
            raise UserError(self.env._(
                "Delivery %(delivery)s is not done in Odoo: its goods cannot come back before "
                "they have left.", delivery=self.delivery_id.name))
        unknown = self.line_ids.filtered(lambda line: not line.product_id)
        for line in unknown:
            line.sudo().product_id = self._find_product(line.code)  # sudo: rows are read-only
        unknown = unknown.filtered(lambda line: not line.product_id)
        if unknown:
            raise UserError(self.env._(
                "Odoo has no single product with the code %(codes)s. Give one that code, or press "
                "Ignore.", codes=', '.join(unknown.mapped('code'))))

    # === THE RECEIPT === #

    def _create_receipt(self):
        """Odoo's own return of the delivery, confirmed.

        :return: stock.picking
        """
        wizard = self.env['stock.return.picking'].with_context(
            active_id=self.delivery_id.id, active_ids=self.delivery_id.ids,
            active_model='stock.picking', ogoship_return_location=self._return_location().id,
        ).create({
            'picking_id': self.delivery_id.id,
            'product_return_moves': [Command.clear(), *map(
                Command.create, self._prepare_return_moves())],
        })
        return wizard._create_return()

    def _return_location(self):
        return self.merchant_id.return_location_id or self.warehouse_id.lot_stock_id

    def _prepare_return_moves(self):
        """Lines of the return wizard, in the products' own units: for each product the moves by
        which it left, as far as it has not come back yet."""
        lines, moves = [], self._delivered_moves()
        for product, wanted in self._pieces_to_receive().items():
            of_product = moves.filtered(lambda move, product=product: move.product_id == product)
            self._check_not_returned_yet(product, wanted, of_product)
            for move in of_product:
                count = min(wanted, move._ogoship_returnable())
                wanted -= count
                lines.append({
                    'product_id': product.id, 'move_id': move.id, 'quantity': count})
            # Something else came back than had left: it is there all the same.
            lines.append({'product_id': product.id, 'quantity': wanted})
        return [line for line in lines if line['quantity'] > 0]

    def _pieces_to_receive(self):
        """{product: pieces}: those that are there; if OGOship tells of none, those expected; if
        it tells of no lines, all that the delivery took."""
        there, expected = Counter(), Counter()
        for line in self.line_ids:
            there[line.product_id] += line.received_quantity
            expected[line.product_id] += line.expected_quantity
        if not self.line_ids:
            for move in self._delivered_moves().filtered(
                    lambda move: move.picking_id == self.delivery_id):
                expected[move.product_id] += move._ogoship_returnable()
        return there if any(there.values()) else expected

    def _delivered_moves(self):
        """How the goods left: with the delivery, else with others of the same order, which OGOship
        may have split."""
        family = self.delivery_id | self.sale_order_id.picking_ids.sorted('id')
        return family.move_ids.filtered(
            lambda move: move.state == 'done' and move.location_dest_id.usage == 'customer')

    def _check_not_returned_yet(self, product, wanted, moves):
        """What somebody has returned in Odoo already must not be received once more."""
        left = sum(move._ogoship_returnable() for move in moves)
        receipts = moves.returned_move_ids.filtered(
            lambda move: move.state != 'cancel').picking_id
        if wanted > left and receipts:
            raise UserError(self.env._(
                "Of %(product)s only %(left)s can still come back: the rest is on %(receipts)s. "
                "If that was this return, press Ignore.", product=product.display_name,
                left=quantity_text(self.env, left), receipts=', '.join(receipts.mapped('name'))))

    # === WHAT BECOMES OF IT === #

    def _receipts(self):
        """The receipt and its backorders."""
        receipts, more = self.picking_id, self.picking_id.backorder_ids
        while more - receipts:
            receipts |= more
            more = more.backorder_ids
        return receipts

    def _follow_receipts(self):
        """Done when its receipt is; back to review when that is cancelled."""
        for row in self.filtered(lambda row: row.state == 'accepted'):
            states = set(row._receipts().mapped('state'))
            if states <= {'done', 'cancel'}:
                if 'done' in states:
                    row._note_received()
                else:
                    row.write({'picking_id': False})
                    row._review()

    def _note_received(self):
        self.write({'state': 'done', 'done_date': fields.Datetime.now()})
        self._close_alerts()
        self.message_post(body=self.env._(
            "Received with %(receipts)s. Nothing was refunded: if the customer gets money back, "
            "make the credit note from the invoice of %(sale)s.",
            receipts=', '.join(self._receipts().mapped('name')),
            sale=self.sale_order_id.name or self.delivery_id.name))
