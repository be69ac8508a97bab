from odoo import fields, models


class OgoshipOrder(models.Model):
    """Cancelling what OGOship has or may have. A minimal stand-in."""

    _inherit = 'ogoship.order'

    def _request_cancel(self, scope):
        for row in self:
            if row.state in ('to_send', 'held', 'error'):
                row.write({'state': 'cancelled', **row._clear_problem()})
                row.picking_id.filtered(lambda p: p.state not in ('done', 'cancel')).action_cancel()
            elif row.state == 'sending':
                row.write({'cancel_scope': scope, 'cancel_date': fields.Datetime.now()})
            elif row.state == 'sent':
                row.write({'cancel_scope': scope, 'state': 'cancelling'})
            elif row.state == 'collecting':
                row.cancel_scope = scope
                row._alert_delivery(self.env._(
                    "Request a cancellation of %(reference)s in myOGO.", reference=row.reference))
            elif row.state in ('shipped', 'done'):
                row._alert_delivery(self.env._(
                    "Order %(reference)s has been shipped: receive it back.",
                    reference=row.reference))


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _action_cancel(self):
        asked = self.filtered(lambda sale: sale.ogoship_order_ids._at_warehouse())
        asked.ogoship_order_ids._request_cancel('sale')
        (self - asked).ogoship_order_ids._request_cancel('sale')
        return super(SaleOrder, self - asked)._action_cancel()
