"""What importing orders costs, against the same made by bare ORM calls. See bench.py.

Floor and module take turns in one process, so that whatever else the machine does hits both.
How to read the figures, and why they are what they are: docs/performance-import.md.
"""

import time
from dataclasses import dataclass

from odoo.fields import Command

from ..const import ORDERS_PER_IMPORT
from ..models.import_lookups import Lookups
from .bench_common import build, figure, progress, size
from .sandbox.seed import CATALOGUE, DEFAULT_VAT_RATE, PAYTRAIL

# One VAT rate, so that the shipping is one line for floor and module alike.
SOLD = [item for item in CATALOGUE if item['vat_rate'] == DEFAULT_VAT_RATE]
# Orders of one turn, and the batch sizes that the floor may choose from.
TURN = 250
FLOOR_BATCHES = (50, 125, 250)
LINES = 3
PLENTY = 10_000_000
# Of a hundred orders: so many cannot be imported, each in another way.
BROKEN = {7: 'code', 27: 'total', 47: 'address', 67: 'code', 87: 'total'}
RULES, RULES_ORDERS = 500, 10_000


@dataclass
class Cost:
    """What some orders took: of the clock, of this process, of the database."""

    orders: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    queries: int = 0

    def add(self, other):
        self.orders += other.orders
        self.seconds += other.seconds
        self.cpu += other.cpu
        self.queries += other.queries

    @property
    def rate(self):
        return self.orders / self.seconds


def measure(env, url):
    """Import orders of each kind and compare with the floor.

    :return: list of `figure`
    """
    orders = size('ORDERS', 1000, 100)
    bench, turn = Bench(env, url), min(TURN, orders)
    bench.choose_batch(turn)
    new = bench.compare('new customers', orders, turn)
    known = bench.compare('known customers', orders, turn, known=True)
    broken = bench.compare('5 % broken', orders, turn, broken=True)
    return [
        figure('orders imported: 3 lines and shipping, each kind', orders),
        figure('best batch of the floor', bench.batch, 'orders'),
        *figures('new customers', *new, 1.3),
        *figures('known customers', *known, 0.85),
        *figures('5 % broken', *broken, 0.85),
        figure('10,000 orders against 500 rules: share of the import',
               100 * bench.share_of_rules(new[1]), '%', at_most=2),
    ]


def figures(kind, floor, module, goal):
    """The rows of one comparison; other processes disturb the ratio of CPU the least."""
    return [
        figure(f'{kind}, floor / module', module.rate / floor.rate, at_least=goal),
        figure(f'{kind}, floor / module by CPU of the process',
               (floor.cpu / floor.orders) / (module.cpu / module.orders)),
        figure(f'{kind}, module', module.rate, 'orders/s'),
        figure(f'{kind}, floor', floor.rate, 'orders/s'),
        figure(f'{kind}, SQL per order, module', module.queries / module.orders,
               at_most=round(floor.queries / floor.orders + 6, 1)),
        figure(f'{kind}, SQL per order, floor', floor.queries / floor.orders),
    ]


class Bench:
    """A store with its catalogue, and a warehouse with plenty of everything."""

    def __init__(self, env, url):
        self.env = env
        self.store, _merchant, self.shop = build(env, url)
        # The floor's warehouse is no warehouse of OGOship.
        self.warehouse = env['stock.warehouse'].create({'name': "Floor", 'code': 'FLO'})
        self.products = self._stock_up()
        self.tax = {
            item['code']: env['account.tax']._mycashflow_find(item['vat_rate'], env.company)
            for item in SOLD}
        self.carrier = env['delivery.carrier'].search(
            [('ogoship_shipping_code', '=', 'posti-home')])
        self.country = env.ref('base.fi')
        self.batch, self.placed = FLOOR_BATCHES[0], 0
        env.cr.commit()

    def _stock_up(self):
        codes = [item['code'] for item in SOLD]
        products = self.env['product.product'].search([('default_code', 'in', codes)])
        for product in products:
            for warehouse in self.store.warehouse_id | self.warehouse:
                self.env['stock.quant']._update_available_quantity(
                    product, warehouse.lot_stock_id, PLENTY)
        return products.grouped('default_code')

    # -- comparing

    def choose_batch(self, count):
        """The floor may have its best batch size."""
        self.floor(count, self.batch, 0)  # warms up what both need
        rates = {}
        for number, batch in enumerate(FLOOR_BATCHES):
            rates[batch] = self.floor(count, batch, 100_000 * (number + 1)).rate
            progress(f'floor by {batch}: {rates[batch]:.1f} orders/s')
        self.batch = max(rates, key=rates.get)
        self.place(1, 900_000)
        self.module()

    def compare(self, kind, count, turn, known=False, broken=False):
        """Floor and module by turns, each going first every other time.

        :return: (cost of the floor, cost of the module) for the good orders
        """
        floor, module = Cost(), Cost()
        for first in range(0, count, turn):
            buyers = first if known else 1_000_000 + self.placed
            number = min(turn, count - first)
            if known:
                self._make_known(number, buyers)
            good = self.place(number, buyers, broken)
            steps = [
                lambda good=good, buyers=buyers: floor.add(
                    self.floor(good, self.batch, buyers + 10_000_000 * (not known), known)),
                lambda good=good: module.add(self.module(good))]
            for step in steps if (first // turn) % 2 else steps[::-1]:
                step()
            progress(f'{kind}: {first + number} of {count}')
        return floor, module

    def place(self, count, buyers, broken=False):
        """Place orders in the shop; return how many of them can be imported."""
        good = 0
        for number in range(count):
            fault = BROKEN.get(number % 100) if broken else None
            good += not fault
            self.shop.place(**self._order(buyers + number, fault))
            self.placed += 1
        return good

    def module(self, good=1):
        """Read the orders and import them, as the scheduled action does."""
        sales = self.env['sale.order'].search_count([('mycashflow_store_id', '=', self.store.id)])
        with self._measured(good) as cost, self.store._client() as client:
            for step in (self.store._fetch_orders, self.store._import_orders):
                while step(lambda: client) is False:
                    self.env.cr.commit()
            self.env.cr.commit()
        found = self.env['sale.order'].search_count(
            [('mycashflow_store_id', '=', self.store.id), ('state', '=', 'sale')]) - sales
        assert found == good, f'{found} orders imported instead of {good}'
        return cost

    def floor(self, count, batch, buyers, known=False):
        """The same partners, orders and confirmations by bare ORM calls in batches."""
        quiet = self.env['sale.order'].with_context(tracking_disable=True)
        with self._measured(count) as cost:
            for first in range(0, count, batch):
                numbers = range(buyers + first, buyers + min(first + batch, count))
                vals = [self._buyer(number) for number in numbers]
                partners = self._partners(vals, known)
                sales = quiet.create([
                    self._sale(number, partner)
                    for number, partner in zip(numbers, partners, strict=True)])
                sales.with_context(tracking_disable=False).action_confirm()
                self.env.cr.commit()
                self.env.invalidate_all()
        states = set(sales.picking_ids.mapped('state'))
        assert states == {'assigned'}, states
        return cost

    def _partners(self, vals, known):
        partners = self.env['res.partner'].with_context(tracking_disable=True)
        if not known:
            return partners.create(vals)
        found = partners.search([('email', 'in', [val['email'] for val in vals])])
        found = found.grouped('email')
        return [found[val['email']] for val in vals]

    def _make_known(self, count, buyers):
        partners = self.env['res.partner'].with_context(tracking_disable=True)
        vals = [self._buyer(buyers + number) for number in range(count)]
        there = partners.search([('email', 'in', [val['email'] for val in vals])])
        partners.create([val for val in vals if val['email'] not in set(there.mapped('email'))])
        self.env.cr.commit()

    def _measured(self, orders):
        return Measured(self.env, orders)

    # -- what is bought

    def _codes(self, number):
        return [SOLD[(number + line) % len(SOLD)] for line in range(LINES)]

    def _buyer(self, number):
        return {
            'name': f"Aino Mallinen-{number}", 'email': f'aino.{number}@example.com',
            'phone': f'+3585{10_000_000 + number % 10_000_000}', 'street': f"Mallikatu {number}",
            'zip': '00100', 'city': "Helsinki", 'country_id': self.country.id,
            'company_id': self.env.company.id}

    def _order(self, number, fault):
        buyer = self._buyer(number)
        first_name, last_name = buyer['name'].split()
        lines = [{'code': item['code'], 'quantity': 1} for item in self._codes(number)]
        if fault == 'code':
            lines[0] = {'code': 'EI-TUNNETTU-1', 'name': 'Poistunut tuote', 'quantity': 1}
        return {
            'lines': lines, 'shipping_method_id': 3, 'shipping_costs': 6.9,
            'payment_method_id': PAYTRAIL,
            'customer': {
                'company': None, 'vat_code': None, 'first_name': first_name,
                'last_name': last_name, 'street_address': buyer['street'],
                'postal_code': buyer['zip'], 'city': '' if fault == 'address' else buyer['city'],
                'country': 'FI', 'phone': buyer['phone'], 'email': buyer['email']},
            **({'total': 1.0} if fault == 'total' else {}),
        }

    def _sale(self, number, partner):
        lines = [{
            'product_id': self.products[item['code']].id, 'name': item['name'],
            'product_uom_qty': 1, 'price_unit': item['price'],
            'tax_ids': [Command.set(self.tax[item['code']].ids)]} for item in self._codes(number)]
        lines.append({
            'product_id': self.carrier.product_id.id, 'name': self.carrier.name,
            'product_uom_qty': 1, 'price_unit': 6.9, 'is_delivery': True,
            'tax_ids': [Command.set(lines[0]['tax_ids'][0][2])]})
        return {
            'company_id': self.env.company.id, 'partner_id': partner.id,
            'partner_invoice_id': partner.id, 'partner_shipping_id': partner.id,
            'warehouse_id': self.warehouse.id, 'carrier_id': self.carrier.id, 'user_id': False,
            'client_order_ref': str(number), 'origin': f"Floor {number}",
            'order_line': [Command.create(line) for line in lines]}

    # -- rules

    def share_of_rules(self, module):
        """Time to find the rules of 10,000 orders, against the time of their import."""
        rules = self.env['mycashflow.shipping.rule']
        rules.create([
            {'sequence': 0, 'pattern': f"Never {number}*", 'carrier_id': self.carrier.id}
            for number in range(RULES - rules.search_count([]))])
        self.env.flush_all()
        started = time.monotonic()
        self._find_rules()
        seconds = time.monotonic() - started
        self.env.cr.rollback()
        return seconds / RULES_ORDERS / (module.seconds / module.orders)

    def _find_rules(self):
        methods = self.store.shipping_method_ids
        for number in range(RULES_ORDERS):
            if number % ORDERS_PER_IMPORT == 0:
                known = Lookups(self.store)
            known.rule(methods[number % len(methods)], 'FI', 1 + number % 20)


class Measured:
    """Context that takes the cost of what is done in it."""

    def __init__(self, env, orders):
        self._env, self._cost = env, Cost(orders=orders)

    def __enter__(self):
        self._env.cr.commit()
        self._env.invalidate_all()
        self._queries = self._env.cr.sql_log_count
        self._started, self._cpu = time.monotonic(), time.process_time()
        return self._cost

    def __exit__(self, *_error):
        self._cost.seconds = time.monotonic() - self._started
        self._cost.cpu = time.process_time() - self._cpu
        self._cost.queries = self._env.cr.sql_log_count - self._queries
