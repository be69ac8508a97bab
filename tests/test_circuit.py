"""A remote that is out of reach is left alone, tried again by itself, and told of once."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..const import CIRCUIT_FAILURES, CIRCUIT_LONGEST, RETRY_AFTER_LONGEST
from ..tools import http_client
from .common import InboxCase
from .outbox_common import OutboxCase


class CircuitCase(OutboxCase):

    def down(self, remote='shop', times=10000, **values):
        self.sandbox.control.fault(
            remote=remote, times=times, **{'kind': 'status', 'status': 503, **values})

    def up(self):
        self.sandbox.control.clear_faults()

    def open_circuit(self, account, **values):
        self.down('shop' if account == self.store else 'warehouse', **values)
        for _run in range(CIRCUIT_FAILURES):
            self.run_cron(account)
        self.assertTrue(account.circuit_retry_at)
        self.sandbox.log.clear()

    def end_pause(self, account):
        account.circuit_retry_at = fields.Datetime.now() - timedelta(seconds=1)
        account.flush_recordset()

    def pause_of(self, account):
        return account.circuit_retry_at - fields.Datetime.now()

    def assertClosed(self, account):
        self.assertEqual(
            (account.circuit_failures, account.circuit_retry_at, account.circuit_since),
            (0, False, False))
        self.assertFalse(account.error_message)
        self.assertFalse(account.activity_ids)


@tagged('post_install', '-at_install')
class TestCircuit(CircuitCase):

    def test_a_shop_that_stays_out_of_reach_is_left_alone_and_its_owner_told_once(self):
        self.open_circuit(self.store)
        self.assertIn("out of reach since", self.store.circuit_message)
        self.assertIn("when you press Synchronize now", self.store.circuit_message)
        self.store.latest_changes = True
        self.assertIn("again by itself at", self.store.circuit_message)
        self.store.latest_changes = False
        [activity] = self.store.activity_ids
        self.assertEqual(activity.user_id, self.store.user_id)
        self.assertIn("out of reach", activity.summary)
        for _run in range(3):
            self.sync_store()
        self.assertFalse(self.sandbox.log, "No call while it is open")
        for _try in range(3):
            self.end_pause(self.store)
            self.sync_store()
        self.assertEqual(self.store.activity_ids, activity)

    def test_one_failed_run_alone_changes_nothing(self):
        self.down()
        self.sync_store()
        self.assertTrue(self.store.error_message)
        self.assertFalse(self.store.circuit_retry_at or self.store.activity_ids)
        self.up()
        self.sync_store()
        self.assertClosed(self.store)

    def test_one_call_closes_it_and_what_waited_is_done_in_the_same_run(self):
        self.open_circuit(self.store)
        number = self.place()
        self.up()
        self.sync_store()
        self.assertFalse(self.sandbox.log, "Not before its time")
        self.end_pause(self.store)
        self.sync_store()
        self.assertImported(self.row(number))
        self.assertClosed(self.store)

    def test_a_try_that_fails_is_one_call_and_makes_the_pause_longer(self):
        self.open_circuit(self.store)
        pauses = [self.pause_of(self.store)]
        since = self.store.circuit_since
        for _try in range(6):
            self.end_pause(self.store)
            self.sandbox.log.clear()
            self.sync_store()
            self.assertEqual(len(self.sandbox.log), 1)
            pauses.append(self.pause_of(self.store))
        self.assertGreater(pauses[1], pauses[0])
        self.assertGreater(pauses[2], pauses[1])
        self.assertLessEqual(max(pauses), CIRCUIT_LONGEST * 1.2)
        self.assertEqual(self.store.circuit_since, since)

    def test_the_warehouse_is_left_alone_and_what_was_queued_leaves_after_closing(self):
        row = self.outbox()
        self.open_circuit(self.merchant)
        later = self.outbox()
        self.sandbox.log.clear()
        self.merchant.latest_changes = True
        for _ring in range(20):
            self.merchant._ring()
        self.sync_merchant()
        self.assertFalse(self.sandbox.log)
        self.assertEqual((later.state, later.reason, later.attempts), ('to_send', False, 0))
        self.up()
        self.end_pause(self.merchant)
        self.let_time_pass(row)
        self.sync_merchant()
        self.assertOnce(row)
        self.assertOnce(later)
        self.assertClosed(self.merchant)

    def test_while_it_is_open_a_run_costs_little(self):
        self.open_circuit(self.store)
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            store = self.store.with_env(self.env(cr=cr))
            store._cron_sync()
            before = cr.sql_log_count
            store._cron_sync()
            self.assertLessEqual(cr.sql_log_count - before, 30)

    def test_orders_in_the_inbox_are_imported_while_the_shop_is_out_of_reach(self):
        number = self.place('unpaid')
        self.sync_store()
        self.open_circuit(self.store)
        self.store.payment_method_ids.release_unpaid = True
        self.row(number).write({'reason': False, 'retry_at': False, 'state': 'new'})
        self.sync_store()
        self.assertImported(self.row(number))
        self.assertFalse(self.sandbox.log)
        self.assertTrue(self.store.error_message)

    def test_an_account_that_asks_for_an_hour_gets_an_hour_at_once(self):
        self.down(status=429, retry_after=3600)
        self.sync_store()
        self.assertEqual(len(self.sandbox.log), 1)
        self.assertGreater(self.pause_of(self.store), timedelta(minutes=59))
        self.assertEqual(len(self.store.activity_ids), 1)
        self.up()
        self.sandbox.log.clear()
        self.sync_store()
        self.assertFalse(self.sandbox.log)

    def test_nobody_is_left_alone_for_longer_than_a_day(self):
        self.down(status=429, retry_after=30 * 86400)
        self.sync_store()
        self.assertLessEqual(self.pause_of(self.store), RETRY_AFTER_LONGEST)

    def test_garbage_instead_of_every_answer_is_out_of_reach(self):
        self.open_circuit(self.merchant, kind='html', status=200)

    def test_one_broken_list_stops_neither_the_other_steps_nor_later_runs(self):
        row = self.outbox()
        self.down('warehouse', path='/StockUpdate')
        for _run in range(CIRCUIT_FAILURES + 1):
            self.sync_merchant()
            self.assertTrue(self.merchant.error_message)
        self.assertOnce(row)
        self.assertFalse(self.merchant.circuit_retry_at or self.merchant.activity_ids)
        self.assertEqual(self.merchant.circuit_failures, 0)
        self.assertIn('/api/v1/Stock', {call.path for call in self.sandbox.log})

    def test_one_bad_order_does_not_count(self):
        for _run in range(CIRCUIT_FAILURES):
            number = self.place()
            self.shop.break_order(number)
            self.sync_store()
        self.assertFalse(self.store.circuit_failures or self.store.circuit_retry_at)

    def test_an_error_of_ours_does_not_count(self):
        with patch.object(type(self.store), '_import_orders', side_effect=KeyError), \
                self.assertLogs('odoo.addons.mycashflow_ogoship', 'ERROR'):
            for _run in range(CIRCUIT_FAILURES):
                self.sync_store()
        self.assertIn("Unexpected error", self.store.error_message)
        self.assertFalse(self.store.circuit_failures or self.store.circuit_retry_at)

    def test_synchronize_now_is_a_try(self):
        self.open_circuit(self.store)
        self.up()
        with self.enter_registry_test_mode():
            self.store.action_sync()
        self.env.invalidate_all()
        self.assertClosed(self.store)

    def test_test_connection_is_a_try(self):
        self.open_circuit(self.store)
        self.store.action_test_connection()
        self.assertTrue(self.store.circuit_retry_at, "It failed, so nothing changes")
        self.up()
        self.store.action_test_connection()
        self.assertClosed(self.store)

    def test_a_key_refused_by_the_try_pauses_the_account(self):
        self.open_circuit(self.store)
        self.up()
        self.store.api_key = 'not-the-key'
        self.end_pause(self.store)
        self.sync_store()
        self.assertEqual(self.store.state, 'paused')
        self.assertEqual(len(self.store.activity_ids), 1, "The note of the outage is taken back")
        self.assertIn("refused the key", self.store.activity_ids.summary)

    def test_a_corrected_key_takes_the_note_back(self):
        self.store.api_key = 'not-the-key'
        self.sync_store()
        self.assertEqual(len(self.store.activity_ids), 1)
        self.store.api_key = 'sandbox-key'
        self.store.action_test_connection()
        self.assertFalse(self.store.activity_ids)

    def test_who_has_done_the_note_is_not_told_again_of_the_same_outage(self):
        self.open_circuit(self.store)
        self.store.activity_ids.action_feedback()
        for _try in range(2):
            self.end_pause(self.store)
            self.sync_store()
        self.assertFalse(self.store.activity_ids)

    def test_the_next_outage_is_told_again(self):
        self.open_circuit(self.store)
        self.up()
        self.end_pause(self.store)
        self.sync_store()
        self.assertFalse(self.store.activity_ids)
        self.open_circuit(self.store)
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_of_two_processes_one_tries(self):
        self.open_circuit(self.store)
        self.end_pause(self.store)
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *a, **kw: 5):
            self.assertTrue(self.store._claim_try())
            self.assertFalse(self.store._claim_try(), "The other finds it claimed")
        self.assertTrue(self.store.circuit_retry_at, "and should the first die, it is tried later")


@tagged('post_install', '-at_install')
class TestHangingRemote(CircuitCase):

    def hang(self, remote, **values):
        self.impatient(0.2)
        self.startPatcher(patch.object(http_client, 'PATIENCE', 0.35))
        self.down(remote, kind='accept_and_hang', seconds=0.6, **values)

    def test_a_hanging_shop_is_asked_twice_in_a_run(self):
        self.hang('shop')
        self.sync_store()
        self.assertEqual(len(self.sandbox.log), 2, "The first step, and one cheap call")
        self.assertEqual(self.store.circuit_failures, 1)

    def test_a_hanging_warehouse_is_asked_three_times_in_a_run(self):
        rows = [self.outbox() for _row in range(4)]
        self.sandbox.log.clear()
        self.hang('warehouse')
        self.sync_merchant()
        calls = [call for call in self.sandbox.log if call.remote == 'warehouse']
        self.assertEqual(len(calls), 3, "Two orders, since one may be at fault, and a cheap call")
        self.assertEqual(sum(not row.reason for row in rows), 2, "The others wait untouched")

    def test_lists_that_hang_while_the_warehouse_answers_do_not_hold_the_run(self):
        for path in ('/Returns', '/StockUpdate', '/Stock', '/Products'):
            self.hang('warehouse', path=path)
        self.sync_merchant()
        hanging = [call.path for call in self.sandbox.log
                   if call.remote == 'warehouse' and not call.path.endswith('/Orders')]
        self.assertLessEqual(len(hanging), 2)
        self.assertFalse(self.merchant.circuit_failures)


@tagged('post_install', '-at_install')
class TestSchedulerAndOutage(CircuitCase):
    """Odoo's own scheduler never takes an account's action for a failing one."""

    def assertStaysOn(self, account, remote, **fault):
        """The action has failed before, and long ago: the next failure would switch it off."""
        cron = account.cron_id
        other = (self.merchant if account == self.store else self.store).cron_id
        account.state = 'connected'
        self.down(remote, **fault)
        self.end_pause(account)
        schedule = (other.active, other.nextcall, other.lastcall)
        self.env.cr.execute(
            "UPDATE ir_cron SET failure_count = 9, first_failure_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=30), cron.id])
        self.run_cron(account)
        self.assertTrue(account.error_message)
        self.assertTrue(cron.active)
        self.assertEqual((cron.failure_count, cron.first_failure_date), (0, False))
        self.assertEqual((other.active, other.nextcall, other.lastcall), schedule)
        self.up()

    def test_the_action_stays_on_whatever_the_shop_does(self):
        self.store.latest_changes = True
        for fault in (
                {'status': 503}, {'kind': 'html', 'status': 200}, {'kind': 'cut'},
                {'kind': 'truncated'}, {'status': 429}, {'status': 404}, {'status': 400},
                {'kind': 'null'}, {'kind': 'empty'}, {'status': 401}):
            with self.subTest(fault):
                self.assertStaysOn(self.store, 'shop', **fault)

    def test_the_action_stays_on_whatever_the_warehouse_does(self):
        self.merchant.latest_changes = True
        self.outbox()
        for fault in (
                {'status': 503}, {'kind': 'html', 'status': 200}, {'kind': 'cut'},
                {'kind': 'truncated'}, {'status': 429}, {'status': 401}):
            with self.subTest(fault):
                self.assertStaysOn(self.merchant, 'warehouse', **fault)
        for fault in ({'status': 500}, {'kind': 'cut'}, {'status': 401}):
            with self.subTest(token=fault):
                self.merchant.token_expires_at = False
                self.assertStaysOn(self.merchant, 'auth', **fault)

    def test_an_outage_of_one_account_leaves_the_run_of_the_other_alone(self):
        row = self.outbox()
        other = self.merchant.cron_id
        self.open_circuit(self.store)
        called = other.nextcall
        self.sync_merchant()
        self.assertOnce(row)
        self.assertFalse(self.merchant.error_message)
        self.assertFalse(self.merchant.circuit_failures)
        self.assertGreaterEqual(other.nextcall, called)

    def test_the_end_of_the_pause_rings(self):
        self.store.latest_changes = True
        self.open_circuit(self.store)
        rings = self.env['ir.cron.trigger'].search([('cron_id', '=', self.store.cron_id.id)])
        self.assertIn(self.store.circuit_retry_at, rings.mapped('call_at'))


@tagged('post_install', '-at_install')
class TestInboxDuringOutage(InboxCase):

    def test_nothing_is_lost_and_nothing_comes_twice(self):
        first = self.place_many(3)
        with self.without_waiting():
            self.shop.fault(remote='shop', kind='status', status=503, times=10000)
            for _run in range(CIRCUIT_FAILURES):
                self.sync_store()
            second = self.place_many(3)
            self.shop.clear_faults()
            self.let_time_pass(self.rows())
            self.sync_store()
        self.assertAllImported(first + second)
