from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .test_dashboard import DashboardCase
from .watch_common import WATCH


@tagged('post_install', '-at_install')
class TestDashboardScreen(DashboardCase, HttpCase):

    def test_a_clerk_reads_the_dashboard_and_follows_it_to_what_waits(self):
        """In a real browser: that the cards are drawn is seen nowhere else."""
        new_test_user(self.env, 'ring_clerk', groups='mycashflow_ogoship.group_user')
        row = self.bring_in('unmapped_method')
        row.order_date = fields.Datetime.now()
        self.store.latest_changes = True
        with self.enter_registry_test_mode():
            self.env.ref(WATCH).method_direct_trigger()
        self.start_tour(
            '/odoo/mycashflow-ogoship', 'mycashflow_ogoship_dashboard', login='ring_clerk')
