"""A refund in the shop proposes one draft credit note, and nothing is credited by itself."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .invoicing_common import InvoicingCase

STYLES = ('negative_payment', 'positive_refund_method', 'status')


@tagged('post_install', '-at_install')
class TestRefunds(InvoicingCase):

    def invoiced(self, kind='paid', **overrides):
        self.invoicing()
        row = self.bring_in(kind, **overrides)
        self.assertEqual(self.invoice(row).state, 'posted')
        return row

    def notes(self, row):
        invoices = row.sale_order_id.invoice_ids.filtered(
            lambda move: move.move_type == 'out_invoice')
        return self.env['account.move'].search([
            ('move_type', '=', 'out_refund'), ('reversed_entry_id', 'in', invoices.ids)])

    def told(self, row):
        return [text for text in self.activities(row.sale_order_id) if 'refund of' in text]

    def assertProposed(self, row, amount):
        note = self.notes(row)
        self.assertRecordValues(note, [{'state': 'draft', 'amount_total': amount}])
        self.assertEqual(note.reversed_entry_id, row.sale_order_id.invoice_ids.filtered(
            lambda move: move.move_type == 'out_invoice'))
        self.assertEqual(row.payment_ids.move_id, note)
        self.assertEqual(set(self.booking(row, 'credit').mapped('state')), {'done'})
        self.assertEqual(len(self.told(row)), 1)
        self.assertIn(f'{amount:.2f}', self.told(row)[0])
        return note

    # === PROPOSED === #

    def test_full_refund_reverses_the_invoice_as_a_draft_in_every_style(self):
        for style in STYLES:
            with self.subTest(style):
                self.shop.play(refund_style=style)
                row = self.invoiced()
                self.change(row, 'refund')
                note = self.assertProposed(row, 155.9)
                self.assertEqual(
                    sorted(note.invoice_line_ids.mapped('price_total')),
                    sorted(note.reversed_entry_id.invoice_line_ids.mapped('price_total')))

    def test_partial_refund_is_split_over_the_goods_rates_to_the_cent(self):
        for style in STYLES[:2]:
            with self.subTest(style):
                self.shop.play(refund_style=style)
                row = self.invoiced('mixed_vat')
                self.change(row, 'refund', 20.01)
                note = self.assertProposed(row, 20.01)
                invoice = note.reversed_entry_id
                self.assertEqual(
                    note.invoice_line_ids.tax_ids, invoice.invoice_line_ids.tax_ids)
                self.assertEqual(len(note.invoice_line_ids), 2)
                self.assertEqual(note.invoice_line_ids.account_id,
                                 invoice.invoice_line_ids.account_id)

    def test_odd_amounts_come_out_to_the_cent(self):
        row = self.invoiced('mixed_vat')
        for amount in (0.01, 0.07, 3.33, 19.99):
            self.change(row, 'refund', amount)
        self.assertEqual(
            sorted(self.notes(row).mapped('amount_total')), [0.01, 0.07, 3.33, 19.99])
        self.assertEqual(set(self.notes(row).mapped('state')), {'draft'})

    def test_same_refund_read_again_proposes_nothing(self):
        row = self.invoiced()
        self.change(row, 'refund', 20)
        for _run in range(2):
            self.change(row, 'touch')
        self.change(row, 'edit', details="Kiitos")
        self.assertProposed(row, 20)

    def test_two_refunds_of_one_amount_are_two(self):
        row = self.invoiced()
        self.change(row, 'refund', 20)
        self.change(row, 'refund', 20)
        self.assertEqual(self.notes(row).mapped('amount_total'), [20, 20])
        self.assertEqual(len(self.told(row)), 2)

    def test_refund_told_twice_is_one(self):
        row = self.invoiced()
        self.change(row, 'refund')
        self.shop.play(refund_style='status')
        self.change(row, 'refund')
        self.assertProposed(row, 155.9)

    def test_refund_told_twice_and_one_more_of_the_same_amount_are_two(self):
        row = self.invoiced(payments=[{'amount': 50}, {'amount': 105.9}])
        self.shop.play(refund_style='status')
        self.change(row, 'refund', 50)
        self.shop.play(refund_style='negative_payment')
        self.change(row, 'refund', 50)
        self.assertEqual(self.notes(row).mapped('amount_total'), [50])
        self.change(row, 'refund', 50)
        self.assertEqual(self.notes(row).mapped('amount_total'), [50, 50])

    def test_refund_that_is_deleted_by_a_person_is_not_proposed_again(self):
        row = self.invoiced()
        self.change(row, 'refund', 20)
        self.notes(row).unlink()
        self.change(row, 'touch')
        self.assertFalse(self.notes(row))

    def test_refund_of_an_order_cancelled_in_the_shop_is_the_same(self):
        row = self.invoiced()
        self.change(row, 'cancel')
        self.change(row, 'refund')
        self.assertProposed(row, 155.9)

    def test_refund_after_shipping_is_the_same(self):
        self.invoicing()
        row = self.shipped().sale_order_id.mycashflow_order_ids
        self.change(row, 'refund', 20)
        self.assertProposed(row, 20)

    # === NOTHING TO CREDIT === #

    def test_without_a_posted_invoice_a_person_is_told_and_no_more(self):
        for mode in ('none', 'draft'):
            with self.subTest(mode):
                self.invoicing(mode)
                row = self.bring_in()
                self.change(row, 'refund', 20)
                self.assertFalse(self.notes(row))
                self.assertEqual(len(self.told(row)), 1)
                self.assertIn('no invoice in Odoo to credit', self.told(row)[0])

    def test_more_than_is_left_of_the_invoice_is_credited_by_hand(self):
        row = self.invoiced()
        self.change(row, 'refund', 100)
        self.change(row, 'refund', 60)
        self.assertEqual(self.notes(row).amount_total, 100)
        self.assertIn('credit it by hand', ' '.join(self.told(row)))

    def test_refund_that_was_there_at_import_is_settled(self):
        row = self.invoiced(payments=[
            {'amount': 155.9}, {'amount': 10}, {'amount': -10, 'payment_method_id': 10}])
        self.change(row, 'touch')
        self.change(row, 'edit', details="Kiitos")
        self.assertFalse(self.booking(row, 'credit'))
        self.assertFalse(self.notes(row))

    def test_failure_is_a_reason_and_is_tried_again(self):
        row = self.invoiced()
        with patch.object(self.registry['account.move.reversal'], 'refund_moves',
                          side_effect=UserError("The period is closed.")):
            self.change(row, 'refund')
        booking = self.booking(row, 'credit')
        self.assertWaits(booking, 'error', 'error', 'The period is closed.')
        self.assertFalse(self.store.error_message)
        self.let_time_pass(booking)
        self.sync_store()
        self.assertProposed(row, 155.9)
