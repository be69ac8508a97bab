"""Products and stock at OGOship, with one type for each value (ogoship-api §7, §8).

Missing text is '', a missing number 0, dates are naive UTC. Quantities are whole pieces and may be
negative; none of the figures can be computed from the others.
"""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal

from .decode import Fields
from .ogoship_types import json_number, without_empty
from .remote_error import RemoteError

LONGEST_CUSTOMS_TEXT = 50
HS_CODE_LENGTH = 8
# What a database column of whole numbers takes; no real warehouse has more.
LARGEST_NUMBER = 2 ** 31 - 1


@dataclass(frozen=True, slots=True)
class RemoteProduct:
    """§7.2. `incoming` is what stock updates have announced."""

    id: str
    code: str
    name: str
    ean: str
    stock: int
    available: int
    reserved: int
    incoming: int
    incoming_date: datetime | None
    edit_time: datetime | None


@dataclass(frozen=True, slots=True)
class RemoteStock:
    """§8. `stock` is the total over all warehouses."""

    code: str
    stock: int
    available: int
    reserved: int
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class ProductRequest:
    """§7.1. A product to be created or updated there, always sent whole.

    `language` has two letters, `country` is the country of origin; `hs_code` is left out unless
    it has exactly eight characters, `customs_text` is cut to fifty. `currency` is that of
    `supply_price`; `sales_price` includes VAT.
    """

    code: str
    name: str = ''
    language: str = 'en'
    description: str = ''
    supplier_code: str = ''
    supplier: str = ''
    group: str = ''
    ean: str = ''
    supply_price: Decimal | None = None
    sales_price: Decimal | None = None
    currency: str = ''
    info_url: str = ''
    country: str = ''
    customs_text: str = ''
    hs_code: str = ''


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of products: what could be read, and a message for each that could not.

    `number` is the page's number; `more` whether there is a page after it.
    """

    number: int
    products: list[RemoteProduct] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True, slots=True)
class StockPage:
    """One page of stock levels, like ProductPage."""

    number: int
    stocks: list[RemoteStock] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    more: bool = False


# --- ENCODING --------------------------------------------------------------------------------


def encode_product(request):
    """The body of POST and PUT Products: camelCase, empty optional fields left out (§4.5)."""
    return without_empty({
        'code': request.code,
        'languageCode': request.language,
        'name': request.name,
        'description': request.description,
        'supplierCode': request.supplier_code,
        'supplier': request.supplier,
        'group': request.group,
        'eanCode': request.ean,
        'supplyPrice': json_number(request.supply_price),
        'salesPrice': json_number(request.sales_price),
        'currencyCode': request.currency,
        'infoUrl': request.info_url,
        'countryOfOrigin': request.country,
        'customsDescription': request.customs_text[:LONGEST_CUSTOMS_TEXT].rstrip(),
        'hsCode': request.hs_code if len(request.hs_code) == HS_CODE_LENGTH else '',
    })


# --- DECODING --------------------------------------------------------------------------------


def decode_product(payload):
    """RemoteProduct from a product of the API, whatever the case of its names (§4.1).

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    source = Fields(payload, 'product', fold=True)
    code = _required_code(source, 'code')
    source = Fields(payload, f'product {code}', fold=True)
    return RemoteProduct(
        id=source.code('id'),
        code=code,
        name=source.line('name'),
        ean=source.code('eanCode'),
        stock=_pieces(source, 'stock'),
        available=_pieces(source, 'stockAvailable'),
        reserved=_pieces(source, 'reserved'),
        incoming=_pieces(source, 'stockUpdate'),
        incoming_date=source.moment('stockUpdateTime', timezone.utc),
        edit_time=source.moment('editTime', timezone.utc),
    )


def decode_stock(payload):
    """RemoteStock from a stock level of the API. Errors: decode_product."""
    source = Fields(payload, 'stock', fold=True)
    code = _required_code(source, 'productCode')
    source = Fields(payload, f'stock of {code}', fold=True)
    return RemoteStock(
        code=code,
        stock=_pieces(source, 'stock'),
        available=_pieces(source, 'stockAvailable'),
        reserved=_pieces(source, 'reserved'),
        modified=source.moment('modified', timezone.utc),
    )


def decode_each(decode, rows):
    """(what `decode` makes of the rows, a message for each row it cannot read)."""
    values, broken = [], []
    for row in rows:
        try:
            values.append(decode(row))
        except RemoteError as error:
            broken.append(error.message)
    return values, broken


def _required_code(source, name):
    code = source.code(name)
    if not code:
        raise source.refuse(name, "is missing")
    return code


def _pieces(source, name):
    number = source.whole(name) or 0
    if abs(number) > LARGEST_NUMBER:
        raise source.refuse(name, "is too large")
    return number
