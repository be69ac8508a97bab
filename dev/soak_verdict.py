"""Whether a soak ended well: every claim is a line with a figure, what was wanted, and a mark."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from soak_plan import NEEDS_PERSON, WAITING
from soak_watch import moments, short

# With a store that hangs, 95 % of the healthy stores' orders come at most so many rings later.
RINGS_LATER = 2
PHASES = {'calm': "before anything breaks", 'faults': "one store hangs, one answers 500",
          'killed': "and a host is killed and started again"}


@dataclass(frozen=True)
class Placed:
    """An order as the soak placed it."""

    store: str
    number: int
    merchant: str
    reference: str
    kind: str
    goods: tuple   # ((code, pieces), ...), sorted
    moment: float  # seconds since 1970
    phase: str


@dataclass
class Facts:
    """All that the verdict is made of."""

    plan: object
    placed: list
    inbox: dict       # (store, number) -> what Odoo says
    shop: dict        # (store, number) -> status in the shop
    parcels: dict     # (merchant, reference) -> [orders at the warehouse]
    arrivals: list    # (merchant, reference, moment)
    seen: object      # soak_watch.Seen
    conflicts: int = 0
    customers_twice: int = 0
    posted: int = 0
    violations: list = field(default_factory=list)


def judge(facts):
    """:return: list of (what, figure, wanted, whether it is well)"""
    troubles = [trouble(facts, order) for order in facts.placed]
    kinds = Counter(kind for kind, _text in filter(None, troubles))
    known = {(order.merchant, order.reference) for order in facts.placed}
    foreign = sum(len(found) for key, found in facts.parcels.items() if key not in known)
    to_ship = [found for found, order in zip(troubles, facts.placed, strict=True)
               if order.kind not in WAITING]
    lines = [
        ("placed in the shops", len(facts.placed), facts.plan.orders),
        ("shipped once, with the goods sold, and reported",
         to_ship.count(None), len(to_ship)),
        ("not at the warehouse: lost", kinds['lost'], 0),
        ("more than once at the warehouse", kinds['twice'], 0),
        ("at the warehouse, ordered by nobody", foreign, 0),
        ("with no sale order, or with several", kinds['sales'], 0),
        ("neither settled nor waiting with its reason", kinds['stuck'], 0),
        ("customers that are there twice", facts.customers_twice, 0),
        ("conflicts between processes shown to a person", len(facts.seen.shown) + facts.posted, 0),
        ("scheduled actions that are switched off", facts.seen.last.get('off', 0), 0),
        ("calls against the contracts", len(facts.violations), 0),
        *notes(facts),
    ]
    return [(what, figure, wanted, figure == wanted) for what, figure, wanted in lines]


def notes(facts):
    """One note for each thing that the owner of a store must know, and no other."""
    plan, told = facts.plan, facts.seen.told
    asking = {order.store for order in facts.placed if order.kind in NEEDS_PERSON}
    sick = {plan.failing: "answers 500", plan.hanging: "hangs"}
    healthy = [account['name'] for account in plan.store_accounts if account['name'] not in sick]
    return [
        *((f"notes to the owner of the store that {what}",
           len(told[store]), 1 + (store in asking)) for store, what in sick.items()),
        ("notes to owners of healthy stores whose orders need a person",
         sum(len(told[store]) for store in healthy if store in asking),
         len(asking - set(sick))),
        ("notes to other owners of healthy stores",
         sum(len(told[store]) for store in healthy if store not in asking), 0),
    ]


def trouble(facts, order):
    """:return: (kind of trouble, text) of an order that is not as it should be, or None"""
    row = facts.inbox.get((order.store, order.number))
    parcels = facts.parcels.get((order.merchant, order.reference), [])
    name = f'{order.store} {order.number}'
    if row is None:
        return 'lost', f'{name} never came into Odoo'
    if order.kind in WAITING:
        well = (row['state'], row['reason']) == WAITING[order.kind] and not parcels
        return None if well else ('stuck', f'{name} ({order.kind}) is {row["state"]}: '
                                  f'{row["reason"]}, {len(parcels)} parcels')
    if row['sales'] != 1:
        return 'sales', f'{name} has {row["sales"]} sale orders: {short(row["message"])}'
    if len(parcels) != 1:
        return 'twice' if parcels else 'lost', (
            f'{name} is {len(parcels)} times at the warehouse: {short(row["rest"])}')
    goods = tuple(sorted((line['code'], line['quantity']) for line in parcels[0]['orderLines']))
    ends = (goods == order.goods, parcels[0]['status'], row['reported'], row['rest'],
            facts.shop.get((order.store, order.number)))
    if ends != (True, 'shipped', True, None, 'COMPLETED'):
        return 'stuck', f'{name}: goods right, warehouse, reported, rest, shop: {ends}'
    return None


def latencies(facts):
    """:return: {phase: {store: [seconds from the shop to the warehouse]}} of the healthy stores"""
    arrived, found = moments(facts.arrivals), defaultdict(lambda: defaultdict(list))
    for order in facts.placed:
        sick = order.store in (facts.plan.hanging, facts.plan.failing)
        for moment in () if sick else arrived.get((order.merchant, order.reference), ()):
            found[order.phase][order.store].append(moment - order.moment)
    return found


def percentile(values, part):
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))] if ranked else 0.0


def delay_lines(facts):
    """:return: (lines of the table of times, seconds by which the faults delayed, as many as are
    allowed)"""
    found, lines, high = latencies(facts), [], {}
    for phase, title in PHASES.items():
        stores = found.get(phase, {})
        every = [seconds for times in stores.values() for seconds in times]
        slowest = max((percentile(times, 0.5) for times in stores.values()), default=0.0)
        half, high[phase], longest = (percentile(every, part) for part in (0.5, 0.95, 1))
        lines.append((title, len(every), half, high[phase], longest, slowest))
    return lines, high['faults'] - high['calm'], RINGS_LATER * facts.plan.every
