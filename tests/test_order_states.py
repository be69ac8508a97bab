"""Every pair of a webshop order's state and what can happen to it, with the written outcome."""

from odoo.tests import tagged

from .order_state_table import AGAIN, EVENTS, OUTCOMES, outcome
from .order_states_common import OrderStatesCase

# What decides where the order ends, so that it matters what comes first.
SERIOUS = ('cancelled', 'cancel_sale', 'lines', 'completed', 'collects', 'ships', 'cancels')


@tagged('post_install', '-at_install')
class TestOrderStates(OrderStatesCase):

    def test_every_pair_of_state_and_event_has_the_written_outcome(self):
        """And the steps that were taken are those that the diagram above the states lists."""
        with self.steps_taken('mycashflow.order') as taken:
            for state in OUTCOMES:
                with self.going_back():
                    self.check_state(state)
        self.assertEqual(taken - self.drawn('mycashflow.order'), set(), "not in the diagram")
        self.assertGreater(len(taken), 8)

    def check_state(self, state):
        row = getattr(self, f'bring_to_{state}')()
        for event in (None, *EVENTS):
            if outcome(state, event):
                with self.case(state=state, event=event):
                    self.check_pair(row, state, event)

    def check_pair(self, row, state, event):
        known, expected = self.activities_of(row), outcome(state, event)
        self.sandbox.log.clear()
        if event:
            self.happen(event, row)
        self.run_all(row)
        self.assertEqual(self.outcome(row, known), expected, row.message)
        told, writes = self.activities_of(row), self.writes()
        if event:
            self.happen(event, row)
        self.sync_store()
        if row.ogoship_order_ids:
            self.sync_merchant()
        self.assertEqual(self.outcome(row, known), AGAIN.get((state, event), expected), "again")
        self.assertEqual(self.activities_of(row), told, "nobody is told again")
        if (state, event) not in AGAIN:
            self.assertEqual(self.writes(), writes, "nothing is sent again")

    # === IN EITHER ORDER === #

    def test_any_two_events_in_either_order_leave_no_contradiction(self):
        with self.going_back():
            row = self.bring_to_sent()
            for first in SERIOUS:
                for second in SERIOUS:
                    if first != second:
                        with self.case(first=first, second=second):
                            self.check_two(row, first, second)

    def check_two(self, row, first, second):
        known = self.activities_of(row)
        self.sandbox.log.clear()
        self.happen(first, row)
        self.go_round()
        self.happen(second, row)
        self.run_all(row)
        self.check_consistent(row, told=bool(self.activities_of(row) - known))

    def check_consistent(self, row, told):
        """What warehouse and shop have decided is so in Odoo, or a person knows that it is not."""
        sale, parcel = row.sale_order_id, row.ogoship_order_ids
        [order] = self.at_warehouse(parcel)
        status, in_shop = order['status'], self.in_shop(row)
        self.assertEqual(self.posts(), 0, "nothing is sent a second time")
        if status == 'shipped':
            self.assertEqual((parcel.state, sale.picking_ids.state), ('done', 'done'))
            self.assertTrue(in_shop == 'COMPLETED' or told)
        elif status == 'cancelled':
            self.assertEqual(parcel.state, 'cancelled')
            self.assertTrue(sale.state == 'cancel' or told)
            self.assertFalse(row.shop_reported_date)
        else:
            self.assertIn(parcel.state, ('sent', 'collecting'))
            self.assertEqual(sale.state, 'sale')
        if in_shop == 'CANCELLED':
            self.assertTrue(row.state == 'cancelled' or told)
