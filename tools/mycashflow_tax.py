"""The VAT of an order as the shop computed it (contract mycashflow-api §2.6)."""

from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaxPart:
    """§2.6. One VAT rate in percent with its total, of which `tax` is VAT."""

    rate: Decimal
    total: Decimal
    tax: Decimal
    untaxed: Decimal


@dataclass(frozen=True, slots=True)
class TaxSummary:
    """§2.6. The rate of shipping costs is a weighted average, not a statutory rate."""

    subtotal: tuple[TaxPart, ...] = ()
    discount: tuple[TaxPart, ...] = ()
    shipping_costs: tuple[TaxPart, ...] = ()
    payment_costs: tuple[TaxPart, ...] = ()
    total: tuple[TaxPart, ...] = ()


def decode_tax_summary(source):
    """TaxSummary from the Fields of `tax_summary`; empty when it was not expanded."""
    return TaxSummary(**{
        field.name: tuple(map(_decode_tax_part, source.children(field.name)))
        for field in fields(TaxSummary)
    })


def _decode_tax_part(source):
    rate, total = source.number('tax_rate'), source.number('total')
    if rate is None or total is None:
        raise source.refuse('tax_rate or total', "is missing")
    tax = source.number('total_tax', Decimal(0))
    return TaxPart(rate, total, tax, source.number('total_without_tax', total - tax))
