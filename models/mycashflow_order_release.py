from decimal import Decimal
from types import SimpleNamespace

from odoo import models

from .amounts import CENT
from .problem import Problem


class MycashflowOrder(models.Model):
    """Which orders are released for import, and why the others are held (design §6)."""

    _inherit = 'mycashflow.order'

    # === RELEASED OR HELD === #

    def _check_released(self, order):
        """Raise the `Problem` that keeps this order out of Odoo, if there is one."""
        _, number = self.env._, self._number()
        if order.status == 'cancelled':
            raise Problem('cancelled', _(
                "Order %(number)s was cancelled in the shop.", number=number), 'cancelled')
        if order.created_at and order.created_at < self.store_id._first_moment():
            raise Problem('before_start', _(
                "Order %(number)s is older than the first order date of %(store)s.",
                number=number, store=self.store_id.name), 'ignored')
        if order.status == 'completed':
            raise Problem('delivered', _(
                "Order %(number)s was delivered in the shop before Odoo saw it. Press Retry "
                "after reopening it there if it must be shipped.", number=number), 'ignored')
        self._check_rows(order)
        self._check_paid(order)

    def _check_rows(self, order):
        _, number = self.env._, self._number()
        if not order.lines:
            raise Problem('no_lines', _("Order %(number)s has no rows.", number=number), 'held')
        if any(line.quantity <= 0 for line in order.lines):
            raise Problem('return', _(
                "Order %(number)s has rows with negative quantities: a return or an exchange. "
                "Handle it by hand, then press Ignore.", number=number), 'held')
        if order.total is None:
            raise Problem('total', _(
                "The shop gives no total for order %(number)s. Open it in the shop.",
                number=number))

    def _check_paid(self, order):
        method = self.env['mycashflow.payment.method'].search([
            ('store_id', '=', self.store_id.id), ('remote_id', '=', order.payment_method_id or 0),
        ], limit=1)
        released = self._released_amount(self._in_order_currency(order))
        if released < order.total and not method.release_unpaid:
            raise Problem('unpaid', self.env._(
                "Order %(number)s is not paid: %(paid)s of %(total)s. It is looked at again by "
                "itself. To ship before payment, tick Ship unpaid on the payment method"
                " %(method)s.", number=self._number(), paid=released.quantize(CENT),
                total=order.total, method=method.name or order.payment_method_id or '?'), 'held')

    # === CURRENCY === #

    def _order_currency(self, order):
        """Currency of the order's own amounts. Only payments name one (mycashflow-api §0, 13).

        A payment in another currency with an exchange rate that leads to the total belongs to an
        order in the company's currency.
        """
        company_currency = self.company_id.currency_id
        names = {
            payment.currency for payment in order.payments
            if payment.currency and payment.currency != company_currency.name}
        if not names or self._in_order_currency(order) is not order:
            return company_currency
        paid = sum(payment.amount for payment in order.payments)
        currency = self.env['res.currency'].search([('name', 'in', list(names))])
        if len(names) == len(currency) == 1 and paid == order.total:
            return currency
        raise Problem('currency', self.env._(
            "Order %(number)s is paid in %(currencies)s and the amounts do not tell the currency "
            "of its total. Make the sale order by hand, then press Ignore.",
            number=self._number(), currencies=', '.join(sorted(names))), 'held')

    def _in_order_currency(self, order):
        """The order with its foreign payments converted, where the given rate fits the total.

        The direction of the exchange rate is not known: both are tried.
        """
        own = self.company_id.currency_id.name
        if all(payment.currency in ('', own) for payment in order.payments):
            return order
        for convert in (Decimal.__truediv__, Decimal.__mul__):
            payments = tuple(
                SimpleNamespace(
                    amount=payment.amount if payment.currency in ('', own) else convert(
                        payment.amount, payment.exchange_rate or Decimal(1)).quantize(CENT),
                    status=payment.status, is_paid=payment.is_paid)
                for payment in order.payments)
            if abs(sum(p.amount for p in payments) - (order.total or 0)) <= 2 * CENT:
                return SimpleNamespace(payments=payments)
        return order
