"""The payments of an order as the shop tells them, and which of them release it."""

from odoo import fields
from odoo.tests import tagged

from .common import RingCase

GIFT_CARD, KLARNA, REFUND = 9, 7, 10


@tagged('post_install', '-at_install')
class TestPayments(RingCase):

    def again(self, row):
        """The next run reads the order, whatever moved its change date."""
        self.store.orders_cursor = False
        self.sync_store()
        return row

    # === SHOWN === #

    def test_each_payment_of_the_shop_is_a_row(self):
        row = self.bring_in('gift_card')
        card, rest = row.payment_ids.sorted('amount')
        self.assertRecordValues(card | rest, [
            {'amount': 20, 'state': 'paid', 'kind': 'payment', 'currency': 'EUR'},
            {'amount': row.amount_total - 20, 'state': 'paid', 'kind': 'payment',
             'currency': 'EUR'}])
        self.assertEqual(card.method_id.name, "Lahjakortti")
        self.assertEqual((card.company_id, card.store_id), (self.env.company, self.store))
        self.assertTrue(card.remote_updated_at)
        self.assertEqual(row.payment_method, "Verkkomaksu (Paytrail)")
        self.assertEqual(row.sale_order_id.mycashflow_payment_state, 'paid')
        self.assertEqual(
            row.sale_order_id.action_open_shop_payments()['res_model'], 'mycashflow.payment')

    def test_payments_of_a_page_are_created_at_once(self):
        for _number in range(12):
            self.place('gift_card')
        payments = self.registry['mycashflow.payment']
        calls, create = [], payments.create

        def counted(records, vals_list):
            calls.append(len(vals_list))
            return create(records, vals_list)
        self.patch(payments, 'create', counted)
        self.sync_store()
        self.assertEqual(calls, [24])

    def test_payments_follow_the_shop_and_stay_the_same_rows(self):
        row = self.bring_in('unpaid')
        payment = row.payment_ids
        self.assertEqual((payment.state, payment.status), ('open', 'OPEN'))
        self.shop.advance(60)
        self.shop.pay(row.remote_id)
        self.sync_store()
        self.assertEqual((row.payment_ids, payment.state), (payment, 'paid'))

    def test_payment_removed_in_the_shop_is_kept_and_marked(self):
        row = self.bring_in(payments=[{'amount': 10, 'status': 'CANCELLED'}, {'amount': 155.9}])
        first = row.payment_ids.sorted('remote_id')[0]
        self.shop.advance(60)
        self.shop.edit(row.remote_id, payments=[{'amount': 155.9}])
        self.sync_store()
        self.assertEqual(first.state, 'gone')
        self.assertIn('paid', row.payment_ids.mapped('state'))
        self.assertFalse(row.payment_message)

    def test_payments_without_or_with_the_same_number_are_all_kept(self):
        order = self.shop.place(payments=[{'amount': 100}, {'amount': 50}, {'amount': 5.9}])
        for payment, number in zip(order['payments'], (None, 7, 7), strict=True):
            payment['id'] = number
        self.serve_orders(order)
        self.sync_store()
        row = self.row(order['id'])
        self.assertImported(row)
        self.assertEqual(sorted(row.payment_ids.mapped('amount')), [5.9, 50, 100])

    def test_method_the_store_did_not_list_yet_is_fetched_with_its_first_payment(self):
        self.store.payment_method_ids.filtered(lambda m: m.remote_id == KLARNA).unlink()
        row = self.bring_in('klarna')
        self.assertEqual(row.payment_ids.method_id.name, "Klarna Checkout")
        self.assertEqual(row.payment_method, "Klarna Checkout")

    def test_ids_and_amounts_as_text_are_the_same(self):
        self.shop.play(ids_as_strings=True, numbers_as_strings=True, shop_lower_enums=True)
        row = self.bring_in('klarna')
        self.assertEqual(row.payment_ids.state, 'authorised')
        self.assertImported(row)

    # === RELEASED === #

    def test_every_payment_state_has_a_word_and_says_whether_it_releases(self):
        for status, state, imported in (
                ('OPEN', 'open', False), ('PENDING_ACTIVATION', 'authorised', True),
                ('PARTIALLY_ACTIVATED', 'authorised', True), ('PAID', 'paid', True),
                ('PARTIAL_ACTIVATION', 'authorised', True), ('REFUNDED', 'refunded', False),
                ('CANCELLED', 'cancelled', False), ('ACTIVATION_FAILED', 'unknown', False)):
            with self.subTest(status):
                row = self.bring_in(payments=[{'status': status}])
                self.assertEqual(row.payment_ids.state, state)
                self.assertEqual(bool(row.sale_order_id), imported)

    def test_unknown_word_is_named_only_where_money_depends_on_it(self):
        row = self.bring_in(payments=[{'status': 'FROZEN'}])
        self.assertWaits(row, 'held', 'unpaid', 'FROZEN', '0.00', '155.90')
        row = self.bring_in(payments=[{'status': 'FROZEN', 'amount': 3}, {'amount': 155.9}])
        self.assertImported(row)

    def test_partial_payments_release_when_their_sum_is_enough(self):
        row = self.bring_in('unpaid')
        self.shop.advance(60)
        self.shop.pay_part(row.remote_id, 100)
        self.again(row)
        self.assertWaits(row, 'held', 'unpaid', '100.00', '155.90')
        self.assertEqual(row.payment_state, 'partial')
        self.shop.advance(60)
        self.shop.pay_part(row.remote_id, 55.9)
        self.again(row)
        self.assertImported(row)

    def test_authorised_later_is_released_then(self):
        for status in ('PENDING_ACTIVATION', 'PARTIALLY_ACTIVATED'):
            row = self.bring_in('unpaid')
            self.shop.advance(60)
            self.shop.authorise(row.remote_id, status=status)
            self.again(row)
            self.assertImported(row)

    def test_refund_before_import_reduces_the_sum_in_every_style(self):
        for style, amount in (('negative_payment', 20), ('positive_refund_method', 20),
                              ('status', None)):
            with self.subTest(style):
                self.shop.play(refund_style=style)
                number = self.place()
                self.shop.refund(number, amount)
                self.sync_store()
                paid = '135.90' if amount else '0.00'
                self.assertWaits(self.row(number), 'held', 'unpaid', paid, '155.90', 'refunded')
                self.assertEqual(len(self.row(number).payment_ids), 2 if amount else 1)

    def test_refund_of_what_was_paid_twice_does_no_harm(self):
        row = self.bring_in(payments=[
            {'amount': 155.9}, {'amount': 155.9}, {'amount': -155.9, 'payment_method_id': REFUND}])
        self.assertImported(row)
        self.assertFalse(row.booking_ids)

    def test_refund_in_kronor_is_worth_what_was_paid_in_kronor(self):
        paid = {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': 11.25}
        row = self.bring_in('sek', payments=[
            paid, {**paid, 'amount': -491.63, 'payment_method_id': REFUND}])
        self.assertWaits(row, 'held', 'unpaid', '0.00', '43.70')

    def test_method_is_guessed_to_be_for_refunds_and_may_be_changed(self):
        methods = self.store.payment_method_ids
        self.assertEqual(methods.filtered('is_refund').mapped('name'), ["Hyvitys"])
        methods.filtered('is_refund').is_refund = False
        self.store.action_refresh_methods()
        self.assertFalse(methods.filtered('is_refund'))

    def test_order_without_a_method_of_its_own_goes_by_its_largest_payment(self):
        self.store.payment_method_ids.filtered(lambda m: m.remote_id == 5).release_unpaid = True
        row = self.bring_in('unpaid', payment_method_id=None, payments=[
            {'status': 'PAID', 'amount': 20, 'payment_method_id': GIFT_CARD},
            {'status': 'OPEN', 'payment_method_id': 5}])
        self.assertImported(row)

    # === PAID ON === #

    def test_time_of_payment_is_when_the_sum_was_first_enough(self):
        day = fields.Date.today().isoformat()
        row = self.bring_in(payments=[
            {'amount': 100, 'updated_at': f'{day}T00:01:00+00:00'},
            {'amount': 55.9, 'updated_at': f'{day}T00:03:00+00:00'},
            {'amount': 1, 'updated_at': f'{day}T00:05:00+00:00'}])
        self.assertEqual(row.paid_date, fields.Datetime.to_datetime(f'{day} 00:03:00'))
        before = row.paid_date
        self.shop.advance(60)
        self.shop.unpay(row.remote_id)
        self.shop.pay(row.remote_id)
        self.sync_store()
        self.assertEqual(row.paid_date, before)

    def test_payment_in_the_future_or_without_a_time_was_paid_now(self):
        for moment in (None, '2099-01-01T00:00:00+00:00'):
            order = self.shop.place()
            order['payments'][0].update(updated_at=moment, created_at=moment)
            self.serve_orders(order)
            self.sync_store()
            row = self.row(order['id'])
            self.assertImported(row)
            self.assertLessEqual(row.paid_date, fields.Datetime.now())
            self.assertGreater(row.paid_date, fields.Datetime.subtract(
                fields.Datetime.now(), minutes=5))

    def test_unpaid_order_has_no_time_of_payment(self):
        self.assertFalse(self.bring_in('unpaid').paid_date)
