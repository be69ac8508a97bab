"""Stock updates: announced inbound deliveries (ogoship-api §9)."""

from .clock import UTC, parse, warehouse_time
from .refusal import Refusal
from .warehouse_products import find_product

HEADER = (
    'reference', 'supplier', 'receiveDate', 'warehouseCode', 'containers', 'pallets', 'parcels',
    'deliveredBy', 'merchantComments', 'trackingCodes', 'specialAction',
)
LINE = (
    'code', 'name', 'eanCode', 'countryOfOrigin', 'customsDescription', 'hsCode',
    'expectedQuantity', 'supplyPrice',
)
# Not part of an answer.
INTERNAL = ('id', 'editTime', 'open')
# What the statuses are called: only NEW is certain (§9.2). `samples` is what the samples show.
WORDS = {
    'samples': {'new': 'NEW', 'receiving': 'RECEIVING', 'done': 'DONE'},
    'other': {'new': 'NEW', 'receiving': 'IN_PROGRESS_2', 'done': 'Closed by staff'},
    'constant': {'new': 'NEW', 'receiving': 'NEW', 'done': 'NEW'},
}


def create_stock_update(state, merchant, body):
    """The stored announcement; what a second one of the same reference does is unknown (§9.2)."""
    _check(state, merchant, body)
    known = find_stock_updates(merchant, body['reference'])
    if known and state.play['duplicate_stock_update'] == 'refuse':
        raise Refusal(400, 'Stock update with same reference already exists.')
    number = state.next_id('stock update', 1)
    now = warehouse_time(state.clock.now())
    update = dict.fromkeys(HEADER) | body | {
        'id': number, 'editTime': now, 'open': True,
        'status': WORDS[state.play['stock_update_words']]['new'],
        'autoReference': f'OGO-{merchant.code}-{number:04d}',
        'arrivalDate': None, 'warehouseComments': None, 'created': now,
        'modified': None if state.play['stock_update_modified'] == 'null' else now,
        'products': [new_line(line) for line in body.get('products') or []],
    }
    merchant.stock_updates.append(update)
    count_announced(state, merchant, [line['code'] for line in update['products']])
    return update


def created_answer(state, update, body):
    """Whether more than the request comes back is unknown (§9.2)."""
    if state.play['stock_update_answer'] == 'echo':
        return body | {'status': update['status']}
    return answer(update)


def answer(update):
    return {name: value for name, value in update.items() if name not in INTERNAL}


def find_stock_updates(merchant, reference):
    return [row for row in merchant.stock_updates if row['reference'] == reference]


def new_line(body):
    return dict.fromkeys(LINE) | body | {'receivedQuantity': 0, 'warehouseComments': None}


def touch(state, merchant, update, step=None):
    """The staff did something: time, status word and the announced figures follow."""
    update['editTime'] = update['modified'] = warehouse_time(state.clock.now())
    if step:
        update['status'] = WORDS[state.play['stock_update_words']][step]
        update['open'] = step != 'done'
    count_announced(state, merchant, [line['code'] for line in update['products']])


def count_announced(state, merchant, codes):
    """A product's figures are what open announcements still promise of it (§7.2)."""
    rows = [row for row in merchant.stock_updates if row['open']]
    for code in set(codes):
        product = find_product(merchant, code)
        if product is None:
            continue
        left = {row['id']: sum(max(0, line['expectedQuantity'] - line['receivedQuantity'])
                               for line in row['products'] if line['code'] == code)
                for row in rows}
        times = [row['receiveDate'] for row in rows if left[row['id']]]
        product['stockUpdate'] = sum(left.values())
        product['stockUpdateTime'] = min(
            times, key=lambda text: parse(text, UTC), default=None)
        if state.play['stock_update_moves_product']:
            product['editTime'] = warehouse_time(state.clock.now())


def _check(state, merchant, body):
    """§9.1; empty texts and `status` are refused, since a client has no use for them."""
    for name in ('reference', 'supplier'):
        if not body[name].strip():
            raise Refusal(400, f'The {name} field is required.')
    if 'status' in body:
        raise Refusal(400, 'Status is read-only.')
    codes = [line['code'] for line in body.get('products') or []]
    for code in codes:
        if not code.strip() or '/' in code or '\\' in code:
            raise Refusal(400, 'Code must not be empty or contain a slash or backslash.')
        if codes.count(code) > 1:
            raise Refusal(400, f'Product {code} is on more than one line.')
        unknown = find_product(merchant, code) is None
        if unknown and state.play['unknown_announced_product'] == 'refuse':
            raise Refusal(400, f'Product {code} was not found.')
