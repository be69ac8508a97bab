import logging
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import RingCase


@tagged('post_install', '-at_install')
class TestConnection(RingCase):
    """The test button says which of the things a merchant typed is wrong."""

    def test_a_good_key_connects_the_store_and_fetches_its_methods(self):
        self.assertEqual(self.store.state, 'connected')
        self.assertEqual(len(self.store.shipping_method_ids), 7)
        self.assertIn('Pikakuriiri Helsinki', self.store.shipping_method_ids.mapped('name'))
        self.assertEqual(len(self.store.payment_method_ids), 7)
        self.assertFalse(self.store.error_message)

    def test_a_wrong_store_name_is_told_apart(self):
        self.store.write({
            'store_name': 'tunturipuotti', 'api_url': self.sandbox.shop_url('tunturipuotti')})
        self.assertIn("no store with this name", self.check_store())

    def test_a_wrong_key_is_told_apart(self):
        self.store.api_key = 'not-the-key'
        self.assertIn("API user or the API key", self.check_store())

    def test_a_plan_without_api_is_told_apart(self):
        self.sandbox.control.fault(remote='shop', kind='status', status=403, times=9)
        self.assertIn("needs the plan Advanced", self.check_store())

    def test_a_blocked_network_is_told_apart(self):
        self.store.api_url = 'http://127.0.0.1:9/shop'
        self.assertIn("cannot be reached", self.check_store())

    def test_a_wrong_merchant_token_is_told_apart(self):
        self.merchant.write({'secret_token': 'not-the-token', 'access_token': False})
        self.assertIn("merchant ID or the secret token", self.check_merchant())

    def test_a_wrong_application_is_told_apart(self):
        self.merchant.write({'client_secret': 'not-the-secret', 'access_token': False})
        self.assertIn("application ID or the application secret", self.check_merchant())

    def test_missing_keys_are_asked_for_before_anything_is_sent(self):
        self.store.api_key = False
        with self.assertRaisesRegex(UserError, "fill in API user and API key"):
            self.store.action_test_connection()
        self.assertFalse(self.sandbox.log)

    def test_a_store_name_is_one_part_of_an_address(self):
        for name in ('www.tunturipuoti.fi', 'tunturi/puoti', '', 'evil.example#'):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.store.store_name = name

    def test_plain_http_is_refused_unless_it_stays_on_this_machine(self):
        for address in ('http://shop.example.com', 'ftp://127.0.0.1', 'https://a:b@example.com'):
            with self.assertRaisesRegex(ValidationError, "use https"), self.cr.savepoint():
                self.store.api_url = address
        with self.assertRaisesRegex(ValidationError, "use https"), self.cr.savepoint():
            self.merchant.auth_url = 'http://ogoship.example.com'

    def test_a_method_that_left_the_shop_is_archived_and_comes_back(self):
        gone = self.store.shipping_method_ids[0]
        methods = self.env['mycashflow.shipping.method']
        listed = [
            type('Method', (), {'id': m.remote_id, 'name': m.name, 'code': m.code})
            for m in self.store.shipping_method_ids]
        methods._save_from_remote(self.store, [m for m in listed if m.id != gone.remote_id])
        self.assertFalse(gone.active)
        methods._save_from_remote(self.store, listed)
        self.assertTrue(gone.active)

    def check_store(self):
        return self.advice(self.store)

    def check_merchant(self):
        return self.advice(self.merchant)

    def advice(self, account):
        """What the button says; the form shows the same until it is mended."""
        action = account.action_test_connection()
        self.assertEqual(action['params']['type'], 'danger')
        self.assertEqual(account.error_message, action['params']['message'])
        return action['params']['message']


@tagged('post_install', '-at_install')
class TestSchedule(RingCase):
    """Each account has its own scheduled action, which follows its switch."""

    def test_latest_changes_switches_the_scheduled_action(self):
        cron = self.store.cron_id
        self.assertFalse(cron.active)
        self.store.latest_changes = True
        self.assertTrue(cron.active)
        self.store.active = False
        self.assertFalse(cron.active)

    def test_no_two_accounts_share_a_scheduled_action(self):
        self.assertTrue(self.store.cron_id)
        self.assertTrue(self.merchant.cron_id)
        self.assertNotEqual(self.store.cron_id, self.merchant.cron_id)

    def test_a_removed_account_takes_its_scheduled_action_along(self):
        store = self.store.copy({'store_name': 'toinen', 'name': "Toinen"})
        cron = store.cron_id
        self.assertTrue(cron)
        store.unlink()
        self.assertFalse(cron.exists())

    def test_copying_an_account_copies_neither_keys_nor_the_connection(self):
        store = self.store.copy({'store_name': 'toinen', 'name': "Toinen"})
        self.assertFalse(store.api_key or store.api_user or store.api_url or store.latest_changes)
        self.assertEqual(store.state, 'draft')
        merchant = self.merchant.copy({'merchant_code': '777', 'name': "Toinen"})
        self.assertFalse(merchant.secret_token or merchant.client_secret or merchant.access_token)

    def test_an_account_that_is_not_connected_cannot_be_synchronized(self):
        self.store.state = 'draft'
        with self.assertRaisesRegex(UserError, "Test connection first"):
            self.store.action_sync()
        self.sync_store()
        self.assertFalse(self.sandbox.log)

    def test_a_merchant_gets_a_warehouse_of_its_own(self):
        self.assertEqual(self.merchant.warehouse_id.code, 'OGO')
        second = self.env['ogoship.merchant'].create({'name': "OGO Ruotsi", 'merchant_code': '9'})
        second.action_create_warehouse()
        warehouse = second.warehouse_id
        self.assertEqual((warehouse.name, warehouse.code, warehouse.delivery_steps),
                         ("OGO Ruotsi", 'OGO1', 'ship_only'))
        second.action_create_warehouse()
        self.assertEqual(second.warehouse_id, warehouse, "one is enough")

    def test_a_store_sells_from_the_warehouse_its_merchant_ships_from(self):
        other = self.env['stock.warehouse'].create({'name': "Own shop", 'code': 'OWN'})
        with self.assertRaisesRegex(ValidationError, "must sell from OGOship Vantaa"):
            self.store.warehouse_id = other
        with Form(self.env['mycashflow.store']) as form:
            form.name = form.store_name = 'kolmas'
            form.merchant_id = self.merchant
            self.assertEqual(form.warehouse_id, self.merchant.warehouse_id)


@tagged('post_install', '-at_install')
class TestFailingRun(RingCase):
    """A run that fails says so on the account, once to a person, and never shows a secret."""

    def test_a_refused_key_pauses_the_store_and_tells_its_owner_once(self):
        self.store.api_key = 'not-the-key'
        self.sync_store()
        self.assertEqual(self.store.state, 'paused')
        activity = self.store.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.store.user_id)
        self.assertIn("refused the key", activity.summary)
        self.sandbox.log.clear()
        self.sync_store()
        self.assertFalse(self.sandbox.log, "A paused store asks nothing")
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_a_corrected_key_connects_again_and_nothing_was_lost(self):
        number = self.place('paid')
        self.store.api_key = 'not-the-key'
        self.sync_store()
        self.store.api_key = 'sandbox-key'
        self.store.action_test_connection()
        self.sync_store()
        self.assertEqual(self.row(number).state, 'done')
        self.assertFalse(self.store.error_message)

    def test_a_refused_merchant_is_paused_and_its_orders_wait_unsent(self):
        number = self.place('paid')
        self.sync_store()
        self.merchant.write({'secret_token': 'not-the-token', 'access_token': False,
                             'refresh_token': False, 'token_expires_at': False})
        self.sync_merchant()
        self.assertEqual(self.merchant.state, 'paused')
        self.assertFalse(self.sent_orders())
        self.assertEqual(self.warehouse_row(number).state, 'to_send')

    def test_a_shop_that_is_down_is_noted_and_orders_at_hand_still_go_on(self):
        number = self.place('unpaid')
        self.sync_store()
        self.store.payment_method_ids.release_unpaid = True
        self.sandbox.control.fault(remote='shop', kind='status', status=503, times=99)
        self.sync_store()
        self.assertEqual(self.store.state, 'connected')
        self.assertTrue(self.store.error_message)
        self.sandbox.control.clear_faults()
        self.let_time_pass(self.row(number))
        self.sync_store()
        self.assertFalse(self.store.error_message)
        self.assertEqual(self.row(number).state, 'done')

    def test_a_blanked_key_is_said_on_the_store_and_orders_at_hand_still_go_on(self):
        number = self.place('unpaid')
        self.sync_store()
        self.store.payment_method_ids.release_unpaid = True
        self.row(number).write({'reason': False, 'retry_at': False, 'state': 'new'})
        self.store.api_key = False
        self.sync_store()
        self.assertIn("fill in API user and API key", self.store.error_message)
        self.assertEqual(self.row(number).state, 'done')

    def test_an_unforeseen_fault_ends_neither_the_run_nor_stays_unsaid(self):
        number = self.place('paid')
        self.sync_store()
        self.sandbox.log.clear()
        with patch.object(
                type(self.env['ogoship.order']), '_send_due', side_effect=KeyError('Salainen')
        ), self.assertLogs('odoo.addons.mycashflow_ogoship', 'ERROR') as logs:
            self.sync_merchant()
        self.assertNotIn('Salainen', '\n'.join(logs.output))
        self.assertIn("Unexpected error (KeyError)", self.merchant.error_message)
        self.assertIn(
            ('GET', '/api/v1/Orders'), [(call.method, call.path) for call in self.sandbox.log],
            "The arrows after it ran all the same")
        self.sync_merchant()
        self.assertEqual(self.warehouse_row(number).state, 'sent')
        self.assertFalse(self.merchant.error_message)

    def test_retry_says_when_it_is_done(self):
        self.place('unpaid')
        self.sync_store()
        rows = self.store.order_ids
        self.assertIn("Latest changes is off", rows.action_retry()['params']['message'])
        self.store.latest_changes = True
        self.assertIn("done at once", rows.action_retry()['params']['message'])

    def test_no_log_line_of_a_failing_run_holds_a_secret_or_a_customer(self):
        """Every kind of failure, at the most talkative log level."""
        lines = []
        handler = logging.Handler()
        handler.emit = lambda record: lines.append(record.getMessage())
        names = ['odoo.addons.mycashflow_ogoship', 'odoo.addons.base.models.ir_cron']
        for name in names:
            logger = logging.getLogger(name)
            level = logger.level
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
            self.addCleanup(logger.removeHandler, handler)
            self.addCleanup(logger.setLevel, level)
        self.fail_in_every_way()
        text = '\n'.join(lines)
        self.assertIn('orders', text.lower(), "Something was logged at all")
        for secret in self.secrets():
            self.assertNotIn(secret, text)
        for message in (self.store.error_message, self.merchant.error_message):
            for secret in self.secrets():
                self.assertNotIn(secret, message or '')

    def fail_in_every_way(self):
        customer = {
            'first_name': 'Salainen', 'last_name': 'Asiakas', 'email': 'salainen@example.com'}
        self.place('paid', customer=customer)
        self.place('paid', customer=customer, lines=[
            {'code': 'EI-OLE', 'quantity': 1, 'unit_price': 1, 'vat_rate': 25.5}])
        for kind in ('status', 'html', 'truncated', 'cut'):
            self.sandbox.control.fault(remote='shop', kind=kind, times=1)
            self.sync_store()
            self.sandbox.control.clear_faults()
            self.sync_store()
            self.sandbox.control.fault(remote='warehouse', kind=kind, times=1)
            self.sync_merchant()
            self.sandbox.control.clear_faults()
            self.let_time_pass(self.env['ogoship.order'].search([]))
        self.sandbox.control.fault(remote='auth', kind='status', status=401, times=5)
        self.merchant.write({'access_token': 'stale-token', 'token_expires_at': False})
        self.sync_merchant()
        self.store.api_key = 'other-wrong-key'
        self.sync_store()

    def secrets(self):
        store, merchant = self.store.sudo(), self.merchant.sudo()
        return {
            'sandbox-key', 'other-wrong-key', 'sandbox-token', 'abcdef', 'stale-token',
            'Salainen', 'salainen@example.com', store.api_key, merchant.secret_token,
            *filter(None, [merchant.access_token, merchant.refresh_token])}
