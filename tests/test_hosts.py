"""Several servers and several workers on one database: real processes, a real scheduler."""

import signal
import tempfile

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..dev.sandbox import accounts
from .process_common import (
    PATIENCE, Process, ProcessCase, Worker, odoo_command, wait_until)

STORES = """
store = env['mycashflow.store'].browse({store_id})
result = [store.id]
for name in {names!r}:
    other = store.copy({{
        'name': name, 'store_name': name, 'order_prefix': name + '-', 'api_user': {user!r},
        'api_key': {key!r}, 'api_url': {url!r} + '/shop/' + name}})
    other.action_test_connection()
    result.append(other.id)
"""
# The process stands still when it has made customers and sale orders, and committed nothing.
STALL_IN_IMPORT = """
import os, signal
model = env.registry['sale.order']
confirm = model.action_confirm
def stall(self):
    tell('stalled')
    os.kill(os.getpid(), signal.SIGSTOP)
    return confirm(self)
model.action_confirm = stall
"""
# The process stands still when it has the order in its inbox, and committed nothing.
STALL_IN_FETCH = """
import os, signal
model = env.registry['mycashflow.order']
create_rows = model._create_rows
def stall(self, store, vals_list):
    rows = create_rows(self, store, vals_list)
    tell('stalled')
    os.kill(os.getpid(), signal.SIGSTOP)
    return rows
model._create_rows = stall
"""
SMALL_BATCHES = """
from odoo.addons.mycashflow_ogoship.models import mycashflow_order_import
mycashflow_order_import.ORDERS_PER_IMPORT = 2
"""
NEW = {'first_name': 'Uusi', 'last_name': 'Asiakas', 'email': 'uusi.asiakas@example.com'}


@tagged('post_install', '-at_install')
class TestHosts(ProcessCase):

    ORDERS = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = ['toinen', 'kolmas']
        for name in cls.names:
            cls.sandbox.control.add_store(name, accounts.STORE_USER, accounts.STORE_KEY)
        cls.store_ids = cls.helper.run(STORES.format(
            store_id=cls.store_id, names=cls.names, user=accounts.STORE_USER,
            key=accounts.STORE_KEY, url=cls.sandbox.url))

    # === DOING === #

    def place(self, count, store=accounts.STORE, **values):
        return [self.sandbox.control.place(store=store, **values)['id'] for _ in range(count)]

    def fetch(self, store_id=None):
        """The store's orders come into the inbox and stay there."""
        self.helper.run(
            f"store = env['mycashflow.store'].browse({store_id or self.store_id})\n"
            "with store._client() as client: store._fetch_orders(lambda: client)")

    def take_in(self, number, before=''):
        """Code that takes this order in, as *Fetch orders* does."""
        return (f"{before}\nstore = env['mycashflow.store'].browse({self.store_id})\n"
                f"with store._client() as client:\n"
                f"    env['mycashflow.order']._receive(store, [client.get_order({number})])")

    def work(self, model='mycashflow.store', record_id=None, before=''):
        """Code of one run of a further worker."""
        return f"{before}\nenv[{model!r}].browse({record_id or self.store_id})._cron_work()"

    def stalled_worker(self, before=''):
        worker = self.worker()
        worker.start(self.work(before=STALL_IN_IMPORT + before))
        self.assertEqual(worker.hear(), 'stalled')
        return worker

    def go_on(self, worker):
        worker.send_signal(signal.SIGCONT)
        worker.finish()

    # === LOOKING === #

    def sales(self, numbers, store_id=None):
        """How many confirmed sale orders each of these shop orders has."""
        found = dict(self.sql(
            "SELECT client_order_ref, count(*) FROM sale_order WHERE mycashflow_store_id = %s "
            "AND state = 'sale' GROUP BY 1", store_id or self.store_id))
        return [found.get(str(number), 0) for number in numbers]

    def waits_for_lock(self, kind):
        return self.sql("SELECT 1 FROM pg_stat_activity WHERE datname = %s "
                        "AND wait_event_type = 'Lock' AND wait_event = %s", self.database, kind)

    # === TWO SERVERS === #

    def test_store_that_hangs_delays_no_other_on_two_servers(self):
        hanging, *healthy = self.store_ids
        self.sandbox.control.fault(
            account=accounts.STORE, kind='hang', seconds=PATIENCE, times=99)
        late = self.place(2)
        numbers = {name: self.place(3, store=name) for name in self.names}
        self.helper.run(
            f"accounts = [env['mycashflow.store'].browse({self.store_ids}),"
            f"            env['ogoship.merchant'].browse({self.merchant_id})]\n"
            "for account in accounts:\n"
            "    account.latest_changes = True\n"
            "    account._ring()")
        servers = [Process(odoo_command(self.database, '--max-cron-threads=2'))
                   for _ in range(2)]
        for server in servers:
            self.addCleanup(server.kill)
        references = [f'{name}-{number}' for name in self.names for number in numbers[name]]
        wait_until(lambda: self.wake() and all(map(self.posts, references)))
        self.assertTrue(self.is_running(hanging), "it waits for the store all the time")
        self.assertEqual(self.sales(late), [0, 0])
        for server in servers:
            server.kill()
        for store_id, name in zip(healthy, self.names, strict=True):
            self.assertEqual(self.sales(numbers[name], store_id), [1, 1, 1])
        self.assertEqual([self.posts(reference) for reference in references], [1] * 6)

    def wake(self):
        with db_connect('postgres').cursor() as cr:
            cr.execute(f"NOTIFY cron_trigger, '{self.database}'")
        return True

    def is_running(self, store_id):
        """The scheduler holds the scheduled action of an account locked while it runs."""
        return not self.sql(
            "SELECT 1 FROM ir_cron WHERE id = (SELECT cron_id FROM mycashflow_store WHERE id = %s)"
            "FOR UPDATE SKIP LOCKED", store_id)

    # === TWO PROCESSES THAT TAKE IN ONE ORDER === #

    def test_order_taken_in_twice_at_once_is_there_once_and_not_in_the_log(self):
        [number] = self.place(1, customer={
            'first_name': 'Salli', 'last_name': 'Salainen', 'email': 'salli@example.com'})
        first, log = self.worker(), self.enterContext(tempfile.TemporaryFile('w+'))
        first.start(self.take_in(number, before=STALL_IN_FETCH))
        self.assertEqual(first.hear(), 'stalled')
        second = Worker(self.database, stderr=log)
        self.addCleanup(second.kill)
        second.start(self.take_in(number, before="import logging\nlogging.basicConfig()"))
        wait_until(lambda: self.waits_for_lock('transactionid'))
        self.go_on(first)
        second.finish()
        self.assertEqual(self.sql(
            "SELECT count(*) FROM mycashflow_order WHERE remote_id = %s", number), [(1,)])
        log.seek(0)
        self.assertNotIn('Salainen', log.read(), "bytes are logged: no umlaut here")

    # === TWO WORKERS OF ONE ACCOUNT === #

    def test_workers_share_the_inbox_and_import_each_order_once(self):
        # Each of somebody else: of the same new customer they would wait for each other.
        numbers = [number for person in range(6) for number in self.place(
            1, customer=NEW | {'email': f'asiakas{person}@example.com'})]
        self.fetch()
        first = self.stalled_worker(before=SMALL_BATCHES)
        second = self.worker()
        second.run(self.work(before=SMALL_BATCHES))
        self.assertEqual(self.sales(numbers), [0, 0, 1, 1, 1, 1], "the first holds two of them")
        self.go_on(first)
        self.helper.run(self.work())  # the goods' figures changed meanwhile: what it had is undone
        self.assertEqual(self.sales(numbers), [1] * 6)

    def test_two_orders_of_one_new_customer_make_one_customer(self):
        """The second process cannot see what the first has not committed: it waits, and begins
        again."""
        [one] = self.place(1, customer=NEW)
        self.fetch()
        first = self.stalled_worker()
        [two] = self.place(1, customer=NEW, store='toinen')
        other = self.store_ids[1]
        self.fetch(other)
        second = self.worker()
        second.start(self.work(record_id=other))
        wait_until(lambda: self.waits_for_lock('advisory'))
        self.go_on(first)
        second.finish()
        second.run(self.work(record_id=other))
        self.assertEqual(self.sales([one]) + self.sales([two], other), [1, 1])
        self.assertEqual(self.sql(
            "SELECT count(*) FROM res_partner WHERE email = %s AND parent_id IS NULL",
            NEW['email']), [(1,)])

    def test_edit_that_comes_while_a_worker_imports_the_order_is_not_lost(self):
        [number] = self.place(1, lines=[{'code': 'KAASU-230', 'quantity': 3}])
        self.fetch()
        first = self.stalled_worker()
        self.sandbox.control.edit(number, lines=[{'code': 'KAASU-230', 'quantity': 1}])
        main = self.worker()
        main.run(self.sync('mycashflow.store', self.store_id))
        self.assertEqual(self.sales([number]), [0], "it is left to the first, which goes on")
        self.go_on(first)
        main.run(self.sync('mycashflow.store', self.store_id))
        self.assertEqual(self.sales([number]), [1])
        self.assertEqual(self.sql("""
            SELECT sum(line.product_uom_qty) FROM sale_order_line line
            JOIN sale_order sale ON sale.id = line.order_id
            JOIN product_product product ON product.id = line.product_id
            WHERE sale.client_order_ref = %s AND product.default_code = 'KAASU-230'""",
            str(number)), [(1,)])

    def test_run_of_all_steps_and_a_worker_send_each_order_once(self):
        numbers = self.place(4)
        self.helper.run(self.sync('mycashflow.store', self.store_id))
        self.sandbox.control.fault(
            remote='warehouse', method='POST', path='/Orders', kind='delay', seconds=0.1, times=4)
        both = [self.worker(), self.worker()]
        for worker in both:
            worker.run("pass")
        both[0].start(self.send())
        both[1].start(self.work('ogoship.merchant', self.merchant_id))
        for worker in both:
            worker.finish()
        self.helper.run(self.send())
        for number in numbers:
            self.assertOnce(str(number))
