"""Rows find their product by code; what is missing is named, never invented."""

from odoo.tests import tagged

from .common import RingCase

UNKNOWN = 'EI-TUNNETTU-1'


def unknown_line(**values):
    return {'code': UNKNOWN, 'name': 'Poistunut tuote', 'unit_price': 10, **values}


@tagged('post_install', '-at_install')
class TestProducts(RingCase):

    def product(self, code=UNKNOWN, **values):
        return self.env['product.product'].create({
            'name': code, 'default_code': code, 'is_storable': True, **values})

    def sold(self, row):
        """The products of the sale order that are goods."""
        return row.sale_order_id.order_line.product_id.filtered(lambda p: p.type != 'service')

    # === CODES === #

    def test_unknown_code_is_named_and_does_not_stop_its_neighbours(self):
        products = self.env['product.product'].with_context(active_test=False).search_count([])
        before = self.place()
        row = self.bring_in('unknown_code')
        after = self.bring_in()
        self.assertWaits(row, 'error', 'unknown_product', UNKNOWN, row.remote_id)
        self.assertEqual(row.reason_value, UNKNOWN)
        self.assertFalse(row.sale_order_id)
        self.assertImported(self.row(before))
        self.assertImported(after)
        self.assertEqual(
            self.env['product.product'].with_context(active_test=False).search_count([]), products)

    def test_neighbours_are_imported_also_when_the_batch_must_be_replayed(self):
        """A wrong total shows only after the sale orders were made."""
        numbers = [self.place(), self.place('unknown_code'), self.place(total=1), self.place()]
        self.sync_store()
        self.assertImported(self.row(numbers[0]))
        self.assertImported(self.row(numbers[3]))
        self.assertWaits(self.row(numbers[1]), 'error', 'unknown_product')
        self.assertWaits(self.row(numbers[2]), 'held', 'total')
        self.assertEqual(self.env['sale.order'].search_count(
            [('mycashflow_store_id', '=', self.store.id)]), 2)

    def test_order_goes_on_after_the_product_is_created(self):
        row = self.bring_in('unknown_code')
        product = self.product()
        row.action_retry()
        self.assertEqual(row.state, 'new')
        self.sync_store()
        self.assertImported(row)
        self.assertIn(product, self.sold(row))

    def test_retry_of_a_missing_product_needs_no_shop(self):
        row = self.bring_in('unknown_code')
        self.product()
        row.action_retry()
        self.sandbox.log.clear()
        self.sync_store()
        self.assertFalse(self.shop_calls(f'/orders/{row.remote_id}'))

    def test_every_unknown_code_is_named_once(self):
        row = self.bring_in(lines=[
            unknown_line(), unknown_line(), unknown_line(code='TOINEN'), {'code': 'KAASU-230'}])
        self.assertWaits(row, 'error', 'unknown_product', f'{UNKNOWN}, TOINEN of')

    def test_row_without_a_code_is_named_by_its_text(self):
        row = self.bring_in(lines=[unknown_line(code='')])
        self.assertWaits(row, 'error', 'unknown_product', 'Poistunut tuote')

    def test_remedy_opens_the_products_with_that_code(self):
        row = self.bring_in('unknown_code')
        action = row.action_open_products()
        self.assertEqual(action['context']['default_default_code'], UNKNOWN)
        product = self.product()
        self.assertEqual(self.env['product.product'].search(action['domain']), product)

    def test_code_of_two_products_is_not_guessed(self):
        self.product()
        self.product()
        row = self.bring_in('unknown_code')
        self.assertWaits(row, 'error', 'ambiguous_product', UNKNOWN, row.remote_id)

    def test_barcode_finds_the_product_where_no_code_does(self):
        product = self.product('OTHER', barcode=UNKNOWN)
        row = self.bring_in('unknown_code')
        self.assertImported(row)
        self.assertIn(product, self.sold(row))

    def test_code_comes_before_barcode(self):
        product = self.product()
        self.product('OTHER', barcode=UNKNOWN)
        row = self.bring_in('unknown_code')
        self.assertImported(row)
        self.assertIn(product, self.sold(row))

    def test_product_of_another_company_is_not_used(self):
        company = self.env['res.company'].create({'name': "Other"})
        self.product(company_id=company.id)
        self.assertWaits(self.bring_in('unknown_code'), 'error', 'unknown_product')

    def test_archived_product_is_not_used(self):
        self.product(active=False)
        self.assertWaits(self.bring_in('unknown_code'), 'error', 'unknown_product')

    # === WHAT A ROW MAY BE === #

    def test_two_products_by_several_pieces(self):
        row = self.bring_in('multi')
        self.assertImported(row)
        goods = row.sale_order_id.order_line.filtered(lambda line: line.product_id.type == 'consu')
        self.assertEqual(
            {line.product_id.default_code: line.product_uom_qty for line in goods},
            {'SUKKA-MERINO-M': 3, 'KAASU-230': 5})

    def test_same_product_in_two_rows_stays_two_lines(self):
        row = self.bring_in(lines=[
            {'code': 'KAASU-230', 'quantity': 2}, {'code': 'KAASU-230', 'unit_price': 5}])
        self.assertImported(row)
        self.assertEqual(
            row.sale_order_id.order_line.filtered(
                lambda line: line.product_id.type == 'consu').mapped('price_unit'), [7.5, 5])
        self.assertEqual(row.ogoship_order_ids.line_ids.mapped('quantity'), [3])

    def test_rows_that_are_alike_to_the_letter_are_both_delivered(self):
        order = self.shop.place()
        same = {**order['products'][0], 'id': None, 'shipment_id': None}
        self.serve_orders({**order, 'products': [same, same], 'total': 2 * 149 + 6.9,
                           'payments': [{**order['payments'][0], 'amount': 2 * 149 + 6.9}]})
        self.sync_store()
        self.assertImported(self.row(order['id']))
        self.assertEqual(self.row(order['id']).ogoship_order_ids.line_ids.quantity, 2)

    def test_bundle_is_delivered_by_its_rows(self):
        row = self.bring_in('bundle')
        self.assertImported(row)
        self.assertEqual(
            {line.code: line.quantity for line in row.ogoship_order_ids.line_ids},
            {'KEITIN-X1': 1, 'KAASU-230': 2, 'SUKKA-MERINO-M': 1})

    def test_download_is_sold_but_not_shipped(self):
        row = self.bring_in('download')
        self.assertImported(row)
        line = row.sale_order_id.order_line.filtered(
            lambda line: line.product_id == self.env.ref('mycashflow_ogoship.product_download'))
        self.assertEqual((line.price_total, line.name), (18.5, 'Retkiopas Pallas–Ylläs (PDF)'))
        self.assertEqual(row.ogoship_order_ids.line_ids.mapped('code'), ['KAHVI-RETKI-500'])

    def test_download_uses_the_service_of_its_code(self):
        service = self.product(type='service', is_storable=False)
        row = self.bring_in(lines=[{'code': 'KAASU-230'}, unknown_line(download_id=7)])
        self.assertIn(service, row.sale_order_id.order_line.product_id)

    def test_order_of_downloads_only_needs_neither_method_nor_address(self):
        row = self.bring_in(
            lines=[unknown_line(download_id=7)], shipping_costs=0, shipping_method_id=None,
            customer={'street_address': None, 'city': None}, shipments=[])
        self.assertImported(row)
        self.assertFalse(row.sale_order_id.picking_ids)
        self.assertFalse(row.ogoship_order_ids)

    def test_gift_card_that_is_a_service_is_sold_and_not_shipped(self):
        self.product('LAHJAKORTTI', type='service', is_storable=False)
        row = self.bring_in(
            lines=[{'code': 'LAHJAKORTTI', 'unit_price': 50, 'vat_rate': 0}], shipping_costs=0,
            shipping_method_id=None, shipments=[])
        self.assertWaits(row, 'error', 'missing_tax', '0 %')
        row.action_create_tax()
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.amount_total, 50)
        self.assertFalse(row.ogoship_order_ids)
