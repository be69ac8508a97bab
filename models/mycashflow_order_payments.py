from odoo import api, fields, models
from odoo.fields import Command

from ..const import LARGEST_ID
from .formats import amount_text
from .payments import standing, takings


class MycashflowOrder(models.Model):
    """The payments of a webshop order: rows that follow the shop with each payload."""

    _inherit = 'mycashflow.order'

    payment_ids = fields.One2many('mycashflow.payment', 'order_id', readonly=True)
    payment_method_ref = fields.Integer(readonly=True, aggregator=None)
    payment_method = fields.Char(string="Payment method", compute='_compute_payment_method')
    booking_ids = fields.One2many('mycashflow.booking', 'order_id', readonly=True)
    booking_message = fields.Char(
        string="Why it is not booked", compute='_compute_booking_message')

    # === COMPUTE METHODS === #

    @api.depends('payment_method_ref', 'store_id')
    def _compute_payment_method(self):
        for order in self:
            order.payment_method = order._shop_payment_method().name

    @api.depends('booking_ids.message')
    def _compute_booking_message(self):
        for order in self:
            order.booking_message = ' '.join(filter(None, order.booking_ids.mapped('message')))

    def _shop_payment_method(self):
        """The method that decides for the order, or none."""
        return self._payment_methods(self.store_id).get(
            self.payment_method_ref, self.env['mycashflow.payment.method'])

    @api.model
    def _payment_methods(self, store):
        """{id in the shop: mycashflow.payment.method}, with those that it does not list any more"""
        return {
            method.remote_id: method
            for method in store.with_context(active_test=False).payment_method_ids}

    def action_open_bookings(self):
        return self.booking_ids._get_records_action(name=self.env._("Bookings"))

    # === FROM THE SHOP === #

    @api.model
    def _standing(self, store, order):
        """What the payments of a decoded order amount to, see `payments.Standing`."""
        return standing(order, store.company_id.currency_id.name, self._refund_methods(store))

    @api.model
    def _refund_methods(self, store):
        return {
            ref for ref, method in self._payment_methods(store).items() if method.is_refund}

    @api.model
    def _prepare_payment_vals(self, store, order):
        """What an inbox row says of the order's payments; `write` finds the rows of known ones."""
        methods, now = self._payment_methods(store), self._standing(store, order)
        is_paid = order.total is not None and now.paid >= order.total
        vals_list = self.env['mycashflow.payment']._prepare_from_remote(order.payments, methods)
        return {
            'payment_state': 'paid' if is_paid else 'partial' if now.paid > 0 else 'unpaid',
            'payment_method_ref': self._main_method_ref(store, order),
            # A clock that is ahead must not date a payment into the future.
            **({'paid_date': min(
                now.moment and now.moment.replace(microsecond=0) or fields.Datetime.now(),
                fields.Datetime.now())} if is_paid else {}),
            'payment_ids': [Command.create(vals) for vals in vals_list],
        }

    @api.model
    def _main_method_ref(self, store, order):
        """The order's own method; where the shop gives none, that of its largest payment."""
        payments = takings(order.payments, self._refund_methods(store))
        largest = max(payments, key=lambda payment: payment.amount, default=None)
        ref = order.payment_method_id or (largest and largest.method_id) or 0
        return ref if ref <= LARGEST_ID else 0

    def _money(self, amount, names=None):
        """An amount as its reader's language writes it, in the order's currency where it is known.

        :param names: codes of the currencies that it may be in, instead of the order's
        """
        sale_currency = self.sale_order_id.currency_id
        if names is None and not sale_currency:
            names = set(filter(None, self.payment_ids.mapped('currency')))
        if not names:
            return amount_text(self.env, amount, sale_currency or self.company_id.currency_id)
        currency = self.env['res.currency'].with_context(active_test=False).search(
            [('name', 'in', list(names))])
        return amount_text(self.env, amount, len(names) == 1 and currency)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: payments that are known are updated, and an imported order follows them."""
        if 'payment_ids' not in vals:
            return super().write(vals)
        for order in self:
            before = order.payload if order._is_imported() else None
            super(MycashflowOrder, order).write(order._match_payments(vals))
            if before:
                order._note_payments(before, order.payload)
        return True

    def _match_payments(self, vals):
        known = {payment.remote_id: payment for payment in self.payment_ids}
        commands = []
        for _command, _id, payment_vals in vals['payment_ids']:
            payment = known.pop(payment_vals['remote_id'], None)
            if payment is None:
                commands.append(Command.create(payment_vals))
            elif changed := payment._differences(payment_vals):
                commands.append(Command.update(payment.id, changed))
        commands += [
            Command.update(payment.id, {'state': 'gone'}) for payment in known.values()]
        matched = {**vals, 'payment_ids': commands}
        if self.paid_date:
            matched.pop('paid_date', None)
        return matched
