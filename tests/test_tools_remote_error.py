"""What a person gets to read of a remote's complaint."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..tools.remote_error import (
    GENERIC_MESSAGES,
    MESSAGE_LENGTH,
    RemoteError,
    describe_body,
    read_remote_code,
    redact,
)

CONTRACTS = Path(__file__).parents[1] / 'dev' / 'contracts'


def sample(name):
    return json.loads((CONTRACTS / name).read_text(encoding='utf-8'))


@pytest.mark.parametrize(('name', 'text'), [
    ('ogoship-samples/error-400-validation.json', 'Customer.Address1 is required.'),
    ('ogoship-samples/error-400-duplicate-reference.json',
     'Trying to add new order but order with same reference already exists.'),
    ('ogoship-samples/error-400-modelstate-variant.ASSUMED.json',
     'The request is invalid. order.Customer.Name: The Name field is required.'),
    ('ogoship-samples/error-400-problem-variant.ASSUMED.json',
     'One or more validation errors occurred. Customer.Name: The Name field is required.'),
    ('ogoship-samples/token-error-response.json',
     'The merchant id or secret token is incorrect.'),
    ('mycashflow-samples/error-409.json', 'The shipment cannot be completed in its current state'),
    ('mycashflow-samples/error-422.hypothetical.json', 'quantity: must be an integer'),
])
def test_message_of_the_contracts_error_bodies(name, text):
    assert RemoteError('invalid', describe_body(sample(name))).message == text


def test_names_in_error_bodies_have_any_case():
    assert describe_body({'StatusCode': 400, 'Message': 'No.'}) == 'No.'


def test_oauth_word_is_kept_apart():
    assert read_remote_code({'error': 'invalid_client'}) == 'invalid_client'
    assert read_remote_code({'error': 'Not Found'}) == ''


def test_without_a_message_there_is_a_generic_sentence():
    for code, text in GENERIC_MESSAGES.items():
        assert RemoteError(code).message == str(RemoteError(code)) == text


@pytest.mark.parametrize('secret', [
    'aino.korhonen@example.com', '+358401234567', '040 123 4567', '0401234567', '(09) 123-45678',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NSJ9.c2FtcGxl',
    '9c2e71d84b0f46aab7d39c2e71d84b0f', '54e63fd4-9759-567b-818d-0ae768ba5626',
])
def test_personal_and_secret_texts_are_hidden(secret):
    message = RemoteError('invalid', f"Order S00101: {secret} is not valid").message
    assert secret not in message
    assert message.startswith('Order S00101: ')
    assert message.endswith('is not valid')


@pytest.mark.parametrize('text', [
    'api_key=hunter2', 'password: "hunter2"', 'secret token = hunter2', 'Bearer hunter2',
    'Authorization: Basic hunter2', '"refresh_token":"hunter2"', 'X-Api-Key: hunter2',
    "The value 'hunter2' is not valid for City.",
])
def test_values_of_secret_names_are_hidden(text):
    assert 'hunter2' not in redact(text)


def test_our_own_secrets_are_hidden_however_short():
    message = RemoteError('invalid', "Key abc is wrong", secrets=('abc', '')).message
    assert message == "Key […] is wrong"


@pytest.mark.parametrize('text', [
    'Order 10241 was not found.', 'Shipping method was not found.', 'Order S00101 is collecting.',
    'Product KENKA-TUNTURI-42 was not found.', 'OrderLine.Quantity must be a positive number.',
])
def test_ordinary_messages_stay_as_they_are(text):
    assert redact(text) == text


def test_html_is_never_shown():
    error = RemoteError('unavailable', '<html><body>502 for aino@example.com</body></html>')
    assert error.message == GENERIC_MESSAGES['unavailable']


def test_message_is_one_short_line():
    message = RemoteError('invalid', "word\n\t" * 1000).message
    assert len(message) <= MESSAGE_LENGTH
    assert '\n' not in message


@given(st.text(), st.text(min_size=1))
def test_message_is_always_printable_and_short(text, secret):
    message = redact(text + secret, (secret,))
    assert message.isprintable()
    assert len(message) <= MESSAGE_LENGTH


json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(['message', 'errors', 'modelState', 'error', 'title']) | st.text(),
        inner, max_size=4,
    ),
    max_leaves=10,
)


@given(json_value)
def test_any_error_body_can_be_described(body):
    assert isinstance(describe_body(body), str)
    assert isinstance(read_remote_code(body), str)
