from odoo.tests import HttpCase, new_test_user, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_all


@tagged('post_install', '-at_install')
class TestReturnsScreens(HttpCase):
    """In a real browser: a clerk receives what came back to OGOship."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.store, cls.merchant = build_all(cls.env, cls.sandbox)
        cls.store.action_test_connection()
        cls.merchant.action_test_connection()
        cls.merchant.fetch_returns = True

    def run_crons(self):
        with self.enter_registry_test_mode():
            self.store.cron_id.method_direct_trigger()
            self.merchant.cron_id.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_clerk_receives_a_return(self):
        new_test_user(self.env, 'clerk', groups='mycashflow_ogoship.group_user')
        control = self.sandbox.control
        number = str(control.place(lines=[{'code': 'KAASU-230', 'quantity': 2}])['id'])
        self.run_crons()
        control.ship(number)
        control.return_order(number, {'KAASU-230': 2})
        self.run_crons()
        found = self.env['ogoship.return'].search([('merchant_id', '=', self.merchant.id)])
        self.assertEqual(found.state, 'to_review')
        self.start_tour(
            '/odoo/warehouse-returns', 'mycashflow_ogoship_receive_return', login='clerk')
        self.env.invalidate_all()
        self.assertEqual((found.state, found.picking_id.state), ('done', 'done'))
