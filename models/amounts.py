"""Pure arithmetic on money of a webshop order. Everything is `Decimal` and includes VAT."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal('0.01')
# The vendor's example shows the average rate in whole percent, the samples with two digits.
RATE_TOLERANCE = Decimal('0.5')
# Exchange rates have few digits. This tells which way a rate is meant, not whether it is right.
EXCHANGE_TOLERANCE = Decimal('0.005')


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


def split(amount, goods):
    """Split a cost or a discount over the goods' rates, by the goods' value with VAT.

    The VAT of the parts is then that of the goods' weighted average, which is how the shop
    computes it (mycashflow-api §2.6): net value times (1 + rate) is the value with VAT.

    :param Decimal amount: positive, VAT included
    :return: list of (rate, gross part); the parts are positive and add up to `amount` to the cent
    """
    weights = {rate: gross for rate, gross in goods.items() if gross > 0}
    if not weights:
        return [(max(goods, default=Decimal()), amount)]
    total, seen, shared, parts = sum(weights.values()), Decimal(), Decimal(), []
    for rate, gross in weights.items():
        # Rounding the running sum keeps every part within a cent and the last one too.
        seen += gross
        upto = (amount * seen / total).quantize(CENT, ROUND_HALF_UP)
        parts.append((rate, upto - shared))
        shared = upto
    return [(rate, part) for rate, part in parts if part]


def parts_by_rate(amount, summary, goods):
    """VAT rates of a shipping cost, a payment cost or a discount.

    The shop gives the rate of such a cost as the average of the goods' rates, which is no rate
    that a tax return knows: then the cost is split. A rate that the goods have, or one that is not
    their average, is taken as given.

    :param Decimal amount: VAT included, negative for a discount
    :param summary: `TaxPart` values of this cost from the order's tax summary, perhaps empty;
        their sign does not matter, since that of discounts is not known
    :param dict goods: see `goods_by_rate`
    :return: list of (rate, gross part) that add up to `amount`
    """
    if not amount:
        return []
    sign, size = (-1 if amount < 0 else 1), abs(amount)
    given = [(part.rate, abs(part.total)) for part in summary if part.total]
    if sum((total for _rate, total in given), Decimal()) != size or _is_average(given, goods):
        given = split(size, goods)
    return [(rate, sign * part) for rate, part in given]


def _is_average(given, goods):
    """Whether the only given rate is none of the goods' rates but close to their average."""
    if len(given) != 1 or given[0][0] in goods:
        return False
    average = average_rate(goods)
    return average is not None and abs(given[0][0] - average) <= RATE_TOLERANCE


def signed_discount(order):
    """The discount as it enters the total: usually negative.

    Its sign is not known for certain (mycashflow-api §0, uncertain no. 9): the one that makes the
    sum right is taken.
    """
    discount = abs(order.discount)
    rest = sum((line.unit_price or Decimal()) * line.quantity for line in order.lines)
    rest += order.shipping_costs + order.payment_costs
    return discount if order.total is not None and rest + discount == order.total else -discount


def converted_amounts(payments, total, own):
    """What each payment is worth in the order's currency, if that is `own`.

    The direction of the exchange rate is not known (mycashflow-api §0, 13): the one that makes the
    sum right is taken. The amounts then add up to the total: the few digits of a rate must not
    make a payment too small.

    :param payments: `tools.mycashflow_types.Payment` values that count
    :param str own: currency code
    :return: list of Decimal, or None when no rate leads from the payments to the total
    """
    foreign = [payment.currency not in ('', own) for payment in payments]
    if not any(foreign):
        return [payment.amount for payment in payments]
    rates = [
        (payment.exchange_rate or Decimal(1)) if is_foreign else Decimal(1)
        for payment, is_foreign in zip(payments, foreign, strict=True)]
    if not total or any(f and rate == 1 for f, rate in zip(foreign, rates, strict=True)):
        return None
    for convert in (Decimal.__truediv__, Decimal.__mul__):
        amounts = [convert(p.amount, rate) for p, rate in zip(payments, rates, strict=True)]
        paid = sum(amounts)
        if abs(paid - total) <= max(2 * CENT, total * EXCHANGE_TOLERANCE):
            return [amount * total / paid for amount in amounts]
    return None
