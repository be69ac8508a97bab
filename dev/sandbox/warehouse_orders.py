"""What the warehouse does with orders: checks at arrival, statuses, stock (ogoship-api §6)."""

from decimal import Decimal

from .amounts import exact, number
from .clock import warehouse_time
from .refusal import Refusal
from .warehouse_products import RESERVING, change_stock, find_product, reserved

EDITABLE = ('draft', 'new', 'pending', 'reserved')
LINE_FIELDS = (
    'code', 'quantity', 'unitPrice', 'vatPercentage', 'productInfoUrl', 'productPictureUrl',
)
CUSTOMER_FIELDS = (
    'name', 'company', 'address1', 'address2', 'city', 'countryCode', 'zip', 'phone', 'email',
)
OPTIONAL = (
    'shippingCode', 'pickUpPointCode', 'comments', 'priceTotal', 'priceCurrency', 'cashOnDelivery',
)


def create_order(state, merchant, body):
    """The status in the answer may differ from the one sent (§6.3)."""
    hold = _duplicate(state, merchant, body['reference'])
    if body['status'] not in ('draft', 'new', 'reserved'):
        raise Refusal(400, 'Status is not allowed.')
    _check_values(state, merchant, body)
    order = {
        'id': state.next_uuid(), 'reference': body['reference'], 'status': 'draft',
        'trackingNumber': None, 'trackingUrl': None, 'warehouseComments': None,
        'orderLines': [], 'documents': [], 'test': False,
    } | dict.fromkeys(OPTIONAL)
    merchant.orders.append(order)
    _fill(state, merchant, order, body)
    settle(state, merchant, order, body['status'], hold)
    if order['status'] == 'new' and state.play['status_after_create'] != 'new':
        order['status'] = state.play['status_after_create']
    return order


def update_order(state, merchant, order, body):
    """PUT (§6.4 points 5 and 6): only some states accept it; a 200 alone proves nothing."""
    if not _may_change(state, order, body):
        if state.play['put_in_wrong_state'] == 'refuse':
            raise Refusal(400, f'Order cannot be changed in status {order["status"]}.')
        return order
    if body['status'] == 'cancelled':
        if state.play['cancel_by_put']:
            set_status(state, merchant, order, 'cancelled')
        return order
    if body['status'] not in EDITABLE:
        raise Refusal(400, 'Status is not allowed.')
    if body['reference'] != order['reference'] and find_orders(merchant, body['reference']):
        raise Refusal(400, 'Order with same reference already exists.')
    _check_values(state, merchant, body)
    order['reference'] = body['reference']
    if state.play['put_left_out'] == 'clear':
        order.update(dict.fromkeys(OPTIONAL))
    _fill(state, merchant, order, body)
    settle(state, merchant, order, body['status'])
    wake_pending(state, merchant)
    return order


def settle(state, merchant, order, wanted, hold=None):
    """The status after the checks at arrival; problems put the order into reserved (§6.3)."""
    wanted = 'new' if wanted == 'pending' else wanted  # pending is the warehouse's own word
    reason = hold or (_problem(state, merchant, order) if wanted == 'new' else None)
    order['warehouseComments'] = reason
    if reason:
        order['status'] = 'reserved'
    elif wanted == 'new':
        order['status'] = 'draft'  # its own lines do not compete with themselves
        order['status'] = 'new' if _suffices(merchant, order) else 'pending'
    else:
        order['status'] = wanted
    touch(state, order)


def set_status(state, merchant, order, status):
    """Stock is deducted when collecting starts, not when it ships (§6.3)."""
    if status == 'collecting':
        for line in order['orderLines']:
            change_stock(state, merchant, line['code'], -line['quantity'])
    released = order['status'] in RESERVING and status == 'cancelled'
    order['status'] = status
    touch(state, order)
    if released:
        wake_pending(state, merchant)


def wake_pending(state, merchant):
    """A pending order becomes new by itself when stock suffices (§6.3), oldest first."""
    for order in merchant.orders:
        if order['status'] == 'pending' and _suffices(merchant, order):
            order['status'] = 'new'
            touch(state, order)


def find_orders(merchant, reference):
    return [order for order in merchant.orders if order['reference'] == reference]


def touch(state, order):
    """`editTime` moves with every change (§6.2)."""
    order['editTime'] = warehouse_time(state.clock.now())


def price_of(lines):
    if any(line['unitPrice'] is None for line in lines):
        return None
    return number(sum((exact(i['unitPrice']) * i['quantity'] for i in lines), Decimal(0)))


def _duplicate(state, merchant, reference):
    """Sources disagree (§6.4 point 3): switch `duplicate_reference`."""
    if not find_orders(merchant, reference):
        return None
    if state.play['duplicate_reference'] == 'refuse':
        raise Refusal(
            400, 'Trying to add new order but order with same reference already exists.',
        )
    return 'Order with same reference already exists.'


def _check_values(state, merchant, body):
    """What is refused outright with a 400, beyond the schema."""
    for line in body.get('orderLines') or ():
        if type(line['quantity']) is not int or line['quantity'] < 1:
            raise Refusal(400, 'OrderLine.Quantity must be a positive whole number.')
        known = find_product(merchant, line['code'])
        if not known and state.play['unknown_product_code'] == 'refuse':
            raise Refusal(400, f'Product {line["code"]} was not found.')
    for document in body.get('documents') or ():
        if not document.get('url') and not document.get('base64Content'):
            raise Refusal(400, 'Document.Url or Document.Base64Content is required.')
    wrong = body.get('shippingCode') not in merchant.shipping_codes
    if wrong and len(merchant.shipping_codes) == 1 and not body.get('shippingCode'):
        wrong = False
    if wrong and body['status'] == 'new' and state.play['unknown_shipping_code'] == 'refuse':
        raise Refusal(400, 'Shipping method was not found.')


def _fill(state, merchant, order, body):
    """Lines and documents replace what is stored when present (§6.1)."""
    order.update({k: body[k] for k in (*OPTIONAL, 'test') if k in body})
    order['customer'] = dict.fromkeys(CUSTOMER_FIELDS) | body['customer']
    if state.play['strip_cash_on_delivery']:
        order['cashOnDelivery'] = None
    if body.get('orderLines') is not None:
        lines = [dict.fromkeys(LINE_FIELDS) | line for line in body['orderLines']]
        if state.play['unknown_product_code'] == 'drop':
            lines = [line for line in lines if find_product(merchant, line['code'])]
        order['orderLines'] = lines
    if body.get('documents') is not None:
        order['documents'] = [_document(state, document) for document in body['documents']]


def _document(state, document):
    """No Base64 on the way back (§6.2)."""
    number = state.next_id('document', 1)
    url = document.get('url') or f'https://files.example.com/doc/{number}'
    return {'type': document['type'], 'url': url}


def _problem(state, merchant, order):
    """Why the warehouse holds the order (behaviour §7): the text goes to warehouseComments."""
    codes = merchant.shipping_codes
    if order['shippingCode'] not in codes and (order['shippingCode'] or len(codes) > 1):
        return 'Shipping method was not found.'
    for line in order['orderLines']:
        if not find_product(merchant, line['code']):
            return f'Product {line["code"]} was not found.'
    if not order['customer']['phone'] and not state.play['allow_no_phone']:
        return 'Phone number is missing.'
    if order['comments'] and state.play['hold_comments']:
        return 'Customisation request must be approved.'
    return None


def _suffices(merchant, order):
    """Whether stock covers the order beside what others hold; pending ones hold nothing yet."""
    held = reserved(merchant, without=('pending',))
    wanted = {}
    for line in order['orderLines']:
        wanted[line['code']] = wanted.get(line['code'], 0) + line['quantity']
    for code, quantity in wanted.items():
        product = find_product(merchant, code)
        if product is None or product['stock'] - held[code] < quantity:
            return False
    return True


def _may_change(state, order, body):
    """Cancelling is possible in `new` too; changing only if the merchant allows it (§6.3)."""
    if order['status'] == 'new' and body['status'] != 'cancelled':
        return state.play['api_changes']
    return order['status'] in EDITABLE
