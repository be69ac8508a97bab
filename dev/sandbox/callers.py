"""Bare callers of both remotes, for tests: one request each, no retry, no decoding."""

import requests

from . import accounts
from .auth import SCOPES

ALL_EXPANDS = 'products,products.return_reasons,shipments,payments,comments,events,tax_summary'


class ShopCaller:

    def __init__(self, sandbox, store=accounts.STORE):
        self.base = sandbox.shop_url(store)
        self.auth = (accounts.STORE_USER, accounts.STORE_KEY)

    def __call__(self, method, path, version='v1', **options):
        url = f'{self.base}/api/{version}/{path}'
        return requests.request(method, url, timeout=10, **({'auth': self.auth} | options))

    def get(self, path, **query):
        """The decoded answer of a GET that succeeds; `-` of a name is written `__`."""
        query = {name.replace('__', '-'): value for name, value in query.items()}
        response = self('GET', path, params=query)
        response.raise_for_status()
        return response.json()


class WarehouseCaller:

    def __init__(self, sandbox):
        self.base = sandbox.warehouse_url
        self.headers = {}

    def token(self, **changes):
        """A password grant; form fields can be changed, None leaves one out."""
        form = {
            'grant_type': 'password', 'username': accounts.MERCHANT,
            'password': accounts.MERCHANT_TOKEN, 'client_id': accounts.CLIENT_ID,
            'client_secret': accounts.CLIENT_SECRET, 'scope': ' '.join(sorted(SCOPES)),
        } | changes
        form = {name: value for name, value in form.items() if value is not None}
        return requests.post(f'{self.base}/OAuth/Token', data=form, timeout=10)

    def refresh(self, token):
        return self.token(
            grant_type='refresh_token', refresh_token=token, username=None, password=None,
            scope=None,
        )

    def log_in(self):
        self.headers = {'Authorization': f'Bearer {self.token().json()["access_token"]}'}
        return self

    def __call__(self, method, path, **options):
        url = f'{self.base}/api/v1/{path}'
        return requests.request(method, url, timeout=10, **({'headers': self.headers} | options))

    def get(self, path, **query):
        """The decoded answer of a GET that succeeds."""
        response = self('GET', path, params={'limit': 50, 'page': 1} | query)
        response.raise_for_status()
        return response.json()

    def post_order(self, reference='S1', quantity=2, code='KAASU-230', **changes):
        return self('POST', 'Orders', json=order_body(reference, quantity, code, **changes))

    def put_order(self, reference='S1', **changes):
        return self('PUT', f'Orders/{reference}', json=order_body(reference, **changes))


def order_body(reference='S1', quantity=2, code='KAASU-230', **changes):
    """An order that the warehouse accepts; a change to None leaves a field out."""
    body = {
        'reference': reference, 'status': 'new', 'shippingCode': 'posti-home',
        'orderLines': [{'code': code, 'quantity': quantity, 'unitPrice': 7.5}],
        'customer': {
            'name': 'Aino Korhonen', 'address1': 'Mannerheimintie 12 B 34', 'city': 'Helsinki',
            'zip': '00100', 'countryCode': 'FI', 'phone': '+358401234501',
        },
    } | changes
    return {name: value for name, value in body.items() if value is not None}
