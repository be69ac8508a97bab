"""Cancellations, changes, receipts and money: real processes that die and race between a call and
its commit, and what the next run makes of it."""

from odoo.tests import tagged

from .ending_common import CLIENT, DIE, EndingCase, dies_after, dies_at
from .process_common import wait_until


@tagged('post_install', '-at_install')
class TestEndingProcesses(EndingCase):

    # === CANCELLING === #

    def cancel(self, reference):
        return self.on(reference, "order.sale_order_id.action_cancel()")

    def assertCancelled(self, reference, puts=1):
        """OGOship has it cancelled, asked once, and so have the documents."""
        [order] = self.sandbox.control.warehouse_order(reference)
        self.assertEqual(order['status'], 'cancelled')
        self.assertEqual(len(self.calls('PUT')), puts)
        self.assertEqual(self.documents(reference), ('cancelled', 'cancel', 'cancel'))

    def documents(self, reference):
        [states] = self.sql("""
            SELECT o.state, p.state, s.state FROM ogoship_order o
            JOIN stock_picking p ON p.id = o.picking_id JOIN sale_order s ON s.id = p.sale_id
            WHERE o.reference = %s""", reference)
        return states

    def test_killed_between_the_cancellation_at_ogoship_and_its_commit(self):
        reference = self.sent()
        self.helper.run(self.cancel(reference))
        self.dies(self.send(dies_at('ogoship.order', '_confirm_cancelled')))
        self.assertEqual(self.documents(reference)[:1], ('cancelling',))
        self.run_merchant()
        self.assertCancelled(reference)

    def test_killed_while_the_documents_follow(self):
        reference = self.sent()
        self.helper.run(self.cancel(reference))
        self.dies(self.send(dies_after('ogoship.order', '_cancel_documents')))
        self.assertEqual(self.documents(reference)[:1], ('cancelling',))
        self.run_merchant()
        self.assertCancelled(reference)

    def test_killed_before_ogoship_was_asked_to_cancel(self):
        reference = self.sent()
        self.helper.run(self.cancel(reference))
        self.dies(self.send(f"{DIE}{CLIENT}OgoshipClient.cancel_order = die"))
        self.run_merchant()
        self.assertCancelled(reference)

    def test_cancelled_while_another_process_sends_it(self):
        """The cancellation waits for the answer, and is asked of OGOship then."""
        [reference] = self.take()
        self.sandbox.control.fault(
            remote='warehouse', method='POST', path='/Orders', kind='delay', seconds=1)
        self.other.start(self.send())
        wait_until(lambda: not any(fault.times for fault in self.sandbox._state.faults))
        self.helper.run(self.cancel(reference))
        self.other.finish()
        self.run_merchant()
        self.assertEqual(self.posts(reference), 1)
        self.assertCancelled(reference)

    def test_two_runs_cancel_the_same_order_once(self):
        reference = self.sent()
        self.helper.run(self.cancel(reference))
        self.sandbox.control.fault(remote='warehouse', method='PUT', kind='delay', seconds=0.5)
        self.at_once(self.send())
        self.run_merchant()
        self.assertCancelled(reference)

    # === CHANGING === #

    def correct(self, reference):
        """Somebody writes a comment for the warehouse."""
        self.helper.run(self.on(reference, "order.write({'comments': 'Ring twice'})"))

    def assertChanged(self, reference, puts=1):
        [order] = self.sandbox.control.warehouse_order(reference)
        self.assertEqual((order['comments'], len(self.calls('PUT'))), ('Ring twice', puts))
        self.assertEqual(self.sql(
            "SELECT update_wanted, sent_content->>'comments', reason FROM ogoship_order "
            "WHERE reference = %s", reference), [(False, 'Ring twice', None)])

    def test_killed_with_a_change_in_hand(self):
        reference = self.sent()
        self.correct(reference)
        self.dies(self.send(f"{DIE}{CLIENT}OgoshipClient.update_order = die"))
        self.assertFalse(self.calls('PUT'))
        self.run_merchant()
        self.assertChanged(reference)

    def test_killed_between_the_change_at_ogoship_and_its_commit(self):
        reference = self.sent()
        self.correct(reference)
        self.dies(self.send(dies_after('ogoship.order', '_send_change')))
        self.assertEqual(len(self.calls('PUT')), 1)
        self.run_merchant()
        self.assertChanged(reference)

    def test_two_runs_change_the_same_order_once(self):
        reference = self.sent()
        self.correct(reference)
        self.sandbox.control.fault(remote='warehouse', method='PUT', kind='delay', seconds=0.5)
        self.at_once(self.send())
        self.run_merchant()
        self.assertChanged(reference)

    def test_killed_while_the_edit_of_the_shop_goes_to_ogoship(self):
        """Sale order and OGOship follow together, once."""
        reference = self.sent()
        self.sandbox.control.advance(60)
        self.sandbox.control.edit(int(reference), payments=[{}], lines=[
            {'code': 'KAASU-230', 'quantity': 3}])
        self.helper.run(f"env['mycashflow.store'].browse({self.store_id}).orders_cursor = False")
        self.helper.run(self.sell())
        self.assertEqual(self.ordered(reference), 1)
        self.dies(self.send(dies_after('ogoship.order', '_send_change')))
        self.assertEqual(self.ordered(reference), 1)
        self.run_merchant()
        self.assertEqual((self.ordered(reference), len(self.calls('PUT'))), (3, 1))
        [order] = self.sandbox.control.warehouse_order(reference)
        self.assertEqual(sum(line['quantity'] for line in order['orderLines']), 3)

    def ordered(self, reference):
        return self.value("""
            SELECT SUM(l.product_uom_qty) FROM sale_order_line l JOIN product_product p
            ON p.id = l.product_id JOIN ogoship_order o ON o.sale_order_id = l.order_id
            WHERE o.reference = %s AND p.default_code = 'KAASU-230'""", reference)

    # === COMPLETING IN THE SHOP === #

    def test_killed_while_completing_in_the_shop(self):
        reference = self.sent()
        self.sandbox.control.ship(reference)
        self.run_merchant()
        self.dies(self.sell(dies_at('mycashflow.order', '_note_reported')))
        self.helper.run(self.sell())
        self.assertEqual(len(self.calls('POST', 'shop')), 1)
        self.assertEqual(self.sandbox.control.order(int(reference))['status'], 'COMPLETED')
        self.assertTrue(self.value(
            "SELECT shop_reported_date FROM mycashflow_order WHERE remote_id = %s",
            int(reference)))

    # === RECEIPTS === #

    def receipt(self):
        """The reference of a receipt of 40 pieces that is to be announced."""
        return self.helper.run(f"""
from datetime import datetime, timedelta
merchant = env['ogoship.merchant'].browse({self.merchant_id})
receipt = env['stock.picking'].create({{
    'picking_type_id': merchant.warehouse_id.in_type_id.id,
    'partner_id': env['res.partner'].create({{'name': "Example Textiles Ltd"}}).id,
    'scheduled_date': datetime.now() + timedelta(days=14),
    'move_ids': [(0, 0, {{'product_uom_qty': 40, 'product_id': env['product.product'].search(
        [('default_code', '=', 'SUKKA-MERINO-M')]).id}})]}})
receipt.action_confirm()
result = receipt.ogoship_stock_update_id.reference
""")

    def update(self, reference):
        [row] = self.sql("SELECT state, send_count, reason FROM ogoship_stock_update "
                         "WHERE reference = %s", reference)
        return row

    def check_announced(self, reference, posts=1):
        """Nothing moves during the grace; then the receipt is announced once."""
        self.assertEqual(self.update(reference)[:2], ('sending', 1))
        self.run_merchant()
        self.assertEqual(self.update(reference)[0], 'sending')
        self.sql("UPDATE ogoship_stock_update SET retry_at = now() at time zone 'utc' - "
                 "interval '1 second' WHERE reference = %s", reference)
        self.run_merchant()
        self.assertEqual(self.update(reference)[::2], ('sent', None))
        self.assertEqual(len(self.sandbox.control.stock_update(reference)), 1)
        self.assertEqual(len(self.calls('POST', path='/StockUpdate')), posts)

    def test_killed_between_the_commit_and_the_announcement(self):
        reference = self.receipt()
        self.dies(self.send(f"{DIE}{CLIENT}OgoshipClient.create_stock_update = die"))
        self.assertFalse(self.calls('POST', path='/StockUpdate'))
        self.check_announced(reference)

    def test_killed_with_the_answer_of_the_announcement_in_hand(self):
        reference = self.receipt()
        self.dies(self.send(dies_at('ogoship.stock.update', '_accepted_as')))
        self.check_announced(reference)

    def test_two_runs_announce_a_receipt_once(self):
        reference = self.receipt()
        self.sandbox.control.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind='delay', seconds=0.5)
        self.at_once(self.send())
        self.run_merchant()
        self.assertEqual(self.update(reference)[0], 'sent')
        self.assertEqual(len(self.calls('POST', path='/StockUpdate')), 1)

    def received(self, reference):
        """(state, pieces) of the receipts, the oldest first"""
        return self.sql("""
            SELECT m.state, m.product_qty::int FROM stock_move m JOIN stock_picking p
            ON p.id = m.picking_id JOIN ogoship_stock_update u ON u.id = p.ogoship_stock_update_id
            WHERE u.reference = %s ORDER BY m.id""", reference)

    def unpacked(self):
        """A receipt of which OGOship has unpacked 25 pieces."""
        reference = self.receipt()
        self.run_merchant()
        self.sandbox.control.receive(reference, {'SUKKA-MERINO-M': 25})
        return reference

    def test_killed_between_receiving_and_its_commit(self):
        reference = self.unpacked()
        self.dies(self.send(dies_after('ogoship.stock.update', '_write_outcome')))
        self.assertEqual(self.received(reference), [('assigned', 40)])
        self.run_merchant()
        self.run_merchant()
        self.assertEqual(sorted(self.received(reference)), [('assigned', 15), ('done', 25)])

    def test_two_runs_receive_once(self):
        reference = self.unpacked()
        self.at_once(self.send())
        self.run_merchant()
        self.assertEqual(sorted(self.received(reference)), [('assigned', 15), ('done', 25)])

    # === INVOICES AND PAYMENTS === #

    def sold(self):
        """A paid order, which the next run imports and invoices."""
        return self.sandbox.control.place(lines=[{'code': 'KAASU-230', 'quantity': 1}])['id']

    def assertInvoicedOnce(self, number):
        self.assertEqual(self.sql("""
            SELECT m.state, m.payment_state IN ('paid', 'in_payment'), b.state,
                (SELECT COUNT(*) FROM account_payment p
                 JOIN account_move__account_payment r ON r.payment_id = p.id
                 WHERE r.invoice_id = m.id)
            FROM account_move m JOIN mycashflow_order o ON o.remote_id = %s
            JOIN sale_order s ON s.id = o.sale_order_id AND s.name = m.invoice_origin
            JOIN mycashflow_booking b ON b.order_id = o.id""", number),
            [('posted', True, 'done', 1)])
        self.assertEqual(self.value(
            "SELECT COUNT(*) FROM account_payment WHERE memo = %s OR memo IN (SELECT reference "
            "FROM mycashflow_payment y JOIN mycashflow_order o ON o.id = y.order_id "
            "WHERE o.remote_id = %s)", str(number), number), 1)

    def test_killed_between_invoice_and_payment(self):
        number = self.sold()
        self.dies(self.sell(dies_at('mycashflow.booking', '_register_payments')))
        self.helper.run(self.sell())
        self.assertInvoicedOnce(number)

    def test_killed_between_payment_and_commit(self):
        number = self.sold()
        self.dies(self.sell(dies_after('mycashflow.booking', '_register_payments')))
        self.helper.run(self.sell())
        self.assertInvoicedOnce(number)

    def test_two_runs_invoice_once(self):
        number = self.sold()
        self.at_once(self.sell())
        self.helper.run(self.sell())
        self.assertInvoicedOnce(number)
