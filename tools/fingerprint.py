"""Has an order changed in a way that matters?"""

import hashlib
import json
from decimal import Decimal

_IRRELEVANT = ('updated_at', 'events')


def order_fingerprint(payload):
    """Hash of what matters in an order: equal as long as nothing but times and events changed."""
    return content_fingerprint(payload)


def content_fingerprint(payload):
    """Hash of plain values, without times of change and events.

    Spellings that mean the same (1 and 1.0; null, missing and []) give the same hash.
    """
    content = json.dumps(_essence(payload), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _essence(value):
    if isinstance(value, dict):
        pairs = ((str(key), _essence(item)) for key, item in value.items()
                 if key not in _IRRELEVANT)
        return {key: item for key, item in pairs if item not in (None, [], {}, '')}
    if isinstance(value, (list, tuple)):
        return [_essence(item) for item in value]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        # 149, 149.0 and Decimal('149.00') are one number; storing may change its spelling.
        return f'{Decimal(str(value)).normalize():f}' if abs(value) < 10 ** 15 else str(value)
    return value if isinstance(value, (str, bool)) or value is None else str(value)
