from datetime import timedelta

from odoo import fields, models

from ..tools.http_client import RemoteError
from ..tools.ogoship_client import CHECK_PAGE


class OgoshipMerchant(models.Model):
    """The button *Test connection* of a merchant."""

    _inherit = 'ogoship.merchant'

    def action_test_connection(self):
        """Ask OGOship for a token and a page of orders and products; connect, or say what is
        wrong."""
        self.ensure_one()
        self.check_access('write')
        try:
            with self._client() as client:
                found = client.check()
        except RemoteError as error:
            return self._notify_test_failed(error)
        if not self.orders_watermark:
            # What was shipped before Odoo came is of no interest, and may be years of it.
            self.orders_watermark = fields.Datetime.now() - timedelta(days=1)
        self._set_connected()
        counts = {
            name: f'{count}+' if count >= CHECK_PAGE else count for name, count in found.items()}
        return self._notify(self.env._(
            "Connected to OGOship. Found %(products)s products and %(orders)s orders.", **counts))

    def _test_advice(self, error):
        return {
            'credentials': self.env._(
                "OGOship refused the merchant ID or the secret token; it does not say which. Copy "
                "both again from myOGO: Edit merchant > Integrations > API information."),
            'application': self.env._(
                "OGOship refused the application ID or the application secret. OGOship's "
                "technical team gives them."),
            'either': self.env._(
                "OGOship refused what is filled in and does not say which part. Copy merchant ID "
                "and secret token again from myOGO: Edit merchant > Integrations > API "
                "information. If they are right, ask OGOship's technical team about the "
                "application ID and secret."),
            'access': self.env._(
                "OGOship knows the merchant, but refuses the application what it asks for. Ask "
                "OGOship's technical team to allow it orders, products, webhooks and metadata, to "
                "read and to write."),
        }
