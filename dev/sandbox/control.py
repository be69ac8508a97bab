"""What a test or the demo may do to the two remotes behind their back."""

from .control_base import operation
from .control_catalogue import CatalogueControl
from .control_inbound import InboundControl
from .control_payments import PaymentControl
from .control_returns import ReturnControl
from .control_shipments import ShipmentControl
from .control_shop import ShopControl
from .control_warehouse import WarehouseControl
from .control_webhooks import WebhookControl
from .faults import Fault


class Control(
        PaymentControl, ReturnControl, InboundControl, ShipmentControl, ShopControl,
        CatalogueControl, WebhookControl, WarehouseControl):

    # -- accounts, time, choices

    @operation
    def add_store(self, store, user, key):
        return self._state.add_store(store, user, key).name

    @operation
    def add_merchant(self, merchant, token):
        return self._state.add_merchant(merchant, token).code

    @operation
    def advance(self, seconds):
        """Move the clock of both remotes; orders and tokens age."""
        return self._state.clock.advance(seconds).isoformat()

    @operation
    def now(self):
        return self._state.clock.now().isoformat()

    @operation
    def play(self, **switches):
        """Choose where the contract is uncertain (play.py); returns all switches."""
        self._state.play.change(switches)
        return dict(self._state.play)

    @operation
    def fault(self, remote='shop', method=None, path=None, kind='status', times=1, status=None,
              retry_after=None, seconds=0, body=None, account=None, query=None, field=None,
              event=None):
        self._state.faults.append(Fault(
            kind, remote, method, path, times, status, retry_after, seconds, body, account, query,
            field, event,
        ))

    @operation
    def clear_faults(self):
        self._state.faults.clear()

    @operation
    def reset(self, seed=None):
        self._state.reset(seed)

    # -- what happened

    @operation
    def log(self):
        return [call.as_dict() for call in self._state.log]

    @operation
    def arrivals(self):
        """(merchant, reference, moment) of each order that the warehouse took."""
        return [
            (call.account, call.json['reference'], call.moment) for call in self._state.log
            if (call.remote, call.method, call.path) == ('warehouse', 'POST', '/api/v1/Orders')
            and call.status < 300]

    @operation
    def shop_statuses(self):
        """(store, number, status) of each order of the shops."""
        return [
            (name, order['id'], order['status'])
            for name, store in self._state.stores.items() for order in store.orders.values()]

    @operation
    def violations(self):
        return self._state.violations

    @operation
    def counts(self):
        """Orders per store, warehouse orders per merchant and status."""
        warehouse = {}
        for code, merchant in self._state.merchants.items():
            count = warehouse[code] = {}
            for order in merchant.orders:
                count[order['status']] = count.get(order['status'], 0) + 1
        stores = {name: len(store.orders) for name, store in self._state.stores.items()}
        return {'stores': stores, 'merchants': warehouse}

    @operation
    def state(self):
        """All that both remotes hold."""
        stores, merchants = self._state.stores, self._state.merchants
        return {
            'now': self._state.clock.now().isoformat(),
            'stores': {name: {
                'orders': list(store.orders.values()), 'stock': store.stock, 'mails': store.mails,
            } for name, store in stores.items()},
            'merchants': {code: {
                'orders': merchant.orders, 'products': merchant.products,
                'stock_updates': merchant.stock_updates,
            } for code, merchant in merchants.items()},
        }
