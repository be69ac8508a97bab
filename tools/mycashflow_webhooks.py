"""MyCashflow's webhooks as calls (mycashflow-api §7.1).

Only making one is documented; whether they can be listed and removed is not known, so both may
answer that there is no such thing.
"""

from contextlib import suppress

from .decode import Fields
from .http_client import RemoteError
from .webhooks import ORDER_CREATED, Webhook

WEBHOOKS = '/api/v1/webhooks'
PAGE = 100
MAX_PAGES = 50

_WORDS = {ORDER_CREATED: 'order.created'}
_KINDS = {word: kind for kind, word in _WORDS.items()}
KINDS = tuple(_WORDS)
# The documented ones. What a message holds is not read.
_EXPANDS = ['payments', 'shipments']


class WebhookCalls:
    """The part of MycashflowClient that is about webhooks."""

    def list_webhooks(self):
        """All webhooks of the store; None when the shop does not list them.

        :return: list[Webhook] or None
        :raise RemoteError:
        """
        hooks = []
        for number in range(1, MAX_PAGES):
            try:
                page = self._fetch_page(WEBHOOKS, number, PAGE)
            except RemoteError as error:
                if _is_not_served(error):
                    return None
                raise
            hooks += _readable(page.rows)
            if not page.more:
                return hooks
        raise RemoteError('bad_answer', "The list of webhooks does not come to an end.")

    def create_webhook(self, hook):
        """Make one; never repeated here.

        :return: its uuid, '' when the answer does not tell it
        :raise RemoteError: 'unauthorized' where the plan has no webhooks
        """
        answer = self._call('POST', WEBHOOKS, json=encode_webhook(hook), need_body=False)
        made = answer.get('data') if isinstance(answer, dict) else None
        return next((hook.id for hook in _readable([made])), '')

    def replace_webhook(self, remote_id, hook):
        """Make a new one in place of another: there is no way to change one.

        :return: its uuid
        :raise RemoteError:
        """
        self.delete_webhook(remote_id)
        return self.create_webhook(hook)

    def delete_webhook(self, remote_id):
        """Remove one.

        :return: False when the shop does not know of removing this one
        :raise RemoteError:
        """
        try:
            self._call('DELETE', f'{WEBHOOKS}/{remote_id}', safe=True, need_body=False)
        except RemoteError as error:
            if _is_not_served(error):
                return False
            raise
        return True


def encode_webhook(hook):
    """The body of POST."""
    return {'topic': _WORDS.get(hook.kind, hook.kind), 'expands': _EXPANDS, 'url': hook.url}


def decode_webhook(payload):
    """Webhook from one of the API. The uuid is said to validate messages; how is not known, so the
    secret is in the address.

    :raise RemoteError: 'bad_answer' without a uuid, or with one that no address can hold
    """
    source = Fields(payload, 'webhook')
    remote_id, word = source.text('uuid'), source.text('topic')
    if not remote_id.replace('-', '').isalnum() or not remote_id.isascii():
        raise source.refuse('uuid', "is missing or not usable")
    return Webhook(kind=_KINDS.get(word.lower(), word), url=source.text('url'), id=remote_id)


def _readable(rows):
    hooks = []
    for row in rows:
        with suppress(RemoteError):
            hooks.append(decode_webhook(row))
    return hooks


def _is_not_served(error):
    return error.status in (404, 405, 501)
