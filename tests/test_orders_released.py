"""Which orders are imported, and why the others wait."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import RingCase

CARD, INVOICE, GIFT_CARD, REFUND = 2, 5, 9, 10


@tagged('post_install', '-at_install')
class TestOrdersReleased(RingCase):

    def waiting(self, *args, **kwargs):
        """An order that is not paid and waits."""
        row = self.bring_in('unpaid', *args, **kwargs)
        self.assertWaits(row, 'held', 'unpaid')
        return row

    def release_unpaid(self, remote_id):
        self.store.payment_method_ids.filtered(
            lambda method: method.remote_id == remote_id).release_unpaid = True

    # === PAID OR NOT === #

    def test_paid_order_is_imported(self):
        row = self.bring_in('paid')
        self.assertImported(row)
        self.assertEqual(row.payment_state, 'paid')
        self.assertEqual(row.ogoship_order_ids.state, 'to_send')

    def test_unpaid_order_waits_and_says_how_much_is_missing(self):
        row = self.waiting()
        self.assertWaits(row, 'held', 'unpaid', row.remote_id, '0.00', '155.90', 'Paytrail')
        self.assertEqual(row.payment_state, 'unpaid')
        self.assertTrue(row.retry_at)
        self.assertFalse(row.sale_order_id)

    def test_order_paid_later_is_imported_then(self):
        row = self.waiting()
        self.shop.advance(60)
        self.shop.pay(row.remote_id)
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.payment_state, 'paid')

    def pay_unnoticed(self, row):
        """The payment does not move the order's change date, so polling does not see it
        (mycashflow-api §1.5)."""
        self.shop.pay(row.remote_id)
        self.store.orders_cursor = fields.Datetime.now() + timedelta(days=1)

    def test_unpaid_order_is_read_again_by_itself_when_its_time_has_come(self):
        row = self.waiting()
        self.pay_unnoticed(row)
        self.sync_store()
        self.assertWaits(row, 'held', 'unpaid')
        self.let_time_pass(row)
        self.sync_store()
        self.assertImported(row)

    def test_waiting_order_is_not_asked_for_at_each_run(self):
        row = self.waiting()
        self.sandbox.log.clear()
        for _run in range(3):
            self.sync_store()
        self.assertFalse(self.shop_calls(f'/orders/{row.remote_id}'))
        self.assertEqual(row.attempts, 1)

    def test_order_that_waits_for_days_is_asked_for_ever_more_seldom(self):
        row = self.waiting()
        waits = []
        for _try in range(8):
            waits.append(row.retry_at - fields.Datetime.now())
            self.let_time_pass(row)
            self.sync_store()
        self.assertWaits(row, 'held', 'unpaid')
        self.assertLess(waits[0], timedelta(minutes=7))
        self.assertGreater(waits[-1], timedelta(hours=4))
        self.assertLess(waits[-1], timedelta(hours=8))

    def test_partly_paid_order_waits(self):
        row = self.bring_in(payments=[{'amount': 100}, {'status': 'OPEN'}])
        self.assertWaits(row, 'held', 'unpaid', '100.00', '155.90')
        self.assertEqual(row.payment_state, 'partial')

    def test_authorised_payment_releases_the_order(self):
        row = self.bring_in('klarna')
        self.assertImported(row)
        self.assertEqual(row.payment_state, 'paid')

    def test_gift_card_and_card_together_pay_the_order(self):
        row = self.bring_in('gift_card')
        self.assertImported(row)

    def test_gift_card_alone_does_not(self):
        row = self.bring_in(
            'gift_card', payments=[{'payment_method_id': GIFT_CARD, 'amount': 20},
                                   {'status': 'OPEN'}])
        self.assertWaits(row, 'held', 'unpaid', '20.00')

    def test_refunded_and_cancelled_payments_pay_nothing(self):
        for status in ('REFUNDED', 'CANCELLED'):
            with self.subTest(status):
                row = self.bring_in(payments=[{'status': status, 'is_paid': True}])
                self.assertWaits(row, 'held', 'unpaid', '0.00')

    def test_refund_recorded_as_a_further_payment_is_deducted(self):
        row = self.bring_in(payments=[
            {'amount': 155.9}, {'amount': -155.9, 'payment_method_id': REFUND}])
        self.assertWaits(row, 'held', 'unpaid', '0.00')

    def test_cancelled_payment_beside_a_good_one_does_no_harm(self):
        row = self.bring_in(payments=[{'amount': 155.9, 'status': 'CANCELLED'}, {'amount': 155.9}])
        self.assertImported(row)

    def test_order_that_costs_nothing_needs_no_payment(self):
        row = self.bring_in(
            lines=[{'code': 'KAASU-230', 'unit_price': 0}], shipping_costs=0, payments=[])
        self.assertImported(row)

    def test_unknown_payment_status_does_not_release(self):
        row = self.bring_in(payments=[{'status': 'ON_ITS_WAY'}])
        self.assertWaits(row, 'held', 'unpaid', 'ON_ITS_WAY')

    # === SHIPPED BEFORE PAYMENT === #

    def test_invoice_order_waits_unless_its_method_ships_unpaid(self):
        row = self.bring_in('invoice')
        self.assertWaits(row, 'held', 'unpaid', 'Lasku yritykselle')
        self.release_unpaid(INVOICE)
        self.sync_store()
        self.assertImported(row)

    def test_method_that_ships_unpaid_does_not_release_other_methods(self):
        self.release_unpaid(INVOICE)
        self.assertWaits(self.bring_in('cod'), 'held', 'unpaid', 'Postiennakko')

    def test_ticking_ship_unpaid_asks_for_a_run(self):
        self.bring_in('invoice')
        self.store.latest_changes = True
        triggers = self.env['ir.cron.trigger'].search([])
        self.release_unpaid(INVOICE)
        rung = self.env['ir.cron.trigger'].search([]) - triggers
        self.assertEqual(rung.cron_id, self.store.cron_id)

    # === NEVER IMPORTED === #

    def test_order_before_the_first_order_date_is_ignored(self):
        day = self.store.order_from - timedelta(days=1)
        row = self.bring_in(created_at=f'{day}T12:00:00+02:00')
        self.assertFalse(row, "not even read")
        self.shop.touch(self.shop.place(id=10500, created_at=f'{day}T12:00:00+02:00')['id'])
        self.sync_store()
        self.assertWaits(self.row(10500), 'ignored', 'before_start', 10500)
        self.assertFalse(self.row(10500).retry_at)

    def test_first_order_date_begins_at_midnight_in_the_shops_country(self):
        day = self.store.order_from
        late = self.place(created_at=f'{day - timedelta(days=1)}T23:59:59+03:00')
        early = self.place(created_at=f'{day}T00:00:01+03:00')
        self.shop.touch(late)
        self.shop.touch(early)
        self.env.company.partner_id.tz = 'Europe/Moscow'  # +03:00 all the year
        self.sync_store()
        self.assertWaits(self.row(late), 'ignored', 'before_start')
        self.assertImported(self.row(early))

    def test_order_cancelled_before_import_is_never_imported(self):
        row = self.bring_in('cancelled')
        self.assertWaits(row, 'cancelled', 'cancelled', row.remote_id)
        self.assertFalse(row.retry_at)
        self.sync_store()
        self.assertFalse(row.sale_order_id)

    def test_waiting_order_that_is_cancelled_stops_waiting(self):
        row = self.waiting()
        self.shop.advance(60)
        self.shop.cancel(row.remote_id)
        self.sync_store()
        self.assertWaits(row, 'cancelled', 'cancelled')

    def test_till_sale_that_is_delivered_already_is_never_imported(self):
        row = self.bring_in('no_shipping')
        self.assertWaits(row, 'ignored', 'delivered', row.remote_id)

    def test_order_reopened_in_the_shop_is_imported(self):
        row = self.bring_in(status='COMPLETED')
        self.assertWaits(row, 'ignored', 'delivered')
        self.shop.advance(60)
        self.shop.reopen(row.remote_id)
        self.sync_store()
        self.assertImported(row)

    def test_order_in_a_status_that_nobody_knows_is_held(self):
        self.serve_orders({**self.shop.place(id=10600), 'status': 'FROZEN'})
        self.sync_store()
        self.assertWaits(self.row(10600), 'held', 'unreadable', 10600, 'frozen')

    def test_return_order_is_held_for_a_person(self):
        row = self.bring_in('negative', status='OPEN')
        self.assertWaits(row, 'held', 'return', row.remote_id)
        self.assertFalse(row.retry_at)

    def test_exchange_with_one_negative_row_is_held(self):
        row = self.bring_in(lines=[
            {'code': 'KENKA-TUNTURI-43'}, {'code': 'KENKA-TUNTURI-42', 'quantity': -1}])
        self.assertWaits(row, 'held', 'return')

    def test_row_of_zero_pieces_is_no_return(self):
        row = self.bring_in(lines=[{'code': 'KAASU-230'}, {'code': 'KEITIN-X1', 'quantity': 0}])
        self.assertImported(row)
        self.assertEqual(row.ogoship_order_ids.line_ids.mapped('code'), ['KAASU-230'])

    def test_order_without_rows_is_held(self):
        self.serve_orders({**self.shop.place(id=10601), 'products': []})
        self.sync_store()
        self.assertWaits(self.row(10601), 'held', 'no_lines', 10601)

    def test_ignored_order_stays_ignored_when_the_shop_changes_it(self):
        row = self.waiting()
        row.action_ignore()
        self.shop.advance(60)
        self.shop.pay(row.remote_id)
        self.sync_store()
        self.assertEqual((row.state, row.sale_order_id.id), ('ignored', False))
        row.action_retry()
        self.sync_store()
        self.assertImported(row)

    # === CURRENCY === #

    def test_order_paid_in_kronor_by_either_direction_of_the_rate(self):
        """Order 10249: total 43.70 €, paid 491.63 SEK at a rate of 11.25 kronor to the euro."""
        for rate in (11.25, 0.08889):
            with self.subTest(rate=rate):
                row = self.bring_in('sek', payments=[
                    {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': rate}])
                self.assertImported(row)
                self.assertEqual(row.payment_state, 'paid')
                self.assertEqual(row.sale_order_id.currency_id.name, 'EUR')
                self.assertEqual(row.sale_order_id.amount_total, 43.7)

    def test_rate_with_few_digits_does_not_make_the_payment_too_small(self):
        """1683.00 € are 18933.75 kronor; times 0.0888 they seem to be 1681.32 €."""
        row = self.bring_in('sek', lines=[{'code': 'SUKKA-MERINO-M', 'quantity': 99}], payments=[
            {'currency': 'SEK', 'amount': 18933.75, 'exchange_rate': 0.0888}])
        self.assertImported(row)

    def test_open_payment_in_kronor_is_not_paid(self):
        row = self.bring_in('sek', payments=[
            {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': 11.25, 'status': 'OPEN'}])
        self.assertWaits(row, 'held', 'unpaid', '0.00', '43.7')
        self.assertEqual(row.payment_state, 'unpaid')

    def test_cancelled_attempt_in_kronor_does_not_confuse_the_currency(self):
        paid = {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': 11.25}
        self.assertImported(self.bring_in(
            'sek', payments=[{**paid, 'status': 'CANCELLED'}, paid]))

    def test_order_whose_total_is_in_kronor_needs_a_price_list(self):
        order = {'payments': [{'currency': 'SEK', 'amount': 43.7, 'exchange_rate': 1}]}
        row = self.bring_in('sek', **order)
        self.assertWaits(row, 'error', 'currency', 'SEK', row.remote_id)
        currency = self.env.ref('base.SEK')
        currency.active = True
        self.env['product.pricelist'].create({'name': "Kronor", 'currency_id': currency.id})
        row.action_retry()
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.currency_id, currency)
        self.assertEqual(row.sale_order_id.amount_total, 43.7)

    def test_missing_price_list_leaves_no_customer_behind(self):
        self.bring_in('sek', payments=[{'currency': 'SEK', 'amount': 43.7, 'exchange_rate': 1}],
                      customer={'email': 'new.customer@example.com'})
        self.assertFalse(
            self.env['res.partner'].search([('email', '=', 'new.customer@example.com')]))

    def test_payments_that_disagree_on_the_currency_hold_the_order(self):
        row = self.bring_in('sek', payments=[
            {'currency': 'SEK', 'amount': 10, 'exchange_rate': 11.25},
            {'currency': 'NOK', 'amount': 10, 'exchange_rate': 11.7}])
        self.assertWaits(row, 'held', 'currency', 'NOK, SEK', row.remote_id)

    def test_rate_of_zero_holds_the_order(self):
        row = self.bring_in('sek', payments=[
            {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': 0}])
        self.assertWaits(row, 'held', 'currency', 'SEK')
