from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.http_client import RemoteError
from ..tools.mycashflow_client import OrderPage


class MycashflowOrderFetch(models.TransientModel):
    """Fetch one order by its number, or the orders of some days, into the inbox."""

    _name = 'mycashflow.order.fetch'
    _description = "Fetch Webshop Orders"

    store_id = fields.Many2one(
        'mycashflow.store', required=True, domain="[('state', '=', 'connected')]",
        default=lambda self: self.env['mycashflow.store']._only_connected())
    company_id = fields.Many2one(related='store_id.company_id', store=True)
    remote_id = fields.Integer(string="Order number")
    date_from = fields.Date(string="Placed from")
    date_to = fields.Date(string="Placed until")

    def action_fetch(self):
        """Read the orders into the inbox. They are imported at the store's next run, which is
        asked for at once."""
        self.ensure_one()
        self.store_id.check_access('read')
        self._check_dates()
        self.store_id._check_can_sync()
        store = self.store_id.sudo()  # sudo: only the inbox itself makes rows
        with store._user_errors(), store._client() as client:
            rows = store.env['mycashflow.order'].union(*(
                self._receive_page(store, client, page) for page in self._pages(store, client)))
        store._ring()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_order_action')
        return {**action, 'domain': [('id', 'in', rows.ids)], 'context': {}}

    def _check_dates(self):
        if not (self.remote_id or self.date_from):
            raise UserError(self.env._("Give an order number, or the day to begin with."))
        if self.date_from and self.date_to and self.date_to < self.date_from:
            raise UserError(self.env._("The last day is before the first one."))

    def _pages(self, store, client):
        if self.remote_id:
            return [OrderPage([self._fetch_one(store, client)])]
        # Days begin and end at midnight where the shop is.
        until = self.date_to and store._midnight(self.date_to + timedelta(days=1))
        return client.iter_order_pages(
            store._midnight(self.date_from), window='created', until=until or None)

    def _fetch_one(self, store, client):
        try:
            return client.get_order(self.remote_id)
        except RemoteError as error:
            if error.code != 'not_found':
                raise
            raise UserError(self.env._(
                "%(store)s has no order %(number)s.",
                store=store.name, number=self.remote_id)) from error

    def _receive_page(self, store, client, page):
        if any(not fault.order_id for fault in page.faults):
            store._warn(self.env._(
                "%(store)s: the shop fails to deliver an order that cannot be named. Fetch it by "
                "its number, which the shop's order list shows.", store=store.name))
        return store._take_in(client, page)
