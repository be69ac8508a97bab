"""The three remotes as one call sees them: who may enter, what runs, how a refusal looks."""

import re

from . import auth
from .contract import contract
from .refusal import NotServed, Refusal
from .shop import Shop, check_credentials
from .shop_actions import PAYMENT_ACTIONS
from .warehouse import SCOPES, Warehouse

SHOP_PATH = re.compile(r'/shop/(?P<store>[^/]+)(?P<path>/api/(?P<version>v[0-9]+)(?P<rest>/.*))')
SECRETS = ('password', 'client_secret', 'refresh_token')


def remote_of(state, request):
    """The remote that a path belongs to, or None."""
    match = SHOP_PATH.fullmatch(request.path)
    if match:
        return ShopRemote(state, request, **match.groupdict())
    if request.path == '/ogoship/OAuth/Token':
        return AuthRemote(state, request)
    if request.path.startswith('/ogoship/api/'):
        return WarehouseRemote(state, request)
    return None


class Remote:
    """One call. `path` is what a client of the real remote sees, `rest` the contract's path."""

    name = api = ''
    account = ''

    def __init__(self, state, request):
        self.state = state
        self.request = request
        self.path = self.rest = request.path.removeprefix('/ogoship')
        self.query = request.args.to_dict()
        self.problem = None
        self.unchecked = False  # an answer to what the contract does not know is not checked
        self.body = self._body()
        self.content_type = request.mimetype

    @property
    def contract(self):
        return contract(self.api)

    def admit(self, operation):
        """Refuse who may not enter."""

    def extra_problems(self):
        """Violations that a schema cannot say."""
        return [self.problem] if self.problem else []

    def loggable(self):
        return self.body

    def _body(self):
        if not self.request.get_data():
            return None
        body = self.request.get_json(silent=True, force=True)
        self.problem = 'the body is not JSON' if body is None else None
        return body if body is not None else {}


class ShopRemote(Remote):
    name, api = 'shop', 'mycashflow'

    def __init__(self, state, request, store, path, version, rest):
        super().__init__(state, request)
        self.account, self.path, self.version, self.rest = store, path, version, rest

    def admit(self, operation):
        """Store, key, Accept, version: mycashflow-api §1.1 to §1.3."""
        store = self.state.stores.get(self.account)
        if store is None:
            raise Refusal(404, 'Not Found', headers={'X-MCF-ID': '-'})
        check_credentials(store, self.request.headers.get('Authorization'))
        accepted = self.request.accept_mimetypes
        if accepted and 'application/json' not in accepted:
            raise Refusal(406, 'Not Acceptable')
        orders = re.match(r'/orders\b', self.rest)
        if self.version != (self.state.play['orders_version'] if orders else 'v1'):
            raise Refusal(404, 'Not Found')

    def extra_problems(self):
        """§1.1 no trailing slash; §1.4 `page` only together with `page_size`."""
        found = super().extra_problems()
        if self.path.endswith('/'):
            found.append('trailing slash')
        if 'page' in self.query and 'page_size' not in self.query:
            found.append('page without page_size')
        return found

    def run(self, operation, values):
        url = self.request.host_url.rstrip('/') + self.request.path
        shop = Shop(self.state, self.state.stores[self.account], url)
        if operation.id in PAYMENT_ACTIONS:
            return shop.change_payment(operation.id, values['orderId'], values['paymentId'])
        return _call(shop, operation, self.query, values, self.body)

    @staticmethod
    def refusal(error):
        return {'code': error.status, 'error': error.message}


class WarehouseRemote(Remote):
    name, api = 'warehouse', 'ogoship'
    TITLES = {400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found'}

    def admit(self, operation):
        scope = SCOPES.get(operation.id if operation else None, 'read:order')
        header = self.request.headers.get('Authorization')
        self.account = auth.merchant_of(self.state, header, scope).code

    def run(self, operation, values):
        warehouse = Warehouse(self.state, self.state.merchants[self.account])
        return _call(warehouse, operation, self.query, values, self.body)

    @classmethod
    def refusal(cls, error):
        title = cls.TITLES.get(error.status, 'Internal Server Error')
        return {
            'statusCode': error.status, 'statusDescription': title, 'message': error.message,
        }


class AuthRemote(Remote):
    """ogoship-api §3.1: form data or query parameters, JSON is not supported."""

    name, api = 'auth', 'ogoship'

    def __init__(self, state, request):
        super().__init__(state, request)
        if self.query:
            self.content_type, self.query = 'application/x-www-form-urlencoded', {}

    def _body(self):
        return self.request.values.to_dict()

    def run(self, operation, values):
        self.account = self.body.get('username', '')
        return auth.token(self.state, self.body)

    def loggable(self):
        return {k: v for k, v in self.body.items() if k not in SECRETS}

    @staticmethod
    def refusal(error):
        reason = error.error or 'invalid_request'
        return {'error': reason, 'error_description': error.message}


def _call(remote, operation, query, values, body):
    """The method named like the operation; one that is not there yet is a 404."""
    method = getattr(remote, _snake(operation.id), None)
    if method is None:
        raise NotServed(404, 'Not Found')
    values = {_snake(name): value for name, value in values.items()}
    return method(query, **values, **({} if body is None else {'body': body}))


def _snake(name):
    return re.sub('([A-Z])', lambda match: f'_{match[1].lower()}', name)
