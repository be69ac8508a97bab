from odoo import models

from ..const import OGOSHIP_HAS_STATES


class OgoshipOrder(models.Model):
    """What a change of the order in the shop means for its parcels."""

    _inherit = 'ogoship.order'

    def _at_warehouse(self):
        """Those that OGOship has or may have, and has not finished."""
        return self.filtered(lambda row: row.state in OGOSHIP_HAS_STATES)

    def _hold_unsent(self, note):
        """Override: what waits for a person because of a conflict goes on waiting for that."""
        return super(OgoshipOrder, self.filtered(
            lambda row: row.reason != 'conflict' or row.retry_at))._hold_unsent(note)

    def _hold_changed(self):
        """Override: also while the sale order cannot follow the shop yet, and while a
        cancellation is on its way."""
        res = super()._hold_changed()
        for row in self:
            waiting = row.sale_order_id.mycashflow_order_ids.filtered(
                lambda order: order.change_pending or order.reason == 'cancelled')
            if waiting:
                row._hold_unsent(waiting[0].message)
        return res

    def _release_changed(self):
        """What was held only because the shop's order had changed goes on by itself."""
        rows = self.filtered(lambda row: row.state == 'held' and row.reason == 'changed')
        for row in rows:
            row.write({'state': 'to_send', **row._clear_problem()})
        rows._hold_unpaid()
        rows.merchant_id._ring()
