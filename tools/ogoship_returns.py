"""Returns at OGOship as values and calls (ogoship-api §10).

The API has returns, but nothing of their fields is known. So whatever can be recognised is read,
under any of the names it might have; what cannot is named in `unread`, and the whole is kept.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .decode import Fields, clean_text
from .ogoship_types import decode_list
from .remote_error import RemoteError
from .settled_pages import read_until_settled

# Our own mark in a payload whose texts were removed, see `personal_data`.
RETURN_FORGOTTEN = 'odoo_forgotten'
RETURNS = '/api/v1/Returns'
LARGEST_PAGE = 250
MAX_PAGES = 1000
LARGEST_NUMBER = 2 ** 31 - 1

# The assumed name first, then what else it might be called; all are read in any case.
_ID = ('id', 'returnId', 'uuid')
_REFERENCE = ('reference', 'returnReference', 'returnNumber', 'number')
_AUTO_REFERENCE = ('autoReference', 'ogoReference')
_ORDER_REFERENCE = (
    'orderReference', 'originalReference', 'originReference', 'originalOrderReference',
    'orderNumber', 'orderId', 'order', 'originalOrder')
_STATUS = ('status', 'state', 'returnStatus')
_TIMES = ('editTime', 'modified', 'updated', 'created')
_COMMENTS = ('warehouseComments', 'comments', 'comment', 'merchantComments', 'notes')
_LINES = ('products', 'lines', 'returnLines', 'orderLines', 'items', 'rows', 'returnProducts')
_CODE = ('code', 'productCode', 'sku', 'product')
_EXPECTED = ('expectedQuantity', 'quantity', 'expected', 'amount')
_RECEIVED = ('receivedQuantity', 'returnedQuantity', 'received')
_REASON = ('reason', 'returnReason', 'reasons', 'returnReasons')
# Of something that is an object where a word was expected.
_WORD = ('reference', 'name', 'code', 'title', 'description', 'id')
_LISTS = ('returns', 'items', 'data', 'results', 'rows')
_LONGEST_NAME = 250  # what an index of PostgreSQL takes in any script; the payload has the rest


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A product that comes back; None is a quantity that OGOship does not tell."""

    code: str
    expected: int | None = None
    received: int | None = None
    reason: str = ''
    comments: str = ''


@dataclass(frozen=True, slots=True)
class RemoteReturn:
    """A return as far as it was recognised. `key` names it among its merchant's returns.

    :param tuple unread: what is there and cannot be read, or is missing
    """

    key: str
    id: str = ''
    reference: str = ''
    auto_reference: str = ''
    order_reference: str = ''
    status: str = ''
    edit_time: datetime | None = None
    comments: str = ''
    lines: tuple[ReturnLine, ...] = ()
    unread: tuple[str, ...] = ()
    payload: object = field(default=None, compare=False)

    @property
    def label(self):
        """What a person would call it, '' when nothing of that kind is known."""
        return self.reference or self.auto_reference or self.id

    @property
    def quantities(self):
        """{code: (pieces expected or None, pieces received or None)}"""
        return {line.code: (line.expected, line.received) for line in self.lines}


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """One page of returns. Each row is one, however little of it can be read."""

    returns: list[RemoteReturn] = field(default_factory=list)


class ReturnCalls:
    """The part of OgoshipClient that is about returns."""

    def iter_return_pages(self, modified_after=None):
        """Returns changed after a moment, page by page; a return may come twice.

        :param datetime|None modified_after: naive UTC; None for all
        :return: iterator of ReturnPage
        :raise RemoteError: 'not_found' when there are no returns at this address
        """
        params = {'limit': LARGEST_PAGE}
        if modified_after:
            params['modifiedAfter'] = modified_after.isoformat(timespec='milliseconds') + 'Z'
        for rows in read_until_settled(lambda: self._return_pages(params)):
            yield ReturnPage([decode_return(row) for row in rows])

    def _return_pages(self, params):
        """Not by `_pages`: there a 404 means "none", here that the assumed address is wrong."""
        previous = None
        for number in range(1, MAX_PAGES + 1):
            rows = self._return_rows(params, number)
            if rows and rows == previous:
                break
            if rows:
                yield rows
            if not self._may_go_on(rows):
                return
            previous = rows
        raise RemoteError('bad_answer', "The list of returns does not come to an end.")

    def _return_rows(self, params, number):
        try:
            answer = self._call('GET', RETURNS, params=params | {'page': number})
        except RemoteError as error:
            if error.code == 'not_found' and number > 1:
                return []
            raise
        return decode_list(_unwrapped(answer))


def _unwrapped(answer):
    """The list inside an envelope, should there be one."""
    if isinstance(answer, dict):
        found = [answer[key] for key in answer if key.lower() in _LISTS]
        return found[0] if len(found) == 1 else answer
    return answer


# --- DECODING --------------------------------------------------------------------------------


def decode_return(payload):
    """RemoteReturn of whatever this is; never raises."""
    if not isinstance(payload, dict):
        return RemoteReturn(_fingerprint(payload), unread=('return',), payload=payload)
    source, unread = Fields(payload, 'return', fold=True), []
    remote_id, reference = _name(source, _ID), _name(source, _REFERENCE)
    lines = _lines(source, unread)
    return RemoteReturn(
        key=remote_id and f'id {remote_id}' or reference and f'reference {reference}'
        or _fingerprint(payload),
        id=remote_id,
        reference=reference,
        auto_reference=_name(source, _AUTO_REFERENCE),
        order_reference=_name(source, _ORDER_REFERENCE),
        status=_word(source, _STATUS).lower(),
        edit_time=_moment(source),
        comments=_word(source, _COMMENTS),
        lines=lines,
        unread=tuple(unread),
        payload=payload,
    )


def _lines(source, unread):
    """One line per product code."""
    name = next((name for name in _LINES if source.get(name) is not None), None)
    rows = source.get(name) if name else None
    if not isinstance(rows, list):
        unread.append(name or _LINES[0])
        return ()
    lines = {}
    for number, row in enumerate(rows, 1):
        line = _line(row, f'{name}[{number}]', unread)
        if line:
            lines[line.code] = _added(lines[line.code], line) if line.code in lines else line
    return tuple(lines.values())


def _line(row, path, unread):
    if not isinstance(row, dict):
        unread.append(path)
        return None
    source = Fields(row, path, fold=True)
    code = _name(source, _CODE)
    expected, received = (_pieces(source, names, unread) for names in (_EXPECTED, _RECEIVED))
    if not code:
        unread.append(f'{path}: {_CODE[0]}')
        return None
    if expected is None and received is None:
        unread.append(f'{path}: {_EXPECTED[0]}')
    return ReturnLine(code, expected, received, _word(source, _REASON), _word(source, _COMMENTS))


def _added(one, other):
    return ReturnLine(
        one.code, _sum(one.expected, other.expected), _sum(one.received, other.received),
        ', '.join(dict.fromkeys(filter(None, (one.reason, other.reason)))),
        ' '.join(filter(None, (one.comments, other.comments))))


def _sum(one, other):
    return one if other is None else other if one is None else one + other


def _pieces(source, names, unread):
    """Whole pieces from the first of the names that has a value, None when none has."""
    for name in names:
        try:
            number = source.whole(name)
        except RemoteError as error:
            unread.append(error.message.rstrip('.'))
            continue
        if number is not None and 0 <= number <= LARGEST_NUMBER:
            return number
    return None


def _moment(source):
    for name in _TIMES:
        try:
            moment = source.moment(name, timezone.utc)
        except RemoteError:
            continue  # a return without a time is read all the same
        if moment:
            return moment
    return None


def _name(source, names):
    """A word by which something is found again."""
    return _word(source, names)[:_LONGEST_NAME]


def _word(source, names):
    """The first of the names that has text, also where it is inside an object or a list."""
    return next(filter(None, (_text(source.get(name)) for name in names)), '')


def _text(value):
    if isinstance(value, list):
        return ', '.join(dict.fromkeys(filter(None, map(_text, value))))
    if isinstance(value, dict):
        inner = Fields(value, 'value', fold=True)
        return next(filter(None, (
            _text(inner.get(name)) for name in _WORD
            if not isinstance(inner.get(name), (dict, list)))), '')
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ''
    return clean_text(str(value))


def _fingerprint(payload):
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)
    return f'raw {hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()}'
