"""Goods that came back enter Odoo's stock once: by the return, or by the stock figure."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import CODE
from .returns_common import ReturnCase


@tagged('post_install', '-at_install')
class TestReturnsAndStock(ReturnCase):

    def test_what_came_back_is_received_and_not_adjusted(self):
        self.trust()
        row = self.gone()
        found = self.come_back(row)
        self.assertFigures(60, 0, 57, difference=3)
        self.assertWaits(self.ledger(), 'waiting', 'incoming', found.reference)
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 57)
        receipt = self.receive(found)
        self.sync_merchant()
        self.assertEqual(self.ledger().reason, 'incoming')
        self.validate(receipt)
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_a_returned_order_waits_as_well_when_no_returns_are_fetched(self):
        self.merchant.fetch_returns = False
        self.trust()
        row = self.gone()
        self.warehouse.mark_returned(row.reference)
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'waiting', 'incoming', row.reference)
        self.assertEqual(self.on_hand(), 57)

    def test_what_is_ignored_is_adjusted(self):
        self.trust()
        found = self.come_back(self.gone())
        found.action_ignore()
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_a_return_received_before_ogoships_stock_goes_up_is_not_adjusted_away(self):
        self.warehouse.play(returns_stock='later')
        self.trust()
        found = self.come_back(self.gone())
        self.assertFigures(57, 0, 57)
        self.validate(self.receive(found))
        self.sync_merchant()
        self.assertFigures(57, 0, 60, difference=-3)
        self.assertWaits(self.ledger(), 'waiting', 'incoming', found.reference)
        self.warehouse.shelve_returns()
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_a_stock_that_never_goes_up_is_a_difference_after_some_time(self):
        self.warehouse.play(returns_stock='later')
        self.trust()
        found = self.come_back(self.gone())
        self.validate(self.receive(found))
        found.done_date = '2026-01-01 00:00:00'
        self.sync_merchant()
        self.assertFigures(57, 0, 57)

    def test_the_stock_figure_first_and_adjusted_warns_before_receiving(self):
        self.trust()
        row = self.gone()
        self.lose(-3)  # it goes up before OGOship says why
        self.sync_merchant()
        self.assertFigures(60, 0, 60)
        self.warehouse.play(returns_stock='later')
        found = self.come_back(row)
        self.assertIn(f"stock of {CODE} was adjusted by +3", found.adjusted_note)
        with self.assertRaisesRegex(UserError, "counts it twice"):
            found.action_receive()
        found.action_ignore()
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_a_person_who_applied_the_difference_is_warned_before_receiving(self):
        self.merchant.stock_applied_date = '2026-01-01 00:00:00'
        found = self.come_back(self.gone())
        self.ledger().action_apply()
        self.assertEqual(self.on_hand(), 60)
        found.invalidate_recordset()
        self.assertIn("counts it twice", found.adjusted_note)
        with self.assertRaises(UserError):
            found.action_receive()
        self.assertFalse(found.picking_id)

    def test_a_person_who_knows_better_receives_anyway(self):
        self.merchant.stock_applied_date = '2026-01-01 00:00:00'
        self.lose(-2)  # found goods, nothing to do with the return
        row = self.gone()
        self.sync_merchant()
        self.ledger().action_apply()
        found = self.come_back(row)
        self.assertIn("+2", found.adjusted_note)
        receipt = self.env['stock.picking'].browse(found.action_receive_anyway()['res_id'])
        self.validate(receipt)
        self.sync_merchant()
        self.assertFigures(62, 0, 62)

    def test_an_adjustment_downwards_warns_of_nothing(self):
        self.trust()
        row = self.gone()
        self.lose(2)
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 55)
        self.assertFalse(self.come_back(row).adjusted_note)

    def test_a_return_seen_while_the_stock_is_read_is_not_adjusted(self):
        """The stock goes up after the returns of the run were read."""
        self.trust()
        row = self.gone()
        self.warehouse.return_order(row.reference, {CODE: 3})
        self.warehouse.fault(
            remote='warehouse', path='/Returns', kind='status', status=200, body=[])
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 57)
        self.assertWaits(self.ledger(), 'waiting', 'incoming', row.return_ids.reference)

    def test_a_return_of_another_product_holds_nothing_back(self):
        self.trust()
        found = self.come_back(self.gone())
        self.lose(-2, 'KAASU-230')
        self.sync_merchant()
        self.assertEqual((found.state, self.on_hand('KAASU-230')), ('to_review', 302))


@tagged('post_install', '-at_install')
class TestReturnsInFlight(ReturnCase):

    def test_a_return_of_the_first_part_while_the_second_is_on_its_way(self):
        row = self.order(5)
        self.warehouse.split(row.reference, {CODE: 3})
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        picking = row.picking_id
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking._action_done()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFigures(57, 0, 57)
        found = self.come_back(row, {CODE: 2})
        self.assertFigures(59, 0, 57, difference=2)
        receipt = self.receive(found)
        self.validate(receipt, 1, backorder=True)
        self.sync_merchant()
        self.assertFigures(59, 0, 58, difference=1)
        self.validate(receipt.backorder_ids)
        self.sync_merchant()
        self.assertFigures(59, 0, 59)
        self.warehouse.collect(f'{row.reference}-2')
        self.sync_merchant()
        self.assertFigures(57, 2, 59)

    def test_a_return_receipt_is_not_sent_to_ogoship(self):
        row = self.gone()
        self.receive(self.come_back(row))
        before = self.posts()
        self.sync_merchant()
        self.assertEqual(self.posts(), before)
