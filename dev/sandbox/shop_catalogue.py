"""Products and variations of the shop (mycashflow-api §4).

A store keeps one record for everything that is sold; a main product is made of the records of its
variations. The answers made of them are kept until `changed` is called: stock figures in them are
the live ones.
"""

from . import seed, shop_stock
from .clock import shop_time
from .refusal import Refusal

NEVER = dict.fromkeys((
    'supplier_code', 'keywords', 'purchase_price', 'parcel_type', 'warranty', 'brand_id',
    'supplier_id', 'available_from', 'available_to', 'order_limit', 'order_limit_min',
    'visible_from', 'purchasable_from', 'seo_title', 'seo_page_title', 'seo_meta_description',
))
EMPTY_TRANSLATION = {
    'description': '', 'information': '', 'seo_title': None, 'seo_page_title': None,
    'seo_meta_description': None,
}
# What a caller may say about a product, about a variation, and what both have in common.
SHARED = {'name': '', 'price': 10, 'vat_rate': seed.DEFAULT_VAT_RATE, 'translations': {}}
OWN = {'code': None, 'barcode': None, 'weight': 0.1, 'stock': 0, 'enabled': True}
EDITABLE = {
    *SHARED, 'code', 'barcode', 'weight', 'model_name', 'main_code', 'main_price', 'main_weight',
}


# --- CHANGING --------------------------------------------------------------------------------


def changed(store):
    """To be called after every change of the records."""
    shop_stock.index_stock(store)
    store.catalogue.clear()


def new_records(state, fields):
    """The records of one product: itself, or one per variation.

    :param dict fields: SHARED and OWN names, `product_id`, and `variations`: a list of dicts of
        OWN names, `name`, `price` and `variation_id`
    """
    fields = dict(fields)
    variations = fields.pop('variations', None)
    shared = {'product_id': fields.pop('product_id', None) or state.next_id('product', 1001)}
    shared |= {name: fields.pop(name, default) for name, default in SHARED.items()}
    if not variations:
        return [_record(state, shared, fields)]
    shared |= {'main_code': fields.pop('code', None), 'main_price': shared['price'],
               'main_weight': fields.pop('weight', None)}
    _refuse_unknown(fields)
    return [_variation_record(state, shared, dict(values)) for values in variations]


def _variation_record(state, shared, values):
    number = values.pop('variation_id', None) or state.next_id('variation', 5001)
    return _record(state, shared | {
        'variation_id': number, 'model_name': values.pop('name', ''),
        'price': values.pop('price', shared['price']),
    }, values)


def _record(state, shared, values):
    values = dict(values)
    own = {name: values.pop(name, default) for name, default in OWN.items()}
    _refuse_unknown(values)
    record = {'variation_id': None, 'model_name': '', 'purchase_price': None} | shared | own
    return record | {'stock_item': shop_stock.new_stock_item(state, record)}


def edit_records(state, records, values):
    """Change records in place; their stock items follow code and barcode."""
    _refuse_unknown(set(values) - EDITABLE)
    for record in records:
        record.update(values, updated_at=shop_time(state.clock.now()))
        item = record['stock_item']
        if item:
            item.update(code=record['code'], barcode=record['barcode'] or None)


def records_of(store, product_id):
    records = [record for record in store.products if record['product_id'] == product_id]
    if not records:
        raise LookupError(f'unknown product {product_id!r}')
    return records


def sold(store, line):
    """The record an order line is about: by its ids when it names them, else by its code."""
    wanted = {name: line[name] for name in ('product_id', 'variation_id') if name in line}
    wanted = wanted or {'code': line.get('code')}
    return next((record for record in store.products if wanted.items() <= record.items()), {})


def _refuse_unknown(values):
    if values:
        raise ValueError(f'unknown fields of a product: {", ".join(sorted(values))}')


# --- ANSWERING -------------------------------------------------------------------------------


def products(state, store):
    """Product answers with every expandable part, by id. Not to be changed: copy them.

    A main product groups its variations and has no stock of its own (§4.3)."""
    always_priced = state.play['variation_price'] == 'number'
    if always_priced not in store.catalogue:
        store.catalogue[always_priced] = _build(store, always_priced)
    return list(store.catalogue[always_priced].values())


def _build(store, always_priced):
    result = {}
    for record in store.products:
        main = result.get(record['product_id'])
        if main is None:
            main = result[record['product_id']] = _product(store, record)
        if record['variation_id'] is not None:
            main['variations'].append(_variation(record, main, always_priced))
    return result


def _product(store, record):
    main_code = seed.MAIN_CODES.get(record['product_id'])
    sold_itself = record['variation_id'] is None
    return NEVER | {
        'id': record['product_id'], 'created_at': seed.CREATED,
        'updated_at': record.get('updated_at', seed.LAST_CHANGE),
        'product_code': record['code'] if sold_itself else record.get('main_code', main_code),
        'name': record['name'], 'description': '', 'information': '',
        'price': record.get('main_price', record['price']),
        'purchase_price': record['purchase_price'], 'vat_rate': record['vat_rate'],
        'weight': record['weight'] if sold_itself else record.get('main_weight'),
        'translations': _translations(record), 'category_links': [], 'image_links': [],
        'features': [], 'variations': [], 'brand': [],
        'visibilities': [{'version_id': v['id'], 'is_visible': True} for v in store.versions],
        'stock_item': sold_itself and record['stock_item'] or [],
    }


def _variation(record, main, always_priced):
    """`price` null probably means "as the product" (§4.3): switch `variation_price`."""
    own_price = always_priced or record['price'] != main['price']
    return {
        'id': record['variation_id'], 'created_at': seed.CREATED,
        'updated_at': record.get('updated_at', seed.LAST_CHANGE),
        'image_id': None, 'product_id': record['product_id'],
        'sort': len(main['variations']) + 1, 'name': record['model_name'],
        'product_code': record['code'], 'price': record['price'] if own_price else None,
        'purchase_price': None, 'weight': record['weight'], 'features': [],
        'stock_item': record['stock_item'] or [],
    }


def _translations(record):
    return [
        EMPTY_TRANSLATION | {'language': language, 'name': name}
        for language, name in record.get('translations', {}).items()]


def product_by_code(shop, code):
    """The literal path form; 404 for a variation's code (§4.1)."""
    for product in products(shop.state, shop.store):
        if product['product_code'] == code:
            return product
    raise Refusal(404, 'Not Found')


def variations_of(shop, product_id):
    for product in products(shop.state, shop.store):
        if product['id'] == int(product_id):
            return product['variations']
    raise Refusal(404, 'Not Found')
