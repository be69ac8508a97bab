from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH
from ..tools.mycashflow_types import decode_order
from .problem import Problem, explain_remote


class MycashflowOrder(models.Model):
    """Cancelled in Odoo: the shop's order follows when a person asks for it, never by itself."""

    _inherit = 'mycashflow.order'

    shop_cancel_wanted = fields.Boolean(
        readonly=True, copy=False, index=True,
        help="A person wants the order cancelled in the shop as well.")
    can_cancel_in_shop = fields.Boolean(compute='_compute_can_cancel_in_shop')

    @api.depends('remote_status', 'shipped_date', 'shop_cancel_wanted', 'sale_order_id.state',
                 'sale_order_id.picking_ids.state', 'ogoship_order_ids.state')
    def _compute_can_cancel_in_shop(self):
        for order in self:
            order.can_cancel_in_shop = (
                order.remote_status == 'open' and not order.shop_cancel_wanted
                and order._is_undone())

    def _is_undone(self):
        """Whether its sale order is cancelled and nothing of it has been or will be shipped."""
        # sudo: whoever looks at the order need not have rights on deliveries.
        sale = self.sudo().sale_order_id
        return (
            sale.state == 'cancel' and not self.shipped_date
            and not sale._mycashflow_left()
            and all(row.state == 'cancelled' for row in sale.ogoship_order_ids))

    # === ACTION METHODS === #

    def action_cancel_in_shop(self):
        """Cancel the orders in the shop at the next run, which is asked for at once."""
        for order in self:
            order._check_can_cancel_in_shop()
            order.write({'shop_cancel_wanted': True, **order._clear_problem()})
        self.store_id._ring()
        store = self.store_id[:1]
        return store._notify(self.env._(
            "To be cancelled in the shop: %(count)s. %(when)s",
            count=len(self), when=store._next_run()))

    def _check_can_cancel_in_shop(self):
        if self.remote_status == 'completed':
            raise UserError(self._text_of_delivered())
        if self.remote_status == 'cancelled':
            raise UserError(self.env._(
                "Order %(number)s is cancelled in the shop already.", number=self._number()))
        if not self._is_undone():
            raise UserError(self.env._(
                "Order %(number)s can be cancelled in the shop when its sale order is cancelled "
                "and nothing of it has been or will be shipped.", number=self._number()))

    def _text_of_delivered(self):
        return self.env._(
            "Order %(number)s is marked delivered in the shop. Cancelling it there would set its "
            "total to zero, so that is left to you: reopen or return it in the shop.",
            number=self._number())

    # === SCHEDULED ACTION === #

    @api.model
    def _cancel_in_shop_due(self, store, client):
        """Cancel in the shop what persons asked for. Commits order by order.

        :param client: function that returns the store's network client
        :return: False when time ran out or the shop is out of reach.
        """
        due = Domain('store_id', '=', store.id) & Domain('shop_cancel_wanted', '=', True)
        due &= self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        shop = client()
        done = rows._work_each(due, lambda row: row._cancel_one_in_shop(shop))
        return done and len(rows) < ORDERS_PER_BATCH

    def _cancel_one_in_shop(self, client):
        """Look, cancel, look again: only what the shop then says is so."""
        if not self._is_undone():
            self.write({'shop_cancel_wanted': False, **self._clear_problem()})
            return
        payload, refusal = self._get_from_shop(client), None
        if decode_order(payload).status == 'open':
            refusal = self._try_in_shop(client, 'cancel_order', {})
            payload = self._get_from_shop(client)
        status = decode_order(payload).status
        if status in ('cancelled', 'completed'):
            self.write({'shop_cancel_wanted': False, **self._clear_problem()})
            self._note_change(self._prepare_inbox_vals(self.store_id, self.remote_id, payload))
        if status == 'completed':
            self.write({'reason': 'delivered', 'message': self._text_of_delivered()})
        elif status != 'cancelled':
            raise Problem('refused', self.env._(
                "The shop did not cancel order %(number)s: it is still %(status)s there. "
                "%(refusal)s It is tried again; if that does not help, cancel it in the shop.",
                number=self._number(), status=status,
                refusal=explain_remote(self.env, refusal)))


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    can_cancel_in_shop = fields.Boolean(
        compute='_compute_can_cancel_in_shop', groups='mycashflow_ogoship.group_user')

    @api.depends('mycashflow_order_ids.can_cancel_in_shop')
    def _compute_can_cancel_in_shop(self):
        for sale in self:
            sale.can_cancel_in_shop = any(
                order.can_cancel_in_shop for order in sale.mycashflow_order_ids)

    def action_cancel_in_shop(self):
        return self.mycashflow_order_ids.action_cancel_in_shop()
