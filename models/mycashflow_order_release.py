from odoo import models

from ..tools.mycashflow_types import decode_order
from .amounts import converted_amounts
from .payments import takings
from .problem import Problem


class MycashflowOrder(models.Model):
    """Which orders are released for import, and why the others are held (design §6)."""

    _inherit = 'mycashflow.order'

    # === RELEASED OR HELD === #

    def _check_released(self, order):
        """Raise the `Problem` that keeps this order out of Odoo, if there is one."""
        if not self._is_imported():
            self._check_status(order)
        self._check_rows(order)
        self._order_currency(order)
        self._check_paid(order)

    def _check_status(self, order):
        number = self._number()
        if order.status == 'cancelled':
            raise Problem('cancelled', self.env._(
                "Order %(number)s was cancelled in the shop.", number=number), 'cancelled')
        if order.created_at and order.created_at < self.store_id._first_moment():
            raise Problem('before_start', self.env._(
                "Order %(number)s is older than the first order date of %(store)s.",
                number=number, store=self.store_id.name), 'ignored')
        if order.status == 'completed':
            raise Problem('delivered', self.env._(
                "Order %(number)s was delivered in the shop before Odoo saw it. Press Retry "
                "after reopening it there if it must be shipped.", number=number), 'ignored')
        if order.status != 'open':
            raise Problem('unreadable', self.env._(
                "Order %(number)s is “%(status)s” in the shop, which Odoo does not know. Set it "
                "to open there if it must be shipped, then press Retry.",
                number=number, status=order.status), 'held')

    def _check_rows(self, order):
        number = self._number()
        if not any(line.quantity for line in order.lines):
            raise Problem('no_lines', self.env._(
                "Order %(number)s has no rows.", number=number), 'held')
        if any(line.quantity < 0 for line in order.lines):
            raise Problem('return', self.env._(
                "Order %(number)s has rows with negative quantities: a return or an exchange. "
                "Handle it by hand, then press Ignore.", number=number), 'held')
        if order.total is None:
            raise Problem('total', self.env._(
                "The shop gives no total for order %(number)s. Open it in the shop.",
                number=number))

    def _check_paid(self, order):
        store, now = self.store_id, self._standing(self.store_id, order)
        ref = self._main_method_ref(store, order)
        method = self._payment_methods(store).get(ref, self.env['mycashflow.payment.method'])
        if now.paid < order.total and not method.release_unpaid:
            raise Problem('unpaid', self.env._(
                "Order %(number)s is not paid: %(paid)s. It is looked at again by itself. To ship "
                "before payment, tick Ship unpaid on the payment method %(method)s.",
                number=self._number(), paid=self._describe_paid(now, order.total),
                method=method.name or ref or '?'), 'held')

    # === PAYMENTS === #

    def _cash_to_collect(self):
        """What is still to be paid at the door, None when nothing is (Decimal)."""
        if not self:
            return None
        order = decode_order(self.payload)
        methods = self.store_id.payment_method_ids.filtered('cash_on_delivery')
        if (order.payment_method_id or 0) not in methods.mapped('remote_id'):
            return None
        rest = order.total - self._standing(self.store_id, order).paid
        return rest if rest > 0 else None

    # === CURRENCY === #

    def _order_currency(self, order):
        """Currency of the order's own amounts. Only payments name one (mycashflow-api §0, 13).

        Payments in another currency whose exchange rate leads to the total belong to an order in
        the company's currency. Payments of another currency that make up the total as they are
        belong to an order in that one. Anything else is not guessed.
        """
        own = self.company_id.currency_id
        payments = takings(order.payments, self._refund_methods(self.store_id))
        if converted_amounts(payments, order.total, own.name) is not None:
            return own
        names = sorted({payment.currency or own.name for payment in payments})
        currency = self.env['res.currency'].with_context(active_test=False).search(
            [('name', 'in', names)])
        paid = sum(payment.amount for payment in payments)
        if len(names) == len(currency) == 1 and paid == order.total:
            return currency
        raise Problem('currency', self.env._(
            "Order %(number)s is paid in %(currencies)s and the amounts do not tell the currency "
            "of its total. Make the sale order by hand, then press Ignore.",
            number=self._number(), currencies=', '.join(names)), 'held')
