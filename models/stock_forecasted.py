from odoo import models

STYLES = {'done': 'success', 'held': 'warning', 'cancelling': 'warning', 'error': 'danger'}


class StockForecasted(models.AbstractModel):
    """The forecast says how far a delivery, or an announced receipt, is at OGOship."""

    _inherit = 'stock.forecasted_product_product'

    def _prepare_report_line(self, quantity, move_out=None, move_in=None, *args, **kwargs):
        line = super()._prepare_report_line(quantity, move_out, move_in, *args, **kwargs)
        if self.env.user.has_group('mycashflow_ogoship.group_user'):
            line['ogoship_out'] = self._ogoship_badge(move_out, 'ogoship_state')
            line['ogoship_in'] = self._ogoship_badge(move_in, 'ogoship_inbound_state')
        return line

    def _ogoship_badge(self, move, name):
        """:return: {label, style} of the state of a move's transfer; False where it has none"""
        state = move and move.picking_id[name]
        if not state:
            return False
        states = dict(move.picking_id._fields[name]._description_selection(self.env))
        return {'label': states[state], 'style': STYLES.get(state, 'info')}
