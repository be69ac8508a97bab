"""See the module at work: `make demo`. With ONCE=1 it ends after the table.

It starts a sandbox of both remotes and a real Odoo with its scheduler, places a dozen orders in
the shop, and shows what became of them. The exit code tells whether each order came to the end
that is expected of it (demo_story.py). Everything it started ends with it.
"""

import datetime
import os
import sys
import time
from pathlib import Path

import order
from console import Failure, Steps, run_main
from demo_database import demo_database
from demo_endings import Endings
from demo_odoo import LOGIN
from demo_processes import last_lines, sandbox, server
from demo_products import Products
from demo_state import announced, folder
from demo_story import (
    SHIPPED_UNPAID, STORY, Observer, differences, remote_control, table)
from workbench import free_port, postgres, set_up, sql

DEFAULT_PORT = 8069
WAREHOUSE_STEP = 3  # seconds between two steps of the sandbox's warehouse
RING_EVERY = 3      # seconds, while the orders of the story are on their way
STUCK_AFTER = 30    # seconds without any change: the rest will not come
PATIENCE = 30       # times that an account is written while it may be at work
WAKE_EVERY = 10     # seconds; Odoo itself looks at its schedule once a minute only


def main(once):
    """Run the demo and return its exit code."""
    port = choose_port(once)
    set_up('demo')
    steps = Steps(7)
    log = folder() / ('once.log' if once else f'{port}.log')
    with postgres(), demo_database(steps) as database, \
            sandbox(steps, WAREHOUSE_STEP) as (url, remotes), \
            server(steps, database, port, log) as (odoo, process):
        wrong = Demo(odoo, url, steps).tell()
        if once:
            return bool(wrong)
        with announced(port, odoo=odoo.url, sandbox=url, database=database):
            explain(odoo.url, log)
            stay(database, {process: log, remotes: 'the sandbox'})
    return 0


def choose_port(once):
    """Return the port asked for. Nobody looks at a demo that ends by itself: any port will do."""
    wanted = os.environ.get('PORT') or (None if once else DEFAULT_PORT)
    return free_port(wanted)


class Demo:
    """Tells the story: connects the accounts, places the orders, waits for their ends."""

    def __init__(self, odoo, url, steps):
        self.odoo, self.url, self.steps = odoo, url, steps
        self.control = remote_control(url)
        self.accounts = {
            model: odoo.call(model, 'search', [])
            for model in ('mycashflow.store', 'ogoship.merchant')}
        self.products = Products(odoo, self.control, *self.accounts.values())

    def tell(self):
        """Return the lines that tell where the story went otherwise than expected."""
        self.steps.start('Connecting store and merchant')
        self.connect()
        self.steps.done()
        self.steps.start('Products and stock of all three')
        self.products.tell()
        self.steps.done()
        self.steps.start(f'{len(STORY)} orders through the scheduled actions')
        orders = {self.place(kind): (title, end) for kind, title, end in STORY}
        self.switch_on()
        sights = self.follow(orders)
        self.steps.done()
        endings = self.end_otherwise()
        titles = {number: title for number, (title, _end) in orders.items()}
        print('', *table(titles, sights), '', *endings.table(), '', *self.products.table(),
              '', sep='\n')
        wrong = [line for number, (_title, end) in orders.items()
                 for line in differences(end, sights[number])]
        wrong += endings.differences() + self.products.differences()
        wrong += [f'Against the contract: {violation}' for violation in self.control.violations()]
        print(*(wrong or ['Each order and product came to the end expected of it, and the stock of '
                          'Odoo and the shop agree.']), sep='\n')
        return wrong

    def connect(self):
        shop, warehouse = f'{self.url}/shop/tunturipuoti', f'{self.url}/ogoship'
        self.write('mycashflow.store', api_url=shop)
        self.write('ogoship.merchant', api_url=warehouse, auth_url=warehouse)
        for model, ids in self.accounts.items():
            answer = self.odoo.call(model, 'action_test_connection', ids)
            if answer['params']['type'] != 'success':
                raise Failure(f'Test connection of {model}: {answer["params"]["message"]}')
            self.write(model, webhook_address=self.odoo.url)
            self.odoo.call(model, 'action_install_webhooks', ids)

    def place(self, kind):
        """Place an order and return its number."""
        placed = self.control.place(kind=kind)
        if kind in SHIPPED_UNPAID:
            methods = self.odoo.call('mycashflow.payment.method', 'search', [
                ['remote_id', '=', placed['payment_method_id']]])
            self.odoo.call(
                'mycashflow.payment.method', 'write', methods, {'release_unpaid': True})
        return placed['id']

    def switch_on(self):
        """Let the scheduled actions run: the merchant's half a minute after the store's, so that
        the warehouse has had the time to ship when it is asked."""
        for model, seconds in (('mycashflow.store', 0), ('ogoship.merchant', 30)):
            (account,) = self.odoo.call(model, 'read', self.accounts[model], ['cron_id'])
            moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(
                seconds=seconds)
            self.odoo.call('ir.cron', 'write', account['cron_id'][:1], {
                'nextcall': moment.strftime('%Y-%m-%d %H:%M:%S')})
            self.write(model, latest_changes=True)

    def follow(self, orders):
        """Press *Synchronize now* until every order is at its end, or nothing moves any more."""
        observer, before, changed = Observer(self.odoo, self.control), None, time.monotonic()
        while True:
            for model, ids in self.accounts.items():
                self.odoo.call(model, 'action_sync', ids)
            time.sleep(RING_EVERY)
            sights = observer.look(orders)
            ends = {number: sight.end() for number, sight in sights.items()}
            there = sum(ends[number] == end for number, (_title, end) in orders.items())
            at_rest = there == len(orders) and not self.products.differences()
            self.steps.note(f'{there} of {len(orders)} at their end')
            if ends != before:
                before, changed = ends, time.monotonic()
            if at_rest or time.monotonic() - changed > STUCK_AFTER:
                return sights

    def end_otherwise(self):
        """Play each other ending of an order once, while the warehouse rests."""
        self.steps.start('Every other ending')
        self.switch(False)
        self.control.pause(paused=True)
        endings = Endings(self.odoo, self.control, self.accounts, self.steps.note)
        endings.play()
        self.control.pause(paused=False)
        self.switch(True)
        self.steps.done()
        return endings

    def switch(self, on):
        """Switched off, *Synchronize now* runs at once and is over when it answers. A run that
        is under way keeps its account from being written."""
        for model in self.accounts:
            for attempt in range(PATIENCE):
                try:
                    self.write(model, latest_changes=on)
                    break
                except Failure:
                    if attempt == PATIENCE - 1:
                        raise
                    time.sleep(1)

    def write(self, model, **vals):
        self.odoo.call(model, 'write', self.accounts[model], vals)


def explain(url, log):
    """Say where to look, and what can be done now."""
    print(f"""
    {url}   user {LOGIN}, password {LOGIN}

The sandbox's warehouse goes on working, and both scheduled actions run every minute here (every
ten minutes in an installation). Place one more order from another terminal, and see it go through:

    make order                     a paid order
    make order KIND=unpaid         or {', '.join(kind for kind, *_ in STORY[2:9])}, ...

Odoo's log: {log}
Ctrl-C ends everything.""", flush=True)


def stay(database, children):
    """Stay until Ctrl-C, or until something that we started ends by itself.

    :param dict children: {process: its log, or what it is}
    """
    try:
        while True:
            time.sleep(WAKE_EVERY)
            for child, log in children.items():
                if child.poll() is not None:
                    tail = last_lines(log) if isinstance(log, Path) else log
                    raise Failure(f'Ended by itself:\n{tail}')
            sql(f"NOTIFY cron_trigger, '{database}'")
    except KeyboardInterrupt:
        print('\nStopping ...', flush=True)


if __name__ == '__main__':
    if sys.argv[1:] == ['order']:
        run_main(order.main)
    run_main(main, os.environ.get('ONCE', '') not in ('', '0'))
