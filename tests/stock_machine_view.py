"""What the random machine sees of orders, deliveries and goods that come in, on all three sides."""

import re
from collections import Counter

from .stock_machine import STOCK, UNCOLLECTED

GONE = ('collecting', 'shipped', 'returned')
OPEN_RETURNS = ('new', 'to_review', 'accepted')


class Order(dict):
    """An order at the warehouse, which says briefly what it is."""

    reference = property(lambda self: self['reference'])

    def __repr__(self):
        lines = ', '.join(f"{line['quantity']} {line['code']}" for line in self['orderLines'])
        return f"{self.reference} {self['status']}: {lines}"


class View:

    # === WHAT IS STILL TO BE === #

    def wanted(self):
        wanted = Counter()
        for number in self.not_imported():
            for line in self.shop.order(number)['products']:
                wanted[line['product_code']] += line['quantity']
        for sale in self.sales():
            wanted.update(self.wanted_of(sale))
        return wanted

    def demand(self, code):
        """:return: (wanted by open orders of the shop, wanted by others, delivered while the shop
            still counts it)"""
        own = others = untold = 0
        for number in self.not_imported():
            own += sum(line['quantity'] for line in self.shop.order(number)['products']
                       if line['product_code'] == code)
        for sale in self.sales():
            number, wanted = sale.mycashflow_order_ids.remote_id, self.wanted_of(sale)[code]
            if number and self.shop.order(number)['status'] == 'OPEN':
                own += wanted
                untold += self.goods(self.deliveries(sale, 'done'))[code]
            else:
                others += wanted
        return own, others, untold

    def wanted_of(self, sale):
        """{code: pieces}; see `EndingsMachine`. Of an order that was reduced in Odoo, Odoo is
        right: that more was collected meanwhile is for a person."""
        orders = self.orders_of(sale)
        alive, gone = self.total(orders, *UNCOLLECTED), self.total(orders, *GONE)
        open_ones = self.goods(self.open_deliveries(sale))
        planned = open_ones + self.goods(self.deliveries(sale, 'done'))
        wanted = {}
        for code in STOCK:
            rest = planned[code] - gone[code]
            if sale in self.reduced:
                wanted[code] = min(rest, max(alive[code], open_ones[code]))
            else:
                wanted[code] = max(alive[code], 0, min(open_ones[code], rest))
        return wanted

    def note_ordered(self, sale):
        """The most that was ever ordered, in Odoo or in the shop."""
        now = Counter()
        for line in self.goods_lines(sale):
            now[line.product_id.default_code] += int(line.product_uom_qty)
        for order in sale.mycashflow_order_ids:
            in_shop = Counter()
            for line in self.shop.order(order.remote_id)['products']:
                in_shop[line['product_code']] += line['quantity']
            now |= in_shop
        self.ordered[sale.id] = self.ordered.get(sale.id, Counter()) | now

    # === ORDERS AT THE WAREHOUSE === #

    def orders(self, *statuses):
        return [Order(order) for order in self.warehouse.warehouse_orders()
                if order['status'] in statuses]

    def orders_of(self, sale):
        return [order for order in self.warehouse.warehouse_orders()
                if self.base(order['reference']) == self.name(sale)]

    def name(self, sale):
        return sale.mycashflow_order_ids[:1]._number() if sale.mycashflow_order_ids else sale.name

    def base(self, reference):
        return re.sub(r'(-\d+)+$', '', reference)

    def sale_of(self, order):
        return next(sale for sale in self.sales()
                    if self.name(sale) == self.base(order['reference']))

    def lines(self, order):
        pieces = Counter()
        for line in order['orderLines']:
            pieces[line['code']] += line['quantity']
        return pieces

    def total(self, orders, *statuses):
        return sum((self.lines(order) for order in orders if order['status'] in statuses),
                   Counter())

    def at_warehouse(self, statuses):
        """Also those that OGOship has split off and Odoo has not seen."""
        return self.orders(*statuses)

    def to_collect(self):
        return [order for order in self.orders('new')
                if all(pieces <= self.on_shelf(code)
                       for code, pieces in self.lines(order).items())]

    def to_validate(self):
        return [
            row for row in self.sales().ogoship_order_ids.sorted('id')
            if self.status(row) in UNCOLLECTED and row.state == 'sent'
            and row.picking_id.state == 'assigned' and row.picking_id._is_reserved_in_full()
            and self.is_there(row.picking_id)]

    def in_pieces(self, *statuses):
        """Orders of more than one piece."""
        return [order for order in self.orders(*statuses) if self.lines(order).total() > 1]

    def part_of(self, data, order):
        """All but one piece, or only one."""
        pieces = self.lines(order)
        code = sorted(pieces)[data.draw(self.integers(0, len(pieces) - 1))]
        one = Counter({code: 1})
        return dict(one if data.draw(self.integers(0, 1)) else pieces - one)

    def to_come_back(self):
        return [order for order in self.orders('shipped')
                if order['reference'] not in self.came_back
                and not any(self.is_lost(code) for code in self.lines(order))]

    # === THE SHOP'S ORDERS === #

    def imported(self, *statuses):
        return [number for number in self.numbers if self.case.sale(number)
                and self.shop.order(number)['status'] in statuses]

    def to_cancel_in_shop(self):
        return self.imported('OPEN', 'COMPLETED')

    def to_edit_in_shop(self):
        return self.imported('OPEN')

    # === ODOO'S DOCUMENTS === #

    def open_sales(self):
        return [sale for sale in self.sales().sorted('id')
                if sale.state == 'sale' and self.open_deliveries(sale)]

    def to_edit_in_odoo(self):
        """Nobody edits an order of which goods have left."""
        return [sale for sale in self.open_sales()
                if not self.deliveries(sale, 'done')
                and not self.total(self.orders_of(sale), *GONE)]

    def goods_lines(self, sale):
        return sale.order_line.filtered(
            lambda line: line.product_id.default_code in STOCK and line.product_uom_qty)

    def deliveries(self, sale, *states):
        return sale.picking_ids.filtered(
            lambda picking: picking.state in states and picking.picking_type_code == 'outgoing')

    def open_deliveries(self, sale):
        return self.deliveries(sale, 'waiting', 'confirmed', 'assigned')

    def goods(self, pickings):
        pieces = Counter()
        for picking in pickings:
            for move in picking.move_ids.filtered(lambda move: move.state != 'cancel'):
                pieces[move.product_id.default_code] += int(
                    move.quantity if move.state == 'done' else move.product_qty)
        return pieces

    # === GOODS THAT COME === #

    def updates(self):
        return self.case.env['ogoship.stock.update'].search(
            [('merchant_id', '=', self.case.merchant.id)], order='id')

    def to_unpack(self):
        """(announcement, code): some of it may still be on the lorry."""
        return [(row, line.code) for row in self.updates().filtered('sent_date')
                if row.state in ('sent', 'receiving') for line in row.line_ids
                if line.received_quantity <= line.expected_quantity
                and not self.is_lost(line.code)]

    def returns(self):
        return self.case.env['ogoship.return'].search(
            [('merchant_id', '=', self.case.merchant.id)], order='id')

    def is_expected(self, code):
        """Goods of it came, or may come, that Odoo has not received."""
        lines = self.updates().filtered(
            lambda row: row.state in ('sent', 'receiving', 'sending')).line_ids
        found = self.returns().filtered(lambda row: row.state in OPEN_RETURNS).line_ids
        decided = self.returns().order_id.mapped('reference')
        return (
            code in lines.mapped('code') or code in found.mapped('code')
            or any(code in self.lines(order) for order in self.orders('shipped', 'returned')
                   if order['reference'] in self.came_back - set(decided)))

    def is_lost(self, code):
        """Pieces are missing at the warehouse that Odoo still has."""
        line = self.case.env['ogoship.product'].search([
            ('merchant_id', '=', self.case.merchant.id), ('code', '=', code)])
        return bool(self.hidden[code]) or line.difference < 0
