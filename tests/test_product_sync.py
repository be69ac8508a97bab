"""Sync webshop products: what the buttons above the list do once the preview was seen."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..wizard import mycashflow_product_sync_apply as apply
from .sync_common import SyncCase


@tagged('post_install', '-at_install')
class TestProductSync(SyncCase):

    def test_create_links_what_odoo_has(self):
        product, row = self.product('VANHA'), self.row('VANHA', 901)
        row._match()
        self.sync(row)
        self.assertEqual((row.state, row.product_id), ('linked', product))
        self.assertEqual(self.odoo('VANHA'), product)

    def test_product_is_queued_for_ogoship(self):
        row = self.row('UUSI', 901)
        self.sync(row)
        self.assertEqual(row.ogoship_product_id.state, 'to_create')
        self.sync_merchant()
        self.assertTrue(row.ogoship_product_id.is_remote)
        self.assertEqual(self.warehouse.warehouse_product('UUSI')['code'], 'UUSI')

    def test_product_that_ogoship_has_is_not_queued(self):
        row = self.row('KEITIN-X1', 901)
        row._match()
        self.sync_merchant()
        sync = self.sync(row)
        self.assertCounts(sync, link=1)
        self.assertTrue(row.ogoship_product_id.is_remote)

    def test_without_latest_changes_ogoship_gets_it_at_once(self):
        self.merchant.latest_changes = False
        rows = self.row('UUSI', 901) | self.row('TOINEN', 902)
        sync = self.preview(rows)
        self.press(sync, 'action_apply')
        self.assertEqual(sync.state, 'done')
        self.assertEqual(rows.ogoship_product_id.mapped('is_remote'), [True, True])

    def test_ogoship_out_of_reach_loses_nothing_that_was_done_in_odoo(self):
        self.merchant.latest_changes = False
        row = self.row('UUSI', 901)
        sync = self.preview(row)
        self.assertEqual(sync.action_apply()['tag'], 'mycashflow_ogoship.progress')
        self.assertEqual((row.state, sync.state), ('linked', 'sending'))

    def test_what_ogoship_refuses_is_named(self):
        self.merchant.latest_changes = False
        row = self.row('UUSI', 901)
        sync = self.preview(row)
        self.warehouse.fault(
            remote='warehouse', kind='status', status=400, method='POST', path='/Products')
        self.press(sync, 'action_apply')
        self.assertEqual(sync.state, 'done')
        self.assertIn('UUSI', self.reasons(sync)[row])

    def test_store_without_a_merchant_needs_no_ogoship(self):
        self.store.merchant_id = False
        sync = self.sync(self.row('VINO/1', 901))
        self.assertCounts(sync, create=1)

    def test_doing_it_twice_makes_nothing_twice(self):
        rows = self.row('UUSI', 901) | self.row('TOINEN', 902)
        self.sync(rows)
        self.assertCounts(self.preview(rows), unchanged=2)
        self.sync_merchant()
        self.assertCounts(self.preview(rows), unchanged=2)

    def test_two_people_who_saw_the_same_preview_make_nothing_twice(self):
        rows = self.row('UUSI', 901) | self.row('TOINEN', 902)
        first, second = self.preview(rows), self.preview(rows)
        self.apply(first)
        self.apply(second)
        self.assertEqual((first.create_count, second.create_count), (2, 0))
        self.assertEqual(len(self.odoo('UUSI')), 1)

    def test_row_that_somebody_else_works_on_is_named(self):
        rows = self.row('UUSI', 901) | self.row('TOINEN', 902)
        sync, model = self.preview(rows), type(rows)
        lock = model.try_lock_for_update
        with patch.object(model, 'try_lock_for_update', lambda self, **options: lock(
                self - rows[0], **options)):
            self.apply(sync)
        self.assertCounts(sync, create=1, remote=1, problem=1)
        self.assertIn("Somebody else", self.reasons(sync)[rows[0]])
        self.assertFalse(rows[0].product_id)

    def test_what_changed_since_the_preview_is_looked_at_again(self):
        row = self.row('UUSI', 901)
        sync = self.preview(row)
        product = self.product('UUSI')
        self.apply(sync)
        self.assertCounts(sync, link=1, remote=1)
        self.assertEqual(row.product_id, product)

    def test_row_that_fails_in_odoo_is_named_and_stops_no_other(self):
        rows = self.row('UUSI', 901, barcode='6430012349001') | self.row('TOINEN', 902)
        sync = self.preview(rows)
        with patch.object(
                type(rows), '_prepare_variant_vals', lambda row: {'default_code': row.code, **(
                    {'no_such_field': 1} if row == rows[0] else {})}):
            with self.assertLogs('odoo.addons.mycashflow_ogoship.models.problem', 'ERROR'):
                self.apply(sync)
        self.assertCounts(sync, create=1, remote=1, problem=1)
        self.assertIn("Unexpected error", self.reasons(sync)[rows[0]])

    def test_work_goes_on_slice_by_slice(self):
        rows = self.row('A-0', 900).union(*(self.row(f'A-{n}', 900 + n) for n in range(1, 7)))
        sync = self.preview(rows)
        with patch.multiple(
                apply, PRODUCTS_PER_BATCH=3, SLICE_SECONDS=-1, FIRST_SLICE_SECONDS=-1):
            action = sync.action_apply()
            self.assertEqual((action['params']['done'], action['params']['total']), (3, 7))
            self.assertEqual(rows.mapped('state').count('linked'), 3)
            sync.action_apply()
            self.assertEqual(sync.action_apply()['tag'], 'soft_reload')
        self.assertCounts(sync, create=7, remote=7)

    def test_all_that_the_list_shows_is_more_than_the_browser_sends(self):
        rows = self.row('A-0', 900).union(*(self.row(f'A-{n}', 900 + n) for n in range(1, 5)))
        self.env['ir.config_parameter'].set_param('web.active_ids_limit', 2)
        domain = [('store_id', '=', self.store.id), ('code', 'like', 'A-')]
        some = rows[:2].with_context(active_domain=domain)
        self.assertEqual(self.preview(some).create_count, 5)
        self.assertEqual(self.preview(rows[0].with_context(active_domain=domain)).create_count, 1)

    def test_products_of_two_stores_are_not_mixed(self):
        other = self.store.copy({'store_name': 'toinen', 'name': "Toinen"})
        rows = self.row('A', 901) | self.env['mycashflow.product'].create({
            'store_id': other.id, 'remote_id': 1, 'name': 'B', 'code': 'B'})
        with self.assertRaisesRegex(UserError, "Choose one store"):
            rows.action_sync_create()

    def test_nothing_selected_on_the_page(self):
        with self.assertRaisesRegex(UserError, "Select some"):
            self.env['mycashflow.product'].action_sync_create()

    # === LINK, EXCLUDE, INCLUDE === #

    def test_link_does_not_create(self):
        product = self.product('VANHA')
        rows = self.row('VANHA', 901) | self.row('UUSI', 902)
        rows._match()
        sync = self.sync(rows, 'link')
        self.assertCounts(sync, link=1, problem=1)
        self.assertEqual(rows[0].product_id, product)
        self.assertIn("No product in Odoo", self.reasons(sync)[rows[1]])
        self.assertFalse(self.odoo('UUSI'))

    def test_excluded_row_is_left_alone_until_it_is_included(self):
        row = self.row('UUSI', 901)
        self.assertCounts(self.sync(row, 'exclude'), mark=1)
        self.assertEqual(row.state, 'excluded')
        self.assertIn("Include it first", self.reasons(self.preview(row))[row])
        self.assertCounts(self.sync(row, 'exclude'), unchanged=1)
        self.assertCounts(self.sync(row, 'include'), mark=1)
        self.assertEqual(row.state, 'new')

    def test_linked_row_is_linked_again_when_included(self):
        product, row = self.product('VANHA'), self.row('VANHA', 901)
        row._link(product)
        self.sync(row, 'exclude')
        self.sync(row, 'include')
        self.assertEqual((row.state, row.product_id), ('linked', product))

    def test_excluding_one_of_two_rows_with_a_code_frees_the_other(self):
        rows = self.row('SAMA', 901) | self.row('SAMA', 902)
        rows._match()
        self.assertEqual(rows.mapped('state'), ['duplicate_code', 'duplicate_code'])
        self.sync(rows[0], 'exclude')
        self.assertEqual(rows[1].state, 'new')

    # === WHO MAY === #

    def test_user_may_link_and_is_told_that_he_may_not_create(self):
        user = new_test_user(self.env, 'linker', 'mycashflow_ogoship.group_user')
        self.product('VANHA')
        rows = self.row('VANHA', 901) | self.row('UUSI', 902)
        rows._match()
        with self.assertRaisesRegex(UserError, "You can link"):
            self.preview(rows, 'create', user)
        self.assertCounts(self.sync(rows, 'link', user), link=1, problem=1)
        self.assertCounts(self.sync(rows, 'exclude', user), mark=2)
        self.assertCounts(self.sync(rows, 'include', user), mark=2)

    def test_administrator_of_the_module_may_create(self):
        user = new_test_user(self.env, 'maker', 'mycashflow_ogoship.group_manager')
        rows = self.row('UUSI', 901) | self.row(
            'PAITA-S', 902, remote_variation_id=1, variation_name='S')
        self.assertCounts(self.sync(rows, 'create', user), create=2, remote=2)

    # === REFRESH === #

    def test_refresh_reads_the_shop_and_ogoship(self):
        rows = self.env['mycashflow.product'].with_context(
            active_domain=[('store_id', '=', self.store.id)])
        self.press_refresh(rows)
        self.assertEqual(len(self.catalogue()), 8)
        row = self.catalogue('KEITIN-X1')
        self.assertEqual((row.state, row.match_id), ('new', self.odoo('KEITIN-X1')))
        self.assertEqual((row.shown_product_id, row.warehouse_state), (row.match_id, 'present'))

    def test_refresh_asks_which_store_when_there_are_several(self):
        self.store.copy({'store_name': 'toinen', 'name': "Toinen"}).state = 'connected'
        action = self.env['mycashflow.product'].action_sync_refresh()
        self.assertEqual((action['res_model'], action['target']),
                         ('mycashflow.product.sync', 'new'))

    def press_refresh(self, rows):
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            action = rows.with_env(self.env(cr=cr, context=rows.env.context)).action_sync_refresh()
            while action['tag'] == 'mycashflow_ogoship.progress':
                params = action['params']
                records = self.env(cr=cr)[params['model']].browse(params['ids'])
                action = getattr(records, params['method'])()
        self.env.invalidate_all()
        return action
