"""MyCashflow's REST API as calls (contract mycashflow-api). Knows no records of Odoo."""

import re
import time
from base64 import b64encode
from datetime import timedelta

from .connection_failure import is_known_host
from .decode import Fields
from .http_client import HttpClient, RemoteError
from .mycashflow_catalogue import CatalogueCalls
from .mycashflow_orders import OrderFault, OrderPage, OrderReader, RawPage
from .mycashflow_types import decode_method, filter_value
from .mycashflow_webhooks import WebhookCalls
from .reach import Reach

__all__ = ['MycashflowClient', 'OrderFault', 'OrderPage']

# All that an order can be expanded with (§2.2): one call brings what import needs.
EXPAND = ('payments,products,products.return_reasons,shipments,tax_summary,comments,events')
ORDER_VERSIONS = ('v1', 'v0')
METHOD_PAGE = 100
# The vendor's own site: a machine that does not find it finds no shop either.
KNOWN_HOST = 'www.mycashflow.fi'
MAX_PAGES = 1000

_DNS_LABEL = re.compile(r'[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?')


class MycashflowClient(CatalogueCalls, WebhookCalls, Reach):
    """One shop at MyCashflow. Use as a context manager; it closes the connections.

    :param str store_name: STORE in https://STORE.mycashflow.fi, one DNS label
    :param str api_user: e-mail of the API user
    :param str api_key: its key
    :param str api_url: instead of the address made of the store name; for a sandbox
    :param str order_version: 'v1' or 'v0', whichever serves orders in this shop; '' when not
        known yet. Read the attribute afterwards and remember it (§1.1)
    :param float throttle: least seconds between two calls (§1.8)
    :raise ValueError: store_name is no DNS label, or the address is not allowed
    """

    def __init__(self, store_name, api_user, api_key, api_url='', order_version='', throttle=0.5,
                 timeout=(5, 30), sleep=time.sleep):
        store_name = (store_name or '').strip().lower()
        if not _DNS_LABEL.fullmatch(store_name):
            raise ValueError("The store name is the part before .mycashflow.fi: letters, digits "
                             "and hyphens only.")
        if order_version not in ('', *ORDER_VERSIONS):
            raise ValueError("The order version is 'v1', 'v0' or not known yet.")
        self.order_version = order_version
        self._is_sandbox = bool(api_url)
        credentials = b64encode(f'{api_user}:{api_key}'.encode()).decode()
        self._http = HttpClient(
            api_url or f'https://{store_name}.mycashflow.fi',
            headers={'Authorization': f'Basic {credentials}'},
            secrets=(api_key, credentials),
            timeout=timeout, throttle=throttle, sleep=sleep,
        )
        self._reached_by = self._http

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        """Close the connections."""
        self._http.close()

    def check(self, orders_from=None):
        """Try address, credentials and access, for the test button. Does not repeat calls.

        :param datetime|None orders_from: naive UTC; count the orders placed since; None for all
        :return: {'shipping_methods': n, 'payment_methods': n, 'products': n, 'orders': n}; None
            where the shop does not tell
        :raise RemoteError: hint 'store_name', 'no_api', 'credentials', 'plan' or 'network' says
            where to look
        """
        try:
            shipping_methods = self._count('/api/v1/shipping-methods')
        except RemoteError as error:
            self._explain_absence(error)
            raise
        self.order_version = ''  # look again: the shop may serve orders elsewhere by now
        return {
            'shipping_methods': shipping_methods,
            'payment_methods': self._count('/api/v1/payment-methods'),
            'products': self._count_if_well('/api/v1/products'),
            'orders': self._count_if_well(
                self._orders_path(), **{'created_at-from': filter_value(orders_from)}),
        }

    def _explain_absence(self, error):
        """Every shop has these methods, so what has none is no shop, or one without API (§1.1)."""
        if error.code == 'not_found' and error.hint != 'store_name':
            error.hint = 'no_api'
        if error.remote_code == 'unknown_host' and not self._is_sandbox and is_known_host(
                KNOWN_HOST):
            error.hint = 'store_name'

    def ping(self):
        """One cheap call that every shop answers; not repeated.

        :raise RemoteError: the shop is out of reach, or refuses us
        """
        self._count('/api/v1/shipping-methods')

    # === ORDERS ===#

    def iter_order_pages(self, updated_from, page_size=100, *, window='updated', until=None):
        """Orders of a time window, page by page, each state of an order once.

        Whether the boundaries are inclusive is unknown (§1.5): overlap.

        :param datetime|None updated_from: naive UTC start; None for all
        :param str window: 'updated', oldest change first, or 'created', by id
        :param datetime|None until: naive UTC end
        :return: iterator of OrderPage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        if window not in ('updated', 'created'):
            raise ValueError("window is 'updated' or 'created'")
        keyset = window == 'updated'
        path = self._orders_path()

        def fetch(since, number, size, expand=True, safe=None):
            return self._fetch_page(path, number, size, {
                'sort': 'updated_at-asc' if keyset else 'id-asc',
                'expand': EXPAND if expand else None,
                f'{window}_at-from': filter_value(since),
                # The filter is in whole seconds: rather one more than one too few.
                f'{window}_at-to': filter_value(until and until + timedelta(microseconds=999999)),
            }, safe)

        yield from OrderReader(fetch, updated_from, page_size, keyset).pages()

    def get_order(self, order_id):
        """One order with all expansions, as it came.

        :raise RemoteError: 'not_found' when the shop has no such order
        """
        path = f'{self._orders_path()}/{int(order_id)}'
        return self._get_data(self._call('GET', path, params={'expand': EXPAND}))

    def quick_process(self, order_id, tracking_code='', send_emails=True, *,
                      allow_open_cash_on_delivery=False):
        """Mark everything of an order as delivered (§3.5); never repeated here.

        For orders with exactly one payment. Read the order first: it may be done already.

        :return: the order as it came, without expansions
        :raise RemoteError: 'conflict' when the order's state does not allow it; `unclear` when it
            may have been done: read the order
        """
        body = {
            'send_emails': send_emails,
            'allow_open_cash_on_delivery_payments': allow_open_cash_on_delivery,
            'ignore_payment_activation_errors': False,
        }
        if tracking_code:
            body['tracking_code'] = tracking_code
        path = f'{self._orders_path()}/{int(order_id)}/quick-process'
        return self._get_data(self._call('POST', path, json=body))

    def complete_shipment(self, order_id, shipment_id):
        """Mark one shipment as delivered (§2.1); never repeated here. Errors: quick_process."""
        self._call('POST', f'{self._orders_path()}/{int(order_id)}/shipments/{int(shipment_id)}'
                           '/complete', need_body=False)

    def cancel_order(self, order_id):
        """Cancel an order (§2.1, §3.1); never repeated here. Errors: quick_process.

        Read the order first: cancelling a delivered one sets its total to zero.
        """
        self._call('POST', f'{self._orders_path()}/{int(order_id)}/cancel', need_body=False)

    # === METHODS ===#

    def shipping_methods(self):
        """All shipping methods: list[Method]."""
        return self._read_methods('shipping')

    def payment_methods(self):
        """All payment methods: list[Method]."""
        return self._read_methods('payment')

    def _read_methods(self, kind):
        methods, previous = {}, None
        for number in range(1, MAX_PAGES):
            page = self._fetch_page(f'/api/v1/{kind}-methods', number, METHOD_PAGE,
                                    {'sort': 'id-asc'})
            for row in page.rows:
                method = decode_method(row, kind)
                methods[method.id] = method
            if not page.more:
                return list(methods.values())
            if page.rows == previous:
                break
            previous = page.rows
        raise RemoteError('bad_answer', f"The list of {kind} methods does not come to an end.")

    # === REQUEST HELPERS ===#

    def _orders_path(self):
        return f'/api/{self.order_version or self._probe_version()}/orders'

    def _probe_version(self):
        """Find out which version serves orders in this shop, and keep it (§1.1)."""
        for version in ORDER_VERSIONS:
            try:
                self._fetch_page(f'/api/{version}/orders', 1, 1, safe=False)
            except RemoteError as error:
                if error.status == 500:
                    return version  # only its first order is bad; not certain enough to keep
                if error.code != 'not_found':
                    raise
                missing = error
            else:
                self.order_version = version
                return version
        raise missing

    def _fetch_page(self, path, number, size, params=None, safe=None):
        """One page of a list as RawPage. `page` is always sent with `page_size` (§1.4)."""
        params = {'page': number, 'page_size': size} | (params or {})
        answer = self._call('GET', path, params=params, safe=safe)
        source = Fields(answer, 'answer')
        rows = source.get('data') or []
        if 'data' not in answer or not isinstance(rows, list):
            raise source.refuse('data', "is not a list")
        meta = source.child('meta')
        used_size = min(size, meta.whole('page_size') or size)
        more = bool(rows) and (bool(meta.get('next')) or len(rows) >= used_size)
        return RawPage(rows, max(used_size, 1), more, meta.whole('page_count'),
                       meta.whole('item_count'))

    def _count(self, path, **params):
        """How many rows a list has, None when the shop does not tell."""
        answer = self._call('GET', path, params={'page': 1, 'page_size': 1} | params, safe=False)
        return Fields(answer, 'answer').child('meta').whole('item_count')

    def _count_if_well(self, path, **params):
        try:
            return self._count(path, **params)
        except RemoteError as error:
            if error.status != 500:  # one bad order does not make the connection a bad one
                raise
            return None

    def _get_data(self, answer):
        """The object in a single answer (§0 no. 4)."""
        data = answer.get('data') if isinstance(answer, dict) else None
        if not isinstance(data, dict) or not data:
            raise RemoteError('bad_answer', "The answer holds nothing.", unclear=True)
        return data

    def _call(self, method, path, *, need_body=True, **options):
        try:
            return self._http.request(method, path, need_body=need_body, **options)
        except RemoteError as error:
            error.hint = self._find_hint(error)
            raise

    def _find_hint(self, error):
        """What a person should look at first."""
        if error.headers.get('X-MCF-ID') == '-':
            return 'store_name'  # said by the storefront of a shop that is not there (§1.1)
        return {401: 'credentials', 403: 'plan'}.get(error.status, error.hint)
