"""The shop over HTTP (mycashflow-api.md).

Not served yet, answered 404: creating or changing orders, products, variations and customers,
categories, brands, suppliers, customers.
"""

import base64
import binascii
import copy

from . import shop_actions as actions
from . import shop_catalogue as catalogue
from . import shop_stock as stock
from .clock import HELSINKI, parse
from .paging import expanded, page_of, sorted_by, wanted_parts
from .refusal import Refusal
from .shop_webhooks import WebhookCalls

ORDER_PARTS = ('products', 'shipments', 'payments', 'comments', 'events', 'tax_summary')
ORDER_EXPANDS = (*ORDER_PARTS, 'products.return_reasons')
ORDER_SORTS = ('id-asc', 'id-desc', 'updated_at-asc', 'updated_at-desc')
PRODUCT_PARTS = (
    'translations', 'visibilities', 'category_links', 'image_links', 'features', 'variations',
    'brand', 'stock_item',
)
PRODUCT_EXPANDS = (*PRODUCT_PARTS, 'variations.features', 'variations.stock_item')
VARIATION_EXPANDS = ('features', 'stock_item')


class Shop(WebhookCalls):
    """One call of one store. Methods are named after the contract's operations."""

    def __init__(self, state, store, url):
        self.state = state
        self.store = store
        self.url = url

    # -- orders

    def list_orders(self, query):
        rows = list(self.store.orders.values())
        if 'status' in query:
            rows = [o for o in rows if o['status'].lower() == query['status']]
        for field in ('created_at', 'updated_at', 'archived_at'):
            rows = self.between(rows, field, query)
        rows = [o for o in rows if self._completed_between(o, query)]
        rows = sorted_by(rows, query.get('sort', 'id-desc'), ORDER_SORTS)
        wanted_parts(query, ORDER_EXPANDS)
        rows, meta = self.page(rows, query)
        self._fail_on_broken(rows, query)
        return {'data': [self.order_answer(o, query) for o in rows], 'meta': meta}

    def get_order(self, query, order_id):
        order = self.order(order_id)
        self._fail_on_broken([order], query)
        return {'data': self.order_answer(order, query)}

    def cancel_order(self, query, order_id):
        actions.cancel(self, self.order(order_id))
        return {'data': self.order_answer(self.order(order_id), {})}

    def quick_process_order(self, query, order_id, body=None):
        actions.quick_process(self, self.order(order_id), body or {})
        return {'data': self.order_answer(self.order(order_id), {})}

    def order(self, order_id):
        return self.found(self.store.orders, int(order_id))

    def order_answer(self, order, query):
        return expanded(order, query, ORDER_PARTS, ORDER_EXPANDS)

    # -- shipments and payments

    def list_shipments(self, query, order_id):
        return {'data': copy.deepcopy(self.order(order_id)['shipments'])}

    def get_shipment(self, query, order_id, shipment_id):
        return {'data': self._shipment(order_id, shipment_id)}

    def update_shipment(self, query, order_id, shipment_id, body):
        """Not confirmed (§2.1): exists only when the `shop_patch_shipment` switch says so."""
        if not self.state.play['shop_patch_shipment']:
            raise Refusal(404, 'Not Found')
        shipment = self._shipment(order_id, shipment_id)
        shipment.update(body, updated_at=actions.touch(self, self.order(order_id)))
        return {'data': shipment}

    def complete_shipment(self, query, order_id, shipment_id, body=None):
        shipment = self._shipment(order_id, shipment_id)
        actions.complete_shipment(self, self.order(order_id), shipment, body)
        return {'data': shipment}

    def get_payment(self, query, order_id, payment_id):
        return {'data': self._payment(order_id, payment_id)}

    def change_payment(self, operation, order_id, payment_id):
        payment = self._payment(order_id, payment_id)
        actions.change_payment(self, self.order(order_id), payment, operation)
        return {'data': payment}

    def _shipment(self, order_id, shipment_id):
        return _by_id(self.order(order_id)['shipments'], shipment_id)

    def _payment(self, order_id, payment_id):
        return _by_id(self.order(order_id)['payments'], payment_id)

    # -- products and stock

    def list_products(self, query):
        rows = catalogue.products(self.state, self.store)
        if 'id' in query:
            rows = [p for p in rows if str(p['id']) in query['id'].split(',')]
        return self._list(rows, query, PRODUCT_PARTS, PRODUCT_EXPANDS)

    def get_product(self, query, id):
        product = _by_id(catalogue.products(self.state, self.store), id)
        return {'data': expanded(product, query, PRODUCT_PARTS, PRODUCT_EXPANDS)}

    def get_product_by_code(self, query, product_code):
        product = catalogue.product_by_code(self, product_code)
        return {'data': expanded(product, query, PRODUCT_PARTS, PRODUCT_EXPANDS)}

    def list_variations(self, query, id):
        rows = catalogue.variations_of(self, id)
        return self._list(rows, query, VARIATION_EXPANDS, VARIATION_EXPANDS)

    def get_variation(self, query, id, variation_id):
        variation = _by_id(catalogue.variations_of(self, id), variation_id)
        return {'data': expanded(variation, query, VARIATION_EXPANDS, VARIATION_EXPANDS)}

    def list_stock(self, query):
        return self._list([p['stock_item'] for p in self.store.products if p['stock_item']], query)

    def get_stock_item(self, query, product_code):
        return {'data': stock.get_stock_item(self, product_code)}

    def update_stock_item(self, query, product_code, body):
        return {'data': stock.patch_stock_item(self, product_code, body)}

    def list_stock_changes(self, query):
        return self._list(stock.stock_changes(self, query), query)

    # -- settings

    def list_shipping_methods(self, query):
        return self._list(self.store.shipping_methods, query)

    def list_payment_methods(self, query):
        return self._list(self.store.payment_methods, query)

    def list_versions(self, query):
        return self._list(self.store.versions, query)

    def get_version(self, query, id):
        return {'data': dict(_by_id(self.store.versions, id))}

    # -- parts

    def found(self, rows, key):
        if key not in rows:
            raise Refusal(404, 'Not Found')
        return rows[key]

    def between(self, rows, field, query):
        """`-from` and `-to`; whether a boundary is included is uncertain for updated_at (§1.5)."""
        start, end = (_moment(query, f'{field}-{side}') for side in ('from', 'to'))
        exclusive = field == 'updated_at' and not self.state.play['updated_from_inclusive']
        return [row for row in rows if _inside(row[field], start, end, exclusive)]

    def page(self, rows, query):
        return page_of(rows, query, self.url, self.state.play['page_size_cap'])

    def _list(self, rows, query, parts=(), expands=()):
        rows = sorted_by(rows, query.get('sort', 'id-asc'), ('id-asc', 'id-desc'))
        wanted_parts(query, expands)
        rows, meta = self.page(rows, query)
        return {'data': [expanded(row, query, parts, expands) for row in rows], 'meta': meta}

    def _completed_between(self, order, query):
        start, end = (_moment(query, f'shipments_completed_at-{s}') for s in ('from', 'to'))
        if start is None and end is None:
            return True
        return any(_inside(s['completed_at'], start, end, False) for s in order['shipments'])

    def _fail_on_broken(self, rows, query):
        """500 for some rows (§1.7); without `expand` their ids may still be readable."""
        for order in rows:
            if order['id'] in self.store.broken:
                with_id = self.store.broken[order['id']]
                if not with_id or query.get('expand'):
                    raise Refusal(500, 'Internal Server Error')


def check_credentials(store, authorization):
    """Basic base64(user:key), 401 otherwise (§1.2)."""
    scheme, _, token = (authorization or '').partition(' ')
    try:
        given = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, ValueError):
        given = ''
    if scheme.lower() != 'basic' or given != f'{store.user}:{store.key}':
        raise Refusal(401, 'Unauthorized')


def _moment(query, name):
    """Without an offset the value means Helsinki; a bare `+` arrives as a space: refused (§1.5)."""
    if name not in query:
        return None
    try:
        return parse(query[name], HELSINKI)
    except ValueError:
        raise Refusal(400, 'Bad Request') from None


def _inside(text, start, end, exclusive):
    if start is None and end is None:
        return True
    if text is None:
        return False
    moment = parse(text, HELSINKI)
    if start is not None and (moment < start or exclusive and moment == start):
        return False
    return end is None or moment <= end


def _by_id(rows, wanted):
    for row in rows:
        if row['id'] == int(wanted):
            return row
    raise Refusal(404, 'Not Found')
