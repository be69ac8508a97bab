"""The stock ledger and the products, as clerks and sellers open them."""

from ast import literal_eval

from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from .ledger_common import CODE, LedgerCase


@tagged('post_install', '-at_install')
class TestScreens(LedgerCase):

    def filters(self, model, view):
        """{name: domain} of the filters of a search view."""
        arch = self.env[model].get_view(self.env.ref(view).id, 'search')['arch']
        return {
            node.get('name'): literal_eval(node.get('domain'))
            for node in etree.fromstring(arch).iter('filter')
            if (node.get('name') or '').startswith('ogoship_')}

    def test_products_that_ogoship_lacks_are_found_among_products_and_templates(self):
        lacking = self.product('REPPU-45')
        there = self.known(CODE)
        for records, view in (
                (lacking | there, 'product.product_search_form_view'),
                ((lacking | there).product_tmpl_id, 'product.product_template_search_view')):
            found = self.filters(records._name, view)
            mine = [('id', 'in', records.ids)]
            self.assertEqual(records.search([*mine, *found['ogoship_missing']]), records[0])
            self.assertEqual(records.search([*mine, *found['ogoship_unready']]), records[0])

    def test_a_clerk_opens_the_product_and_a_seller_too(self):
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        seller = new_test_user(self.env, 'seller', 'sales_team.group_sale_salesman')
        for record in (self.known(CODE), self.known(CODE).product_tmpl_id):
            for user, sees in ((clerk, True), (seller, False)):
                views = record.with_user(user).get_views([(False, 'form'), (False, 'list')])
                for view in views['views'].values():
                    self.assertEqual('ogoship_stock' in view['arch'], sees)

    def test_the_merchant_opens_its_products_and_its_differences(self):
        self.lose(2)
        self.sync_merchant()
        lines = self.env['ogoship.product']
        everything = self.merchant.action_open_products()
        self.assertEqual(lines.search(everything['domain']), self.merchant.product_ids)
        differences = self.merchant.action_open_differences()
        self.assertIn('search_default_difference', differences['context'])

    def test_a_code_that_odoo_lacks_opens_a_new_product_with_it(self):
        self.warehouse.add_warehouse_product('XX-7', name="Mystery box", eanCode='4006381333931')
        self.sync_merchant()
        form = Form(self.env['product.product'].with_context(
            **self.ledger('XX-7').action_new_product()['context']))
        product = form.save()
        self.assertEqual(
            (product.default_code, product.name, product.barcode, product.is_storable),
            ('XX-7', "Mystery box", '4006381333931', True))

    def test_a_clerk_may_fetch_the_stock(self):
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        self.lose(2)
        answer = self.press(self.merchant.with_user(clerk), 'action_fetch_stock')
        self.assertIn("8 products, 1 with a difference", answer['params']['message'])
