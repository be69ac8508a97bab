from odoo import models

from ..tools.ogoship_webhooks import KINDS
from ..tools.webhooks import Webhook


class OgoshipMerchant(models.Model):
    """OGOship rings when an order has shipped and when the stock of a product changes."""

    _inherit = 'ogoship.merchant'

    _webhook_path = '/mycashflow_ogoship/ogoship'

    def _wanted_webhooks(self):
        # The header leads to this database on a server with several.
        headers = {'X-Odoo-Database': self.env.cr.dbname}
        return [Webhook(kind, self.webhook_url, self.webhook_key or '', headers) for kind in KINDS]

    def _check_webhooks(self, client):
        return not self._is_webhook_check_due() or (
            self._renew_token(client) and super()._check_webhooks(client))
