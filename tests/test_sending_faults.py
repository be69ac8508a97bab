"""Arrow 3 when something goes wrong: each delivery reaches the warehouse exactly once."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..const import SENDING_GRACE
from ..tools.http_client import RemoteError
from ..tools.ogoship_client import OgoshipClient
from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestUnclearAnswer(OutboxCase):
    """OGOship took the order and we did not hear of it."""

    def spoil(self, kind, **values):
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind=kind, **values)

    def check_looked_up(self, row):
        """The row waits as *sending*, and the look-up finds what was sent."""
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sending', 'unclear'), row.message)
        self.assertIn(row.reference, row.message)
        self.try_again(row)
        self.assertOnce(row)
        self.assertEqual(self.posts(row.reference), 1)

    def test_timeout_after_acceptance(self):
        row = self.outbox()
        self.impatient()
        self.spoil('accept_and_hang', seconds=1)
        self.check_looked_up(row)

    def test_line_cut_after_acceptance(self):
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.check_looked_up(row)

    def test_truncated_answer(self):
        row = self.outbox()
        self.spoil('truncated')
        self.check_looked_up(row)

    def test_html_answer(self):
        row = self.outbox()
        self.spoil('html')
        self.check_looked_up(row)

    def test_empty_answer(self):
        row = self.outbox()
        self.spoil('empty')
        self.check_looked_up(row)

    def test_null_answer(self):
        row = self.outbox()
        self.spoil('null')
        self.check_looked_up(row)

    def test_server_error_after_acceptance(self):
        """A fault that carries the order out and then says 500."""
        row = self.outbox()
        create = OgoshipClient.create_order

        def accept_and_fail(client, request):
            create(client, request)
            raise RemoteError('unavailable', status=500, unclear=True)

        with patch.object(OgoshipClient, 'create_order', accept_and_fail):
            self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sending', 'unclear'))
        self.try_again(row)
        self.assertOnce(row)
        self.assertEqual(self.posts(row.reference), 1)

    def test_server_error_without_acceptance_is_sent_again_after_a_look(self):
        row = self.outbox()
        self.spoil('status', status=500)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sending', 'unclear'))
        self.assertFalse(self.at_warehouse(row))
        self.try_again(row)
        self.assertOnce(row)
        self.assertEqual(self.posts(row.reference), 2)

    def test_line_cut_before_acceptance_is_sent_again_after_a_look(self):
        row = self.outbox()
        self.spoil('cut')
        self.sync_merchant()
        self.try_again(row)
        self.assertOnce(row)

    def test_line_that_ogoship_dropped_is_for_a_person(self):
        self.warehouse.play(unknown_product_code='drop')
        row = self.sell(('KAASU-230', 1), (self.product('UUSI'), 1)).picking_ids.ogoship_order_ids
        self.sync_merchant()
        self.assertOnce(row)
        self.assertIn(row.reference, self.activities(row.picking_id)[0])
        self.assertIn("other lines", self.activities(row.picking_id)[0])

    def test_proxy_page_that_refused(self):
        row = self.outbox()
        self.spoil('html', status=502)
        self.sync_merchant()
        self.assertEqual(row.state, 'sending')
        self.assertNotIn('<', row.message)
        self.try_again(row)
        self.assertOnce(row)

    def test_nothing_is_sent_again_before_the_grace_is_over(self):
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.sync_merchant()
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertEqual(row.state, 'sending')
        self.assertFalse([call for call in self.sandbox.log if 'reference' in call.query])

    def test_row_of_a_dead_process_is_left_alone_during_the_grace(self):
        row = self.outbox()
        row.write({'state': 'sending', 'send_count': 1,
                   'retry_at': fields.Datetime.now() + SENDING_GRACE - timedelta(seconds=5)})
        self.sync_merchant()
        self.assertEqual((row.state, self.posts()), ('sending', 0))
        self.try_again(row)
        self.assertOnce(row)

    def test_look_up_that_fails_too_leaves_it_sending(self):
        """Whatever the look-up is answered, it does not say that OGOship has no such order."""
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.sync_merchant()
        for status in (400, 429, 500):
            self.warehouse.fault(remote='warehouse', method='GET', path='/Orders', times=4,
                                 status=status, retry_after=60 if status == 429 else None)
            self.try_again(row)
            self.assertEqual(row.state, 'sending', f"{status}: {row.message}")
            self.warehouse.clear_faults()
            self.merchant.state = 'connected'
        self.try_again(row)
        self.assertOnce(row)
        self.assertEqual(self.posts(row.reference), 1)

    def test_unreadable_look_up_leaves_it_sending(self):
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.sync_merchant()
        self.warehouse.fault(remote='warehouse', method='GET', path='/Orders', kind='status',
                             status=200, body=[{'reference': row.reference, 'orderLines': 7}])
        self.try_again(row)
        self.assertEqual(row.state, 'sending')
        self.try_again(row)
        self.assertOnce(row)

    def test_delivery_cancelled_before_the_look_up_is_cancelled_at_ogoship_once_it_is_found(self):
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.sync_merchant()
        row.picking_id.action_cancel()
        self.assertEqual((row.state, row.picking_id.state), ('sending', 'assigned'))
        self.try_again(row)
        self.assertEqual(row.state, 'cancelling', "found there")
        self.sync_merchant()
        [order] = self.at_warehouse(row)
        self.assertEqual(order['status'], 'cancelled')
        self.assertEqual((row.state, row.picking_id.state), ('cancelled', 'cancel'))

    def test_address_corrected_before_the_look_up_does_not_hide_our_own_order(self):
        row = self.outbox()
        self.spoil('accept_and_cut')
        self.sync_merchant()
        row.partner_id.zip = '00999'
        self.try_again(row)
        self.assertOnce(row)

    def test_delivery_cancelled_after_a_send_that_never_arrived_is_not_sent(self):
        row = self.outbox()
        self.spoil('cut')
        self.sync_merchant()
        row.picking_id.action_cancel()
        self.try_again(row)
        self.assertEqual((row.state, row.picking_id.state), ('cancelled', 'cancel'))
        self.assertFalse(self.at_warehouse(row))

    def test_order_cancelled_in_the_shop_after_a_send_that_never_arrived(self):
        row = self.outbox()
        self.spoil('cut')
        self.sync_merchant()
        self.shop.cancel(int(row.reference))
        self.sync_store()
        self.assertEqual(row.state, 'sending', "it may be at OGOship")
        self.try_again(row)
        self.assertEqual((row.state, row.sale_order_id.state), ('cancelled', 'cancel'))
        self.assertFalse(self.at_warehouse(row))

    def test_one_poisoned_order_does_not_stop_its_neighbours(self):
        first, second, third = (self.outbox() for _ in range(3))
        self.spoil('status', status=500)
        self.sync_merchant()
        self.assertEqual(first.state, 'sending')
        self.assertEqual((second + third).mapped('state'), ['sent', 'sent'])

    def test_order_that_always_fails_is_tried_ever_more_seldom(self):
        row = self.outbox()
        self.spoil('status', status=500, times=9)
        self.sync_merchant()
        waits = []
        for _ in range(4):
            waits.append(row.retry_at - fields.Datetime.now())
            self.try_again(row)
        self.assertEqual(row.attempts, 5)
        self.assertGreater(waits[3], 4 * waits[0])

    def test_outage_is_not_tried_on_every_order(self):
        rows = [self.outbox() for _ in range(4)]
        self.spoil('status', status=503, times=9)
        self.sync_merchant()
        self.assertEqual([row.state for row in rows], ['sending', 'sending', 'to_send', 'to_send'])
        self.assertTrue(self.merchant.error_message)


@tagged('post_install', '-at_install')
class TestClearRefusal(OutboxCase):
    """OGOship says that it did not take the order."""

    def refuse(self, status, **values):
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', status=status, **values)

    def test_too_many_calls_waits_as_long_as_asked(self):
        row = self.outbox()
        self.refuse(429, retry_after=1800)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('error', 'remote'))
        self.assertGreater(row.retry_at, fields.Datetime.now() + timedelta(minutes=23))
        self.sync_merchant()
        self.assertEqual(self.posts(), 1, "not before its time")
        self.try_again(row)
        self.assertOnce(row)

    def test_too_many_calls_with_an_absurd_wish(self):
        row = self.outbox()
        self.refuse(429, retry_after=999999999)
        self.sync_merchant()
        self.assertLess(row.retry_at, fields.Datetime.now() + timedelta(days=2))

    def test_too_many_calls_spares_the_neighbours(self):
        self.outbox()
        second = self.outbox()
        self.refuse(429, retry_after=60)
        self.sync_merchant()
        self.assertEqual((second.state, self.posts()), ('to_send', 1))

    def test_refused_order_says_why_and_the_others_go_on(self):
        self.carrier.ogoship_shipping_code = 'no-such-code'
        first = self.outbox()
        second = self.outbox('pickup_point')
        self.sync_merchant()
        self.assertEqual((first.state, first.reason), ('error', 'refused'))
        self.assertIn("Shipping method was not found", first.message)
        self.assertIn(first.reference, first.message)
        self.assertOnce(second)
        self.carrier.ogoship_shipping_code = 'posti-home'
        first.action_retry()
        self.sync_merchant()
        self.assertOnce(first)

    def test_connection_refused_leaves_it_unsent(self):
        row = self.outbox()
        address = self.merchant.api_url
        self.merchant.api_url = 'http://127.0.0.1:1'
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('error', 'remote'))
        self.assertFalse(row.send_count)
        self.assertTrue(self.merchant.error_message)
        self.merchant.api_url = address
        self.try_again(row)
        self.assertOnce(row)

    def test_connection_refused_after_the_look_up_leaves_it_unsent(self):
        row = self.outbox()

        def refuse(client, request):
            raise RemoteError('unavailable', "No connection could be made.", hint='network')

        with patch.object(OgoshipClient, 'create_order', refuse):
            self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('error', 'remote'))
        row.action_cancel()
        self.assertEqual(row.state, 'cancelled', "OGOship clearly does not have it")

    def test_outage_then_cancelled_in_the_shop_is_not_sent(self):
        row = self.outbox()
        self.warehouse.fault(remote='warehouse', path='/Orders', status=503, times=9)
        self.sync_merchant()
        self.warehouse.clear_faults()
        self.shop.cancel(int(row.reference))
        self.sync_store()
        self.assertEqual((row.state, row.sale_order_id.state), ('cancelled', 'cancel'))
        self.sync_merchant()
        self.assertEqual(self.posts(), 0)
