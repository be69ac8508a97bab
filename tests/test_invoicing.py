"""Invoices and payments that are made by themselves, where the payment method says so."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .invoicing_common import GIFT_CARD, INVOICE, KLARNA, InvoicingCase


@tagged('post_install', '-at_install')
class TestInvoicing(InvoicingCase):

    # === MADE === #

    def test_nothing_is_invoiced_by_itself_unless_the_method_says_so(self):
        row = self.bring_in()
        self.assertFalse(self.invoice(row))
        self.assertFalse(row.booking_ids)

    def test_draft_invoice_has_the_orders_total_and_is_left_to_a_person(self):
        self.invoicing('draft')
        row = self.bring_in('mixed_vat')
        invoice = self.invoice(row)
        self.assertEqual((len(invoice), invoice.state), (1, 'draft'))
        self.assertEqual(invoice.amount_total, row.amount_total)
        self.assertEqual((self.booking(row).state, self.booking(row).move_id), ('open', invoice))
        self.assertFalse(row.payment_ids.payment_id)

    def test_posted_invoice_is_paid_with_the_shops_payment(self):
        self.invoicing()
        row = self.bring_in()
        invoice = self.invoice(row)
        self.assertEqual((invoice.state, invoice.payment_state), ('posted', 'paid'))
        payment = row.payment_ids.payment_id
        self.assertRecordValues(payment, [{
            'amount': 155.9, 'memo': row.payment_ids.reference, 'journal_id': self.bank.id,
            'date': fields.Date.context_today(self.store.with_context(tz='Europe/Helsinki'))}])
        self.assertEqual(self.booking(row).state, 'done')

    def test_method_without_a_journal_registers_nothing(self):
        self.invoicing(journal=False)
        row = self.bring_in()
        self.assertEqual(
            (self.invoice(row).state, self.invoice(row).payment_state), ('posted', 'not_paid'))
        self.assertEqual(self.booking(row).state, 'open')

    def test_gift_card_is_a_payment_in_its_own_journal(self):
        self.invoicing()
        self.method(GIFT_CARD, journal_id=self.cards.id)
        row = self.bring_in('gift_card')
        payments = row.payment_ids.payment_id
        self.assertEqual(
            {payment.journal_id: payment.amount for payment in payments},
            {self.cards: 20, self.bank: row.amount_total - 20})
        self.assertEqual(self.invoice(row).payment_state, 'paid')

    def test_gift_card_beside_the_main_method_does_not_decide(self):
        self.invoicing('posted', GIFT_CARD)
        self.assertFalse(self.bring_in('gift_card').booking_ids)

    def test_order_imported_before_the_method_was_set_is_left(self):
        row = self.bring_in()
        self.invoicing()
        self.sync_store()
        self.assertFalse(self.invoice(row))

    def test_second_run_makes_nothing_more(self):
        self.invoicing()
        row = self.bring_in()
        for _run in range(2):
            self.store.orders_cursor = False
            self.sync_store()
        self.assertEqual(len(self.invoice(row)), 1)
        self.assertEqual(self.env['account.payment'].search_count(
            [('partner_id', '=', self.invoice(row).partner_id.id)]), 1)

    # === WHEN === #

    def test_delivered_quantities_are_invoiced_when_all_has_been_delivered(self):
        self.env['product.template'].search([('is_storable', '=', True)]).invoice_policy = (
            'delivery')
        self.invoicing()
        row = self.bring_in('multi')
        self.assertFalse(self.invoice(row))
        self.sync_merchant()
        moves = row.sale_order_id.picking_ids.move_ids
        moves[0].quantity, moves[1].quantity = moves[0].product_uom_qty, 0
        moves[0].picked = True
        picking = row.sale_order_id.picking_ids
        picking.with_context(skip_backorder=True).button_validate()
        self.sync_store()
        self.assertFalse(self.invoice(row), "one of two lines is delivered")
        for picking in row.sale_order_id.picking_ids.filtered(lambda p: p.state != 'done'):
            picking.move_ids.picked = True
            picking.button_validate()
        self.sync_store()
        self.assertEqual(self.invoice(row).amount_total, row.amount_total)

    def test_authorised_payment_is_registered_when_it_is_paid(self):
        self.invoicing('posted', KLARNA)
        row = self.bring_in('klarna')
        self.assertEqual(self.invoice(row).state, 'posted')
        self.assertFalse(row.payment_ids.payment_id)
        self.change(row, 'pay')
        self.assertEqual(row.payment_ids.payment_id.amount, row.amount_total)
        self.assertEqual(self.booking(row).state, 'done')

    def test_invoice_paid_in_parts_gets_each_part_once(self):
        self.invoicing('posted', INVOICE)
        self.method(INVOICE, release_unpaid=True)
        row = self.bring_in('invoice')
        for _part in range(2):
            self.change(row, 'pay_part', 100)
        self.assertEqual(
            row.payment_ids.payment_id.mapped('amount'), [100, 100])
        self.assertIn(self.invoice(row).payment_state, ('partial', 'not_paid', 'in_payment'))
        self.change(row, 'pay')
        self.assertAlmostEqual(
            sum(row.payment_ids.payment_id.mapped('amount')), row.amount_total)
        self.assertIn(self.invoice(row).payment_state, ('paid', 'in_payment'))

    def test_draft_that_a_person_posts_gets_its_payment_then(self):
        self.invoicing('draft')
        row = self.bring_in()
        self.invoice(row).action_post()
        self.sync_store()
        self.assertEqual(row.payment_ids.payment_id.amount, 155.9)

    def test_draft_that_a_person_deletes_is_not_made_again(self):
        self.invoicing('draft')
        row = self.bring_in()
        self.invoice(row).unlink()
        self.sync_store()
        self.assertFalse(self.invoice(row))

    def test_invoice_that_a_person_settled_gets_no_payment_again(self):
        self.invoicing('posted', KLARNA)
        row = self.bring_in('klarna')
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=self.invoice(row).ids).create({
                'journal_id': self.bank.id}).action_create_payments()
        self.change(row, 'pay')
        self.assertFalse(row.payment_ids.payment_id)
        self.assertEqual(self.booking(row).state, 'done')

    # === NEVER BY ITSELF === #

    def test_total_with_a_rounding_line_is_invoiced_by_hand(self):
        self.invoicing()
        self.assertByHand(self.bring_in(total=155.91), 'rounding', 'rounding')

    def test_payment_in_another_currency_is_invoiced_by_hand(self):
        self.invoicing()
        row = self.bring_in('sek', payments=[
            {'currency': 'SEK', 'amount': 491.63, 'exchange_rate': 11.25}])
        self.assertByHand(row, 'currency', 'SEK', 'EUR')

    def test_order_changed_in_odoo_to_another_total_is_invoiced_by_hand(self):
        self.invoicing('posted')
        self.env['product.template'].search([('is_storable', '=', True)]).invoice_policy = (
            'delivery')
        row = self.bring_in()
        row.sale_order_id.order_line[0].price_unit = 100
        row.sale_order_id.picking_ids.move_ids.picked = True
        row.sale_order_id.picking_ids.button_validate()
        self.sync_store()
        self.assertByHand(row, 'total', '106.90', '155.90')

    def test_order_that_a_person_invoiced_is_left(self):
        self.invoicing()
        with patch.object(self.registry['mycashflow.booking'], '_book_due', lambda *args: True):
            row = self.bring_in()
        invoice = row.sale_order_id._create_invoices()
        self.sync_store()
        self.assertEqual(self.invoice(row), invoice)
        self.assertFalse(row.payment_ids.payment_id)

    def test_order_whose_payment_was_taken_back_waits_and_is_invoiced_later(self):
        self.invoicing()
        self.env['product.template'].search([('is_storable', '=', True)]).invoice_policy = (
            'delivery')
        row = self.bring_in()
        self.change(row, 'unpay')
        row.sale_order_id.picking_ids.move_ids.picked = True
        row.sale_order_id.picking_ids.button_validate()
        self.sync_store()
        self.assertWaits(self.booking(row), 'to_do', 'waits', 'nvoice by hand', 'not paid any')
        self.assertFalse(self.invoice(row))
        self.change(row, 'pay')
        self.let_time_pass(self.booking(row))
        self.sync_store()
        self.assertEqual(self.invoice(row).state, 'posted')

    # === WHAT GOES WRONG IN THE ACCOUNTS === #

    def test_failure_is_a_reason_and_stops_no_parcel(self):
        self.invoicing()
        self.env.company.fiscalyear_lock_date = False
        refuse = patch.object(
            self.registry['account.move'], 'action_post',
            side_effect=UserError("The period is closed."))
        with refuse:
            row = self.bring_in()
        other = self.bring_in()
        self.assertWaits(self.booking(row), 'error', 'error', 'The period is closed.')
        self.assertTrue(self.booking(row).retry_at)
        self.assertFalse(self.invoice(row), "no half-made invoice is left behind")
        self.assertImported(row)
        self.assertEqual(self.invoice(other).state, 'posted')
        self.sync_merchant()
        self.assertOnce(row.ogoship_order_ids)
        self.let_time_pass(self.booking(row))
        self.sync_store()
        self.assertEqual(self.invoice(row).payment_state, 'paid')
        self.assertEqual((self.booking(row).state, self.booking(row).message), ('done', False))

    def test_failed_registration_leaves_neither_invoice_nor_mark(self):
        self.invoicing()
        with patch.object(self.registry['account.payment.register'], '_create_payments',
                          side_effect=UserError("No outstanding account.")):
            row = self.bring_in()
        self.assertWaits(self.booking(row), 'error', 'error', 'No outstanding account.')
        self.assertFalse(self.invoice(row))
        self.assertFalse(row.payment_ids.registered_date)
        self.booking(row).action_retry()
        self.sync_store()
        self.assertEqual(len(self.invoice(row)), 1)
        self.assertEqual(len(row.payment_ids.payment_id), 1)

    def test_registered_payment_taken_back_is_for_a_person(self):
        self.invoicing()
        row = self.bring_in()
        self.change(row, 'unpay')
        self.assertIn('Reverse it', ' '.join(self.activities(row.sale_order_id)))
        self.change(row, 'pay')
        self.assertEqual(len(row.payment_ids.payment_id), 1)
        self.assertEqual(self.env['account.payment'].search_count(
            [('memo', '=', row.payment_ids.reference)]), 1)
