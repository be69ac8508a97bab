"""Pure arithmetic on money of a webshop order. Everything is `Decimal` and includes VAT."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal('0.01')
# The shop rounds the average rate to two digits; allow for its rounding of the parts too.
RATE_TOLERANCE = Decimal('0.05')


def goods_by_rate(lines):
    """Sum the goods' value per VAT rate.

    :param lines: `tools.mycashflow_types.OrderLine` values
    :return: {rate: gross value}, in the order of the rows
    """
    totals = {}
    for line in lines:
        value = (line.unit_price or Decimal()) * line.quantity
        totals[line.vat_rate] = totals.get(line.vat_rate, Decimal()) + value
    return totals


def net(gross, rate):
    """VAT-free value of an amount that includes VAT at `rate` percent."""
    return gross / (1 + rate / 100)


def average_rate(goods):
    """VAT rate weighted by the VAT-free value of the goods (mycashflow-api §2.6)."""
    nets = {rate: net(gross, rate) for rate, gross in goods.items()}
    total = sum(nets.values())
    return sum(rate * value for rate, value in nets.items()) / total if total else None


def split_by_goods(amount, goods):
    """Split a cost over the goods' rates so that its VAT is the weighted average of theirs.

    :return: list of (rate, gross part); the parts add up to `amount` to the cent.
    """
    nets = {rate: net(gross, rate) for rate, gross in goods.items() if gross > 0}
    if not nets:
        return [(max(goods, default=Decimal()), amount)]
    cost_net = net(amount, average_rate(goods))
    total = sum(nets.values())
    parts = [
        (rate, (cost_net * value / total * (1 + rate / 100)).quantize(CENT, ROUND_HALF_UP))
        for rate, value in nets.items()]
    last_rate, last = parts.pop()
    rest = amount - sum(part for _rate, part in parts)
    return [*parts, (last_rate, rest)]


def split_proportionally(amount, goods):
    """Split a discount over the goods' rates by their gross value.

    :return: list of (rate, gross part); the parts add up to `amount` to the cent.
    """
    weights = {rate: gross for rate, gross in goods.items() if gross > 0}
    if not weights:
        return [(max(goods, default=Decimal()), amount)]
    total = sum(weights.values())
    parts = [
        (rate, (amount * gross / total).quantize(CENT, ROUND_HALF_UP))
        for rate, gross in weights.items()]
    last_rate, _last = parts.pop()
    return [*parts, (last_rate, amount - sum(part for _rate, part in parts))]


def cost_parts(amount, summary, goods):
    """VAT rates of a shipping or payment cost.

    The shop gives the rate of such a cost as the average of the goods' rates, which is no rate
    that a tax return knows: then the cost is split. A rate that the goods have, or one that is not
    their average, is taken as given.

    :param Decimal amount: the cost, VAT included
    :param summary: `TaxPart` values of this cost from the order's tax summary, perhaps empty
    :param dict goods: see `goods_by_rate`
    :return: list of (rate, gross part) that add up to `amount`
    """
    if not amount:
        return []
    given = [(part.rate, part.total) for part in summary if part.total]
    if sum((total for _rate, total in given), Decimal()) != amount:
        given = []
    if given and all(rate in goods for rate, _total in given):
        return given
    average = average_rate(goods)
    is_average = (
        len(given) == 1 and average is not None
        and abs(given[0][0] - average) <= RATE_TOLERANCE)
    return given if given and not is_average else split_by_goods(amount, goods)


def discount_parts(discount, summary, goods):
    """VAT rates of an order discount; like `cost_parts`, but by gross value.

    :param Decimal discount: positive amount
    """
    given = [(part.rate, abs(part.total)) for part in summary if part.total]
    if given and sum(total for _rate, total in given) == discount:
        return given
    return split_proportionally(discount, goods) if discount else []


def signed_discount(order):
    """The discount as it enters the total: usually negative.

    Its sign is not known for certain (mycashflow-api §0, uncertain no. 9): the one that makes the
    sum right is taken.
    """
    discount = abs(order.discount)
    rest = sum((line.unit_price or Decimal()) * line.quantity for line in order.lines)
    rest += order.shipping_costs + order.payment_costs
    return discount if order.total is not None and rest + discount == order.total else -discount
