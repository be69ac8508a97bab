"""Money of an order, computed independently of any reader, in Decimal (mycashflow-api §2.6)."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal('0.01')


def exact(value):
    """The decimal that a JSON number shows."""
    return Decimal(str(value))


def rounded(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def number(value):
    """A JSON number as the samples write it: 149 and 6.9, never 149.0."""
    return int(value) if value == value.to_integral_value() else float(value)


def amounts(rows, shipping_costs=0, payment_costs=0, discount=0):
    """(subtotal, total, tax_summary) of rows and costs; the discount is a positive number."""
    goods = defaultdict(Decimal)
    for row in rows:
        goods[exact(row['vat_rate'])] += exact(row['unit_price']) * row['quantity']
    fees = weighted_rate(goods)
    parts = {
        'subtotal': goods,
        'discount': _allocated(exact(discount), goods),
        'shipping_costs': {fees: exact(shipping_costs)},
        'payment_costs': {fees: exact(payment_costs)},
    }
    sums = defaultdict(Decimal)
    for name, rates in parts.items():
        for rate, gross in rates.items():
            sums[rate] += -gross if name == 'discount' else gross
    summary = {name: _lines(rates, zero=name == 'subtotal') for name, rates in parts.items()}
    summary['total'] = _lines(sums, zero=len(sums) == 1)
    return number(sum(goods.values())), number(sum(sums.values())), summary


def weighted_rate(goods):
    """Average of the goods' rates weighted by their VAT-free value, two decimals."""
    untaxed = {rate: gross / (1 + rate / 100) for rate, gross in goods.items()}
    value = sum(untaxed.values())
    if not value:
        return max(goods, default=Decimal(0))
    average = sum(rate * part for rate, part in untaxed.items()) / value
    return rounded(average).normalize()


def _allocated(discount, goods):
    """The discount spread over the goods' rates by value, the last one taking the rounding."""
    value = sum(goods.values())
    left, result = discount, {}
    for rate, gross in sorted(goods.items(), key=lambda item: item[1]):
        result[rate] = rounded(discount * gross / value) if value else Decimal(0)
        left -= result[rate]
    if result:
        result[rate] += left
    return result


def _lines(rates, zero):
    return [
        _line(rate, gross) for rate, gross in sorted(rates.items(), reverse=True) if gross or zero
    ]


def _line(rate, gross):
    untaxed = rounded(gross / (1 + rate / 100))
    return {
        'tax_rate': number(rate), 'total': number(gross),
        'total_tax': number(gross - untaxed), 'total_without_tax': number(untaxed),
    }
