"""Stock updates at OGOship, its word for announced inbound deliveries (ogoship-api §9).

Missing text is '', a missing number None, dates are naive UTC. Quantities are whole pieces.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal

from .decode import Fields
from .ogoship_products import HS_CODE_LENGTH, LARGEST_NUMBER, LONGEST_CUSTOMS_TEXT, decode_each
from .ogoship_types import json_number, without_empty
from .remote_error import RemoteError
from .settled_pages import read_until_settled

STOCK_UPDATES = '/api/v1/StockUpdate'

_TAKEN = re.compile(r'same reference|reference.*\b(already|exists|duplicate)|'
                    r'\b(already|exists|duplicate)\b.*reference', re.I)


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """§9.1. One line per product code; `country` is the country of origin, always sent."""

    code: str
    quantity: int
    country: str
    name: str = ''
    supply_price: Decimal | None = None
    ean: str = ''
    customs_text: str = ''
    hs_code: str = ''


@dataclass(frozen=True, slots=True)
class StockUpdateRequest:
    """§9.1. An inbound delivery to be announced; containers, pallets and parcels are int16."""

    reference: str
    supplier: str
    receive_date: datetime
    lines: tuple[AnnouncedLine, ...]
    warehouse_code: str = ''
    containers: int | None = None
    pallets: int | None = None
    parcels: int | None = None
    delivered_by: str = ''
    comments: str = ''
    tracking_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """§9.2. `received` is the sum of all that came so far; codes that nobody announced occur."""

    code: str
    name: str
    quantity: int
    received: int
    warehouse_comments: str


@dataclass(frozen=True, slots=True)
class StockUpdate:
    """§9.2. `status` is their own word as it came: only NEW is known. An update that nobody has
    touched may have no `modified`; `auto_reference` may be '' in the answer to a POST."""

    reference: str
    auto_reference: str
    status: str
    lines: tuple[ReceivedLine, ...]
    arrival_date: datetime | None
    receive_date: datetime | None
    warehouse_comments: str
    created: datetime | None
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class StockUpdatePage:
    """One page of a search: what could be read, and a message for each that could not."""

    updates: list[StockUpdate] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class StockUpdateCalls:
    """The part of OgoshipClient that is about stock updates. There is neither an update nor a
    delete operation (§9.2)."""

    def find_stock_updates(self, reference):
        """Stock updates of exactly this reference; more than one is possible (§9.2).

        :return: list[StockUpdate]
        :raise RemoteError: also for a row that cannot be read and might be it: "none" would mean
            "announce it again"
        """
        found = []
        for rows in self._pages(STOCK_UPDATES, {'reference': reference}):
            found += [decode_stock_update(row) for row in rows
                      if _may_have_reference(row, reference)]
        return [update for update in found if update.reference == reference.strip()]

    def create_stock_update(self, request):
        """Announce an inbound delivery once; never repeated here (§9.2).

        :param StockUpdateRequest request:
        :return: StockUpdate; whether it holds `auto_reference` is unknown: read it back
        :raise RemoteError: 'conflict' when the reference is taken; `unclear` when it may have
            been stored: look it up with find_stock_updates before sending again
        """
        try:
            answer = self._call('POST', STOCK_UPDATES, json=encode_stock_update(request))
        except RemoteError as error:
            if error.status == 400 and _TAKEN.search(error.message):
                error.code = 'conflict'
            raise
        return _decode_created(answer, request)

    def iter_stock_update_pages(self, modified_after):
        """Stock updates changed after a moment, page by page; their order is not promised and
        repeats are to be expected (§4.6, §4.7).

        :param datetime|None modified_after: naive UTC; None for all
        :return: iterator of StockUpdatePage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        params = {}
        if modified_after:
            params['modifiedAfter'] = modified_after.isoformat(timespec='milliseconds') + 'Z'
        for rows in read_until_settled(lambda: self._pages(STOCK_UPDATES, params)):
            yield StockUpdatePage(*decode_each(decode_stock_update, rows))


# --- ENCODING --------------------------------------------------------------------------------


def encode_stock_update(request):
    """The body of POST StockUpdate: camelCase, empty optional fields left out (§4.5)."""
    return without_empty({
        'reference': request.reference,
        'supplier': request.supplier,
        'receiveDate': request.receive_date.isoformat(timespec='seconds') + 'Z',
        'warehouseCode': request.warehouse_code,
        'containers': request.containers or None,
        'pallets': request.pallets or None,
        'parcels': request.parcels or None,
        'deliveredBy': request.delivered_by,
        'merchantComments': request.comments,
        'trackingCodes': list(request.tracking_codes),
        'products': [_encode_line(line) for line in request.lines],
    })


def _encode_line(line):
    return without_empty({
        'code': line.code,
        'name': line.name,
        'expectedQuantity': line.quantity,
        'supplyPrice': json_number(line.supply_price),
        'eanCode': line.ean,
        'countryOfOrigin': line.country,
        'customsDescription': line.customs_text[:LONGEST_CUSTOMS_TEXT].rstrip(),
        'hsCode': line.hs_code if len(line.hs_code) == HS_CODE_LENGTH else '',
    })


# --- DECODING --------------------------------------------------------------------------------


def decode_stock_update(payload):
    """StockUpdate from one of the API, whatever the case of its names (§4.1).

    :raise RemoteError: 'bad_answer', with the name of the field that cannot be used
    """
    source = Fields(payload, 'stock update', fold=True)
    reference, auto_reference = source.code('reference'), source.code('autoReference')
    if not reference and not auto_reference:
        raise source.refuse('reference', "is missing")
    source = Fields(payload, f'stock update {reference or auto_reference}', fold=True)
    return StockUpdate(
        reference=reference,
        auto_reference=auto_reference,
        status=source.text('status'),
        lines=_add_up(map(_decode_line, source.children('products'))),
        arrival_date=source.moment('arrivalDate', timezone.utc),
        receive_date=source.moment('receiveDate', timezone.utc),
        warehouse_comments=source.text('warehouseComments'),
        created=source.moment('created', timezone.utc),
        modified=source.moment('modified', timezone.utc),
    )


def _decode_line(source):
    code = source.code('code')
    if not code:
        raise source.refuse('code', "is missing")
    return ReceivedLine(
        code=code,
        name=source.line('name'),
        quantity=_pieces(source, 'expectedQuantity'),
        received=_pieces(source, 'receivedQuantity'),
        warehouse_comments=source.text('warehouseComments'),
    )


def _pieces(source, name):
    number = source.whole(name) or 0
    if abs(number) > LARGEST_NUMBER:
        raise source.refuse(name, "is too large")
    return number


def _add_up(lines):
    """One line per code: lines have no id, so two of one code cannot be told apart."""
    found = {}
    for line in lines:
        first = found.get(line.code)
        found[line.code] = line if first is None else ReceivedLine(
            code=line.code,
            name=first.name or line.name,
            quantity=first.quantity + line.quantity,
            received=first.received + line.received,
            warehouse_comments=' '.join(
                filter(None, [first.warehouse_comments, line.warehouse_comments])),
        )
    return tuple(found.values())


def _may_have_reference(row, reference):
    """Whether a raw row is of this reference, or cannot tell."""
    try:
        return Fields(row, 'stock update', fold=True).text('reference') in (reference.strip(), '')
    except RemoteError:
        return True


def _decode_created(answer, request):
    """What is stored; whatever is wrong with the answer, the announcement may be stored."""
    try:
        update = decode_stock_update(answer)
    except RemoteError as error:
        error.unclear = True
        raise
    if update.reference.casefold() not in ('', request.reference.casefold()):
        raise RemoteError(
            'bad_answer', "The answer is about another stock update.", unclear=True)
    return update


# --- COMPARING -------------------------------------------------------------------------------


def stock_update_key(update):
    """Hash by which an announcement is known again: the pieces announced per product code.

    :param StockUpdateRequest|StockUpdate update:
    """
    pieces = Counter()
    for line in update.lines:
        pieces[line.code.strip()] += line.quantity
    content = json.dumps(sorted((+pieces).items()))
    return hashlib.sha256(content.encode()).hexdigest()
