"""The warehouse's side of the control: its staff, and the merchant in myOGO."""

from . import bulk
from . import warehouse_orders as orders
from . import warehouse_products as products
from .accounts import MERCHANT
from .clock import warehouse_time
from .control_base import ControlBase, operation

TRACKING_URL = 'https://track.example.com/?id='
DEFAULT_CUSTOMER = {
    'name': 'Käsin Tehty', 'address1': 'Esimerkkikatu 1 A 2', 'city': 'Helsinki',
    'countryCode': 'FI', 'zip': '00100', 'phone': '+358401234567', 'email': 'kasin@example.com',
}


class WarehouseControl(ControlBase):

    @operation
    def warehouse_order(self, reference, merchant=MERCHANT):
        """All orders with the reference: usually one, none or (duplicate) several."""
        return orders.find_orders(self._merchant(merchant), reference)

    @operation
    def warehouse_orders(self, merchant=MERCHANT):
        return self._merchant(merchant).orders

    @operation
    def warehouse_product(self, code, merchant=MERCHANT):
        return self._product(merchant, code)

    @operation
    def collect(self, reference, merchant=MERCHANT):
        """new → collecting: the stock is deducted now (ogoship-api §6.3)."""
        order = self._in_status(merchant, reference, 'new')
        orders.set_status(self._state, self._merchant(merchant), order, 'collecting')
        return order

    @operation
    def ship(self, reference, tracking='auto', lines=None, merchant=MERCHANT):
        """collecting → shipped (an order in new is collected first).

        tracking: 'auto', None, or the text of trackingNumber ('A,B' for two parcels).
        lines: {code: quantity} that really left, when less than ordered."""
        order = self._in_status(merchant, reference, 'new', 'collecting')
        owner = self._merchant(merchant)
        if order['status'] == 'new':
            orders.set_status(self._state, owner, order, 'collecting')
        if lines is not None:
            self._ship_less(owner, order, lines)
        self._ship(owner, order, tracking)
        return order

    @operation
    def hold(self, reference, comment='Held by the warehouse.', merchant=MERCHANT):
        """→ reserved, with the reason in warehouseComments."""
        order = self._in_status(merchant, reference, *orders.EDITABLE)
        orders.set_status(self._state, self._merchant(merchant), order, 'reserved')
        order['warehouseComments'] = comment
        return order

    @operation
    def release(self, reference, merchant=MERCHANT):
        """reserved or draft → new (pending when stock does not suffice), without checks."""
        order = self._in_status(merchant, reference, 'reserved', 'draft')
        order.update(status='pending', warehouseComments=None)
        orders.touch(self._state, order)
        orders.wake_pending(self._state, self._merchant(merchant))
        return order

    @operation
    def cancel_warehouse(self, reference, merchant=MERCHANT):
        """Cancelled in myOGO; goods of an order in collecting go back on the shelf."""
        order = self._in_status(merchant, reference, *orders.EDITABLE, 'collecting')
        owner = self._merchant(merchant)
        if order['status'] == 'collecting':
            self._put_back(owner, {line['code']: line['quantity'] for line in order['orderLines']})
        orders.set_status(self._state, owner, order, 'cancelled')
        orders.wake_pending(self._state, owner)
        return order

    @operation
    def split(self, reference, keep, merchant=MERCHANT):
        """Keep {code: quantity}; the rest becomes an order of its own, pending (§6.5), named as
        the switch `split_reference` says."""
        order = self._in_status(merchant, reference, 'new', 'pending', 'reserved')
        kept, rest = _divided(order['orderLines'], keep)
        if not kept or not rest:
            raise ValueError('both parts of a split need lines')
        owner = self._merchant(merchant)
        second = order | {
            'id': self._state.next_uuid(), 'reference': self._part_name(owner, reference),
            'status': 'pending', 'orderLines': rest, 'priceTotal': orders.price_of(rest),
            'warehouseComments': f'Split from {reference}', 'documents': [],
        }
        owner.orders.append(second)
        order.update(orderLines=kept, priceTotal=orders.price_of(kept))
        orders.touch(self._state, order)
        orders.touch(self._state, second)
        orders.wake_pending(self._state, owner)
        return [order, second]

    @operation
    def set_warehouse_stock(self, code, stock, merchant=MERCHANT):
        """Goods counted; a product the warehouse does not know is created (`XX-…`, §7.3)."""
        owner = self._merchant(merchant)
        if products.find_product(owner, code) is None:
            products.new_product(self._state, owner, {'code': code, 'languageCode': 'en'})
        product = products.find_product(owner, code)
        products.change_stock(self._state, owner, code, stock - product['stock'])
        orders.wake_pending(self._state, owner)
        return self._product(merchant, code)

    @operation
    def add_warehouse_product(self, code, stock=0, merchant=MERCHANT, **fields):
        """A product typed in myOGO; a code that is there already comes twice (§7.3)."""
        owner = self._merchant(merchant)
        product = products.new_product(
            self._state, owner, {'code': code, 'languageCode': 'en'} | _product_fields(fields),
            stock=stock)
        return products.product_answer(product, products.reserved(owner))

    @operation
    def edit_warehouse_product(self, code, merchant=MERCHANT, **fields):
        """Changed in myOGO, such as an eanCode or an announced `stockUpdate`."""
        product = products.find_product(self._merchant(merchant), code)
        if product is None:
            raise LookupError(f'unknown product {code!r}')
        product.update(_product_fields(fields))
        product['editTime'] = warehouse_time(self._state.clock.now())
        return self._product(merchant, code)

    @operation
    def fill_products(self, count, merchant=MERCHANT):
        """So many more products, those of the shop's `fill_catalogue` (bulk.py)."""
        owner = self._merchant(merchant)
        first = self._state.counters[f'bulk {merchant}'] + 1
        self._state.counters[f'bulk {merchant}'] += count
        for body in bulk.warehouse_products(first, count):
            products.new_product(self._state, owner, body, stock=bulk.STOCK)
        return len(owner.products)

    @operation
    def change_products(self, every, merchant=MERCHANT):
        """One piece more of one of so many products; returns how many."""
        chosen = self._merchant(merchant).products[::every]
        for product in chosen:
            product.update(stock=product['stock'] + 1,
                           modified=warehouse_time(self._state.clock.now()))
        return len(chosen)

    @operation
    def add_shipping_code(self, code, merchant=MERCHANT):
        self._merchant(merchant).shipping_codes.append(code)

    @operation
    def add_foreign_order(self, reference, merchant=MERCHANT, **fields):
        """An order typed in myOGO or sent by another integration (§6.5); not checked."""
        line = {'code': 'KAHVI-RETKI-500', 'quantity': 1}
        lines = fields.pop('orderLines', [line])
        order = {
            'id': self._state.next_uuid(), 'reference': reference, 'status': 'new',
            'orderLines': [dict.fromkeys(orders.LINE_FIELDS) | line for line in lines],
            'customer': dict.fromkeys(orders.CUSTOMER_FIELDS) | DEFAULT_CUSTOMER,
            'documents': [], 'test': False, 'trackingNumber': None, 'trackingUrl': None,
            'warehouseComments': None,
        } | dict.fromkeys(orders.OPTIONAL) | {'shippingCode': 'posti-home'}
        if set(fields) - set(order):
            raise ValueError(f'unknown fields: {", ".join(sorted(set(fields) - set(order)))}')
        order.update(fields)
        orders.touch(self._state, order)
        self._merchant(merchant).orders.append(order)
        return order

    @operation
    def work(self, merchant=None):
        """One step for every order: new → collecting → shipped; pending wakes by itself."""
        for owner in [self._merchant(merchant)] if merchant else self._state.merchants.values():
            orders.wake_pending(self._state, owner)
            for order in owner.orders:
                if order['status'] == 'collecting':
                    self._ship(owner, order)
                elif order['status'] == 'new':
                    orders.set_status(self._state, owner, order, 'collecting')

    @operation
    def pause(self, paused=True):
        """The automatic warehouse rests, so that a person can play it; or goes on."""
        self._state.paused = paused

    @operation
    def work_unless_paused(self):
        if not self._state.paused:
            self.work()

    # -- parts

    def _product(self, merchant, code):
        owner = self._merchant(merchant)
        product = products.find_product(owner, code)
        if product is None:
            raise LookupError(f'unknown product {code!r}')
        return products.product_answer(product, products.reserved(owner))

    def _in_status(self, merchant, reference, *wanted):
        found = orders.find_orders(self._merchant(merchant), reference)
        for order in found:
            if order['status'] in wanted:
                return order
        statuses = ', '.join(order['status'] for order in found) or 'not known'
        raise LookupError(f'{reference} is {statuses}, not {" or ".join(wanted)}')

    def _part_name(self, owner, reference):
        """The first free name of a part of this order."""
        style = self._state.play['split_reference']
        if style == 'other':
            return f'MYOGO-{self._state.next_id("part", 500)}'
        number = 2
        while True:
            suffix = f'-{number}' if style == 'suffix' else chr(ord('A') + number - 1)
            if not orders.find_orders(owner, reference + suffix):
                return reference + suffix
            number += 1

    def _ship(self, owner, order, tracking='auto'):
        if tracking == 'auto':
            tracking = f'JJFI{self._state.next_id("tracking", 60000001234560001)}'
        order['trackingNumber'] = tracking
        order['trackingUrl'] = TRACKING_URL + tracking.split(',')[0].strip() if tracking else None
        orders.set_status(self._state, owner, order, 'shipped')

    def _ship_less(self, owner, order, lines):
        if not isinstance(lines, dict):
            lines = {line['code']: line['quantity'] for line in lines}
        shipped, left = _divided(order['orderLines'], lines)
        self._put_back(owner, {line['code']: line['quantity'] for line in left})
        order['orderLines'] = shipped

    def _put_back(self, owner, quantities):
        for code, quantity in quantities.items():
            products.change_stock(self._state, owner, code, quantity)


def _divided(lines, keep):
    """Lines in two parts: up to {code: quantity}, and the rest."""
    keep, first, rest = dict(keep), [], []
    for line in lines:
        part = min(keep.get(line['code'], 0), line['quantity'])
        keep[line['code']] = keep.get(line['code'], 0) - part
        for target, quantity in ((first, part), (rest, line['quantity'] - part)):
            if quantity:
                target.append(line | {'quantity': quantity})
    return first, rest


def _product_fields(fields):
    unknown = set(fields) - {*products.FIELDS, 'stockUpdate', 'stockUpdateTime'}
    if unknown:
        raise ValueError(f'unknown fields of a product: {", ".join(sorted(unknown))}')
    return fields
