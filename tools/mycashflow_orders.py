"""Reading the shop's orders in pages without losing one (contract mycashflow-api §1.4, §1.5).

Two things are special about that list. Page numbers shift while orders change, so reading goes on
from the time of the last row instead. And some orders make every page that holds them answer 500
(§1.7), or answer what is no JSON, so such a page is read in ever smaller pieces until only they
are left out, by name.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .http_client import RemoteError
from .mycashflow_types import decode_order_head

SMALL_PAGE = 10
MAX_FAULTS = 20  # in one page, or in a row; more is an outage, not bad orders
STEP_BACK = timedelta(seconds=1)  # rows of the last second may have been cut by the page's end


@dataclass(frozen=True, slots=True)
class OrderFault:
    """An order that the shop cannot deliver.

    order_id is None when even that is unknown; then it is the `position`th such order after the
    order of `updated_from`, and none was changed later than `updated_to` (None: no order after
    it is known). Times are naive UTC; the same gap has the same values when read again.
    """

    order_id: int | None
    position: int
    updated_from: datetime | None
    updated_to: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Raw orders with all expansions, the largest updated_at seen so far, and what is missing."""

    orders: list[dict] = field(default_factory=list)
    cursor: datetime | None = None
    faults: list[OrderFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RawPage:
    """One list answer: rows, the page size the server used, and whether more rows follow.

    `count` is the number of pages, `total` that of rows; None when the server does not tell.
    """

    rows: list
    size: int
    more: bool
    count: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """Stands in the place of an order that could not be read."""

    message: str
    head: object = None


class OrderReader:
    """One pass over the order list.

    :param fetch: fetch(since, number, size, expand, safe) -> RawPage
    :param datetime|None since: naive UTC start of the window
    :param int page_size: rows per call to ask for
    :param bool keyset: go on from the last row's updated_at; needs rows sorted by it. Otherwise
        page numbers are used
    """

    def __init__(self, fetch, since, page_size, keyset):
        self._fetch = fetch
        self._window = since
        self._size = page_size
        self._keyset = keyset
        self._cursor = None
        self._known = set()  # (id, updated_at) of the delivered orders
        self._reported = set()  # keys of the faults reported
        self._last = (None, since)  # id and updated_at of the last readable row, to name a gap
        self._in_a_row = 0  # unreadable orders since that row

    def pages(self):
        """Iterate over OrderPage; pages without anything new are left out.

        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        number, previous = 1, None
        while True:
            entries, more = self._read(number)
            page, times = self._sort_out(entries)
            if self._in_a_row > MAX_FAULTS:
                raise RemoteError('unavailable', "Too many orders in a row cannot be read.",
                                  status=500)
            if page.orders or page.faults:
                yield page
            if not more:
                return
            if self._move_window(page, times):
                number, previous = 1, None
                continue
            if entries == previous and not any(map(_is_unreadable, entries)):
                raise RemoteError('bad_answer', "The order list does not come to an end.")
            number, previous = number + 1, entries

    def _move_window(self, page, times):
        """Start the window at the last row. False: stay, there are more rows of one second."""
        if not (self._keyset and page.orders and times and times == sorted(times)):
            return False
        start = times[-1] - STEP_BACK
        if self._window and start <= self._window:
            return False
        self._window = start
        return True

    # === READING ===#

    def _read(self, number):
        """Entries of one page (rows, and _Unreadable in place of some) and whether more follow."""
        try:
            page = self._fetch_patiently(number)
        except RemoteError as error:
            if not _may_be_of_one_order(error):
                raise
            return self._narrow(number, error)
        self._size = min(self._size, page.size)
        return page.rows, page.more

    def _fetch_patiently(self, number):
        """A page, repeated as any safe call except after a 500: narrowing repeats it anyway."""
        return self._fetch(
            self._window, number, self._size, safe=lambda error: error.status != 500)

    def _narrow(self, number, error):
        """The same positions in small pages, then one by one."""
        entries = []
        end = number * self._size
        more = self._read_positions(end - self._size, end, SMALL_PAGE, entries, error)
        nothing_read = more and all(_is_unreadable(entry) and not entry.head for entry in entries)
        if nothing_read and len(entries) >= SMALL_PAGE:
            raise error
        return entries, more

    def _read_positions(self, position, end, size, entries, error):
        """Append what stands at position (from 0) to end, in pages of `size`; is there more?

        Pages are aligned to their size, so they may reach over both ends: repeats are dropped
        later on.
        """
        while position < end:
            number = position // size + 1
            page = self._try_fetch(number, size)
            if page is None and size > 1:
                if not self._read_positions(position, number * size, 1, entries, error):
                    return False
            elif page is None:
                entries.append(self._identify(number, error))
                if sum(map(_is_unreadable, entries)) > MAX_FAULTS:
                    raise error
            elif page.size < size:  # the server allows fewer: align to that
                return self._read_positions(position, end, page.size, entries, error)
            else:
                entries += page.rows
                if not page.more:
                    return False
            position = number * size
        return True

    def _try_fetch(self, number, size, expand=True):
        """The page, or None where an order on it may be to blame that there is none."""
        try:
            return self._fetch(self._window, number, size, expand=expand, safe=False)
        except RemoteError as error:
            if not _may_be_of_one_order(error):
                raise
            return None

    def _identify(self, number, error):
        """Learn the id of a guilty order: without expansion it may be readable (§1.7)."""
        page = self._try_fetch(number, 1, expand=False)
        try:
            head = decode_order_head(page.rows[0]) if page and page.rows else None
        except RemoteError:
            head = None
        return _Unreadable(error.message, head)

    # === SORTING OUT ===#

    def _sort_out(self, entries):
        """OrderPage of the new entries, and the times of all readable ones in their order."""
        orders, faults, times, new = [], [], [], set()
        for entry in entries:
            entry, head = self._read_head(entry)
            if head is None:
                faults.append(self._make_fault(entry))
                continue
            key = (head.id, head.updated_at)
            if key in self._known:
                # All before a row of an earlier page was met with that page, gaps too.
                faults = [fault for fault in faults if fault[1].order_id]
            elif key not in new:
                new.add(key)
                orders.append(entry)
            faults = self._close_gaps(faults, head)
            times.append(head.updated_at)
        self._known |= new
        return OrderPage(orders, self._cursor, self._only_new(faults)), list(filter(None, times))

    def _read_head(self, entry):
        """The entry with its OrderHead; an _Unreadable with None when it has none."""
        if _is_unreadable(entry):
            return entry, None
        try:
            return entry, decode_order_head(entry)
        except RemoteError as error:
            return _Unreadable(error.message), None

    def _make_fault(self, entry):
        """(key to know it again by, OrderFault)"""
        self._in_a_row += 1
        last_id, last_time = self._last
        order_id, start, end = None, last_time, None
        if entry.head:
            order_id, start, end = entry.head.id, entry.head.updated_at, entry.head.updated_at
        key = order_id or (last_id, last_time, self._in_a_row)
        return key, OrderFault(order_id, self._in_a_row, start, end, entry.message)

    def _close_gaps(self, faults, head):
        """A readable row: gaps before it end here, a gap after it begins here."""
        self._in_a_row = 0
        if not head.updated_at:
            return faults
        self._last = (head.id, head.updated_at)
        self._cursor = max(self._cursor or head.updated_at, head.updated_at)
        return [
            (key, fault if fault.order_id or fault.updated_to
             else replace(fault, updated_to=head.updated_at))
            for key, fault in faults
        ]

    def _only_new(self, faults):
        """Without those met before: a moved window shows the last second again."""
        new = {key: fault for key, fault in faults if key not in self._reported}
        self._reported |= set(new)
        return list(new.values())


def _may_be_of_one_order(error):
    """Whether the other orders of the page may be readable: a 500, or a body that is no JSON or
    too large."""
    return error.status == 500 or (error.status == 200 and error.code == 'bad_answer')


def _is_unreadable(entry):
    return isinstance(entry, _Unreadable)
