"""Pure arithmetic on the payments of a webshop order: what is paid, and what was given back."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ..const import PAYMENT_STATES
from .amounts import CENT, converted_amounts

# "Partially activated" exists, but its code is not known (mycashflow-api §3.2): these are read as
# it. A word like ACTIVATION_FAILED must not pass, so no looser match.
PARTLY_ACTIVATED = re.compile(r'PART(LY|IAL|IALLY)?_?ACTIVAT(ED|ION)')
SURE = ('paid', 'authorised')
VOID = ('cancelled', 'refunded')


@dataclass(frozen=True, slots=True)
class Standing:
    """What an order's payments amount to, in the order's currency.

    `paid` is paid or sure to be paid, less the refunds recorded as payments of their own;
    `refunded` is those and the payments that became REFUNDED. `moment`: when the payments were
    first enough; None while they are not, or where the shop does not tell.
    """

    paid: Decimal
    refunded: Decimal
    moment: datetime | None
    unknown: tuple[str, ...]


def state_of(payment):
    """Our word for the state of a `tools.mycashflow_types.Payment`."""
    state = PAYMENT_STATES.get(payment.status, 'unknown')
    if state in VOID:
        return state
    if payment.is_paid:
        return 'paid'
    return 'authorised' if PARTLY_ACTIVATED.fullmatch(payment.status) else state


def is_refund(payment, refund_methods):
    """Whether it records money given back: by its sign, or by its method (§3.2, inferred)."""
    return payment.amount < 0 or payment.method_id in refund_methods


def takings(payments, refund_methods):
    """The payments that count as money coming in, whether it has come or not."""
    return [
        payment for payment in payments
        if not is_refund(payment, refund_methods) and state_of(payment) not in VOID]


def given_back(payments, refund_methods):
    """The payments that say that money was given back.

    A refund recorded as a payment of its own counts in any state but cancelled: somebody means
    the money to go, and goods must not follow it.
    """
    return [
        payment for payment in payments
        if (state_of(payment) != 'cancelled' if is_refund(payment, refund_methods)
            else state_of(payment) == 'refunded')]


def standing(order, own, refund_methods=()):
    """
    :param order: `tools.mycashflow_types.Order`
    :param str own: the company's currency
    :param refund_methods: the shop's ids of the methods that refunds are recorded with
    :return: Standing
    """
    payments = takings(order.payments, refund_methods)
    amounts = converted_amounts(payments, order.total, own) or [p.amount for p in payments]
    sure = [
        (payment, amount) for payment, amount in zip(payments, amounts, strict=True)
        if state_of(payment) in SURE]
    back = given_back(order.payments, refund_methods)
    worth = [abs(p.amount) * _rate(p, payments, amounts, own) for p in back]
    negative = sum(
        (value for payment, value in zip(back, worth, strict=True)
         if is_refund(payment, refund_methods)), Decimal())
    return Standing(
        paid=(sum((amount for _payment, amount in sure), Decimal()) - negative).quantize(CENT),
        refunded=sum(worth, Decimal()).quantize(CENT),
        moment=_moment(sure, order.total),
        unknown=tuple(dict.fromkeys(p.status for p in payments if state_of(p) == 'unknown')))


def _rate(refund, payments, amounts, own):
    """A refund is converted as what was paid in its currency."""
    if refund.currency in ('', own):
        return Decimal(1)
    same = [(p.amount, amount) for p, amount in zip(payments, amounts, strict=True)
            if p.currency == refund.currency]
    given = sum(value for value, _amount in same)
    return sum(amount for _value, amount in same) / given if given else Decimal(1)


def _moment(sure, total):
    """When the running sum of what is sure first reached the total."""
    timed = sorted(
        ((p.updated_at or p.created_at or datetime.max, amount) for p, amount in sure),
        key=lambda pair: pair[0])
    paid = Decimal()
    for moment, amount in timed:
        paid += amount
        if total is not None and paid.quantize(CENT) >= total:
            return moment if moment != datetime.max else None
    return None
