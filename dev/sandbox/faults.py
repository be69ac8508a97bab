"""Misbehaviour on request: a fault is used up by the calls it matches."""

import json
import re
from dataclasses import dataclass

from werkzeug import Response

HTML = '<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>'
KINDS = (
    'status', 'delay', 'accept_and_cut', 'cut', 'truncated', 'html', 'empty', 'null',
    'accept_and_hang', 'hang', 'wrong_type', 'repeat_page', 'event',
)


class CutLine(Exception):
    """Close the connection without an answer."""


@dataclass
class Fault:
    """`status` not given: 500 for kind `status`, 200 for `html`, `empty` and `null`.

    html, empty and null with a 2xx carry the request out and spoil only the answer. `account`
    narrows a fault of the shop to one store; `query` names a parameter that the call must have.
    wrong_type gives the field `field` of the answer's first row a value of another type;
    repeat_page answers page 1 whichever is asked for; event runs `event` before a later page than
    the first is read, as somebody's work would."""

    kind: str
    remote: str = 'shop'
    method: str | None = None
    path: str | None = None
    times: int = 1
    status: int | None = None
    retry_after: object = None
    seconds: float = 0
    body: object = None
    account: str | None = None
    query: str | None = None
    field: str | None = None
    event: object = None

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f'unknown kind {self.kind!r}: one of {", ".join(KINDS)}')
        if self.remote not in ('shop', 'warehouse', 'auth'):
            raise ValueError(f'unknown remote {self.remote!r}')
        self.status = self.status or (500 if self.kind == 'status' else 200)

    def matches(self, remote, method, path, account=None, query=()):
        return (
            self.times > 0 and self.remote == remote and self.account in (None, account)
            and (self.method or method).upper() == method and self._is_in(path)
            and (self.query is None or self.query in query)
        )

    def _is_in(self, path):
        """`/Stock` is not `/StockUpdate`: a part of a path ends with a whole word."""
        end = r'\b' if self.path and self.path[-1].isalpha() else ''
        return re.search(re.escape(self.path or '') + end, path) is not None

    @property
    def refuses(self):
        """Whether the request is not carried out."""
        return self.kind in ('status', 'cut', 'hang') or self.kind != 'delay' and self.status >= 300

    def prepare(self, remote):
        """What goes wrong before the request is carried out."""
        page = int(remote.query.get('page', 1))
        if self.kind == 'repeat_page' and page > 1:
            remote.query['page'] = '1'
        elif self.kind == 'event' and page > 1 and self.event:
            event, self.event = self.event, None
            event()


def take(state, remote, method, path, account=None, query=()):
    """The first fault that matches, one time fewer."""
    with state.lock:
        for fault in state.faults:
            if fault.matches(remote, method, path, account, query):
                fault.times -= 1
                return fault
    return None


def spoil(fault, response, refusal, wait):
    """The answer as the fault wants it; `response` is None when nothing was carried out."""
    if fault.kind in ('delay', 'repeat_page', 'event'):
        return response
    if fault.kind in ('accept_and_hang', 'hang'):
        wait(fault.seconds)
    if fault.kind in ('cut', 'accept_and_cut', 'accept_and_hang', 'hang'):
        raise CutLine
    if fault.kind == 'wrong_type':
        return _of_another_type(fault, response)
    if fault.kind == 'truncated':
        return Response(response.data[:max(1, len(response.data) // 2)], fault.status,
                        mimetype='application/json')
    return _made_up(fault, refusal)


def _of_another_type(fault, response):
    answer = json.loads(response.data)
    row = answer.get('data', answer) if isinstance(answer, dict) else answer
    row = (row or [{}])[0] if isinstance(row, list) else row
    if fault.field in row:
        row[fault.field] = 7 if isinstance(row[fault.field], (list, dict)) else [{'value': 7}]
        response.data = json.dumps(answer)
    return response


def _made_up(fault, refusal):
    kinds = {
        'status': ('application/json', json.dumps(refusal)),
        'html': ('text/html', HTML.format('Bad Gateway')),
        'empty': ('application/json', ''), 'null': ('application/json', 'null'),
    }
    mimetype, body = kinds[fault.kind]
    if fault.body is not None:
        body = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
    response = Response(body, fault.status, mimetype=mimetype)
    if fault.retry_after is not None:
        response.headers['Retry-After'] = str(fault.retry_after)
    return response
