"""Webhooks of the shop (mycashflow-api §7.1): only making one is documented."""

from .refusal import NotServed, Refusal

TOPIC = 'order.created'


class WebhookCalls:
    """The part of `Shop` that is about webhooks."""

    def create_webhook(self, query, body):
        if body['topic'] != TOPIC:
            raise Refusal(400, 'Bad Request')
        hook = {
            'uuid': self.state.next_uuid(), 'user_id': 9, 'topic': body['topic'],
            'expands': body.get('expands', []), 'url': body['url'],
        }
        self.store.webhooks.append(hook)
        return {'data': hook}

    def list_webhooks(self, query):
        self._check_served()
        rows, meta = self.page(list(self.store.webhooks), query)
        return {'data': rows, 'meta': meta}

    def delete_webhook(self, query, uuid):
        self._check_served()
        for hook in self.store.webhooks:
            if hook['uuid'] == uuid:
                self.store.webhooks.remove(hook)
                return
        raise Refusal(404, 'Not Found')

    def _check_served(self):
        if self.state.play['shop_webhooks'] == 'create_only':
            raise NotServed(404, 'Not Found')
