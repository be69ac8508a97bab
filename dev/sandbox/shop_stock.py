"""Products, variations and stock of the shop (mycashflow-api §4, §5)."""

from . import seed
from .clock import shop_time
from .refusal import Refusal

NEVER = dict.fromkeys((
    'supplier_code', 'keywords', 'purchase_price', 'parcel_type', 'warranty', 'brand_id',
    'supplier_id', 'available_from', 'available_to', 'order_limit', 'order_limit_min',
    'visible_from', 'purchasable_from', 'seo_title', 'seo_page_title', 'seo_meta_description',
))


def new_stock_item(state, store, product):
    now = shop_time(state.clock.now())
    store.stock[product['code']] = {
        'id': state.next_id('stock item', 9001), 'created_at': seed.CREATED, 'updated_at': now,
        'barcode': product['barcode'] or None, 'location': None, 'enabled': True,
        'quantity': product['stock'], 'reserved': 0, 'balance': product['stock'],
        'balance_alert': True, 'balance_limit': 3, 'backorder_enabled': False,
        'backorder_estimate': None, 'code': product['code'],
        'product_id': product['product_id'], 'variation_id': product['variation_id'],
    }


def move_stock(state, store, code, quantity=0, reserved=0, source=('order', None)):
    """Change by difference; a code without stock tracking has nothing to move."""
    item = store.stock.get(code)
    if item is None:
        return
    item['quantity'] += quantity
    item['reserved'] += reserved
    item['balance'] = item['quantity'] - item['reserved']  # §5, inferred
    item['updated_at'] = shop_time(state.clock.now())
    if quantity:
        store.stock_changes.append({
            'id': state.next_id('stock change', 700201), 'changed_at': item['updated_at'],
            'user_id': 0, 'source_type': source[0], 'source_id': source[1],
            'stock_item_id': item['id'], 'quantity': item['quantity'], 'quantity_change': quantity,
        })


def get_stock_item(shop, code):
    return dict(shop.found(shop.store.stock, code))


def patch_stock_item(shop, code, body):
    """Absolute values, last writer wins (§5)."""
    item = shop.found(shop.store.stock, code)
    change = body.get('quantity', item['quantity']) - item['quantity']
    item.update({k: v for k, v in body.items() if k != 'quantity'})
    move_stock(shop.state, shop.store, code, quantity=change, source=('api', None))
    item['updated_at'] = shop_time(shop.state.clock.now())
    return dict(item)


def stock_changes(shop, query):
    rows = shop.store.stock_changes
    if 'stock_item_id' in query:
        rows = [row for row in rows if row['stock_item_id'] == int(query['stock_item_id'])]
    return shop.between(rows, 'changed_at', query)


def products(store):
    """Product answers with every expandable part.

    A main product groups its variations and has no stock of its own (§4.3)."""
    result = {}
    for product in store.products:
        if product['variation_id'] is None:
            result[product['product_id']] = _product(store, product, product['code'])
            continue
        main_code = seed.MAIN_CODES.get(product['product_id'], f'MAIN-{product["product_id"]}')
        main = result.setdefault(product['product_id'], _product(store, product, main_code))
        main['weight'] = None
        main['variations'].append(_variation(store, product, len(main['variations']) + 1))
    return list(result.values())


def _product(store, product, code):
    return NEVER | {
        'id': product['product_id'], 'created_at': seed.CREATED, 'updated_at': seed.LAST_CHANGE,
        'product_code': code, 'name': product['name'], 'description': '', 'information': '',
        'price': product['price'], 'purchase_price': product['purchase_price'],
        'vat_rate': product['vat_rate'], 'weight': product['weight'],
        'translations': [], 'category_links': [], 'image_links': [], 'features': [],
        'visibilities': [{'version_id': v['id'], 'is_visible': True} for v in store.versions],
        'variations': [], 'brand': [], 'stock_item': store.stock.get(code, []),
    }


def _variation(store, product, position):
    """`price` null probably means "as the product" (§4.3)."""
    return {
        'id': product['variation_id'], 'created_at': seed.CREATED, 'updated_at': seed.LAST_CHANGE,
        'image_id': None, 'product_id': product['product_id'], 'sort': position,
        'name': product['model_name'], 'product_code': product['code'], 'price': None,
        'purchase_price': None, 'weight': product['weight'], 'features': [],
        'stock_item': store.stock.get(product['code'], []),
    }


def product_by_code(shop, code):
    """The literal path form; 404 for a variation's code (§4.1)."""
    for product in products(shop.store):
        if product['product_code'] == code:
            return product
    raise Refusal(404, 'Not Found')


def variations_of(shop, product_id):
    for product in products(shop.store):
        if product['id'] == int(product_id):
            return product['variations']
    raise Refusal(404, 'Not Found')


