"""What stays of a payload when its customer is forgotten.

Only what is named here stays: a field that a remote adds tomorrow goes with the rest.
"""

from .fingerprint import content_fingerprint
from .mycashflow_types import FORGOTTEN
from .ogoship_returns import RETURN_FORGOTTEN, decode_return

_ORDER = (
    'id', 'created_at', 'updated_at', 'archived_at', 'version_id', 'language', 'customer_id',
    'shipping_method_id', 'payment_method_id', 'different_shipping_address', 'subtotal',
    'shipping_costs', 'payment_costs', 'discount', 'total', 'status')
_ADDRESS = ('country',)
_LINE = (
    'id', 'product_id', 'variation_id', 'product_code', 'product_name', 'model_name', 'quantity',
    'unit_price', 'vat_rate', 'bundle_id', 'download_id', 'shipment_id')
_PAYMENT = (
    'id', 'payment_method_id', 'reference', 'amount', 'currency', 'exchange_rate', 'is_paid',
    'status', 'created_at', 'updated_at')
_SHIPMENT = (
    'id', 'type', 'status', 'shipping_method_id', 'weight', 'tracking_code',
    'external_pickup_point_id', 'completed_at')
_TAX_GROUPS = ('subtotal', 'discount', 'shipping_costs', 'payment_costs', 'total')
_TAX = ('tax_rate', 'total', 'total_tax', 'total_without_tax')


def anonymise_order(payload):
    """The order without its customer: ids, amounts, codes, payments, shipments, VAT, country.

    `decode_order` reads the rest as before and says that it is `forgotten`.

    :param payload: an order in any form, also one that cannot be read (mycashflow-api §2.3)
    :return: dict, {} when there is nothing
    """
    if not payload:
        return {}
    if not isinstance(payload, dict):
        return {FORGOTTEN: True}
    tax = payload.get('tax_summary')
    return {
        **_pick(payload, _ORDER),
        'products': [_line(row) for row in _rows(payload, 'products')],
        'payments': _pick_each(payload, 'payments', _PAYMENT),
        'shipments': _pick_each(payload, 'shipments', _SHIPMENT),
        'customer_information': _pick(payload.get('customer_information'), _ADDRESS),
        'shipping_address': _pick(payload.get('shipping_address'), _ADDRESS),
        'tax_summary': {group: _pick_each(tax, group, _TAX) for group in _TAX_GROUPS},
        FORGOTTEN: True,
    }


def anonymise_return(payload):
    """Of a warehouse return the product codes and quantities, and a hash to know it again by.

    `decode_return` reads the same lines from it, without their reasons and comments.

    :param payload: a return as OGOship sent it, of any shape (ogoship-api §10)
    :return: dict
    """
    if isinstance(payload, dict) and RETURN_FORGOTTEN in payload:
        return payload
    return {
        RETURN_FORGOTTEN: content_fingerprint(payload),
        'products': [
            {'code': line.code, 'expectedQuantity': line.expected,
             'receivedQuantity': line.received}
            for line in decode_return(payload).lines],
    }


def is_same_return(known, payload):
    """Whether OGOship sent a return that we have once more, also where it was anonymised."""
    if isinstance(known, dict) and RETURN_FORGOTTEN in known:
        return known[RETURN_FORGOTTEN] == content_fingerprint(payload)
    return known == payload


def _line(row):
    """That there is something to download is kept; its address leads to the customer."""
    line = _pick(row, _LINE)
    return {**line, 'download_url': '-'} if row.get('download_url') else line


def _pick_each(source, name, names):
    return [_pick(row, names) for row in _rows(source, name)]


def _rows(source, name):
    rows = source.get(name) if isinstance(source, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _pick(source, names):
    """Plain values only: what is nested where a word was expected may hold anything."""
    if not isinstance(source, dict):
        return {}
    return {
        name: source[name] for name in names
        if isinstance(source.get(name), (str, int, float))}
