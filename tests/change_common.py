"""What the tests of changes after import share."""

from .outbox_common import OutboxCase


class ChangeCase(OutboxCase):
    """Orders that the shop changes after they were imported."""

    def edit(self, row, **changes):
        """The merchant edits the order in the shop's admin; the store's run sees it."""
        self.shop.advance(60)
        self.shop.edit(row.remote_id, **changes)
        self.read_again(row)

    def cancel(self, row):
        self.shop.advance(60)
        self.shop.cancel(row.remote_id)
        self.read_again(row)

    def read_again(self, row):
        """Make sure that the order is in the next page, whatever the overlap is."""
        self.store.orders_cursor = False
        self.sync_store()
        return row

    def confirm_cancellation(self, warehouse_row):
        """What the merchant's run does once OGOship has confirmed it."""
        warehouse_row.state = 'cancelled'
        warehouse_row.sale_order_id._action_cancel()

    def goods(self, sale):
        """(code, pieces) of what is sold."""
        return sorted(
            (line.product_id.default_code, line.product_uom_qty) for line in sale.order_line
            if line.product_id.default_code and line.product_uom_qty)

    def moves(self, sale):
        """(code, pieces) of what is to be delivered."""
        return sorted(
            (move.product_id.default_code, move.product_uom_qty)
            for move in sale.picking_ids.move_ids if move.state not in ('done', 'cancel'))

    def assertFollows(self, row, *goods):
        """Sale order and its only delivery have these goods, and the shop's total."""
        sale = row.sale_order_id
        self.assertImported(row)
        self.assertFalse(row.change_pending)
        self.assertFalse(row.applied_payload)
        self.assertEqual(self.goods(sale), sorted(goods))
        self.assertEqual(self.moves(sale), sorted(goods))
        self.assertEqual(len(sale.picking_ids.filtered(lambda p: p.state != 'cancel')), 1)
        self.assertAlmostEqual(sale.amount_total, self.shop.order(row.remote_id)['total'], 2)

    def assertHeld(self, row, *words):
        """Nothing of it is sent, and the warehouse order says why."""
        self.assertWaits(row.ogoship_order_ids, 'held', 'changed', *words)
        self.sync_merchant()
        self.assertFalse(self.posts(row.ogoship_order_ids.reference))

    def activity(self, row):
        """The only activity of the sale order."""
        found = row.sale_order_id.activity_ids
        self.assertEqual(len(found), 1, found.mapped('summary'))
        self.assertEqual(found.user_id, self.store.user_id)
        return found
