from odoo.tests import HttpCase, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_all


@tagged('post_install', '-at_install')
class TestSetupScreens(HttpCase):
    """In a real browser: what is missing is done from the list of steps alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
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
