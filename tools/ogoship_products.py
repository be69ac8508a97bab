"""Products and stock at OGOship, with one type for each value (ogoship-api §7, §8).

Missing text is '', a missing number 0, dates are naive UTC. Quantities are whole pieces and may be
negative; none of the figures can be computed from the others.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


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
