"""OGOship's Open API v1 as calls (contract ogoship-api §3 to §6). Knows no records of Odoo."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .decode import Fields
from .http_client import HttpClient, RemoteError
from .ogoship_catalogue import PRODUCTS, CatalogueCalls
from .ogoship_changes import OrderChangeCalls
from .ogoship_returns import ReturnCalls
from .ogoship_parts import PartCalls
from .ogoship_stock_updates import StockUpdateCalls
from .ogoship_token import TokenCalls
from .ogoship_types import WarehouseOrder, decode_list, decode_order, encode_order
from .ogoship_webhooks import WebhookCalls
from .reach import Reach
from .settled_pages import read_until_settled

API_URL = 'https://api.ogoship.com'
AUTH_URL = 'https://my.ogoship.com'

ORDERS = '/api/v1/Orders'
LARGEST_PAGE = 250
# What the server uses when it ignores our limit: so many rows may not be the last ones.
DEFAULT_PAGE = 50
MAX_PAGES = 1000
CHECK_PAGE = 50

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
        CatalogueCalls, OrderChangeCalls, PartCalls, ReturnCalls, StockUpdateCalls, TokenCalls,
        WebhookCalls, Reach):
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

        :return: {'orders': n, 'products': n}, rows on the first page of up to CHECK_PAGE: no list
            tells its total (§4.6)
        :raise RemoteError: hint 'credentials', 'application', 'either', 'access' or 'network'
            says where to look
        """
        self._renew_token()
        page = {'limit': CHECK_PAGE, 'page': 1}
        return {
            'orders': len(self._list(ORDERS, page, safe=False)),
            'products': len(self._list(PRODUCTS, page, safe=False)),
        }

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

    # === REQUEST HELPERS ===#

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
                error.hint = 'access'  # the token itself was given
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
