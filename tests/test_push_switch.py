"""Writing stock to the shop is switched on by somebody who has seen what would change."""

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .push_common import PushCase

GAS, STOVE = 'KAASU-230', 'KEITIN-X1'


@tagged('post_install', '-at_install')
class TestPushSwitch(PushCase):

    def test_off_by_default_and_nothing_is_written(self):
        self.store.push_stock = False
        self.found(GAS, 1)
        self.sync_store()
        self.assertEqual((self.written(), self.asked()), ([], []))

    def test_not_before_somebody_has_seen_the_preview(self):
        self.store.write({'push_stock': False, 'stock_previewed_date': False})
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            self.store.push_stock = True
        _message, action, _button, context = caught.exception.args
        result = self.env['ir.actions.server'].browse(action).with_context(**context).run()
        self.assertEqual(result['res_model'], 'mycashflow.product')
        self.store.push_stock = True

    def test_preview_shows_old_new_and_why_and_writes_nothing(self):
        self.store.push_stock = False
        self.found(GAS, 7)
        self.store.stock_buffer = 1
        action = self.preview()
        rows = self.env['mycashflow.product'].search(
            [*action['domain'], ('target_difference', '!=', 0)])
        self.assertEqual(rows, self.rows)
        self.assertRecordValues(self.item(GAS), [{
            'shop_quantity': 300, 'target_quantity': 306, 'target_difference': 6,
            'target_message': "307 on hand, 1 buffer"}])
        self.assertEqual(self.shop_calls(), [])

    def test_preview_says_why_a_product_is_not_written(self):
        self.known(GAS).is_storable = False
        self.item(STOVE).is_tracked = False
        self.preview()
        self.assertEqual(self.item(GAS).target_message, "Odoo keeps no stock of it.")
        self.assertEqual(self.item(STOVE).target_message, "The shop does not count its stock.")
        self.assertFalse((self.item(GAS) | self.item(STOVE)).filtered('target_difference'))

    def test_preview_without_a_linked_product(self):
        self.rows.state = 'new'
        with self.assertRaisesRegex(UserError, "no product is linked"):
            self.preview()

    def test_preview_of_many_goes_on_where_it_was(self):
        self.patch_module('STOCK_PER_BATCH', 3)
        self.patch_module('SLICE_SECONDS', -1)
        calls = 1
        while (action := self.preview()).get('tag') == 'mycashflow_ogoship.progress':
            self.assertEqual(action['params']['total'], 8)
            calls += 1
        self.assertEqual(calls, 4)
        self.assertEqual(action['res_model'], 'mycashflow.product')
        self.assertFalse(self.store.stock_previewed_id)

    def patch_module(self, name, value):
        self.patch(__import__(
            'odoo.addons.mycashflow_ogoship.models.mycashflow_store_stock',
            fromlist=[name]), name, value)

    def test_write_now(self):
        self.found(GAS, 1)
        self.assertIn("as it should be", self.push_now()['params']['message'])
        self.assertEqual(self.written(), [(GAS, 301)])

    def test_write_now_is_not_for_a_store_that_is_switched_off(self):
        self.store.push_stock = False
        with self.assertRaisesRegex(UserError, "switch on"):
            self.push_now()

    def test_many_products_in_batches(self):
        self.patch_module('STOCK_PER_BATCH', 3)
        for row in self.rows:
            self.found(row.code, 1)
        self.sync_store()
        self.assertEqual(len(self.written()), len(self.rows))
        self.assertEqual(self.store.stock_pushed_id, 0)

    def test_number_of_queries_does_not_grow_with_the_products(self):
        def queries(rows):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows._stock_targets()
            return self.env.cr.sql_log_count - before
        queries(self.rows)  # what is read once for all
        self.assertEqual(queries(self.rows[:1]), queries(self.rows))
