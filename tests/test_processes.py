"""Exactly once, with real processes that die, stall and race on a real, committed database."""

import signal

from odoo.sql_db import db_connect
from odoo.tests import tagged

from .process_common import PATIENCE, Process, ProcessCase, odoo_command, wait_until

DIE = "import os, signal; die = lambda *args: os.kill(os.getpid(), signal.SIGKILL)\n"
STOP = "import os, signal; stop = lambda: os.kill(os.getpid(), signal.SIGSTOP)\n"
CLIENT = "from odoo.addons.mycashflow_ogoship.tools.ogoship_client import OgoshipClient\n"
MODEL = "model = env.registry['ogoship.order']\n"

DIE_BEFORE_POST = DIE + CLIENT + "OgoshipClient.create_order = die\n"
DIE_WITH_THE_ANSWER = DIE + MODEL + "model._write_answer = die\n"
# The lock is taken when the work on a row begins, and again after `sending` is committed.
AT_SECOND_LOCK = MODEL + """
lock, calls = model.try_lock_for_update, []
def second_lock(self, **options):
    if self._name == 'ogoship.order':
        calls.append(1)
        if len(calls) == 2:
            {fate}
    return lock(self, **options)
model.try_lock_for_update = second_lock
"""
DIE_AFTER_COMMIT = DIE + AT_SECOND_LOCK.format(fate="die()")
STALL_AFTER_COMMIT = STOP + AT_SECOND_LOCK.format(fate="tell('stalled'); stop()")


@tagged('post_install', '-at_install')
class TestProcesses(ProcessCase):

    def fault(self, kind, **values):
        self.sandbox.control.fault(
            remote='warehouse', method='POST', path='/Orders', kind=kind, **values)

    def fault_began(self):
        """The call for which the fault is meant has arrived."""
        return not any(fault.times for fault in self.sandbox._state.faults)

    def die(self, fate=''):
        """A process that is killed while it sends."""
        victim = self.worker()
        victim.start(self.send(fate))
        victim.wait_for_end()
        self.assertEqual(victim.process.returncode, -signal.SIGKILL)

    def check_recovery(self, reference, posts=1):
        """Nothing moves during the grace; then the order is there once."""
        self.assertEqual(self.row(reference), ('sending', 1, None))
        before = self.posts(reference)
        self.helper.run(self.send())
        self.assertEqual((self.row(reference)[0], self.posts(reference)), ('sending', before))
        self.end_grace(reference)
        self.helper.run(self.send())
        self.assertOnce(reference, posts)

    # === ONE PROCESS DIES === #

    def test_server_killed_between_order_and_answer(self):
        """A real server, whose scheduler sends the order, is killed while OGOship answers."""
        [reference] = self.take()
        self.fault('accept_and_hang', seconds=PATIENCE)
        server = self.serve()
        wait_until(lambda: self.wake_scheduler() and self.posts(reference))
        self.assertEqual(self.row(reference)[0], 'sending', "committed before the order left")
        self.end(server)
        self.check_recovery(reference)

    def test_wrong_key_pauses_the_merchant_while_its_scheduled_action_runs(self):
        """The scheduler holds the scheduled action locked, which must not be in the way."""
        [reference] = self.take()
        server = self.serve("{'secret_token': 'wrong', 'access_token': False, "
                            "'refresh_token': False, 'token_expires_at': False}")
        wait_until(lambda: self.wake_scheduler() and self.merchant_value('state') == 'paused')
        self.assertTrue(self.merchant_value('error_message'))
        self.end(server)
        self.change_merchant("{'secret_token': 'sandbox-token', 'state': 'connected'}")
        self.helper.run(self.send())
        self.assertOnce(reference)

    def serve(self, values='{}'):
        """A real server whose scheduler is rung for the merchant."""
        self.change_merchant(f"{values} | {{'latest_changes': True}}")
        server = Process(odoo_command(self.database, '--max-cron-threads=1'))
        self.addCleanup(server.kill)
        return server

    def end(self, server):
        """Kill the server, and wait until PostgreSQL has noticed and let go of its locks."""
        server.kill()
        wait_until(lambda: not self.sql(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = %s",
            f'odoo-{server.process.pid}'))
        self.change_merchant("{'latest_changes': False}")

    def change_merchant(self, values):
        merchant = f"env['ogoship.merchant'].browse({self.merchant_id})"
        self.helper.run(f"{merchant}.write({values}); {merchant}._ring()")

    def merchant_value(self, column):
        [[value]] = self.sql(
            f"SELECT {column} FROM ogoship_merchant WHERE id = %s", self.merchant_id)
        return value

    def wake_scheduler(self):
        with db_connect('postgres').cursor() as cr:
            cr.execute(f"NOTIFY cron_trigger, '{self.database}'")
        return True

    def test_killed_before_the_order_left(self):
        [reference] = self.take()
        self.die(DIE_BEFORE_POST)
        self.check_recovery(reference)

    def test_killed_between_the_commit_and_the_lock(self):
        [reference] = self.take()
        self.die(DIE_AFTER_COMMIT)
        self.check_recovery(reference)

    def test_killed_with_the_answer_in_hand(self):
        [reference] = self.take()
        self.die(DIE_WITH_THE_ANSWER)
        self.check_recovery(reference)

    def test_killed_while_ogoship_has_not_yet_taken_the_order(self):
        """It is taken after the death, and before the grace is over."""
        [reference] = self.take()
        self.fault('delay', seconds=2)
        victim = self.worker()
        victim.start(self.send())
        wait_until(self.fault_began)
        victim.kill()
        self.assertFalse(self.sandbox.control.warehouse_order(reference))
        wait_until(lambda: self.posts(reference))
        self.check_recovery(reference)

    # === TWO PROCESSES === #

    def test_two_processes_at_once(self):
        references = self.take(6)
        self.fault('delay', seconds=0.1, times=len(references))
        workers = [self.worker(), self.worker()]
        for worker in workers:
            worker.run("pass")
        for worker in workers:
            worker.start(self.send())
        for worker in workers:
            worker.finish()
        self.helper.run(self.send())
        for reference in references:
            self.assertOnce(reference)

    def test_process_that_stalls_is_overtaken_and_does_not_send_any_more(self):
        [reference] = self.take()
        stalled = self.worker()
        stalled.start(self.send(STALL_AFTER_COMMIT))
        self.assertEqual(stalled.hear(), 'stalled')
        self.assertEqual(self.row(reference), ('sending', 1, None))
        self.end_grace(reference)
        self.helper.run(self.send())
        self.assertOnce(reference)
        stalled.send_signal(signal.SIGCONT)
        stalled.finish()
        self.assertOnce(reference)
        self.assertEqual(self.row(reference)[1], 2)

    def test_process_that_waits_for_ogoship_is_not_overtaken(self):
        """However late it is: it holds the lock."""
        [reference] = self.take()
        self.fault('delay', seconds=4)
        slow = self.worker()
        slow.start(self.send())
        wait_until(self.fault_began)
        # By the other's clock the grace is over; the row itself cannot be changed under the lock.
        self.helper.run("from datetime import timedelta\n"
                        "from odoo.addons.mycashflow_ogoship.models import mycashflow_ogoship_row\n"
                        "now = mycashflow_ogoship_row.fields.Datetime.now\n"
                        "from unittest.mock import patch\n"
                        "with patch.object(mycashflow_ogoship_row.fields.Datetime, 'now',\n"
                        "                  lambda *args: now() + timedelta(minutes=5)):\n"
                        f"    {self.sync('ogoship.merchant', self.merchant_id)}")
        self.assertEqual(self.row(reference)[0], 'sending')
        slow.finish()
        self.assertOnce(reference)

    def test_two_processes_report_a_shipped_order_once(self):
        [reference] = self.take()
        self.helper.run(self.send())
        self.sandbox.control.ship(reference)
        self.helper.run(self.send())
        self.sandbox.log.clear()
        self.sandbox.control.fault(
            remote='shop', method='POST', path='quick-process', kind='delay', seconds=0.5)
        workers = [self.worker(), self.worker()]
        for worker in workers:
            worker.run("pass")
        for worker in workers:
            worker.start(self.sync('mycashflow.store', self.store_id))
        for worker in workers:
            worker.finish()
        actions = [call for call in self.sandbox.log
                   if call.remote == 'shop' and call.method == 'POST']
        self.assertEqual(len(actions), 1)
        self.assertEqual(self.sandbox.control.order(int(reference))['status'], 'COMPLETED')

    def test_somebody_edits_the_account_during_its_run(self):
        """The run comes back later; it does not fail, and the edit is not lost."""
        self.assertEqual(self.helper.run(f"""
merchant = env['ogoship.merchant'].browse({self.merchant_id})
merchant.name
def step(client):
    with env.registry.cursor() as other:
        other.execute("UPDATE ogoship_merchant SET adjust_limit = 7")
    merchant.orders_watermark = '2026-01-01'
merchant._run_steps([step])
result = merchant.adjust_limit
"""), 7)
