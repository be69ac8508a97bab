from odoo import models
from odoo.tools import format_date

from ..tools.http_client import RemoteError


class MycashflowStore(models.Model):
    """The button *Test connection* of a store."""

    _inherit = 'mycashflow.store'

    def action_test_connection(self):
        """Ask the shop who we are; connect, or say which of name, user, key or plan is wrong."""
        self.ensure_one()
        self.check_access('write')
        try:
            with self._client() as client:
                found = client.check(self._first_moment())
                self.order_api_version = client.order_version
                self._save_methods(client)
        except RemoteError as error:
            return self._notify_test_failed(error)
        self._set_connected()
        return self._notify(self._words_of_found(found))

    def _words_of_found(self, found):
        counts = {name: '?' if count is None else count for name, count in found.items()}
        return self.env._(
            "Connected. Found %(shipping_methods)s shipping methods, %(payment_methods)s payment "
            "methods, %(products)s products and %(orders)s orders since %(date)s.",
            date=format_date(self.env, self.order_from), **counts)

    def _test_advice(self, error):
        return {
            'store_name': self.env._(
                "There is no store with this name. Use the first part of the store's "
                "mycashflow.fi address."),
            'no_api': self.env._(
                "Something answers at this address, but not MyCashflow's API. Either the store "
                "name is wrong: use the first part of the store's mycashflow.fi address. Or the "
                "store has no API: it needs the plan Advanced, Pro or Enterprise, and the API "
                "switched on under Account > Apps > API."),
            'credentials': self._advice_of_credentials(),
            'plan': self.env._(
                "The shop knows the key but does not allow API use. It needs the plan Advanced, "
                "Pro or Enterprise, and the API switched on under Account > Apps > API."),
        }

    def _advice_of_credentials(self):
        """The shop answers the same to a wrong user and to a wrong key (mycashflow-api §1.7)."""
        if '@' not in self.sudo().api_user:  # sudo: only that it cannot be one is told
            return self.env._(
                "The shop refused the API user or the API key. The API user is an e-mail "
                "address, and what is filled in is none: see Account > Users > API credentials "
                "in MyCashflow.")
        return self.env._(
            "The shop refused the API user or the API key; it does not say which. Both belong "
            "together: compare the e-mail address with Account > Users > API credentials in "
            "MyCashflow, and make a new key there. If both are right, ask MyCashflow whether "
            "your plan has the API: it needs Advanced, Pro or Enterprise.")
