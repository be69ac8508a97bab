"""What the tests of splits and partial shipments share."""

from collections import Counter

from .outbox_common import StatusCase

CODE = 'KAASU-230'


class SplitCase(StatusCase):

    def order(self, *lines):
        """The warehouse order of a sale made by hand, which OGOship has: five pieces."""
        row = self.sell(*(lines or [(CODE, 5)])).ogoship_order_ids
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sent', False), row.message)
        return row

    def split(self, row, keep=3, **lines):
        """OGOship splits the order; it is not seen in Odoo yet. Returns the second reference."""
        keep = {code.replace('_', '-'): pieces for code, pieces in lines.items()} or {CODE: keep}
        return self.warehouse.split(row.reference, keep)[1]['reference']

    def ship(self, reference, tracking='auto', **values):
        self.warehouse.ship(reference, tracking=tracking, **values)
        self.sync_merchant()

    def ship_part(self, row, pieces=3):
        """So many pieces of the order left and nothing is known of the others."""
        self.ship(row.reference, lines={CODE: pieces})
        return self.rest(row)

    def change_at_warehouse(self, row, pieces):
        """Somebody changes the lines in myOGO: {code: pieces}."""
        orders = self.warehouse._state.merchants[self.merchant.merchant_code].orders
        order = next(order for order in orders if order['reference'] == row.reference)
        line = order['orderLines'][0]
        for code in pieces:
            if not self.known(code):
                self.warehouse.set_warehouse_stock(code, 10)
        order['orderLines'] = [
            line | {'code': code, 'quantity': quantity} for code, quantity in pieces.items()]

    # === LOOKING === #

    def by_name(self, reference):
        return self.env['ogoship.order'].search([('reference', '=', reference)])

    def rest(self, row):
        return row.picking_id.backorder_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))

    def goods(self, picking):
        goods = Counter()
        for move in picking.move_ids.filtered(lambda move: move.state != 'cancel'):
            goods[move.product_id.default_code] += move.product_qty
        return goods

    def delivered(self, row):
        return sum(row.sale_order_id.order_line.mapped('qty_delivered'))

    def assertDone(self, row, pieces):
        """The order is finished, and its delivery holds exactly these pieces."""
        self.assertEqual((row.state, row.reason), ('done', False), row.message)
        self.assertEqual(row.picking_id.state, 'done')
        self.assertEqual(self.goods(row.picking_id), pieces)
