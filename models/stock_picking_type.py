from odoo import fields, models

from ..const import OGOSHIP_HAS_STATES, STANDING_STATUSES

HELD_THERE = ('ogoship_order_ids', 'any', [
    ('state', '=', 'sent'), ('remote_status', 'in', STANDING_STATUSES)])
# Count on the card -> which open transfers. The filter that the count opens says the same.
COUNTED = {
    'count_ogoship_to_send': [('ogoship_state', 'in', ('to_send', 'sending'))],
    'count_ogoship_there': [('ogoship_state', 'in', [
        state for state in OGOSHIP_HAS_STATES if state != 'sending'])],
    'count_ogoship_held': [
        '|', '|', HELD_THERE, ('ogoship_state', 'in', ('held', 'error')),
        ('ogoship_inbound_state', 'in', ('held', 'error'))],
    'count_ogoship_announced': [('ogoship_inbound_state', 'in', ('sent', 'receiving'))],
}


class StockPickingType(models.Model):
    """How far open transfers are at OGOship, on the cards of Inventory's overview."""

    _inherit = 'stock.picking.type'

    count_ogoship_to_send = fields.Integer(
        string="To send to OGOship", compute='_compute_ogoship_counts',
        groups='mycashflow_ogoship.group_user')
    count_ogoship_there = fields.Integer(
        string="At OGOship", compute='_compute_ogoship_counts',
        groups='mycashflow_ogoship.group_user')
    count_ogoship_held = fields.Integer(
        string="Held", compute='_compute_ogoship_counts',
        groups='mycashflow_ogoship.group_user',
        help="They wait in Odoo for a person, or at OGOship.")
    count_ogoship_announced = fields.Integer(
        string="Announced to OGOship", compute='_compute_ogoship_counts',
        groups='mycashflow_ogoship.group_user')

    def _compute_ogoship_counts(self):
        mine = [('picking_type_id', 'in', self.ids), ('state', 'not in', ('done', 'cancel'))]
        for name, domain in COUNTED.items():
            counts = dict(self.env['stock.picking']._read_group(
                [*mine, *domain], ['picking_type_id'], ['__count']))
            for picking_type in self:
                picking_type[name] = counts.get(picking_type._origin, 0)
