"""What the action POSTs do to an order, and in which states they are refused
(mycashflow-api §2.1, §3). A refusal because of the state is a 409 (§1.7)."""

from .amounts import CENT, exact
from .clock import shop_time
from .orders import event, recompute
from .refusal import Refusal
from .seed import CASH_ON_DELIVERY, KLARNA
from .shop_stock import move_stock


def conflict(message):
    return Refusal(409, message)


def cancel(shop, order):
    """`open|completed` → `cancelled` (§3.1); archived orders cannot be cancelled (§0.15)."""
    if order['archived_at'] or order['status'] == 'CANCELLED':
        raise conflict('The order cannot be cancelled in its current state')
    delivered = order['status'] == 'COMPLETED'
    now = touch(shop, order)
    for row in order['products']:
        _release(shop, order, row, delivered)
    if delivered or shop.state.play['cancel_rows'] == 'negate':
        _return_rows(shop, order, now)
    order.update(status='CANCELLED', total=0)
    for payment in order['payments']:
        if payment['status'] == 'OPEN':
            payment.update(status='CANCELLED', is_confirmed=False, updated_at=now)
    order['events'].append(event(now, 'ORDER_CANCELLED', 'Tilaus peruttu'))


def quick_process(shop, order, body):
    """Everything delivered at once (§3.5), for exactly one payment transaction (§0.10)."""
    if order['archived_at'] or order['status'] != 'OPEN':
        raise conflict('The order cannot be processed in its current state')
    if len(order['payments']) != 1:
        raise conflict('The order must have exactly one payment transaction')
    payment = order['payments'][0]
    open_cod = payment['payment_method_id'] == CASH_ON_DELIVERY and payment['status'] == 'OPEN'
    if open_cod and not body.get('allow_open_cash_on_delivery_payments'):
        raise conflict('The order has an open cash on delivery payment')
    deliver(shop, order, body.get('tracking_code'))
    if payment['payment_method_id'] == KLARNA and payment['status'] == 'PENDING_ACTIVATION':
        set_payment(payment, 'PAID', order['updated_at'])
    if body.get('send_emails'):
        shop.store.mails.append(order['id'])


def deliver(shop, order, tracking_code=None):
    """All shipments that are open → COMPLETED, and the order with them."""
    if order['archived_at'] or order['status'] != 'OPEN':
        raise conflict('The order cannot be processed in its current state')
    shipments = [s for s in order['shipments'] if s['status'] == 'OPEN']
    for shipment in shipments:
        _require_method(shipment)
    now = touch(shop, order)
    for shipment in shipments:
        if tracking_code:
            shipment['tracking_code'] = tracking_code
        _complete(shop, order, shipment, now)
    order['status'] = 'COMPLETED'
    order['events'].append(event(now, 'ORDER_COMPLETED', 'Tilaus toimitettu'))


def complete_shipment(shop, order, shipment, body):
    """Shipment → COMPLETED; when all are, the order too (§2.1, §3.3)."""
    if order['archived_at'] or order['status'] != 'OPEN' or shipment['status'] != 'OPEN':
        raise conflict('The shipment cannot be completed in its current state')
    _require_method(shipment)
    if abs(_paid_or_promised(order) - exact(order['total'])) > CENT:
        raise conflict('The payments do not match the total of the order')
    now = touch(shop, order)
    if body and body.get('tracking_code'):
        shipment['tracking_code'] = body['tracking_code']
    _complete(shop, order, shipment, now)
    if all(s['status'] == 'COMPLETED' for s in order['shipments']):
        order['status'] = 'COMPLETED'
    order['events'].append(event(now, 'SHIPMENT_COMPLETED', 'Lähetys toimitettu'))


# What each payment action wants and gives (§2.1, §3.2).
PAYMENT_ACTIONS = {
    'mark_as_paid_payment': (('OPEN', 'PENDING_ACTIVATION', 'CANCELLED'), 'PAID'),
    'mark_as_unpaid_payment': (('PAID', 'CANCELLED'), 'OPEN'),
    'mark_as_cancelled_payment': (('OPEN', 'PENDING_ACTIVATION'), 'CANCELLED'),
    'activate_payment': (('PENDING_ACTIVATION',), 'PAID'),
}


def change_payment(shop, order, payment, action):
    wanted, status = PAYMENT_ACTIONS[action]
    locked = order['archived_at'] or order['status'] == 'CANCELLED'
    if locked or payment['status'] not in wanted:
        raise conflict('The payment cannot be changed in its current state')
    if action == 'activate_payment' and payment['payment_method_id'] != KLARNA:
        raise conflict('The payment cannot be activated')
    now = touch(shop, order)
    set_payment(payment, status, now)
    order['events'].append(event(now, f'PAYMENT_{status}', 'Maksun tila muuttui'))


def set_payment(payment, status, now):
    payment.update(status=status, is_paid=status == 'PAID', updated_at=now)
    payment['is_confirmed'] = status != 'CANCELLED'


def touch(shop, order):
    order['updated_at'] = shop_time(shop.state.clock.now())
    return order['updated_at']


def reserve(state, store, order, sign=1):
    """Open orders reserve, or deduct at once (§5 "not documented": switch `reserve_at`)."""
    for row in order['products']:
        if order['status'] == 'OPEN' and not row['delivered_at']:
            _hold(state, store, order, row, sign)


def _hold(state, store, order, row, sign):
    """Take a row's pieces out of what can be sold; sign −1 gives them back."""
    pieces = sign * row['quantity']
    if state.play['reserve_at'] == 'never':
        move_stock(state, store, row['product_code'], quantity=-pieces,
                   source=('order', order['id']))
    else:
        move_stock(state, store, row['product_code'], reserved=pieces)


def _complete(shop, order, shipment, now):
    shipment.update(status='COMPLETED', completed_at=now, updated_at=now)
    for row in order['products']:
        if row['shipment_id'] == shipment['id'] and not row['delivered_at'] and row['quantity'] > 0:
            row.update(delivered_at=now, updated_at=now)
            if shop.state.play['reserve_at'] != 'never':
                move_stock(
                    shop.state, shop.store, row['product_code'], quantity=-row['quantity'],
                    reserved=-row['quantity'], source=('order', order['id']),
                )


def _require_method(shipment):
    if shipment['shipping_method_id'] is None:
        raise conflict('The shipment cannot be completed without a shipping method')


def _paid_or_promised(order):
    """Payments that stand, in the order's currency (§3.3 "payments to match the total")."""
    return sum(
        exact(p['amount']) / exact(p['exchange_rate'] or 1)
        for p in order['payments'] if p['status'] not in ('CANCELLED', 'REFUNDED')
    )


def _release(shop, order, row, delivered):
    if row['delivered_at'] and delivered:
        move_stock(shop.state, shop.store, row['product_code'], quantity=row['quantity'],
                   source=('order', order['id']))
    elif not row['delivered_at']:
        _hold(shop.state, shop.store, order, row, -1)


def _return_rows(shop, order, now):
    """As order 10246: each row once more with the opposite quantity, all amounts zero."""
    for row in list(order['products']):
        order['products'].append(row | {
            'id': shop.state.next_id('row', 88200), 'created_at': now, 'updated_at': now,
            'quantity': -row['quantity'], 'return_to_stock': True,
        })
    order.update(shipping_costs=0, payment_costs=0, discount=0)
    recompute(shop.state, order)
