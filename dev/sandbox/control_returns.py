"""Parcels that come back to the warehouse (ogoship-api §6.3 `returned`, §10)."""

from . import warehouse_orders as orders
from .accounts import MERCHANT
from .clock import warehouse_time
from .control_base import ControlBase, operation
from .warehouse_products import change_stock
from .warehouse_returns import new_return, put_on_the_shelf


class ReturnControl(ControlBase):

    @operation
    def return_order(self, reference, lines, received=None, merchant=MERCHANT, **fields):
        """Goods of an order come back: {code: quantity} makes a return document, and stock.

        received: {code: quantity} that are there; all of `lines` when not given, {} = announced.
        """
        owner = self._merchant(merchant)
        received = lines if received is None else received
        put_on_the_shelf(self._state, owner, received)
        return new_return(self._state, owner, {
            'orderReference': reference, 'status': 'received' if any(received.values()) else 'new',
            'products': [
                {'code': code, 'expectedQuantity': quantity,
                 'receivedQuantity': received.get(code, 0), 'reason': 'wrong size'}
                for code, quantity in lines.items()],
        } | fields)

    @operation
    def receive_return(self, reference, received, merchant=MERCHANT):
        """More of an announced return is there: {code: quantity} in all."""
        owner = self._merchant(merchant)
        row = next(row for row in owner.returns if row.get('reference') == reference)
        for line in row['products']:
            more = received.get(line['code'], 0) - line['receivedQuantity']
            put_on_the_shelf(self._state, owner, {line['code']: more})
            line['receivedQuantity'] += more
        row.update(status='received', editTime=warehouse_time(self._state.clock.now()))
        return row

    @operation
    def shelve_returns(self, merchant=MERCHANT):
        """What came back with `returns_stock` 'later' becomes stock now."""
        owner = self._merchant(merchant)
        for code, quantity in owner.returned_goods.items():
            change_stock(self._state, owner, code, quantity)
        owner.returned_goods.clear()
        orders.wake_pending(self._state, owner)

    @operation
    def mark_returned(self, reference, merchant=MERCHANT):
        """shipped → returned; with a return document too if `returned_status` says so."""
        owner = self._merchant(merchant)
        order = self._in_status(merchant, reference, 'shipped')
        orders.set_status(self._state, owner, order, 'returned')
        pieces = {line['code']: line['quantity'] for line in order['orderLines']}
        if self._state.play['returned_status'] == 'with_document':
            self.return_order(reference, pieces, merchant=merchant)
        else:
            put_on_the_shelf(self._state, owner, pieces)
        return order

    @operation
    def odd_return(self, payload, merchant=MERCHANT):
        """A return of a shape that nobody told us."""
        self._merchant(merchant).returns.append(payload)
        return payload

    @operation
    def warehouse_returns(self, merchant=MERCHANT):
        return self._merchant(merchant).returns
