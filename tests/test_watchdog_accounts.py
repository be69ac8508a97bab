"""Alarms about the accounts themselves, and who watches the watching."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged
from odoo.tools import mute_logger

from .watch_common import WATCH, WatchCase


@tagged('post_install', '-at_install')
class TestAccountAlarms(WatchCase):

    def test_an_account_out_of_reach_is_one_alarm_and_one_note(self):
        self.open_circuit(self.store)
        self.watch()
        self.watch()
        alarm = self.assertAlarm('circuit', self.store, self.store.circuit_failures)
        self.assertEqual(alarm.since, self.store.circuit_since)
        self.assertEqual(len(self.store.activity_ids), 1, "The account's own note")
        self.up()
        self.end_pause(self.store)
        self.sync_store()
        self.watch()
        self.assertCleared(alarm)
        self.assertClosed(self.store)

    def test_orders_that_wait_for_an_outage_are_counted_but_told_only_if_they_wait_on(self):
        self.late()
        self.open_circuit(self.merchant)
        self.watch()
        self.assertAlarm('late', self.store)
        self.assertFalse(self.store.activity_ids, "The merchant's outage says it")
        self.up()
        self.merchant._close_circuit()
        self.watch()
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_a_refused_key(self):
        self.store.api_key = 'not-the-key'
        self.sync_store()
        self.watch()
        alarm = self.assertAlarm('paused', self.store)
        self.assertEqual(len(self.store.activity_ids), 1)
        self.assertEqual(alarm.action_remedy()['res_id'], self.store.id)
        self.store.api_key = 'sandbox-key'
        self.store.action_test_connection()
        self.watch()
        self.assertCleared(alarm)

    def test_a_schedule_that_somebody_switched_off_though_latest_changes_is_on(self):
        self.store.latest_changes = True
        self.store.cron_id.active = False
        self.watch()
        alarm = self.assertAlarm('off', self.store)
        self.assertEqual(alarm.action_remedy()['res_model'], 'ir.cron')
        self.assertEqual(self.store.activity_ids, alarm.activity_id)
        self.store.latest_changes = False
        self.store.latest_changes = True
        self.assertTrue(self.store.cron_id.active)
        self.watch()
        self.assertCleared(alarm)

    def test_a_schedule_that_somebody_deleted(self):
        self.store.latest_changes = True
        self.store.cron_id.unlink()
        self.watch()
        alarm = self.assertAlarm('off', self.store)
        self.assertTrue(alarm.action_open_account())
        self.store.latest_changes = False
        self.store.latest_changes = True
        self.watch()
        self.assertCleared(alarm)
        self.sync_store()

    def test_a_schedule_that_is_off_because_latest_changes_is_off_is_no_alarm(self):
        self.assertFalse(self.store.latest_changes or self.store.cron_id.active)
        self.watch()
        self.assertQuiet()

    def test_a_schedule_that_is_due_and_does_not_run(self):
        self.merchant.latest_changes = True
        cron = self.merchant.cron_id
        self.env.cr.execute("DELETE FROM ir_cron_progress WHERE cron_id = %s", [cron.id])
        cron.nextcall = fields.Datetime.now() - timedelta(minutes=20)
        self.watch()
        self.assertQuiet()
        cron.nextcall = fields.Datetime.now() - timedelta(minutes=40)
        self.watch()
        alarm = self.assertAlarm('silent', self.merchant)
        self.assertEqual(alarm.since, cron.nextcall)
        self.sync_merchant()
        self.watch()
        self.assertCleared(alarm)

    def test_a_schedule_that_always_has_more_to_do_is_not_silent(self):
        """Odoo leaves the time of the next run as it is meanwhile."""
        self.merchant.latest_changes = True
        self.merchant.cron_id.nextcall = fields.Datetime.now() - timedelta(hours=5)
        self.env['ir.cron.progress'].create({'cron_id': self.merchant.cron_id.id})
        self.watch()
        self.assertQuiet()

    def test_a_second_integration_until_somebody_dismisses_it_and_when_it_comes_back(self):
        self.warehouse.add_foreign_order(str(self.bring_in('unmapped_method').remote_id))
        self.sync_merchant()
        self.watch()
        alarm = self.assertAlarm('second', self.merchant)
        self.assertEqual(len(self.merchant.activity_ids), 1, "The account's own note")
        self.merchant.action_dismiss_warning()
        self.watch()
        self.assertCleared(alarm)
        self.warehouse.add_foreign_order(str(self.bring_in('unmapped_method').remote_id))
        self.sync_merchant()
        self.watch()
        self.assertAlarm('second', self.merchant)

    def test_an_order_that_the_shop_cannot_deliver(self):
        self.store.order_gaps = [{'from': '2026-11-01T10:00:00', 'to': None, 'position': 1}]
        self.watch()
        alarm = self.assertAlarm('gap', self.store)
        self.store.order_gaps = []
        self.watch()
        self.assertCleared(alarm)

    def test_one_account_that_cannot_be_checked_hides_no_other(self):
        self.late()
        broken = patch.object(type(self.merchant), '_alarm_checks', side_effect=KeyError)
        with mute_logger('odoo.addons.mycashflow_ogoship'), broken:
            self.watch()
        self.assertAlarm('late', self.store)

    def test_a_broken_query_of_one_check_hides_no_other(self):
        self.late()
        broken = patch.object(
            type(self.store), '_find_off',
            lambda store: store.env.cr.execute('SELECT nonsense'))
        with mute_logger('odoo.addons.mycashflow_ogoship', 'odoo.sql_db'), broken:
            self.watch()
        self.assertAlarm('late', self.store)
        self.assertAlarm('unchecked', self.store)
        self.watch()
        self.assertQuiet('unchecked')

    def test_an_archived_account_has_no_troubles(self):
        self.bring_in('unmapped_method')
        self.watch()
        alarm = self.assertAlarm('person', self.store)
        self.store.active = False
        self.watch()
        self.assertCleared(alarm)
        self.assertFalse(self.store.activity_ids)

    def test_a_staging_copy_has_no_alarms(self):
        self.late()
        self.watch()
        self.assertAlarm('late', self.store)
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.assertQuiet()
        self.assertFalse(self.env.ref(WATCH).active)
        self.watch()
        self.assertQuiet()


@tagged('post_install', '-at_install')
class TestLastLook(WatchCase):
    """A scheduled action cannot say that no scheduled action runs: the screens do."""

    def test_the_list_says_when_it_was_looked_last(self):
        self.watch()
        action = self.env['mycashflow_ogoship.alarm']._action_open_alarms()
        self.assertIn("last looked at", action['display_name'])
        self.assertFalse(self.store.watch_message)

    def test_when_nobody_watches_the_list_and_the_accounts_say_so(self):
        cron = self.env.ref(WATCH)
        self.watch()
        for switched_off in (False, True):
            with self.subTest(switched_off=switched_off):
                self.age(cron, 'lastcall', minutes=0 if switched_off else 60)
                cron.active = not switched_off
                self.env.invalidate_all()
                action = self.env['mycashflow_ogoship.alarm']._action_open_alarms()
                self.assertIn("Nobody watches", action['help'])
                for account in (self.store, self.merchant):
                    self.assertIn("Nobody watches", account.watch_message)
