from urllib.parse import urlencode

from odoo.tests import HttpCase, new_test_user, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_accounts, build_company, build_products, build_rules
from ..dev.scenario import build_warehouse


@tagged('post_install', '-at_install')
class TestScreens(HttpCase):
    """In a real browser: from empty forms to a connected merchant, and a held order mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
        build_company(cls.env)
        cls.warehouse = build_warehouse(cls.env)
        build_products(cls.env, cls.warehouse)
        build_rules(cls.env)

    def test_a_merchant_is_connected_from_an_empty_form(self):
        query = urlencode({'debug': 1, 'warehouse': self.sandbox.warehouse_url})
        self.start_tour(
            f'/odoo/ogoship-merchants/new?{query}', 'mycashflow_ogoship_connect_merchant',
            login='admin')
        merchant = self.env['ogoship.merchant'].search([])
        self.assertEqual(merchant.state, 'connected')
        self.assertEqual(merchant.warehouse_id, self.warehouse)

    def test_a_store_is_connected_from_an_empty_form(self):
        query = urlencode({'debug': 1, 'shop': self.sandbox.shop_url()})
        self.start_tour(
            f'/odoo/mycashflow-stores/new?{query}', 'mycashflow_ogoship_connect_store',
            login='admin')
        store = self.env['mycashflow.store'].search([])
        self.assertEqual(store.state, 'connected')
        self.assertEqual(len(store.shipping_method_ids), 7)

    def test_a_held_order_is_mended_by_its_button_and_shipped(self):
        store, merchant = build_accounts(self.env, self.sandbox, self.warehouse)
        store.action_test_connection()
        merchant.action_test_connection()
        number = self.sandbox.control.place(kind='unmapped_method')['id']
        self.run_cron(store)
        order = self.env['mycashflow.order'].search([('remote_id', '=', number)])
        self.assertEqual(order.reason, 'no_rule')
        self.start_tour(
            '/odoo/webshop-orders', 'mycashflow_ogoship_mend_held_order', login='admin')
        self.run_cron(store)
        self.assertEqual(order.state, 'done')
        self.run_cron(merchant)
        self.sandbox.control.ship(order.ogoship_order_ids.reference)
        self.run_cron(merchant)
        self.assertEqual(order.ogoship_state, 'done')

    def test_a_user_follows_an_order_to_its_sale_order_and_delivery(self):
        new_test_user(self.env, 'ring_clerk', groups='mycashflow_ogoship.group_user')
        store, merchant = build_accounts(self.env, self.sandbox, self.warehouse)
        store.action_test_connection()
        merchant.action_test_connection()
        self.sandbox.control.place(kind='paid')
        self.run_cron(store)
        self.start_tour(
            '/odoo/webshop-orders', 'mycashflow_ogoship_follow_order', login='ring_clerk')

    def test_the_list_of_what_has_not_shipped_leads_to_the_remedy_and_the_story(self):
        new_test_user(self.env, 'ring_clerk', groups='mycashflow_ogoship.group_user')
        store, merchant = build_accounts(self.env, self.sandbox, self.warehouse)
        store.action_test_connection()
        merchant.action_test_connection()
        for kind in ('unmapped_method', 'paid'):
            self.sandbox.control.place(kind=kind)
        self.run_cron(store)
        self.start_tour(
            '/odoo/not-shipped', 'mycashflow_ogoship_why_not_shipped', login='ring_clerk')

    def run_cron(self, account):
        with self.enter_registry_test_mode():
            account.cron_id.method_direct_trigger()
        self.env.invalidate_all()
