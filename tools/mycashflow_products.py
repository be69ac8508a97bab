"""Products, variations and stock of the shop, with one type for each value (mycashflow-api §4, §5).

Missing text is '', a missing number None, dates are naive UTC. Prices include VAT, weights are in
kilograms, quantities whole pieces.
"""

import marshal
import re
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import blake2b

from .decode import Fields
from .fingerprint import content_fingerprint
from .mycashflow_types import SHOP_ZONE
from .remote_error import RemoteError

# What a database column of whole numbers takes; no real shop has more.
LARGEST_NUMBER = 2 ** 31 - 1
# To be counted up when the decoder below takes anything else out of a product.
_PRINT_VERSION = b'1'
_LANGUAGE = re.compile(r'([a-z]{2})(?:[-_].*)?')


@dataclass(frozen=True, slots=True)
class StockItem:
    """§5. `quantity` is what the shop counts, its own reservations included."""

    id: int | None
    code: str
    quantity: int
    reserved: int
    enabled: bool
    barcode: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """§4.2, §4.3. What is sold: a product without variations, or one variation of a product.

    `variation_id` is None for the former. Price and weight of a variation are its product's where
    it has none of its own; `names` is {language: name of the product}, without empty ones.
    `code` is as the shop writes it, without blanks around it (§5: other clients trim it too, and
    one with such blanks cannot be reached by its address). `barcode` is the stock item's, else
    the one of the product or variation itself, never a product's for its variations.
    `fingerprint` is the same as long as nothing but times and stock figures has changed.
    """

    product_id: int
    variation_id: int | None
    name: str
    variation_name: str
    names: dict[str, str]
    code: str
    barcode: str
    price: Decimal | None
    vat_rate: Decimal | None
    weight: Decimal | None
    stock: StockItem | None
    fingerprint: str


_CONTENT = {part.name for part in fields(CatalogueItem)} - {'stock', 'fingerprint'}


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of the catalogue, each thing that is sold once.

    `broken` has a message for each product that cannot be read, `broken_ids` their ids where
    known. `count` is the number of pages, None when the shop does not tell; `more` whether there
    is a page after this one. `unchanged_ids` are products that were not decoded, see
    `MycashflowClient.iter_product_pages`; `prints` has the `product_print` of each other one.
    """

    number: int
    items: list[CatalogueItem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    broken_ids: list[int] = field(default_factory=list)
    count: int | None = None
    more: bool = False
    unchanged_ids: list[int] = field(default_factory=list)
    prints: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StockChange:
    """§5. `quantity` is what the shop counts since then; `source` says what changed it, such as
    'order' or 'api' (its values are not verified), '' when the shop does not tell."""

    id: int | None
    stock_item_id: int
    quantity: int
    changed_at: datetime | None
    source: str = ''


@dataclass(frozen=True, slots=True)
class StockChangePage:
    """One page of stock changes; `cursor` is the latest time on it, None when there is none.

    `broken` has a message for each change that cannot be read: a figure that has to be learnt in
    another way.
    """

    changes: list[StockChange] = field(default_factory=list)
    cursor: datetime | None = None
    broken: list[str] = field(default_factory=list)


# --- DECODING --------------------------------------------------------------------------------


def decode_product_page(raw, number, known=None):
    """ProductPage of a RawPage; what cannot be read does not hide the rest of the page.

    :param known: see `MycashflowClient.iter_product_pages`
    """
    page = ProductPage(number, count=raw.count, more=raw.more)
    items = {}
    prints = {_plain_id(row): product_print(row) for row in raw.rows if _plain_id(row)}
    same = known(list(prints)) if known and prints else {}
    for row in raw.rows:
        product_id = _plain_id(row)
        if product_id in same and same[product_id] == (prints[product_id], _count_sold(row)):
            page.unchanged_ids.append(product_id)
            continue
        try:
            decoded = decode_product(row)
        except RemoteError as error:
            page.broken.append(error.message)
            page.broken_ids.extend(_readable_id(row))
            continue
        items.update({(item.product_id, item.variation_id): item for item in decoded})
        if product_id in prints:
            page.prints[product_id] = prints[product_id]
    page.items.extend(items.values())
    return page


def _plain_id(row):
    """The id of a raw product, None when it is not plainly one."""
    product_id = row.get('id') if isinstance(row, dict) else None
    return product_id if type(product_id) is int and 0 < product_id <= LARGEST_NUMBER else None


def _count_sold(row):
    variations = row.get('variations')
    return len(variations) if variations and isinstance(variations, list) else 1


def product_print(row):
    """A short text that tells raw products apart: equal only for the same content, to the letter.

    Much quicker than decoding. What is read out of a product is part of it, so that another
    decoder reads all of it anew.
    """
    return blake2b(_PRINT_VERSION + marshal.dumps(row, 2), digest_size=12).hexdigest()


def decode_product(payload):
    """The CatalogueItems of an expanded product: itself, or its variations if it has any.

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    product_id = _required_id(Fields(payload, 'product'), 'id')
    source = Fields(payload, f'product {product_id}')
    variations = source.children('variations')
    make = partial(
        CatalogueItem, product_id=product_id, name=source.line('name'),
        names=_decode_names(source), vat_rate=source.number('vat_rate'), fingerprint='')
    item = _decode_item(make, source, variation_id=None, variation_name='')
    if not variations:
        return [_with_fingerprint(item)]
    return [_with_fingerprint(_decode_variation(make, variation, item))
            for variation in variations]


def decode_stock_item(payload):
    """StockItem from a stock answer.

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    return _decode_stock(Fields(payload, 'stock item'))


def decode_stock_change_page(rows):
    """StockChangePage of raw rows; what cannot be read does not hide the rest of the page."""
    changes, broken = [], []
    for row in rows:
        try:
            changes.append(_decode_change(Fields(row, 'stock change')))
        except RemoteError as error:
            broken.append(error.message)
    times = [change.changed_at for change in changes if change.changed_at]
    return StockChangePage(changes, max(times, default=None), broken)


def _decode_item(make, source, **values):
    stock = _decode_stock(source.child('stock_item')) if source.get('stock_item') else None
    return make(
        code=source.code('product_code'),
        barcode=stock and stock.barcode or source.code('barcode'),
        price=source.number('price'),
        weight=source.number('weight'),
        stock=stock,
        **values,
    )


def _decode_variation(make, source, product):
    item = _decode_item(make, source, variation_id=_required_id(source, 'id'),
                        variation_name=source.line('name'))
    return replace(
        item,
        price=product.price if item.price is None else item.price,
        weight=product.weight if item.weight is None else item.weight,
    )


def _decode_stock(source):
    is_tracked = source.flag('enabled')
    return StockItem(
        id=_id(source, 'id'),
        code=source.code('code'),
        quantity=_quantity(source, 'quantity', None if is_tracked else 0),
        reserved=_quantity(source, 'reserved', 0),
        enabled=is_tracked,
        barcode=source.code('barcode'),
        updated_at=source.moment('updated_at', SHOP_ZONE),
    )


def _decode_change(source):
    return StockChange(
        id=source.ref('id'),
        stock_item_id=_required_id(source, 'stock_item_id'),
        quantity=_quantity(source, 'quantity'),
        changed_at=source.moment('changed_at', SHOP_ZONE),
        source=source.text('source_type').lower(),
    )


def _decode_names(source):
    """{'sv': 'Retkikahvi'}; languages that are no language and empty names are left out."""
    names = {}
    for translation in source.children('translations'):
        language = _LANGUAGE.fullmatch(translation.text('language').lower())
        name = translation.line('name')
        if language and name:
            names[language[1]] = name
    return names


def _with_fingerprint(item):
    content = {name: getattr(item, name) for name in _CONTENT}
    if item.stock:
        content['stock'] = [item.stock.id, item.stock.code, item.stock.enabled]
    return replace(item, fingerprint=content_fingerprint(content))


def _quantity(source, name, default=None):
    """Whole pieces, `default` when missing; without a default they must be there."""
    quantity = source.whole(name)
    quantity = default if quantity is None else quantity
    if quantity is None:
        raise source.refuse(name, "is missing")
    if abs(quantity) > LARGEST_NUMBER:
        raise source.refuse(name, "is too large")
    return quantity


def _id(source, name):
    value = source.ref(name)
    if value and value > LARGEST_NUMBER:
        raise source.refuse(name, "is too large")
    return value


def _required_id(source, name):
    source.required_ref(name)
    return _id(source, name)


def _readable_id(row):
    """[id] of a raw product, [] when it has none that can be read."""
    try:
        return [_required_id(Fields(row, 'product'), 'id')]
    except RemoteError:
        return []
