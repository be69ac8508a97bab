from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH, PART_REST
from .formats import quantity_text
from .problem import Problem


class OgoshipOrder(models.Model):
    """An order that OGOship split off gets its own delivery in Odoo, whichever ships first.

        the goods are in                            what happens
        the open delivery of the order it was       that delivery is split likewise
        split from, which holds more
        a backorder that no order stands for        it becomes the delivery of the order, split
                                                    again when it holds more
        deliveries that are done already            nothing is left to do in Odoo
        none of these, or the rest was sent anew    a person decides, on the delivery

    Nothing is ever sent for it. From then on the row lives like any other.
    """

    _inherit = 'ogoship.order'

    @api.model
    def _take_due(self, merchant):
        """Give each order that OGOship split off its delivery. Commits row by row.

        :return: False when time ran out
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('split_of_id', '!=', False)
        due &= Domain('picking_id', '=', False) & self._due_domain()
        due &= Domain('state', 'in', ('sent', 'collecting', 'shipped'))
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        done = rows._work_each(due, lambda row: row._take_part())
        return done and len(rows) < ORDERS_PER_BATCH

    def _take_part(self):
        family = self.part_of_id._ogoship_family()
        goods = self._part_goods(family)
        holder = self._find_holder(family, goods)
        if holder:
            self._take_from(holder, goods)
        elif not self._is_delivered_already(family, goods):
            raise self._part_problem(family)
        elif self.state == 'shipped':
            self.write({'state': 'done', **self._clear_problem()})
        else:
            self.write({**self._clear_problem(), 'retry_at': fields.Datetime.now() + PART_REST})

    def _part_goods(self, family):
        """:return: {product: pieces} of this order, as OGOship says"""
        lines = self.line_ids.filtered('remote_quantity')
        known = {
            (product.default_code or '').strip(): product for product in family.move_ids.product_id}
        rows = self.search([('part_of_id', 'in', family.ids)])
        known |= {line.code: line.product_id for line in rows.line_ids if line.product_id}
        if not lines or set(lines.mapped('code')) - set(known):
            raise self._part_problem(family)
        goods = Counter()
        for line in lines:
            line.product_id = known[line.code]
            goods[line.product_id] += line.remote_quantity
        return goods

    def _find_holder(self, family, goods):
        """The delivery these goods are taken from, or none.

        One that no order stands for comes first. From another order's delivery only what its order
        has no longer is taken: else both would be orders for the same goods.
        """
        choices = []
        for picking in family._ogoship_open():
            row, planned = picking._current_ogoship_order(), picking._ogoship_planned()
            if row.state in ('to_send', 'held', 'error', 'sending'):
                continue  # sent anew by a person
            spare = planned - row._remote_pieces()  # a Counter drops what is not positive
            all_of_it = goods == planned
            if goods <= spare and not (row and all_of_it):
                other = picking != self.split_of_id.picking_id
                choices.append((bool(row), not all_of_it, other, picking.id, picking))
        return min(choices, default=[self.env['stock.picking']])[-1]

    def _remote_pieces(self):
        """Pieces per product that OGOship says this order has."""
        pieces = Counter()
        for line in self.line_ids.filtered('product_id'):
            pieces[line.product_id] += line.remote_quantity
        return pieces

    def _take_from(self, holder, goods):
        """Split these goods off the delivery, or take it as it is when it holds nothing else."""
        origin = holder._current_ogoship_order() or holder.ogoship_rest_of_id or self.split_of_id
        holder._ogoship_end_rest_alarm()
        picking = holder
        if goods != holder._ogoship_planned():
            picking = holder._ogoship_split_off(holder._ogoship_last_pieces(goods))
        picking.ogoship_rest_of_id = False
        for line in self.line_ids:
            line.quantity = line.remote_quantity
        self.write({
            **self._clear_problem(), 'picking_id': picking.id, 'split_of_id': origin.id,
            'shipping_code': origin.shipping_code, 'pickup_point': origin.pickup_point,
            'sent_content': origin._content_with(self._goods_by_code())})
        origin._forget_part(goods, self)
        picking.message_post(body=self.env._(
            "OGOship split order %(part)s off %(reference)s; this is its delivery.",
            part=self.reference, reference=origin.reference))
        if origin.cancel_scope:
            self._request_cancel(origin.cancel_scope)  # it was asked for all of the delivery

    # === WHAT WAS SENT === #

    def _forget_part(self, goods, part):
        """What another order holds now is no change of this one."""
        for line in self.line_ids:
            if goods.get(line.product_id):
                line.quantity = max(0, line.quantity - goods[line.product_id])
        sent = (self.sent_content or {}).get('goods')
        if sent is not None:
            rest = Counter(sent) - Counter(part._goods_by_code())
            self.sent_content = {**self.sent_content, 'goods': dict(rest)}

    def _content_with(self, goods):
        """What was sent, but of other goods. Money is collected with the first parcel only."""
        if not self.sent_content:
            return False
        cash = {'cash': ''} if 'cash' in self.sent_content else {}
        return {**self.sent_content, 'goods': goods, **cash}

    def _goods_by_code(self):
        return {line.code: line.quantity for line in self.line_ids if line.quantity}

    # === A PERSON === #

    def _is_delivered_already(self, family, goods):
        """Whether Odoo has delivered these goods beside those of all other orders."""
        delivered = family._ogoship_delivered()
        others = self.search([
            ('part_of_id', 'in', family.ids), ('state', '!=', 'cancelled'), ('id', '!=', self.id)])
        for row in others:
            pieces = row._remote_pieces()
            if not pieces.total():
                pieces = Counter({line.product_id: line.quantity for line in row.line_ids})
            delivered.subtract(pieces)
        return all(delivered[product] >= quantity for product, quantity in goods.items())

    def _part_problem(self, family):
        """Why this order has no delivery, and what a person can do."""
        again = self._sent_again(family)
        if again:
            return Problem('part', self.env._(
                "OGOship split order %(part)s off %(reference)s, but the rest was sent as "
                "%(again)s: both would ship. Cancel one of them in myOGO.", part=self.reference,
                reference=self.split_of_id.reference, again=', '.join(again.mapped('reference'))),
                self.state)
        return Problem('part', self.env._(
            "OGOship has order %(part)s beside %(reference)s, with %(lines)s that no open delivery "
            "of it can give. Compare both in myOGO, correct the delivery, then press Retry on "
            "warehouse order %(part)s.", part=self.reference,
            reference=self.split_of_id.reference, lines=', '.join(
                f'{quantity_text(self.env, line.remote_quantity)} {line.code}'
                for line in self.line_ids if line.remote_quantity) or self.env._("no goods")),
            self.state)

    def _sent_again(self, family):
        """Orders by which a person had the rest sent anew."""
        return family.filtered('ogoship_rest_of_id').ogoship_order_ids.filtered(
            lambda row: row.state != 'cancelled' and not row.split_of_id)

    def _wait_for(self, error):
        """Override: said on the delivery of the order it was split from. What is sent anew but is
        not away yet stays here."""
        res = super()._wait_for(error)
        if self.reason == 'part':
            self.split_of_id._alert_delivery(self.message)
            self._sent_again(self.part_of_id._ogoship_family())._hold_unsent(self.message)
        return res

    def _next_try(self, problem, retry_after=None):
        if problem.reason == 'part':
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)
