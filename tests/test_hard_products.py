"""Webshop products where they are hard: companies, shared codes, variations, many alike."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .sync_common import SyncCase


@tagged('post_install', '-at_install')
class TestHardProducts(SyncCase):

    def other_company(self):
        return self.env['res.company'].create({'name': "Toinen yritys"})

    def test_page_opens_though_a_linked_product_went_to_another_company(self):
        product = self.product('UUSI-1')
        row = self.row('UUSI-1', 900)
        row._match()
        row._link(product)
        product.product_tmpl_id.sudo().company_id = self.other_company()
        self.env.flush_all()
        self.env.invalidate_all()
        user = new_test_user(self.env, 'keeper', groups='mycashflow_ogoship.group_user')
        mine = row.with_user(user)
        mine.web_read({'code': {}, 'warehouse_gaps': {}, 'warehouse_ready': {},
                       'shown_product_id': {'fields': {'display_name': {}}}})
        mine.action_match_again()
        self.assertEqual(row.state, 'conflict')
        self.assertIn("another company", row.message)

    def test_product_of_the_stores_own_company_stays_linked(self):
        product = self.product('UUSI-1', company_id=self.store.company_id.id)
        row = self.row('UUSI-1', 900)
        row._match()
        row._link(product)
        row._match()
        self.assertEqual((row.state, row.message), ('linked', False))

    def test_variants_of_a_code_that_another_company_has_are_our_companys_own(self):
        self.product('P-1', company_id=self.other_company().id)
        rows = self.env['mycashflow.product'].create([{
            'store_id': self.store.id, 'remote_id': 950, 'remote_variation_id': number,
            'name': 'Paita', 'variation_name': f'Koko {number}', 'code': f'P-{number}',
            'price': 10, 'vat_rate': 25.5} for number in (1, 2)])
        self.sync(rows)
        self.assertEqual(rows.product_id.company_id, self.store.company_id)
        self.assertEqual(rows.mapped('state'), ['linked', 'linked'])

    def test_creating_a_product_leaves_another_company_its_own(self):
        company = self.other_company()
        theirs = self.product('UUSI-1', company_id=company.id)
        row = self.row('UUSI-1', 900)
        self.sync(row)
        self.assertTrue(row.product_id)
        found = self.env['product.product']._mycashflow_candidates({'UUSI-1'}, company)
        self.assertEqual(found['UUSI-1'], theirs)

    def test_message_of_thousands_of_rows_with_one_code_stays_short(self):
        rows = self.env['mycashflow.product'].create([{
            'store_id': self.store.id, 'remote_id': 10000 + number, 'name': f'Tuote {number}',
            'code': 'SAMA'} for number in range(1000)])
        rows._match()
        self.assertEqual(set(rows.mapped('state')), {'duplicate_code'})
        self.assertLess(len(rows[0].message), 300)

    def test_product_that_becomes_one_with_variations(self):
        self.refresh()
        row = self.catalogue('KEITIN-X1')
        self.sync(row, 'link')
        product = row.product_id
        self.shop.remove_product(322)
        self.shop.add_product(
            product_id=322, name='Retkikeitin', price=80, vat_rate=25.5, variations=[
                {'code': 'KEITIN-X1', 'name': 'S', 'stock': 5, 'variation_id': 7001},
                {'code': 'KEITIN-X1-L', 'name': 'L', 'stock': 5, 'variation_id': 7002}])
        self.refresh()
        small = self.catalogue('KEITIN-X1', remote_variation_id=7001)
        self.assertTrue(row.is_gone)
        self.assertEqual((small.state, small.match_id), ('new', product), small.message)
        self.sync(self.catalogue(remote_id=322, is_gone=False))
        self.assertEqual(small.product_id, product)
        self.shop.remove_product(322)
        self.shop.add_product(product_id=322, name='Retkikeitin', code='KEITIN-X1', price=80,
                              vat_rate=25.5, stock=4)
        self.refresh()
        self.assertEqual((row.is_gone, row.state, small.is_gone), (False, 'linked', True))

    def test_names_with_html_long_names_and_no_price(self):
        rows = self.row('<b>X</b>', 901, name='<script>alert(1)</script>', price=0)
        rows |= self.row('PITKA', 902, name='Pitkä ' * 400)
        self.sync(rows)
        self.assertEqual(rows.mapped('state'), ['linked', 'linked'])

    def test_product_without_a_vat_rate_in_the_shop_is_not_created_free_of_vat(self):
        self.env['account.tax']._mycashflow_create_included(0, self.env.company)
        self.shop.add_product(name="Ilman veroa", code='VEROTON-1', vat_rate=None)
        self.refresh()
        row = self.catalogue('VEROTON-1')
        self.assertIn("no VAT rate", row._creation_problems()[row])

    def test_barcode_of_an_archived_product_or_of_another_company(self):
        self.product('VANHA', barcode='64300', active=False)
        self.product('MUU', barcode='64301', company_id=self.other_company().id)
        rows = self.row('A-1', 901, barcode='64300') | self.row('A-2', 902, barcode='64301')
        sync = self.sync(rows)
        for row in rows - rows.filtered('product_id'):
            self.assertNotIn("Unexpected", self.reasons(sync)[row])

    def test_three_hundred_variations(self):
        rows = self.env['mycashflow.product'].create([{
            'store_id': self.store.id, 'remote_id': 950, 'remote_variation_id': number,
            'name': 'Paita', 'variation_name': f'Koko {number % 290}', 'code': f'P-{number}',
            'price': 10 + number % 3, 'vat_rate': 25.5} for number in range(1, 301)])
        sync = self.sync(rows)
        self.assertCounts(sync, create=300, remote=300)
        self.assertEqual(len(rows.product_id.product_tmpl_id), 1)
        self.assertEqual([round(row.product_id.lst_price, 2) for row in rows],
                         [row.price for row in rows])

    def test_merchant_that_is_not_connected_is_named_and_the_work_can_be_finished(self):
        self.merchant.write({'latest_changes': False, 'state': 'draft'})
        row = self.row('UUSI-1', 900)
        sync = self.preview(row)
        sync.action_apply()
        self.assertTrue(row.product_id)
        with self.assertRaisesRegex(UserError, "not connected"):
            sync.action_apply()
        self.merchant.action_test_connection()
        self.press(sync, 'action_apply')
        self.assertEqual(sync.state, 'done')

    def test_blanks_and_case_of_codes(self):
        low, high = self.product('abc-1'), self.product('ABC-1')
        rows = self.row('abc-1', 901) | self.row('ABC-1', 902)
        rows._match()
        self.assertEqual(rows.mapped('match_id'), low | high)
        self.assertEqual(set(rows.mapped('state')), {'new'})

    def test_empty_code_and_barcode_match_nothing(self):
        self.product(False, name='Nimetön', barcode=False)
        rows = self.row(False, 901, barcode=False) | self.row('', 902, barcode='')
        rows._match()
        self.assertEqual(rows.mapped('state'), ['missing_code', 'missing_code'])
        self.assertFalse(rows.match_id)

    def test_barcode_with_leading_zeros_is_not_another(self):
        self.product('A', barcode='0064300')
        row = self.row('B', 901, barcode='64300')
        row._match()
        self.assertEqual((row.state, row.match_id.id), ('new', False))

    def test_two_variants_of_one_code(self):
        template = self.product('SAMA').product_tmpl_id
        self.product('SAMA', product_tmpl_id=template.id)
        row = self.row('SAMA', 901)
        row._match()
        self.assertEqual(row.state, 'conflict')

    def test_codes_swapped_in_the_shop_after_linking(self):
        self.refresh()
        stove, gas = self.catalogue('KEITIN-X1'), self.catalogue('KAASU-230')
        self.sync(stove | gas, 'link')
        products = stove.product_id, gas.product_id
        self.shop.edit_product(322, code='VALI')
        self.shop.edit_product(323, code='KEITIN-X1')
        self.shop.edit_product(322, code='KAASU-230')
        self.refresh()
        self.assertEqual((stove.product_id, gas.product_id), products)
        self.assertEqual((stove.state, gas.state), ('linked', 'linked'))
        self.assertIn("KAASU-230", stove.message)

    def test_variation_with_another_names_detail(self):
        rows = self.env['mycashflow.product'].create([{
            'store_id': self.store.id, 'remote_id': 950, 'remote_variation_id': number,
            'name': 'Paita', 'variation_name': name, 'code': code, 'price': 10,
            'vat_rate': 25.5} for number, name, code in (
                (1, 'M', 'X'), (2, 'm', 'Y'), (3, 'M (X)', 'Z'), (4, 'M', False))])
        rows._match()
        sync = self.sync(rows)
        self.assertNotIn("Unexpected", ' '.join(sync.line_ids.mapped('reason')))

    def test_person_without_rights_gets_words(self):
        row = self.row('UUSI-1', 900)
        user = new_test_user(self.env, 'keeper', groups='mycashflow_ogoship.group_user')
        for button in ('action_sync_create', 'action_sync_link', 'action_sync_exclude',
                       'action_sync_include', 'action_match_again', 'action_retry_stock',
                       'action_dismiss_change', 'action_open_product'):
            try:
                getattr(row.with_user(user), button)()
            except UserError as error:
                self.assertNotIn('access rights', str(error))
        for button in ('action_preview_stock', 'action_push_stock', 'action_open_stock',
                       'action_open_products', 'action_open_products_to_link'):
            try:
                getattr(self.store.with_user(user), button)()
            except UserError as error:
                self.assertNotEqual(type(error).__name__, 'AccessError')
