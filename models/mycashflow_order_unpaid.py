from odoo import fields, models

from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .payments import given_back


class MycashflowOrder(models.Model):
    """Payments that change after import: money that is taken back, comes again, is refunded."""

    _inherit = 'mycashflow.order'

    payment_message = fields.Char(
        string="Why it waits for money", readonly=True, copy=False,
        help="Its payment was taken back after import. What OGOship does not have waits.")

    def _note_payments(self, old, new):
        """The payload of an imported order was replaced: act on what that says of its payments.

        The same again does nothing. Nothing is credited or cancelled by itself.

        :param dict old: the payload before
        :param dict new: the payload now
        """
        try:
            old, new = decode_order(old), decode_order(new)
        except RemoteError:
            return  # whoever reads it next says what cannot be read
        if new.status != 'cancelled' and new.total is not None:
            before, now = (self._standing(self.store_id, order) for order in (old, new))
            self._note_money(before, now, new.total)
        self._note_registered()
        self._note_refunds(old, new)

    # === MONEY THAT IS MISSING === #

    def _note_money(self, before, now, total):
        # Some money given back to somebody who has paid all is a lower price, not a debt.
        is_discount = 0 < now.paid and now.paid + now.refunded >= total
        if now.paid >= total or is_discount or self._shop_payment_method().release_unpaid:
            if self.payment_message:
                self.payment_message = False
                self.sale_order_id.ogoship_order_ids._go_on_paid()
        elif now.paid < before.paid:
            self._stop_unpaid(now, total)

    def _stop_unpaid(self, now, total):
        """Hold what can be held; of the rest a person is told."""
        sale = self.sale_order_id
        rows = sale.ogoship_order_ids.filtered(lambda row: row.state != 'cancelled')
        rest = sale.picking_ids.filtered('ogoship_rest_waits')
        # What is being cancelled already is told when that fails.
        on_way = rows.filtered(lambda row: row._is_out() and not row.cancel_scope)
        if now.paid + now.refunded >= total:  # a refund: goods that have left are no debt
            if self.shipped_date or rows and not rest and rows <= rows.filtered(
                    lambda row: row.state in ('shipped', 'done')):
                return
            on_way = on_way.filtered(lambda row: row.state not in ('shipped', 'done'))
        self.payment_message = self.env._(
            "Order %(number)s is not paid any more: %(paid)s. It goes on by itself when it is "
            "paid again; Retry on the warehouse order sends it all the same.",
            number=self._number(), paid=self._describe_paid(now, total))
        rows._hold_unpaid()
        if on_way or (rest or not rows) and sale.state != 'cancel':
            self._tell_responsible(self._describe_too_late(on_way, now, total))

    def _describe_too_late(self, rows, now, total):
        paid = self._describe_paid(now, total)
        if not rows:
            return self.env._(
                "Shop order %(number)s is not paid any more: %(paid)s. Stop its delivery, or see "
                "to the payment.", number=self._number(), paid=paid)
        return self.env._(
            "Shop order %(number)s is not paid any more: %(paid)s. OGOship has it as "
            "%(references)s. Stop it in myOGO if that is still possible, or see to the payment.",
            number=self._number(), paid=paid, references=', '.join(rows.mapped('reference')))

    def _describe_paid(self, now, total):
        """How much of how much, and what makes the difference."""
        parts = [self.env._(
            "%(paid)s of %(total)s", paid=self._money(now.paid),
            total=self._money(total))]
        if now.refunded:
            parts.append(self.env._("refunded: %(amount)s", amount=self._money(now.refunded)))
        if now.unknown:
            parts.append(self.env._(
                "the shop calls a payment “%(status)s”, which Odoo does not know",
                status=', '.join(now.unknown)))
        return '; '.join(parts)

    def _note_registered(self):
        """What is registered in Odoo and was taken back in the shop is for a person."""
        for payment in self.payment_ids.sudo():  # sudo: payments of Odoo are for accountants only
            if payment.payment_id and payment.state not in ('paid', 'refunded'):
                self._tell_responsible(self.env._(
                    "Shop order %(number)s: the payment %(payment)s of %(amount)s is registered "
                    "in Odoo, but was taken back in the shop. Reverse it if that is right.",
                    number=self._number(), payment=payment._name_for_people(),
                    amount=payment._money(payment.amount)))

    # === REFUNDS === #

    def _note_refunds(self, old, new):
        """Plan a credit note for each refund that is new."""
        methods = self._refund_methods(self.store_id)
        known = {payment.id for payment in given_back(old.payments, methods)}
        refunds = [payment.id for payment in given_back(new.payments, methods)
                   if payment.id not in known]
        if refunds:
            self.env['mycashflow.booking']._plan_credits(
                self.payment_ids.filtered(lambda payment: payment.remote_id in refunds))

    # === TELLING === #

    def _tell_responsible(self, note):
        """An activity on the sale order for the store's responsible person, once per text."""
        record = self.sale_order_id or self
        if note not in record.activity_ids.mapped('summary'):
            record.activity_schedule(
                'mail.mail_activity_data_warning', summary=note,
                user_id=self.store_id.user_id.id)
