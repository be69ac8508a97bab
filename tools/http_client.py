"""HTTP with one remote. Beneath it: time_limit.py, which cuts what does not end, and
connection_failure.py, which says what a failed call means.

MycashflowClient and OgoshipClient say what to call; here is how: time limits, pace, repeating
what may be repeated, and one typed error for all that can go wrong.
"""

import logging
import random
import re
import time
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from .connection_failure import connection_failure
from .decode import load_json
from .remote_error import RemoteError, describe_body, read_remote_code
from .time_limit import Line
from .web_address import check_address

__all__ = ['HttpClient', 'RemoteError', 'RETRYABLE', 'check_address']

_logger = logging.getLogger(__name__)

# Not after a timeout: each costs thirty seconds, and the next run comes soon.
RETRYABLE = ('throttled', 'unavailable')
MAX_RETRIES = 3
LONGEST_WAIT = 30.0  # seconds; a remote that asks for more is left to the next run
MAX_BYTES = 32 * 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024
MAX_PARTS = 500_000  # objects and lists in an answer: an empty one needs thirty times its text
MAX_SECONDS = 60.0  # for a whole answer: the read timeout only limits each silence in it
# What may unpack to a thousand times its size, and no more: not one inside another.
ENCODINGS = ('', 'identity', 'gzip', 'deflate')
LARGEST_OFFSET = timedelta(days=366)
# Seconds that one client loses in all, by waiting for answers that do not come and before repeated
# calls: a process that is held for two minutes is killed (Odoo's limit_time_real).
PATIENCE = 60.0

_CODE_OF_STATUS = {
    401: 'unauthorized', 403: 'unauthorized', 404: 'not_found', 409: 'conflict', 429: 'throttled',
}
_PUBLIC_SEGMENT = re.compile(r'v[0-9]|[A-Za-z][A-Za-z-]*')


class HttpClient:
    """One remote service: base address, session, pace.

    Plain http is for a sandbox on this machine only; redirects are not followed, since a
    redirected Authorization header is a leaked one.

    :param str base_url: scheme and host, optionally a path; no trailing slash needed
    :param dict headers: sent with every request
    :param tuple secrets: texts that no message may contain
    :param timeout: (connect, read) in seconds
    :param float throttle: least seconds between the starts of two calls
    :param sleep: called with seconds; tests pass one that does not wait
    :param clock: monotonic seconds
    :raise ValueError: base_url is not https to a host, or http to this machine
    """

    def __init__(self, base_url, *, headers=None, secrets=(), timeout=(5, 30), throttle=0.0,
                 max_bytes=MAX_BYTES, sleep=time.sleep, clock=time.monotonic):
        loopback = check_address(base_url)
        self.base_url = base_url.rstrip('/')
        self.host = urlsplit(base_url).hostname
        self._secrets = tuple(secrets)
        self._throttle = throttle
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._clock = clock
        self._next_turn = None
        self._patience = PATIENCE
        #: Whether any call has been answered well.
        self.answered = False
        #: Seconds that the remote's clock is ahead of ours; None when no answer has told.
        self.clock_offset = None
        self._session = _make_session(headers, timeout)
        self._line = self._session.get_adapter(self.base_url).line
        # A sandbox on this machine is never reached through a proxy.
        self._session.trust_env = not loopback

    def close(self):
        """Close the connections."""
        self._session.close()
        self._line.close()

    @property
    def is_exhausted(self):
        """Whether this client has waited in vain for so long that it does not call any more."""
        return self._patience <= 0

    def add_secret(self, secret):
        """Keep one more text, for example a new access token, out of every message."""
        self._secrets += (secret,)

    def request(self, method, path, *, params=None, json=None, data=None, headers=None,
                safe=None, need_body=False):
        """Call the remote and decode its answer.

        :param str path: begins with '/', does not end with one (mycashflow-api §8.2)
        :param safe: the call may be repeated, or a function of the RemoteError that tells;
            default: GET may, anything else may not
        :param bool need_body: an empty answer is a bad one; `null` is not empty
        :return: the decoded JSON; None for 204, an empty body, and `null`
        :raise RemoteError:
        """
        safe = method == 'GET' if safe is None else safe
        options = {'params': params, 'json': json, 'data': data, 'headers': headers}
        for retries_left in range(MAX_RETRIES, -1, -1):
            if self.is_exhausted:
                raise RemoteError('timeout', "It was waited for too long already.", host=self.host,
                                  hint='network', remote_code='no_answer')
            started = self._clock()
            try:
                return self._request_once(method, path, options, need_body)
            except RemoteError as error:
                if error.code == 'timeout':
                    self._patience -= self._clock() - started
                wait = _wait_before_retry(error, MAX_RETRIES - retries_left)
                repeat = safe(error) if callable(safe) else safe
                if not repeat or not retries_left or wait is None or wait > self._patience:
                    raise
            self._patience -= wait
            self._sleep(wait)

    def _request_once(self, method, path, options, need_body):
        self._wait_for_turn()
        started = self._clock()
        outcome = 'no answer'
        try:
            with self._line.cut_after(MAX_SECONDS), self._session.request(
                method, self.base_url + path, stream=True, allow_redirects=False, **options,
            ) as response:
                outcome = response.status_code
                self._note_clock(response.headers.get('Date'))
                answer = self._decode(response, self._read(response, started), need_body)
                self.answered = True
                return answer
        except requests.RequestException as error:
            if self._is_over(started):
                raise RemoteError('timeout', unclear=True, hint='network', host=self.host,
                                  remote_code='no_answer') from None
            # Without its cause: the text of that one holds the whole address.
            raise connection_failure(error, self.host) from None
        except (ValueError, OverflowError, HTTPException):
            # Of a length below zero, or a redirection to what is no address.
            raise RemoteError('bad_answer', unclear=True) from None
        finally:
            _log_call(method, path, outcome, self._clock() - started)

    def _note_clock(self, date):
        try:
            ahead = parsedate_to_datetime(date) - datetime.now(timezone.utc)
        except (ValueError, TypeError, IndexError, OverflowError):
            return
        # A clock that is years away tells nothing.
        if abs(ahead) < LARGEST_OFFSET:
            self.clock_offset = round(ahead.total_seconds())

    def _wait_for_turn(self):
        now = self._clock()
        if self._next_turn is not None and now < self._next_turn:
            self._sleep(self._next_turn - now)
            now = self._next_turn
        self._next_turn = now + self._throttle

    def _read(self, response, started):
        """The body as bytes, of an error only its beginning."""
        if response.headers.get('Content-Encoding', '').strip().lower() not in ENCODINGS:
            raise self._error('bad_answer', response, "The answer is packed in a way that was "
                              "not asked for.", unclear=True)
        limit = self._max_bytes if response.ok else MAX_ERROR_BYTES
        chunks, size = [], 0
        for chunk in response.iter_content(MAX_ERROR_BYTES):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit and response.ok:
                raise self._error('bad_answer', response, "The answer is too large.", unclear=True)
            if size > limit or self._is_over(started):
                break
        if self._is_over(started):  # an answer without a length looks complete when it is cut
            raise self._error('timeout', response, unclear=True)
        return b''.join(chunks)

    def _is_over(self, started):
        return self._clock() - started >= MAX_SECONDS

    def _decode(self, response, body, need_body):
        status = response.status_code
        if status >= 400:
            raise self._refusal(response, body)
        if status >= 300:
            raise self._error('bad_answer', response, "Redirected, which is not followed.",
                              unclear=True)
        if not body.strip():
            if need_body:
                raise self._error('bad_answer', response, "The answer is empty.", unclear=True)
            return None
        if body.count(b'{') + body.count(b'[') > MAX_PARTS:
            raise self._error('bad_answer', response, "The answer is too large.", unclear=True)
        try:
            return load_json(body.decode('utf-8-sig'))
        except ValueError:
            raise self._error('bad_answer', response, "The answer is not JSON.",
                              unclear=True) from None

    def _refusal(self, response, body):
        """The RemoteError of a 4xx or 5xx answer."""
        try:
            decoded = load_json(body.decode('utf-8-sig'))
        except ValueError:
            decoded = None
        status = response.status_code
        code = _CODE_OF_STATUS.get(status, 'unavailable' if status >= 500 else 'invalid')
        return self._error(
            code, response, describe_body(decoded), unclear=status >= 500,
            remote_code=read_remote_code(decoded), retry_after=_read_retry_after(response.headers),
        )

    def _error(self, code, response, message='', **values):
        return RemoteError(code, message, status=response.status_code, headers=response.headers,
                           secrets=self._secrets, **values)


class _TimedAdapter(HTTPAdapter):
    """Sets the time limits itself, and knows the line that it talks on.

    They are not given to Session.send because Odoo's test framework replaces that method by one
    that compares the timeout with a number (odoo/tests/common.py, BaseCase._request_handler).
    """

    def __init__(self, timeout):
        self._timeout = timeout
        self.line = Line()
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args, **options):
        res = super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self.line.pool_classes()
        return res

    def proxy_manager_for(self, proxy, **options):
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self.line.pool_classes()
        return manager

    def send(self, request, **options):
        return super().send(request, **options | {'timeout': self._timeout})


def _make_session(headers, timeout):
    session = requests.Session()
    session.headers.update({'Accept': 'application/json', 'Accept-Encoding': 'gzip, deflate'})
    session.headers.update(headers or {})
    # Any `auth` keeps requests from replacing our Authorization by one out of ~/.netrc.
    session.auth = lambda request: request
    adapter = _TimedAdapter(timeout)
    session.mount('https://', adapter)
    session.mount('http://', adapter)
    return session


def _wait_before_retry(error, retries_done):
    """Seconds to wait, None when repeating is of no use."""
    if error.code not in RETRYABLE or error.remote_code == 'unknown_host':
        return None
    if error.retry_after is not None:
        return error.retry_after if error.retry_after <= LONGEST_WAIT else None
    return min(LONGEST_WAIT, 2 ** retries_done * random.uniform(0.5, 1.5))


def _read_retry_after(headers):
    """Seconds from a Retry-After header in either form, None without a readable one."""
    value = headers.get('Retry-After', '').strip()
    if re.fullmatch(r'[0-9]{1,9}', value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        # By their own clock if they tell it: ours may be wrong.
        now = (parsedate_to_datetime(headers['Date']) if headers.get('Date')
               else datetime.now(timezone.utc))
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _log_call(method, path, outcome, seconds):
    """One line without query values, ids, references, headers and bodies."""
    shown = '/'.join(
        part if not part or _PUBLIC_SEGMENT.fullmatch(part) else '*' for part in path.split('/')
    )
    level = logging.DEBUG if outcome in range(200, 300) else logging.INFO
    _logger.log(level, "%s %s: %s, %d ms", method, shown, outcome, seconds * 1000)
