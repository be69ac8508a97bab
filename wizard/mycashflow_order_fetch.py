from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class MycashflowOrderFetch(models.TransientModel):
    """Fetch one order by its number, or the orders of some days, into the inbox."""

    _name = 'mycashflow.order.fetch'
    _description = "Fetch Webshop Orders"

    store_id = fields.Many2one(
        'mycashflow.store', required=True, domain="[('state', '=', 'connected')]",
        default=lambda self: self._default_store())
    company_id = fields.Many2one(related='store_id.company_id', store=True)
    remote_id = fields.Integer(string="Order number")
    date_from = fields.Date(string="Placed from")
    date_to = fields.Date(string="Placed until")

    @api.model
    def _default_store(self):
        stores = self.env['mycashflow.store'].search([('state', '=', 'connected')], limit=2)
        return stores if len(stores) == 1 else False

    def action_fetch(self):
        """Read the orders into the inbox and let them be imported at once."""
        self.ensure_one()
        store = self.store_id
        store._check_can_sync()
        with store._user_errors(), store._client() as client:
            rows = self._fetch_by_number(client) if self.remote_id else self._fetch_by_date(client)
        store._ring()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_order_action')
        return {**action, 'domain': [('id', 'in', rows.ids)], 'context': {}}

    def _fetch_by_number(self, client):
        inbox = self.env['mycashflow.order'].sudo()  # sudo: only the inbox itself makes rows
        return inbox._receive(self.store_id, [client.get_order(self.remote_id)])

    def _fetch_by_date(self, client):
        if not self.date_from:
            raise UserError(self.env._("Give an order number, or the day to begin with."))
        inbox = self.env['mycashflow.order'].sudo()  # sudo: see _fetch_by_number
        rows = inbox
        end = self.date_to and datetime.combine(self.date_to + timedelta(days=1), time.min)
        pages = client.iter_order_pages(
            datetime.combine(self.date_from, time.min), window='created', until=end or None)
        for page in pages:
            rows |= inbox._receive(self.store_id, page.orders)
            inbox._receive_faults(
                self.store_id, [fault for fault in page.faults if fault.order_id])
        return rows
