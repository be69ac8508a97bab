"""What the tests of arrows 3, 4 and 5 share."""

from unittest.mock import patch

from odoo.fields import Command

from ..tools import http_client
from .common import RingCase


class OutboxCase(RingCase):
    """Orders on their way to the warehouse and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What may be repeated is repeated at once: waiting proves nothing here.
        wait = http_client._wait_before_retry
        cls.startClassPatcher(patch.object(
            http_client, '_wait_before_retry',
            lambda *args: None if wait(*args) is None else 0))
        cls.carrier = cls.env['delivery.carrier'].search(
            [('ogoship_shipping_code', '=', 'posti-home')])
        cls.customer = cls.env['res.partner'].create({
            'name': "Aino Korhonen", 'street': "Mannerheimintie 12 B 34", 'zip': '00100',
            'city': "Helsinki", 'country_id': cls.env.ref('base.fi').id,
            'phone': '+358401234501', 'email': 'aino@example.com'})

    # === DOING === #

    def outbox(self, kind='paid', **overrides):
        """The warehouse order of a new shop order, not sent yet."""
        row = self.bring_in(kind, **overrides)
        self.assertEqual(row.state, 'done', row.message)
        return row.sale_order_id.ogoship_order_ids

    def sent(self, kind='paid', **overrides):
        """The warehouse order of a new shop order, which OGOship has."""
        row = self.outbox(kind, **overrides)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sent', False), row.message)
        return row

    def shipped(self, kind='paid', tracking='JJFI1', **overrides):
        """The warehouse order of a new shop order, shipped, its delivery done."""
        row = self.sent(kind, **overrides)
        self.warehouse.ship(row.reference, tracking=tracking)
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        return row

    def product(self, code, **values):
        return self.env['product.product'].create({
            'name': code, 'default_code': code, 'is_storable': True, **values})

    def known(self, code):
        return self.env['product.product'].search([('default_code', '=', code)])

    def sell(self, *lines, confirm=True, **values):
        """A sale order made by hand: lines are (product or code, quantity) or dicts of values."""
        sale = self.env['sale.order'].create({
            'partner_id': self.customer.id, 'carrier_id': self.carrier.id,
            'warehouse_id': self.merchant.warehouse_id.id,
            'order_line': [Command.create(self.line(line)) for line in lines], **values})
        if confirm:
            sale.action_confirm()
        return sale

    def line(self, line):
        if isinstance(line, dict):
            return line
        product, quantity = line
        product = self.known(product) if isinstance(product, str) else product
        return {'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': 10}

    def try_again(self, row):
        """The time of the next try has come."""
        self.let_time_pass(row)
        self.sync_merchant()

    def impatient(self, seconds=0.3):
        """Wait for an answer no longer than this."""
        make = http_client._make_session
        self.startPatcher(patch.object(
            http_client, '_make_session', lambda headers, timeout: make(headers, (5, seconds))))

    # === LOOKING === #

    def at_warehouse(self, row):
        """All orders that OGOship has under this reference."""
        return self.warehouse.warehouse_order(row.reference)

    def assertOnce(self, row):
        """OGOship has the order exactly once, and the row is that order."""
        found = self.at_warehouse(row)
        self.assertEqual(len(found), 1)
        self.assertEqual((row.state, row.reason), ('sent', False), row.message)
        self.assertEqual(row.remote_id, found[0]['id'])
        self.assertTrue(row.sent_date)

    def posts(self, reference=None):
        """How often an order was posted."""
        return len([body for body in self.sent_orders()
                    if reference in (None, body['reference'])])

    def activities(self, record):
        return record.activity_ids.mapped('summary')


class StatusCase(OutboxCase):

    def texts(self, row):
        """What delivery and sale order say about the warehouse order."""
        return row.picking_id.ogoship_message or '', row.sale_order_id.ogoship_message or ''

    def answer(self, *orders):
        """The next poll brings these orders."""
        self.warehouse.fault(remote='warehouse', method='GET', path='/Orders', kind='status',
                             status=200, body=list(orders))
        self.sync_merchant()

    def status_calls(self):
        return [call for call in self.sandbox.log
                if call.remote == 'warehouse' and 'modifiedAfter' in call.query]


class ReportCase(OutboxCase):

    def shipped_row(self, kind='paid', tracking='JJFI1', **overrides):
        """The inbox row of an order that is shipped and not yet reported."""
        row = self.shipped(kind, tracking=tracking, **overrides).sale_order_id.mycashflow_order_ids
        self.assertTrue(row.shipped_date)
        self.assertFalse(row.shop_reported_date)
        self.sandbox.log.clear()
        return row

    def shipped_rows(self, count):
        """The inbox rows of several orders, shipped in the same run."""
        numbers = [self.place() for _ in range(count)]
        self.sync_store()
        self.sync_merchant()
        for number in numbers:
            self.warehouse.ship(str(number))
        self.sync_merchant()
        self.sandbox.log.clear()
        return [self.row(number) for number in numbers]

    def actions(self):
        """The action calls that the shop got, as (last word of the path, body)."""
        return [(call.path.rsplit('/', 1)[1], call.json) for call in self.sandbox.log
                if call.remote == 'shop' and call.method == 'POST']

    def in_shop(self, row):
        return self.shop.order(row.remote_id)

    def mails(self):
        return self.shop.state()['stores'][self.store.store_name]['mails']

    def assertReported(self, row):
        self.assertEqual(self.in_shop(row)['status'], 'COMPLETED')
        self.assertEqual((row.state, row.reason), ('done', False), row.message)
        self.assertTrue(row.shop_reported_date)
        self.assertEqual(row.remote_status, 'completed')

    def assertUnreported(self, row, reason):
        self.assertFalse(row.shop_reported_date)
        self.assertEqual((row.state, row.reason), ('done', reason), row.message)

    def chatter(self, row):
        return ' '.join(row.message_ids.mapped('body'))

    def fault(self, word, **values):
        self.shop.fault(remote='shop', method='POST', path=word, **values)
