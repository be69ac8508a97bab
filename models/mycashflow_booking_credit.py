from decimal import Decimal

from odoo import fields, models
from odoo.fields import Command

from .amounts import split


class MycashflowBooking(models.Model):
    """A refund in the shop proposes a draft credit note. Nothing is posted by itself."""

    _inherit = 'mycashflow.booking'

    def _propose_credit(self):
        """Draft the credit note, or say why a person must; either once."""
        payment, amount = self.shop_payment_id, self._refunded()
        twin = self._twin()
        note = twin.move_id or self._draft_credit(amount)
        payment.move_id = self.move_id = note
        self.write({
            'state': 'done', 'booked_date': fields.Datetime.now(), **self._clear_problem()})
        if not twin:
            self.order_id._tell_responsible(self._describe_credit(note, amount))

    def _refunded(self):
        return abs(Decimal(str(self.shop_payment_id.amount)))

    def _twin(self):
        """The same refund told twice: a payment that became REFUNDED, and a payment of its own for
        what was given back."""
        alike = self.search([
            ('order_id', '=', self.order_id.id), ('kind', '=', 'credit'), ('state', '=', 'done'),
        ], order='id').filtered(lambda row: row._refunded() == self._refunded())
        told_so = alike.filtered(
            lambda row: row.shop_payment_id.kind == self.shop_payment_id.kind)
        # The first of one kind is the first of the other, and so on.
        return (alike - told_so)[len(told_so):][:1]

    def _describe_credit(self, note, amount):
        values = {
            'number': self.order_id._number(), 'amount': self.shop_payment_id._money(amount),
            'payment': self.shop_payment_id._name_for_people()}
        if note:
            return self.env._(
                "Shop order %(number)s: refund of %(amount)s in the shop (%(payment)s). A draft "
                "credit note was made: check it and post it.", **values)
        if self._invoices():
            return self.env._(
                "Shop order %(number)s: refund of %(amount)s in the shop (%(payment)s). No "
                "invoice has that much left to credit: credit it by hand.", **values)
        return self.env._(
            "Shop order %(number)s: refund of %(amount)s in the shop (%(payment)s); no invoice "
            "in Odoo to credit.", **values)

    # === CREDIT NOTE === #

    def _invoices(self):
        return self.sale_order_id.invoice_ids.filtered(
            lambda move: move.move_type == 'out_invoice' and move.state == 'posted')

    def _draft_credit(self, amount):
        """:return: the draft, empty where no invoice can be credited with this amount"""
        payment = self.shop_payment_id
        fitting = self._invoices().filtered(
            lambda move: payment.currency in (False, '', move.currency_id.name)
            and move.currency_id.compare_amounts(_left_to_credit(move), float(amount)) >= 0)
        if not fitting:
            return fitting
        invoice = min(fitting, key=_left_to_credit)
        whole = invoice.currency_id.compare_amounts(invoice.amount_total, float(amount)) == 0
        return self._reverse(invoice) if whole else self._credit_part(invoice, amount)

    def _reason(self):
        return self.env._(
            "refund %(payment)s in the shop", payment=self.shop_payment_id._name_for_people())

    def _reverse(self, invoice):
        """The whole invoice, as Odoo's own button does."""
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create(
                {'reason': self._reason(), 'journal_id': invoice.journal_id.id})
        wizard.refund_moves()
        return wizard.new_move_ids

    def _credit_part(self, invoice, amount):
        """One line per VAT rate of the goods, in proportion to them; the total is the refund."""
        lines = self._goods(invoice).grouped('tax_ids')
        largest = {
            taxes: max(group, key=lambda line: line.price_total) for taxes, group in lines.items()}
        weights = {
            taxes: sum(Decimal(str(line.price_total)) for line in group)
            for taxes, group in lines.items()}
        note = self.env['account.move'].create({
            'move_type': 'out_refund',
            'partner_id': invoice.partner_id.id,
            'partner_shipping_id': invoice.partner_shipping_id.id,
            'currency_id': invoice.currency_id.id,
            'journal_id': invoice.journal_id.id,
            'fiscal_position_id': invoice.fiscal_position_id.id,
            'reversed_entry_id': invoice.id,
            'invoice_origin': invoice.invoice_origin,
            'invoice_date': fields.Date.context_today(self),
            'ref': self.env._(
                "%(invoice)s: %(reason)s", invoice=invoice.name, reason=self._reason()),
            'invoice_line_ids': [
                Command.create(self._prepare_credit_line(taxes, float(part), largest[taxes]))
                for taxes, part in split(amount, weights)],
        })
        self._settle_credit(note, amount)
        return note

    def _prepare_credit_line(self, taxes, part, line):
        included = all(taxes.mapped('price_include'))
        return {
            'name': self.env._("Refund, order %(number)s", number=self.order_id._number()),
            'quantity': 1,
            'price_unit': part if included else part * line.price_subtotal / line.price_total,
            'account_id': line.account_id.id,
            'tax_ids': [Command.set(taxes.ids)],
        }

    def _settle_credit(self, note, amount):
        """Taxes on top of the price may be a cent away from what was refunded."""
        difference = float(amount) - note.amount_total
        if note.currency_id.compare_amounts(difference, 0):
            note.invoice_line_ids = [Command.create({
                'name': self.env.ref('mycashflow_ogoship.product_rounding').name,
                'quantity': 1, 'price_unit': note.currency_id.round(difference),
                'account_id': note.invoice_line_ids[0].account_id.id, 'tax_ids': [Command.clear()],
            })]

    def _goods(self, invoice):
        """The invoice's goods; the shop's costs and discount only where there is nothing else."""
        lines = invoice.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
        costs = ('product_payment_fee', 'product_discount', 'product_rounding')
        products = self.env['product.product'].union(
            *(self.env.ref(f'mycashflow_ogoship.{name}') for name in costs))
        goods = lines.filtered(
            lambda line: line.price_total > 0 and line.product_id not in products
            and not any(line.sale_line_ids.mapped('is_delivery')))
        return goods or lines


def _left_to_credit(invoice):
    credited = invoice.reversal_move_ids.filtered(lambda move: move.state != 'cancel')
    return invoice.amount_total - sum(credited.mapped('amount_total'))
