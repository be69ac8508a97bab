"""The bell ropes: what is installed, and sending it."""

from . import ringing
from . import warehouse_products as products
from .accounts import MERCHANT, STORE
from .control_base import ControlBase, operation
from .shop_webhooks import TOPIC
from .warehouse_webhooks import SHIPPED, STOCK_CHANGED


class WebhookControl(ControlBase):

    @operation
    def webhooks(self, merchant=MERCHANT):
        """What is installed at the warehouse, keys included."""
        return self._merchant(merchant).webhooks

    @operation
    def shop_webhooks(self, store=STORE):
        return self._store(store).webhooks

    @operation
    def change_webhook(self, type, merchant=MERCHANT, **fields):
        """Somebody else changes the webhooks of this type, such as their url or key."""
        for hook in self._merchant(merchant).webhooks:
            if hook['type'] == type:
                hook.update(fields)

    @operation
    def add_webhook(self, url, type=SHIPPED, key='somebody else', merchant=MERCHANT, **fields):
        """One that another program installed."""
        self._merchant(merchant).webhooks.append({
            'id': self._state.next_uuid(), 'url': url, 'key': key, 'type': type,
            'customHeaders': None} | fields)

    @operation
    def remove_webhooks(self, type=None, merchant=MERCHANT):
        hooks = self._merchant(merchant).webhooks
        hooks[:] = [hook for hook in hooks if type and hook['type'] != type]

    @operation
    def remove_shop_webhooks(self, store=STORE):
        self._store(store).webhooks.clear()

    @operation
    def ring(self, type=SHIPPED, payload=None, signed='good', times=1, merchant=MERCHANT):
        """Send a webhook of this type to all who asked for it; several times = a replay.

        Of a type that the contract does not name: to all. signed: see ringing.py.
        :return: the statuses of the answers
        """
        owner = self._merchant(merchant)
        known = type in (SHIPPED, STOCK_CHANGED)
        hooks = [hook for hook in owner.webhooks if hook['type'] == type or not known]
        payload = self._payload(owner, type) if payload is None else payload
        messages = [ringing.warehouse_message(hook, payload, signed) for hook in hooks]
        return [ringing.send(*message) for message in messages for _time in range(times)]

    @operation
    def ring_shop(self, order_id=None, times=1, store=STORE):
        """Say that an order was created, the latest one if not said otherwise."""
        owner = self._store(store)
        order = owner.orders.get(order_id) or next(reversed(owner.orders.values()), {})
        return [
            ringing.send(*ringing.shop_message(hook, {'topic': TOPIC, 'data': order}))
            for hook in owner.webhooks for _time in range(times)]

    @operation
    def ring_news(self):
        """Ring for what has shipped and what was placed since the last time, once for all of it.

        :return: the statuses of the answers
        """
        answers = []
        for code, owner in self._state.merchants.items():
            shipped = sum(order['status'] == 'shipped' for order in owner.orders)
            if self._is_news(owner, shipped):
                answers += self.ring(SHIPPED, merchant=code)
        for name, owner in self._state.stores.items():
            if self._is_news(owner, len(owner.orders)):
                answers += self.ring_shop(store=name)
        return answers

    @staticmethod
    def _is_news(owner, count):
        before, owner.rung = owner.rung, count
        return owner.webhooks and count > before

    def _payload(self, owner, type):
        """An OrderResponse or a StockResponse; both assumed (§11.2)."""
        if type == STOCK_CHANGED:
            return products.stock_answer(owner.products[0], products.reserved(owner))
        if type == SHIPPED:
            return owner.orders[-1] if owner.orders else {'status': 'shipped'}
        return {'event': 'somethingNew', 'data': {'id': self._state.next_uuid()}}
