"""Products and stock of the warehouse (ogoship-api §7, §8)."""

from collections import Counter

from .clock import warehouse_time
from .refusal import Refusal

# Statuses that reserve stock without deducting it; from collecting on it is deducted (§6.3).
RESERVING = ('new', 'pending', 'reserved', 'locked')
FIELDS = (
    'name', 'description', 'code', 'supplierCode', 'supplier', 'group', 'eanCode', 'supplyPrice',
    'salesPrice', 'currencyCode', 'infoUrl', 'pictureUrl', 'countryOfOrigin', 'languageCode',
    'customsDescription', 'hsCode',
)


def new_product(state, merchant, body, stock=0):
    now = warehouse_time(state.clock.now())
    product = dict.fromkeys(FIELDS) | body | {
        'id': state.next_uuid(), 'stock': stock, 'stockUpdate': 0, 'stockUpdateTime': None,
        'editTime': now, 'modified': now,
    }
    merchant.products.append(product)
    return product


def find_product(merchant, code):
    return next((p for p in merchant.products if p['code'] == code), None)


def change_stock(state, merchant, code, difference):
    product = find_product(merchant, code)
    if product is not None:
        product['stock'] += difference
        product['modified'] = warehouse_time(state.clock.now())


def reserved(merchant, without=()):
    """Pieces per code held for orders that are not collected yet."""
    count = Counter()
    for order in merchant.orders:
        if order['status'] in RESERVING and order['status'] not in without:
            for line in order['orderLines']:
                count[line['code']] += line['quantity']
    return count


def product_answer(product, held):
    answer = {k: v for k, v in product.items() if k != 'modified'}
    return answer | _figures(product, held)


def stock_answer(product, held):
    return {
        'productCode': product['code'], 'stock': product['stock'], **_figures(product, held),
        'modified': product['modified'],
    }


def create_product(state, merchant, body):
    """Behaviour for an existing code is unknown (§7.3): switch `duplicate_product`."""
    _check_code(body['code'])
    existing, choice = find_product(merchant, body['code']), state.play['duplicate_product']
    if existing and choice == 'refuse':
        raise Refusal(400, 'Product with same code already exists.')
    if existing and choice == 'overwrite':
        return update_product(state, merchant, existing, body)
    return new_product(state, merchant, body)


def update_product(state, merchant, product, body):
    """The whole product; an existing EAN is not overwritten, another code renames (§7.1, §7.3)."""
    _check_code(body['code'])
    ean = product['eanCode'] or body.get('eanCode')
    product.update(dict.fromkeys(FIELDS) | body | {'eanCode': ean})
    product['editTime'] = warehouse_time(state.clock.now())
    return product


def _figures(product, held):
    """Relation between the figures is not stated (§7.2); here available = stock − reserved."""
    count = held[product['code']]
    return {'stockAvailable': product['stock'] - count, 'reserved': count}


def _check_code(code):
    if '/' in code or '\\' in code:
        raise Refusal(400, 'Code must not contain a slash or backslash.')
