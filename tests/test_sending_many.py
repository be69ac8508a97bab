from unittest.mock import patch

from odoo.tests import tagged

from ..models import ogoship_order_batch, ogoship_order_send
from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestSendingMany(OutboxCase):
    """Many orders at once: one look for all of them, and each still exactly once."""

    def setUp(self):
        super().setUp()
        self.sync_merchant()  # its first reading: what comes later is seen
        self.long_ago = self.merchant.statuses_since
        self.merchant.statuses_since = self.sale_dates_begin()

    def sale_dates_begin(self):
        """A moment before all orders of these tests, whose dates are those of the transaction."""
        return self.long_ago.replace(year=self.long_ago.year - 1)

    def queue(self, count):
        """So many orders to be sent."""
        numbers = [self.place() for _number in range(count)]
        self.sync_store()
        rows = self.env['ogoship.order'].union(*map(self.warehouse_row, numbers))
        self.assertEqual(rows.mapped('state'), ['to_send'] * count)
        self.sandbox.log.clear()
        return rows

    def calls(self):
        return [(call.method, 'reference' in call.query) for call in self.sandbox.log
                if call.path == '/api/v1/Orders']

    def look_ups(self):
        return self.calls().count(('GET', True))

    def assertAllOnce(self, rows):
        for row in rows:
            self.assertOnce(row)

    # === ONE CALL FOR EACH === #

    def test_no_look_up_for_each(self):
        rows = self.queue(5)
        self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.posts(), 5)
        self.assertEqual(self.look_ups(), 0)
        # Read before they are sent, and as a step of each run.
        self.assertEqual(self.calls().count(('GET', False)), 2)
        self.assertEqual(self.calls()[0], ('GET', False))

    def test_one_list_for_several_batches(self):
        rows = self.queue(7)
        with patch.object(ogoship_order_send, 'ORDERS_PER_SENDING', 3):
            self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.posts(), 7)
        # One of three batches is too small for a list.
        self.assertEqual(self.look_ups(), 1)
        self.assertEqual(self.calls().count(('GET', False)), 2)

    def test_a_list_is_read_again_when_it_is_old(self):
        rows = self.queue(6)
        with patch.object(ogoship_order_send, 'ORDERS_PER_SENDING', 3), \
                patch.object(ogoship_order_batch, 'LIST_LASTS', 0):
            self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.look_ups(), 0)
        self.assertEqual(self.calls().count(('GET', False)), 3)

    def test_few_are_looked_up(self):
        """For two a list is no cheaper than two look-ups."""
        rows = self.queue(2)
        self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.look_ups(), 2)

    # === WHAT MUST BE LOOKED UP === #

    def test_older_than_the_first_reading(self):
        """OGOship may have got them before Odoo looked."""
        rows = self.queue(4)
        self.merchant.statuses_since = self.long_ago.replace(year=self.long_ago.year + 1)
        self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.look_ups(), 4)

    def test_shop_order_is_older(self):
        """The direct link may have sent it before Odoo was connected."""
        rows = self.queue(4)
        rows[0].sale_order_id.mycashflow_order_ids.order_date = self.sale_dates_begin()
        self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.look_ups(), 1)

    def test_sent_by_somebody_else(self):
        """A second integration is quicker with one of them: it is not sent again."""
        rows = self.queue(4)
        there = rows[1]
        self.warehouse.add_foreign_order(there.reference)
        self.sync_merchant()
        self.assertAllOnce(rows - there)
        self.assertEqual(self.posts(there.reference), 0)
        self.assertEqual((there.state, there.reason), ('held', 'conflict'))
        self.assertTrue(there.was_listed)

    def test_list_cannot_be_read(self):
        """An order on the list that cannot be read may be one of these."""
        rows = self.queue(3)
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Orders', kind='status', status=200,
            body=[{'id': '5', 'reference': ['?']}])
        self.sync_merchant()
        self.assertAllOnce(rows)
        self.assertEqual(self.look_ups(), 3)

    def test_held_back_is_looked_up(self):
        """What was tried before is looked up before it is tried again."""
        rows = self.queue(4)
        rows[2].partner_id.phone = False
        self.sync_merchant()
        self.assertAllOnce(rows - rows[2])
        self.assertEqual((rows[2].state, rows[2].reason), ('held', 'address'))
        rows[2].partner_id.phone = '+358401234567'
        rows[2].action_retry()
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertOnce(rows[2])
        self.assertEqual(self.look_ups(), 1)

    # === FAULTS IN THE MIDDLE === #

    def test_line_cut_after_acceptance(self):
        """One of them is accepted without an answer: it is found, not sent again."""
        rows = self.queue(5)
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        first = rows[0]
        self.assertEqual((first.state, first.reason), ('sending', 'unclear'))
        self.assertAllOnce(rows - first)
        self.try_again(first)
        self.assertOnce(first)
        self.assertEqual(self.posts(first.reference), 1)

    def test_one_is_refused(self):
        rows = self.queue(5)
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='status', status=400)
        self.sync_merchant()
        self.assertEqual((rows[0].state, rows[0].reason), ('error', 'refused'))
        self.assertAllOnce(rows[1:])

    def test_out_of_reach(self):
        """The second failure in a row stops the batch; what was not posted waits as it was."""
        rows = self.queue(6)
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='status', status=503, times=2)
        self.sync_merchant()
        self.assertEqual(rows.mapped('state'), ['sending'] * 2 + ['to_send'] * 4)
        self.assertEqual(self.posts(), 2)
        self.assertEqual(rows[2:].mapped('send_count'), [0] * 4)
        self.let_time_pass(rows)
        self.sync_merchant()
        self.assertAllOnce(rows)

    def test_key_refused(self):
        rows = self.queue(4)
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='status', status=401, times=9)
        self.sync_merchant()
        self.assertEqual(self.merchant.state, 'paused')
        self.assertEqual((rows[0].state, rows[0].reason), ('error', 'remote'))
        self.assertEqual(rows[1:].mapped('state'), ['to_send'] * 3)
        self.assertEqual(rows[1:].mapped('send_count'), [0] * 3)

    def test_reference_is_taken_after_all(self):
        """OGOship has it though no list has shown it: it refuses, and nothing leaves twice."""
        rows = self.queue(3)
        self.warehouse.play(duplicate_reference='refuse')
        self.warehouse.add_foreign_order(rows[1].reference)
        self.warehouse.fault(  # the list that is read before
            remote='warehouse', method='GET', path='/Orders', kind='status', status=200, body=[])
        self.sync_merchant()
        self.assertAllOnce(rows[0] + rows[2])
        self.assertEqual((rows[1].state, rows[1].reason), ('held', 'conflict'))
        self.assertEqual(len(self.at_warehouse(rows[1])), 1)
