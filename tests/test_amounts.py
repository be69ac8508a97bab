"""Arithmetic on the money of a webshop order: nothing is lost, and the VAT stays the shop's."""

from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from ..models.amounts import CENT, average_rate, parts_by_rate, split
from ..tools.mycashflow_types import TaxPart

RATES = [Decimal(rate) for rate in ('25.5', '24', '14', '13.5', '10', '6', '0')]

amounts = st.decimals('0.01', '99999.99', places=2)
goods_of_an_order = st.dictionaries(st.sampled_from(RATES), amounts, min_size=1)


def vat(gross, rate):
    return gross * rate / (100 + rate)


def money(**rates):
    return {Decimal(rate[1:].replace('_', '.')): Decimal(value) for rate, value in rates.items()}


class TestAmounts(TestCase):

    @given(amount=amounts, goods=goods_of_an_order)
    @settings(deadline=None, database=None, derandomize=True)
    def test_parts_of_a_cost_add_up_to_the_cost(self, amount, goods):
        parts = split(amount, goods)
        self.assertEqual(sum(part for _rate, part in parts), amount)
        for rate, part in parts:
            self.assertIn(rate, goods)
            self.assertGreater(part, 0)
            self.assertEqual(part, part.quantize(CENT))

    @given(amount=amounts, goods=goods_of_an_order)
    @settings(deadline=None, database=None, derandomize=True)
    def test_vat_of_the_parts_is_the_weighted_average_within_a_cent_per_part(self, amount, goods):
        parts = split(amount, goods)
        expected = vat(amount, average_rate(goods))
        found = sum(vat(part, rate) for rate, part in parts)
        self.assertLessEqual(abs(found - expected), CENT * len(goods))

    def test_example_of_the_vendor_half_14_half_24_is_19_percent(self):
        self.assertEqual(average_rate(money(r14='114', r24='124')), 19)

    def test_a_few_cents_over_many_rates_make_no_negative_part(self):
        goods = dict.fromkeys(RATES, Decimal(1))
        self.assertEqual(sum(part for _rate, part in split(Decimal('0.03'), goods)), 3 * CENT)
        self.assertTrue(all(part > 0 for _rate, part in split(Decimal('0.03'), goods)))

    def test_goods_given_away_put_the_cost_at_the_highest_rate(self):
        goods = money(r25_5='0', r13_5='0')
        self.assertEqual(split(Decimal('6.90'), goods), [(Decimal('25.5'), Decimal('6.90'))])

    def test_rows_with_a_negative_price_carry_no_cost(self):
        goods = money(r25_5='100', r13_5='-20')
        self.assertEqual(split(Decimal(5), goods), [(Decimal('25.5'), Decimal(5))])

    def test_shipping_at_the_average_rate_is_split(self):
        goods = money(r25_5='149', r13_5='13.8')
        summary = (TaxPart(Decimal('24.39'), Decimal('6.9'), Decimal('1.35'), Decimal('5.55')),)
        parts = parts_by_rate(Decimal('6.9'), summary, goods)
        # 6.90 × 149 / 162.80 = 6.315…
        self.assertEqual(parts, [
            (Decimal('25.5'), Decimal('6.32')), (Decimal('13.5'), Decimal('0.58'))])

    def test_average_rounded_to_a_whole_percent_is_still_an_average(self):
        goods = money(r24='124', r14='100')
        summary = (TaxPart(Decimal(19), Decimal(10), Decimal('1.6'), Decimal('8.4')),)
        parts = parts_by_rate(Decimal(10), summary, goods)
        self.assertEqual({rate for rate, _part in parts}, {24, 14})

    def test_shipping_at_a_rate_of_its_own_is_taken_as_given(self):
        goods = money(r13_5='100')
        summary = (TaxPart(Decimal('25.5'), Decimal(5), Decimal('1.02'), Decimal('3.98')),)
        self.assertEqual(parts_by_rate(Decimal(5), summary, goods), [(Decimal('25.5'), Decimal(5))])

    def test_tax_summary_that_does_not_add_up_is_not_believed(self):
        goods = money(r25_5='100')
        summary = (TaxPart(Decimal(10), Decimal(4), Decimal('0.36'), Decimal('3.64')),)
        self.assertEqual(parts_by_rate(Decimal(5), summary, goods), [(Decimal('25.5'), Decimal(5))])

    def test_no_cost_makes_no_line(self):
        self.assertEqual(parts_by_rate(Decimal(0), (), money(r24='10')), [])

    def test_discount_follows_the_shops_own_split_whatever_its_sign(self):
        goods = money(r25_5='90', r13_5='10')
        summary = tuple(
            TaxPart(Decimal(rate), Decimal(total), Decimal(0), Decimal(0))
            for rate, total in (('25.5', '-7'), ('13.5', '-3')))
        self.assertEqual(dict(parts_by_rate(Decimal(-10), summary, goods)), {
            Decimal('25.5'): -7, Decimal('13.5'): -3})

    def test_discount_without_tax_summary_is_spread_over_the_goods(self):
        goods = money(r25_5='90', r13_5='10')
        self.assertEqual(dict(parts_by_rate(Decimal(-5), (), goods)), {
            Decimal('25.5'): Decimal('-4.5'), Decimal('13.5'): Decimal('-0.5')})
