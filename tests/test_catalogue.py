"""The shop's catalogue in Odoo: what is new, changed, gone or broken there."""

from unittest.mock import patch

from odoo.tests import tagged

from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestCatalogue(CatalogueCase):

    # === WHAT IS READ === #

    def test_products_and_variations_are_listed_as_in_the_shop(self):
        self.refresh()
        self.assertEqual(len(self.catalogue()), 8)
        row = self.catalogue('KENKA-TUNTURI-42')
        self.assertRecordValues(row, [{
            'name': 'Tunturi vaelluskenkä', 'variation_name': '42', 'remote_id': 301,
            'remote_variation_id': 1042, 'barcode': '6430012345011', 'price': 149,
            'vat_rate': 25.5, 'weight': 1.45, 'is_tracked': True, 'shop_quantity': 40,
            'shop_reserved': 0, 'product_id': False, 'is_gone': False,
        }])
        self.assertEqual(self.catalogue('KEITIN-X1').remote_variation_id, 0)

    def test_main_product_of_variations_is_no_row(self):
        self.refresh()
        self.assertFalse(self.catalogue('KENKA-TUNTURI'))
        self.assertEqual(len(self.catalogue(remote_id=301)), 2)

    def test_names_in_other_languages_are_kept(self):
        self.shop.set_translations(318, sv='Turkaffe 500 g')
        self.refresh()
        self.assertEqual(self.catalogue('KAHVI-RETKI-500').names, {'sv': 'Turkaffe 500 g'})

    def test_what_is_sold_without_counting_has_no_stock(self):
        self.shop.add_product(product_id=900, code='NEUVONTA', name='Neuvonta', stock=None)
        self.shop.set_tracking('KEITIN-X1', False)
        self.refresh()
        self.assertFalse(self.catalogue('NEUVONTA').is_tracked)
        self.assertFalse(self.catalogue('KEITIN-X1').is_tracked)

    def test_counters_of_the_store_tell_what_is_to_link(self):
        self.refresh()
        self.catalogue('KEITIN-X1')._link(self.odoo('KEITIN-X1'))
        self.catalogue('KAASU-230').state = 'excluded'
        self.assertEqual((self.store.product_count, self.store.product_open_count), (8, 6))

    def test_refresh_says_what_it_found(self):
        self.assertIn("8 products", self.refresh()['params']['message'])

    # === WHAT CHANGES === #

    def test_changed_price_and_name_arrive(self):
        self.refresh()
        self.shop.edit_product(322, price=69.9, name='Retkikeitin X2')
        self.refresh()
        self.assertRecordValues(
            self.catalogue('KEITIN-X1'), [{'price': 69.9, 'name': 'Retkikeitin X2'}])

    def test_changed_stock_arrives_and_what_odoo_wrote_stays_noted(self):
        self.refresh()
        row = self.catalogue('KEITIN-X1')
        row.pushed_quantity = 60
        self.shop.set_stock('KEITIN-X1', 55)
        self.refresh()
        self.assertRecordValues(row, [{'shop_quantity': 55, 'pushed_quantity': 60}])

    def test_unchanged_products_are_not_written(self):
        self.refresh()
        self.env.cr.execute("UPDATE mycashflow_product SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.shop.set_stock('KEITIN-X1', 55)
        self.refresh()
        written = self.catalogue().filtered(lambda row: row.write_date.year > 2020)
        self.assertEqual(written.mapped('code'), ['KEITIN-X1'])

    def test_linked_product_stays_linked_when_its_code_changes_in_the_shop(self):
        self.refresh()
        row = self.catalogue('KEITIN-X1')
        row._link(self.odoo('KEITIN-X1'))
        self.shop.edit_product(322, code='KEITIN-X2')
        self.refresh()
        self.assertRecordValues(row, [{
            'code': 'KEITIN-X2', 'state': 'linked', 'product_id': self.odoo('KEITIN-X1').id}])

    # === WHAT VANISHES === #

    def test_product_that_vanishes_is_marked_and_comes_back(self):
        self.refresh()
        row = self.catalogue('KAASU-230')
        self.shop.remove_product(323)
        self.refresh()
        self.assertTrue(row.is_gone)
        self.assertEqual(self.catalogue(is_gone=True), row)
        self.assertEqual(self.store.product_count, 7)
        self.shop.add_product(product_id=323, code='KAASU-230', name='Kaasupatruuna', stock=3)
        self.refresh()
        self.assertRecordValues(row, [{'is_gone': False, 'shop_quantity': 3}])

    def test_variation_that_vanishes_is_marked_and_its_neighbour_is_not(self):
        self.refresh()
        self.shop.remove_product(301, 1042)
        self.refresh()
        self.assertTrue(self.catalogue('KENKA-TUNTURI-42').is_gone)
        self.assertFalse(self.catalogue('KENKA-TUNTURI-43').is_gone)

    def test_code_of_a_vanished_product_is_free_for_its_successor(self):
        self.refresh()
        self.shop.remove_product(323)
        self.shop.add_product(product_id=901, code='KAASU-230', name='Kaasu', stock=3)
        self.refresh()
        self.assertRecordValues(self.catalogue(remote_id=901), [{
            'state': 'new', 'match_id': self.odoo('KAASU-230').id}])

    # === WHAT IS BROKEN === #

    def break_products(self, *changes):
        """The next list of products has these faults: (position, {field: value})."""
        page = [self.shop.product(number) for number in (301, 318, 322)]
        for position, values in changes:
            page[position].update(values)
        meta = {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': 3}
        self.shop.fault(kind='empty', path='/products', body={'data': page, 'meta': meta})

    def test_broken_product_is_named_and_does_not_hide_the_others(self):
        self.break_products((1, {'price': 'kallis'}))
        self.refresh()
        self.assertIn('product 318: price', self.store.warning_message)
        self.assertTrue(self.catalogue('KEITIN-X1'))
        self.assertFalse(self.catalogue('KAHVI-RETKI-500'))

    def test_broken_product_is_reported_once(self):
        for _time in range(2):
            self.break_products((1, {'price': 'kallis'}))
            self.refresh()
        self.assertEqual(self.store.warning_message.count('318'), 1)
        self.assertEqual(len(self.store.activity_ids), 1)

    def test_broken_product_is_not_taken_for_gone(self):
        self.refresh()
        self.break_products((1, {'price': 'kallis'}))
        self.refresh()
        self.assertFalse(self.catalogue('KAHVI-RETKI-500').is_gone)
        self.assertTrue(self.catalogue('KAASU-230').is_gone)

    def test_nothing_is_taken_for_gone_while_a_broken_product_has_no_number(self):
        self.refresh()
        self.break_products((1, {'id': None}))
        self.refresh()
        self.assertFalse(self.catalogue(is_gone=True))
        self.refresh()
        self.assertFalse(self.catalogue(is_gone=True))

    def test_product_that_odoo_cannot_keep_does_not_stop_its_page(self):
        refused = self.env['mycashflow.product'].create
        rows = type(self.env['mycashflow.product'])

        def create(model, vals_list):
            if any(vals['code'] == 'KEITIN-X1' for vals in vals_list):
                raise ValueError("cannot be kept")
            return refused(vals_list)
        with patch.object(rows, 'create', create), self.assertLogs(level='ERROR'):
            self.refresh()
        self.assertEqual(len(self.catalogue()), 7)
        self.assertIn('Retkikeitin X1 (322)', self.store.warning_message)
