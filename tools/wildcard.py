"""Patterns in which `*` stands for any run of characters, as in myOGO's method mapping."""

import fnmatch
import glob


def matches(pattern, text):
    """Whether the whole text fits the pattern.

    `*` is any run of characters, also none; every other character is itself, `?` and `[` too.
    Upper and lower case are the same, blanks around pattern and text do not count.
    """
    literals = pattern.strip().casefold().split('*')
    return fnmatch.fnmatchcase(text.strip().casefold(), '*'.join(map(glob.escape, literals)))


def is_exact(pattern):
    """Whether the pattern fits one text only."""
    return '*' not in pattern
