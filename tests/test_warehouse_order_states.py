"""Every pair of a warehouse order's state and what can happen to it, with the written outcome."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .states_common import StatesCase
from .warehouse_order_table import CAN_HAPPEN, EVENTS, OUTCOMES, SERIOUS, STATES


@tagged('post_install', '-at_install')
class TestWarehouseOrderStates(StatesCase):

    # === THE TABLE === #

    def check_state(self, state):
        """Every event in this state has the written outcome, and the steps that are taken are
        those that the diagram above the states lists."""
        with self.steps_taken('ogoship.order') as taken, self.going_back():
            row = self.bring_to(state)
            for event in EVENTS:
                if state in CAN_HAPPEN.get(event, STATES):
                    with self.case(event=event):
                        self.check_pair(row, state, event)
        self.assertEqual(taken - self.drawn('ogoship.order'), set(), "not in the diagram")

    def check_pair(self, row, state, event):
        outcomes = OUTCOMES[state]
        expected = outcomes.get(event, outcomes['nothing'])
        self.happen(event, row)
        self.assertEqual(self.outcome(row), expected, row.message)
        calls = self.writing_calls()
        self.happen(event, row)
        self.assertEqual(self.outcome(row).rstrip('!'), expected.rstrip('!'), "again")
        if event != 'press_send_again':
            self.assertEqual(self.writing_calls(), calls, "nothing is sent again")
        self.assertLessEqual(len(self.at_warehouse(row)), 1)

    def test_any_two_events_in_either_order_leave_no_contradiction(self):
        row = self.bring_to('sent')
        for first in SERIOUS:
            for second in SERIOUS:
                with self.case(first=first, second=second):
                    self.happen(first, row)
                    self.happen(second, row)
                    self.sync_merchant()
                    self.check_consistent(row)

    def check_consistent(self, row):
        """What the warehouse has decided is so in Odoo, or a person knows that it is not."""
        [order] = self.at_warehouse(row)
        told = self.outcome(row).endswith('!')
        picking, status = row.picking_id.state, order['status']
        if status in ('shipped', 'returned'):
            self.assertEqual((row.state, picking), ('done', 'done'))
        elif status == 'cancelled':
            self.assertEqual(row.state, 'cancelled')
            self.assertTrue(told or picking == 'cancel')
        else:
            self.assertIn(row.state, ('sent', 'collecting'))
            self.assertNotEqual(picking, 'cancel')

    # === BRINGING AN ORDER INTO A STATE === #

    def bring_to(self, state):
        return getattr(self, f'bring_to_{state}')()

    def bring_to_to_send(self):
        return self.outbox()

    def bring_to_held(self):
        row = self.outbox()
        street, row.partner_id.street = row.partner_id.street, False
        self.sync_merchant()
        self.assertEqual(row.state, 'held')
        row.partner_id.street = street
        return row

    def bring_to_error(self):
        row = self.outbox()
        self.warehouse.fault(remote='warehouse', method='POST', path='/Orders', kind='status',
                             status=400)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('error', 'refused'))
        return row

    def bring_to_sending(self):
        row = self.outbox()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual(row.state, 'sending')
        return row

    def bring_to_sent(self):
        return self.sent()

    def bring_to_pending(self):
        row = self.sent()
        self.warehouse.hold(row.reference)
        self.set_status(row, 'pending')
        self.sync_merchant()
        return row

    def bring_to_reserved(self):
        row = self.sent()
        self.warehouse.hold(row.reference)
        self.sync_merchant()
        return row

    def bring_to_draft(self):
        row = self.sent()
        self.warehouse.hold(row.reference)
        self.set_status(row, 'draft')
        self.sync_merchant()
        return row

    def bring_to_cancelling(self):
        row = self.sent()
        row.action_cancel()
        return row

    def bring_to_collecting(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        return row

    def bring_to_shipped(self):
        """Shipped, but Odoo cannot validate the delivery."""
        row = self.sent()
        picking = self.registry['stock.picking']

        def refuse(pickings):
            raise UserError(pickings.name)

        self.warehouse.ship(row.reference)
        with patch.object(picking, 'button_validate', refuse):
            self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('shipped', 'delivery'))
        return row

    def bring_to_done(self):
        return self.shipped()

    def bring_to_cancelled(self):
        row = self.sent()
        row.action_cancel()
        self.sync_merchant()
        return row

    # === WHAT HAPPENS === #

    def happen(self, event, row):
        """The event, when it can happen (again), and a run."""
        getattr(self, f'do_{event}')(row)
        self.sync_merchant()

    def do_cancel_sale(self, row):
        row.sale_order_id._action_cancel()

    def do_cancel_delivery(self, row):
        if row.picking_id.state != 'done':
            row.picking_id.action_cancel()

    def do_cancel_order(self, row):
        row.action_cancel()

    def do_edit(self, row):
        row.partner_id.street = "Uusikatu 99"

    def do_press_retry(self, row):
        row.action_retry()

    def do_press_send_again(self, row):
        row.action_resend()

    def do_validate_by_hand(self, row):
        if row.picking_id.state not in ('done', 'cancel'):
            row.picking_id.button_validate()

    def do_collected(self, row):
        if self.there(row) == 'new':
            self.warehouse.collect(row.reference)

    def do_shipped(self, row):
        if self.there(row) in ('new', 'collecting'):
            self.warehouse.ship(row.reference)

    def do_cancelled_there(self, row):
        if self.there(row) in ('new', 'draft', 'pending', 'reserved', 'collecting'):
            self.warehouse.cancel_warehouse(row.reference)

    def do_held_there(self, row):
        if self.there(row) in ('new', 'draft', 'pending'):
            self.warehouse.hold(row.reference)

    def do_returned(self, row):
        if self.there(row) == 'shipped':
            self.set_status(row, 'returned')

    def there(self, row):
        return next((order['status'] for order in self.at_warehouse(row)), None)

    # === LOOKING === #

    def outcome(self, row):
        told = row.picking_id.activity_ids | row.sale_order_id.activity_ids
        return f"{row.state}/{row.picking_id.state}{'!' if told else ''}"

    def writing_calls(self):
        return len([call for call in self.sandbox.log
                    if call.remote == 'warehouse' and call.method in ('POST', 'PUT')])


def _check(state):
    return lambda self: self.check_state(state)


# One test per state, so that they can run beside each other.
for _state in STATES:
    setattr(TestWarehouseOrderStates, f'test_{_state}_has_the_written_outcomes', _check(_state))
