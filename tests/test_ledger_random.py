"""Goods that only move are never adjusted, in whatever order the two sides learn of it."""

import random
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models.ogoship_merchant_products import OgoshipMerchant
from .ledger_common import CODE, LedgerCase

STEPS = 40


@tagged('post_install', '-at_install')
class TestRandomMoves(LedgerCase):

    def setUp(self):
        super().setUp()
        self.warehouse.set_warehouse_stock(CODE, 10000)
        self.env['stock.quant']._update_available_quantity(
            self.known(CODE), self.merchant.warehouse_id.lot_stock_id, 9940)
        self.sync_merchant()

    def test_goods_that_only_move_are_never_adjusted(self):
        for seed in range(2):
            with self.subTest(seed=seed):
                self.random, self.short = random.Random(seed), set()
                self.trust(limit=1000)
                for _step in range(STEPS):
                    self.move()
                self.settle()
        self.assertFalse(self.env['stock.move'].search(
            [('product_id', '=', self.known(CODE).id), ('is_inventory', '=', True)]))

    def move(self):
        action = self.random.choice([
            self.sell_some, self.collect_one, self.ship_one, self.ship_less, self.cancel_one,
            self.split_one, self.send_rest, self.deliver_one, self.deliver_part, self.run_once,
            self.run_once, self.run_while_it_moves])
        action()

    # === ODOO === #

    def sell_some(self):
        self.sell((CODE, self.random.randint(1, 3)))

    def deliver_one(self):
        picking = self.open_delivery()
        if picking:
            self.deliver(picking)

    def deliver_part(self):
        picking = self.open_delivery()
        if picking and picking.move_ids.product_uom_qty > 1:
            picking.move_ids.quantity = 1
            picking.move_ids.picked = True
            picking._action_done()

    def send_rest(self):
        """What did not leave is sent as a new order."""
        rest = self.pick(self.rests())
        if rest:
            rest.action_ogoship_send_rest()

    def rests(self):
        return list(self.env['stock.picking'].search([('ogoship_rest_waits', '=', True)]))

    def open_delivery(self):
        """A delivery that OGOship has, has not cancelled and has not shipped in part: nobody would
        do another by hand."""
        rows = self.env['ogoship.order'].search([
            ('merchant_id', '=', self.merchant.id), ('sent_date', '!=', False),
            ('picking_id', '!=', False)])
        left_out = self.short | {order['reference'] for order in self.remote('cancelled')}
        pickings = self.env['stock.picking'].union(*[
            row._deliveries()._ogoship_open() for row in rows
            if row.state not in ('cancelled', 'done') and row.reference not in left_out])
        return self.pick(list(pickings)) or pickings

    def deliver_rest(self):
        for picking in self.env['stock.picking'].search([
                ('picking_type_id.warehouse_id', '=', self.merchant.warehouse_id.id),
                ('picking_type_code', '=', 'outgoing'), ('state', 'not in', ('done', 'cancel'))]):
            if not any(row.state == 'cancelled' for row in picking.ogoship_order_ids):
                self.deliver(picking)

    # === OGOSHIP === #

    def collect_one(self):
        order = self.pick(self.remote('new'))
        if order:
            self.warehouse.collect(order['reference'])

    def ship_one(self):
        order = self.pick(self.remote('collecting'))
        if order:
            self.warehouse.ship(order['reference'])

    def ship_less(self):
        """One piece leaves, the others go back on the shelf; Odoo has delivered nothing yet."""
        order = self.pick([
            order for order in self.remote('collecting')
            if order['orderLines'][0]['quantity'] > 1 and self.is_undelivered(order['reference'])])
        if order:
            self.short.add(order['reference'])
            self.warehouse.ship(order['reference'], lines={CODE: 1})

    def cancel_one(self):
        """Only what Odoo has not delivered yet: else it is a real difference."""
        order = self.pick(self.remote('new', 'collecting'))
        if order and self.is_undelivered(order['reference']):
            self.warehouse.cancel_warehouse(order['reference'])

    def split_one(self):
        order = self.pick([
            order for order in self.remote('new') if order['orderLines'][0]['quantity'] > 1])
        if order:
            self.warehouse.split(order['reference'], {CODE: 1})

    def is_undelivered(self, reference):
        row = self.env['ogoship.order'].search([
            ('merchant_id', '=', self.merchant.id), ('reference', '=', reference)])
        return bool(row.picking_id) and row.picking_id.state not in ('done', 'cancel') and (
            not self.warehouse.warehouse_order(f'{reference}-2'))

    def remote(self, *statuses):
        return [order for order in self.warehouse.warehouse_orders()
                if order['status'] in statuses]

    def pick(self, choices):
        return self.random.choice(choices) if choices else None

    # === RUNNING === #

    def run_once(self):
        if self.random.random() < 0.3:
            self.warehouse.advance(self.random.choice([1, 60, 900]))
        self.sync_merchant()
        self.assertEqual(self.ledger().difference, 0, self.ledger().message)

    def run_while_it_moves(self):
        with self.between_readings():
            self.sync_merchant()

    @contextmanager
    def between_readings(self):
        read, name = self.random.choice([
            (OgoshipMerchant._fetch_stock, '_fetch_stock'),
            (OgoshipMerchant._fetch_products, '_fetch_products')])

        def read_then(merchant, client):
            done = read(merchant, client)
            self.random.choice([
                self.collect_one, self.ship_one, self.ship_less, self.cancel_one])()
            return done
        with patch.object(OgoshipMerchant, name, read_then):
            yield

    def settle(self):
        """Everything is collected, shipped and delivered: both sides agree."""
        for _round in range(5):
            for rest in self.rests():
                rest.action_ogoship_send_rest()
            self.sync_merchant()
            for order in self.remote('new', 'collecting'):
                self.warehouse.ship(order['reference'])
            self.sync_merchant()
        self.deliver_rest()
        self.run_once()
        self.assertEqual(self.ledger().in_flight, 0)
