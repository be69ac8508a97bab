"""How many queries the import needs: what grows with the orders, and what does not."""

from odoo.tests import tagged

from ..models.import_lookups import Lookups
from ..tools.mycashflow_types import decode_order
from .common import InboxCase
from .test_import_batch import BUYER

CODES = ['KENKA-TUNTURI-42', 'KEITIN-X1', 'KAASU-230']
FEW = 4


@tagged('post_install', '-at_install')
class TestImportSpeed(InboxCase):

    def receive(self, count, first=0):
        """Put so many orders of three lines into the inbox; return their rows."""
        numbers = [self.place(
            lines=[{'code': code, 'quantity': 1} for code in CODES],
            customer={**BUYER, 'last_name': f'Mallinen-{first + number}',
                      'email': f'aino.{first + number}@example.com'}) for number in range(count)]
        return self.env['mycashflow.order']._receive(
            self.store, [self.shop.order(number) for number in numbers])

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def per_order(self, first=0):
        """Queries that one order more costs, by a batch and one of twice its size."""
        few, many = self.receive(FEW, first), self.receive(2 * FEW, first)
        return (self.queries(many._import_all) - self.queries(few._import_all)) / FEW

    def test_an_order_more_costs_few_queries(self):
        self.receive(1, first=900)._import_all()  # what is read once per server is read
        self.assertLessEqual(self.per_order(), 30)

    def test_an_order_more_of_a_known_customer_costs_no_more(self):
        self.receive(2 * FEW)._import_all()
        self.assertLessEqual(self.per_order(), 30)

    def test_looking_up_does_not_grow_with_the_orders(self):
        few, many = self.receive(FEW), self.receive(2 * FEW, first=100)
        partners = self.env['res.partner']

        def look_up(rows):
            orders = [decode_order(row.payload) for row in rows]
            known = Lookups(self.store, [line for order in orders for line in order.lines])
            for row, order in zip(rows, orders, strict=True):
                row._prepare_sale_order_vals(order, known)
            partners._mycashflow_find(
                [partners._mycashflow_prepare_customer(order, known) for order in orders],
                self.env.company)
        look_up(few)
        self.assertEqual(
            self.queries(lambda: look_up(many)), self.queries(lambda: look_up(few)))

    def test_rules_cost_no_queries_of_their_own(self):
        rows = self.receive(FEW)
        carrier = self.env['delivery.carrier'].search([], limit=1)

        def find():
            known = Lookups(self.store)
            for row in rows:
                known.rule(known.shipping_method(row.shipping_method_ref), 'FI', 1.0)
        find()
        before = self.queries(find)
        self.env['mycashflow.shipping.rule'].create([
            {'sequence': 0, 'pattern': f"Never {number}*", 'carrier_id': carrier.id}
            for number in range(100)])
        self.assertEqual(self.queries(find), before)

    def test_the_receipt_of_orders_does_not_grow_with_them(self):
        """Into the inbox they come page by page: all rows and payments of one at once."""
        few, many = (
            [self.shop.order(number) for number in self.place_many(count)]
            for count in (FEW, 2 * FEW))
        orders = self.env['mycashflow.order']
        orders._receive(self.store, [self.shop.order(self.place())])
        self.assertLessEqual(
            self.queries(lambda: orders._receive(self.store, many)),
            self.queries(lambda: orders._receive(self.store, few)) + 1)
