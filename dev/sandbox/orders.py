"""Orders of the shop: complete, and consistent to the cent (mycashflow-api §2, §3)."""

import copy

from . import seed
from .amounts import amounts, exact, number, rounded
from .clock import HELSINKI, parse, shop_time
from .order_kinds import KINDS
from .shop_catalogue import sold


OVERRIDES = {
    'id', 'lines', 'shipping_costs', 'payment_costs', 'discount', 'shipping_method_id',
    'payment_method_id', 'customer', 'shipping', 'status', 'payments', 'comments', 'details',
    'created_at', 'updated_at', 'archived_at', 'total', 'pickup_point', 'version_id', 'language',
    'customer_id', 'external_id', 'shipments',
}


def build_order(state, store, kind, overrides):
    """A raw, fully expanded order of the kind, with the caller's overrides."""
    if kind not in KINDS:
        raise ValueError(f'unknown kind {kind!r}: one of {", ".join(KINDS)}')
    unknown = set(overrides) - OVERRIDES
    if unknown:
        raise ValueError(f'unknown overrides: {", ".join(sorted(unknown))}')
    spec = copy.deepcopy(KINDS[kind]) | copy.deepcopy(overrides)
    order = _head(state, store, spec)
    order['products'] = [_row(state, store, order, line) for line in spec['lines']]
    order['shipments'] = [
        _shipment(state, store, order, shipment, spec) for shipment in spec.get('shipments', [{}])
    ]
    for row in order['products']:
        row['shipment_id'] = _shipment_of(row, order)
    recompute(state, order)
    order['total'] = spec.get('total', order['total'])
    order['payments'] = _payments(state, order, spec)
    order['comments'] = [_comment(order, text) for text in _texts(spec.get('comments'))]
    order['events'] = [event(order['created_at'], 'ORDER_CREATED', 'Tilaus vastaanotettu')]
    return order


def recompute(state, order):
    """Amounts and tax summary from the rows and costs."""
    discount = abs(exact(order['discount']))
    subtotal, total, summary = amounts(
        order['products'], order['shipping_costs'], order['payment_costs'], discount,
    )
    order.update(subtotal=subtotal, total=total, tax_summary=summary)
    order['discount'] = number(discount * state.play['discount_sign'])


def change(state, store, order, changes):
    """Edit an order in place: the same names as the overrides of `place`."""
    changes = dict(changes)
    if 'lines' in changes:
        order['products'] = [
            _row(state, store, order, line) for line in changes.pop('lines')]
        for row in order['products']:
            row['shipment_id'] = _shipment_of(row, order)
    _change_addresses(order, changes.pop('customer', {}), changes.pop('shipping', None))
    if 'comments' in changes:
        order['comments'] = [_comment(order, text) for text in _texts(changes.pop('comments'))]
    payments, total = changes.pop('payments', None), changes.pop('total', None)
    unknown = set(changes) - set(order)
    if unknown:
        raise ValueError(f'unknown fields of an order: {", ".join(sorted(unknown))}')
    order.update(changes)
    recompute(state, order)
    order['total'] = order['total'] if total is None else total
    if payments is not None:
        order['payments'] = _payments(state, order, {'payments': payments})


def _change_addresses(order, customer, shipping):
    order['customer_information'].update(customer)
    if not order['different_shipping_address']:
        order['shipping_address'].update({k: v for k, v in customer.items() if k != 'vat_code'})
    if shipping:
        order['shipping_address'].update(shipping)
        order['different_shipping_address'] = True


def _head(state, store, spec):
    customer, shipping, different = _addresses(state, spec)
    created = _created(state, spec)
    order_id = spec.get('id') or state.next_id(f'order {store.name}', 10250)
    link = f'https://{store.name}.mycashflow.fi/order/{order_id}'
    return {
        'id': order_id, 'created_at': created, 'updated_at': spec.get('updated_at', created),
        'archived_at': spec.get('archived_at'), 'external_id': spec.get('external_id'),
        'version_id': spec.get('version_id', 1), 'language': spec.get('language', 'fi'),
        'customer_id': spec.get('customer_id'), 'customer_external_id': None,
        'shipping_method_id': spec['shipping_method_id'],
        'payment_method_id': spec['payment_method_id'],
        'customer_information': customer, 'shipping_address': shipping,
        'different_shipping_address': different,
        'subtotal': 0, 'shipping_costs': spec['shipping_costs'],
        'payment_costs': spec.get('payment_costs', 0), 'discount': spec.get('discount', 0),
        'total': 0, 'status': spec.get('status', 'OPEN').upper(), 'details': spec.get('details'),
        'receipt_url': f'{link}/receipt/{order_id:x}a7',
        'return_document_url': f'{link}/return/{order_id:x}a7',
        'dispatch_note_url': f'{link}/dispatchnote/{order_id:x}a7', 'custom_data': None,
    }


def _addresses(state, spec):
    """§2.4: without a different address, the shipping address repeats the customer's."""
    person = spec.get('person') or state.random.choice(seed.PEOPLE)
    customer = person | spec.get('customer', {})
    shipping = {k: v for k, v in customer.items() if k != 'vat_code'}
    other = {k: v for k, v in spec.get('shipping', {}).items() if k != 'vat_code'}
    return customer, shipping | other, bool(other)


def _created(state, spec):
    moment = spec.get('created_at')
    return shop_time(parse(moment, HELSINKI) if moment else state.clock.now())


def _row(state, store, order, line):
    product = sold(store, line)
    row = {
        'id': state.next_id('row', 88200), 'created_at': order['created_at'],
        'updated_at': order['created_at'], 'delivered_at': None, 'order_id': order['id'],
        'product_id': product.get('product_id'), 'variation_id': product.get('variation_id'),
        'download_id': None, 'download_time_ends': None, 'download_times_left': None,
        'download_url': None, 'customizations': None,
        'vat_rate': product.get('vat_rate', seed.DEFAULT_VAT_RATE), 'bundle_id': None,
        'campaign_id': None, 'unit_price': product.get('price', 10),
        'purchase_price': product.get('purchase_price'), 'quantity': 1,
        'product_code': line.get('code', product.get('code')),
        'product_name': product.get('name', 'Tuntematon tuote'),
        'model_name': product.get('model_name') or None, 'warranty': None, 'custom_data': None,
        'shipment_id': None, 'return_to_stock': None, 'return_reasons': [],
    }
    names = {'code': 'product_code', 'name': 'product_name'}
    given = {names.get(k, k): v for k, v in line.items()}
    unknown = set(given) - set(row)
    if unknown:
        raise ValueError(f'unknown fields of a line: {", ".join(sorted(unknown))}')
    return row | given


def _shipment(state, store, order, shipment, spec):
    weight = sum(
        exact(sold(store, {'code': row['product_code']}).get('weight') or 0) * row['quantity']
        for row in order['products'] if row['quantity'] > 0 and not row['download_id']
    )
    return {
        'id': state.next_id('shipment', 56000), 'created_at': order['created_at'],
        'updated_at': order['created_at'], 'completed_at': None, 'order_id': order['id'],
        'type': 'DELIVERY', 'status': 'OPEN', 'shipping_method_id': order['shipping_method_id'],
        'weight': number(exact(weight)), 'parcel_count': 1, 'external_id': None,
        'external_pickup_point_id': spec.get('pickup_point'), 'tracking_code': None,
        'shipping_label_url': None, 'documents': [],
    } | shipment


def _shipment_of(row, order):
    """Downloads have nothing to ship; a till sale has no shipment (§3.3, order 10248)."""
    if row['shipment_id'] is None and order['shipments'] and not row['download_id']:
        return order['shipments'][0]['id']
    return row['shipment_id']


def _payments(state, order, spec):
    """The given payments; the one without an amount pays what the others leave."""
    payments = spec.get('payments', [{}])
    fixed = sum(exact(p['amount']) for p in payments if 'amount' in p)
    rest = exact(order['total']) - fixed
    return [_payment(state, order, position, p, rest) for position, p in enumerate(payments, 1)]


def further_payment(state, order, values):
    """One more payment of an order that exists."""
    return _payment(state, order, len(order['payments']) + 1, values, exact(0))


def _payment(state, order, position, payment, rest):
    rate = exact(payment.get('exchange_rate', 1))
    status = payment.get('status', 'PAID').upper()
    return {
        'id': state.next_id('payment', 61300), 'created_at': order['created_at'],
        'updated_at': order['created_at'], 'order_id': order['id'],
        'payment_method_id': order['payment_method_id'],
        'reference': f'{order["id"]}{position}', 'external_id': None,
        'amount': number(rounded(rest * rate)), 'currency': 'EUR', 'exchange_rate': 1,
        'is_confirmed': status != 'CANCELLED', 'is_paid': status == 'PAID', 'status': status,
    } | payment | {'status': status}


def _texts(comments):
    return [comments] if isinstance(comments, str) else comments or []


def _comment(order, text):
    comment = text if isinstance(text, dict) else {'text': text}
    return {
        'order_id': order['id'], 'created_at': order['created_at'], 'user_id': None,
        'visibility': 'PUBLIC',
    } | comment


def event(stamp, code, message):
    return {'created_at': stamp, 'code': code, 'message': message, 'data': None}
