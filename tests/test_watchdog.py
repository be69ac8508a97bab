"""Alarms about orders, goods and stock: raised, counted, told once, cleared by themselves."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..const import ALARM_HISTORY
from .ledger_common import LedgerCase
from .watch_common import WatchCase


@tagged('post_install', '-at_install')
class TestLateOrders(WatchCase):

    def test_a_paid_order_that_does_not_reach_the_warehouse_is_told_once_until_it_does(self):
        row = self.late()
        self.watch()
        alarm = self.assertAlarm('late', self.store)
        self.assertEqual(alarm.since, row.create_date)
        [activity] = self.store.activity_ids
        self.assertEqual(activity.user_id, self.store.user_id)
        self.assertIn("not at the warehouse: 1", activity.summary)
        second = self.late()
        self.watch()
        self.watch()
        self.assertAlarm('late', self.store, 2)
        self.assertEqual((self.alarms(), self.store.activity_ids), (alarm, activity))
        self.sync_merchant()
        self.assertOnce(row)
        self.assertOnce(second)
        self.watch()
        self.assertCleared(alarm)
        self.assertFalse(self.store.activity_ids)

    def test_an_order_on_its_way_within_the_time_is_no_alarm(self):
        row = self.outbox()
        self.age(row, 'create_date', minutes=59)
        self.watch()
        self.assertQuiet()
        self.store.alarm_minutes = 58
        self.watch()
        self.assertAlarm('late', self.store)
        self.store.alarm_minutes = 0
        self.watch()
        self.assertQuiet()

    def test_an_order_that_waits_for_a_good_reason_is_not_late(self):
        self.merchant.send_when = 'assigned'
        goods = self.sell((self.product('EI-VIELA'), 1))
        unpaid = self.bring_in('unpaid')
        self.store.order_from = fields.Date.today() + timedelta(days=30)
        old = self.bring_in()
        self.assertEqual(old.reason, 'before_start')
        self.age(unpaid | old, 'create_date')
        self.age(goods.picking_ids, 'create_date')
        self.watch()
        self.assertQuiet()

    def test_an_order_that_waits_for_stock_at_the_warehouse_is_not_late(self):
        self.warehouse.set_warehouse_stock('KAASU-230', 0)
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 1}])
        self.age(row, 'create_date')
        self.age(row.sale_order_id.mycashflow_order_ids, 'create_date', 'paid_date')
        self.watch()
        self.assertQuiet('late')

    def test_a_paid_order_that_is_not_even_imported_is_late(self):
        with patch.object(type(self.store), '_import_orders', lambda store, client: True):
            row = self.bring_in()
            unpaid = self.bring_in('unpaid')
        self.assertEqual((row | unpaid).mapped('state'), ['new', 'new'])
        self.age(row, 'create_date', 'paid_date')
        self.watch()
        self.assertAlarm('late', self.store)
        self.sync_store()
        self.assertImported(row)
        self.watch()
        self.assertQuiet()

    def test_a_paid_order_that_the_shop_does_not_give_again_is_late(self):
        row = self.bring_in('unmapped_method')
        row.write({'reason': 'remote', 'message': "The shop does not answer."})
        self.age(row, 'create_date', 'paid_date')
        self.watch()
        self.assertAlarm('late', self.store)

    def test_an_order_made_in_odoo_is_the_business_of_the_merchant(self):
        row = self.sell(('KAASU-230', 1)).ogoship_order_ids
        self.age(row, 'create_date')
        self.watch()
        self.assertEqual(self.assertAlarm('late', self.merchant), self.alarms())
        self.assertTrue(self.merchant.activity_ids)
        self.assertFalse(self.store.activity_ids)

    def test_a_delivery_from_before_the_connection_is_no_alarm(self):
        other = self.env['stock.warehouse'].create({'name': "Own", 'code': 'OWN'})
        sale = self.sell(('KAASU-230', 1), warehouse_id=other.id)
        self.age(sale.picking_ids, 'create_date')
        self.merchant.warehouse_id = other
        self.watch()
        self.assertQuiet()

    def test_an_order_whose_answer_never_came(self):
        row = self.outbox()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual(row.state, 'sending')
        self.age(row, 'sending_date', minutes=20)
        self.watch()
        self.assertQuiet()
        self.age(row, 'sending_date', minutes=40)
        self.watch()
        alarm = self.assertAlarm('sending', self.merchant)
        self.assertEqual(self.merchant.activity_ids, alarm.activity_id)
        self.try_again(row)
        self.assertOnce(row)
        self.watch()
        self.assertCleared(alarm)

    def test_an_order_that_the_warehouse_holds_is_told_on_its_delivery_only(self):
        row = self.sent()
        self.warehouse.hold(row.reference, comment="Box is damaged.")
        self.merchant.alarm_hours = 0
        self.sync_merchant()
        self.sync_merchant()
        self.assertTrue(row.picking_id.activity_ids)
        self.watch()
        alarm = self.assertAlarm('standing', self.merchant)
        self.assertFalse(self.merchant.activity_ids)
        self.warehouse.release(row.reference)
        self.sync_merchant()
        self.watch()
        self.assertCleared(alarm)


@tagged('post_install', '-at_install')
class TestRowsForPersons(WatchCase):

    def test_the_same_cause_is_one_alarm_with_a_count(self):
        held = [self.bring_in('unmapped_method') for _ in range(3)]
        other = self.bring_in('unknown_code')
        self.assertEqual(other.reason, 'unknown_product')
        self.watch()
        rule = self.assertAlarm('person', self.store, 3, 'waiting,no_rule')
        self.assertAlarm('person', self.store, 1, 'waiting,unknown_product')
        self.assertIn("No shipping rule", rule.message)
        self.assertEqual(len(self.store.activity_ids), 2)
        self.env['mycashflow.shipping.rule'].create({
            'pattern': held[0].reason_value, 'carrier_id': self.carrier.id})
        self.sync_store()
        self.watch()
        self.assertCleared(rule)
        self.assertAlarm('person', self.store, 1, 'waiting,unknown_product')
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_what_is_told_on_the_delivery_is_not_told_again(self):
        row = self.sent()
        row.write({'state': 'shipped', 'reason': 'split', 'message': "Shipped in parts."})
        self.watch()
        self.assertAlarm('person', self.store, 1, 'waiting,split')
        self.assertFalse(self.store.activity_ids)

    def test_an_order_that_cannot_be_reported_to_the_shop(self):
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.shop.fault(remote='shop', method='POST', kind='status', status=400)
        self.sync_store()
        self.assertEqual(row.reason, 'refused', row.message)
        self.watch()
        alarm = self.assertAlarm('person', self.store, 1, 'order,refused')
        self.let_time_pass(row)
        self.sync_store()
        self.assertTrue(row.shop_reported_date)
        self.watch()
        self.assertCleared(alarm)

    def test_a_return_in_the_shop_of_nobody_knows_which_order(self):
        self.bring_in('negative')
        self.watch()
        self.assertAlarm('person', self.store, 1, 'shop_return,return')
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_whatever_else_waits_for_a_person(self):
        row = self.bring_in()
        self.store.write({
            'stock_previewed_date': fields.Datetime.now(), 'push_stock': True})
        self.env['mycashflow.booking'].create({
            'order_id': row.id, 'kind': 'invoice', 'mode': 'draft', 'state': 'error',
            'reason': 'total'})
        self.env['mycashflow.product'].create({
            'store_id': self.store.id, 'remote_id': 990001, 'name': "Keitin",
            'reason': 'refused'})
        self.env['ogoship.stock.update'].create([
            {'merchant_id': self.merchant.id, 'reference': f'IN-{reason}', 'state': 'held',
             'reason': reason} for reason in ('barcode', 'remote')])
        self.env['ogoship.return'].create({
            'merchant_id': self.merchant.id, 'reference': 'R-1', 'state': 'to_review'})
        self.watch()
        for account, causes in (
                (self.store, ('booking,total', 'push,refused')),
                (self.merchant, ('stock_update,barcode', 'return'))):
            for cause in causes:
                with self.subTest(cause):
                    self.assertAlarm('person', account, 1, cause)
        self.assertEqual(len(self.alarms()), 4)
        self.assertEqual(len(self.merchant.activity_ids), 1, "The return's has its own")

    def test_who_has_done_the_note_is_not_told_again_of_the_same_trouble(self):
        self.bring_in('unmapped_method')
        self.watch()
        self.store.activity_ids.action_feedback()
        self.bring_in('unmapped_method')
        self.watch()
        self.assertAlarm('person', self.store, 2)
        self.assertFalse(self.store.activity_ids)

    def test_a_clerk_finds_the_way_from_the_alarm_to_the_order(self):
        row = self.bring_in('unmapped_method')
        self.watch()
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        self.env.invalidate_all()
        alarm = self.alarms().with_user(clerk)
        Form(alarm)
        action = alarm.action_remedy()
        found = self.env[action['res_model']].with_user(clerk).search(action['domain'])
        self.assertEqual(found.mycashflow_order_id, row)
        self.assertEqual(self.store.with_user(clerk).alarm_count, 1)

    def test_looking_costs_the_same_however_many_wait(self):
        costs = []
        for more in (1, 1, 4):
            for _number in range(more):
                self.bring_in('unmapped_method')
                self.late()
            costs.append(self.cost())
        self.assertLess(costs[2] - costs[1], 4, "Eight rows more")
        self.assertEqual(self.alarms().mapped('count'), [6, 6])

    def cost(self):
        """Queries of a look at both accounts."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        for account in (self.merchant, self.store):
            account._watch()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_history_is_kept_for_a_while(self):
        self.late()
        self.watch()
        self.sync_merchant()
        self.watch()
        alarm = self.alarms(state='cleared')
        self.assertEqual(alarm.kind, 'late')
        alarm._gc_history()
        self.assertTrue(alarm.exists())
        alarm.cleared_date = fields.Datetime.now() - ALARM_HISTORY - timedelta(days=1)
        alarm._gc_history()
        self.assertFalse(alarm.exists())

    def test_a_check_that_fails_hides_neither_the_others_nor_what_it_found_before(self):
        self.late()
        held = self.bring_in('unmapped_method')
        self.watch()
        self.assertEqual(set(self.alarms().mapped('kind')), {'late', 'person'})
        held.action_ignore()
        broken = patch.object(type(self.store), '_late_domain', side_effect=KeyError)
        with mute_logger('odoo.addons.mycashflow_ogoship'), broken:
            self.watch()
        self.assertEqual(
            set(self.alarms(account=self.store).mapped('kind')), {'late', 'person', 'unchecked'})


@tagged('post_install', '-at_install')
class TestStockAlarms(LedgerCase, WatchCase):

    def test_stock_that_differs_by_more_than_the_limit(self):
        self.lose(5)
        self.sync_merchant()
        self.watch()
        self.assertQuiet('drift')
        self.lose(1)
        self.sync_merchant()
        self.watch()
        alarm = self.assertAlarm('drift', self.merchant)
        self.assertIn("more than 5", alarm.message)
        self.assertEqual(self.merchant.activity_ids, alarm.activity_id)
        self.lose(-6)
        self.sync_merchant()
        self.watch()
        self.assertCleared(alarm)
        self.assertFalse(self.merchant.activity_ids)

    def test_a_line_of_the_ledger_that_only_a_person_can_settle(self):
        line = self.ledger()
        line.write({'state': 'waiting', 'reason': 'negative', 'message': "Below zero."})
        self.watch()
        alarm = self.assertAlarm('person', self.merchant, 1, 'ledger,negative')
        self.assertIn("Stock would be negative", alarm.message)
