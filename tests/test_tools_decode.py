"""Lenient readers of JSON: one type comes out, or one clear error."""

import json
from datetime import datetime, timezone
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..tools import decode
from ..tools.decode import Fields, load_json, parse_moment
from ..tools.remote_error import RemoteError

HELSINKI = ZoneInfo('Europe/Helsinki')

garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def refusal(read, *args):
    with pytest.raises(RemoteError) as caught:
        read(*args)
    assert caught.value.code == 'bad_answer'
    return caught.value.message


# --- NUMBERS ---------------------------------------------------------------------------------


@pytest.mark.parametrize(('value', 'number'), [
    (149, '149'), (162.8, '162.8'), ('162.8', '162.8'), (' 12 ', '12'), ('-3.50', '-3.50'),
    (0, '0'), (Decimal('6.90'), '6.90'), ('1e2', '100'), (0.1, '0.1'), ('.5', '0.5'),
])
def test_number_is_the_decimal_that_was_written(value, number):
    assert Fields({'x': value}, 'order').number('x') == Decimal(number)


@pytest.mark.parametrize('value', [
    True, False, 'NaN', 'Infinity', float('nan'), float('inf'), Decimal('sNaN'), '1e999',
    '1e9999999', 1e300, 10 ** 30, '1,5', '1_000', '١٢', '0x10', 'abc', [1], {'a': 1}, '1' * 5000,
])
def test_what_is_no_sensible_number_is_refused_by_name(value):
    assert 'total' in refusal(Fields({'total': value}, 'order 7').number, 'total')


@pytest.mark.parametrize('value', [None, '', ' ', [], {}])
def test_nothing_is_the_default(value):
    fields = Fields({'x': value}, 'order')
    assert fields.number('x') is None
    assert fields.number('x', Decimal(0)) == 0
    assert fields.number('missing') is None


@pytest.mark.parametrize('value', [2, '2', 2.0, '2.000', Decimal('2.0')])
def test_whole_number_in_any_spelling(value):
    assert Fields({'x': value}, 'line').whole('x') == 2


def test_half_a_piece_is_refused():
    assert 'whole' in refusal(Fields({'x': 2.5}, 'line').whole, 'x')


# --- IDS, FLAGS, TEXTS -----------------------------------------------------------------------


@pytest.mark.parametrize(('value', 'number'), [
    (10241, 10241), ('10241', 10241), (' 7 ', 7), (0, None), ('0', None), (None, None),
    ([], None), ('', None),
])
def test_id_is_an_int_or_its_digits(value, number):
    assert Fields({'id': value}, 'order').ref('id') == number


@pytest.mark.parametrize('value', [True, 1.5, 10241.0, -1, '-1', 'x', '1.0', '²', '١', 10 ** 18])
def test_anything_else_is_no_id(value):
    assert 'id' in refusal(Fields({'id': value}, 'order').ref, 'id')


def test_missing_id_is_refused_where_it_is_needed():
    assert 'id is missing' in refusal(Fields({}, 'order').required_ref, 'id')


@pytest.mark.parametrize(('value', 'flag'), [
    (True, True), (1, True), ('1', True), ('true', True), ('TRUE', True),
    (False, False), (0, False), ('0', False), ('false', False), (None, False), ([], False),
])
def test_flag(value, flag):
    assert Fields({'x': value}, 'order').flag('x') is flag


def test_text_has_no_blanks_around_it_and_can_be_stored():
    assert Fields({'x': '  a\x00b\ud800 '}, 'order').text('x') == 'ab'
    assert Fields({'x': 100}, 'order').text('x') == '100'
    assert Fields({'x': []}, 'order').text('x') == ''


def test_what_deceives_the_eye_is_left_out_and_line_breaks_stay_in_a_text():
    source = Fields({'x': 'a\u202eb\x07\r\nc\u2066\x9bd', 'y': 'אבג \u200f1'}, 'order')
    assert source.text('x') == 'ab\r\ncd'
    assert source.text('y') == 'אבג \u200f1', "marks of right-to-left scripts stay"


def test_a_name_is_one_line():
    assert Fields({'x': ' Aino\r\n\tKorhonen\u2028 '}, 'order').line('x') == 'Aino Korhonen'


def test_a_code_is_one_line_and_short_and_else_as_it_is():
    assert Fields({'x': ' A  1\r\n2'}, 'order').code('x') == 'A  1 2'
    assert Fields({'x': 'Ä' * 250}, 'order').code('x') == 'Ä' * 250
    assert 'x is too long' in refusal(Fields({'x': 'a' * 251}, 'order').code, 'x')


def test_error_names_the_field_and_not_its_value():
    source = Fields({'products': [{}, {'quantity': 'Aino Korhonen'}]}, 'order 10241')
    message = refusal(source.children('products')[1].number, 'quantity')
    assert message == 'order 10241: products[1]: quantity is not a number.'


# --- DATES -----------------------------------------------------------------------------------


@pytest.mark.parametrize(('text', 'moment'), [
    ('2026-11-16T08:41:12+02:00', datetime(2026, 11, 16, 6, 41, 12)),
    ('2026-11-16T06:41:12Z', datetime(2026, 11, 16, 6, 41, 12)),
    ('2026-11-16T08:41:12', datetime(2026, 11, 16, 6, 41, 12)),
    ('2026-07-16T08:41:12', datetime(2026, 7, 16, 5, 41, 12)),
    ('2026-03-02T06:15:09.9871234Z', datetime(2026, 3, 2, 6, 15, 9, 987123)),
    ('2026-03-02T06:15:09.2Z', datetime(2026, 3, 2, 6, 15, 9, 200000)),
    ('2026-11-16 08:41:12', datetime(2026, 11, 16, 6, 41, 12)),
])
def test_moment_is_naive_utc_and_zoneless_means_helsinki(text, moment):
    assert Fields({'x': text}, 'order').moment('x', HELSINKI) == moment


@pytest.mark.parametrize('text', [
    'yesterday', '2026-13-01T00:00:00', '0002-01-01T00:00:00+14:00', '16.11.2026', '2026-11-16T',
    '9999-12-31T23:59:59-12:00', '１２', '1753-01-01T00:00:00', '9999-12-31T23:59:59Z',
])
def test_what_is_no_date_is_refused(text):
    assert 'updated_at' in refusal(Fields({'updated_at': text}, 'o').moment, 'updated_at', HELSINKI)


@pytest.mark.parametrize('text', [
    '0001-01-01T00:00:00', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00+02:00',
    '0000-00-00 00:00:00', '0000-00-00', '', None,
])
def test_no_date_in_the_words_of_other_systems(text):
    assert Fields({'x': text}, 'order').moment('x', HELSINKI) is None


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))
def test_any_utc_moment_survives(moment):
    assert parse_moment(moment.isoformat() + 'Z', HELSINKI) == moment


# --- STRUCTURE -------------------------------------------------------------------------------


@pytest.mark.parametrize('value', [None, [], {}])
def test_missing_null_and_empty_list_are_the_same_sub_resource(value):
    for payload in ({'x': value}, {}):
        assert Fields(payload, 'order').child('x').text('name') == ''
        assert Fields(payload, 'order').children('x') == []


def test_a_list_is_no_object_and_an_object_no_list():
    assert 'x is not an object' in refusal(Fields({'x': [1]}, 'order').child, 'x')
    assert 'x is not a list' in refusal(Fields({'x': {'a': 1}}, 'order').children, 'x')
    assert 'is not an object' in refusal(Fields, [], 'order')


def test_names_are_folded_only_on_request():
    assert Fields({'ShippingCode': 'a'}, 'order', fold=True).text('shippingCode') == 'a'
    assert Fields({'ShippingCode': 'a'}, 'order').text('shippingCode') == ''
    nested = Fields({'Customer': {'NAME': 'b'}}, 'order', fold=True)
    assert nested.child('customer').text('name') == 'b'


@pytest.mark.parametrize('text', ['', '{', '<html>', '[' * 100000, '[1] PHP Warning', '"'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match='.'):
        load_json(text)


def test_json_loses_what_postgresql_cannot_store():
    value = load_json('{"a\\u0000": ["x\\u0000y", "\\ud800", 1.50, true, null]}')
    assert value == {'a': ['xy', '', 1.5, True, None]}


@pytest.mark.parametrize('text', ['NaN', 'Infinity', '-Infinity', '1e999', '1' * 5000])
def test_a_number_that_cannot_be_stored_does_not_hide_the_rest_of_the_answer(text):
    value = load_json(f'{{"total": {text}, "id": 7}}')
    assert value == {'total': text, 'id': 7}
    assert 'total is not a number' in refusal(Fields(value, 'order 7').number, 'total')


def test_endless_nesting_does_not_hide_the_rest_of_the_answer():
    value = load_json('{"details": ' + '[{"a":' * 200 + '1' + '}]' * 200 + ', "id": 7}')
    assert value['id'] == 7
    assert 'details is not a text' in refusal(Fields(value, 'order 7').text, 'details')
    assert len(json.dumps(value)) < 1000


@given(garbage)
def test_readers_return_or_refuse_and_nothing_else(value):
    for payload in (value, {'x': value}):
        try:
            fields = Fields(payload, 'order', fold=True)
        except RemoteError:
            continue
        for read in (fields.text, fields.number, fields.whole, fields.ref, fields.flag,
                     fields.child, fields.children, fields.required_ref):
            check_returns_or_refuses(read, 'x')
        check_returns_or_refuses(fields.moment, 'x', timezone.utc)


def check_returns_or_refuses(read, *args):
    try:
        read(*args)
    except RemoteError as error:
        assert error.code == 'bad_answer'
        json.dumps(error.message).encode()


def test_plain_texts_are_stored_as_the_careful_way_stores_them():
    """What is quickly known to be plain is the same as when each value is looked at."""
    deep = '[' * 50 + ']' * 50
    for text in ('{"a": [1, "ä", {"b": null}]}', '"[{"', '{"a": "}{"}', deep, f'[{deep}]',
                 r'"\u0000"', r'{"\u0000": "\ud83d\ude00"}', r'"\uDC00"', '"\\\\u0000"', '"}]"'):
        with patch.object(decode, '_is_plain', lambda text: False):
            careful = load_json(text)
        assert load_json(text) == careful, text
