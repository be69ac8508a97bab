"""Arrow 7, back: what OGOship unpacks is received in Odoo, each piece once."""

from unittest.mock import patch

from odoo.tests import tagged

from .inbound_common import SOCKS, InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestReceived(InboundCase):

    def test_what_came_is_received_and_the_rest_waits_as_a_backorder(self):
        row = self.announced()
        self.came(row, {CODE: 25})
        self.assertBooked(row, (CODE, 40, 25, 25))
        self.assertEqual((row.state, row.reason), ('receiving', False))
        self.assertEqual(self.receipts(row), [('done', 25), ('assigned', 15)])
        self.assertEqual(self.on_hand(), 85)
        self.came(row, {CODE: 15}, finished=True)
        self.assertEqual((row.state, row.reason), ('done', False), row.message)
        self.assertEqual(self.receipts(row), [('done', 25), ('done', 15)])
        self.assertEqual(self.on_hand(), 100)
        self.assertEqual(self.tasks(row), [])
        self.assertEqual(row.picking_ids.mapped('ogoship_auto_reference'),
                         [row.auto_reference] * 2)

    def test_the_same_news_again_changes_nothing(self):
        row = self.announced()
        self.came(row, {CODE: 25})
        for _ in range(2):
            self.warehouse.comment(row.reference, "Still here.")
            self.sync_merchant()
        row._wake()
        self.sync_merchant()
        self.assertBooked(row, (CODE, 40, 25, 25))
        self.assertEqual(self.on_hand(), 85)
        self.assertEqual(row.explanation, "Still here.")

    def test_several_products_each_by_its_own_difference(self):
        row = self.announced((CODE, 10), (SOCKS, 20))
        self.came(row, {SOCKS: 5})
        self.assertBooked(row, (CODE, 10, 0, 0), (SOCKS, 20, 5, 5))
        self.came(row, {CODE: 10, SOCKS: 15}, finished=True)
        self.assertEqual(row.state, 'done')
        self.assertEqual((self.on_hand(), self.on_hand(SOCKS)), (70, 170))

    def test_status_words_do_not_decide(self):
        for words in ('other', 'constant'):
            self.warehouse.play(stock_update_words=words, stock_update_modified='created')
            row = self.announced()
            self.came(row, {CODE: 15})
            self.assertEqual(row.state, 'receiving')
            self.came(row, {CODE: 25})
            self.assertEqual(row.state, 'done')
        self.assertEqual(row.remote_status, 'NEW')

    def test_a_crash_while_receiving_books_nothing_twice(self):
        row = self.announced()

        def die(row, notes):
            raise ZeroDivisionError

        with patch.object(type(row), '_write_outcome', die), self.assertLogs(level='ERROR'):
            self.came(row, {CODE: 25})
        self.assertBooked(row, (CODE, 40, 25, 0))
        self.assertEqual(self.on_hand(), 60)
        self.try_again(row)
        self.assertBooked(row, (CODE, 40, 25, 25))
        self.assertEqual((self.on_hand(), row.reason), (85, False))

    def test_received_by_hand_before_ogoship_says_so(self):
        row = self.announced()
        self.by_hand(row.picking_id, {CODE: 25})
        self.came(row, {CODE: 20})
        self.assertBooked(row, (CODE, 40, 20, 25))
        self.assertEqual(self.on_hand(), 85)
        self.came(row, {CODE: 20})
        self.assertBooked(row, (CODE, 40, 40, 40))
        self.assertEqual((self.on_hand(), row.state), (100, 'done'))

    def test_all_received_by_hand(self):
        row = self.announced()
        self.by_hand(row.picking_id, {CODE: 40})
        self.sync_merchant()
        self.assertEqual(row.state, 'sent', "OGOship has not unpacked it")
        self.came(row, {CODE: 40}, finished=True)
        self.assertEqual((self.on_hand(), row.state, row.reason), (100, 'done', False))

    def test_what_somebody_typed_into_the_receipt_is_not_validated_with_it(self):
        row = self.announced((CODE, 10), (SOCKS, 20))
        row.picking_id.move_ids[1].quantity = 20
        row.picking_id.move_ids.picked = True
        self.came(row, {CODE: 4})
        self.assertEqual((self.on_hand(), self.on_hand(SOCKS)), (64, 150))

    def test_part_of_a_dozen(self):
        receipt = self.receipt((CODE, 2), confirm=False)
        receipt.move_ids.product_uom = self.env.ref('uom.product_uom_dozen')
        receipt.action_confirm()
        row = receipt.ogoship_stock_update_id
        self.sync_merchant()
        self.came(row, {CODE: 5})
        self.assertBooked(row, (CODE, 24, 5, 5))
        self.assertEqual(self.on_hand(), 65)
        self.came(row, {CODE: 19})
        self.assertBooked(row, (CODE, 24, 24, 24))
        self.assertEqual((self.on_hand(), row.state), (84, 'done'), row.message)

    def test_a_backorder_is_kept_though_the_operation_type_wants_none(self):
        self.merchant.warehouse_id.in_type_id.create_backorder = 'never'
        row = self.announced()
        self.came(row, {CODE: 25})
        self.assertEqual(self.receipts(row), [('done', 25), ('assigned', 15)])

    def test_announced_in_myogo_only_is_kept_without_touching_stock(self):
        self.warehouse.add_foreign_stock_update('TYPED', {CODE: 5})
        self.warehouse.receive('TYPED', {CODE: 2})
        self.sync_merchant()
        row = self.env['ogoship.stock.update'].search([('reference', '=', 'TYPED')])
        self.assertEqual((row.state, row.picking_id.id), ('receiving', False))
        self.came(row, {CODE: 3})
        self.assertEqual((row.state, self.on_hand()), ('done', 60))

    def test_tracked_goods_are_received_by_a_person(self):
        product = self.product('LOT-1', tracking='lot', barcode='6430012349991')
        self.warehouse.add_warehouse_product('LOT-1')
        self.sync_merchant()
        row = self.announced((product, 10), (CODE, 10))
        self.came(row, {'LOT-1': 4, CODE: 10})
        self.assertWaits(row, 'receiving', 'tracked', "4 of LOT-1", row.picking_ids[-1].name)
        self.assertIn(row.message, self.tasks(row))
        self.assertEqual((self.on_hand(), self.on_hand('LOT-1')), (70, 0))
        receipt = row._open_receipts()
        move = receipt.move_ids
        move.quantity = 4
        move.move_line_ids.lot_name = 'L1'
        move.picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        self.sync_merchant()
        self.assertBooked(row, ('LOT-1', 10, 4, 4), (CODE, 10, 10, 10))
        self.assertFalse(row.reason)


@tagged('post_install', '-at_install')
class TestOtherThanAnnounced(InboundCase):

    def test_less_came(self):
        row = self.announced()
        self.came(row, {CODE: 36}, finished=True)
        self.assertEqual((row.state, row.reason, self.tasks(row)), ('receiving', False, []))
        self.be_quiet(row)
        self.assertWaits(row, 'receiving', 'short', row.reference, f"{CODE} 36 of 40")
        self.assertEqual(self.tasks(row), [row.message])
        row.action_close()
        self.assertEqual((row.state, row.reason), ('done', False), row.message)
        self.assertEqual(self.receipts(row), [('done', 36), ('cancel', 4)])
        self.assertEqual(self.on_hand(), 96)

    def test_less_came_and_the_rest_is_cancelled_in_the_receipt(self):
        row = self.announced()
        self.came(row, {CODE: 36}, finished=True)
        self.be_quiet(row)
        row._open_receipts().action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('receiving', 'changed'), row.message)
        self.assertIn("announced 40, now 36", row.message)

    def test_the_rest_that_comes_after_all(self):
        row = self.announced()
        self.came(row, {CODE: 36}, finished=True)
        self.be_quiet(row)
        self.came(row, {CODE: 4})
        self.assertEqual((row.state, row.reason, self.on_hand()), ('done', False, 100))

    def test_more_came(self):
        row = self.announced()
        self.came(row, {CODE: 42}, finished=True)
        self.assertBooked(row, (CODE, 40, 42, 40))
        self.assertWaits(row, 'receiving', 'over', f"2 of {CODE}")
        self.assertEqual(self.tasks(row), [row.message])
        self.assertEqual(self.on_hand(), 100)
        row.action_receive_more()
        self.assertBooked(row, (CODE, 40, 42, 42))
        self.assertEqual((row.state, row.reason, self.on_hand()), ('done', False, 102))
        self.sync_merchant()
        self.assertEqual((self.on_hand(), self.posted()), (102, []))

    def test_more_came_and_is_dealt_with_otherwise(self):
        row = self.announced()
        self.came(row, {CODE: 42}, finished=True)
        row.action_settle()
        self.assertEqual((row.state, row.reason, self.on_hand()), ('done', False, 100))
        self.came(row, {CODE: 1})
        self.assertWaits(row, 'receiving', 'over', f"1 of {CODE}")

    def test_more_comes_days_after_it_was_done(self):
        row = self.announced()
        self.came(row, {CODE: 40}, finished=True)
        self.assertEqual(row.state, 'done')
        self.warehouse.advance(3 * 86400)
        self.came(row, {CODE: 3})
        self.assertWaits(row, 'receiving', 'over', f"3 of {CODE}")
        self.assertEqual(self.on_hand(), 100)

    def test_unknown_goods_are_a_task(self):
        row = self.announced()
        self.warehouse.receive_unknown(row.reference, 'XX-2344-S', 3)
        self.came(row, {CODE: 40}, finished=True)
        self.assertWaits(row, 'receiving', 'unknown_item', "3 of XX-2344-S")
        self.assertEqual(self.tasks(row), [row.message])
        self.product('XX-2344-S')
        row._wake()
        self.sync_merchant()
        self.assertWaits(row, 'receiving', 'over', "3 of XX-2344-S")
        row.action_receive_more()
        self.assertEqual((row.state, self.on_hand('XX-2344-S')), ('done', 3))

    def test_unknown_goods_that_were_identified_are_forgotten(self):
        row = self.announced()
        self.warehouse.receive_unknown(row.reference, 'XX-1', 3)
        self.came(row, {CODE: 37})
        self.assertEqual(row.reason, 'unknown_item')
        found = self.there(row)[0]
        found['products'] = found['products'][:1]
        found['products'][0]['receivedQuantity'] = 40
        self.warehouse.fault(remote='warehouse', method='GET', path='/StockUpdate', kind='empty',
                             body=[found])
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('done', False), row.message)

    def test_a_count_corrected_downwards_is_a_task(self):
        row = self.announced()
        self.came(row, {CODE: 30})
        self.came(row, {CODE: -5})
        self.assertWaits(row, 'receiving', 'lowered', "from 30 to 25", "received 30")
        self.assertEqual(self.on_hand(), 90)
        self.assertEqual(self.tasks(row), [row.message])
        self.came(row, {CODE: 5})
        self.assertEqual((row.reason, self.on_hand()), (False, 90), row.message)

    def test_a_corrected_count_that_a_person_dealt_with(self):
        row = self.announced()
        self.came(row, {CODE: 30})
        self.came(row, {CODE: -5})
        row.action_settle()
        self.assertFalse(row.reason)
        self.came(row, {CODE: 3})
        self.assertEqual(self.on_hand(), 93, "what comes now comes on top")

    def test_a_task_that_was_done_does_not_come_back(self):
        row = self.announced()
        self.came(row, {CODE: 42})
        row.picking_ids.activity_ids.action_done()
        self.warehouse.comment(row.reference, "Two too many.")
        self.sync_merchant()
        self.assertEqual((row.reason, self.tasks(row)), ('over', []))
