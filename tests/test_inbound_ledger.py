"""The stock ledger never adjusts what a receipt will bring, nor what it has brought already."""

from odoo.tests import tagged

from .inbound_common import InboundCase
from .ledger_common import CODE


@tagged('post_install', '-at_install')
class TestLedgerWaits(InboundCase):

    def setUp(self):
        super().setUp()
        self.trust(limit=1000)

    def adjusted(self):
        return self.env['stock.move'].search_count([
            ('product_id', '=', self.known(CODE).id), ('is_inventory', '=', True),
            ('state', '=', 'done')])

    def test_received_and_read_in_one_run_grows_once(self):
        row = self.announced()
        self.came(row, {CODE: 25})
        self.assertFigures(85, 0, 85)
        self.came(row, {CODE: 15}, finished=True)
        self.assertFigures(100, 0, 100)
        self.assertEqual(self.adjusted(), 0)

    def test_unpacked_between_the_two_readings_of_a_run(self):
        """The stock is higher than what the announcement said a moment ago."""
        row = self.announced()
        book = type(self.merchant)._book_stock_updates

        def book_and_unpack(merchant, client):
            res = book(merchant, client)
            self.warehouse.receive(row.reference, {CODE: 25})
            return res

        self.patch(type(self.merchant), '_book_stock_updates', book_and_unpack)
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'waiting', 'incoming', "Announced 40", "25 reported")
        self.patch(type(self.merchant), '_book_stock_updates', book)
        self.sync_merchant()
        self.assertFigures(85, 0, 85)
        self.assertEqual(self.adjusted(), 0)

    def test_more_unpacked_between_the_readings_when_all_is_done(self):
        row = self.announced()
        self.came(row, {CODE: 40}, finished=True)
        self.assertEqual(row.state, 'done')
        book = type(self.merchant)._book_stock_updates

        def book_and_unpack(merchant, client):
            res = book(merchant, client)
            self.warehouse.receive(row.reference, {CODE: 2})
            return res

        self.patch(type(self.merchant), '_book_stock_updates', book_and_unpack)
        self.sync_merchant()
        self.assertEqual((self.on_hand(), self.adjusted()), (100, 0))
        self.assertEqual(self.ledger().reason, 'incoming')

    def test_it_waits_though_ogoships_own_figure_says_nothing(self):
        self.warehouse.play(stock_update_moves_product=False)
        self.warehouse.advance(3600)
        self.warehouse.edit_warehouse_product('KAASU-230', name="Gas")
        self.sync_merchant()  # reads only what changed from now on
        self.announced()
        self.assertEqual(self.ledger().incoming, 0)
        self.lose(-3)
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'waiting', 'incoming', "Announced 40", "0 reported")
        self.assertEqual((self.on_hand(), self.adjusted()), (60, 0))

    def test_a_person_may_apply_it_all_the_same(self):
        self.announced()
        self.lose(-3)
        self.sync_merchant()
        self.press(self.ledger(), 'action_apply')
        self.assertEqual(self.on_hand(), 63)

    def test_what_came_too_much_waits_for_a_person(self):
        row = self.announced()
        self.came(row, {CODE: 42}, finished=True)
        self.assertEqual((row.reason, self.on_hand(), self.adjusted()), ('over', 100, 0))
        self.assertWaits(self.ledger(), 'waiting', 'incoming', "42 reported received")
        self.assertEqual(
            self.ledger().action_open_inbound()['res_id'], row.id)
        row.action_settle()
        self.sync_merchant()
        self.assertFigures(102, 0, 102)
        self.assertEqual(self.adjusted(), 1)

    def test_received_by_hand_before_ogoship_unpacks_is_not_taken_away_again(self):
        row = self.announced()
        self.by_hand(row.picking_id, {CODE: 40})
        self.sync_merchant()
        self.assertWaits(self.ledger(), 'waiting', 'incoming', "before OGOship has unpacked")
        self.assertEqual((self.on_hand(), self.adjusted()), (100, 0))
        self.came(row, {CODE: 40}, finished=True)
        self.assertFigures(100, 0, 100)

    def test_a_finished_announcement_explains_nothing_any_more(self):
        row = self.announced()
        self.came(row, {CODE: 40}, finished=True)
        self.lose(-3)
        self.sync_merchant()
        self.assertFigures(103, 0, 103)
        self.assertEqual(self.adjusted(), 1)

    def test_fetch_stock_receives_as_well(self):
        row = self.announced()
        self.warehouse.receive(row.reference, {CODE: 25})
        self.press(self.merchant, 'action_fetch_stock')
        self.assertBooked(row, (CODE, 40, 25, 25))
        self.assertFigures(85, 0, 85)

    def test_the_number_of_queries_does_not_grow_with_the_announcements(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['ogoship.product'].search([
                ('merchant_id', '=', self.merchant.id)]).mapped('inbound_ids')
            return self.env.cr.sql_log_count - before

        self.announced()
        few = queries()
        for _ in range(4):
            self.receipt((CODE, 1), ('KAASU-230', 2), ('TELTTA-KERO-2', 3))
        self.sync_merchant()
        self.assertEqual(queries(), few)
