from odoo import models

from ..tools.personal_data import anonymise_return


class OgoshipReturn(models.Model):
    """Who sent goods back, and why, which is forgotten in the end."""

    _name = 'ogoship.return'
    _inherit = ['ogoship.return', 'mycashflow_ogoship.personal']

    _account_field = 'merchant_id'
    _finished_states = ('done', 'ignored')
    _moments = ('remote_date', 'done_date')

    def _prepare_forgotten_vals(self, vals=None):
        payload = (vals or {}).get('payload', self.payload)
        return {'payload': payload and anonymise_return(payload), 'warehouse_comments': False}

    def _forget(self):
        super()._forget()
        self.line_ids.write({'reason': False, 'comments': False})
