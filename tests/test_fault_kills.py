"""The server is killed at each point where it commits: nothing is lost, nothing comes twice.

What a killed process leaves is what was committed and what the remotes have carried out. So it is
killed after each commit that wrote anything, and before each one that follows a call by which a
remote was changed: all other moments leave the same as one of these.
"""

import signal
from collections import Counter

from odoo.tests import tagged

from ..dev.sandbox.accounts import MERCHANT
from .process_common import ProcessCase, wait_until

CODE, PIECES = 'KEITIN-X1', 10

# The catalogue was read already.
PREPARE = """
from odoo import fields
store = env['mycashflow.store'].browse({store})
for row in store.product_ids:
    product = env['product.product'].search([('default_code', '=', row.code)])
    row.write({{'product_id': product.id, 'state': 'linked'}})
store.stock_previewed_date = fields.Datetime.now()
store.push_stock = True
"""

# A product to be created at the warehouse, and a receipt to be announced.
WORK = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
merchant = env['ogoship.merchant'].browse({merchant})
product = env['product.product'].create({{
    'name': "Uutuus", 'default_code': 'UUSI-{number}', 'is_storable': True,
    'barcode': '64300123{number:05}'}})
env['ogoship.product']._queue_creation(merchant, product)
places = {{'location_id': env.ref('stock.stock_location_suppliers').id,
          'location_dest_id': merchant.warehouse_id.lot_stock_id.id}}
product = env['product.product'].search([('default_code', '=', {code!r})])
receipt = env['stock.picking'].create({{
    'picking_type_id': merchant.warehouse_id.in_type_id.id, **places,
    'partner_id': env.company.partner_id.id,
    'scheduled_date': fields.Datetime.now() + timedelta(days=14),
    'move_ids': [Command.create({{
        'product_id': product.id, 'product_uom_qty': {pieces}, **places}})]}})
receipt.action_confirm()
result = receipt.ogoship_stock_update_id.reference
"""

# `count` points are passed; at the next one the process dies.
DIE_AT = """
import os, signal
from odoo.sql_db import Cursor
from odoo.addons.mycashflow_ogoship.tools.http_client import HttpClient
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
count, before, changed = {count}, {before}, False
commit, request = Cursor.commit, HttpClient._request_once

def request_and_note(self, method, path, *args):
    global changed
    changed = changed or method != 'GET' and 'Token' not in path
    return request(self, method, path, *args)

def commit_and_die(self):
    global count, changed
    self.flush()
    self.execute("SELECT pg_current_xact_id_if_assigned()")
    is_point = changed if before else self.fetchone()[0]
    changed = False
    if is_point and before and not count:
        die()
    commit(self)
    if is_point and not count:
        die()
    count -= bool(is_point)

HttpClient._request_once, Cursor.commit = request_and_note, commit_and_die
"""

ALL_IS_DUE = """
UPDATE {table} SET retry_at = now() at time zone 'utc' - interval '1 second'
 WHERE retry_at IS NOT NULL"""
TABLES = ('mycashflow_order', 'mycashflow_product', 'ogoship_order', 'ogoship_product',
          'ogoship_stock_update')


@tagged('post_install', '-at_install')
class TestKills(ProcessCase):

    ORDERS = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No help from the warehouse: what is sent twice is there twice.
        cls.sandbox.control.play(
            duplicate_reference='reserved', duplicate_product='duplicate',
            duplicate_stock_update='stored')
        cls.helper.run(PREPARE.format(store=cls.store_id))
        # Orders in, then out, statuses and stock, then what the shop is told.
        store, merchant = (cls.sync('mycashflow.store', cls.store_id),
                           cls.sync('ogoship.merchant', cls.merchant_id))
        cls.ring = '\n'.join([store, merchant, store])
        cls.helper.run(cls.ring)
        cls.numbers, cls.receipts, cls.shipped = [], [], set()

    def test_killed_after_each_commit(self):
        self.assertGreater(self.kill_at_each(before=False), 25)

    def test_killed_before_each_commit_that_follows_a_change_at_a_remote(self):
        # Order, stock update and product at the warehouse; stock and a shipped order in the shop.
        self.assertGreaterEqual(self.kill_at_each(before=True), 5)

    # === DOING === #

    def kill_at_each(self, before):
        """Let a process die at its first point, the next one at its second, and so on until one
        has come to its end.

        :return: how many have died
        """
        for count in range(1000):
            self.give_work()
            died = self.helper.run_in_child(
                DIE_AT.format(count=count, before=before) + self.ring)
            self.assertIn(died, (0, signal.SIGKILL))
            self.recover()
            with self.subTest(count=count):
                self.check_all()
            if not died:
                return count
        raise AssertionError("it does not come to an end")

    def give_work(self):
        """One more of everything, and the one before goes on."""
        for number in self.numbers[-1:]:
            self.sandbox.control.ship(str(number))
            self.shipped.add(number)
        for reference in self.receipts[-1:]:
            self.sandbox.control.receive(reference, {CODE: PIECES}, finished=True)
        number = self.sandbox.control.place(lines=[{'code': CODE, 'quantity': 1}])['id']
        self.numbers.append(number)
        self.receipts.append(self.helper.run(WORK.format(
            merchant=self.merchant_id, number=number, code=CODE, pieces=PIECES)))

    def recover(self):
        """Some time later, in another process, the scheduled actions run."""
        wait_until(lambda: not self.sql(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid != pg_backend_pid() AND state != 'idle'"))
        for table in TABLES:
            self.sql(ALL_IS_DUE.format(table=table))
        self.helper.run(self.ring)

    # === LOOKING === #

    def check_all(self):
        self.check_accounts()
        self.check_orders()
        self.check_reports()
        self.check_products()
        self.check_receipts()
        self.check_stock()

    def check_accounts(self):
        for table in ('mycashflow_store', 'ogoship_merchant'):
            self.assertEqual(
                self.sql(f"SELECT state, error_message FROM {table}"), [('connected', None)])

    def check_orders(self):
        """Each order once: in the inbox, as sale order, as delivery, at the warehouse."""
        rows = self.sql("""
            SELECT inbox.remote_id, inbox.state, count(DISTINCT sale.id),
                   count(DISTINCT picking.id), count(DISTINCT sent.id), min(sent.remote_id)
              FROM mycashflow_order inbox
              LEFT JOIN sale_order sale ON sale.client_order_ref = inbox.remote_id::text
              LEFT JOIN stock_picking picking ON picking.sale_id = sale.id
              LEFT JOIN ogoship_order sent ON sent.picking_id = picking.id
             GROUP BY inbox.id, inbox.remote_id, inbox.state ORDER BY inbox.remote_id""")
        orders = self.sandbox.control.warehouse_orders()
        there = {order['reference']: order['id'] for order in orders}
        self.assertEqual(len(there), len(orders))
        self.assertEqual(rows, [
            (number, 'done', 1, 1, 1, there.get(str(number))) for number in self.numbers])
        self.assertFalse(self.sql("""
            SELECT reference, state, reason FROM ogoship_order
             WHERE state NOT IN ('sent', 'done') OR reason IS NOT NULL"""))

    def check_reports(self):
        """What has shipped is done, and the shop was told once."""
        told = Counter(call.path.split('/')[-2] for call in self.sandbox.log
                       if call.path.endswith('/quick-process') and call.status == 200)
        self.assertLessEqual(max(told.values(), default=0), 1)
        for number in self.shipped:
            self.assertEqual(self.sandbox.control.order(number)['status'], 'COMPLETED')
        open_ones = self.values("""
            SELECT sent.reference FROM ogoship_order sent
              JOIN stock_picking picking ON picking.id = sent.picking_id
             WHERE picking.state != 'done'""")
        self.assertEqual(set(map(int, open_ones)), set(self.numbers) - self.shipped)

    def check_products(self):
        there = Counter(product['code'] for product in self.products()
                        if product['code'].startswith('UUSI'))
        here = dict(self.sql("SELECT code, state FROM ogoship_product WHERE code ~ '^UUSI'"))
        self.assertEqual(there, Counter(here.keys()))
        self.assertEqual(set(here.values()), {'agrees'})

    def check_receipts(self):
        """Each is announced once; what was unpacked is received, and no more than that."""
        updates = self.sandbox.control.stock_updates()
        self.assertEqual(
            Counter(update['reference'] for update in updates),
            Counter(self.values("SELECT reference FROM ogoship_stock_update")))
        received = self.values("""
            SELECT move.quantity FROM stock_move move
              JOIN stock_picking picking ON picking.id = move.picking_id
              JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
             WHERE kind.code = 'incoming' AND move.state = 'done'""")
        self.assertEqual(sum(received), sum(
            line['receivedQuantity'] for update in updates for line in update['products']))

    def check_stock(self):
        """Odoo has what the warehouse has, and so has the shop."""
        [product] = [product for product in self.products() if product['code'] == CODE]
        [here] = self.values("""
            SELECT sum(quant.quantity) FROM stock_quant quant
              JOIN product_product product ON product.id = quant.product_id
              JOIN stock_location place ON place.id = quant.location_id
             WHERE product.default_code = 'KEITIN-X1' AND place.usage = 'internal'""")
        self.assertEqual(here, product['stock'])
        self.assertEqual(self.sandbox.control.stock(CODE)['quantity'], here)

    def products(self):
        return self.sandbox.control.state()['merchants'][MERCHANT]['products']

    def values(self, statement):
        return [value for [value] in self.sql(statement)]
