"""Pages, order and sub-resources of the shop's answers (mycashflow-api §1.4)."""

import copy
from urllib.parse import urlencode

from .clock import HELSINKI, parse
from .refusal import Refusal

# Unknown (§0 uncertain 4); small, so that a client that relies on a default notices.
DEFAULT_PAGE_SIZE = 10


def page_of(rows, query, url, cap):
    """The rows of one page and its `meta`, which has `next` only when another page exists."""
    size = int(query.get('page_size', DEFAULT_PAGE_SIZE))
    size = min(size, cap) if cap else size
    page = int(query.get('page', 1))
    meta = {
        'page': page, 'page_size': size,
        'page_count': -(-len(rows) // size), 'item_count': len(rows),
    }
    if page < meta['page_count']:
        others = {k: v for k, v in query.items() if k not in ('page', 'page_size')}
        meta['next'] = f'{url}?{urlencode(others | {"page_size": size, "page": page + 1})}'
    return rows[(page - 1) * size:page * size], meta


def sorted_by(rows, sort, allowed):
    if sort not in allowed:
        raise Refusal(400, 'Bad Request')
    field, _, direction = sort.rpartition('-')

    def key(row):
        return (parse(row[field], HELSINKI), row['id']) if field == 'updated_at' else row[field]
    return sorted(rows, key=key, reverse=direction == 'desc')


def wanted_parts(query, allowed):
    wanted = {name for name in query.get('expand', '').split(',') if name}
    if wanted - set(allowed):
        raise Refusal(400, 'Bad Request')
    return wanted


def expanded(row, query, parts, allowed):
    """The row with only the sub-resources that were asked for."""
    wanted = wanted_parts(query, allowed)
    answer = {k: copy.deepcopy(v) for k, v in row.items() if k not in parts or k in wanted}
    for nested in (name for name in allowed if '.' in name and name not in wanted):
        parent, _, child = nested.partition('.')
        for item in answer.get(parent, ()):
            item.pop(child, None)
    return answer
