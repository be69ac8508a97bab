"""Payloads as no remote should send them: a good sample in which a few places are spoilt."""

import copy
import json
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from .common import RingCase

CONTRACTS = Path(__file__).parents[1] / 'dev' / 'contracts'


class GONE:
    """Stands for nothing at all; copies of a class are itself."""


# Too long for an index, however PostgreSQL compresses it.
ENDLESS = ''.join(chr(0x4e00 + number * 7919 % 20000) for number in range(5000))
NESTED = '{"a":[' * 80 + ']}' * 80

# What has broken programs before, and a little of everything else.
NASTY = (
    GONE, None, True, False, 0, -1, 1, 0.5, -0.0, 3.0000000000000001e-300, 1e300, -1e15, 2 ** 31,
    -2 ** 31, 2 ** 53 + 1, 2 ** 63, 10 ** 40, float('nan'), float('inf'), float('-inf'),
    '', ' ', '\x00', 'a\x00b', '\ud83d', 'a\udfffb', '\u202egnp.exe', '\x1b[31m', '\u2028',
    '0', '-1', '1,5', '1_000', 'NaN', '-Infinity', '1e400', '1e-40', '١٢', '0x1f', '12 €',
    '9' * 400, 'x' * 20000, '🎿' * 3000, ENDLESS, '%s%(a)s{0}{a}', "'; DROP TABLE res_partner; --",
    '<script>alert(1)</script>', '=1+1', '{{ 7 * 7 }}', 'javascript:alert(1)', '../../etc/passwd',
    '2026-02-30', '0000-00-00 00:00:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00',
    '2026-11-16T08:41:12.1234567891234+02:00', '16.11.2026', 'yesterday', 1763275272,
    '2026-W47-1', '2026-320', '24:00', '2026-11-16T24:00:00', '2026-11-16T08:41:60Z',
    [], {}, [[]], [None], [{}], [0], {'': ''}, {'0': {}}, [True, 'x', 1.5], {'id': []},
    json.loads(NESTED),
)


def sample(remote, name):
    """A sample of the contract: 'mycashflow' or 'ogoship', and the name of its file."""
    path = CONTRACTS / f'{remote}-samples' / name
    return json.loads(path.read_text(encoding='utf-8'))


def places(value, path=()):
    """The paths of everything in a payload, of the payload itself too."""
    yield path
    items = (value.items() if isinstance(value, dict)
             else enumerate(value) if isinstance(value, list) else ())
    for key, item in items:
        yield from places(item, (*path, key))


@st.composite
def spoilt(draw, payload):
    """Strategy of payloads with some places spoilt."""
    return spoil(payload, lambda choices: draw(st.sampled_from(choices)))


def spoil(payload, choose, most=4):
    """The payload with up to `most` places spoilt; a place may be inside a spoilt one.

    :param choose: function that takes one of a sequence
    """
    payload = copy.deepcopy(payload)
    for _number in range(choose(range(1, most + 1))):
        path = choose([path for path in places(payload) if len(path) < 8])
        change = choose(CHANGES)
        if change is None:
            value = copy.deepcopy(choose(NASTY))
            payload = _replaced(payload, path, lambda _old, value=value: value)
        else:
            payload = _replaced(payload, path, change)
    return payload


def _listed(old):
    return [old]


def _named(old):
    return {'0': old}


def _doubled(old):
    return [*old, *copy.deepcopy(old)] if isinstance(old, list) else [old, copy.deepcopy(old)]


def _negative(old):
    return -old if isinstance(old, (int, float)) else f'-{old}'


def _longer(old):
    return old * 50 if isinstance(old, (str, list)) else old


# None stands for another value; one in three times the old value is kept in another form.
CHANGES = [None] * 12 + [_listed, _named, _doubled, str, _negative, _longer]


def _replaced(payload, path, change):
    if not path:
        return _unless_gone(change(payload), None)
    parent = payload
    for key in path[:-1]:
        parent = parent[key]
    value = change(parent[path[-1]])
    if value is GONE:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return payload


def _unless_gone(value, instead):
    return instead if value is GONE else value


class FuzzCase(RingCase):
    """Runs of the real module on spoilt payloads."""

    def all_spoilt(self, payloads, seed):
        """Each payload with some places spoilt, the same for the same seed."""
        return [spoil(payload, Random(f'{seed} {number}').choice)
                for number, payload in enumerate(payloads)]

    def run_well(self, account):
        """The account's scheduled action comes to its end and has nothing to complain about.

        It comes back while it says that there is more, as the scheduler lets it.
        """
        for _run in range(9):
            with self.assertNoLogs('odoo.addons.base.models.ir_cron', 'ERROR'):
                self.run_cron(account)
            self.assertFalse(account.error_message, "the run came to its end")
            if not self.waiting():
                return

    def waiting(self):
        """Orders that no run has looked at yet, for want of time."""
        return self.env['mycashflow.order'].search_count(
            [('store_id', '=', self.store.id), ('state', '=', 'new')], limit=1)

    def look_at(self, *recordsets):
        """Every field of these records can be shown."""
        for records in recordsets:
            records.read()
            records.mapped('display_name')

    def assertSettled(self, rows):
        """Each row moved on, or says why not; nothing was unforeseen."""
        for row in rows:
            moved_on = row.state in ('done', 'cancelled', 'ignored', 'sent', 'shipped')
            self.assertTrue(
                moved_on or row.reason and row.message, (row.state, row.reason, row.message))
            self.assertNotIn("Unexpected", row.message or '')
