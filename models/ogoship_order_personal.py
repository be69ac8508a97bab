from odoo import api, models
from odoo.fields import Domain

from .ogoship_return import OPEN


class OgoshipOrder(models.Model):
    """The receiver of a warehouse order, who is forgotten in the end."""

    _name = 'ogoship.order'
    _inherit = ['ogoship.order', 'mycashflow_ogoship.personal']

    _account_field = 'merchant_id'
    _finished_states = ('done', 'cancelled')
    _moments = ('sent_date', 'status_date', 'shipped_date', 'cancel_date')

    @api.model
    def _finished_domain(self):
        domain = super()._finished_domain() & Domain('update_wanted', '=', False)
        domain &= Domain('return_ids', 'not any', [('state', 'in', OPEN)])
        delivered = Domain('picking_id.state', 'in', ('done', 'cancel'))
        delivered &= self._nobody_asked('picking_id.activity_ids')
        return domain & (Domain('picking_id', '=', False) | delivered)

    def _prepare_forgotten_vals(self, vals=None):
        return {'sent_content': False, 'comments': False, 'warehouse_comments': False}

    def _documents(self):
        return [*super()._documents(), self.sale_order_id, self.picking_id]
