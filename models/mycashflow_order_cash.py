from odoo import fields, models

from ..tools.mycashflow_types import decode_order
from .payments import takings


class MycashflowPaymentMethod(models.Model):
    _inherit = 'mycashflow.payment.method'

    cash_reference = fields.Selection(
        [('ogoship', "Left to OGOship"), ('payment', "The shop payment's reference")],
        string="Bank reference", default='ogoship', required=True,
        help="The reference under which the carrier pays the collected money out. OGOship makes "
             "one of the order's reference and check digits by itself.")


class MycashflowOrder(models.Model):
    """The bank reference of money that is collected at the door."""

    _inherit = 'mycashflow.order'

    def _cash_reference(self):
        """:return: '' where OGOship makes the reference."""
        order = decode_order(self.payload)
        methods = self.store_id.payment_method_ids.filtered(
            lambda method: method.cash_on_delivery and method.cash_reference == 'payment')
        ids = set(methods.mapped('remote_id'))
        return next((
            payment.reference
            for payment in takings(order.payments, self._refund_methods(self.store_id))
            if payment.reference and not payment.is_paid
            and (payment.method_id or order.payment_method_id) in ids), '')
