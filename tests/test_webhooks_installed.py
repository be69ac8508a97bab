"""Webhooks at both remotes: installed, checked, repaired, removed, and what they bring about."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .watch_common import WatchCase
from .webhook_common import WebhookCase

SHIPPED, STOCK_CHANGED = 'OrderShipped', 'ProductStockLevelChanged'
HERE = 'http://127.0.0.1:8069'


class InstalledCase(WatchCase):

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].set_param('web.base.url', HERE)

    def install(self, account=None):
        return (account or self.merchant).action_install_webhooks()

    def check(self, account=None):
        return (account or self.merchant).action_check_webhooks()

    def calls(self, remote='warehouse'):
        """Methods of the calls about webhooks, in their order."""
        return [call.method for call in self.sandbox.log
                if call.remote == remote and '/webhooks' in call.path]

    def assertDiffers(self, *words):
        self.assertEqual(self.merchant.webhook_state, 'differs')
        for word in words:
            self.assertIn(word, self.merchant.webhook_message)


@tagged('post_install', '-at_install')
class TestAtOgoship(InstalledCase):

    def test_both_known_kinds_are_installed_with_a_key_of_their_own(self):
        answer = self.install()
        self.assertEqual(answer['params']['type'], 'success')
        hooks = self.warehouse.webhooks()
        self.assertEqual([hook['type'] for hook in hooks], [SHIPPED, STOCK_CHANGED])
        for hook in hooks:
            self.assertEqual(hook['url'], f'{HERE}/mycashflow_ogoship/ogoship/{self.merchant.id}')
            self.assertEqual(hook['key'], self.merchant.webhook_key)
            self.assertEqual(hook['customHeaders'], {'X-Odoo-Database': self.env.cr.dbname})
        self.assertGreaterEqual(len(self.merchant.webhook_key), 40)
        self.assertEqual(self.merchant.webhook_state, 'installed')
        self.assertFalse(self.merchant.webhook_message)

    def test_installing_again_changes_nothing(self):
        self.install()
        before = self.warehouse.webhooks()
        self.sandbox.log.clear()
        self.install()
        self.assertEqual(self.warehouse.webhooks(), before)
        self.assertEqual(self.calls(), ['GET', 'GET'])

    def test_webhooks_of_others_are_left_alone(self):
        self.warehouse.add_webhook('https://staging.example.com/mycashflow_ogoship/ogoship/1')
        self.install()
        self.assertEqual(len(self.warehouse.webhooks()), 3)
        self.merchant.action_remove_webhooks()
        [left] = self.warehouse.webhooks()
        self.assertIn('staging.example.com', left['url'])

    def test_a_check_tells_what_is_wrong_and_repairing_mends_it(self):
        wrongs = [
            (lambda: self.warehouse.remove_webhooks(SHIPPED), "Order shipped: not there"),
            (lambda: self.warehouse.remove_webhooks(), "Stock changed: not there"),
            (lambda: self.warehouse.change_webhook(SHIPPED, key='other'), "another key"),
            (lambda: self.warehouse.change_webhook(
                STOCK_CHANGED, url='https://old.example.com/x'), "calls old.example.com"),
            (lambda: self.warehouse.change_webhook(
                SHIPPED, customHeaders={'X-Other': '1'}), "database"),
            (lambda: self.warehouse.add_webhook(self.merchant.webhook_url), "more than once"),
        ]
        self.install()
        for spoil, words in wrongs:
            with self.subTest(words=words):
                spoil()
                self.assertEqual(self.check()['params']['type'], 'warning')
                self.assertDiffers(words)
                self.assertEqual(self.install()['params']['type'], 'success')
                self.assertEqual(self.merchant.webhook_state, 'installed')
                self.assertEqual({hook['key'] for hook in self.warehouse.webhooks()},
                                 {self.merchant.webhook_key})
                self.assertEqual(len(self.warehouse.webhooks()), 2)

    def test_an_odoo_that_has_moved_is_noticed_and_repaired(self):
        self.install()
        self.merchant.webhook_address = 'http://127.0.0.2:8069/'
        self.check()
        self.assertDiffers("calls 127.0.0.1:8069")
        self.install()
        self.assertEqual({hook['url'].split('/myc')[0] for hook in self.warehouse.webhooks()},
                         {'http://127.0.0.2:8069'})
        self.assertEqual(len(self.warehouse.webhooks()), 2)

    def test_ogoship_need_not_tell_the_key(self):
        for told in ('masked', 'empty'):
            self.warehouse.play(webhook_key=told)
            with self.subTest(told=told):
                self.install()
                self.assertEqual(self.merchant.webhook_state, 'installed')
                self.warehouse.change_webhook(SHIPPED, key='other')
                self.check()
                self.assertEqual(self.merchant.webhook_state, 'installed')
                self.install()  # sends the key again, as it cannot be compared
                self.assertEqual({hook['key'] for hook in self.warehouse.webhooks()},
                                 {self.merchant.webhook_key})

    def test_names_and_empty_lists_in_every_form(self):
        self.warehouse.play(pascal_case=True, empty_as_null=True, upper_enums=True)
        self.install()
        self.assertEqual(self.merchant.webhook_state, 'installed')
        self.merchant.action_remove_webhooks()
        self.assertEqual(self.warehouse.webhooks(), [])

    def test_removing_forgets_the_key_and_a_new_one_is_made(self):
        self.install()
        key = self.merchant.webhook_key
        self.merchant.action_remove_webhooks()
        self.assertEqual(self.warehouse.webhooks(), [])
        self.assertEqual((self.merchant.webhook_key, self.merchant.webhook_state), (False, 'none'))
        self.install()
        self.assertNotEqual(self.merchant.webhook_key, key)

    def test_an_answer_that_is_lost_makes_no_second_one(self):
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/webhooks', kind='accept_and_cut')
        answer = self.install()['params']
        self.assertEqual(answer['type'], 'warning')
        self.assertIn("The connection was cut.", answer['message'])
        self.assertDiffers("Stock changed: not there")
        self.install()
        self.assertEqual([hook['type'] for hook in self.warehouse.webhooks()],
                         [SHIPPED, STOCK_CHANGED])
        self.assertEqual(self.merchant.webhook_state, 'installed')

    def test_an_address_that_nobody_reaches_is_refused_before_ogoship_is_asked(self):
        self.merchant.api_url = self.merchant.auth_url = False  # the real OGOship
        for address, words in (
                ('http://localhost:8069', "outside"), ('https://10.0.0.5', "outside"),
                ('http://erp.example.com', "https"), ('https://odoo', "dot"),
                ('https://erp.example.com/a%20b', "%"), ('erp.example.com', "look like")):
            self.merchant.webhook_address = address
            with self.subTest(address=address), self.assertRaises(UserError) as error:
                self.install()
            self.assertIn(words, str(error.exception))
            self.assertIn("Address of this Odoo", str(error.exception))
        self.assertFalse(self.merchant.webhook_key)
        self.assertFalse(self.calls())

    def test_what_ogoship_refuses_is_said(self):
        self.warehouse.fault(remote='warehouse', method='POST', path='/webhooks', status=400, body={
            'statusCode': 400, 'message': 'The url is not valid.'})
        with self.assertRaises(UserError) as error:
            self.install()
        self.assertIn("OGOship: The url is not valid.", str(error.exception))

    def test_once_a_day_it_is_looked_whether_they_are_still_there(self):
        self.merchant.latest_changes = True
        self.install()
        self.warehouse.remove_webhooks(SHIPPED)
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertEqual(self.calls(), [])
        for _day in range(2):
            self.merchant.webhook_check_date = fields.Datetime.now() - timedelta(days=2)
            self.sync_merchant()
        self.assertEqual(self.calls(), ['GET', 'GET'])
        self.assertDiffers("Order shipped: not there")

    def test_that_they_differ_is_an_alarm_until_they_are_repaired(self):
        self.install()
        self.watch()
        self.assertQuiet()
        self.warehouse.remove_webhooks(SHIPPED)
        self.check()
        self.watch()
        self.watch()
        alarm = self.assertAlarm('webhooks', self.merchant)
        [told] = self.merchant.activity_ids
        self.assertIn("Repair webhooks", told.summary)
        self.install()
        self.watch()
        self.assertCleared(alarm)

    def test_a_refused_check_stops_nothing(self):
        self.install()
        self.merchant.webhook_check_date = fields.Datetime.now() - timedelta(days=2)
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/webhooks', status=403, times=9)
        self.sync_merchant()
        self.assertEqual((self.merchant.state, self.merchant.error_message), ('connected', False))
        self.assertTrue(self.merchant.webhook_message)


@tagged('post_install', '-at_install')
class TestAtMycashflow(InstalledCase):

    def test_order_created_is_installed_with_a_secret_in_the_address(self):
        self.install(self.store)
        [hook] = self.shop.shop_webhooks()
        self.assertEqual(hook['topic'], 'order.created')
        self.assertEqual(hook['url'], (f'{HERE}/mycashflow_ogoship/mycashflow/{self.store.id}/'
                                       f'{self.store.webhook_key}'))
        self.assertEqual(self.store.webhook_ids, [hook['uuid']])
        self.assertEqual(self.store.webhook_state, 'unchecked')
        self.assertIn("does not tell", self.store.webhook_message)

    def test_a_shop_that_lists_its_webhooks_is_checked_and_repaired(self):
        self.shop.play(shop_webhooks='all')
        self.install(self.store)
        self.assertEqual(self.store.webhook_state, 'installed')
        self.install(self.store)
        self.assertEqual(len(self.shop.shop_webhooks()), 1)
        self.store.webhook_address = 'http://127.0.0.2:8069'
        self.check(self.store)
        self.assertEqual(self.store.webhook_state, 'differs')
        self.assertIn("Order placed: calls 127.0.0.1:8069", self.store.webhook_message)
        self.install(self.store)
        [hook] = self.shop.shop_webhooks()
        self.assertIn('127.0.0.2', hook['url'])
        self.shop.remove_shop_webhooks()
        self.check(self.store)
        self.assertIn("Order placed: not there", self.store.webhook_message)
        self.install(self.store)
        self.store.action_remove_webhooks()
        self.assertEqual(self.shop.shop_webhooks(), [])

    def test_a_shop_that_removes_nothing_is_refused_from_then_on(self):
        self.install(self.store)
        answer = self.store.action_remove_webhooks()
        self.assertEqual(answer['params']['type'], 'warning')
        self.assertIn("refused", answer['params']['message'])
        self.assertEqual(len(self.shop.shop_webhooks()), 1)
        self.assertFalse(self.store.webhook_key)

    def test_a_webhook_whose_making_was_not_answered_is_known_when_it_rings(self):
        self.shop.fault(method='POST', path='/webhooks', kind='accept_and_cut')
        self.assertEqual(self.install(self.store)['params']['type'], 'warning')
        [hook] = self.shop.shop_webhooks()
        self.assertTrue(hook['url'].endswith(f'/{self.store.webhook_key}'))
        self.assertEqual(self.store.webhook_state, 'unchecked')

    def test_a_plan_without_webhooks_is_said(self):
        self.shop.fault(method='POST', path='/webhooks', status=403)
        with self.assertRaises(UserError):
            self.install(self.store)
        self.assertEqual(self.store.state, 'connected')


@tagged('post_install', '-at_install')
class TestWhatTheyBringAbout(WebhookCase):

    def setUp(self):
        super().setUp()
        self.merchant.write({'webhook_key': False, 'webhook_address': self.base_url()})
        self.store.write({'webhook_key': False, 'webhook_address': self.base_url()})

    def install_both(self):
        self.store.action_install_webhooks()
        self.merchant.action_install_webhooks()
        self.triggers().unlink()
        self.settle()

    def sent(self):
        number = self.place()
        self.go_round()
        self.triggers().unlink()
        self.settle()
        return self.warehouse_row(number)

    def test_installed_webhooks_of_every_kind_ring(self):
        self.install_both()
        for kind in (SHIPPED, STOCK_CHANGED, 'SomethingNew'):
            self.triggers().unlink()
            with self.letting_the_sandbox_in():
                self.assertEqual(set(self.warehouse.ring(kind)), {204})
            self.assertRung(self.merchant)
        with self.letting_the_sandbox_in():
            self.assertEqual(self.shop.ring_shop(), [200])
        self.assertRung(self.store)

    def test_bad_and_replayed_webhooks_of_ogoship(self):
        self.install_both()
        with self.letting_the_sandbox_in():
            self.assertEqual(self.warehouse.ring(signed='bad'), [403])
            self.assertEqual(self.warehouse.ring(signed='missing'), [403])
            self.assertSilent()
            self.assertEqual(self.warehouse.ring(times=5), [204] * 5)
        self.assertRung(self.merchant)

    def test_after_a_repair_the_old_key_rings_no_more(self):
        self.install_both()
        self.shop.play(shop_webhooks='create_only')
        self.store.action_remove_webhooks()
        self.store.action_install_webhooks()
        self.env.flush_all()
        with self.letting_the_sandbox_in():
            self.assertEqual(self.shop.ring_shop(), [403, 200])

    def test_a_shipped_order_is_done_after_the_ring(self):
        self.install_both()
        row = self.sent()
        self.warehouse.ship(row.reference)
        with self.letting_the_sandbox_in():
            self.warehouse.ring(payload=self.warehouse.warehouse_order(row.reference)[0])
        self.assertRung(self.merchant)
        self.assertEqual(row.state, 'sent', "nothing is read from what is sent")
        self.sync_merchant()
        self.assertEqual(row.state, 'done')

    def test_a_lie_changes_nothing(self):
        """Signed by OGOship and yet not so: what counts is what it says when asked."""
        self.install_both()
        row = self.sent()
        lie = self.warehouse.warehouse_order(row.reference)[0] | {'status': 'shipped'}
        with self.letting_the_sandbox_in(), self.changing_nothing():
            self.assertEqual(self.warehouse.ring(payload=lie), [204])
        self.sync_merchant()
        self.assertEqual(row.state, 'sent')

    def test_what_no_webhook_told_arrives_with_the_next_scheduled_run(self):
        self.install_both()
        row = self.sent()
        self.warehouse.ship(row.reference)
        number = self.place()
        self.warehouse.set_warehouse_stock('KAASU-230', 250)
        self.assertSilent()
        self.go_round()
        self.assertEqual(row.state, 'done')
        self.assertImported(self.row(number))
        [line] = self.merchant.product_ids.filtered(lambda line: line.code == 'KAASU-230')
        self.assertEqual(line.stock, 250)
