"""Several workers for one account: their scheduled actions, and what each of them does."""

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import InboxCase


@tagged('post_install', '-at_install')
class TestWorkers(InboxCase):

    def run_worker(self, account):
        """Run the account's second scheduled action as the scheduler does."""
        with self.enter_registry_test_mode():
            account.worker_cron_ids[0].method_direct_trigger()
        self.env.invalidate_all()

    # === THEIR SCHEDULED ACTIONS === #

    def test_one_worker_is_the_accounts_own_scheduled_action(self):
        self.assertEqual(self.store.worker_count, 1)
        self.assertFalse(self.store.worker_cron_ids | self.merchant.worker_cron_ids)

    def test_scheduled_actions_come_and_go_with_the_number(self):
        self.store.latest_changes = True
        self.store.worker_count = 3
        crons = self.store.worker_cron_ids
        self.assertEqual(crons.mapped('active'), [True, True])
        self.assertEqual(crons.sorted('id').mapped('name'), [
            f"MyCashflow Store: {self.store.name} (2)", f"MyCashflow Store: {self.store.name} (3)"])
        self.assertEqual(set(crons.mapped('code')), {
            f"model.browse({self.store.id})._cron_work()"})
        self.store.worker_count = 2
        self.assertEqual(self.store.worker_cron_ids, crons.sorted('id')[0])
        self.store.worker_count = 1
        self.assertFalse(crons.exists())

    def test_they_follow_their_account(self):
        self.store.write({'worker_count': 2, 'latest_changes': True})
        cron = self.store.worker_cron_ids
        self.store.latest_changes = False
        self.assertFalse(cron.active)
        self.store.write({'latest_changes': True, 'name': "Toinen"})
        self.assertEqual((cron.active, cron.name), (True, "MyCashflow Store: Toinen (2)"))
        self.store.active = False
        self.assertFalse(cron.active)

    def test_they_go_with_their_account(self):
        merchant = self.merchant.copy({'merchant_code': '2', 'worker_count': 2})
        cron = merchant.worker_cron_ids
        self.assertTrue(cron)
        self.assertNotEqual(cron, self.merchant.worker_cron_ids)
        merchant.unlink()
        self.assertFalse(cron.exists())

    def test_number_that_cannot_be(self):
        for number in (0, -1, 17):
            with self.subTest(number), self.assertRaisesRegex(ValidationError, "1 to 16 workers"):
                self.store.worker_count = number

    # === THEIR WORK === #

    def test_worker_of_a_store_imports_and_asks_the_shop_nothing(self):
        self.store.worker_count = 2
        numbers = self.place_many(2)
        with patch.object(type(self.store), '_import_orders', return_value=True):
            self.sync_store()
        self.assertEqual(self.rows().mapped('state'), ['new', 'new'])
        self.sandbox.log.clear()
        self.run_worker(self.store)
        self.assertAllImported(numbers)
        self.assertEqual(self.sandbox.log, [])

    def test_worker_of_a_merchant_sends_what_is_to_be_sent(self):
        self.merchant.worker_count = 2
        number = self.place()
        self.sync_store()
        self.assertFalse(self.warehouse.warehouse_order(str(number)))
        self.run_worker(self.merchant)
        self.assertEqual(self.warehouse_row(number).state, 'sent')
        self.assertEqual(len(self.warehouse.warehouse_order(str(number))), 1)

    def test_worker_leaves_a_remote_alone_that_is_out_of_reach(self):
        self.merchant.worker_count = 2
        number = self.place()
        self.sync_store()
        self.merchant.circuit_retry_at = '2100-01-01'
        self.sandbox.log.clear()
        self.run_worker(self.merchant)
        self.assertEqual(self.sandbox.log, [])
        row = self.warehouse_row(number)
        self.assertEqual((row.state, row.message), ('to_send', False))

    def test_wrong_key_pauses_the_account_whoever_meets_it(self):
        self.merchant.worker_count = 2
        self.place()
        self.sync_store()
        self.sandbox.control.fault(
            remote='warehouse', path='/Orders', kind='status', status=401, times=9)
        self.run_worker(self.merchant)
        self.assertEqual(self.merchant.state, 'paused')
        self.run_worker(self.merchant)
        self.assertEqual(len(self.merchant.activity_ids), 1)

    def test_worker_does_not_take_back_what_the_account_says(self):
        self.store.write({'worker_count': 2, 'error_message': "The stock could not be read."})
        self.run_worker(self.store)
        self.assertEqual(self.store.error_message, "The stock could not be read.")

    def test_workers_are_rung_only_for_more_than_one_batch(self):
        self.store.write({'worker_count': 3, 'latest_changes': True})
        triggers = self.env['ir.cron.trigger'].search(
            [('cron_id', 'in', self.store.worker_cron_ids.ids)])
        triggers.unlink()
        for count, rung in ((1, 0), (21, 2)):
            with self.subTest(count):
                self.place_many(count)
                self.sync_store()
                self.assertEqual(self.env['ir.cron.trigger'].search_count(
                    [('cron_id', 'in', self.store.worker_cron_ids.ids)]), rung)

    def test_number_cannot_be_changed_while_one_is_at_work(self):
        self.store.worker_count = 2
        note = "locked"

        def busy(self):
            raise UserError(note)
        self.patch(type(self.env['ir.cron']), 'unlink', busy)
        with self.assertRaisesRegex(UserError, "being synchronized just now"):
            self.store.worker_count = 1
