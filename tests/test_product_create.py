"""Products of Odoo out of the shop's catalogue, and variants of one template out of variations."""

from unittest.mock import patch

from odoo.tests import tagged

from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestProductCreate(CatalogueCase):

    def single(self, code='UUSI-1', number=900, **values):
        return self.add_row(code, number, **{'price': 12.5, 'vat_rate': 25.5, **values})

    def variation(self, name, number, product=950, **values):
        code = values.pop('code', f'PAITA-{number}')
        return self.single(
            code, product, name='Paita', variation_name=name, remote_variation_id=number, **values)

    def create_products(self, rows):
        products = rows._create_products()
        rows.flush_recordset()
        return products

    # === PRODUCTS === #

    def test_product_has_what_the_shop_says(self):
        row = self.single(barcode='6430012349001', weight=0.4)
        product = self.create_products(row)
        self.assertRecordValues(product, [{
            'name': 'Tuote 900', 'type': 'consu', 'is_storable': True, 'default_code': 'UUSI-1',
            'barcode': '6430012349001', 'weight': 0.4, 'lst_price': 12.5, 'company_id': False}])
        self.assertEqual((row.state, row.product_id), ('linked', product))

    def test_price_has_the_tax_of_its_rate_included(self):
        product = self.create_products(self.single(vat_rate=13.5))
        tax = product.taxes_id.filtered(lambda tax: tax.company_id == self.env.company)
        self.assertEqual((tax.amount, tax.price_include), (13.5, True))
        amounts = tax.compute_all(product.lst_price, currency=self.env.company.currency_id)
        self.assertEqual(amounts['total_included'], 12.5)

    def test_rate_without_a_tax_is_named_and_stops_only_its_row(self):
        strange, good = self.single('OUTO', 901, vat_rate=7.77), self.single()
        self.create_products(strange | good)
        self.assertTrue(good.product_id)
        self.assertFalse(strange.product_id)
        self.assertIn('7.77 %', strange.message)

    def test_each_language_has_the_name_of_the_shop(self):
        for code in ('fi_FI', 'sv_SE'):
            self.env['res.lang']._activate_lang(code)
        row = self.single(name='Keitin', names={'fi': 'Keitin', 'sv': 'Kök', 'en': 'Stove'})
        product = self.create_products(row)
        for lang, name in (('fi_FI', 'Keitin'), ('sv_SE', 'Kök'), ('en_US', 'Stove')):
            self.assertEqual(product.with_context(lang=lang).name, name)

    def test_language_without_a_translation_has_the_name_of_the_shop(self):
        self.env['res.lang']._activate_lang('fi_FI')
        product = self.create_products(self.single(name='Keitin', names={'en': 'Stove'}))
        self.assertEqual(product.with_context(lang='fi_FI').name, 'Keitin')
        self.assertEqual(product.with_context(lang='en_US').name, 'Stove')

    def test_doing_it_twice_makes_nothing_twice(self):
        rows = self.single() | self.variation('S', 1) | self.variation('M', 2)
        self.assertEqual(len(self.create_products(rows)), 3)
        self.assertFalse(self.create_products(rows))

    def test_product_that_odoo_has_is_not_made_again(self):
        row = self.single(self.product('UUSI-1').default_code)
        row._match()
        self.assertFalse(self.create_products(row))

    def test_guilty_row_is_left_out_with_its_reason(self):
        self.product('MUU', barcode='6430012349001')
        rows = self.single(barcode='6430012349001') | self.single('UUSI-2', 901)
        self.create_products(rows)
        self.assertEqual(rows.mapped('state'), ['new', 'linked'])
        self.assertIn('6430012349001', rows[0].message)

    def test_row_that_somebody_else_works_on_is_passed_over(self):
        rows = self.single() | self.single('UUSI-2', 901)
        model = type(rows)
        lock = model.try_lock_for_update
        with patch.object(model, 'try_lock_for_update', lambda self, **options: lock(
                self - rows[0], **options)):
            self.create_products(rows)
        self.assertEqual(rows.mapped('state'), ['new', 'linked'])

    def test_number_of_queries_does_not_grow_with_the_rows(self):
        """Odoo itself asks for three defaults of each new product."""
        def count(rows):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.create_products(rows)
            return self.env.cr.sql_log_count - before
        rows = [self.single(f'UUSI-{number}', number) for number in range(2000, 2070)]
        first, few, many = rows[0], rows[1:11], rows[11:]
        count(first)
        few = count(first.union(*few))
        self.assertLessEqual(count(first.union(*many)), few + 3 * (len(many) - 10))

    # === VARIATIONS === #

    def test_variations_become_variants_of_one_template(self):
        rows = (self.variation('S', 1, price=20, weight=0.2, barcode='6430012349011')
                | self.variation('M', 2, price=20, weight=0.3)
                | self.variation('XXL', 3, price=25))
        products = self.create_products(rows)
        template = products.product_tmpl_id
        self.assertEqual(len(template), 1)
        self.assertRecordValues(template, [{'name': 'Paita', 'list_price': 20}])
        self.assertEqual(template.attribute_line_ids.attribute_id.name, 'Variation')
        self.assertRecordValues(rows.product_id, [
            {'default_code': 'PAITA-1', 'barcode': '6430012349011', 'weight': 0.2,
             'lst_price': 20, 'is_storable': True},
            {'default_code': 'PAITA-2', 'barcode': False, 'weight': 0.3, 'lst_price': 20,
             'is_storable': True},
            {'default_code': 'PAITA-3', 'barcode': False, 'weight': 0, 'lst_price': 25,
             'is_storable': True}])
        self.assertEqual(len(template.product_variant_ids), 3)

    def test_attribute_and_its_values_are_shared_by_all_products(self):
        self.create_products(self.variation('S', 1) | self.variation('S', 2, product=951))
        attribute = self.env['product.attribute'].search([('name', '=', 'Variation')])
        self.assertEqual(attribute.create_variant, 'always')
        self.assertEqual(attribute.value_ids.mapped('name'), ['S'])

    def test_later_variation_joins_its_siblings(self):
        first = self.variation('S', 1, price=20)
        self.create_products(first)
        later = self.variation('M', 2, price=18)
        product = self.create_products(later)
        self.assertEqual(product.product_tmpl_id, first.product_id.product_tmpl_id)
        self.assertEqual((product.default_code, product.lst_price), ('PAITA-2', 18))
        self.assertEqual((first.product_id.default_code, first.product_id.lst_price),
                         ('PAITA-1', 20))

    def test_variation_created_alone_has_a_template_with_its_value_only(self):
        one, _other = self.variation('S', 1), self.variation('M', 2)
        product = self.create_products(one)
        self.assertEqual(
            product.product_tmpl_id.attribute_line_ids.value_ids.mapped('name'), ['S'])
        self.assertEqual(product.product_template_attribute_value_ids.name, 'S')

    def test_variations_of_one_name_or_none_are_told_apart(self):
        rows = (self.variation('Iso', 1) | self.variation('iso', 2) | self.variation('', 3)
                | self.variation(False, 4))
        self.create_products(rows)
        names = [row.product_id.product_template_attribute_value_ids.name for row in rows]
        self.assertEqual(names, ['Iso (PAITA-1)', 'iso (PAITA-2)', 'PAITA-3', 'PAITA-4'])

    def test_siblings_that_are_products_of_their_own_are_left_alone(self):
        """As where somebody created each variation as a product before."""
        sibling = self.variation('S', 1)
        sibling._link(self.product('PAITA-1'))
        product = self.create_products(self.variation('M', 2))
        self.assertNotEqual(product.product_tmpl_id, sibling.product_id.product_tmpl_id)

    def test_template_with_more_attributes_waits_for_a_person(self):
        first = self.variation('S', 1)
        template = self.create_products(first).product_tmpl_id
        colour = self.env['product.attribute'].create({
            'name': 'Colour', 'value_ids': [(0, 0, {'name': 'Red'})]})
        template.attribute_line_ids = [(0, 0, {
            'attribute_id': colour.id, 'value_ids': [(6, 0, colour.value_ids.ids)]})]
        later = self.variation('M', 2)
        self.create_products(later)
        self.assertFalse(later.product_id)
        self.assertIn('Paita', later.message)

    def test_variant_that_somebody_added_by_hand_is_not_overwritten(self):
        template = self.create_products(self.variation('S', 1)).product_tmpl_id
        value = self.env['product.attribute.value'].create({
            'name': 'M', 'attribute_id': template.attribute_line_ids.attribute_id.id})
        template.attribute_line_ids.value_ids = [(4, value.id)]
        by_hand = template.product_variant_ids[1]
        by_hand.default_code = 'KASIN-1'
        rows = self.variation('M', 2) | self.variation('L', 3)
        self.create_products(rows)
        self.assertEqual(by_hand.default_code, 'KASIN-1')
        self.assertIn("a variant M already", rows[0].message)
        self.assertEqual(rows[1].product_id.product_tmpl_id, template)

    def test_guilty_variation_does_not_stop_its_siblings(self):
        self.product('MUU', barcode='6430012349001')
        rows = (self.variation('S', 1, barcode='6430012349001') | self.variation('M', 2)
                | self.variation('L', 3))
        self.create_products(rows)
        self.assertEqual(rows.mapped('state'), ['new', 'linked', 'linked'])
        self.assertEqual(len(rows.product_id.product_tmpl_id), 1)
        self.assertEqual(len(rows.product_id.product_tmpl_id.product_variant_ids), 2)
