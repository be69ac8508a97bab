from odoo import api, models
from odoo.fields import Domain

from ..tools.personal_data import anonymise_order


class MycashflowOrder(models.Model):
    """The customer of a webshop order, who is forgotten in the end.

    The fingerprint stays: the same order, read again, is no edit.
    """

    _name = 'mycashflow.order'
    _inherit = ['mycashflow.order', 'mycashflow_ogoship.personal']

    _account_field = 'store_id'
    _finished_states = ('done', 'ignored', 'cancelled')
    _moments = (
        'order_date', 'remote_updated_at', 'imported_date', 'shipped_date', 'shop_reported_date')

    @api.model
    def _finished_domain(self):
        """Override: imported orders are finished when all of their documents are."""
        domain = super()._finished_domain() & Domain('change_pending', '=', False)
        domain &= Domain('shop_cancel_wanted', '=', False) & Domain('report_wanted', '=', False)
        domain &= Domain('booking_ids', 'not any', [('state', 'in', ('to_do', 'open', 'error'))])
        settled = Domain('reason', 'in', (False, 'cancelled')) & Domain('retry_at', '=', False)
        settled &= Domain('payment_message', '=', False)
        return domain & (Domain('state', '!=', 'done') | settled & self._delivered_domain())

    @api.model
    def _delivered_domain(self):
        """Domain of imported orders of which nothing is on its way, here or back."""
        undone = Domain('sale_order_id', '=', False) | Domain('sale_order_id.state', '=', 'cancel')
        open_rows = ('state', 'not in', ('done', 'cancelled'))
        over = Domain('remote_status', '!=', 'open')
        over &= Domain('sale_order_id.picking_ids', 'not any', [
            ('state', 'not in', ('done', 'cancel'))])
        over &= Domain('sale_order_id.ogoship_order_ids', 'not any', [open_rows])
        over &= self._nobody_asked('sale_order_id.activity_ids')
        over &= self._nobody_asked('sale_order_id.picking_ids.activity_ids')
        return undone | over

    def _prepare_forgotten_vals(self, vals=None):
        payload = (vals or {}).get('payload', self.payload)
        return {'payload': anonymise_order(payload), 'applied_payload': False,
                'customer_name': False}

    def _forget(self):
        super()._forget()
        self.sale_order_id.with_context(tracking_disable=True).mycashflow_note = False

    def _documents(self):
        return [*super()._documents(), self.sale_order_id, self.sale_order_id.picking_ids]

    def action_retry(self):
        """Override: who looks at a forgotten order again needs its customer, so it is read from
        the shop anew."""
        self.filtered('forgotten_date').write({'fingerprint': False, 'forgotten_date': False})
        return super().action_retry()
