"""When a shipping rule never gets its turn, and when two rules meet."""

import pytest

from ..tools.shipping_reach import Reach, find_covered

FINLAND, SWEDEN = 1, 2


def reach(pattern='DHL*', match='name', countries=(), **values):
    return Reach(pattern, match, countries=frozenset(countries), **values)


@pytest.mark.parametrize(('first', 'second'), [
    (reach(), reach()),
    (reach(), reach('DHL express')),
    (reach(match='any'), reach(match='code')),
    (reach('*'), reach(match='code')),
    (reach('*'), reach(match='any')),
    (reach(), reach(store=1)),
    (reach(store=1), reach(store=1)),
    (reach(), reach(countries=[FINLAND])),
    (reach(countries=[FINLAND, SWEDEN]), reach(countries=[SWEDEN])),
    (reach(), reach(weight_min=2, weight_max=5)),
    (reach(weight_max=5), reach(weight_min=2, weight_max=5)),
    (reach(weight_min=2), reach(weight_min=2)),
])
def test_first_rule_leaves_nothing_to_the_second(first, second):
    assert first.covers(second)


@pytest.mark.parametrize(('first', 'second'), [
    (reach('DHL express'), reach()),
    (reach(), reach(match='any')),
    (reach(), reach(match='code')),
    (reach('*', match='code'), reach()),
    (reach('*', match='code'), reach(match='any')),
    (reach(store=1), reach()),
    (reach(store=1), reach(store=2)),
    (reach(countries=[FINLAND]), reach()),
    (reach(countries=[FINLAND]), reach(countries=[FINLAND, SWEDEN])),
    (reach(weight_max=5), reach()),
    (reach(weight_max=5), reach(weight_max=6)),
    (reach(weight_min=2), reach()),
])
def test_first_rule_leaves_something_to_the_second(first, second):
    assert not first.covers(second)


@pytest.mark.parametrize(('first', 'second', 'meet'), [
    (reach(), reach(), True),
    (reach(store=1), reach(), True),
    (reach(store=1), reach(store=2), False),
    (reach(countries=[FINLAND]), reach(), True),
    (reach(countries=[FINLAND]), reach(countries=[SWEDEN]), False),
    (reach(weight_max=2), reach(weight_min=2), True),
    (reach(weight_max=2), reach(weight_min=3), False),
    (reach(match='any'), reach(match='code'), True),
    (reach(), reach(match='code'), False),
])
def test_rules_of_one_pattern_meet(first, second, meet):
    assert first.meets(second) is second.meets(first) is meet


def test_first_of_several_that_cover_is_named_and_only_what_was_asked_about():
    rules = [reach('D*', countries=[FINLAND]), reach('D*'), reach('*'), reach('DHL'), reach('X')]
    assert find_covered(rules, {0, 1, 2, 3, 4}) == {3: 1, 4: 2}
    assert find_covered(rules, {3}) == {3: 1}
