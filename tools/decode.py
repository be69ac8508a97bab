"""Lenient readers of JSON: whatever form a remote chose, one Python type comes out.

Rules: mycashflow-api §1.6 and §8.3, ogoship-api §4.1 to §4.5.
"""

import json
import re
from datetime import timezone
from decimal import Decimal

from dateutil.parser import isoparse

from .remote_error import RemoteError

_ID = re.compile(r'[0-9]{1,18}')
# Decimal() itself would also take NaN, Infinity, 1_000 and the digits of other scripts.
_NUMBER = re.compile(r'[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?')
# PostgreSQL stores neither of them, and nobody means to send them.
_UNSTORABLE = re.compile('[\x00\ud800-\udfff]')
_SUSPICIOUS = re.compile(r'[\x00\ud800-\udfff]|\\u(?:0000|[dD][89a-fA-F])')
_NO_BRACKET = re.compile(r'[^][{}]+')
# Control characters, and marks that make a text read backwards ("gnp.exe" for "exe.png").
_INVISIBLE = re.compile('[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
# Money, weights and rates of any real shop, binary floats written out in full included.
_LARGEST_POWER, _SMALLEST_POWER = 15, -30
_BREAKS = re.compile(r'[\t\r\n]+')
_LONGEST_NAME = 250  # what an index of PostgreSQL takes in any script
_LONGEST_INTEGER = 300  # digits, as many as the largest float has
_DEEPEST = 50  # no remote nests deeper than ten
_TOO_DEEP = "nested too deeply"
# How .NET and MySQL say "no date".
_NO_MOMENT = re.compile(r'000[01]-0[01]-0[01]([T ]00:00.*)?')
_YEARS = range(1900, 3000)
_EMPTY = (None, '', [], {})
_TRUE, _FALSE = ('1', 'true', 'yes'), ('0', 'false', 'no')


def load_json(text):
    """JSON text -> plain values that JSON and PostgreSQL can store again.

    Numbers with decimals stay floats so that a payload can be stored as it came; the readers
    below turn them into the Decimal that was written, which is exact for 15 digits. What is no
    number of any use (NaN, 1e999, a thousand digits) becomes its text, and what is nested beyond
    reason a text that says so: only the field that needs it is refused, not all around it.

    :raise ValueError: not JSON
    """
    try:
        value = json.loads(text, parse_constant=str, parse_float=_finite, parse_int=_integer)
        return value if _is_plain(text) else _storable(value)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _is_plain(text):
    """Whether JSON text is surely shallow and without characters that cannot be stored, so that
    nobody needs to go through all of its values."""
    if _SUSPICIOUS.search(text):
        return False
    brackets = _NO_BRACKET.sub('', text)
    for _level in range(_DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace('{}', '').replace('[]', '')
    return False


def clean_text(text):
    """The text without characters that cannot be stored or deceive, and without blanks around it.

    Line breaks and tabs stay.
    """
    return _INVISIBLE.sub('', _UNSTORABLE.sub('', text)).strip()


def parse_moment(text, zone):
    """ISO 8601 text -> naive UTC datetime; `zone` is meant when the text names none.

    :raise ValueError: not a date and time of this age
    """
    try:
        moment = isoparse(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    except OverflowError:
        raise ValueError("out of range") from None
    if moment.year not in _YEARS:
        raise ValueError("out of range")
    return moment


class Fields:
    """One JSON object, read field by field.

    Missing, null and [] are the same. A field that cannot be used raises
    RemoteError('bad_answer') with the field's path in the message and never its value.

    :param payload: what the remote sent as an object
    :param str path: where the object sits, for messages: 'order 10241', 'products[2]'
    :param bool fold: look names up case-insensitively
    """

    def __init__(self, payload, path, *, fold=False):
        if not isinstance(payload, dict):
            raise RemoteError('bad_answer', f"{path} is not an object.")
        self._fold = fold
        self._path = path
        self._values = {_key(key, fold): value for key, value in payload.items()}

    def refuse(self, name, why):
        """The error that says what is wrong with a field."""
        return RemoteError('bad_answer', f"{self._path}: {name} {why}.")

    def get(self, name):
        """The bare value; None for everything that means "nothing"."""
        value = self._values.get(_key(name, self._fold))
        return None if value in _EMPTY else value

    def text(self, name):
        """Text without blanks around it, '' when missing. A number is its digits."""
        value = self.get(name)
        if value is None:
            return ''
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            raise self.refuse(name, "is not a text")
        return clean_text(str(value))

    def line(self, name):
        """Text on one line: a name, a street, whatever may end up in a header or on a label."""
        return ' '.join(self.text(name).split())

    def code(self, name):
        """Text by which something is found again: a code, a reference, an id that is a text."""
        text = _BREAKS.sub(' ', self.text(name))
        if len(text) > _LONGEST_NAME:
            raise self.refuse(name, "is too long")
        return text

    def number(self, name, default=None):
        """Decimal from a JSON number or a numeric text, `default` when missing."""
        value = self.get(name)
        if isinstance(value, str):
            value = clean_text(value) or None
        if value is None:
            return default
        number = _decimal(value)
        if number is None:
            raise self.refuse(name, "is not a number")
        return number

    def whole(self, name):
        """int from a number without decimals, also when written as 2.0 or '2'; None if missing."""
        number = self.number(name)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise self.refuse(name, "is not a whole number")
        return int(number)

    def ref(self, name):
        """Id: a positive int or its digits. None when missing; 0 is a way to say "none"."""
        value = self.get(name)
        if isinstance(value, str):
            text = clean_text(value)
            value = int(text) if _ID.fullmatch(text) else text or None
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10 ** 18:
            raise self.refuse(name, "is not an id")
        return value or None

    def required_ref(self, name):
        """Id that must be there."""
        value = self.ref(name)
        if value is None:
            raise self.refuse(name, "is missing")
        return value

    def flag(self, name):
        """bool from true, 1, '1' or 'true'; False when missing."""
        value = self.get(name)
        if value is None:
            return False
        word = clean_text(str(value)).lower()
        if word not in _TRUE + _FALSE:
            raise self.refuse(name, "is not true or false")
        return word in _TRUE

    def moment(self, name, zone):
        """Naive UTC datetime, None when missing or said to be no date."""
        text = self.text(name)
        if not text or _NO_MOMENT.fullmatch(text):
            return None
        try:
            return parse_moment(text, zone)
        except ValueError:
            raise self.refuse(name, "is not a date and time") from None

    def child(self, name):
        """A single sub-resource; one without fields when missing."""
        value = self.get(name)
        return Fields({} if value is None else value, f"{self._path}: {name}", fold=self._fold)

    def children(self, name):
        """A list of sub-resources, [] when missing."""
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(name, "is not a list")
        return [
            Fields(item, f"{self._path}: {name}[{index}]", fold=self._fold)
            for index, item in enumerate(value)
        ]


def _key(name, fold):
    return str(name).lower() if fold else name


def _decimal(value):
    """Decimal, or None for what is no number of a sensible size."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None
    # str() of a float is the shortest text that means it: 162.8 gives Decimal('162.8').
    text = str(value)
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if number.adjusted() > _LARGEST_POWER or number.as_tuple().exponent < _SMALLEST_POWER:
        return None
    return number


def _finite(text):
    number = float(text)
    return text if number in (float('inf'), float('-inf')) else number


def _integer(text):
    return int(text) if len(text) <= _LONGEST_INTEGER else text


def _storable(value, depth=0):
    if isinstance(value, str):
        return _UNSTORABLE.sub('', value)
    if depth > _DEEPEST and value and isinstance(value, (list, dict)):
        return _TOO_DEEP
    if isinstance(value, list):
        return [_storable(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item, depth + 1) for key, item in value.items()}
    return value
