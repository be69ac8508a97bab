"""What becomes of a difference between the warehouse's stock and Odoo's."""

from unittest.mock import patch

from odoo.addons.stock.models.stock_quant import StockQuant
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models import ogoship_product_adjust
from ..models.ogoship_merchant_products import OgoshipMerchant
from .ledger_common import CODE, LedgerCase


@tagged('post_install', '-at_install')
class TestProposals(LedgerCase):

    def test_lost_goods_are_proposed_with_what_apply_would_do(self):
        self.lose(2)
        self.sync_merchant()
        self.assertFigures(58, 0, 60, difference=-2)
        self.assertWaits(self.ledger(), 'difference', 'propose', "2 less", "from 60 to 58")
        self.assertEqual(self.merchant.difference_count, 1)

    def test_applying_corrects_odoo_and_is_found_in_the_moves_history(self):
        self.lose(2)
        self.sync_merchant()
        answer = self.ledger().action_apply()
        self.assertIn("Adjusted: 1.", answer['params']['message'])
        self.assertFigures(58, 0, 58)
        self.assertTrue(self.ledger().adjusted_date)
        move = self.env['stock.move'].search([
            ('product_id', '=', self.known(CODE).id), ('is_inventory', '=', True)])
        self.assertEqual(move.reference, "OGOship stock: 58 there, 0 in flight, 60 here")
        self.assertEqual((move.state, move.quantity), ('done', 2))

    def test_found_goods_are_added(self):
        self.lose(-3)
        self.sync_merchant()
        self.ledger().action_apply()
        self.assertFigures(63, 0, 63)

    def test_what_is_in_flight_is_not_adjusted_away(self):
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.lose(1)
        self.sync_merchant()
        self.ledger().action_apply()
        self.assertFigures(56, 3, 59)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFigures(56, 0, 56)

    def test_many_lines_are_applied_at_once_each_with_its_own_reason(self):
        codes = ['KEITIN-X1', 'KAASU-230', 'TELTTA-KERO-2']
        for number, code in enumerate(codes, 1):
            self.lose(number, code)
        self.sync_merchant()
        self.merchant.product_ids.filtered('difference').action_apply()
        moves = self.env['stock.move'].search([
            ('product_id.default_code', 'in', codes), ('is_inventory', '=', True)])
        self.assertEqual(set(moves.mapped('reference')), {
            "OGOship stock: 59 there, 0 in flight, 60 here",
            "OGOship stock: 298 there, 0 in flight, 300 here",
            "OGOship stock: 9 there, 0 in flight, 12 here"})
        for code in codes:
            self.assertEqual(self.ledger(code).state, 'agrees')

    def test_very_many_lines_are_applied_slice_by_slice(self):
        codes = ['KEITIN-X1', 'KAASU-230', 'TELTTA-KERO-2']
        for code in codes:
            self.lose(1, code)
        self.sync_merchant()
        self.startPatcher(patch.object(ogoship_product_adjust, 'PRODUCTS_PER_BATCH', 1))
        self.startPatcher(patch.object(ogoship_product_adjust, 'SLICE_SECONDS', 0))
        lines = self.merchant.product_ids.filtered('difference')
        for left in (2, 1):
            answer = lines.action_apply()
            self.assertEqual(answer['tag'], 'mycashflow_ogoship.progress')
            lines = lines.browse(answer['params']['ids'])
            self.assertEqual(len(lines), left)
            self.assertEqual(lines.filtered('difference'), lines)
        lines.action_apply()
        self.assertFalse(self.merchant.product_ids.filtered('difference'))

    def test_two_people_who_press_apply_adjust_once(self):
        self.lose(2)
        self.sync_merchant()
        self.ledger().action_apply()
        self.ledger().action_apply()
        self.assertEqual(self.on_hand(), 58)

    def test_what_was_counted_in_odoo_meanwhile_is_not_adjusted_twice(self):
        self.lose(2)
        self.sync_merchant()
        self.env['stock.quant']._update_available_quantity(
            self.known(CODE), self.merchant.warehouse_id.lot_stock_id, -2)
        self.ledger().action_apply()
        self.assertEqual(self.on_hand(), 58)

    def test_figures_that_are_being_read_just_now_are_not_applied(self):
        row = self.order(3)
        self.lose(2)
        self.sync_merchant()
        # The run has read the stock of an order in collecting, and not yet its status.
        self.ledger().stock -= 3
        self.ledger().action_apply()
        self.assertEqual(self.on_hand(), 60)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.ledger().action_apply()
        self.assertFigures(55, 3, 58)

    def test_report_only_never_asks_for_anything(self):
        self.merchant.adjust_stock = 'off'
        self.lose(2)
        self.sync_merchant()
        self.assertEqual((self.ledger().state, self.ledger().reason), ('difference', False))
        self.assertEqual(self.on_hand(), 60)


@tagged('post_install', '-at_install')
class TestAutomatic(LedgerCase):

    def test_the_first_differences_are_only_proposed(self):
        self.merchant.adjust_stock = 'automatic'
        self.lose(2)
        self.sync_merchant()
        self.assertEqual(self.ledger().reason, 'propose')
        self.assertEqual(self.on_hand(), 60)
        self.ledger().action_apply()
        self.assertTrue(self.merchant.stock_applied_date)
        self.lose(1)
        self.sync_merchant()
        self.assertFigures(57, 0, 57)

    def test_small_differences_are_adjusted_and_larger_ones_wait(self):
        self.trust(limit=5)
        self.lose(5)
        self.lose(6, 'KAASU-230')
        self.sync_merchant()
        self.assertFigures(55, 0, 55)
        self.assertWaits(self.ledger('KAASU-230'), 'waiting', 'limit', "limit of 5")
        self.assertEqual(self.on_hand('KAASU-230'), 300)
        self.ledger('KAASU-230').action_apply()
        self.assertFigures(294, 0, 294, code='KAASU-230')

    def test_what_is_cancelled_between_the_readings_is_not_adjusted(self):
        self.trust()
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        with self.between_readings(lambda: self.warehouse.cancel_warehouse(row.reference)):
            self.sync_merchant()
        self.assertEqual(self.on_hand(), 60)
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_what_is_collected_between_the_readings_is_not_adjusted(self):
        self.trust()
        row = self.order(3)
        with self.between_readings(lambda: self.warehouse.collect(row.reference)):
            self.sync_merchant()
        self.assertEqual(self.on_hand(), 60)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)
        self.assertEqual(self.on_hand(), 60)

    def test_a_stock_that_cannot_be_read_adjusts_nothing(self):
        self.trust()
        row = self.order(3)
        self.warehouse.collect(row.reference)
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Stock', kind='status', status=400)
        self.sync_merchant()
        self.assertEqual(self.on_hand(), 60)
        self.sync_merchant()
        self.assertFigures(57, 3, 60)

    def between_readings(self, happen):
        """Something happens at the warehouse once the stock was read."""
        read = OgoshipMerchant._fetch_stock

        def read_then(merchant, client):
            done = read(merchant, client)
            happen()
            return done
        return patch.object(OgoshipMerchant, '_fetch_stock', read_then)


@tagged('post_install', '-at_install')
class TestNotApplied(LedgerCase):

    def setUp(self):
        super().setUp()
        self.lose(2)

    def assertNotApplied(self, reason, *words):
        self.assertWaits(self.ledger(), 'waiting', reason, *words)
        self.assertEqual(self.on_hand(), 60)

    def test_a_question_of_odoo_instead_of_an_adjustment_is_no_success(self):
        self.sync_merchant()
        self.startPatcher(patch.object(
            StockQuant, 'action_apply_inventory', lambda quants: {'type': 'ir.actions.act_window'}))
        answer = self.ledger().action_apply()
        self.assertIn("Adjusted: 0.", answer['params']['message'])
        self.assertNotApplied('not_applied', CODE, "Odoo still has 60")
        self.assertFalse(self.merchant.stock_applied_date)

    def test_one_product_that_fails_does_not_keep_the_others(self):
        self.lose(1, 'KAASU-230')
        self.sync_merchant()
        apply, frozen = StockQuant._apply_inventory, "Frozen until the audit is over."

        def refuse(quants, *args):
            if CODE in quants.product_id.mapped('default_code'):
                raise UserError(frozen)
            return apply(quants, *args)
        self.startPatcher(patch.object(StockQuant, '_apply_inventory', refuse))
        self.merchant.product_ids.filtered('difference').action_apply()
        self.assertNotApplied('not_applied', "Frozen until the audit is over.")
        self.assertFigures(299, 0, 299, code='KAASU-230')

    def test_a_person_without_rights_on_inventory_is_told(self):
        self.sync_merchant()
        seller = new_test_user(self.env, 'seller', 'sales_team.group_sale_salesman')
        with self.assertRaises(UserError):
            self.ledger().with_user(seller).action_apply()

    def test_a_user_of_the_module_may_apply(self):
        self.sync_merchant()
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        self.ledger().with_user(clerk).action_apply()
        self.assertFigures(58, 0, 58)

    def test_a_product_that_is_being_counted_waits_for_the_count(self):
        self.sync_merchant()
        quant = self.env['stock.quant'].search([
            ('product_id', '=', self.known(CODE).id), ('location_id.usage', '=', 'internal')])
        quant.with_context(inventory_mode=True).inventory_quantity = 61
        self.ledger().action_apply()
        self.assertNotApplied('counting', CODE, "being counted")
        self.assertEqual(quant.inventory_quantity, 61)

    def test_products_tracked_by_lot_wait_for_a_person(self):
        self.trust()
        self.known(CODE).tracking = 'lot'
        self.sync_merchant()
        self.assertNotApplied('tracked', "lot or serial number")
        self.ledger().action_apply()
        self.assertEqual(self.on_hand(), 60)

    def test_stock_below_zero_waits_for_a_person(self):
        self.trust(limit=1000)
        self.lose(60)
        self.sync_merchant()
        self.assertNotApplied('negative', "below zero")

    def test_goods_in_several_places_wait_where_the_main_one_has_too_few(self):
        location = self.env['stock.location'].create({
            'name': "Shelf 2", 'location_id': self.merchant.warehouse_id.lot_stock_id.id})
        quants, product = self.env['stock.quant'], self.known(CODE)
        quants._update_available_quantity(product, location, 59)
        quants._update_available_quantity(
            product, self.merchant.warehouse_id.lot_stock_id, -59)
        self.sync_merchant()
        self.ledger().action_apply()
        self.assertNotApplied('places', CODE, "several places")
