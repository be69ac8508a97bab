from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_all


class SetupScreensCase(HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)


@tagged('post_install', '-at_install')
class TestSetupScreens(SetupScreensCase):
    """In a real browser: what is missing is done from the list of steps alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store, cls.merchant = build_all(cls.env, cls.sandbox)

    def setUp(self):
        super().setUp()
        self.store.action_test_connection()
        self.merchant.action_test_connection()

    def test_a_company_is_set_up_step_by_step(self):
        self.start_tour('/odoo/webshop-setup', 'mycashflow_ogoship_set_up', login='admin')
        self.assertTrue(self.merchant.direct_link_off_date)
        self.assertTrue(self.store.product_count)
        self.assertTrue(self.store.latest_changes and self.merchant.latest_changes)

    def test_the_same_on_a_phone(self):
        self.browser_size, self.touch_enabled = '390x844', True
        self.start_tour('/odoo/webshop-setup', 'mycashflow_ogoship_set_up', login='admin')
        self.assertTrue(self.store.latest_changes and self.merchant.latest_changes)


@tagged('post_install', '-at_install')
class TestSetupFromNothing(SetupScreensCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.EUR').active = True
        cls.env.company.write({
            'currency_id': cls.env.ref('base.EUR').id, 'country_id': cls.env.ref('base.fi').id})

    def test_from_an_installed_module_to_the_first_order(self):
        """Nothing is there but Odoo: no store, no warehouse for it, no product, tax or rule."""
        number = self.sandbox.control.place(kind='paid')['id']
        query = urlencode({
            'debug': '1', 'shop': self.sandbox.shop_url(),
            'warehouse': self.sandbox.warehouse_url})
        self.start_tour(
            f'/odoo/webshop-setup?{query}', 'mycashflow_ogoship_set_up_from_nothing',
            login='admin', timeout=180)
        order = self.env['mycashflow.order'].search([('remote_id', '=', number)])
        with self.enter_registry_test_mode():
            order.store_id.cron_id.method_direct_trigger()
            order.store_id.merchant_id.cron_id.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.sale_order_id.ogoship_order_ids.state, 'sent', order.message)
        self.assertEqual(self.sandbox.control.warehouse_orders()[0]['shippingCode'], 'posti-home')
        self.assertEqual(self.sandbox.violations, [])
