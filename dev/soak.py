"""Many stores, two hosts, and things that break: `make soak`.

Two Odoo servers with two cron workers each share one database. Orders are placed in all stores
over the given time. Then one store hangs, another answers 500, and one host is killed and started
again. At the end the faults are lifted and what is left runs out; the exit code follows the
verdict (docs/scaling.md explains its lines).

ORDERS=2000 MINUTES=15 STORES=20 MERCHANTS=3 EVERY=20 (seconds between two rings of an account)
"""

import time
from collections import defaultdict

from console import Steps, run_main
from demo_database import demo_database
from demo_processes import sandbox
from demo_story import remote_control
from soak_hosts import hosts, read_logs
from soak_plan import CODES, FAULTS_FROM, KILL_AT, NEEDS_PERSON, RESTART_AFTER, read_plan
from soak_report import show
from soak_verdict import Facts, Placed
from soak_watch import Watch
from workbench import MODULE, cache, postgres, run_odoo, set_up

FOREVER = 10 ** 9
WAREHOUSE_STEP = 3      # seconds
WARM_UP = 180           # seconds at most
PARTS = 4               # the accounts are rung in so many parts, one after the other
LONGEST_FAULT = 300     # seconds after the last order in which the owners must be told
STUCK_AFTER = 600       # longer than a row waits for its second try
BUILD = """
from odoo.addons.{module}.dev.soak_scenario import build
build(env, {url!r}, {stores!r}, {merchants!r})
env.cr.commit()
"""


def main():
    """Run the soak and return its exit code."""
    plan = read_plan()
    set_up('demo')
    steps, folder = Steps(7), cache() / 'soak'
    folder.mkdir(exist_ok=True)
    with postgres(), demo_database(steps) as database, \
            sandbox(steps, WAREHOUSE_STEP) as (url, _child):
        control = remote_control(url)
        build(steps, plan, control, database, url)
        with hosts(database, folder, ('one', 'two')) as servers:
            soak = Soak(plan, control, Watch(database), servers, steps)
            soak.start()
            soak.place()
            soak.drain()
            facts = soak.facts()
    conflicts, errors = read_logs([server.log for server in servers])
    facts.conflicts = conflicts
    return show(facts, errors, [server.log for server in servers])


def build(steps, plan, control, database, url):
    steps.start(f'{plan.stores} stores and {plan.merchants} merchants')
    for merchant in plan.merchant_accounts:
        control.add_merchant(merchant=merchant['code'], token=merchant['token'])
        for code in CODES:
            control.set_warehouse_stock(code=code, stock=10 ** 5, merchant=merchant['code'])
    for store in plan.store_accounts:
        control.add_store(store=store['name'], user=store['user'], key=store['key'])
    run_odoo(database, '--no-http', command='shell', what='The accounts could not be made',
             text=BUILD.format(module=MODULE, url=url, stores=plan.store_accounts,
                               merchants=plan.merchant_accounts))
    steps.done()


class Soak:

    def __init__(self, plan, control, watch, servers, steps):
        self.plan, self.control, self.watch = plan, control, watch
        self.survivor, self.victim = servers
        self.steps = steps
        self.placed, self._rings, self._next_ring = [], 0, 0

    def start(self):
        self.steps.start('Two Odoo servers')
        for server in (self.survivor, self.victim):
            self.odoo = server.wait()
        self.odoo = self.survivor.wait()
        self.steps.done()
        self.warm_up()

    def warm_up(self):
        """An order of each store goes through before anything is timed: a server that has just
        been started is slow."""
        self.steps.start(f'{self.plan.stores} orders to warm up')
        begun = time.monotonic()
        while len(self.placed) < self.plan.stores:
            self.place_one('warm')
        while time.monotonic() - begun < WARM_UP and (
                self.watch.seen.last.get('reported', 0) < self.plan.stores):
            self.go_on()
        self.steps.done()

    # -- while orders are placed

    def place(self):
        """Place the orders while things break; the faults last until their owners were told."""
        plan = self.plan
        self.steps.start(f'{plan.orders - plan.stores} orders in {plan.seconds / 60:g} minutes')
        happenings = [
            (FAULTS_FROM * plan.seconds, self.break_stores),
            (KILL_AT * plan.seconds, self.kill),
            (KILL_AT * plan.seconds + RESTART_AFTER, self.victim.start)]
        begun = time.monotonic()
        while len(self.placed) < plan.orders or happenings or not self.is_over(begun):
            seconds = time.monotonic() - begun
            while happenings and seconds >= happenings[0][0]:
                happenings.pop(0)[1]()
            while len(self.placed) < plan.due(seconds):
                self.place_one(plan.phase(seconds))
            self.go_on()
        self.victim.wait()
        self.steps.done()

    def is_over(self, begun):
        """Whether the faults were there for long enough, or for too long."""
        late = time.monotonic() - begun - self.plan.seconds
        told = all(self.watch.seen.told[store]
                   for store in (self.plan.failing, self.plan.hanging))
        return late > 0 and told or late > LONGEST_FAULT

    def break_stores(self):
        self.control.fault(account=self.plan.hanging, kind='hang', seconds=3600, times=FOREVER)
        self.control.fault(account=self.plan.failing, kind='status', times=FOREVER)

    def kill(self):
        self.victim.kill()
        self.steps.note(f'host {self.victim.name} killed, '
                        f'{self.watch.look()["sending"]} orders on their way')

    def place_one(self, phase):
        store, values = self.plan.order(len(self.placed))
        account = next(a for a in self.plan.store_accounts if a['name'] == store)
        moment = time.time()
        order = self.control.place(store=store, **values)
        goods = defaultdict(int)
        for row in order['products']:
            goods[row['product_code']] += row['quantity']
        self.placed.append(Placed(
            store, order['id'], account['merchant'], f'{account["prefix"]}{order["id"]}',
            values['kind'], tuple(sorted(goods.items())), moment, phase))

    def go_on(self):
        """Ring whose turn it is, and look."""
        if time.monotonic() >= self._next_ring:
            self._next_ring = time.monotonic() + self.plan.every / PARTS
            self.watch.ring(self._rings % PARTS, PARTS)
            self._rings += 1
            now = self.watch.look()
            if self._rings % PARTS == 0:
                self.steps.note(f'{len(self.placed)} placed, {now["sent"]} at the warehouse, '
                                f'{now["reported"]} reported')
        time.sleep(0.2)

    # -- afterwards

    def drain(self):
        """Lift the faults, let a person press Synchronize now where a store was left alone, and
        wait until all is settled or nothing moves any more."""
        self.steps.start('Faults lifted; the rest runs out')
        self.control.clear_faults()
        stores = self.odoo.search_read(
            'mycashflow.store', [['circuit_retry_at', '!=', False]], ['id'])
        if stores:
            self.odoo.call('mycashflow.store', 'action_sync', [store['id'] for store in stores])
        before, changed = None, time.monotonic()
        while True:
            self.go_on()
            now = self.watch.seen.last
            settled = now['reported'] + now['waiting']
            done = settled >= len(self.placed) and self.all_told()
            if done or time.monotonic() - changed > STUCK_AFTER:
                break
            if settled != before:
                before, changed = settled, time.monotonic()
        self.watch.look()
        self.steps.done()

    def all_told(self):
        """Whether the owners of orders that need a person have a note."""
        return all(self.watch.seen.told[order.store] for order in self.placed
                   if order.kind in NEEDS_PERSON)

    def facts(self):
        parcels = defaultdict(list)
        for merchant in self.plan.merchant_accounts:
            for order in self.control.warehouse_orders(merchant=merchant['code']):
                parcels[merchant['code'], order['reference']].append(order)
        return Facts(
            plan=self.plan, placed=self.placed, inbox=self.watch.orders(),
            shop={(store, number): status
                  for store, number, status in self.control.shop_statuses()},
            parcels=parcels, arrivals=self.control.arrivals(), seen=self.watch.seen,
            customers_twice=self.watch.customers_twice(), posted=self.watch.posted(),
            violations=self.control.violations())


if __name__ == '__main__':
    run_main(main)
