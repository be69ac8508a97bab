"""Every pair of a warehouse order's state and what can happen to it, with the written outcome."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .states_common import StatesCase

# What happens, and then a run of the merchant's scheduled action; see the methods of this name.
EVENTS = (
    'cancel_sale', 'cancel_delivery', 'cancel_order', 'edit', 'press_retry', 'press_send_again',
    'validate_by_hand', 'collected', 'shipped', 'cancelled_there', 'held_there', 'returned')

SERIOUS = ('cancel_sale', 'cancel_order', 'edit', 'validate_by_hand', 'collected', 'shipped',
           'cancelled_there')

# Of OGOship's events, where they can happen: it must have the order in a fitting status.
CAN_HAPPEN = {
    'collected': ('sent', 'cancelling'),
    'shipped': ('sent', 'cancelling', 'collecting'),
    'cancelled_there': ('sent', 'pending', 'reserved', 'draft', 'cancelling', 'collecting'),
    'held_there': ('sent', 'pending', 'draft', 'cancelling'),
    'returned': ('shipped', 'done'),
}

# state -> event -> "state of the row / state of its delivery", with ! where a person is told.
# What is not listed for a state stays as the state's first entry says.
OUTCOMES = {
    'to_send': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'cancelled/done'},
    'held': {
        'nothing': 'held/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'press_retry': 'sent/assigned', 'press_send_again': 'held/assigned',
        'validate_by_hand': 'held/done'},
    'error': {
        'nothing': 'error/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'press_retry': 'sent/assigned', 'validate_by_hand': 'error/done'},
    'sending': {'nothing': 'sending/assigned', 'validate_by_hand': 'sending/done'},
    'sent': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'edit': 'sent/assigned!', 'validate_by_hand': 'sent/done',
        'collected': 'collecting/assigned', 'shipped': 'done/done',
        'cancelled_there': 'cancelled/assigned!'},
    'pending': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'reserved': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'draft': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'cancelling': {
        'nothing': 'cancelled/cancel', 'collected': 'collecting/assigned!',
        'shipped': 'done/done!', 'validate_by_hand': 'cancelled/done!'},
    'collecting': {
        'nothing': 'collecting/assigned', 'cancel_sale': 'collecting/assigned!',
        'cancel_delivery': 'collecting/assigned!', 'cancel_order': 'collecting/assigned!',
        'edit': 'collecting/assigned!', 'validate_by_hand': 'collecting/done',
        'shipped': 'done/done', 'cancelled_there': 'cancelled/assigned!'},
    'shipped': {
        'nothing': 'shipped/assigned!', 'validate_by_hand': 'done/done!',
        'press_retry': 'done/done!'},
    'done': {
        'nothing': 'done/done', 'cancel_order': 'done/done!', 'returned': 'done/done!'},
    'cancelled': {'nothing': 'cancelled/cancel'},
}
STATES = tuple(OUTCOMES)


@tagged('post_install', '-at_install')
class TestWarehouseOrderStates(StatesCase):

    # === THE TABLE === #

    def test_every_pair_of_state_and_event_has_the_written_outcome(self):
        """And the steps that were taken are those that the diagram above the states lists."""
        with self.steps_taken('ogoship.order') as taken:
            for state in STATES:
                for event in EVENTS:
                    if state in CAN_HAPPEN.get(event, STATES):
                        with self.case(state=state, event=event):
                            self.check_pair(state, event)
        self.assertEqual(taken - self.drawn('ogoship.order'), set(), "not in the diagram")
        self.assertGreater(len(taken), 10)

    def check_pair(self, state, event):
        row = self.bring_to(state)
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
        for first in SERIOUS:
            for second in SERIOUS:
                with self.case(first=first, second=second):
                    row = self.bring_to('sent')
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
            raise UserError(pickings.env._("Not now."))

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
