"""OGOship's webhooks as calls (ogoship-api §11.1)."""

from .decode import Fields, clean_text
from .ogoship_products import decode_each
from .ogoship_types import decode_list
from .remote_error import RemoteError
from .webhooks import ORDER_SHIPPED, STOCK_CHANGED, Webhook

WEBHOOKS = '/api/v1/webhooks'

# Their word and number for a kind; three more exist, whose names are not known.
_WORDS = {ORDER_SHIPPED: 'OrderShipped', STOCK_CHANGED: 'ProductStockLevelChanged'}
_KINDS = {'ordershipped': ORDER_SHIPPED, '1': ORDER_SHIPPED,
          'productstocklevelchanged': STOCK_CHANGED, '2': STOCK_CHANGED}
KINDS = tuple(_WORDS)


class WebhookCalls:
    """The part of OgoshipClient that is about webhooks."""

    def list_webhooks(self):
        """All webhooks of the merchant, those of others included; unreadable ones are left out.

        :return: list[Webhook]
        :raise RemoteError:
        """
        return decode_each(decode_webhook, decode_list(self._call('GET', WEBHOOKS)))[0]

    def create_webhook(self, hook):
        """Make one; never repeated here: when it is unclear, list them.

        :return: its id, '' when the answer does not tell it
        :raise RemoteError: 'invalid' when the address is refused, see `public_problem`
        """
        answer = self._call('POST', WEBHOOKS, json=encode_webhook(hook), need_body=False)
        return next((made.id for made in decode_each(decode_webhook, [answer])[0]), '')

    def replace_webhook(self, remote_id, hook):
        """Make an existing one like this.

        :return: its id
        :raise RemoteError: 'not_found' when it is gone
        """
        self._call('PUT', f'{WEBHOOKS}/{remote_id}', json=encode_webhook(hook) | {'id': remote_id},
                   safe=True, need_body=False)
        return remote_id

    def delete_webhook(self, remote_id):
        """Remove one; one that is gone already is no error.

        :return: True: it is gone
        :raise RemoteError:
        """
        try:
            self._call('DELETE', f'{WEBHOOKS}/{remote_id}', safe=True, need_body=False)
        except RemoteError as error:
            if error.code != 'not_found':
                raise
        return True


def encode_webhook(hook):
    """The body of POST and PUT."""
    return {
        'url': hook.url,
        'key': hook.key,
        'type': _WORDS.get(hook.kind, hook.kind),
        'customHeaders': hook.headers or None,
    }


def decode_webhook(payload):
    """Webhook from one of the API; whether the key is told is not known.

    :raise RemoteError: 'bad_answer' without an id, or with one that no address can hold
    """
    source = Fields(payload, 'webhook', fold=True)
    remote_id, word, headers = source.text('id'), source.text('type'), source.get('customHeaders')
    if not remote_id.replace('-', '').isalnum() or not remote_id.isascii():
        raise source.refuse('id', "is missing or not usable")
    return Webhook(
        kind=_KINDS.get(word.lower(), word),
        url=source.text('url'),
        # One that is masked is not told.
        key=source.text('key').strip('*•'),
        headers=_texts(headers) if isinstance(headers, dict) else None,
        id=remote_id,
    )


def _texts(headers):
    return {clean_text(str(name)): clean_text(str(value)) for name, value in headers.items()}
