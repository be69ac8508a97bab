"""The random machine of stock_machine.py with every ending of an order, and goods that come in."""

from collections import Counter
from contextlib import contextmanager

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from .stock_machine import STOCK, UNCOLLECTED, StockMachine, baskets, codes
from .stock_machine_persons import Persons
from .stock_machine_view import GONE


class EndingsMachine(Persons, StockMachine):
    """Orders are cancelled, edited, split, shipped in part, held and returned, wherever that can
    be done and in whatever state they are; receipts are announced and unpacked.

    What exists is as in `StockMachine`. Of an order there is still to be what the warehouse has of
    it and has not collected, or what Odoo has open and the warehouse has not collected, whichever
    is more: until they have told each other, either may be right.

    What somebody does at the warehouse or in the shop may surprise; the step that does it says for
    whom the surprise is hidden, and until when. What is not said to surprise must not.

    Besides, at any time: each reference is posted once, the warehouse never has more pieces of an
    order than were ordered, and Odoo delivers no more than has left.
    """

    def __init__(self, case):
        super().__init__(case)
        self.touched, self.by_person, self.reduced = set(), set(), set()
        self.ordered, self.came_back = {}, set()

    @initialize()
    def begin_with_goods_that_come(self):
        self.announce({'KAASU-230': 3, 'KENKA-TUNTURI-42': 2})

    # === THE SHOP === #

    @precondition(lambda self: self.to_cancel_in_shop())
    @rule(data=st.data())
    def cancel_in_shop(self, data):
        """What the shop had reserved, or delivered, it offers again at once."""
        number = data.draw(st.sampled_from(self.to_cancel_in_shop()))
        with self.surprise(self.unsaid):
            self.shop.cancel(number)
        self.cancelled.add(number)

    @precondition(lambda self: self.to_edit_in_shop())
    @rule(data=st.data(), change=st.sampled_from([-1, 1, 0]))
    def edit_in_shop(self, data, change):
        """One piece more or less; or another address."""
        number = data.draw(st.sampled_from(self.to_edit_in_shop()))
        row = self.shop.order(number)['products'][0]
        more = self.changed_by(row['quantity'], change, self.case.offered(row['product_code']))
        with self.surprise(self.unsaid):
            if more:
                self.edit_quantity(number, more)
            else:
                self.shop.edit(number, customer={'first_name': f'Aino {self.step()}'})

    # === ODOO === #

    @precondition(lambda self: self.open_sales())
    @rule(data=st.data(), what=st.sampled_from(['sale', 'delivery', 'order']))
    def cancel_in_odoo(self, data, what):
        sale = data.draw(st.sampled_from(self.open_sales()))
        self.touch(sale)
        if what == 'sale':
            sale._action_cancel()
        elif what == 'order' and sale.ogoship_order_ids:
            sale.ogoship_order_ids.filtered(
                lambda row: row.state not in ('done', 'cancelled')).action_cancel()
        else:
            self.open_deliveries(sale).action_cancel()

    @precondition(lambda self: self.to_edit_in_odoo())
    @rule(data=st.data(), change=st.sampled_from([-1, 1, 0]))
    def edit_in_odoo(self, data, change):
        """Odoo knows at once; the warehouse may have collected, or refuse it."""
        sale = data.draw(st.sampled_from(self.to_edit_in_odoo()))
        line = self.goods_lines(sale)[0]
        more = self.changed_by(line.product_uom_qty, change, 1)
        self.touch(sale)
        with self.surprise(self.unsaid):
            if more:
                line.product_uom_qty += more
            else:
                sale.partner_shipping_id.street = f'Esimerkkikatu {self.step()}'
        if more < 0:
            self.reduced.add(sale)

    @precondition(lambda self: self.to_validate())
    @rule(data=st.data())
    def validate_delivery_by_hand(self, data):
        row = data.draw(st.sampled_from(self.to_validate()))
        self.by_person.add(row.sale_order_id.id)
        self.touch(row.sale_order_id)
        row.picking_id.move_ids.picked = True
        row.picking_id.button_validate()

    @precondition(lambda self: self.to_decide())
    @rule(data=st.data(), again=st.booleans())
    def decide(self, data, again):
        """A person does what an activity asks for."""
        data.draw(st.sampled_from(self.to_decide()))(again)

    @rule(basket=baskets)
    def announce(self, basket):
        self.touched |= set(basket)
        self.receipt(basket)

    # === THE WAREHOUSE === #

    @precondition(lambda self: self.in_pieces('new', 'pending', 'reserved'))
    @rule(data=st.data())
    def split(self, data):
        order = data.draw(st.sampled_from(self.in_pieces('new', 'pending', 'reserved')))
        self.touch_order(order)
        self.warehouse.split(order['reference'], self.part_of(data, order))

    @precondition(lambda self: self.in_pieces('collecting'))
    @rule(data=st.data())
    def ship_less(self, data):
        order = data.draw(st.sampled_from(self.in_pieces('collecting')))
        self.touch_order(order)
        self.warehouse.ship(order['reference'], lines=self.part_of(data, order))

    @precondition(lambda self: self.orders(*UNCOLLECTED))
    @rule(data=st.data())
    def cancel_at_warehouse(self, data):
        order = data.draw(st.sampled_from(self.orders(*UNCOLLECTED)))
        self.touch_order(order)
        self.warehouse.cancel_warehouse(order['reference'])

    @precondition(lambda self: self.orders('new', 'pending'))
    @rule(data=st.data())
    def hold(self, data):
        self.warehouse.hold(
            data.draw(st.sampled_from(self.orders('new', 'pending')))['reference'])

    @precondition(lambda self: self.orders('reserved'))
    @rule(data=st.data())
    def release(self, data):
        self.warehouse.release(data.draw(st.sampled_from(self.orders('reserved')))['reference'])

    @precondition(lambda self: self.to_come_back())
    @rule(data=st.data(), document=st.booleans())
    def come_back(self, data, document):
        order = data.draw(st.sampled_from(self.to_come_back()))
        self.touch_order(order)
        self.came_back.add(order['reference'])
        if document:
            pieces = self.lines(order)
            self.warehouse.return_order(order['reference'], dict(pieces))
        else:
            self.warehouse.mark_returned(order['reference'])

    @precondition(lambda self: self.to_unpack())
    @rule(data=st.data(), pieces=st.integers(1, 3), finished=st.booleans())
    def unpack(self, data, pieces, finished):
        """As announced, less or more."""
        row, code = data.draw(st.sampled_from(self.to_unpack()))
        self.warehouse.receive(row.reference, {code: pieces}, finished=finished)

    @rule(code=codes, pieces=st.integers(1, 3))
    def lose(self, code, pieces):
        """Not while goods come in of which nobody knows how many: no one could tell."""
        if not self.is_expected(code):
            return super().lose(code=code, pieces=pieces)
        return None

    # === WHAT MUST HOLD === #

    @contextmanager
    def surprise(self, kind):
        """What is offered beyond what exists because of this, somebody cannot know yet."""
        before = self.beyond()
        yield
        after = self.beyond()
        for code in STOCK:
            kind[code] += max(0, after[code] - before[code])

    def beyond(self):
        free = self.free()
        return {code: self.case.offered(code) - free[code] for code in STOCK}

    @invariant()
    def each_is_posted_once(self):
        posted = Counter(body['reference'] for body in self.case.sent_orders())
        assert set(posted.values()) <= {1}, posted

    @invariant()
    def no_order_is_twice_at_the_warehouse(self):
        for sale in self.sales():
            self.note_ordered(sale)
            there = self.total(self.orders_of(sale), *UNCOLLECTED, *GONE)
            ordered = self.ordered[sale.id]
            assert there <= ordered, f'{sale.name}: {there} at the warehouse of {ordered}'

    @invariant()
    def only_what_left_is_delivered(self):
        for sale in self.sales().filtered(lambda sale: sale.id not in self.by_person):
            left = self.total(self.orders_of(sale), *GONE)
            done = self.goods(self.deliveries(sale, 'done'))
            assert done <= left, f'{sale.name}: {done} delivered, {left} left'

    def check_exact(self):
        """In passing, only where nothing waits for a person."""
        for code in STOCK:
            if code not in self.touched:
                self.check_exact_of(code)

    def check_exact_of(self, code):
        """The shop subtracts all that it has reserved, also for an order that ended otherwise in
        Odoo; what Odoo knows of beyond that is taken off what it counts."""
        own, others, untold = self.demand(code)
        counted, reserved = self.case.in_shop_stock(code)
        exact = self.on_shelf(code) + untold - others - max(0, own + untold - reserved)
        assert counted == max(0, exact), (
            f'{code}: the shop counts {counted}, not {exact}: {own} for its orders, {others} for '
            f'others, {untold} untold, {reserved} reserved; {self.case.item(code).target_message}')
