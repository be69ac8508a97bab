from odoo import api, models
from odoo.fields import Command

from ..tools.ogoship_returns import decode_return
from ..tools.personal_data import is_same_return
from .formats import goods_text
from .ogoship_return import UNDER_REVIEW

LINE_FIELDS = ('code', 'expected_quantity', 'received_quantity', 'reason', 'comments')


class OgoshipReturn(models.Model):
    """Arrow 8 of the ring: what OGOship says came back → rows for a person."""

    _inherit = 'ogoship.return'

    # === RETURN DOCUMENTS === #

    @api.model
    def _receive(self, merchant, returns):
        """Keep a page of returns, however little of them can be read.

        :param returns: `tools.ogoship_returns.RemoteReturn` values
        """
        known = self.search([
            ('merchant_id', '=', merchant.id),
            ('remote_key', 'in', [remote.key for remote in returns])])
        known = {row.remote_key: row for row in known}
        for remote in returns:
            with merchant._fault_of_one(remote.label or '?'):
                row = known.get(remote.key) or self._find_by_order(merchant, remote)
                if row:
                    row._follow(remote)
                else:
                    row = self._keep(merchant, remote)
                known[remote.key] = row

    @api.model
    def _find_by_order(self, merchant, remote):
        """The row of an order with status *returned*, which this return belongs to."""
        order = self._find_order(merchant, remote)
        return order.return_ids.filtered(lambda row: row.source == 'order')[:1]

    @api.model
    def _find_order(self, merchant, remote):
        """The warehouse order that a return names: by reference, by id, or by being named
        alike."""
        orders = self.env['ogoship.order']
        for name in filter(None, (remote.order_reference, remote.reference)):
            found = orders.search([
                ('merchant_id', '=', merchant.id),
                '|', ('reference', '=', name), ('remote_id', '=', name)], limit=1)
            if found:
                return found
        return orders

    def _keep(self, merchant, remote):
        row = self.with_context(tracking_disable=True).create({
            'merchant_id': merchant.id, 'state': 'new',
            'reference': remote.label or self.env._("No reference"),
            **self._prepare_vals(remote)})
        row._find_delivery(remote)
        row._set_lines(remote)
        row._review_again(remote)
        return row

    def _follow(self, remote):
        """The same return once more: whatever changed is followed while nobody has decided, and
        told afterwards."""
        if is_same_return(self.payload, remote.payload):
            return
        told = self._quantities()
        self._write_changed(self._keep_forgotten({
            **self._prepare_vals(remote), 'reference': remote.label or self.reference}))
        if self.state not in UNDER_REVIEW:
            self._tell_changed(told, self._pieces_of(remote))
            return
        self._find_delivery(remote)
        self._set_lines(remote)
        self._review_again(remote)

    @api.model
    def _prepare_vals(self, remote):
        return {
            'source': 'return',
            'remote_key': remote.key,
            'remote_id': remote.id,
            'auto_reference': remote.auto_reference,
            'order_reference': remote.order_reference,
            'remote_status': remote.status,
            'remote_date': remote.edit_time and remote.edit_time.replace(microsecond=0),
            'warehouse_comments': remote.comments,
            'unread': ', '.join(remote.unread),
            'payload': remote.payload,
        }

    def _find_delivery(self, remote):
        """What a person has chosen stays."""
        if not self.order_id:
            self.order_id = self._find_order(self.merchant_id, remote)
        if not self.delivery_id:
            self.delivery_id = self.order_id.part_of_id

    def _set_lines(self, remote):
        """The lines of the return; without any, those of its order."""
        lines = [{
            'code': line.code, 'expected_quantity': line.expected or 0,
            'received_quantity': line.received or 0, 'reason': line.reason,
            'comments': line.comments,
        } for line in remote.lines] or self._prepare_order_lines()
        for vals in lines:
            vals['product_id'] = self._find_product(vals['code']).id
        now = [[line[name] or False for name in LINE_FIELDS] for line in self.line_ids]
        if now != [[vals.get(name) or False for name in LINE_FIELDS] for vals in lines]:
            self.line_ids = [Command.clear(), *map(Command.create, lines)]

    def _prepare_order_lines(self):
        return [{
            'code': line.code, 'expected_quantity': line.shipped_quantity or line.quantity,
        } for line in self.order_id.line_ids if line.shipped_quantity or line.quantity]

    def _find_product(self, code):
        """The product of a code, as the order knows it, else as Odoo does."""
        of_order = self.order_id.line_ids.filtered(lambda line: line.code == code).product_id
        if of_order:
            return of_order[:1]
        products = self.env['product.product']
        found = products.search([
            *products._check_company_domain(self.company_id), ('default_code', '=', code)])
        return found if len(found) == 1 else products

    def _review_again(self, remote):
        """A return of which nothing has come yet is *new*; once something has, a person is told.
        """
        there, fresh = [line.received for line in remote.lines], self.state == 'new'
        none_yet = not any(there) and any(count is not None for count in there)
        self._review(announced=fresh and none_yet)
        if fresh and self.state != 'new':
            self._alert(self._arrival_note())

    # === CHANGES AFTER A DECISION === #

    def _quantities(self):
        """{code: pieces} that OGOship last told of this return."""
        if self.payload:
            return self._pieces_of(decode_return(self.payload))
        return {line.code: line.expected_quantity for line in self.line_ids}

    @api.model
    def _pieces_of(self, remote):
        """{code: pieces}: those that are there; as long as there are none, those expected."""
        there = {line.code: line.received for line in remote.lines if line.received}
        return there or {line.code: line.expected or 0 for line in remote.lines}

    def _tell_changed(self, before, after):
        if before == after or not after:
            return
        self._alert(self.env._(
            "Return %(reference)s is %(state)s in Odoo, and OGOship now says %(after)s instead of "
            "%(before)s. Correct the stock by hand if that is right.",
            reference=self.reference, state=dict(
                self._fields['state']._description_selection(self.env))[self.state].lower(),
            after=goods_text(self.env, after), before=goods_text(self.env, before)))

    # === ORDERS THAT CAME BACK === #

    @api.model
    def _take_order(self, order):
        """An order has the status *returned*: a row for it, unless a return tells of it already.

        :param order: ogoship.order
        """
        if order.return_ids:
            return
        row = self.with_context(tracking_disable=True).create({
            'merchant_id': order.merchant_id.id, 'source': 'order', 'order_id': order.id,
            'reference': order.reference, 'order_reference': order.reference,
            'remote_status': order.remote_status, 'delivery_id': order.part_of_id.id,
            'warehouse_comments': order.warehouse_comments})
        row.line_ids = [Command.create({
            **vals, 'product_id': row._find_product(vals['code']).id,
        }) for vals in row._prepare_order_lines()]
        row._review()
        row._alert(row._arrival_note())
