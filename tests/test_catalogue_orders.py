"""Orders find their products by the links of the catalogue, whatever became of the codes."""

from odoo.tests import tagged

from ..tools.mycashflow_types import decode_order
from .catalogue_common import CatalogueCase


@tagged('post_install', '-at_install')
class TestOrdersByBinding(CatalogueCase):

    def link_all(self):
        self.refresh()
        for row in self.catalogue():
            row._link(row.match_id)
        self.env.cr.flush()

    def sold(self, row):
        return row.sale_order_id.order_line.product_id.filtered(lambda p: p.type != 'service')

    def test_product_whose_code_was_changed_in_odoo_is_still_found(self):
        self.link_all()
        product = self.odoo('KENKA-TUNTURI-42')
        product.default_code = 'UUSI-KOODI'
        row = self.bring_in(lines=[{'code': 'KENKA-TUNTURI-42'}])
        self.assertImported(row)
        self.assertEqual(self.sold(row), product)

    def test_link_comes_before_the_code(self):
        self.link_all()
        other = self.product('MUU')
        self.catalogue('KEITIN-X1')._link(other)
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        self.assertEqual(self.sold(row), other)

    def test_code_of_several_products_is_no_matter_where_the_row_is_linked(self):
        self.link_all()
        product = self.odoo('KEITIN-X1')
        self.product('KEITIN-X1')
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        self.assertImported(row)
        self.assertEqual(self.sold(row), product)

    def test_archived_product_is_not_used_though_it_is_linked(self):
        self.link_all()
        self.odoo('KEITIN-X1').active = False
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        self.assertWaits(row, 'error', 'unknown_product', 'KEITIN-X1')

    def test_link_of_another_store_is_not_used(self):
        self.link_all()
        self.catalogue('KEITIN-X1').store_id = self.store.copy(
            {'name': "Toinen", 'store_name': 'toinen'})
        self.odoo('KEITIN-X1').default_code = 'UUSI-KOODI'
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        self.assertWaits(row, 'error', 'unknown_product', 'KEITIN-X1')

    def test_order_goes_on_after_its_product_is_linked(self):
        self.refresh()
        product = self.odoo('KEITIN-X1')
        product.default_code = 'UUSI-KOODI'
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        self.assertWaits(row, 'error', 'unknown_product', 'KEITIN-X1')
        self.catalogue('KEITIN-X1')._link(product)
        self.env.cr.flush()
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(self.sold(row), product)

    def test_remedy_of_an_unknown_code_opens_the_shops_product(self):
        self.refresh()
        self.odoo('KEITIN-X1').default_code = 'UUSI-KOODI'
        row = self.bring_in(lines=[{'code': 'KEITIN-X1'}])
        action = row.action_open_catalogue()
        self.assertEqual(action['res_model'], 'mycashflow.product')
        self.assertEqual(self.env['mycashflow.product'].search(action['domain']),
                         self.catalogue('KEITIN-X1'))

    def test_links_are_looked_up_once_for_all_rows_of_an_order(self):
        self.link_all()
        row = self.bring_in('multi')
        lines = decode_order(row.payload).lines
        self.assertEqual(len(lines), 2)

        def queries(lines):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(row._find_products(lines)), len(lines))
            return self.env.cr.sql_log_count - before
        queries(lines)
        self.assertEqual(queries(lines), queries(lines[:1]))
