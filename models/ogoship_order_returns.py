from odoo import fields, models


class OgoshipOrder(models.Model):
    """Orders that came back."""

    _inherit = 'ogoship.order'

    return_ids = fields.One2many('ogoship.return', 'order_id', string="Returns")

    def _tell_about(self, changed):
        res = super()._tell_about(changed)
        # What did not leave through Odoo does not come back through it: its stock is adjusted.
        if changed.get('remote_status') == 'returned' and self.part_of_id:
            self.env['ogoship.return']._take_order(self)
        return res

    def action_open_returns(self):
        return self.return_ids._get_records_action(name=self.env._("Returns"))
