"""The sale order costs what the shop's order cost: to the cent, and with the shop's VAT."""

from decimal import Decimal

from odoo.tests import tagged

from .common import RingCase

CENT = Decimal('0.01')


def exact(number):
    return Decimal(str(number))


def line(code, quantity=1, unit_price=None, vat_rate=None):
    given = {'code': code, 'quantity': quantity, 'unit_price': unit_price, 'vat_rate': vat_rate}
    return {key: value for key, value in given.items() if value is not None}


SHOE, COFFEE, STOVE = line('KENKA-TUNTURI-42'), line('KAHVI-RETKI-500', 2), line('KEITIN-X1')
EXEMPT = line('OPAS-PALLAS', 1, 18.5, 0)

# What a buyer had in the cart -> overrides of the sandbox's `place`.
CARTS = {
    "one piece": {'lines': [SHOE]},
    "two rates, shipping at their average": {'lines': [SHOE, COFFEE]},
    "three rates": {'lines': [SHOE, COFFEE, EXEMPT], 'shipping_costs': 9.9},
    "only goods without VAT": {'lines': [EXEMPT]},
    "three for 99 cents": {'lines': [line('KAASU-230', 3, 0.33), COFFEE]},
    "price in thirds of a cent": {'lines': [line('KAASU-230', 3, 3.3333)], 'total': 16.9},
    "many pieces": {'lines': [line('KAASU-230', 997, 7.49), line('KAHVI-RETKI-500', 333, 6.83)]},
    "payment fee": {'lines': [STOVE, COFFEE], 'payment_costs': 5.9},
    "discount": {'lines': [STOVE, COFFEE], 'discount': 10},
    "discount over three rates": {'lines': [SHOE, COFFEE, EXEMPT], 'discount': 33.33},
    "discount that eats nearly all": {
        'lines': [line('KAASU-230'), COFFEE], 'discount': 21.25, 'shipping_costs': 0},
    "free shipping": {'lines': [SHOE, COFFEE], 'shipping_costs': 0},
    "shipping for a cent": {'lines': [SHOE, COFFEE, EXEMPT], 'shipping_costs': 0.01},
    "gift card and card": {
        'lines': [STOVE], 'payments': [{'payment_method_id': 9, 'amount': 20}, {}]},
    "all at once": {
        'lines': [line('KEITIN-X1', 7, 71.91), line('KAHVI-RETKI-500', 13, 6.33), EXEMPT],
        'shipping_costs': 12.35, 'payment_costs': 3.45, 'discount': 17.77},
    "everything given away": {
        'lines': [line('KAASU-230', 1, 0)], 'shipping_costs': 0, 'payments': []},
}


@tagged('post_install', '-at_install')
class TestOrderTotals(RingCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['account.tax']._mycashflow_create_included(0.0, cls.env.company)

    def check_carts(self):
        """Bring all carts in at once, then compare each with the shop."""
        numbers = {name: self.place(**cart) for name, cart in CARTS.items()}
        self.sync_store()
        for name, number in numbers.items():
            with self.subTest(name):
                self.assertImported(self.row(number))
                self.check_total(number)
                self.check_vat(number)

    def check_total(self, number):
        order, sale = self.shop.order(order_id=number), self.sale(number)
        self.assertEqual(exact(round(sale.amount_total, 2)), exact(order['total']).quantize(CENT))
        self.assertEqual(
            exact(round(sum(sale.order_line.mapped('price_total')), 2)),
            exact(order['total']).quantize(CENT), "the lines themselves add up too")

    def check_vat(self, number):
        """The shop's VAT; a cent may be lost for each rate and each cost that was split."""
        parts = self.shop.order(order_id=number)['tax_summary']['total']
        shop_vat = sum(exact(part['total_tax']) for part in parts)
        sale = self.sale(number)
        self.assertLessEqual(
            abs(exact(round(sale.amount_tax, 2)) - shop_vat), CENT * (len(parts) + 1))

    def lines_of(self, sale, xmlid):
        product = self.env.ref(f'mycashflow_ogoship.{xmlid}')
        return sale.order_line.filtered(lambda line: line.product_id == product)

    def rates(self, lines):
        return {line.tax_ids.amount: line.price_total for line in lines}

    # === TOTALS === #

    def test_totals_agree_to_the_cent(self):
        self.check_carts()

    def test_totals_agree_when_the_company_rounds_the_tax_per_document(self):
        self.env.company.tax_calculation_rounding_method = 'round_globally'
        self.check_carts()

    def test_totals_agree_whichever_sign_the_shop_gives_a_discount(self):
        self.shop.play(discount_sign=-1)
        self.check_carts()

    def test_totals_agree_when_the_shop_writes_numbers_and_ids_as_texts(self):
        self.shop.play(numbers_as_strings=True, ids_as_strings=True)
        self.check_carts()

    # === LINES === #

    def test_shipping_is_one_line_per_rate_of_the_goods(self):
        row = self.bring_in('mixed_vat')
        lines = row.sale_order_id.order_line.filtered('is_delivery')
        # 6.90 over 149.00 at 25.5 % and 13.80 at 13.5 %.
        self.assertEqual(self.rates(lines), {25.5: 6.32, 13.5: 0.58})
        self.assertEqual(lines.product_id, row.sale_order_id.carrier_id.product_id)

    def test_shipping_of_one_rate_is_one_line(self):
        row = self.bring_in('paid')
        self.assertEqual(self.rates(row.sale_order_id.order_line.filtered('is_delivery')),
                         {25.5: 6.9})

    def test_vat_per_rate_is_the_shops(self):
        """The summary's odd rate is the shipping: its parts belong to the goods' rates."""
        row = self.bring_in(lines=[SHOE, COFFEE, EXEMPT], shipping_costs=12.35)
        goods = {25.5: 149, 13.5: 13.8, 0: 18.5}
        for rate, value in goods.items():
            with self.subTest(rate=rate):
                gross = value + 12.35 * value / sum(goods.values())
                lines = row.sale_order_id.order_line.filtered(
                    lambda line, rate=rate: line.tax_ids.amount == rate)
                self.assertAlmostEqual(
                    sum(lines.mapped('price_tax')), gross * rate / (100 + rate), delta=0.011)

    def test_free_shipping_has_no_line(self):
        row = self.bring_in(shipping_costs=0)
        self.assertFalse(row.sale_order_id.order_line.filtered('is_delivery'))
        self.assertTrue(row.sale_order_id.carrier_id)

    def test_payment_fee_is_a_line_of_its_own(self):
        row = self.bring_in(payment_costs=3.5)
        self.assertEqual(
            self.rates(self.lines_of(row.sale_order_id, 'product_payment_fee')), {25.5: 3.5})

    def test_discount_is_negative_per_rate(self):
        row = self.bring_in(lines=[STOVE, COFFEE], discount=10)
        rates = self.rates(self.lines_of(row.sale_order_id, 'product_discount'))
        # 10.00 over 79.90 at 25.5 % and 13.80 at 13.5 %.
        self.assertEqual(rates, {25.5: -8.53, 13.5: -1.47})

    def test_gift_card_does_not_lower_the_order(self):
        row = self.bring_in('gift_card')
        self.assertImported(row)
        self.assertFalse(self.lines_of(row.sale_order_id, 'product_discount'))
        self.assertEqual(row.sale_order_id.amount_total, 101.8)  # 79.90 + 2 × 7.50 + 6.90

    # === DIFFERENCES === #

    def test_small_difference_becomes_a_rounding_line(self):
        row = self.bring_in(total=155.92)  # the rows are 155.90
        self.assertImported(row)
        rounding = self.lines_of(row.sale_order_id, 'product_rounding')
        self.assertEqual(rounding.mapped('price_total'), [0.02])
        self.assertFalse(rounding.tax_ids)
        self.assertEqual(row.sale_order_id.amount_total, 155.92)

    def test_small_difference_downwards(self):
        row = self.bring_in(total=155.89)
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.amount_total, 155.89)

    def test_larger_difference_holds_the_order_and_leaves_nothing_behind(self):
        partners = self.env['res.partner'].search_count([])
        sales = self.env['sale.order'].search_count([])
        good = self.place()
        row = self.bring_in(total=155.93, customer={'email': 'only.here@example.com'})
        self.assertWaits(row, 'held', 'total', '155.93', '155.90', row.remote_id)
        self.assertFalse(row.sale_order_id)
        self.assertImported(self.row(good))
        self.assertEqual(self.env['sale.order'].search_count([]), sales + 1)
        self.assertFalse(self.env['res.partner'].search([('email', '=', 'only.here@example.com')]))
        self.assertLessEqual(self.env['res.partner'].search_count([]), partners + 1)

    def test_merchant_may_widen_the_tolerance(self):
        self.store.amount_tolerance = 0.05
        self.assertImported(self.bring_in(total=155.95))

    def test_order_without_a_total_is_not_guessed(self):
        self.serve_orders({**self.shop.place(id=10400), 'total': None})
        self.sync_store()
        self.assertWaits(self.row(10400), 'error', 'total', 10400)
