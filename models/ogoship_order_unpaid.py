from odoo import models

from ..const import UNSENT_STATES


class OgoshipOrder(models.Model):
    """Nothing is sent while the shop's order is not paid any more."""

    _inherit = 'ogoship.order'

    def _hold_unpaid(self):
        """Keep what OGOship does not have from being sent, where money is missing. What waits for
        a person because of a conflict goes on waiting for that."""
        rows = self.filtered(lambda row: row.state in UNSENT_STATES and (
            row.reason != 'conflict' or row.retry_at))
        for row in rows:
            order = row.sale_order_id.mycashflow_order_ids.filtered('payment_message')[:1]
            if order:
                row.write({
                    'state': 'held', 'reason': 'unpaid', 'message': order.payment_message,
                    'retry_at': False})

    def _go_on_paid(self):
        """The money is there again."""
        rows = self.filtered(lambda row: row.state == 'held' and row.reason == 'unpaid')
        rows.write({'state': 'to_send', **self._clear_problem()})
        rows._hold_changed()
        rows.merchant_id._ring()

    def action_retry(self):
        """Override: who settles a conflict does not know that money is missing, or that the shop
        has changed the order since."""
        settled = self.filtered(lambda row: row.reason == 'conflict')
        res = super().action_retry()
        settled._hold_changed()
        settled._hold_unpaid()
        return res
