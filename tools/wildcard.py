"""Patterns in which `*` stands for any run of characters, as in myOGO's method mapping."""

import fnmatch
import functools
import glob
import re


def matches(pattern, text):
    """Whether the whole text fits the pattern.

    `*` is any run of characters, also none; every other character is itself, `?` and `[` too.
    Upper and lower case are the same, blanks around pattern and text do not count.
    """
    return bool(_regexp(pattern).match(normal(text)))


def covers(pattern, other):
    """Whether every text that fits the other pattern fits this one.

    The other pattern is matched as if it were a text. Its stars are characters there that no
    letter of this pattern equals, so each of them falls to one of this pattern's stars, which
    would as well take whatever stands for it. Hence never a false yes; and no false no either, as
    the stars may stand for a character that is in neither pattern.
    """
    return matches(pattern, other)


def is_exact(pattern):
    """Whether the pattern fits one text only."""
    return '*' not in pattern


def is_everything(pattern):
    return normal(pattern).strip('*') == ''


def normal(text):
    """What is compared: the same for texts that are the same here."""
    return text.strip().casefold()


@functools.lru_cache(maxsize=4096)  # hundreds of rules are tried one after the other
def _regexp(pattern):
    return re.compile(fnmatch.translate('*'.join(map(glob.escape, normal(pattern).split('*')))))
