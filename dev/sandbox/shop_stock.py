"""Stock of the shop (mycashflow-api §5)."""

from . import seed
from .clock import shop_time
from .refusal import Refusal


def new_stock_item(state, product):
    """The stock item of what is sold; a `stock` of None means that there is none."""
    if product['stock'] is None:
        return None
    now = shop_time(state.clock.now())
    return {
        'id': state.next_id('stock item', 9001), 'created_at': seed.CREATED, 'updated_at': now,
        'barcode': product['barcode'] or None, 'location': None,
        'enabled': product.get('enabled', True),
        'quantity': product['stock'], 'reserved': 0, 'balance': product['stock'],
        'balance_alert': True, 'balance_limit': 3, 'backorder_enabled': False,
        'backorder_estimate': None, 'code': product['code'],
        'product_id': product['product_id'], 'variation_id': product['variation_id'],
    }


def index_stock(store):
    """{code: stock item}. Which of several items of a code answers is unknown (§5): the first."""
    store.stock = {}
    for product in store.products:
        item, code = product['stock_item'], (product['code'] or '').strip()
        if item and code:
            store.stock.setdefault(code, item)


def move_stock(state, store, code, quantity=0, reserved=0, source=('order', None)):
    """Change by difference; a code without stock tracking has nothing to move."""
    item = store.stock.get((code or '').strip())
    if item is None or not item['enabled']:
        return
    item['quantity'] += quantity
    item['reserved'] += reserved
    _moved(state, store, item, quantity, source)


def _moved(state, store, item, quantity, source):
    item['balance'] = item['quantity'] - item['reserved']  # §5, inferred
    item['updated_at'] = shop_time(state.clock.now())
    if quantity:
        store.stock_changes.append({
            'id': state.next_id('stock change', 700201), 'changed_at': item['updated_at'],
            'user_id': 0, 'source_type': source[0], 'source_id': source[1],
            'stock_item_id': item['id'], 'quantity': item['quantity'], 'quantity_change': quantity,
        })


def find_stock_item(shop, code):
    """The item that answers for a code in an address; blanks around it may make it unreachable."""
    item = shop.found(shop.store.stock, code.strip())
    is_blank = item['code'] != item['code'].strip()
    if shop.state.play['codes_with_blanks'] == 'unreachable' and (is_blank or code != item['code']):
        raise Refusal(404, 'Not Found')
    return item


def get_stock_item(shop, code):
    return dict(find_stock_item(shop, code))


def patch_stock_item(shop, code, body):
    """Absolute values, last writer wins (§5)."""
    item = find_stock_item(shop, code)
    change = body.get('quantity', item['quantity']) - item['quantity']
    item.update(body)
    _moved(shop.state, shop.store, item, change, ('api', None))
    return dict(item)


def stock_changes(shop, query):
    rows = shop.store.stock_changes
    if 'stock_item_id' in query:
        rows = [row for row in rows if row['stock_item_id'] == int(query['stock_item_id'])]
    return shop.between(rows, 'changed_at', query)
