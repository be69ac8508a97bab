"""What a remote or the way to it can do wrong, each as one column of the fault matrix."""

from dataclasses import dataclass, field

HOUR = 3600
MANY = 10 ** 6


@dataclass(frozen=True)
class RemoteFault:
    """One kind of fault.

    :param str key: for the name of a test
    :param str title: for the table in docs/faults.md
    :param dict values: of the sandbox's `fault`; None: nothing is wrong with single calls
    :param tuple words: one of them must be in what a person is told meanwhile
    :param bool pages: concerns lists that are read in several pages
    :param bool done: the remote carries the call out all the same
    :param int skew: seconds by which the remote's clock is off
    """

    key: str
    title: str
    values: dict | None
    words: tuple = ()
    pages: bool = False
    done: bool = False
    skew: int = 0
    more: dict = field(default_factory=dict)

    @property
    def hangs(self):
        return bool(self.values) and self.values.get('kind') in ('hang', 'accept_and_hang')

    @property
    def pauses(self):
        """The account waits for a person who looks at the key."""
        return bool(self.values) and self.values.get('status') in (401, 403)


def _status(status, **more):
    return {'kind': 'status', 'status': status, **more}


WRONG_KEY = ('refused the key', 'does not let Odoo read')
UNREADABLE = ('cannot be read', 'not JSON', 'is empty', 'holds nothing', 'is not an object')
AWAY = ('not available', 'An error has occurred', 'answers with an error')
NO_ANSWER = ('did not answer in time',)
CUT = ('The connection was cut',)
REFUSED = (
    'An error has occurred', 'has no ', 'does not have', 'refused', 'does not know', 'not allow')

FAULTS = [
    RemoteFault('401', "401", _status(401), WRONG_KEY),
    RemoteFault('403', "403", _status(403), WRONG_KEY),
    RemoteFault('404', "404", _status(404), REFUSED),
    RemoteFault('409', "409", _status(409), REFUSED),
    RemoteFault('429', "429", _status(429), ('less often', 'An error has occurred')),
    RemoteFault('429_retry_after', "429 with Retry-After", _status(429, retry_after=1800),
                ('less often', 'An error has occurred')),
    RemoteFault('500', "500", _status(500), AWAY),
    RemoteFault('502_html', "502 HTML", {'kind': 'html', 'status': 502}, AWAY),
    RemoteFault('timeout_before', "timeout before acceptance", {'kind': 'hang'}, NO_ANSWER),
    RemoteFault('timeout_after', "timeout after acceptance", {'kind': 'accept_and_hang'},
                NO_ANSWER, done=True),
    RemoteFault('cut_before', "connection cut before acceptance", {'kind': 'cut'}, CUT),
    RemoteFault('cut_after', "connection cut after acceptance", {'kind': 'accept_and_cut'}, CUT,
                done=True),
    RemoteFault('truncated', "truncated JSON", {'kind': 'truncated'}, UNREADABLE, done=True),
    RemoteFault('wrong_type', "wrong type in a field", {'kind': 'wrong_type'},
                (*UNREADABLE, 'is not', 'in a form that Odoo does not know'), done=True),
    RemoteFault('empty', "empty body", {'kind': 'empty'}, UNREADABLE, done=True),
    RemoteFault('null', "literal `null`", {'kind': 'null'}, UNREADABLE, done=True),
    RemoteFault('page_repeats', "page that repeats", {'kind': 'repeat_page'},
                ('does not come to an end',), pages=True),
    RemoteFault('page_shrinks', "page that shrinks while read", {'kind': 'event'}, pages=True),
    RemoteFault('clock_ahead', "clock an hour ahead", None, skew=HOUR),
    RemoteFault('clock_behind', "clock an hour behind", None, skew=-HOUR),
]
BY_KEY = {fault.key: fault for fault in FAULTS}
