"""Reading the order list: nothing lost, nothing twice, bad orders named, outages told apart."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..tools.http_client import RemoteError
from ..tools.mycashflow_orders import OrderReader, RawPage

START = datetime(2026, 11, 16, 8)


def at(second):
    return START + timedelta(seconds=second)


class Shop:
    """The order list of a shop, in memory.

    :param seconds: updated_at of order 1, 2, 3 …, as seconds after START
    :param bad: ids that make a page answer 500; nameless: those do so without expansion too
    :param code, status: of the error instead
    """

    def __init__(self, seconds, bad=(), nameless=(), cap=None, down=False, code='unavailable',
                 status=500):
        self.orders = {number: at(second) for number, second in enumerate(seconds, 1)}
        self.bad = {*bad, *nameless}
        self.nameless = set(nameless)
        self.cap = cap
        self.down = down
        self.error = code, status
        self.calls = []

    def fetch(self, since, number, size, expand=True, safe=None):
        self.calls.append((since, number, size, expand))
        size = min(size, self.cap or size)
        listed = sorted(
            (time, order_id) for order_id, time in self.orders.items() if not since or time >= since
        )
        begin = (number - 1) * size
        rows = listed[begin:begin + size]
        hidden = self.bad if expand else self.nameless
        if self.down or any(order_id in hidden for _time, order_id in rows):
            code, status = self.error
            raise RemoteError(code, "It broke", status=status, unclear=True)
        return RawPage([self.row(order_id) for _time, order_id in rows], size,
                       begin + size < len(listed))

    def row(self, order_id):
        return {'id': order_id, 'status': 'OPEN',
                'updated_at': self.orders[order_id].isoformat() + '+00:00'}

    def read_all(self, page_size=3, since=START, keyset=True):
        pages = list(OrderReader(self.fetch, since, page_size, keyset).pages())
        orders = [order['id'] for page in pages for order in page.orders]
        faults = [fault for page in pages for fault in page.faults]
        return orders, faults, pages


# --- READING ---------------------------------------------------------------------------------


@pytest.mark.parametrize('keyset', [True, False])
@pytest.mark.parametrize('count', [0, 1, 2, 3, 4, 6, 7, 10])
def test_every_order_comes_once_and_in_order(count, keyset):
    shop = Shop(range(count))
    orders, faults, pages = shop.read_all(keyset=keyset)
    assert orders == list(range(1, count + 1))
    assert faults == []
    if count:
        assert pages[-1].cursor == at(count - 1)


def test_a_shop_without_changes_is_asked_once():
    shop = Shop([])
    assert shop.read_all()[2] == []
    assert shop.calls == [(START, 1, 3, True)]


def test_the_window_moves_to_the_last_row():
    shop = Shop([0, 10, 20, 30, 40, 50])
    shop.read_all()
    assert [call[:2] for call in shop.calls] == [(START, 1), (at(19), 1), (at(39), 1)]


def test_more_orders_of_one_second_than_a_page_holds():
    orders, _faults, pages = Shop([5] * 10 + [6]).read_all()
    assert orders == list(range(1, 12))
    assert pages[-1].cursor == at(6)


def test_the_server_may_allow_fewer_rows():
    shop = Shop(range(20), cap=2)
    assert shop.read_all(page_size=100)[0] == list(range(1, 21))


def test_an_order_changed_while_reading_comes_again_in_its_new_state():
    shop = Shop(range(6))
    reader = OrderReader(shop.fetch, START, 3, True).pages()
    first = next(reader)
    shop.orders[1] = at(50)
    seen = [order['id'] for page in reader for order in page.orders]
    assert [order['id'] for order in first.orders] == [1, 2, 3]
    assert seen == [4, 5, 6, 1]


def test_an_unsorted_list_is_read_by_page_number():
    rows = [shop_row(order_id, second) for order_id, second in
            ((1, 9), (2, 3), (3, 5), (4, 1), (5, 2))]

    def fetch(since, number, size, expand=True, safe=None):
        begin = (number - 1) * size
        return RawPage(rows[begin:begin + size], size, begin + size < len(rows))
    pages = list(OrderReader(fetch, START, 2, True).pages())
    assert [order['id'] for page in pages for order in page.orders] == [1, 2, 3, 4, 5]
    assert pages[-1].cursor == at(9)


def shop_row(order_id, second):
    return {'id': order_id, 'updated_at': at(second).isoformat() + '+00:00'}


def test_a_server_that_ignores_the_page_number_does_not_hold_us_for_ever():
    def fetch(since, number, size, expand=True, safe=None):
        return RawPage([shop_row(1, 5), shop_row(2, 5)], 2, True)
    with pytest.raises(RemoteError, match='does not come to an end'):
        list(OrderReader(fetch, at(5), 2, True).pages())


def test_an_order_without_a_time_is_delivered():
    row = {'id': 7, 'updated_at': None}
    pages = list(OrderReader(lambda *a, **k: RawPage([row], 3, False), START, 3, True).pages())
    assert pages[0].orders == [row]
    assert pages[0].cursor is None


# --- BAD ORDERS ------------------------------------------------------------------------------


def test_a_bad_order_is_named_and_the_others_come():
    orders, (fault,), pages = Shop(range(25), bad=[14]).read_all(page_size=25)
    assert orders == [number for number in range(1, 26) if number != 14]
    assert fault.order_id == 14
    assert fault.updated_from == fault.updated_to == at(13)
    assert fault.message == 'It broke'
    assert pages[-1].cursor == at(24)


def test_a_bad_order_without_a_name_is_a_gap_between_two_times():
    orders, (fault,), _pages = Shop(range(25), nameless=[14]).read_all(page_size=25)
    assert len(orders) == 24
    assert (fault.order_id, fault.position) == (None, 1)
    assert (fault.updated_from, fault.updated_to) == (at(12), at(14))


def test_a_gap_at_the_end_is_open():
    _orders, (fault,), pages = Shop(range(5), nameless=[5]).read_all(page_size=10)
    assert (fault.updated_from, fault.updated_to) == (at(3), None)
    assert pages[-1].cursor == at(3)


def test_a_gap_at_the_beginning_begins_with_the_window():
    _orders, (fault,), _pages = Shop(range(1, 6), nameless=[1]).read_all(page_size=10)
    assert (fault.updated_from, fault.updated_to) == (START, at(2))


def test_neighbours_that_are_bad_are_told_apart():
    _orders, faults, _pages = Shop(range(10), nameless=[4, 5]).read_all(page_size=10)
    assert [(f.position, f.updated_from, f.updated_to) for f in faults] == [
        (1, at(2), at(5)), (2, at(2), at(5))]


@pytest.mark.parametrize('page_size', [1, 2, 3, 5, 10, 30])
@pytest.mark.parametrize('bad', range(1, 13))
@pytest.mark.parametrize('named', [True, False])
def test_each_bad_order_is_reported_once_wherever_it_stands(page_size, bad, named):
    shop = Shop([0, 0, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4], **{'bad' if named else 'nameless': [bad]})
    orders, faults, _pages = shop.read_all(page_size=page_size)
    assert sorted(orders) == [number for number in range(1, 13) if number != bad]
    assert [fault.order_id for fault in faults] == [bad if named else None]


def test_an_order_that_makes_its_page_no_json_is_named_and_the_others_come():
    """A warning that the shop's program prints into the answer, or a row without end."""
    shop = Shop(range(25), bad=[14], code='bad_answer', status=200)
    orders, (fault,), _pages = shop.read_all(page_size=25)
    assert orders == [number for number in range(1, 26) if number != 14]
    assert fault.order_id == 14


@pytest.mark.parametrize('page_size', [1, 3, 10, 100])
@pytest.mark.parametrize(('code', 'status'), [('unavailable', 500), ('bad_answer', 200)])
def test_an_outage_is_no_bad_order(page_size, code, status):
    shop = Shop(range(100), down=True, code=code, status=status)
    with pytest.raises(RemoteError) as caught:
        shop.read_all(page_size=page_size)
    assert caught.value.code == code
    assert len(shop.calls) < 50


def test_many_bad_orders_in_one_page_are_an_outage():
    with pytest.raises(RemoteError):
        Shop(range(100), bad=range(1, 22)).read_all(page_size=100)
    orders, faults, _pages = Shop(range(100), bad=range(1, 21)).read_all(page_size=100)
    assert (len(orders), len(faults)) == (80, 20)


@pytest.mark.parametrize(('code', 'status'), [('unavailable', 503), ('unavailable', None),
                                              ('timeout', None), ('throttled', 429),
                                              ('bad_answer', 302), ('bad_answer', None)])
def test_other_failures_are_repeated_as_safe_and_never_narrowed(code, status):
    calls = []

    def fetch(since, number, size, expand=True, safe=None):
        error = RemoteError(code, status=status)
        calls.append((size, safe(error), safe(RemoteError('unavailable', status=500))))
        raise error
    with pytest.raises(RemoteError):
        list(OrderReader(fetch, START, 100, True).pages())
    assert calls == [(100, True, False)]


def test_pages_before_a_failure_are_delivered():
    shop = Shop(range(6))
    reader = OrderReader(shop.fetch, START, 3, True).pages()
    assert len(next(reader).orders) == 3
    shop.down = True
    with pytest.raises(RemoteError):
        next(reader)


def test_a_row_without_an_id_hides_no_other():
    rows = [shop_row(1, 1), {'id': None}, 'rubbish', shop_row(2, 2)]
    page, = OrderReader(lambda *a, **k: RawPage(rows, 9, False), START, 9, True).pages()
    assert [order['id'] for order in page.orders] == [1, 2]
    assert [fault.position for fault in page.faults] == [1, 2]
    assert 'id is missing' in page.faults[0].message


# How fast this machine is proves nothing.
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.integers(0, 2), max_size=40),
    bad=st.sets(st.integers(1, 40), max_size=5), nameless=st.sets(st.integers(1, 40), max_size=3),
    page_size=st.integers(1, 30), cap=st.none() | st.integers(1, 12), keyset=st.booleans(),
)
def test_whatever_the_list_nothing_is_lost_and_nothing_twice(
    steps, bad, nameless, page_size, cap, keyset,
):
    seconds = [sum(steps[:index + 1]) for index in range(len(steps))]
    shop = Shop(seconds, bad, nameless, cap)
    orders, faults, _pages = shop.read_all(page_size=page_size, keyset=keyset)
    present = set(shop.orders)
    assert sorted(orders) == sorted(present - shop.bad)
    assert sorted(f.order_id for f in faults if f.order_id) == sorted(
        (present & bad) - nameless)
    assert len([f for f in faults if not f.order_id]) == len(present & nameless)
