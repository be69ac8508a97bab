"""Products, variations and stock of the shop, with one type for each value (mycashflow-api §4, §5).

Missing text is '', a missing number None, dates are naive UTC. Prices include VAT, weights are in
kilograms, quantities whole pieces.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


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


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of the catalogue.

    `broken` has a message for each product that cannot be read, `broken_ids` their ids where
    known. `count` is the number of pages, None when the shop does not tell; `more` whether there
    is a page after this one.
    """

    number: int
    items: list[CatalogueItem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    broken_ids: list[int] = field(default_factory=list)
    count: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class StockChange:
    """§5. `quantity` is what the shop counts since then."""

    id: int | None
    stock_item_id: int
    quantity: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StockChangePage:
    """One page of stock changes; `cursor` is the latest time on it, None when there is none."""

    changes: list[StockChange] = field(default_factory=list)
    cursor: datetime | None = None
