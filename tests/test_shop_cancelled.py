"""Cancelled in the shop after import, while nothing has left: all of it is undone."""

from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCase

SHOE = 'KENKA-TUNTURI-42'


@tagged('post_install', '-at_install')
class TestShopCancelled(ChangeCase):

    def assertUndone(self, row):
        """Row, sale order and deliveries are cancelled, and nothing asks for a person."""
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertFalse(row.retry_at)
        self.assertEqual(row.sale_order_id.state, 'cancel')
        self.assertEqual(set(row.sale_order_id.picking_ids.mapped('state')), {'cancel'})
        self.assertFalse(
            row.ogoship_order_ids.filtered(lambda order: order.state != 'cancelled'))
        self.assertFalse(row.sale_order_id.activity_ids)

    # === NOT SENT === #

    def test_not_imported_order_is_cancelled(self):
        row = self.bring_in('unpaid')
        self.cancel(row)
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertFalse(row.sale_order_id)

    def test_quotation_is_cancelled(self):
        row = self.bring_in('paid')
        row.sale_order_id._action_cancel()
        row.sale_order_id.action_draft()
        self.assertEqual(row.sale_order_id.state, 'draft')
        self.cancel(row)
        self.assertUndone(row)

    def test_unsent_order_is_cancelled_and_never_sent(self):
        for rows in ('keep', 'negate'):
            self.shop.play(cancel_rows=rows)
            row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}])
            self.cancel(row)
            self.assertUndone(row)
            self.assertFalse(row.change_pending)
            self.assertEqual(self.goods(row.sale_order_id), [(SHOE, 2)], rows)
        self.sync_merchant()
        self.assertFalse(self.sent_orders())

    def test_order_that_waits_at_the_outbox_is_cancelled(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.write({
            'state': 'error', 'reason': 'refused', 'message': "No", 'retry_at': False})
        self.cancel(row)
        self.assertUndone(row)

    def test_own_warehouse_is_cancelled_while_nothing_has_left(self):
        self.store.merchant_id = False
        row = self.bring_in('paid')
        row.sale_order_id.picking_ids.action_assign()
        self.cancel(row)
        self.assertUndone(row)

    def test_order_whose_sale_order_is_gone_is_cancelled(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        sale._action_cancel()
        row.ogoship_order_ids.unlink()
        sale.picking_ids.unlink()
        sale.unlink()
        self.cancel(row)
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)

    def test_order_that_was_cancelled_in_odoo_first(self):
        row = self.bring_in('paid')
        row.sale_order_id._action_cancel()
        self.assertEqual((row.state, row.reason), ('done', False), "the shop has it open")
        self.cancel(row)
        self.assertUndone(row)

    # === AGAIN, AND IN ANOTHER ORDER === #

    def test_same_event_twice_changes_nothing(self):
        row = self.bring_in('paid')
        self.cancel(row)
        stamp = row.sale_order_id.write_date, row.write_date
        for _again in range(2):
            self.shop.advance(60)
            self.shop.touch(row.remote_id)
            self.read_again(row)
        self.assertUndone(row)
        self.assertEqual((row.sale_order_id.write_date, row.write_date), stamp)

    def test_edited_after_it_was_cancelled_stays_cancelled(self):
        row = self.bring_in('paid')
        self.cancel(row)
        self.edit(row, shipping={'street_address': "Uusi katu 1"}, payments=[{}])
        self.assertUndone(row)
        self.assertFalse(row.change_pending)

    def test_cancelled_and_edited_between_two_runs(self):
        row = self.bring_in('paid')
        self.shop.advance(60)
        self.shop.edit(row.remote_id, lines=[{'code': 'KAASU-230'}], payments=[{}])
        self.cancel(row)
        self.assertUndone(row)
        self.assertEqual(self.goods(row.sale_order_id), [(SHOE, 1)])

    def test_reopened_after_it_was_cancelled_is_for_a_person(self):
        row = self.bring_in('paid')
        self.cancel(row)
        self.shop.advance(60)
        self.shop.reopen(row.remote_id)
        self.read_again(row)
        self.assertWaits(row, 'done', 'changed', "reopened")
        self.assertEqual(row.sale_order_id.state, 'cancel')
        self.assertEqual(self.activity(row).summary, row.message)
        self.edit(row, lines=[{'code': SHOE, 'quantity': 3}], payments=[{}])
        self.assertWaits(row, 'done', 'changed', "its sale order is cancelled")
        self.sync_merchant()
        self.assertFalse(self.sent_orders())

    # === INVOICES === #

    def test_posted_invoice_is_told_and_not_credited(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': sale.partner_id.id,
            'invoice_line_ids': [Command.create({
                'name': "Shoe", 'price_unit': 149, 'quantity': 1,
                'sale_line_ids': [Command.link(sale.order_line[0].id)]})]})
        invoice.action_post()
        self.cancel(row)
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertEqual(sale.state, 'cancel')
        self.assertEqual(sale.invoice_ids, invoice)
        self.assertEqual(invoice.state, 'posted')
        self.assertIn(invoice.name, self.activity(row).summary)

    # === STOCK === #

    def test_cancelled_order_wants_no_stock_any_more(self):
        product = self.known(SHOE).with_context(warehouse_id=self.merchant.warehouse_id.id)
        before = product.free_qty
        row = self.bring_in('paid', lines=[{'code': SHOE, 'quantity': 2}])
        self.assertEqual(product.free_qty, before - 2)
        self.cancel(row)
        product.invalidate_recordset()
        self.assertEqual(product.free_qty, before)
        self.assertFalse(self.env['mycashflow.order']._waiting_demand(self.store))
        self.assertFalse(row.filtered_domain(self.store._untold_domain()))
