"""Changed in Odoo after it was sent: sent anew where OGOship takes it, else shown to a person."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_cancelled import CancelCase


class EditCase(CancelCase):

    def setUp(self):
        super().setUp()
        self.merchant.allows_changes = True

    def remote(self, row):
        [order] = self.at_warehouse(row)
        return order

    def more(self, row, quantity=1):
        """One more piece of the first product, in the sale order."""
        row.sale_order_id.order_line[0].product_uom_qty += quantity

    def assertSettled(self, row):
        self.assertEqual(
            (row.state, row.reason, row.update_wanted), ('sent', False, False), row.message)
        self.assertFalse(self.activities(row.picking_id))

    def assertToldSideBySide(self, row, *words):
        """A person sees old and new."""
        self.assertEqual(row.reason, 'changed', row.message)
        [activity] = row.picking_id.activity_ids
        for word in words:
            self.assertIn(word, activity.note)


@tagged('post_install', '-at_install')
class TestEdited(EditCase):

    def test_nothing_changed_nothing_is_sent(self):
        row = self.sent()
        row.partner_id.write({'phone': row.partner_id.phone, 'comment': "likes blue"})
        row.picking_id.carrier_id = row.picking_id.carrier_id
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertFalse(self.puts())
        self.assertSettled(row)

    def test_corrected_address_is_sent(self):
        row = self.sent()
        row.partner_id.write({'street': "Uusikatu 7", 'zip': '00200'})
        self.sync_merchant()
        [body] = self.puts()
        self.assertEqual((body['customer']['address1'], body['status']), ("Uusikatu 7", 'new'))
        self.assertEqual(len(body['orderLines']), 1)
        self.assertEqual(self.remote(row)['customer']['zip'], '00200')
        self.assertSettled(row)
        self.sync_merchant()
        self.assertEqual(len(self.puts()), 1, "once")

    def test_changed_quantity_is_sent(self):
        row = self.sent()
        self.more(row)
        self.sync_merchant()
        self.assertEqual([line['quantity'] for line in self.remote(row)['orderLines']], [2])
        self.assertEqual(row.line_ids.quantity, 2)
        self.assertSettled(row)
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, sum(row.picking_id.move_ids.mapped('quantity'))), ('done', 2))

    def test_other_delivery_method_is_sent(self):
        row = self.sent()
        row.picking_id.carrier_id = self.env['delivery.carrier'].search(
            [('ogoship_shipping_code', '=', 'matkahuolto')])
        self.sync_merchant()
        self.assertEqual(self.remote(row)['shippingCode'], 'matkahuolto')
        self.assertSettled(row)

    def test_comment_and_pickup_point_are_sent(self):
        row = self.sent()
        row.write({'comments': "Gift wrap", 'pickup_point': '001'})
        self.sync_merchant()
        order = self.remote(row)
        self.assertEqual((order['comments'], order['pickUpPointCode']), ("Gift wrap", '001'))
        self.assertSettled(row)

    def test_changed_back_before_the_run_sends_nothing(self):
        row = self.sent()
        self.more(row, 2)
        self.more(row, -2)
        self.sync_merchant()
        self.assertFalse(self.puts())
        self.assertSettled(row)

    # === NOT TAKEN === #

    def test_merchant_that_allows_no_changes_while_new(self):
        self.merchant.allows_changes = False
        row = self.sent()
        self.more(row)
        self.sync_merchant()
        self.assertFalse(self.puts())
        code = row.line_ids.code
        self.assertToldSideBySide(row, f'{code} × 1', f'{code} × 2')
        self.assertIn("myOGO", row.message)
        self.assertEqual(row.state, 'sent')
        self.more(row, -1)
        self.sync_merchant()
        self.assertEqual((row.reason, row.message), (False, False), "nothing differs any more")

    def test_declared_but_not_so(self):
        """The person has ticked the switch, but in myOGO it is off."""
        for answer in ('ignore', 'refuse'):
            with self.subTest(answer):
                row = self.sent()
                self.warehouse.play(api_changes=False, put_in_wrong_state=answer)
                row.partner_id.street = "Uusikatu 8"
                self.sync_merchant()
                self.assertToldSideBySide(row, "Uusikatu 8")
                self.assertEqual(row.state, 'sent')
                self.warehouse.play(api_changes=True, put_in_wrong_state='ignore')

    def test_changed_while_collecting_is_told(self):
        row = self.sent()
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        row.partner_id.street = "Uusikatu 9"
        self.sync_merchant()
        self.sync_merchant()
        self.assertFalse(self.puts())
        self.assertToldSideBySide(row, "Uusikatu 9")
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('done', False))

    def test_changed_after_it_left_is_nobodys_business(self):
        row = self.shipped()
        row.partner_id.street = "Uusikatu 10"
        self.sync_merchant()
        self.assertFalse(self.puts() or self.activities(row.picking_id))

    def test_lines_changed_in_myogo_are_not_put_back(self):
        row = self.sent('multi')
        self.warehouse.split(row.reference, keep={'KAASU-230': 5})
        self.more(row)
        self.sync_merchant()
        self.assertFalse(self.puts())
        self.assertEqual(len(self.remote(row)['orderLines']), 1)

    def test_lost_answer_is_read_back(self):
        row = self.sent()
        self.more(row)
        self.warehouse.fault(
            remote='warehouse', method='PUT', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual(len(self.puts()), 1)
        self.assertSettled(row)

    def test_outage_is_tried_again(self):
        row = self.sent()
        self.more(row)
        self.warehouse.fault(remote='warehouse', path='/Orders', status=503, times=9)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('sent', 'remote'))
        self.warehouse.clear_faults()
        self.try_again(row)
        self.assertEqual([line['quantity'] for line in self.remote(row)['orderLines']], [2])
        self.assertSettled(row)

    def test_changed_and_then_cancelled(self):
        row = self.sent()
        self.more(row)
        row.sale_order_id.action_cancel()
        self.sync_merchant()
        self.assertCancelled(row)
        self.assertEqual([body['status'] for body in self.puts()], ['cancelled'])

    def test_changed_while_the_answer_to_sending_is_missing(self):
        row = self.outbox()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        row.partner_id.street = "Uusikatu 11"
        self.try_again(row)
        self.sync_merchant()
        self.assertEqual(self.remote(row)['customer']['address1'], "Uusikatu 11")
        self.assertEqual(self.posts(), 1)
        self.assertSettled(row)


@tagged('post_install', '-at_install')
class TestHeldThere(EditCase):

    def test_correct_and_send_again(self):
        row = self.sent()
        self.warehouse.hold(row.reference, comment="Phone number is wrong.")
        self.sync_merchant()
        self.assertIn("Phone number is wrong.", row.picking_id.ogoship_message)
        self.assertIn("Phone number is wrong.", row.sale_order_id.ogoship_message)
        row.partner_id.phone = '+358401112223'
        self.sync_merchant()
        order = self.remote(row)
        self.assertEqual(
            (order['customer']['phone'], order['status']), ('+358401112223', 'reserved'),
            "it may be held on purpose")
        row.action_resend()
        self.sync_merchant()
        self.assertEqual((self.remote(row)['status'], row.remote_status), ('new', 'new'))
        self.assertSettled(row)
        self.assertFalse(row.picking_id.ogoship_message)

    def test_sent_again_and_still_held(self):
        self.warehouse.play(hold_comments=True)
        row = self.outbox()
        row.comments = "Gift wrap"
        self.sync_merchant()
        self.assertEqual(row.remote_status, 'reserved')
        row.action_resend()
        self.sync_merchant()
        self.assertEqual((row.state, row.remote_status), ('sent', 'reserved'))
        self.assertFalse(row.update_wanted)

    def test_comment_taken_out_is_gone_or_told(self):
        for answer in ('keep', 'clear'):
            with self.subTest(answer):
                self.warehouse.play(put_left_out=answer)
                row = self.outbox()
                row.comments = "Gift wrap"
                self.sync_merchant()
                row.comments = False
                self.sync_merchant()
                if answer == 'clear':
                    self.assertSettled(row)
                else:
                    self.assertToldSideBySide(row, "Gift wrap")

    def test_pending_order_takes_changes_whatever_the_merchant_allows(self):
        self.merchant.allows_changes = False
        self.warehouse.set_warehouse_stock('KAASU-230', 1)
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 3}])
        self.assertEqual(row.remote_status, 'pending')
        self.more(row, -2)
        self.sync_merchant()
        self.assertEqual((self.remote(row)['status'], row.remote_status), ('new', 'new'))
        self.assertSettled(row)

    def test_order_held_for_long_is_told_once(self):
        row = self.sent()
        self.warehouse.hold(row.reference, comment="Customs data is missing.")
        self.sync_merchant()
        self.assertFalse(self.activities(row.picking_id))
        row.status_date = fields.Datetime.now() - timedelta(hours=25)
        self.sync_merchant()
        [activity] = row.picking_id.activity_ids
        self.assertIn("Customs data is missing.", activity.summary)
        self.assertEqual(activity.user_id, self.merchant.user_id)
        activity.action_done()
        self.sync_merchant()
        self.assertFalse(self.activities(row.picking_id), "said once")

    def test_warehouse_of_several_steps_is_refused_when_it_is_chosen(self):
        other = self.env['stock.warehouse'].create(
            {'name': "Two steps", 'code': 'TWO', 'delivery_steps': 'pick_ship'})
        with self.assertRaisesRegex(Exception, "one step"):
            self.merchant.warehouse_id = other
        with self.assertRaisesRegex(Exception, "one step"):
            self.merchant.warehouse_id.reception_steps = 'two_steps'
