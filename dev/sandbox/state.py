"""Everything the two remotes remember, in memory, behind one lock."""

import copy
import threading
import uuid
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from random import Random

from . import accounts, seed
from .clock import Clock
from .play import Play

# What is not put back: a lock, and the lists that others hold on to.
LASTING = ('lock', 'log', 'violations')


@dataclass
class Call:
    """One call of a remote, as the log keeps it (never the Authorization)."""

    remote: str
    method: str
    path: str
    query: dict
    json: object
    status: int
    account: str
    moment: str = ''  # by the sandbox's clock, when the call was answered

    as_dict = asdict


@dataclass
class Store:
    """A webshop. Orders are kept as the fully expanded answer."""

    name: str
    user: str
    key: str
    orders: dict = field(default_factory=dict)
    broken: dict = field(default_factory=dict)
    products: list = field(default_factory=lambda: copy.deepcopy(seed.CATALOGUE))
    stock: dict = field(default_factory=dict)
    catalogue: dict = field(default_factory=dict)
    stock_changes: list = field(default_factory=list)
    shipping_methods: list = field(default_factory=lambda: copy.deepcopy(seed.SHIPPING_METHODS))
    payment_methods: list = field(default_factory=lambda: copy.deepcopy(seed.PAYMENT_METHODS))
    versions: list = field(default_factory=lambda: copy.deepcopy(seed.VERSIONS))
    mails: list = field(default_factory=list)
    webhooks: list = field(default_factory=list)
    rung: int = 0


@dataclass
class Merchant:
    """A stock owner at the warehouse. Orders and products are kept as the answer."""

    code: str
    token: str
    orders: list = field(default_factory=list)
    products: list = field(default_factory=list)
    stock_updates: list = field(default_factory=list)
    shipping_codes: list = field(default_factory=lambda: list(seed.SHIPPING_CODES))
    returns: list = field(default_factory=list)
    returned_goods: Counter = field(default_factory=Counter)
    webhooks: list = field(default_factory=list)
    rung: int = 0


class State:

    def __init__(self, seed_number=1, start=None):
        self.lock = threading.RLock()
        self.log = []
        self.violations = []
        self._start = start
        self.reset(seed_number)

    def reset(self, seed_number=None):
        """Back to a fresh sandbox; the log and violation lists stay the same objects."""
        self.seed = self.seed if seed_number is None else seed_number
        self.clock = Clock(self._start)
        self.random = Random(self.seed)
        self.play = Play()
        self.faults = []
        self.paused = False  # whether the automatic warehouse rests
        self.counters = defaultdict(int)
        self.access_tokens = {}
        self.refresh_tokens = {}
        self.stores = {}
        self.merchants = {}
        self.log.clear()
        self.violations.clear()
        self.add_store(accounts.STORE, accounts.STORE_USER, accounts.STORE_KEY)
        self.add_merchant(accounts.MERCHANT, accounts.MERCHANT_TOKEN)

    def save(self):
        """All that is remembered now, to be put back by `restore` as often as wanted."""
        return copy.deepcopy({
            name: value for name, value in vars(self).items() if name not in LASTING})

    def restore(self, saved):
        vars(self).update(copy.deepcopy(saved))
        self.log.clear()
        self.violations.clear()

    def next_id(self, kind, first):
        self.counters[kind] += 1
        return first + self.counters[kind] - 1

    def next_uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def add_store(self, name, user, key):
        from .shop_catalogue import changed
        from .shop_stock import new_stock_item
        store = self.stores[name] = Store(name, user, key)
        for product in store.products:
            product['stock_item'] = new_stock_item(self, product)
        changed(store)
        return store

    def add_merchant(self, code, token):
        from .warehouse_products import new_product
        merchant = self.merchants[code] = Merchant(code, token)
        for product in seed.CATALOGUE:
            new_product(self, merchant, {
                'code': product['code'], 'languageCode': 'en',
                'name': f'{product["name"]} {product["model_name"]}'.strip(),
                'eanCode': product['barcode'],
            }, stock=product['stock'])
        return merchant
