from odoo import models

from .progress import progress_action


class OgoshipMerchant(models.Model):
    """Arrow 6, its second half: the ledger → Odoo's stock. Statuses and stock belong together."""

    _inherit = 'ogoship.merchant'

    def _sync_stock(self, client):
        """Read the stock, compare it, and apply what may be applied by itself.

        What OGOship collects, cancels or unpacks between two readings would look like a
        difference. So where there is one, statuses and inbound are read again after the stock, and
        lines on which both readings disagree are left for the next run. A reading that fails or is
        not finished compares nothing.

        :return: False when time ran out
        """
        lines, moving = self.env['ogoship.product'], set()
        if not self._fetch_stock(client):
            return False
        if not self.warehouse_id:
            return True  # nothing to compare with; the form asks for one
        flights = lines._flights(self)
        before = lines._sum_flights(flights)
        if lines._has_difference(self, before):
            if not self._fetch_movements(client):
                return False
            flights = lines._flights(self)
            after = lines._sum_flights(flights)
            moving = {line for line in before.keys() | after.keys()
                      if before.get(line) != after.get(line)}
        lines._refresh_figures(self, skip=moving, flights=flights)
        self._note_stock()
        self._commit_written()
        return lines._apply_automatically(self, moving)

    # === ACTION METHODS === #

    def action_fetch_stock(self):
        """Read products and stock from OGOship and compare, some seconds at a time."""
        merchant = self._in_slice()
        with merchant._user_errors(), merchant._client() as network:
            done = merchant._read_everything(lambda: network)
        if done:
            return merchant._notify(self.env._(
                "Stock compared: %(products)s products, %(differences)s with a difference.",
                products=merchant.product_count, differences=merchant.difference_count))
        return progress_action(
            merchant, 'action_fetch_stock', self.env._("Reading products and stock from OGOship."),
            done=self.env['ogoship.product'].search_count([('merchant_id', '=', self.id)]))

    def _read_everything(self, client):
        """:return: False when time ran out; the next call goes on where this one ended"""
        return (
            self._fetch_movements(client) and self._book_stock_updates(client)
            and (bool(self._reading('stock')) or self._fetch_products(client))
            and self._sync_stock(client))

    def action_open_products(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.ogoship_product_action')
        return {**action, 'domain': [('merchant_id', '=', self.id)], 'context': {}}

    def action_open_differences(self):
        return {**self.action_open_products(), 'context': {'search_default_difference': 1}}
