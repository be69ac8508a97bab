from datetime import timedelta

from odoo import api, fields, models

from ..const import EDITABLE_STATUSES, ORDERS_PER_BATCH, STANDING_STATUSES
from .formats import moment_text


class OgoshipOrder(models.Model):
    """Orders that stand still at the warehouse are brought to a person."""

    _inherit = 'ogoship.order'

    alarm_date = fields.Datetime(
        string="Told on", readonly=True, copy=False,
        help="When the responsible person was told that the warehouse holds the order.")

    @api.model
    def _alarm_due(self, merchant):
        """Tell about each order that has been held for long, once for each time it is.

        :return: False when there are more
        """
        since = fields.Datetime.now() - timedelta(hours=merchant.alarm_hours)
        rows = self.search([
            ('merchant_id', '=', merchant.id), ('state', '=', 'sent'),
            ('picking_id', '!=', False), ('remote_status', 'in', STANDING_STATUSES),
            ('status_date', '<=', since), ('alarm_date', '=', False),
        ], limit=ORDERS_PER_BATCH)
        for row in rows:
            row.alarm_date = fields.Datetime.now()
            row._alert_delivery(row.env._(
                "Order %(reference)s has been held at OGOship since %(date)s. %(why)s %(remedy)s",
                reference=row.reference, date=moment_text(row.env, row.status_date),
                why=row._describe_hold(), remedy=row._remedy_of_hold()))
        return len(rows) < ORDERS_PER_BATCH

    def _remedy_of_hold(self):
        if self.remote_status in EDITABLE_STATUSES:
            return self.env._(
                "Correct it in Odoo and press Send again, or release it in myOGO.")
        return self.env._("Release it in myOGO.")
