"""The orders of the demo, the end expected of each, and what really became of them."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from importlib.util import module_from_spec, spec_from_file_location
from textwrap import shorten

from paths import DEV


@dataclass(frozen=True)
class End:
    """Where an order has come to, in Odoo and at both remotes."""

    inbox: str = 'done'         # state of the webshop order in Odoo
    reason: str = ''            # why it waits
    parcels: int = 1            # orders that the warehouse has of it
    goods: bool = True          # whether these hold what the shop has sold, piece by piece
    delivery: str = 'done'      # state of the warehouse order in Odoo
    tracking: bool = True       # whether Odoo knows a tracking number
    total: bool = True          # whether the sale order's total is the shop's, to the cent
    shop: str = 'COMPLETED'     # status in the shop
    shop_tracking: bool = True  # whether the shop has Odoo's tracking number


SHIPPED = End()
# The shop takes a tracking code only with quick-process, which is for orders with one payment.
SHIPPED_WITHOUT_CODE = replace(SHIPPED, shop_tracking=False)


def waiting(inbox, reason, shop='OPEN'):
    return End(inbox, reason, parcels=0, goods=False, delivery='', tracking=False, total=False,
               shop=shop, shop_tracking=False)


# Kind of order (dev/sandbox/order_kinds.py), what is special about it, the end expected of it.
STORY = (
    ('paid', "paid", SHIPPED),
    ('unpaid', "not paid", waiting('held', 'unpaid')),
    ('invoice', "business, invoice, other address", SHIPPED),
    ('pickup_point', "pickup point", SHIPPED),
    ('mixed_vat', "two VAT rates", SHIPPED),
    ('discount', "discount", SHIPPED),
    ('unknown_code', "unknown product code", waiting('error', 'unknown_product')),
    ('unmapped_method', "shipping method without a rule", waiting('held', 'no_rule')),
    ('cancelled', "cancelled in the shop", waiting('cancelled', 'cancelled', 'CANCELLED')),
    ('multi', "two products, eight pieces", SHIPPED),
    ('abroad', "to Sweden", SHIPPED),
    ('cod', "cash on delivery", SHIPPED),
    ('gift_card', "gift card and online payment", SHIPPED_WITHOUT_CODE),
    ('klarna', "Klarna, authorised", SHIPPED),
)
# Kinds whose payment method a merchant would mark "Ship unpaid".
SHIPPED_UNPAID = ('invoice', 'cod')


def remote_control(url):
    """Return the sandbox's control from here, where the sandbox's own packages are missing."""
    spec = spec_from_file_location('remote_control', DEV / 'sandbox' / 'remote_control.py')
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.RemoteControl(url)


class Observer:
    """Looks at orders from outside: Odoo through its web client's door, the shop, the warehouse."""

    def __init__(self, odoo, control):
        self._odoo, self._control = odoo, control
        self._reasons = odoo.labels('mycashflow.order', 'reason')
        self._states = odoo.labels('ogoship.order', 'state')

    def look(self, numbers):
        """Return {order number: `Sight`} of what there is to see now."""
        inbox = self._odoo.search_read('mycashflow.order', [['remote_id', 'in', list(numbers)]], [
            'remote_id', 'state', 'reason', 'reason_value', 'message', 'sale_order_id',
            'shop_reported_date'])
        sales = self._by_id('sale.order', [row['sale_order_id'] for row in inbox], [
            'name', 'amount_total', 'ogoship_state', 'ogoship_message', 'ogoship_tracking'])
        rows = {row['remote_id']: row for row in inbox}
        parcels = self._control.warehouse_orders()
        sights = {}
        for number in numbers:
            row = rows.get(number, {})
            sale = sales.get((row.get('sale_order_id') or [0])[0], {})
            sights[number] = Sight(
                number, row, sale, self._control.order(number),
                [parcel for parcel in parcels if parcel['reference'] == str(number)],
                self._reasons, self._states)
        return sights

    def _by_id(self, model, links, fields):
        found = self._odoo.search_read(
            model, [['id', 'in', [link[0] for link in links if link]]], fields)
        return {record['id']: record for record in found}


@dataclass(frozen=True)
class Sight:
    """What there is to see of one order."""

    number: int
    row: dict
    sale: dict
    shop: dict
    parcels: list
    reasons: dict
    states: dict

    def end(self):
        return End(
            inbox=self.row.get('state') or '', reason=self.row.get('reason') or '',
            parcels=len(self.parcels), goods=self._goods_are_right(),
            delivery=self.sale.get('ogoship_state') or '', tracking=bool(self.tracking()),
            total=bool(self.sale) and round(self.sale['amount_total'] - self.shop['total'], 2) == 0,
            shop=self.shop['status'], shop_tracking=self._shop_has_tracking())

    def tracking(self):
        return self.sale.get('ogoship_tracking') or ''

    def _goods_are_right(self):
        sold = _count((row['product_code'], row['quantity']) for row in self.shop['products'])
        return sold == _count(
            (line['code'], line['quantity'])
            for parcel in self.parcels for line in parcel['orderLines'])

    def _shop_has_tracking(self):
        codes = {shipment['tracking_code'] for shipment in self.shop['shipments']}
        return bool(self.tracking()) and self.tracking() in codes

    def delivery(self):
        """State of the warehouse order, as Odoo shows it."""
        return self.states.get(self.sale.get('ogoship_state'), '')

    def outcome(self):
        """What the shop knows in the end, or why the order waits, in a few words."""
        if self.row.get('reason'):
            value = self.row['reason_value']
            return f'{self.row["state"]}: {self.reasons[self.row["reason"]]}' + (
                f' ({value})' if value else '')
        if self.sale.get('ogoship_message'):
            return self.sale['ogoship_message']
        if not self.row.get('shop_reported_date'):
            return 'not told yet' if self.row else 'not fetched yet'
        if self._shop_has_tracking():
            return 'delivered, with tracking'
        return f'delivered, without tracking ({len(self.shop["payments"])} payments)'


def _count(pairs):
    counted = Counter()
    for code, quantity in pairs:
        counted[code] += quantity
    return counted


def differences(expected, sight):
    """Return the lines that say where an order came to another end than expected."""
    found = sight.end()
    return [
        f'{sight.number}: {field} should be {wanted!r}, is {getattr(found, field)!r}'
        for field, wanted in vars(expected).items() if getattr(found, field) != wanted]


def table(titles, sights):
    """Return the lines of the table, not wider than the terminal.

    :param dict titles: {order number: what is special about it}
    """
    rows = [('Shop', 'Order', 'Sale', 'OGOship', 'Tracking', 'Back in the shop, or why not')]
    for number, title in titles.items():
        sight = sights[number]
        rows.append((
            str(number), title, sight.sale.get('name', '-'), sight.delivery() or '-',
            sight.tracking() or '-', sight.outcome()))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    left = max(shutil.get_terminal_size((140, 24)).columns - sum(widths) - 2 * len(widths), 30)
    lines = [
        '  '.join([*map(str.ljust, row, widths), shorten(row[-1], left, placeholder=' …')])
        for row in rows]
    return [lines[0], '-' * max(map(len, lines)), *lines[1:]]
