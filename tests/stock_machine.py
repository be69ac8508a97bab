"""Shop, Odoo and warehouse at random: the shop never offers what is not there, and is offered what
is."""

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine, initialize, invariant, precondition, rule,
)

STOCK = {'KAASU-230': 12, 'KEITIN-X1': 9, 'KENKA-TUNTURI-42': 6}
UNCOLLECTED = ('draft', 'new', 'pending', 'reserved')

codes = st.sampled_from(sorted(STOCK))
baskets = st.dictionaries(codes, st.integers(1, 4), min_size=1)


class StockMachine(RuleBasedStateMachine):
    """What buyers, clerks, the warehouse and the two scheduled actions do, in any order.

    What exists of a product is

        free = pieces on the warehouse's shelves       deducted when an order is collected
             − pieces of every order that is not collected and still to be

    The shop offers `counted − reserved`. It may offer less than `free` for a while, since what it
    is not told it does not know. It may offer more only by what Odoo or the shop cannot know yet:

        hidden   goods that the warehouse has lost since the merchant's last run
        unsaid   the same once Odoo knows, and orders of other channels, since the store's last run

    An order of the shop itself is never among these: the shop reserves it when it is placed.
    Below zero nothing is offered, however much is missing.
    """

    def __init__(self, case):
        super().__init__()
        self.case, self.shop, self.warehouse = case, case.shop, case.warehouse
        case.begin_example()
        self.numbers, self.by_hand, self.cancelled = [], case.env['sale.order'], set()
        self.hidden, self.unsaid = Counter(), Counter()

    def teardown(self):
        try:
            self.settle()
        finally:
            self.case.end_example()

    # === THE SHOP === #

    @initialize(first=st.lists(baskets, min_size=1, max_size=3))
    def begin_with_orders_at_the_warehouse(self, first):
        for basket in first:
            self.buy(basket, 'paid')
        self.run_store()
        self.run_merchant()

    @rule(basket=baskets, kind=st.sampled_from(['paid', 'paid', 'unpaid']))
    def buy(self, basket, kind):
        """Buyers take what is offered, no more."""
        basket = {code: pieces for code, pieces in basket.items()
                  if pieces <= self.case.offered(code)}
        if basket:
            self.numbers.append(self.case.place(kind, lines=[
                {'code': code, 'quantity': pieces} for code, pieces in basket.items()]))

    @precondition(lambda self: self.not_imported())
    @rule(data=st.data())
    def pay(self, data):
        self.shop.pay(data.draw(st.sampled_from(self.not_imported())))

    @precondition(lambda self: self.not_imported())
    @rule(data=st.data())
    def cancel_before_import(self, data):
        number = data.draw(st.sampled_from(self.not_imported()))
        self.shop.cancel(number)
        self.cancelled.add(number)

    @rule(refuses=st.booleans())
    def shop_refuses_reports(self, refuses):
        """Until it takes them again; each order is then tried only after its waiting time."""
        self.shop.clear_faults()
        if refuses:
            self.case.fault('quick-process', kind='status', status=409, times=1000)

    # === ODOO === #

    @rule(basket=baskets)
    def sell_elsewhere(self, basket):
        self.by_hand |= self.case.sell(*basket.items())
        self.unsaid.update(basket)

    @precondition(lambda self: self.to_validate())
    @rule(data=st.data())
    def validate_delivery_by_hand(self, data):
        row = data.draw(st.sampled_from(self.to_validate()))
        row.picking_id.move_ids.picked = True
        row.picking_id.button_validate()

    @rule()
    def run_store(self):
        self.case.sync_store()
        self.unsaid.clear()

    @rule()
    def run_merchant(self):
        self.case.sync_merchant()
        self.unsaid.update(self.hidden)
        self.hidden.clear()

    @rule()
    def run_both(self):
        """Whether or not reports came through: what is counted in full is exact at once."""
        self.run_merchant()
        self.run_store()
        self.check_exact()

    # === THE WAREHOUSE === #

    @precondition(lambda self: self.to_collect())
    @rule(data=st.data())
    def collect(self, data):
        self.warehouse.collect(data.draw(st.sampled_from(self.to_collect())).reference)

    @precondition(lambda self: self.to_collect() + self.at_warehouse(['collecting']))
    @rule(data=st.data())
    def ship(self, data):
        rows = self.to_collect() + self.at_warehouse(['collecting'])
        self.warehouse.ship(data.draw(st.sampled_from(rows)).reference)

    @precondition(lambda self: self.at_warehouse(['collecting']))
    @rule(data=st.data())
    def put_back(self, data):
        """Cancelled while it is collected."""
        self.warehouse.cancel_warehouse(
            data.draw(st.sampled_from(self.at_warehouse(['collecting']))).reference)

    @rule(code=codes, pieces=st.integers(1, 3))
    def find(self, code, pieces):
        self.warehouse.set_warehouse_stock(code, self.on_shelf(code) + pieces)

    @rule(code=codes, pieces=st.integers(1, 3))
    def lose(self, code, pieces):
        """Of what is delivered in Odoo nothing: its stock cannot fall below zero, so that the
        difference would wait for a person."""
        pieces = min(pieces, self.spare(code) - self.delivered_too_early(code))
        if pieces > 0:
            self.warehouse.set_warehouse_stock(code, self.on_shelf(code) - pieces)
            self.hidden[code] += pieces

    # === WHAT MUST HOLD === #

    @invariant()
    def never_offers_more_than_exists(self):
        for code, free in self.free().items():
            most = max(0, free + self.hidden[code] + self.unsaid[code])
            assert self.case.offered(code) <= most, (
                f'{code}: the shop offers {self.case.offered(code)}, there are {most}')

    def check_exact(self):
        """The shop counts what is free and what it has reserved itself, which it subtracts."""
        for code in STOCK:
            self.check_exact_of(code)

    def check_exact_of(self, code):
        free, (counted, reserved) = self.free()[code], self.case.in_shop_stock(code)
        assert counted == max(0, free + reserved), (
            f'{code}: the shop offers {counted - reserved}, there are {free}: '
            f'{self.case.item(code).target_message}')

    def settle(self):
        """Nothing happens any more: all three agree, and nobody was told anything twice."""
        self.shop.clear_faults()
        for _round in range(2):
            self.case.let_everything_be_due()
            self.run_merchant()
            self.run_store()
        self.check_exact()
        self.case.check_settled()

    # === PARTS === #

    def not_imported(self):
        return [number for number in self.numbers
                if number not in self.cancelled and not self.case.sale(number)]

    def sales(self):
        return self.by_hand | self.case.env['sale.order'].search(
            [('mycashflow_store_id', '=', self.case.store.id)])

    def at_warehouse(self, statuses):
        """Warehouse orders of which the warehouse says one of these, whether Odoo knows or not."""
        rows = self.sales().ogoship_order_ids.sorted('id')
        return [row for row in rows if self.status(row) in statuses]

    def to_validate(self):
        """What Odoo has in full and the warehouse too."""
        return [
            row for row in self.at_warehouse(UNCOLLECTED)
            if row.state == 'sent' and row.picking_id.state == 'assigned'
            and row.picking_id._is_reserved_in_full() and self.is_there(row.picking_id)]

    def to_collect(self):
        """Nobody collects what is not there."""
        return [row for row in self.at_warehouse(['new'])
                if row.picking_id.state == 'done' or self.is_there(row.picking_id)]

    def is_there(self, picking):
        return all(
            pieces <= self.spare(code) for code, pieces in self.pieces(picking).items())

    def spare(self, code):
        return self.on_shelf(code)

    def status(self, row):
        return next((order['status'] for order in self.case.at_warehouse(row)), None)

    def on_shelf(self, code):
        return self.warehouse.warehouse_product(code)['stock'] or 0

    def free(self):
        wanted = self.wanted()
        return {code: self.on_shelf(code) - wanted[code] for code in STOCK}

    def wanted(self):
        """Pieces of every order that is not collected and still to be."""
        wanted = Counter()
        for number in self.not_imported():
            for line in self.shop.order(number)['products']:
                wanted[line['product_code']] += line['quantity']
        for picking in self.sales().picking_ids:
            if self.is_wanted(picking):
                wanted.update(self.pieces(picking))
        return wanted

    def is_wanted(self, picking):
        """Alive at the warehouse, whatever Odoo says; not there (any more), but open in Odoo."""
        statuses = set(map(self.status, picking.ogoship_order_ids)) - {None, 'cancelled'}
        return bool(statuses & set(UNCOLLECTED)) or (
            not statuses and picking.state not in ('done', 'cancel'))

    def delivered_too_early(self, code):
        return sum(self.pieces(picking)[code] for picking in self.sales().picking_ids
                   if picking.state == 'done' and self.is_wanted(picking))

    def pieces(self, picking):
        pieces = Counter()
        for move in picking.move_ids:
            pieces[move.product_id.default_code] += int(
                move.quantity if move.state == 'done' else move.product_qty)
        return pieces
