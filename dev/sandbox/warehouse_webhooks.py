"""Webhooks of the warehouse (ogoship-api §11.1)."""

from .refusal import Refusal

SHIPPED, STOCK_CHANGED = 'OrderShipped', 'ProductStockLevelChanged'


class WebhookCalls:
    """The part of `Warehouse` that is about webhooks."""

    def list_webhooks(self, query):
        return [self._shown(hook) for hook in self.merchant.webhooks]

    def create_webhook(self, query, body):
        self._check_type(body)
        hook = {'customHeaders': None} | body | {'id': self.state.next_uuid()}
        self.merchant.webhooks.append(hook)
        return self._shown(hook)

    def get_webhook(self, query, id):
        return self._shown(self._webhook(id))

    def update_webhook(self, query, id, body):
        self._check_type(body)
        hook = self._webhook(id)
        hook.update({'customHeaders': None} | body | {'id': id})
        return self._shown(hook)

    def delete_webhook(self, query, id):
        self.merchant.webhooks.remove(self._webhook(id))

    def _webhook(self, wanted):
        for hook in self.merchant.webhooks:
            if hook['id'] == wanted:
                return hook
        raise Refusal(404, 'Webhook not found.')

    def _shown(self, hook):
        """Whether the key is told is not known: switch `webhook_key`."""
        keys = {'told': hook['key'], 'masked': '********', 'empty': ''}
        return hook | {'key': keys[self.state.play['webhook_key']]}

    @staticmethod
    def _check_type(body):
        """The names of the three other kinds are not known, so nobody can ask for them."""
        if body['type'].lower() not in (SHIPPED.lower(), STOCK_CHANGED.lower()):
            raise Refusal(400, 'The type is not valid.')
