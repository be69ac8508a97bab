"""Edited in the shop when Odoo cannot follow at once: nothing is half-done, nothing is lost."""

from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCase

SHOE, GAS = 'KENKA-TUNTURI-42', 'KAASU-230'
TWO = [{'code': SHOE, 'quantity': 2}]


@tagged('post_install', '-at_install')
class TestShopEditedHeld(ChangeCase):

    def assertUnfollowed(self, row, reason, *words):
        self.assertWaits(row, 'done', reason, row.remote_id, *words)
        self.assertEqual(self.goods(row.sale_order_id), [(SHOE, 1)])
        self.assertEqual(self.moves(row.sale_order_id), [(SHOE, 1)])

    # === CHECKS OF THE IMPORT === #

    def test_unknown_code_leaves_everything_and_is_tried_again(self):
        row, gas = self.bring_in('paid'), self.known(GAS)
        gas.default_code = 'SOMETHING-ELSE'
        self.edit(row, lines=[{'code': SHOE}, {'code': GAS}], payments=[{}],
                  shipping={'street_address': "Uusi katu 1"})
        self.assertUnfollowed(row, 'unknown_product', GAS, "not applied yet")
        self.assertNotEqual(row.sale_order_id.partner_shipping_id.street, "Uusi katu 1")
        self.assertTrue(row.change_pending)
        self.assertHeld(row, row.remote_id)
        gas.default_code = GAS
        self.let_time_pass(row)
        self.sync_store()
        self.assertFollows(row, (SHOE, 1), (GAS, 1))
        self.sync_merchant()
        self.assertOnce(row.ogoship_order_ids)

    def test_rule_that_was_missing_lets_it_go_on(self):
        row = self.bring_in('paid')
        order = self.shop.order(row.remote_id)
        self.edit(row, shipping_method_id=9, shipments=[
            {**order['shipments'][0], 'shipping_method_id': 9}])
        self.assertTrue(row.change_pending)
        self.assertIn(row.reason, ('no_rule', 'no_method'))
        self.edit(row, shipping_method_id=4, shipments=[
            {**order['shipments'][0], 'shipping_method_id': 4}])
        self.assertFollows(row, (SHOE, 1))

    def test_edit_that_is_not_paid_waits_for_the_payment(self):
        row = self.bring_in('paid')
        paid = self.shop.order(row.remote_id)['payments'][0]['amount']
        self.edit(row, lines=TWO, payments=[{'amount': paid}, {'status': 'OPEN'}])
        self.assertUnfollowed(row, 'unpaid')
        self.assertHeld(row, row.remote_id)
        # A payment does not always move the order's change date (mycashflow-api §1.5).
        order = self.shop.order(row.remote_id)
        self.shop.pay(row.remote_id)
        self.shop.edit(row.remote_id, updated_at=order['updated_at'])
        self.let_time_pass(row)
        self.sync_store()
        self.assertFollows(row, (SHOE, 2))

    def test_negative_rows_are_for_a_person(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': SHOE}, {'code': GAS, 'quantity': -1}], payments=[{}])
        self.assertUnfollowed(row, 'changed', "negative")
        self.assertFalse(row.change_pending)
        self.assertIn(GAS, self.activity(row).note)

    def test_total_that_does_not_add_up_changes_nothing(self):
        row = self.bring_in('paid')
        self.edit(row, lines=TWO, total=200, payments=[{}])
        self.assertUnfollowed(row, 'total')
        self.assertAlmostEqual(row.sale_order_id.amount_total, 155.9, 2)

    # === TAKEN BACK, EDITED AGAIN === #

    def test_edited_back_ends_by_itself(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': 'EI-OLE'}], payments=[{}])
        self.assertTrue(row.change_pending)
        self.edit(row, lines=[{'code': SHOE}], payments=[{}])
        self.assertFollows(row, (SHOE, 1))
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')
        self.assertFalse(row.sale_order_id.activity_ids)

    def test_second_edit_counts_while_the_first_is_pending(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': 'EI-OLE'}], payments=[{}])
        self.edit(row, lines=[{'code': GAS, 'quantity': 3}], payments=[{}])
        self.assertFollows(row, (GAS, 3))
        self.sync_merchant()
        self.assertEqual(len(self.sent_orders()), 1)

    def test_split_into_shipments_while_an_edit_is_pending(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': 'EI-OLE'}], payments=[{}])
        order = self.shop.order(row.remote_id)
        self.edit(row, shipments=[order['shipments'][0], {**order['shipments'][0], 'id': 99999}])
        self.assertTrue(row.change_pending, "the edit is not forgotten")
        self.assertEqual(row.reason, 'unknown_product')

    def test_unreadable_for_a_while(self):
        row = self.bring_in('paid')
        order = self.shop.order(row.remote_id)
        self.serve_orders({**order, 'products': [{**order['products'][0], 'quantity': None}]})
        self.sync_store()
        self.assertUnfollowed(row, 'changed', "cannot be read")
        self.assertHeld(row, "cannot be read")
        self.edit(row, lines=TWO, payments=[{}])
        self.assertFollows(row, (SHOE, 2))

    def test_cancelled_while_an_edit_is_pending(self):
        row = self.bring_in('paid')
        self.edit(row, lines=[{'code': 'EI-OLE'}], payments=[{}])
        self.cancel(row)
        self.assertEqual(row.state, 'cancelled', row.message)
        self.assertFalse(row.change_pending)
        self.assertEqual(row.sale_order_id.state, 'cancel')

    # === NOT TO BE FOLLOWED === #

    def test_invoiced_order_is_for_a_person_with_old_and_new_side_by_side(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': sale.partner_id.id,
            'invoice_line_ids': [Command.create({
                'name': "Shoe", 'price_unit': 149, 'quantity': 1,
                'sale_line_ids': [Command.link(sale.order_line[0].id)]})]})
        self.edit(row, lines=[{'code': SHOE, 'quantity': 2, 'name': "<b>Kenkä</b>"}],
                  payments=[{}])
        self.assertUnfollowed(row, 'changed', "invoiced")
        note = self.activity(row).note
        self.assertIn("1 × 149.00", note)
        self.assertIn("2 × 149.00", note)
        self.assertNotIn("<b>", note, "what a buyer can type is no markup")
        self.assertHeld(row, "invoiced")
        self.assertIn("2 × 149.00", row.change_summary)

    def test_person_can_have_it_tried_again(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': sale.partner_id.id,
            'invoice_line_ids': [Command.create({
                'name': "Shoe", 'price_unit': 149, 'quantity': 1,
                'sale_line_ids': [Command.link(sale.order_line[0].id)]})]})
        self.edit(row, lines=TWO, payments=[{}])
        self.assertUnfollowed(row, 'changed')
        invoice.button_cancel()
        row.action_apply_change()
        self.sync_store()
        self.assertFollows(row, (SHOE, 2))
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')

    def test_delivered_order_is_for_a_person(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.edit(row, lines=TWO, payments=[{}])
        self.assertWaits(row, 'done', 'changed', "goods of it have left")
        self.assertEqual(self.goods(row.sale_order_id), [(SHOE, 1)])
        self.assertIn("2 × 149.00", self.activity(row).note)

    def test_order_whose_sale_order_is_gone_is_told_on_itself(self):
        row = self.bring_in('paid')
        sale = row.sale_order_id
        sale._action_cancel()
        row.ogoship_order_ids.unlink()
        sale.picking_ids.unlink()
        sale.unlink()
        self.edit(row, lines=TWO, payments=[{}])
        self.assertWaits(row, 'done', 'changed', row.remote_id)
        self.assertEqual(len(row.activity_ids), 1)

    def test_conflict_goes_on_waiting_for_its_person(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.write({
            'state': 'held', 'reason': 'conflict', 'message': "Sent before", 'retry_at': False})
        self.edit(row, lines=TWO, payments=[{}])
        self.assertFollows(row, (SHOE, 2))
        self.assertWaits(row.ogoship_order_ids, 'held', 'conflict')

    # === AT THE WAREHOUSE === #

    def test_order_that_ogoship_has_waits_for_its_answer(self):
        row = self.sent().sale_order_id.mycashflow_order_ids
        self.edit(row, lines=TWO, payments=[{}])
        self.assertUnfollowed(row, 'changed', "OGOship has it already")
        self.assertTrue(row.change_pending)
        self.assertTrue(row.ogoship_order_ids.update_wanted)
        self.assertEqual(row.ogoship_order_ids.state, 'sent')
        self.assertTrue(row._apply_change(), "what the merchant's run does")
        self.assertFollows(row, (SHOE, 2))
        self.assertEqual(len(self.sent_orders()), 1)

    def test_refused_by_ogoship_shows_old_and_new(self):
        row = self.sent().sale_order_id.mycashflow_order_ids
        self.edit(row, lines=TWO, payments=[{}])
        row._note_not_applied("OGOship does not take the change.")
        self.sync_store()
        self.assertEqual(self.goods(row.sale_order_id), [(SHOE, 1)])
        self.assertFalse(row.change_pending)
        self.assertEqual(self.activity(row).summary, "OGOship does not take the change.")
        self.assertIn(("Total", '155.90\xa0€', '304.90\xa0€'), row._describe_edit())
        self.edit(row, lines=[{'code': SHOE, 'quantity': 3}], payments=[{}])
        self.assertTrue(row.change_pending, "the next edit is tried again")
        self.assertIn(("Total", '155.90\xa0€', '453.90\xa0€'), row._describe_edit())

    def test_payment_alone_has_the_warehouse_order_compared(self):
        self.store.payment_method_ids.release_unpaid = True
        row = self.sent('unpaid').sale_order_id.mycashflow_order_ids
        self.shop.advance(60)
        self.shop.pay(row.remote_id)
        self.read_again(row)
        self.assertImported(row)
        self.assertTrue(row.ogoship_order_ids.update_wanted)

    def test_warehouse_order_that_is_being_sent_is_left_to_the_next_run(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.state = 'sending'
        self.edit(row, lines=TWO, payments=[{}])
        self.assertUnfollowed(row, 'changed')
        row.ogoship_order_ids.state = 'to_send'  # OGOship does not have it
        row.ogoship_order_ids._hold_changed()
        self.assertEqual(row.ogoship_order_ids.state, 'held')
        self.let_time_pass(row)
        self.sync_store()
        self.assertFollows(row, (SHOE, 2))
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')
