"""*Test connection*: what a merchant is told, and what was asked for it."""

import socket
import ssl
from functools import partial
from unittest.mock import patch

import requests
from odoo.tests import tagged
from urllib3.exceptions import NewConnectionError

from ..dev.sandbox.seed import CATALOGUE
from ..models import mycashflow_store
from ..tools import mycashflow_client
from ..tools.ogoship_client import CHECK_PAGE
from .common import RingCase

CERTIFICATE = requests.exceptions.SSLError(ssl.SSLCertVerificationError(1, "self-signed"))
NO_ADDRESS = requests.ConnectionError(socket.gaierror(socket.EAI_NONAME, "unknown"))
NO_WAY = requests.ConnectionError(NewConnectionError(None, "refused"))
PROXY = requests.exceptions.ProxyError(OSError("Tunnel connection failed: 403"))
CUT = requests.ConnectionError(ConnectionResetError(104, "reset"))


class DiagnosisCase(RingCase):

    def advice(self, account):
        """What the button says; the form shows the same until it is mended."""
        state = account.state
        action = account.action_test_connection()
        self.assertEqual(action['params']['type'], 'danger')
        self.assertEqual(account.error_message, action['params']['message'])
        self.assertEqual(account.state, state)
        return action['params']['message']

    def found(self, account):
        action = account.action_test_connection()
        self.assertEqual(action['params']['type'], 'success')
        self.assertEqual(account.state, 'connected')
        self.assertFalse(account.error_message)
        return action['params']['message']

    def asked(self):
        """(method, path without the account) of each call."""
        return [(call.method, call.path) for call in self.sandbox.log]

    def assertSays(self, message, *words):
        for word in words:
            self.assertIn(word, message)

    # What each call ends with that would leave this machine.
    outside = None

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        if cls.outside and '127.0.0.1' not in request.url:
            raise cls.outside
        return super()._request_handler(session, request, **options)

    def failing(self, error):
        return patch.object(type(self), 'outside', error)


@tagged('post_install', '-at_install')
class TestStoreConnection(DiagnosisCase):

    def test_a_good_key_says_what_was_found(self):
        self.place('paid')
        self.place('unpaid')
        self.shop.advance(86400)
        self.sandbox.log.clear()
        products = len({row['product_id'] for row in CATALOGUE})
        self.assertSays(
            self.found(self.store), "7 shipping methods", "7 payment methods",
            f"{products} products", "2 orders since")
        [orders] = [call for call in self.sandbox.log if call.path.endswith('/orders')
                    and 'created_at-from' in call.query]
        self.assertTrue(orders.query['created_at-from'].startswith(str(self.store.order_from)))
        self.assertEqual({call.method for call in self.sandbox.log}, {'GET'})

    def test_orders_before_the_first_order_date_are_not_counted(self):
        self.place('paid')
        self.store.order_from = '2099-01-01'
        self.assertSays(self.found(self.store), " 0 orders since")

    def test_a_bad_order_or_product_does_not_make_the_connection_a_bad_one(self):
        for path in ('/orders', '/products'):
            self.shop.fault(remote='shop', kind='status', status=500, path=path, times=9)
        self.assertSays(self.found(self.store), "? products and ? orders")

    def test_a_wrong_key_and_a_wrong_user_are_answered_alike_so_both_are_named(self):
        for values in ({'api_key': 'not-the-key'}, {'api_user': 'nobody@example.com'}):
            self.store.write({'api_user': self.store.api_user, **values})
            self.sandbox.log.clear()
            self.assertSays(
                self.advice(self.store), "API user or the API key", "does not say which",
                "Advanced, Pro or Enterprise")
            self.assertEqual(len(self.asked()), 1)

    def test_an_api_user_that_is_no_address_is_pointed_at(self):
        self.store.api_user = 'Tunturipuoti'
        self.assertSays(self.advice(self.store), "The API user is an e-mail address")

    def test_a_wrong_store_name_is_told_apart_from_a_store_without_api(self):
        self.store.write({
            'store_name': 'tunturipuotti', 'api_url': self.sandbox.shop_url('tunturipuotti')})
        self.assertSays(self.advice(self.store), "There is no store with this name")
        self.store.write({
            'store_name': 'tunturipuoti', 'api_url': self.sandbox.shop_url()})
        self.shop.fault(remote='shop', kind='status', status=404, times=9)
        self.assertSays(
            self.advice(self.store), "Either the store name is wrong", "Or the store has no API",
            "Account > Apps > API")

    def test_a_plan_without_api_is_named(self):
        self.shop.fault(remote='shop', kind='status', status=403, times=9)
        self.assertSays(
            self.advice(self.store), "needs the plan Advanced, Pro or Enterprise",
            "Account > Apps > API")

    def test_a_shop_in_trouble_is_not_our_fault(self):
        for status, words in ((503, "has trouble of its own"), (429, "called less often")):
            self.shop.fault(remote='shop', kind='status', status=status)
            self.assertSays(self.advice(self.store), words)

    def test_a_page_in_between_is_not_the_shop(self):
        self.shop.fault(remote='shop', kind='html')
        self.assertSays(self.advice(self.store), "What answers is not the service")

    def test_each_way_to_be_out_of_reach_has_its_remedy(self):
        self.store.api_url = False
        for error, words in (
                (CERTIFICATE, "does not trust its certificate"),
                (PROXY, "the proxy of this server"),
                (NO_WAY, "allow https (port 443)"),
                (requests.ConnectTimeout(), "allow https (port 443)"),
                (CUT, "the connection was cut"),
                (requests.ReadTimeout(), "did not answer in time")):
            with self.subTest(words), self.failing(error), self.without_waiting():
                self.assertSays(self.advice(self.store), 'tunturipuoti.mycashflow.fi', words)
        self.assertFalse(self.sandbox.log)

    def test_an_unknown_address_is_a_wrong_name_only_where_others_are_found(self):
        self.store.api_url = False
        for known, words in ((True, "There is no store with this name"), (False, "(DNS)")):
            with self.subTest(words), self.failing(NO_ADDRESS), patch.object(
                    mycashflow_client, 'is_known_host', return_value=known) as look:
                self.assertSays(self.advice(self.store), words)
                look.assert_called_once_with('www.mycashflow.fi')

    def without_waiting(self):
        return patch.object(mycashflow_store, 'MycashflowClient', partial(
            mycashflow_client.MycashflowClient, sleep=lambda seconds: None))


@tagged('post_install', '-at_install')
class TestMerchantConnection(DiagnosisCase):

    def setUp(self):
        super().setUp()
        self.merchant.write({'access_token': False, 'refresh_token': False})

    def test_a_good_token_says_what_was_found(self):
        self.warehouse.add_foreign_order('MYOGO-1')
        products = len(CATALOGUE)
        self.assertSays(self.found(self.merchant), f"{products} products", "1 orders")
        self.assertEqual(self.asked(), [
            ('POST', '/OAuth/Token'), ('GET', '/api/v1/Orders'), ('GET', '/api/v1/Products')])

    def test_of_a_full_page_it_is_said_that_there_may_be_more(self):
        for number in range(CHECK_PAGE):
            self.warehouse.add_foreign_order(f'MYOGO-{number}')
        self.assertSays(self.found(self.merchant), f"{CHECK_PAGE}+ orders")

    def test_a_wrong_merchant_id_and_a_wrong_token_are_answered_alike_so_both_are_named(self):
        code = self.merchant.merchant_code
        for values in (
                {'secret_token': 'not-the-token'},
                {'secret_token': self.merchant.secret_token, 'merchant_code': '1'}):
            self.merchant.write({'merchant_code': code, **values})
            self.sandbox.log.clear()
            self.assertSays(
                self.advice(self.merchant), "merchant ID or the secret token",
                "Edit merchant > Integrations > API information")
            self.assertEqual(self.asked(), [('POST', '/OAuth/Token')])

    def test_a_wrong_application_is_told_apart(self):
        for values in ({'client_id': 'wrong'}, {'client_secret': 'wrong'}):
            self.merchant.write(values)
            self.assertSays(
                self.advice(self.merchant), "application ID or the application secret")

    def test_a_refusal_that_does_not_say_which_names_all(self):
        for status in (400, 401, 403):
            self.shop.fault(
                remote='auth', kind='status', status=status)
            self.assertSays(
                self.advice(self.merchant), "does not say which part", "merchant ID",
                "application ID")

    def test_an_application_that_may_not_read_orders_is_told_apart(self):
        self.shop.fault(
            remote='warehouse', kind='status', status=403, path='/api/v1/Orders', times=9)
        self.assertSays(self.advice(self.merchant), "refuses the application")

    def test_which_of_both_machines_is_out_of_reach_is_said(self):
        self.merchant.write({'api_url': False, 'auth_url': False})
        with self.failing(NO_WAY), patch('time.sleep'):
            self.assertSays(self.advice(self.merchant), 'my.ogoship.com', "(port 443)")
            self.merchant.auth_url = self.sandbox.warehouse_url
            self.assertSays(self.advice(self.merchant), 'api.ogoship.com', "(port 443)")


@tagged('post_install', '-at_install')
class TestCopies(RingCase):
    """What is copied, exported and imported of an account never connects by itself."""

    def key_fields(self, account):
        return {
            name: field for name, field in account._fields.items()
            if field.groups == 'base.group_system' and field.type == 'char' and field.store}

    def test_a_copy_has_no_key_no_token_no_address_and_is_off(self):
        for account, vals in (
                (self.store, {'store_name': 'toinen'}), (self.merchant, {'merchant_code': '77'})):
            keys = self.key_fields(account)
            self.assertGreater(len(keys), 3)
            account.write({**dict.fromkeys(keys, 'secret'), **{
                name: 'https://x.example' for name in keys if name.endswith('_url')}})
            account.write({'latest_changes': True, 'webhook_ids': {'order': 'x'}})
            copy = account.copy({'name': "Copy", **vals})
            for name in keys:
                self.assertFalse(copy[name], name)
            self.assertEqual(copy.state, 'draft')
            self.assertFalse(copy.latest_changes or copy.cron_id.active or copy.webhook_ids)
            self.assertNotEqual(copy.cron_id, account.cron_id)
        self.assertFalse(self.merchant.copy({'merchant_code': '78'}).direct_link_off_date)

    def test_no_key_is_offered_for_export(self):
        for account in (self.store, self.merchant):
            described = account.fields_get(attributes=['exportable'])
            for name in self.key_fields(account):
                self.assertIs(described[name]['exportable'], False, name)

    def test_an_imported_account_is_not_connected(self):
        result = self.env['mycashflow.store'].load(
            ['name', 'store_name'], [["Tuotu", 'tuotu']])
        store = self.env['mycashflow.store'].browse(result['ids'])
        self.assertEqual(store.state, 'draft')
        self.assertFalse(store.latest_changes or store.cron_id.active or store.api_key)
