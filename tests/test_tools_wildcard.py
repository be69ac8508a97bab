"""Patterns with `*` (design §6, shipping rule)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..tools.wildcard import is_exact, matches


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
