"""Several things are the matter with one order at once: none hides another, and none is lost."""

from odoo.tests import tagged

from .change_common import ChangeCase
from .split_common import CODE, SplitCase
from .test_customer_mails import MailCase


@tagged('post_install', '-at_install')
class TestReasonsMeet(ChangeCase):

    def money(self, row, operation):
        self.shop.advance(60)
        getattr(self.shop, operation)(row.remote_id)
        self.read_again(row)

    # === HELD FOR TWO REASONS === #

    def test_edit_taken_back_does_not_send_what_is_not_paid(self):
        row = self.bring_in('paid')
        street = self.shop.order(row.remote_id)['shipping_address']['street_address']
        self.money(row, 'unpay')
        self.edit(row, shipping={'street_address': "Uusi katu 1"})
        self.edit(row, shipping={'street_address': street})
        self.assertFalse(row.change_pending)
        self.assertWaits(row.ogoship_order_ids, 'held', 'unpaid')
        self.sync_merchant()
        self.assertFalse(self.posts())
        self.money(row, 'pay')
        self.sync_merchant()
        self.assertOnce(row.ogoship_order_ids)

    def test_payment_that_comes_again_does_not_send_a_second_parcel(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.write({
            'state': 'held', 'reason': 'conflict', 'message': "Sent before", 'retry_at': False})
        self.money(row, 'unpay')
        self.money(row, 'pay')
        self.assertWaits(row.ogoship_order_ids, 'held', 'conflict')
        self.sync_merchant()
        self.assertFalse(self.posts())

    def test_conflict_that_a_person_settles_still_waits_for_its_money(self):
        row = self.bring_in('paid')
        row.ogoship_order_ids.write({
            'state': 'held', 'reason': 'conflict', 'message': "Sent before", 'retry_at': False})
        self.money(row, 'unpay')
        row.ogoship_order_ids.action_retry()
        self.assertWaits(row.ogoship_order_ids, 'held', 'unpaid')

    # === CHANGED AFTER IT LEFT === #

    def test_address_changed_after_shipping_does_not_keep_the_delivery_open(self):
        row = self.sent()
        self.warehouse.ship(row.reference)
        with self.merchant._client() as client:
            row._apply_remote(client.find_orders(row.reference)[0])  # and the time ran out
        self.assertEqual(row.state, 'shipped')
        row.partner_id.street = "Uusikatu 7"
        self.sync_merchant()
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        self.assertIn("has been shipped", ' '.join(self.activities(row.picking_id)))

    def test_edit_in_the_shop_of_what_has_left_and_waits_for_a_person_is_told_once(self):
        row = self.bring_in('paid')
        self.sync_merchant()
        row.ogoship_order_ids.write({'state': 'shipped', 'reason': 'split', 'message': "Compare"})
        self.edit(row, shipping={'street_address': "Uusi katu 1"})
        self.sync_store()
        self.assertEqual((row.reason, row.change_pending), ('changed', False), row.message)
        self.assertIn("have left", row.message)
        self.assertFalse(row.retry_at)

    # === SENT BEFORE ODOO KEPT WHAT IT SENT === #

    def test_order_of_which_is_not_known_what_was_sent_is_compared_with_ogoship(self):
        row = self.sent()
        row.sent_content = False
        row.partner_id.phone = row.partner_id.phone
        self.sync_merchant()
        self.assertEqual((row.reason, row.update_wanted), (False, False), row.message)
        self.assertFalse(self.activities(row.picking_id))
        self.assertTrue(row.sent_content)
        row.partner_id.street = "Uusikatu 7"
        self.sync_merchant()
        self.assertEqual(row.reason, 'changed')

    # === HELD BY THE WAREHOUSE === #

    def test_locked_order_is_not_to_be_sent_again(self):
        row = self.sent()
        row.write({'remote_status': 'locked', 'status_date': '2020-01-01'})
        self.env['ogoship.order']._alarm_due(self.merchant)
        [text] = self.activities(row.picking_id)
        self.assertNotIn("Send again", text)
        self.assertIn("Release it in myOGO.", text)

    # === NOTHING TO SHIP === #

    def test_download_that_gets_goods_by_an_edit_waits_for_their_delivery(self):
        row = self.bring_in('paid', lines=[{
            'code': 'OPAS-PALLAS', 'download_id': 71,
            'download_url': 'https://shop.example.com/71'}])
        self.edit(row, lines=[{'code': CODE}], payments=[{}])
        self.assertFollows(row, (CODE, 1))
        self.store.complete_digital = True
        self.sync_store()
        self.assertFalse(row.shipped_date or row.report_wanted or row.is_digital)
        self.assertNotIn("part of order", ' '.join(row.message_ids.mapped('body')))


@tagged('post_install', '-at_install')
class TestRestsMeet(SplitCase):

    def test_cancelled_sale_order_leaves_no_rest_waiting(self):
        row = self.order()
        part = self.split(row)
        self.sync_merchant()
        rest = self.ship_part(row, 1).filtered('ogoship_rest_waits')
        sale = row.sale_order_id
        self.assertEqual(self.goods(rest), {CODE: 2})
        sale.action_cancel()
        self.sync_merchant()
        self.assertEqual(self.by_name(part).state, 'cancelled')
        self.assertEqual((sale.state, rest.state), ('sale', 'cancel'))
        self.assertIn(row.picking_id.name, ' '.join(self.activities(sale)))
        self.assertEqual(sorted(sale.picking_ids.mapped('state')), ['cancel', 'cancel', 'done'])

    def test_part_of_an_order_of_which_is_not_known_what_was_sent(self):
        row = self.order()
        row.sent_content = False
        part = self.split(row)
        self.sync_merchant()
        self.sync_merchant()
        for one in (row, self.by_name(part)):
            self.assertEqual((one.state, one.reason), ('sent', False), one.message)
        self.assertFalse(self.activities(row.picking_id))


@tagged('post_install', '-at_install')
class TestReturnedMails(MailCase):

    def test_customer_is_not_told_of_a_parcel_that_is_back_already(self):
        row = self.sent()
        self.warehouse.ship(row.reference, tracking='JJFI1')
        order = next(
            order for order in self.warehouse._state.merchants[self.merchant.merchant_code].orders
            if order['reference'] == row.reference)
        order['status'] = 'returned'
        self.sync_merchant()
        self.assertEqual(row.state, 'done', row.message)
        self.assertFalse(self.odoo_mails(row))
