"""The shop's side of the control: buyers and the merchant's admin."""

from . import orders, shop_actions, shop_stock
from .accounts import STORE
from .clock import shop_time
from .control_base import ControlBase, operation
from .shop import Shop


class ShopControl(ControlBase):

    @operation
    def place(self, store=STORE, kind='paid', **overrides):
        """A new order of a kind (order_kinds.py); returns it raw and expanded."""
        owner = self._store(store)
        if overrides.get('id') in owner.orders:
            raise ValueError(f'order {overrides["id"]} exists')
        order = orders.build_order(self._state, owner, kind, overrides)
        owner.orders[order['id']] = order
        shop_actions.reserve(self._state, owner, order)
        if kind == 'cancelled':
            shop_actions.cancel(self._shop(store), order)
        return order

    @operation
    def cancel(self, order_id, store=STORE):
        order = self._order(store, order_id)
        shop_actions.cancel(self._shop(store), order)
        return order

    @operation
    def complete_order(self, order_id, store=STORE):
        """Delivered in the admin, not through the API; whatever its payments are."""
        order = self._order(store, order_id)
        shop_actions.deliver(self._shop(store), order)
        return order

    @operation
    def reopen(self, order_id, store=STORE):
        """"Mark the order as open": COMPLETED is not final (mycashflow-api §3.1)."""
        order, _now = self._touched(store, order_id)
        order['status'] = 'OPEN'
        return order

    @operation
    def edit(self, order_id, store=STORE, **changes):
        """Change an order after it was placed; `lines` replace the rows, amounts follow."""
        order, _now = self._touched(store, order_id)
        shop_actions.reserve(self._state, self._store(store), order, sign=-1)
        orders.change(self._state, self._store(store), order, changes)
        shop_actions.reserve(self._state, self._store(store), order)
        return order

    @operation
    def touch(self, order_id, store=STORE):
        """Move `updated_at` only."""
        return self._touched(store, order_id)[0]

    @operation
    def order(self, order_id, store=STORE):
        return self._order(store, order_id)

    @operation
    def break_order(self, order_id, with_id=True, store=STORE):
        """List pages with it answer 500 (§1.7); with_id=False: also without `expand`."""
        self._store(store).broken[self._order(store, order_id)['id']] = with_id

    @operation
    def repair_order(self, order_id, store=STORE):
        self._store(store).broken.pop(order_id, None)

    @operation
    def set_stock(self, code, quantity, store=STORE):
        owner = self._store(store)
        item = owner.stock[code.strip()]
        shop_stock.move_stock(self._state, owner, code, quantity=quantity - item['quantity'],
                              source=('user', None))
        return item

    @operation
    def stock(self, code, store=STORE):
        return self._store(store).stock[code.strip()]

    # -- parts

    def _shop(self, store):
        return Shop(self._state, self._store(store), '')

    def _order(self, store, order_id):
        if order_id not in self._store(store).orders:
            raise LookupError(f'unknown order {order_id!r}')
        return self._store(store).orders[order_id]

    def _touched(self, store, order_id):
        order = self._order(store, order_id)
        order['updated_at'] = shop_time(self._state.clock.now())
        return order, order['updated_at']
