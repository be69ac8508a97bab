"""Products and stock, with real processes that race on a real, committed database."""

from odoo.tests import tagged

from .process_common import ProcessCase

CODE = 'KEITIN-X1'
# A person's button, tried again after a serialization failure as Odoo's server does.
APPLY = """
from odoo.service.model import retrying
line = env['ogoship.product'].browse({line})
result = retrying(lambda: line.action_apply()['params']['message'], env)
"""
SLOW_APPLY = """
import time
model = env.registry['ogoship.product']
adjust = model._adjust
def slow(self, merchant):
    adjust(self, merchant)
    tell('adjusted')
    time.sleep(2)
model._adjust = slow
""" + APPLY
CREATE = """
merchant = env['ogoship.merchant'].browse({merchant})
with merchant._client() as network:
    result = merchant._create_products(lambda: network)
"""


@tagged('post_install', '-at_install')
class TestLedgerProcesses(ProcessCase):

    ORDERS = 0

    def read_stock(self):
        self.helper.run(self.sync('ogoship.merchant', self.merchant_id))

    def line(self, *names):
        [values] = self.sql(
            f"SELECT {', '.join(names)} FROM ogoship_product WHERE code = %s", CODE)
        return values

    def on_hand(self):
        return self.helper.run(
            f"result = env['product.product'].search([('default_code', '=', {CODE!r})])"
            ".qty_available")

    def test_two_people_who_apply_at_the_same_moment_adjust_once(self):
        self.read_stock()
        stock = self.sandbox.control.warehouse_product(CODE)['stock']
        self.sandbox.control.set_warehouse_stock(CODE, stock - 2)
        self.read_stock()
        self.assertEqual(self.line('state', 'difference'), ('difference', -2))
        [line_id] = self.line('id')
        first, second = self.worker(), self.worker()
        first.start(SLOW_APPLY.format(line=line_id))
        self.assertEqual(first.hear(), 'adjusted')
        self.assertIn("Adjusted: 0.", second.run(APPLY.format(line=line_id)))
        self.assertIn("Adjusted: 1.", first.finish())
        self.assertIn("Adjusted: 0.", second.run(APPLY.format(line=line_id)))
        self.assertEqual(self.on_hand(), stock - 2)
        self.assertEqual(self.line('state', 'difference'), ('agrees', 0))

    def test_two_processes_that_create_a_product_create_it_once(self):
        self.helper.run(
            "product = env['product.product'].create({'name': 'Reppu 45 l', 'default_code': "
            "'REPPU-45', 'is_storable': True})\n"
            f"merchant = env['ogoship.merchant'].browse({self.merchant_id})\n"
            "env['ogoship.product']._queue_creation(merchant, product)")
        self.sandbox.control.fault(
            remote='warehouse', method='POST', path='/Products', kind='delay', seconds=1)
        workers = [self.worker(), self.worker()]
        for worker in workers:
            worker.start(CREATE.format(merchant=self.merchant_id))
        for worker in workers:
            worker.finish()
        posts = [call for call in self.sandbox.log
                 if call.method == 'POST' and call.path.endswith('/Products')]
        self.assertEqual(len(posts), 1)
        self.assertEqual(
            self.sql("SELECT state, is_remote FROM ogoship_product WHERE code = 'REPPU-45'"),
            [('agrees', True)])
