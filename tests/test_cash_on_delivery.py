"""Money that is collected at the door: never lost on the way to the carrier."""

from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestCashOnDelivery(OutboxCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store.action_test_connection()
        cls.method = cls.store.payment_method_ids.filtered('cash_on_delivery')
        cls.method.release_unpaid = True

    def test_reference_is_left_to_ogoship(self):
        row = self.sent('cod')
        total = row.sale_order_id.amount_total
        self.assertEqual(
            self.sent_orders()[0]['cashOnDelivery'], {'amount': total, 'currencyCode': 'EUR'})
        self.assertFalse(self.activities(row.picking_id))

    def test_reference_of_the_shops_payment(self):
        self.method.cash_reference = 'payment'
        row = self.sent('cod')
        number = row.sale_order_id.mycashflow_order_ids.remote_id
        self.assertEqual(self.sent_orders()[0]['cashOnDelivery']['reference'], f'{number}1')

    def test_payment_without_reference_leaves_it_to_ogoship(self):
        self.method.cash_reference = 'payment'
        self.sent('cod', payments=[{'status': 'OPEN', 'reference': None}])
        self.assertNotIn('reference', self.sent_orders()[0]['cashOnDelivery'])

    def test_gift_card_beside_it(self):
        """What the gift card paid is not collected, nor is its reference used."""
        self.method.cash_reference = 'payment'
        row = self.sent('cod', payments=[
            {'payment_method_id': 11, 'amount': 20, 'reference': 'GIFT'},
            {'status': 'OPEN', 'reference': 'DOOR'}])
        cash = self.sent_orders()[0]['cashOnDelivery']
        self.assertEqual(cash['reference'], 'DOOR')
        self.assertAlmostEqual(cash['amount'], row.sale_order_id.amount_total - 20)

    def test_order_waits_where_ogoship_removes_cash_on_delivery(self):
        self.merchant.removes_cash_on_delivery = True
        row, other = self.outbox('cod'), self.outbox()
        self.sync_merchant()
        self.assertWaits(row, 'held', 'cash', row.reference, self.merchant.name)
        self.assertEqual(self.posts(row.reference), 0)
        self.assertEqual(other.state, 'sent', "nothing is to be collected for this one")
        self.merchant.removes_cash_on_delivery = False
        self.sync_merchant()
        self.assertOnce(row)

    def test_order_that_is_paid_meanwhile_goes(self):
        self.merchant.removes_cash_on_delivery = True
        row = self.outbox('cod')
        self.sync_merchant()
        self.shop.pay(row.sale_order_id.mycashflow_order_ids.remote_id)
        self.sync_store()
        self.try_again(row)
        self.assertOnce(row)
        self.assertNotIn('cashOnDelivery', self.sent_orders()[0])

    def test_removed_by_ogoship_is_for_a_person(self):
        self.warehouse.play(strip_cash_on_delivery=True)
        row = self.sent('cod')
        [note] = self.activities(row.picking_id)
        self.assertIn("cash on delivery", note)
        self.assertIn(row.reference, note)
        self.sync_merchant()
        self.assertEqual(len(self.activities(row.picking_id)), 1, "said once")

    def test_removed_by_ogoship_and_found_only_by_looking_up(self):
        self.warehouse.play(strip_cash_on_delivery=True)
        row = self.outbox('cod')
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual(row.state, 'sending')
        self.try_again(row)
        self.assertOnce(row)
        self.assertIn("cash on delivery", self.activities(row.picking_id)[0])
