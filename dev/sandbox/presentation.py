"""The forms an answer may take where the contract is uncertain (play.py, first part).

Applied after the answer was checked, so that a switch relaxes the check for nothing else."""

import re

NUMBERS = re.compile(
    'amount|price|total|subtotal|costs$|discount|rate$|quantity|weight|stock|reserved|balance$'
    '|Price|Percentage|Total|Available|Quantity', re.ASCII,
)
WAREHOUSE_TIMES = ('editTime', 'modified', 'created', 'arrivalDate', 'receiveDate')
NOT_IDS = ('external_id', 'customer_external_id', 'external_pickup_point_id')


def present(remote, play, body):
    if remote == 'shop':
        return _walked(body, lambda key, value: _shop_value(play, key, value))
    if remote != 'warehouse':
        return body
    if play['empty_as_null'] and body == []:
        return None
    body = _walked(body, lambda key, value: _warehouse_value(play, key, value))
    if play['stock_update_ean'] != 'eanCode':
        body = _renamed_ean(body, play['stock_update_ean'])
    return _pascal(body) if play['pascal_case'] else body


def _shop_value(play, key, value):
    if key == 'id' or key.endswith('_id') and key not in NOT_IDS:
        return str(value) if play['ids_as_strings'] and value is not None else value
    if play['numbers_as_strings'] and _is_number(value) and NUMBERS.search(key):
        return str(value)
    if play['datetime_zone'] == 'none' and key.endswith('_at') and value:
        return value[:19]
    if play['shop_lower_enums'] and key == 'status':
        return value.lower()
    return value


def _warehouse_value(play, key, value):
    if play['numbers_as_strings'] and _is_number(value) and NUMBERS.search(key):
        return str(value)
    if play['upper_enums'] and key == 'status' and isinstance(value, str):
        return value.capitalize()
    if play['pascal_case'] and isinstance(value, str) and key in WAREHOUSE_TIMES:
        return value.removesuffix('Z')
    return value


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _walked(value, change, key=''):
    if isinstance(value, dict):
        return {k: _walked(v, change, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_walked(item, change, key) for item in value]
    return change(key, value)


def _renamed_ean(value, name):
    """Lines of stock updates only: products spell it otherwise (ogoship-api §4.1)."""
    if isinstance(value, dict):
        return {name if key == 'eanCode' and 'expectedQuantity' in value else key:
                _renamed_ean(item, name) for key, item in value.items()}
    return [_renamed_ean(item, name) for item in value] if isinstance(value, list) else value


def _pascal(value):
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: _pascal(item) for key, item in value.items()}
    return [_pascal(item) for item in value] if isinstance(value, list) else value
