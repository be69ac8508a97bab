"""Texts that a stranger may type into a webshop, and what they must never become."""

import copy

# Short enough for a name. Were it HTML, it would run; were it a template, it would say 1337.
HOSTILE = ('<img data-hostile src=x onerror=window.hostile=1>"\'</textarea></script>'
           '{{ 7*191 }}<t t-out="7*191"/>')
NOT_TEXTS = (
    'id', 'status', 'type', 'created_at', 'updated_at', 'archived_at', 'completed_at', 'country',
    'language', 'product_code', 'currency', 'barcode')


def hostile_order(payload):
    """The order with such a text in every field that a person can type."""
    payload = copy.deepcopy(payload)
    for part in ('customer_information', 'shipping_address'):
        _spoil_texts(payload[part])
    for part in payload['products'] + payload['shipments'] + payload['payments']:
        _spoil_texts(part)
    return payload | {
        'different_shipping_address': True, 'details': HOSTILE,
        'comments': [{'text': HOSTILE}], 'receipt_url': 'javascript:window.hostile=1'}


def _spoil_texts(part):
    for name, value in part.items():
        if isinstance(value, str) and name not in NOT_TEXTS:
            part[name] = HOSTILE
