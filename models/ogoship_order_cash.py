from odoo import models

from .formats import amount_text
from .problem import Problem


class OgoshipOrder(models.Model):
    """Money that the carrier collects at the door: nobody else would."""

    _inherit = 'ogoship.order'

    def _find_cash(self):
        """The amount to collect, None where there is none, or a `Problem` where OGOship would
        not tell its carrier."""
        amount = self._cash_to_collect()
        if amount is not None and self.merchant_id.removes_cash_on_delivery:
            raise Problem('cash', self.env._(
                "Order %(reference)s is to be paid at the door, but %(merchant)s removes cash on "
                "delivery from all orders: nobody would collect the money. Switch that off in "
                "myOGO and on the merchant, or press Retry when the customer has paid.",
                reference=self.reference, merchant=self.merchant_id.name), 'held')
        return amount

    def _cash_reference(self):
        """Its bank reference; '' leaves it to OGOship."""
        return self.sale_order_id.mycashflow_order_ids[:1]._cash_reference()

    def _accepted_as(self, order):
        res = super()._accepted_as(order)
        self._check_cash_kept(order)
        return res

    def _check_cash_kept(self, order):
        """Tell a person when OGOship stored the order without the money that is to be collected.

        :param order: `tools.ogoship_types.WarehouseOrder`; without lines it tells nothing
        """
        amount = self._cash_to_collect()
        if order.lines and amount is not None and order.cash_on_delivery != amount:
            self._alert_delivery(self.env._(
                "OGOship removed or changed cash on delivery of order %(reference)s: %(amount)s "
                "is to be collected. Correct it in myOGO before it ships.",
                reference=self.reference,
                amount=amount_text(self.env, amount, self.sale_order_id.currency_id)))
