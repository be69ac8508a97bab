"""Arrow 7 when something goes wrong: each receipt is announced exactly once."""

from odoo.tests import tagged

from .inbound_common import SOCKS, InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestUnclearAnnouncement(InboundCase):
    """OGOship took the announcement and we did not hear of it."""

    def check_looked_up(self, kind, stored=1, **values):
        """The row waits as *sending*, and the look-up decides."""
        row = self.receipt().ogoship_stock_update_id
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind=kind, **values)
        self.sync_merchant()
        self.assertWaits(row, 'sending', 'unclear', row.reference)
        self.sync_merchant()
        self.assertEqual(len(self.posted()), 1, "nothing is sent again before the grace is over")
        self.try_again(row)
        self.assertAnnounced(row)
        self.assertEqual(len(self.posted()), 2 - stored)

    def test_line_cut_after_acceptance(self):
        self.check_looked_up('accept_and_cut')

    def test_timeout_after_acceptance(self):
        self.impatient()
        self.check_looked_up('accept_and_hang', seconds=1)

    def test_answer_that_cannot_be_read(self):
        for kind in ('truncated', 'html', 'empty', 'null'):
            self.sandbox.log.clear()
            self.check_looked_up(kind)

    def test_line_cut_before_acceptance(self):
        self.check_looked_up('cut', stored=0)

    def test_server_error(self):
        self.check_looked_up('status', status=500, stored=0)

    def test_a_receipt_changed_before_the_look_up_is_still_ours(self):
        row = self.receipt().ogoship_stock_update_id
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind='accept_and_cut')
        self.sync_merchant()
        row.picking_id.move_ids.product_uom_qty = 50
        self.try_again(row)
        self.assertEqual((row.state, row.reason), ('sent', 'changed'), row.message)
        self.assertEqual(len(self.posted()), 1)

    def test_a_receipt_cancelled_before_the_look_up_is_to_be_cancelled_there(self):
        row = self.receipt().ogoship_stock_update_id
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind='accept_and_cut')
        self.sync_merchant()
        row.picking_id.action_cancel()
        self.assertEqual(row.state, 'sending')
        self.try_again(row)
        self.assertEqual(row.state, 'cancelling')
        self.assertIn("Cancel it in myOGO", self.tasks(row)[0])

    def test_a_receipt_cancelled_after_a_send_that_never_arrived_is_not_sent(self):
        row = self.receipt().ogoship_stock_update_id
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind='cut')
        self.sync_merchant()
        row.picking_id.action_cancel()
        self.try_again(row)
        self.assertEqual((row.state, row.reason), ('cancelled', 'nothing'))
        self.assertFalse(self.there(row))


@tagged('post_install', '-at_install')
class TestAnswers(InboundCase):

    def test_ogoships_reference_is_read_back_where_the_answer_lacks_it(self):
        self.warehouse.play(stock_update_answer='echo')
        self.announced()

    def test_a_read_back_that_fails_is_repeated_without_announcing_again(self):
        self.warehouse.play(stock_update_answer='echo')
        row = self.receipt().ogoship_stock_update_id
        # The first look, before anything is sent, succeeds.
        with_fault = type(self.env['ogoship.stock.update'])._read_back

        def fail_first(row, client):
            self.warehouse.fault(remote='warehouse', method='GET', path='/StockUpdate',
                                 status=503, times=99)
            return with_fault(row, client)

        self.patch(type(self.env['ogoship.stock.update']), '_read_back', fail_first)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason, row.auto_reference), ('sent', 'remote', False))
        self.patch(type(self.env['ogoship.stock.update']), '_read_back', with_fault)
        self.warehouse.clear_faults()
        self.try_again(row)
        self.assertAnnounced(row)
        self.assertEqual(len(self.posted()), 1)

    def test_the_same_announcement_that_is_there_is_adopted(self):
        receipt = self.receipt()
        row = receipt.ogoship_stock_update_id
        self.warehouse.add_foreign_stock_update(row.reference, {CODE: 40})
        self.sync_merchant()
        self.assertAnnounced(row)
        self.assertEqual(self.posted(), [])

    def test_another_one_of_the_reference_is_for_a_person(self):
        row = self.receipt().ogoship_stock_update_id
        self.warehouse.add_foreign_stock_update(row.reference, {CODE: 30, SOCKS: 5})
        self.sync_merchant()
        self.assertWaits(row, 'held', 'conflict', row.reference, "Use the one at OGOship")
        row.action_adopt()
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sent', 'changed'), row.message)
        self.assertIn("announced 30, now 40", row.message)
        self.assertEqual(self.posted(), [])

    def test_typed_in_myogo_before_the_receipt_is_confirmed(self):
        receipt = self.receipt(confirm=False)
        name = receipt.name.replace('/', '-')
        self.warehouse.add_foreign_stock_update(name, {CODE: 40})
        self.sync_merchant()
        foreign = self.env['ogoship.stock.update'].search([('reference', '=', name)])
        self.assertEqual((foreign.state, foreign.picking_id.id), ('sent', False))
        receipt.action_confirm()
        self.assertEqual(receipt.ogoship_stock_update_id, foreign)
        self.sync_merchant()
        self.assertAnnounced(foreign)
        self.assertEqual(self.posted(), [])

    def test_a_reference_refused_as_taken_is_looked_up(self):
        """Somebody announces it between our look and our sending."""
        row = self.receipt().ogoship_stock_update_id
        claim = type(row)._claim

        def claim_late(row, request):
            self.warehouse.add_foreign_stock_update(row.reference, {CODE: 40})
            return claim(row, request)

        self.patch(type(row), '_claim', claim_late)
        self.sync_merchant()
        self.assertAnnounced(row)

    def test_two_of_one_reference_are_told_to_a_person(self):
        self.warehouse.play(duplicate_stock_update='stored')
        row = self.receipt().ogoship_stock_update_id
        claim = type(row)._claim

        def claim_late(row, request):
            self.warehouse.add_foreign_stock_update(row.reference, {CODE: 40})
            return claim(row, request)

        self.patch(type(row), '_claim', claim_late)
        self.sync_merchant()
        self.assertEqual(len(self.there(row)), 2)
        self.assertIn("2 stock updates", self.tasks(row)[0])
        self.assertEqual(len(self.tasks(row)), 1)

    def test_a_refusal_says_why_and_spares_the_others(self):
        first, second = self.receipt().ogoship_stock_update_id, self.receipt(
            (SOCKS, 5)).ogoship_stock_update_id
        self.warehouse.fault(remote='warehouse', method='POST', path='/StockUpdate', status=400)
        self.sync_merchant()
        self.assertWaits(first, 'error', 'refused', first.reference)
        self.assertAnnounced(second)
        first.action_retry()
        self.sync_merchant()
        self.assertAnnounced(first)

    def test_one_broken_row_of_a_page_hides_no_other(self):
        row = self.announced()
        good = {'reference': row.reference, 'autoReference': row.auto_reference, 'status': "?",
                'products': [{'code': CODE, 'expectedQuantity': 40, 'receivedQuantity': 4}]}
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/StockUpdate', kind='empty', times=2,
            body=[{'reference': 'X', 'products': 7}, good])
        self.sync_merchant()
        self.assertBooked(row, (CODE, 40, 4, 4))
        self.assertIn("stock update that cannot be read", self.merchant.warning_message)
        self.assertEqual(row.remote_status, "?")
