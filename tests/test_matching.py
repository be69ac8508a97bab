"""Which product of Odoo, and which one at OGOship, a product of the shop is."""

from odoo.tests import tagged

from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestMatching(CatalogueCase):

    def match(self, *rows):
        self.env['mycashflow.product'].union(*rows)._match()

    def assertMatch(self, row, state, product=None, *words):
        """The row is in this state, would be linked to this product, and says these words."""
        product = product or self.env['product.product']
        self.assertEqual((row.state, row.match_id), (state, product), row.message)
        for word in words:
            self.assertIn(str(word), row.message or '')
        if not words:
            self.assertFalse(row.message)

    # === CODE AND BARCODE === #

    def test_same_code_is_found(self):
        self.refresh()
        self.assertMatch(self.catalogue('KEITIN-X1'), 'new', self.odoo('KEITIN-X1'))

    def test_nothing_is_linked_by_itself(self):
        self.refresh()
        self.assertFalse(self.catalogue().product_id)

    def test_product_that_odoo_does_not_have_is_new(self):
        row = self.add_row('EI-OLE', 1)
        self.match(row)
        self.assertMatch(row, 'new')

    def test_barcode_finds_the_product_where_no_code_does(self):
        product = self.product('TOINEN', barcode='123')
        row = self.add_row('EI-OLE', 1, barcode='123')
        self.match(row)
        self.assertMatch(row, 'new', product, 'barcode', 'TOINEN')

    def test_code_comes_before_barcode_and_the_disagreement_is_told(self):
        product = self.product('A')
        self.product('B', barcode='123')
        row = self.add_row('A', 1, barcode='123')
        self.match(row)
        self.assertMatch(row, 'new', product, '123', '[B]')

    def test_product_without_code_is_told_so(self):
        row = self.add_row(False, 1)
        self.match(row)
        self.assertMatch(row, 'missing_code', None, 'no product code')

    def test_product_without_code_can_be_linked_by_its_barcode(self):
        product = self.product('TOINEN', barcode='123')
        row = self.add_row(False, 1, barcode='123')
        self.match(row)
        self.assertMatch(row, 'missing_code', product, 'no product code')

    def test_archived_product_is_not_used_but_named(self):
        self.product('A', active=False)
        row = self.add_row('A', 1)
        self.match(row)
        self.assertMatch(row, 'new', None, 'archived', '[A]')

    def test_product_of_another_company_is_not_used(self):
        self.product('A', company_id=self.env['res.company'].create({'name': "Toinen"}).id)
        row = self.add_row('A', 1)
        self.match(row)
        self.assertMatch(row, 'new')

    # === AMBIGUITY === #

    def test_code_of_two_rows_names_both(self):
        rows = self.add_row('A', 11), self.add_row('A', 12)
        self.product('A')
        self.match(*rows)
        self.assertMatch(rows[0], 'duplicate_code', None, 'Tuote 12 (12)')
        self.assertMatch(rows[1], 'duplicate_code', None, 'Tuote 11 (11)')

    def test_code_of_an_excluded_or_vanished_row_is_no_duplicate(self):
        product = self.product('A')
        row = self.add_row('A', 11)
        self.add_row('A', 12, state='excluded')
        self.add_row('A', 13, is_gone=True)
        self.match(row)
        self.assertMatch(row, 'new', product)

    def test_duplicate_in_the_shop_that_is_mended_there_is_new_again(self):
        self.shop.add_product(product_id=901, code='KEITIN-X1', name='Kaksonen')
        self.refresh()
        self.assertEqual(set(self.catalogue('KEITIN-X1').mapped('state')), {'duplicate_code'})
        self.shop.edit_product(901, code='KAKSONEN')
        self.refresh()
        self.assertMatch(self.catalogue('KEITIN-X1'), 'new', self.odoo('KEITIN-X1'))

    def test_duplicates_on_different_pages_find_each_other(self):
        self.shop.fill_catalogue(count=150)
        self.shop.add_product(product_id=990_000, code='KEITIN-X1', name='Kaksonen')
        self.refresh()
        rows = self.catalogue('KEITIN-X1')
        self.assertEqual(rows.mapped('state'), ['duplicate_code'] * 2)

    def test_linked_row_stays_linked_when_another_takes_its_code(self):
        self.refresh()
        row = self.catalogue('KEITIN-X1')
        row._link(self.odoo('KEITIN-X1'))
        self.shop.add_product(product_id=901, code='KEITIN-X1', name='Kaksonen')
        self.refresh()
        self.assertMatch(row, 'linked', None, 'Kaksonen (901)')
        self.assertMatch(
            self.catalogue(remote_id=901), 'duplicate_code', None, 'Retkikeitin X1 (322)')

    def test_code_of_two_products_names_both(self):
        self.product('A', name='Yksi')
        self.product('A', name='Kaksi')
        row = self.add_row('A', 1)
        self.match(row)
        self.assertMatch(row, 'conflict', None, 'Yksi', 'Kaksi')

    def test_product_that_another_row_has_is_not_offered(self):
        product = self.product('A', barcode='123')
        first = self.add_row('A', 11)
        first._link(product)
        second = self.add_row('B', 12, barcode='123')
        self.match(first, second)
        self.assertMatch(first, 'linked')
        self.assertMatch(second, 'conflict', None, 'Tuote 11 (11)')

    def test_barcode_of_two_rows_is_not_guessed(self):
        self.product('A', barcode='123')
        rows = self.add_row('B', 11, barcode='123'), self.add_row('C', 12, barcode='123')
        self.match(*rows)
        self.assertMatch(rows[0], 'conflict', None, 'Tuote 12 (12)')
        self.assertMatch(rows[1], 'conflict', None, 'Tuote 11 (11)')

    def test_product_linked_to_two_rows_is_told_at_the_second(self):
        product = self.product('A')
        rows = self.add_row('A', 11), self.add_row('B', 12)
        for row in rows:
            row._link(product)
        self.env.cr.flush()
        self.assertEqual(rows[0].state, 'linked')
        self.assertMatch(rows[1], 'conflict', None, 'Tuote 11 (11)')

    def test_many_duplicates_are_named_in_short(self):
        rows = [self.add_row('A', number) for number in range(1, 20)]
        self.match(*rows)
        self.assertIn(' …', rows[0].message)

    # === LATER === #

    def test_excluded_row_stays_excluded(self):
        self.product('A')
        row = self.add_row('A', 1, state='excluded')
        self.match(row)
        self.assertMatch(row, 'excluded')

    def test_linked_product_that_is_deleted_makes_the_row_new(self):
        self.refresh()
        row = self.add_row('A', 1)
        row._link(self.product('A'))
        self.env.cr.flush()
        row.product_id.unlink()
        self.env.invalidate_all()
        self.match(row)
        self.assertMatch(row, 'new')

    def test_linked_product_that_is_archived_is_a_conflict_until_it_is_back(self):
        row, product = self.add_row('A', 1), self.product('A')
        row._link(product)
        product.active = False
        self.match(row)
        self.assertMatch(row, 'conflict', None, 'archived')
        product.active = True
        self.match(row)
        self.assertMatch(row, 'linked')
        self.assertEqual(row.product_id, product)

    def test_product_created_since_the_last_refresh_is_found_by_the_next(self):
        self.shop.add_product(product_id=901, code='UUSI', name='Uusi')
        self.refresh()
        self.assertMatch(self.catalogue('UUSI'), 'new')
        product = self.product('UUSI')
        self.refresh()
        self.assertMatch(self.catalogue('UUSI'), 'new', product)

    def test_match_again_is_a_button(self):
        row = self.add_row('A', 1)
        product = self.product('A')
        row.action_match_again()
        self.assertMatch(row, 'new', product)

    def test_matching_twice_writes_nothing(self):
        self.add_row('A', 11)
        self.add_row('A', 12)
        self.refresh()
        self.env.cr.execute("UPDATE mycashflow_product SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.match(self.catalogue())
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual({row.write_date.year for row in self.catalogue()}, {2020})

    # === OGOSHIP === #

    def ledger(self, code, **values):
        return self.env['ogoship.product'].create({
            'merchant_id': self.merchant.id, 'code': code, **values})

    def test_product_at_ogoship_is_found_by_its_code(self):
        line = self.ledger('A', is_remote=True)
        rows = self.add_row('A', 1), self.add_row('B', 2), self.add_row('A', 3, state='excluded')
        self.match(*rows)
        self.assertEqual([row.ogoship_product_id for row in rows],
                         [line, line.browse(), line])

    def test_product_at_ogoship_is_that_of_the_linked_product(self):
        line = self.ledger('ODOO', is_remote=True)
        self.ledger('SHOP')
        row = self.add_row('SHOP', 1)
        row._link(self.product('ODOO'))
        self.match(row)
        self.assertEqual(row.ogoship_product_id, line)

    # === QUERIES === #

    def count_queries(self, rows):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows._match()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_rows(self):
        def some(first, count):
            rows = self.env['mycashflow.product'].union(*[
                self.add_row(f'C{number}', number, barcode=f'9{number}')
                for number in range(first, first + count)])
            for row in rows[::3]:
                self.product(row.code)
            rows[1].code = rows[2].code
            rows[4]._link(self.product('L' + rows[4].code))
            return rows
        few, many = some(1000, 10), some(2000, 90)
        self.count_queries(some(3000, 10))
        self.assertGreater(self.count_queries(few), 0)
        few, many = self.count_queries(few), self.count_queries(many)
        self.assertEqual(few, many)

    def test_queries_do_not_grow_with_the_rows_that_are_linked(self):
        def queries(first, count):
            rows = self.env['mycashflow.product'].union(*[
                self.add_row(f'C{number}', number) for number in range(first, first + count)])
            for row in rows:
                self.product(row.code)
            rows._match()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for row in rows:
                row._link(row.match_id)
            self.env.cr.flush()
            self.assertEqual(set(rows.mapped('state')), {'linked'})
            return self.env.cr.sql_log_count - before
        queries(1000, 10)
        self.assertEqual(queries(2000, 10), queries(3000, 90))
