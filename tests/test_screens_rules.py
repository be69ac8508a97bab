from odoo.tests import HttpCase, new_test_user, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_accounts, build_company, build_products, build_rules
from ..dev.scenario import build_warehouse


class RulesScreens(HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
        build_company(cls.env)
        warehouse = build_warehouse(cls.env)
        build_products(cls.env, warehouse)
        build_rules(cls.env)
        cls.store, _merchant = build_accounts(cls.env, cls.sandbox, warehouse)
        cls.store.action_test_connection()
        new_test_user(cls.env, 'rule_clerk', groups='mycashflow_ogoship.group_user')

    def map_method(self):
        self.start_tour(
            '/odoo/shipping-rules', 'mycashflow_ogoship_map_method', login='rule_clerk')
        method = self.store.shipping_method_ids.filtered(
            lambda method: method.name == 'Pikakuriiri Helsinki')
        self.assertEqual(method.carrier_id.ogoship_shipping_code, 'matkahuolto')
        self.assertEqual(method.rule_id.store_id, self.store)


@tagged('post_install', '-at_install')
class TestRulesOnADesktop(RulesScreens):
    browser_size = '1440x900'

    def test_a_method_without_a_rule_is_mapped_and_the_rule_tested(self):
        self.map_method()


@tagged('post_install', '-at_install')
class TestRulesOnAPhone(RulesScreens):
    browser_size = '390x844'
    touch_enabled = True

    def test_a_method_without_a_rule_is_mapped_and_the_rule_tested(self):
        self.map_method()
