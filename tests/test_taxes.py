"""Rows find their tax by rate; what is missing is named, and made by one click."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RingCase


@tagged('post_install', '-at_install')
class TestTaxes(RingCase):
    """The generic chart, which knows no Finnish rate."""

    def order_at(self, rate):
        return self.bring_in(lines=[{'code': 'KAASU-230', 'vat_rate': rate}])

    def find(self, rate):
        return self.env['account.tax']._mycashflow_find(rate, self.env.company)

    def test_missing_rate_is_named_and_the_button_lets_the_order_go_on(self):
        row = self.order_at(8)
        self.assertWaits(row, 'error', 'missing_tax', '8 %', row.remote_id)
        self.assertEqual(row.reason_value, '8')
        row.action_create_tax()
        tax = self.find(8)
        self.assertTrue(tax.price_include)
        self.sync_store()
        self.assertImported(row)
        goods = row.sale_order_id.order_line[0]
        self.assertEqual((goods.tax_ids, goods.price_total), (tax, 7.5))

    def test_creating_the_tax_lets_all_orders_of_that_rate_go_on(self):
        rows = self.order_at(8) | self.order_at(8)
        rows[0].action_create_tax()
        self.sync_store()
        for row in rows:
            self.assertImported(row)

    def test_button_pressed_twice_makes_one_tax(self):
        row = self.order_at(8)
        row.action_create_tax()
        count = self.env['account.tax'].search_count([])
        row.action_create_tax()
        self.assertEqual(self.env['account.tax'].search_count([]), count)

    def test_button_does_nothing_for_an_order_that_misses_no_tax(self):
        row = self.bring_in()
        count = self.env['account.tax'].search_count([])
        row.action_create_tax()
        self.assertEqual(self.env['account.tax'].search_count([]), count)

    def test_archived_tax_comes_back(self):
        row = self.order_at(8)
        row.action_create_tax()
        tax = self.find(8)
        tax.active = False
        row.action_create_tax()
        self.assertEqual(self.find(8), tax)

    def test_tax_that_comes_on_top_of_the_price_is_not_used(self):
        self.env['account.tax'].create({
            'name': "8", 'amount': 8, 'type_tax_use': 'sale', 'price_include_override':
            'tax_excluded'})
        self.assertWaits(self.order_at(8), 'error', 'missing_tax')

    def test_company_that_sells_with_vat_included_needs_no_twin(self):
        tax = self.env['account.tax'].create({
            'name': "8", 'amount': 8, 'type_tax_use': 'sale'})
        self.env.company.account_price_include = 'tax_included'
        row = self.order_at(8)
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.order_line[0].tax_ids, tax)

    def test_purchase_tax_is_not_used(self):
        self.env['account.tax'].create({
            'name': "8", 'amount': 8, 'type_tax_use': 'purchase',
            'price_include_override': 'tax_included'})
        self.assertWaits(self.order_at(8), 'error', 'missing_tax')

    def test_tax_of_another_company_is_not_used(self):
        company = self.env['res.company'].create({'name': "Other"})
        group = self.env['account.tax.group'].create({'name': "8", 'company_id': company.id})
        self.env['account.tax'].create({
            'name': "8", 'amount': 8, 'type_tax_use': 'sale', 'company_id': company.id,
            'tax_group_id': group.id, 'price_include_override': 'tax_included',
            'country_id': self.env.ref('base.fi').id})
        self.assertWaits(self.order_at(8), 'error', 'missing_tax')

    def test_store_of_another_company_uses_nothing_of_this_one(self):
        company = self.env['res.company'].create({
            'name': "Toinen Oy", 'currency_id': self.env.ref('base.EUR').id,
            'country_id': self.env.ref('base.fi').id})
        store = self.env['mycashflow.store'].with_company(company).create({
            'name': "Toinen", 'company_id': company.id, 'store_name': self.store.store_name,
            'api_user': self.store.api_user, 'api_key': self.store.api_key,
            'api_url': self.store.api_url, 'order_from': self.store.order_from})
        store.action_test_connection()
        carrier = self.env['delivery.carrier'].search([('ogoship_shipping_code', '!=', False)])[0]
        self.env['mycashflow.shipping.rule'].with_company(company).create({
            'pattern': '*', 'carrier_id': carrier.id, 'company_id': company.id})
        number = self.place()
        self.run_cron(store)
        row = self.env['mycashflow.order'].search([('remote_id', '=', number)])
        self.assertEqual(row.company_id, company)
        self.assertWaits(row, 'error', 'missing_tax', '25.5 %')
        self.assertFalse(self.row(number))

    def test_company_without_any_tax_is_told_what_to_do(self):
        company = self.env['res.company'].create({'name': "Bare"})
        with self.assertRaisesRegex(UserError, "Bare"):
            self.env['account.tax'].with_company(company)._mycashflow_create_included(8, company)

    @mute_logger('odoo.addons.base.models.ir_access', 'odoo.addons.base.models.ir_rule')
    def test_button_is_for_administrators_of_the_module_only(self):
        row = self.order_at(8)
        manager = new_test_user(self.env, 'manager', 'mycashflow_ogoship.group_manager')
        user = new_test_user(self.env, 'plain', 'mycashflow_ogoship.group_user')
        with self.assertRaises(AccessError):
            row.with_user(user).action_create_tax()
        row.with_user(manager).action_create_tax()
        self.assertTrue(self.find(8))


@tagged('post_install', '-at_install')
class TestFinnishTaxes(RingCase):
    """The Finnish chart, whose taxes come on top of the price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['account.tax'].search([]).active = False
        cls.env['account.chart.template'].try_loading(
            'fi', company=cls.env.company, install_demo=False)

    def twin(self, rate):
        return self.env['account.tax']._mycashflow_create_included(rate, self.env.company)

    def model(self, name):
        return self.env['account.chart.template'].ref(name)

    def bookings(self, tax):
        return [
            (line.document_type, line.repartition_type, line.factor_percent,
             line.account_id, line.tag_ids) for line in tax.repartition_line_ids]

    def assertBooksLike(self, tax, model):
        self.assertTrue(tax.price_include)
        self.assertTrue(tax.active)
        self.assertEqual(tax.country_id, model.country_id)
        self.assertEqual(self.bookings(tax), self.bookings(model))

    def test_order_waits_then_goes_on_with_the_twin(self):
        row = self.bring_in('paid')
        self.assertWaits(row, 'error', 'missing_tax', '25.5 %')
        row.action_create_tax()
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.amount_total, 155.9)

    def test_twin_books_like_the_tax_of_the_same_rate(self):
        for rate, name in ((25.5, '25_5'), (24, '24'), (0, '0')):
            with self.subTest(rate=rate):
                model = self.model(f'tax_dom_sales_goods_{name}')
                twin = self.twin(rate)
                self.assertBooksLike(twin, model)
                self.assertNotEqual(twin, model)
                self.assertEqual(twin.tax_group_id, model.tax_group_id)

    def test_twin_of_an_archived_tax_is_active(self):
        self.assertBooksLike(self.twin(10), self.model('tax_dom_sales_goods_10'))

    def test_rate_without_any_tax_in_the_chart_follows_the_nearest_one(self):
        """13.5 % took the place of 14 % in the tax return, on the same line."""
        model = self.model('tax_dom_sales_goods_14')
        tax = self.twin(13.5)
        self.assertBooksLike(tax, model)
        self.assertEqual(tax.amount, 13.5)
        self.assertNotEqual(tax.tax_group_id, model.tax_group_id, "its own line on the invoice")
        self.assertIn('13.5', tax.tax_group_id.name)
        self.assertEqual(tax.tax_group_id.tax_payable_account_id,
                         model.tax_group_id.tax_payable_account_id)

    def test_rate_far_from_any_is_on_no_line_of_the_tax_return(self):
        tax = self.twin(19)
        self.assertFalse(tax.repartition_line_ids.tag_ids)
        self.assertTrue(tax.repartition_line_ids.account_id, "but on an account")

    def test_mixed_cart_with_the_chart(self):
        for rate in (25.5, 13.5):
            self.twin(rate)
        row = self.bring_in('mixed_vat')
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.amount_total, 169.7)

    def test_invoice_of_the_order_is_booked_to_the_cent(self):
        for rate in (25.5, 13.5):
            self.twin(rate)
        row = self.bring_in('mixed_vat')
        row.sale_order_id.order_line.qty_delivered = 1
        invoice = row.sale_order_id._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 169.7)
        self.assertEqual(
            invoice.line_ids.filtered('tax_line_id').account_id,
            self.model('tax_dom_sales_goods_25_5').repartition_line_ids.account_id)

    def test_parcel_abroad_keeps_the_vat_that_the_shop_charged(self):
        """The chart's fiscal positions do not change what the buyer has paid."""
        self.twin(25.5)
        row = self.bring_in('abroad')
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.amount_total, 43.7)
        self.assertEqual(set(row.sale_order_id.order_line.tax_ids.mapped('amount')), {25.5})
