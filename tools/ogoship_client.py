"""OGOship's Open API v1 as calls (contract ogoship-api §3 to §6). Knows no records of Odoo."""

import logging
import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from .decode import Fields
from .http_client import HttpClient, RemoteError
from .ogoship_catalogue import CatalogueCalls
from .ogoship_changes import OrderChangeCalls
from .ogoship_returns import ReturnCalls
from .ogoship_parts import PartCalls
from .ogoship_stock_updates import StockUpdateCalls
from .ogoship_types import Token, WarehouseOrder, decode_list, decode_order, encode_order
from .ogoship_webhooks import WebhookCalls
from .reach import Reach
from .settled_pages import read_until_settled

_logger = logging.getLogger(__name__)

API_URL = 'https://api.ogoship.com'
AUTH_URL = 'https://my.ogoship.com'
SCOPES = ('read:order write:order read:product write:product '
          'read:webhook write:webhook read:metadata write:metadata')

ORDERS = '/api/v1/Orders'
LARGEST_PAGE = 250
# What the server uses when it ignores our limit: so many rows may not be the last ones.
DEFAULT_PAGE = 50
MAX_PAGES = 1000
CHECK_PAGE = 50

TOKEN_MARGIN = timedelta(seconds=60)
TOKEN_LIFE = 5400  # seconds, documented; used when the answer does not say
LONGEST_TOKEN_LIFE = 86400
LONGEST_TOKEN = 8000  # characters; web servers take no longer header

_DUPLICATE = re.compile(r'same reference|reference.*\b(already|exists|duplicate)|'
                        r'\b(already|exists|duplicate)\b.*reference', re.I)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of a search: what could be read, and a message for each order that could not."""

    orders: list[WarehouseOrder] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def _utcnow():
    return datetime.now(timezone.utc).replace(tzinfo=None)


class OgoshipClient(
        CatalogueCalls, OrderChangeCalls, PartCalls, ReturnCalls, StockUpdateCalls, WebhookCalls,
        Reach):
    """One merchant at OGOship. Use as a context manager; it closes the connections.

    Refresh tokens can be used once: callers serialise the use of one merchant's token and store
    what `on_token` is given before anything else happens (§3.2).

    :param str merchant_code: merchant id, the user name of the password grant
    :param str secret_token: its password
    :param str client_id: the application, together with client_secret
    :param Token|None token: the last one stored
    :param on_token: called with each new Token before its first use
    :param now: naive UTC now
    :raise ValueError: an address is not https (or http to this machine)
    """

    def __init__(self, merchant_code, secret_token, client_id, client_secret, api_url='',
                 auth_url='', token=None, on_token=None, throttle=0.0, timeout=(5, 30),
                 sleep=time.sleep, now=_utcnow):
        self._merchant_code = merchant_code
        self._secret_token = secret_token
        self._application = {'client_id': client_id, 'client_secret': client_secret}
        self.token = token
        self._on_token = on_token
        self._now = now
        options = {
            'throttle': throttle, 'timeout': timeout, 'sleep': sleep,
            'secrets': (secret_token, client_secret),
        }
        self._api = HttpClient(api_url or API_URL, **options)
        self._auth = HttpClient(auth_url or AUTH_URL, **options)
        self._reached_by = self._api

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """Close the connections."""
        self._api.close()
        self._auth.close()

    # === ORDERS ===#

    def check(self):
        """Try credentials and access, for the test button.

        The token is asked for anew: a stored one would hide credentials that no longer hold.

        :return: {'orders': rows on the first page of up to 50}
        :raise RemoteError: hint 'credentials', 'application' or 'network' says where to look
        """
        self._renew_token()
        return {'orders': len(self._list(ORDERS, {'limit': CHECK_PAGE, 'page': 1}, safe=False))}

    def ping(self):
        """One cheap call that every merchant is answered; not repeated.

        :raise RemoteError: OGOship is out of reach, or refuses us
        """
        self._list(ORDERS, {'limit': 1, 'page': 1}, safe=False)

    def find_orders(self, reference):
        """Orders of exactly this reference; more than one is possible (§6.4 no. 3).

        The filter of the server may be partial, so its rows are compared here. A row that
        cannot be read and might be ours is an error: "none" would mean "send it again".

        :return: list[WarehouseOrder]
        :raise RemoteError:
        """
        found = []
        for rows in self._pages(ORDERS, {'reference': reference}):
            found += [decode_order(row) for row in rows if _may_have_reference(row, reference)]
        return [order for order in found if order.reference == reference.strip()]

    def create_order(self, request):
        """Send an order once; never repeated here (§6.4 no. 2).

        :param OrderRequest request:
        :return: WarehouseOrder as stored; its status may differ from the one sent (§6.3)
        :raise RemoteError: 'conflict' when the reference is taken; `unclear` when the order may
            have been stored: look it up with find_orders before sending again
        """
        try:
            answer = self._call('POST', ORDERS, json=encode_order(request))
        except RemoteError as error:
            if error.status == 400 and _DUPLICATE.search(error.message):
                error.code = 'conflict'
            raise
        return _decode_created(answer, request)

    def iter_order_pages(self, modified_after, limit=LARGEST_PAGE):
        """Orders changed after a moment, page by page, each order once.

        Whether the boundary is inclusive is unknown: overlap and expect repeats between calls.

        :param datetime|None modified_after: naive UTC; None for all
        :return: iterator of OrderPage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        params = {}
        if modified_after:
            params['modifiedAfter'] = modified_after.isoformat(timespec='milliseconds') + 'Z'
        known = set()
        for rows in read_until_settled(lambda: self._pages(ORDERS, params, limit)):
            page = OrderPage()
            for row in rows:
                try:
                    order = decode_order(row)
                except RemoteError as error:
                    page.broken.append(error.message)
                    continue
                key = order.id or order.reference
                if key not in known:
                    known.add(key)
                    page.orders.append(order)
            yield page

    def _pages(self, path, params, limit=LARGEST_PAGE, first=1):
        """The rows of each page of a search; ends with an empty or a short one (§4.6)."""
        previous = None
        for page in range(first, first + MAX_PAGES):
            rows = self._list(path, params | {'limit': limit, 'page': page})
            if rows:
                yield rows
            if not self._may_go_on(rows, limit):
                return
            if rows == previous:
                break
            previous = rows
        raise RemoteError('bad_answer', "The list of {} does not come to an end.".format(
            path.rsplit('/', 1)[-1].lower()))

    def _may_go_on(self, rows, limit=LARGEST_PAGE):
        """Whether there may be a page after one with these rows."""
        return len(rows) >= limit or len(rows) == DEFAULT_PAGE

    def _list(self, path, params, safe=None):
        try:
            return decode_list(self._call('GET', path, params=params, safe=safe))
        except RemoteError as error:
            if error.code == 'not_found':
                return []  # on a search it means "no rows" (§4.9)
            raise

    # === TOKEN ===#

    def ensure_token(self):
        """The Token to use now: the present one while it is valid, else a new one.

        :raise RemoteError: as for check()
        """
        if self.token and self._now() < self.token.expires_at - TOKEN_MARGIN:
            return self.token
        if self.token and self.token.refresh_token:
            try:
                return self._grant({'grant_type': 'refresh_token',
                                    'refresh_token': self.token.refresh_token}, safe=False)
            except RemoteError as error:  # the password grant is always possible (§3.2)
                _logger.info("Token not refreshed (%s), asking for a new one", error.code)
        return self._renew_token()

    def _renew_token(self):
        return self._grant({
            'grant_type': 'password',
            'username': self._merchant_code,
            'password': self._secret_token,
            'scope': SCOPES,
        }, safe=True)

    def _grant(self, form, safe):
        try:
            answer = self._auth.request('POST', '/OAuth/Token', data=form | self._application,
                                        safe=safe, need_body=True)
            token = _decode_token(answer, self._now())
        except RemoteError as error:
            _explain_refused_grant(error)
            raise
        for secret in (token.access_token, token.refresh_token):
            self._api.add_secret(secret)
            self._auth.add_secret(secret)
        self.token = token
        if self._on_token:
            self._on_token(token)
        return token

    def _call(self, method, path, **options):
        """One API call. A 401 carried nothing out, so any call is repeated with a new token."""
        token = self.ensure_token()
        try:
            return self._send(method, path, token, options)
        except RemoteError as error:
            if error.status != 401:
                raise
        return self._send(method, path, self._renew_token(), options)

    def _send(self, method, path, token, options):
        headers = {'Authorization': f'Bearer {token.access_token}'}
        try:
            return self._api.request(
                method, path, headers=headers, **({'need_body': True} | options))
        except RemoteError as error:
            if error.code == 'unauthorized':
                error.hint = 'credentials'
            raise


def _may_have_reference(row, reference):
    """Whether a raw row is of this reference, or cannot tell."""
    try:
        return Fields(row, 'order', fold=True).text('reference') in (reference.strip(), '')
    except RemoteError:
        return True


def _decode_created(answer, request):
    """The stored order; whatever is wrong with the answer, the order may be stored."""
    try:
        order = decode_order(answer)
    except RemoteError as error:
        error.unclear = True
        raise
    if order.reference.casefold() not in ('', request.reference.casefold()):
        raise RemoteError('bad_answer', "The answer is about another order.", unclear=True)
    return order


def _decode_token(answer, now):
    """§3.1. Tokens are opaque; only what cannot stand in a header is refused."""
    source = Fields(answer, 'token')
    access_token, refresh_token = source.text('access_token'), source.text('refresh_token')
    if not re.fullmatch(r'[!-~]+', access_token):
        raise source.refuse('access_token', "is missing or not usable")
    if max(len(access_token), len(refresh_token)) > LONGEST_TOKEN:
        raise source.refuse('access_token or refresh_token', "is too long")
    life = source.number('expires_in', TOKEN_LIFE)
    seconds = min(max(int(life), 0), LONGEST_TOKEN_LIFE)
    return Token(access_token, refresh_token, now + timedelta(seconds=seconds))


def _explain_refused_grant(error):
    """Say which credentials are wrong. A refused token means that no call was made at all."""
    error.unclear = False
    if error.status in (400, 401, 403):
        application = error.remote_code in ('invalid_client', 'unauthorized_client')
        error.hint = 'application' if application else 'credentials'
        if error.remote_code not in ('invalid_request', 'invalid_scope', 'unsupported_grant_type'):
            error.code = 'unauthorized'
