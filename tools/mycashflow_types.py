"""What MyCashflow sends, with one type for each value (contract mycashflow-api §2, §3, §6).

Missing text is '', a missing number None unless said, dates are naive UTC. Amounts are as given:
prices include VAT, nothing is recomputed.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from .decode import Fields
from .fingerprint import order_fingerprint
from .mycashflow_tax import TaxPart, TaxSummary, decode_tax_summary

__all__ = [
    'Address', 'FORGOTTEN', 'Method', 'Order', 'OrderHead', 'OrderLine', 'Payment', 'SHOP_ZONE',
    'Shipment', 'TaxPart', 'TaxSummary', 'decode_method', 'decode_order', 'decode_order_head',
    'order_fingerprint',
]

# Stamps without an offset are local times of the shop (§1.5).
SHOP_ZONE = ZoneInfo('Europe/Helsinki')
ZERO = Decimal(0)
# Our own mark in a payload whose customer was removed, see `personal_data`.
FORGOTTEN = 'odoo_forgotten'


@dataclass(frozen=True, slots=True)
class Address:
    """§2.4. Country is upper case; phone and VAT code are as typed by the buyer."""

    company: str = ''
    vat_code: str = ''
    first_name: str = ''
    last_name: str = ''
    street: str = ''
    zip: str = ''
    city: str = ''
    country: str = ''
    phone: str = ''
    email: str = ''

    @property
    def name(self):
        """The person, else the company, else ''."""
        return f'{self.first_name} {self.last_name}'.strip() or self.company


@dataclass(frozen=True, slots=True)
class OrderLine:
    """§2.5. Price of one piece with VAT; a negative quantity is a return."""

    id: int | None
    product_id: int | None
    variation_id: int | None
    code: str
    name: str
    model_name: str
    quantity: Decimal
    unit_price: Decimal | None
    vat_rate: Decimal | None
    bundle_id: int | None
    is_download: bool
    shipment_id: int | None

    @property
    def label(self):
        """Product and variation, as a person would call it."""
        return f'{self.name} {self.model_name}'.strip()


@dataclass(frozen=True, slots=True)
class Payment:
    """§3.2. A missing amount is 0: it pays for nothing. Gift cards are payments too."""

    id: int | None
    method_id: int | None
    reference: str
    amount: Decimal
    currency: str
    exchange_rate: Decimal | None
    is_paid: bool
    status: str
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """§3.3, §3.4. Weight in kilograms."""

    id: int | None
    type: str
    status: str
    method_id: int | None
    weight: Decimal | None
    tracking_code: str
    pickup_point: str
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Order:
    """§2.3. `shipping` is complete when the order has no delivery address of its own.

    `forgotten`: who it was for was removed here, and of both addresses only the country is known.
    """

    id: int
    status: str
    created_at: datetime | None
    updated_at: datetime | None
    archived_at: datetime | None
    version_id: int | None
    language: str
    customer_id: int | None
    shipping_method_id: int | None
    payment_method_id: int | None
    customer: Address
    shipping: Address
    different_shipping: bool
    subtotal: Decimal
    shipping_costs: Decimal
    payment_costs: Decimal
    discount: Decimal
    total: Decimal | None
    details: str
    lines: tuple[OrderLine, ...]
    payments: tuple[Payment, ...]
    shipments: tuple[Shipment, ...]
    comments: tuple[str, ...]
    tax_summary: TaxSummary
    receipt_url: str
    forgotten: bool


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What reading in pages needs of an order."""

    id: int
    status: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Method:
    """§6. A shipping method (code: service code) or payment method (code: provider)."""

    id: int
    name: str
    code: str
    type: str


# --- DECODING --------------------------------------------------------------------------------


def decode_order(payload):
    """Order from an expanded order of the API.

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    source = Fields(payload, 'order')
    order_id = source.required_ref('id')
    source = Fields(payload, f'order {order_id}')
    customer = _decode_address(source.child('customer_information'))
    shipping = _decode_address(source.child('shipping_address'))
    different_shipping = source.flag('different_shipping_address')
    return Order(
        id=order_id,
        status=source.text('status').lower(),
        created_at=source.moment('created_at', SHOP_ZONE),
        updated_at=source.moment('updated_at', SHOP_ZONE),
        archived_at=source.moment('archived_at', SHOP_ZONE),
        version_id=source.ref('version_id'),
        language=source.line('language'),
        customer_id=source.ref('customer_id'),
        shipping_method_id=source.ref('shipping_method_id'),
        payment_method_id=source.ref('payment_method_id'),
        customer=customer,
        shipping=shipping if different_shipping else _fill(shipping, customer),
        different_shipping=different_shipping,
        subtotal=source.number('subtotal', ZERO),
        shipping_costs=source.number('shipping_costs', ZERO),
        payment_costs=source.number('payment_costs', ZERO),
        discount=source.number('discount', ZERO),
        total=source.number('total'),
        details=source.text('details'),
        lines=tuple(map(_decode_line, source.children('products'))),
        payments=tuple(map(_decode_payment, source.children('payments'))),
        shipments=tuple(map(_decode_shipment, source.children('shipments'))),
        comments=tuple(filter(None, (c.text('text') for c in source.children('comments')))),
        tax_summary=decode_tax_summary(source.child('tax_summary')),
        receipt_url=source.text('receipt_url'),
        forgotten=source.flag(FORGOTTEN),
    )


def decode_order_head(payload):
    """OrderHead from an order in any state of expansion.

    :raise RemoteError: 'bad_answer' without a usable id, status or time
    """
    source = Fields(payload, 'order')
    return OrderHead(
        id=source.required_ref('id'),
        status=source.text('status').lower(),
        updated_at=source.moment('updated_at', SHOP_ZONE),
    )


def decode_method(payload, kind):
    """Method of one kind, 'shipping' or 'payment'."""
    source = Fields(payload, f'{kind} method')
    return Method(
        id=source.required_ref('id'),
        name=source.line('name'),
        code=source.text('service_code' if kind == 'shipping' else 'provider'),
        type=source.text('type'),
    )


def filter_value(moment):
    """Naive UTC -> the shop's local time with its offset, right also where that is ignored."""
    if moment is None:
        return None
    local = moment.replace(tzinfo=timezone.utc).astimezone(SHOP_ZONE)
    return local.isoformat(timespec='seconds')


def _decode_address(source):
    return Address(
        company=source.line('company'),
        vat_code=source.line('vat_code'),
        first_name=source.line('first_name'),
        last_name=source.line('last_name'),
        street=source.line('street_address'),
        zip=source.line('postal_code'),
        city=source.line('city'),
        country=source.line('country').upper(),
        phone=source.line('phone'),
        email=source.line('email'),
    )


def _fill(address, other):
    """`address` with its empty fields taken from `other` (§2.4)."""
    empty = [field.name for field in fields(address) if not getattr(address, field.name)]
    return replace(address, **{name: getattr(other, name) for name in empty})


def _decode_line(source):
    quantity = source.number('quantity')
    if quantity is None:
        raise source.refuse('quantity', "is missing")
    return OrderLine(
        id=source.ref('id'),
        product_id=source.ref('product_id'),
        variation_id=source.ref('variation_id'),
        code=source.code('product_code'),
        name=source.line('product_name'),
        model_name=source.line('model_name'),
        quantity=quantity,
        unit_price=source.number('unit_price'),
        vat_rate=source.number('vat_rate'),
        bundle_id=source.ref('bundle_id'),
        is_download=bool(source.ref('download_id') or source.text('download_url')),
        shipment_id=source.ref('shipment_id'),
    )


def _decode_payment(source):
    return Payment(
        id=source.ref('id'),
        method_id=source.ref('payment_method_id'),
        reference=source.line('reference'),
        amount=source.number('amount', ZERO),
        currency=source.line('currency').upper(),
        exchange_rate=source.number('exchange_rate'),
        is_paid=source.flag('is_paid'),
        status=source.text('status').upper(),
        created_at=source.moment('created_at', SHOP_ZONE),
        updated_at=source.moment('updated_at', SHOP_ZONE),
    )


def _decode_shipment(source):
    return Shipment(
        id=source.ref('id'),
        type=source.text('type'),
        status=source.text('status').upper(),
        method_id=source.ref('shipping_method_id'),
        weight=source.number('weight'),
        tracking_code=source.line('tracking_code'),
        pickup_point=source.line('external_pickup_point_id'),
        completed_at=source.moment('completed_at', SHOP_ZONE),
    )
