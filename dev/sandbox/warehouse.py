"""The warehouse over HTTP (ogoship-api.md): bare JSON arrays, ApiError bodies, Bearer tokens.

Not served yet, answered 404: Metadata.
"""

import base64
import binascii

from . import warehouse_orders as orders
from . import warehouse_products as products
from . import warehouse_stock_updates as inbound
from .clock import UTC, parse
from .refusal import Refusal
from .warehouse_returns import ReturnCalls
from .warehouse_webhooks import WebhookCalls

# Which scope a call needs (§3.3). Which ones cover Stock and StockUpdate is unknown;
# assumed read:product and write:product.
SCOPES = {
    'searchOrders': 'read:order', 'createOrder': 'write:order', 'updateOrder': 'write:order',
    'searchProducts': 'read:product', 'createProduct': 'write:product',
    'updateProduct': 'write:product', 'searchStock': 'read:product',
    'searchStockUpdates': 'read:product', 'createStockUpdate': 'write:product',
    'listWebhooks': 'read:webhook', 'getWebhook': 'read:webhook',
    'createWebhook': 'write:webhook', 'updateWebhook': 'write:webhook',
    'deleteWebhook': 'write:webhook',
}


class Warehouse(ReturnCalls, WebhookCalls):
    """One call of one merchant. Methods are named after the contract's operations."""

    def __init__(self, state, merchant):
        self.state = state
        self.merchant = merchant

    # -- orders

    def search_orders(self, query):
        rows = self.merchant.orders
        if 'reference' in query:
            rows = [row for row in rows if self._matches(row['reference'], query['reference'])]
        rows = self._modified_after(rows, 'editTime', query)
        return self._page(self._sorted(rows), query)

    def create_order(self, query, body):
        return orders.create_order(self.state, self.merchant, body)

    def update_order(self, query, reference, body):
        found = orders.find_orders(self.merchant, reference)
        if not found:
            raise Refusal(404, 'Order not found.')
        return orders.update_order(self.state, self.merchant, found[0], body)

    # -- products and stock

    def search_products(self, query):
        rows = self.merchant.products
        for name, field in (('code', 'code'), ('eanCode', 'eanCode')):
            if name in query:
                rows = [row for row in rows if row[field] == query[name]]
        rows = self._page(self._sorted(self._modified_after(rows, 'editTime', query)), query)
        held = products.reserved(self.merchant)
        return [products.product_answer(row, held) for row in rows]

    def create_product(self, query, body):
        return self._product(products.create_product(self.state, self.merchant, body))

    def update_product(self, query, product_code, body):
        code = decode_base64url(product_code) if query.get('base64url') == 'true' else product_code
        product = products.find_product(self.merchant, code)
        if product is None:
            raise Refusal(404, 'Product not found.')
        return self._product(products.update_product(self.state, self.merchant, product, body))

    def search_stock(self, query):
        rows = self.merchant.products
        if 'productCode' in query:
            rows = [row for row in rows if row['code'] == query['productCode']]
            if not rows and self.state.play['unknown_stock'] == '404':
                raise Refusal(404, 'Product not found.')
        rows = self._page(self._sorted(self._modified_after(rows, 'modified', query)), query)
        held = products.reserved(self.merchant)
        return [products.stock_answer(row, held) for row in rows]

    # -- stock updates

    def search_stock_updates(self, query):
        rows = self.merchant.stock_updates
        if 'reference' in query:
            rows = [row for row in rows if self._matches(row['reference'], query['reference'])]
        if 'autoreference' in query:
            rows = [row for row in rows if row['autoReference'] == query['autoreference']]
        rows = self._modified_after(rows, 'editTime', query)
        return [inbound.answer(row) for row in self._page(self._sorted(rows), query)]

    def create_stock_update(self, query, body):
        update = inbound.create_stock_update(self.state, self.merchant, body)
        return inbound.created_answer(self.state, update, body)

    # -- parts

    def _product(self, product):
        return products.product_answer(product, products.reserved(self.merchant))

    def _matches(self, reference, wanted):
        if self.state.play['reference_filter'] == 'partial':
            return wanted.lower() in reference.lower()
        return reference == wanted

    def _sorted(self, rows):
        order = self.state.play['warehouse_sort']
        if order == 'id':
            return sorted(rows, key=lambda row: row['id'])
        return sorted(rows, key=lambda row: row['editTime'], reverse=order == 'newest')

    def _modified_after(self, rows, field, query):
        """Zone-less values mean UTC; whether the moment itself is included is unknown (§4.7)."""
        if 'modifiedAfter' not in query:
            return rows
        try:
            start = parse(query['modifiedAfter'], UTC)
        except ValueError:
            raise Refusal(400, 'modifiedAfter is not a valid date.') from None
        if self.state.play['modified_after_inclusive']:
            return [row for row in rows if parse(row[field], UTC) >= start]
        return [row for row in rows if parse(row[field], UTC) > start]

    def _page(self, rows, query):
        """limit 1…250, default 50 (§4.6)."""
        limit, page = int(query.get('limit', 50)), int(query.get('page', 1))
        if not 1 <= limit <= 250 or page < 1:
            raise Refusal(400, 'limit must be between 1 and 250 and page at least 1.')
        return rows[(page - 1) * limit:page * limit]


def decode_base64url(text):
    """Unpadded base64url of the UTF-8 bytes (§7.3, base64url-vectors.json)."""
    try:
        return base64.b64decode(text + '=' * (-len(text) % 4), b'-_', validate=True).decode()
    except (binascii.Error, ValueError):
        raise Refusal(400, 'productCode is not valid base64url.') from None
