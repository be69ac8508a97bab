"""Returns of the warehouse (ogoship-api §10): all assumed, hence only what stands there."""

from .clock import warehouse_time
from .refusal import NotServed, Refusal
from .warehouse_products import change_stock, find_product


class ReturnCalls:
    """The part of `Warehouse` that is about returns."""

    def search_returns(self, query):
        self._check_served()
        rows = self.merchant.returns
        if 'reference' in query:
            rows = [row for row in rows if row.get('reference') == query['reference']]
        # A return of an unknown shape may have no editTime; such a one is always listed.
        dated = self._modified_after([row for row in rows if 'editTime' in row], 'editTime', query)
        return self._page([row for row in rows if 'editTime' not in row or row in dated], query)

    def create_return(self, query, body):
        self._check_served()
        return new_return(self.state, self.merchant, {'status': 'new'} | body)

    def update_return(self, query, id, body):
        self._check_served()
        for row in self.merchant.returns:
            if row.get('id') == id:
                row.update(body | {'editTime': warehouse_time(self.state.clock.now())})
                return row
        raise Refusal(404, 'Return not found.')

    def _check_served(self):
        if not self.state.play['returns_served']:
            raise NotServed(404, 'Not Found')


def new_return(state, merchant, body):
    row = {'id': state.next_uuid(), 'reference': f'R-{state.next_id("return", 1)}'} | body
    row['products'] = [{'warehouseComments': None} | line for line in body.get('products', ())]
    row['editTime'] = warehouse_time(state.clock.now())
    merchant.returns.append(row)
    return row


def put_on_the_shelf(state, merchant, quantities):
    """Returned goods become stock, now or later: switch `returns_stock`."""
    for code, quantity in quantities.items():
        if find_product(merchant, code) is None:
            raise LookupError(f'unknown product {code!r}')
        if state.play['returns_stock'] == 'later':
            merchant.returned_goods[code] += quantity
        else:
            change_stock(state, merchant, code, quantity)
