from odoo.tests import HttpCase, new_test_user, tagged

from .common import RingCase


@tagged('post_install', '-at_install')
class TestReturnsScreens(RingCase, HttpCase):
    """In a real browser: a clerk receives what came back to OGOship."""

    def setUp(self):
        super().setUp()
        self.merchant.fetch_returns = True

    def test_a_clerk_receives_a_return(self):
        new_test_user(self.env, 'clerk', groups='mycashflow_ogoship.group_user')
        control = self.sandbox.control
        number = str(control.place(lines=[{'code': 'KAASU-230', 'quantity': 2}])['id'])
        self.go_round()
        control.ship(number)
        control.return_order(number, {'KAASU-230': 2})
        self.go_round()
        found = self.env['ogoship.return'].search([('merchant_id', '=', self.merchant.id)])
        self.assertEqual(found.state, 'to_review')
        self.start_tour(
            '/odoo/warehouse-returns', 'mycashflow_ogoship_receive_return', login='clerk')
        self.env.invalidate_all()
        self.assertEqual((found.state, found.picking_id.state), ('done', 'done'))
