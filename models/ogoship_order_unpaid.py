from odoo import models


class OgoshipOrder(models.Model):
    """Nothing is sent while the shop's order is not paid any more."""

    _inherit = 'ogoship.order'

    def _hold_unpaid(self):
        """Keep what OGOship does not have from being sent, where money is missing."""
        for row in self.filtered(lambda row: row.state in ('to_send', 'held', 'error')):
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
