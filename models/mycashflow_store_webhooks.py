from odoo import models

from ..tools.mycashflow_webhooks import KINDS
from ..tools.webhooks import Webhook


class MycashflowStore(models.Model):
    """MyCashflow rings when an order is placed. It signs nothing that is known, so the secret is
    in the address (mycashflow-api §7.1)."""

    _inherit = 'mycashflow.store'

    _webhook_path = '/mycashflow_ogoship/mycashflow'

    def _webhook_path_of(self):
        """Override."""
        return f'{super()._webhook_path_of()}/{self.webhook_key or ""}'

    def _wanted_webhooks(self):
        return [Webhook(kind, self.webhook_url) for kind in KINDS]
