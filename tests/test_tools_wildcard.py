"""Patterns with `*` (design §6, shipping rule)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..tools.wildcard import covers, is_everything, is_exact, matches


@pytest.mark.parametrize(('pattern', 'text'), [
    ('DHL*', 'DHL-1'), ('DHL*', 'DHL-test'), ('D*L', 'DtestL'), ('D*L', 'DYL'),
    ('DHL*', 'DHL'), ('*', ''), ('*', 'anything'), ('**', 'x'), ('', ''),
    ('*noutopiste*', 'Posti pakettiautomaatti (noutopiste)'),
    ('dhl', 'DHL'), ('  DHL ', 'dhl  '), ('STRASSE*', 'straße 1'),
    ('a*', 'a\nb'),
])
def test_pattern_fits(pattern, text):
    assert matches(pattern, text)


@pytest.mark.parametrize(('pattern', 'text'), [
    ('DHL*', 'xDHL'), ('D*L', 'DLx'), ('DHL', 'DHL-1'), ('', 'x'),
    ('a?', 'ab'), ('[ab]', 'a'), ('[!a]', 'b'), ('a.c', 'abc'), (r'\d', '5'),
])
def test_pattern_does_not_fit(pattern, text):
    assert not matches(pattern, text)


@pytest.mark.parametrize('text', ['a?', '[ab]', '[!a]', 'a.c', r'\d', '(x)|y', 'a]b'])
def test_special_characters_are_themselves(text):
    assert matches(text, text)
    assert matches(text[:1] + '*', text)


def test_only_a_pattern_without_star_is_exact():
    assert is_exact('DHL?')
    assert not is_exact('DHL*')


def test_only_stars_fit_everything():
    assert is_everything(' ** ')
    assert not is_everything('* *')


@given(st.text(alphabet='ab?[]!-*', max_size=8), st.text(alphabet='ab?[]!-', max_size=8))
def test_agrees_with_the_definition(pattern, text):
    def fits(p, t):
        if not p:
            return not t
        if p[0] == '*':
            return any(fits(p[1:], t[i:]) for i in range(len(t) + 1))
        return bool(t) and p[0] == t[0] and fits(p[1:], t[1:])
    assert matches(pattern, text) == fits(pattern, text)


def test_many_stars_are_quick():
    assert not matches('*a' * 30 + 'b', 'a' * 3000)


# === COVERING === #

@pytest.mark.parametrize(('pattern', 'other'), [
    ('*', ''), ('*', '*'), ('*', 'DHL'), ('DHL*', 'DHL'), ('DHL*', 'DHL-ex*'), ('D*L*', 'DHL*'),
    ('dhl*', ' DHL Express '), ('*posti*', 'Posti*'), ('a**b', 'a*b'), ('a*b', 'a**b'),
    ('*a*', '*ba*'), ('STRASSE*', 'straße 1'),
])
def test_pattern_covers_another(pattern, other):
    assert covers(pattern, other)


@pytest.mark.parametrize(('pattern', 'other'), [
    ('DHL', 'DHL*'), ('DHL-ex*', 'DHL*'), ('*a', '*a*'), ('DHL *', 'DHL*'), ('a*b', 'a*'),
    ('a?', 'a*'), ('', '*'), ('*ab*', '*a*b*'), ('D*L', 'DHL*'),
])
def test_pattern_does_not_cover_another(pattern, other):
    assert not covers(pattern, other)


@given(st.text(alphabet='ab*', max_size=6), st.text(alphabet='ab*', max_size=6), st.data())
def test_whatever_fits_the_covered_pattern_fits_the_covering_one(pattern, other, data):
    text = ''.join(
        data.draw(st.text(alphabet='abc', max_size=3)) if letter == '*' else letter
        for letter in other)
    assert matches(other, text)
    assert not covers(pattern, other) or matches(pattern, text)


@given(st.text(alphabet='ab*', max_size=6), st.text(alphabet='ab*', max_size=6))
def test_where_one_does_not_cover_some_text_shows_it(pattern, other):
    assert covers(pattern, other) or not matches(pattern, other.replace('*', 'c'))
