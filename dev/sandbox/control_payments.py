"""What buyers, banks and the merchant do to the payments of an order."""

from . import orders, shop_actions
from .accounts import STORE
from .amounts import exact, number
from .clock import shop_time
from .control_base import operation
from .control_shop import ShopControl
from .seed import REFUND


class PaymentControl(ShopControl):

    @operation
    def pay(self, order_id, store=STORE):
        """Mark the open payments as paid."""
        return self._set_payments(order_id, store, ('OPEN', 'PENDING_ACTIVATION'), 'PAID')

    @operation
    def pay_part(self, order_id, amount, store=STORE):
        """The buyer has paid this much: one more payment; what is open becomes less by it."""
        order, now = self._paid(store, order_id)
        for payment in order['payments']:
            if payment['status'] == 'OPEN':
                payment.update(
                    amount=number(exact(payment['amount']) - exact(amount)), updated_at=now)
        self._add_payment(order, now, amount=amount)
        return order

    @operation
    def authorise(self, order_id, status='PENDING_ACTIVATION', store=STORE):
        """Open payments are sure to be paid once activated; `status` for the unknown codes."""
        return self._set_payments(order_id, store, ('OPEN', 'PENDING_ACTIVATION'), status)

    @operation
    def unpay(self, order_id, store=STORE):
        """`mark-as-unpaid`, by the merchant (§2.1)."""
        return self._set_payments(order_id, store, ('PAID', 'CANCELLED'), 'OPEN')

    @operation
    def cancel_payment(self, order_id, store=STORE):
        """Nullified, or it could not be confirmed (§3.2)."""
        return self._set_payments(
            order_id, store, ('OPEN', 'PENDING_ACTIVATION', 'PAID'), 'CANCELLED')

    @operation
    def refund(self, order_id, amount=None, store=STORE):
        """Money given back, all of it without `amount`; recorded as `refund_style` says."""
        order, now = self._paid(store, order_id)
        paid = [p for p in order['payments'] if p['status'] == 'PAID' and p['amount'] > 0]
        style = self._state.play['refund_style']
        if style == 'status':
            for payment in paid:
                if amount is None or exact(payment['amount']) == exact(amount):
                    shop_actions.set_payment(payment, 'REFUNDED', now)
            return order
        given = sum(exact(p['amount']) for p in paid) if amount is None else exact(amount)
        sign = 1 if style == 'positive_refund_method' else -1
        self._add_payment(
            order, now, amount=number(sign * given), payment_method_id=REFUND)
        return order

    def _set_payments(self, order_id, store, wanted, status):
        order, now = self._paid(store, order_id)
        for payment in order['payments']:
            if payment['status'] in wanted and payment['payment_method_id'] != REFUND:
                shop_actions.set_payment(payment, status, now)
        return order

    def _add_payment(self, order, now, **values):
        payment = orders.further_payment(self._state, order, values)
        order['payments'].append(payment | {'created_at': now, 'updated_at': now})

    def _paid(self, store, order_id):
        """The order and the time; `payments_touch_order` says whether the order's moves too."""
        if self._state.play['payments_touch_order']:
            return self._touched(store, order_id)
        return self._order(store, order_id), shop_time(self._state.clock.now())
