"""What OGOship sends and is sent, with one type for each value (contract ogoship-api §4, §6).

Missing text is '', a missing number None, dates are naive UTC. Prices include VAT. Quantities
are whole pieces.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from urllib.parse import urlsplit

from .decode import Fields
from .remote_error import RemoteError


@dataclass(frozen=True, slots=True)
class OrderLine:
    """§6.1. `code` is the product code; lines have no id, so one line per code is sent."""

    code: str
    quantity: int
    unit_price: Decimal | None = None
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """§6.1. Country is two letters, upper case."""

    name: str = ''
    company: str = ''
    address1: str = ''
    address2: str = ''
    city: str = ''
    country: str = ''
    zip: str = ''
    phone: str = ''
    email: str = ''


@dataclass(frozen=True, slots=True)
class Document:
    """§6.1. A `receipt` is printed and enclosed. Give url or base64_content, not both."""

    type: str
    url: str = ''
    base64_content: str = field(default='', repr=False)


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """§6.1. An order to be sent; amounts in `currency`, cash_on_delivery is what to collect,
    cash_reference under which reference, '' for OGOship's own."""

    reference: str
    shipping_code: str
    customer: Customer
    lines: tuple[OrderLine, ...]
    pickup_point: str = ''
    total: Decimal | None = None
    currency: str = ''
    comments: str = ''
    status: str = 'new'
    test: bool = False
    cash_on_delivery: Decimal | None = None
    cash_reference: str = ''
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class WarehouseOrder:
    """§6.2, §6.3. `id` is '' with older servers; `status` is their own word in lower case."""

    id: str
    reference: str
    status: str
    shipping_code: str
    pickup_point: str
    lines: tuple[OrderLine, ...]
    customer: Customer
    tracking_numbers: tuple[str, ...]
    tracking_url: str
    warehouse_comments: str
    edit_time: datetime | None
    comments: str = ''
    cash_on_delivery: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """§3.1. expires_at is naive UTC by our clock; the texts stay out of repr()."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime


# --- ENCODING --------------------------------------------------------------------------------


def encode_order(request):
    """The body of POST and PUT Orders: camelCase, empty optional fields left out (§4.5)."""
    return without_empty({
        'reference': request.reference,
        'status': request.status,
        'shippingCode': request.shipping_code,
        'pickUpPointCode': request.pickup_point,
        'orderLines': [_encode_line(line) for line in request.lines],
        'customer': encode_customer(request.customer),
        'comments': request.comments,
        'priceTotal': json_number(request.total),
        'priceCurrency': request.currency,
        'cashOnDelivery': _encode_cash_on_delivery(request),
        'documents': [_encode_document(document) for document in request.documents],
        'test': request.test or None,
    })


def _encode_line(line):
    return without_empty({
        'code': line.code,
        'quantity': line.quantity,
        'unitPrice': json_number(line.unit_price),
        'vatPercentage': json_number(line.vat_rate),
    })


def encode_customer(customer):
    """The receiver, in the order's own words."""
    return without_empty({
        'name': customer.name,
        'company': customer.company,
        'address1': customer.address1,
        'address2': customer.address2,
        'city': customer.city,
        'countryCode': customer.country,
        'zip': customer.zip,
        'phone': customer.phone,
        'email': customer.email,
    })


def _encode_cash_on_delivery(request):
    if request.cash_on_delivery is None:
        return None
    return without_empty({
        'amount': json_number(request.cash_on_delivery),
        'currencyCode': request.currency,
        'reference': request.cash_reference,
    })


def _encode_document(document):
    return without_empty({
        'type': document.type,
        'url': document.url,
        'base64Content': document.base64_content,
    })


def without_empty(values):
    """Without None, '' and []; 0 is a value."""
    return {key: value for key, value in values.items() if value not in (None, '', [])}


def json_number(value):
    """Decimal -> the JSON number with the same decimal text: 29.90 -> 29.9, 29.00 -> 29."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


# --- DECODING --------------------------------------------------------------------------------


def decode_order(payload):
    """WarehouseOrder from an order of the API, whatever the case of its names (§4.1).

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    source = Fields(payload, 'order', fold=True)
    reference, remote_id = source.code('reference'), source.code('id')
    if not reference and not remote_id:
        raise source.refuse('reference', "is missing")
    source = Fields(payload, f'order {reference or remote_id}', fold=True)
    return WarehouseOrder(
        id=remote_id,
        reference=reference,
        status=source.text('status').lower(),
        shipping_code=source.line('shippingCode'),
        pickup_point=source.line('pickUpPointCode'),
        lines=tuple(map(_decode_line, source.children('orderLines'))),
        customer=_decode_customer(source.child('customer')),
        tracking_numbers=_split_tracking(source.text('trackingNumber')),
        tracking_url=_web_address(source.text('trackingUrl')),
        warehouse_comments=source.text('warehouseComments'),
        comments=source.text('comments'),
        edit_time=source.moment('editTime', timezone.utc),
        cash_on_delivery=source.child('cashOnDelivery').number('amount'),
    )


def decode_list(payload):
    """The rows of a list answer: a bare array; null is an empty one (§4.6)."""
    if payload is None:
        return []
    if not isinstance(payload, list):
        raise RemoteError('bad_answer', "A list was promised and something else came.")
    return payload


def _decode_line(source):
    quantity = source.whole('quantity')
    if quantity is None or quantity < 0:
        raise source.refuse('quantity', "is missing or negative")
    return OrderLine(
        code=source.code('code'),
        quantity=quantity,
        unit_price=source.number('unitPrice'),
        vat_rate=source.number('vatPercentage'),
    )


def _decode_customer(source):
    return Customer(
        name=source.line('name'),
        company=source.line('company'),
        address1=source.line('address1'),
        address2=source.line('address2'),
        city=source.line('city'),
        country=source.line('countryCode').upper(),
        zip=source.line('zip'),
        phone=source.line('phone'),
        email=source.line('email'),
    )


def _split_tracking(text):
    """One field may hold several numbers (§6.2); blanks and repeats go, the order stays."""
    numbers = (' '.join(number.split()) for number in re.split(r'[,;\r\n]', text))
    return tuple(dict.fromkeys(filter(None, numbers)))


def _web_address(text):
    """The text if it is an http(s) address of a host, else '' (garbage has been seen, §6.2)."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ('http', 'https') and parts.hostname
    except ValueError:
        usable = False
    return text if usable and text.isprintable() and ' ' not in text else ''


# --- COMPARING -------------------------------------------------------------------------------


def same_order(request, found):
    """Whether an order found under our reference is the one we meant to send: see order_key."""
    return order_key(request) == order_key(found)


def order_key(order):
    """Hash by which an order is known again, also when what it was made from has changed since.

    Same pieces per product code, and the same person: name, postal code and country, in which
    upper and lower case and blanks do not count.

    :param OrderRequest|WarehouseOrder order:
    """
    content = json.dumps([sorted(pieces_of(order.lines).items()), _person(order.customer)])
    return hashlib.sha256(content.encode()).hexdigest()


def pieces_of(lines):
    """Counter of pieces per product code."""
    pieces = Counter()
    for line in lines:
        pieces[line.code.strip()] += line.quantity
    return pieces


def _person(customer):
    return [''.join(text.split()).casefold()
            for text in (customer.name, customer.zip, customer.country)]
