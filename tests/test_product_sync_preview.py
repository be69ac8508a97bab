"""Sync webshop products: the preview, which writes nothing, and whether it was right."""

from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from .sync_common import SyncCase


@tagged('post_install', '-at_install')
class TestProductSyncPreview(SyncCase):

    def everything(self):
        """A row of each kind, matched; and what Create product would do with them."""
        self.product('VANHA')
        self.product('KAKSI')
        self.product('KAKSI')
        rows = [
            self.row('UUSI', 901), self.row('VANHA', 902), self.row(False, 903),
            self.row('SAMA', 904), self.row('SAMA', 905), self.row('KAKSI', 906),
            self.row('POISSA', 907, is_gone=True), self.row('OUTO', 908, vat_rate=7.77),
            self.row('VINO/1', 909),
        ]
        rows = rows[0].union(*rows[1:])
        rows._match()
        return rows, {'create': 2, 'link': 1, 'remote': 2, 'problem': 7}

    def test_preview_counts_what_would_happen(self):
        rows, counts = self.everything()
        sync = self.preview(rows)
        self.assertEqual((sync.state, sync.product_count), ('preview', 9))
        self.assertCounts(sync, **counts)

    def test_preview_writes_nothing(self):
        rows, _counts = self.everything()
        before = rows.read(['state', 'product_id', 'match_id', 'message', 'write_date'])
        products = self.env['product.product'].search_count([])
        lines = self.env['ogoship.product'].search_count([])
        self.preview(rows)
        self.assertEqual(
            rows.read(['state', 'product_id', 'match_id', 'message', 'write_date']), before)
        self.assertEqual(self.env['product.product'].search_count([]), products)
        self.assertEqual(self.env['ogoship.product'].search_count([]), lines)

    def test_each_row_that_cannot_is_named_with_its_reason(self):
        rows, _counts = self.everything()
        reasons = self.reasons(self.preview(rows))
        for code, word in (
                (False, "no product code"), ('SAMA', "also on"), ('KAKSI', "Several products"),
                ('POISSA', "not list it any more"), ('OUTO', "7.77 %"),
                ('VINO/1', "Not at OGOship: Its product code VINO/1")):
            for row in rows.filtered(lambda row, code=code: row.code == code):
                self.assertIn(word, reasons[row])
        self.assertEqual(len(reasons), 7)

    def test_buttons_of_the_preview_open_the_rows(self):
        rows, _counts = self.everything()
        sync = self.preview(rows)
        self.assertEqual(set(self.opened(sync.action_open_create()).mapped('code')),
                         {'UUSI', 'VINO/1'})
        self.assertEqual(self.opened(sync.action_open_link()).code, 'VANHA')
        self.assertEqual(len(self.opened(sync.action_open_problems())), 7)

    def test_nothing_is_done_before_the_preview_was_seen(self):
        row = self.row('UUSI', 901)
        sync = self.env['mycashflow.product.sync'].create({
            'store_id': self.store.id, 'product_ids': row.ids})
        with self.assertRaisesRegex(UserError, "preview first"):
            sync.action_apply()
        self.assertFalse(row.product_id)

    def test_nothing_selected_means_all_of_the_store(self):
        rows = self.row('UUSI', 901) | self.row('TOINEN', 902)
        sync = self.env['mycashflow.product.sync'].create({'store_id': self.store.id})
        sync.action_preview()
        self.assertEqual(sync.create_count, len(rows))

    def test_result_is_what_the_preview_said(self):
        rows, counts = self.everything()
        sync = self.sync(rows)
        self.assertCounts(sync, **counts)
        created = self.opened(sync.action_open_create())
        self.assertEqual(created._name, 'product.product')
        self.assertEqual(set(created.mapped('default_code')), {'UUSI', 'VINO/1'})
        self.assertEqual(self.opened(sync.action_open_link()).state, 'linked')
        queued = self.opened(sync.action_open_remote())
        self.assertEqual(queued._name, 'ogoship.product')
        self.assertEqual(set(queued.mapped('code')), {'UUSI', 'VANHA'})

    def test_missing_tax_is_made_on_the_spot(self):
        row = self.row('OUTO', 908, vat_rate=7.77)
        sync = self.preview(row)
        self.assertEqual(sync.missing_rates, '7.77')
        sync.action_create_taxes()
        self.assertFalse(sync.missing_rates)
        self.apply(sync)
        self.assertEqual(row.product_id.taxes_id.mapped('amount'), [7.77])


@tagged('post_install', '-at_install')
class TestProductSyncPage(SyncCase):
    """The filters above the list, as they are written in its search view."""

    def shown(self, name):
        """Codes of the rows that a filter shows."""
        arch = etree.fromstring(
            self.env['mycashflow.product'].get_view(view_type='search')['arch'])
        [node] = arch.xpath(f"//filter[@name='{name}']")
        rows = self.env['mycashflow.product'].search(literal_eval(node.get('domain')))
        return set(rows.mapped('code'))

    def test_each_filter_shows_what_it_says(self):
        self.product('VANHA')
        self.product('KAKSI')
        self.product('KAKSI')
        linked = self.row('LINKKI', 900)
        linked._link(self.product('LINKKI'))
        excluded = self.row('OHI', 901)
        rows = [linked, excluded, self.row('UUSI', 902), self.row('VANHA', 903),
                self.row('SAMA', 904), self.row('SAMA', 905), self.row('KAKSI', 906),
                self.row('POISSA', 907, is_gone=True), self.row(False, 908)]
        linked.union(*rows)._match()
        excluded.state = 'excluded'
        for name, codes in (
                ('to_link', {'VANHA'}), ('to_create', {'UUSI'}), ('linked', {'LINKKI'}),
                ('missing_code', {False}), ('duplicate_code', {'SAMA'}), ('conflict', {'KAKSI'}),
                ('excluded', {'OHI'}), ('gone', {'POISSA'}), ('not_ready', {'LINKKI'}),
                ('not_at_ogoship', {'LINKKI', 'UUSI', 'VANHA', 'SAMA', 'KAKSI', 'POISSA', False}),
                ('problems', {'SAMA', 'KAKSI', False})):
            with self.subTest(filter=name):
                self.assertEqual(self.shown(name), codes)

    def test_row_tells_what_the_warehouse_lacks_before_and_after_creation(self):
        row = self.row('VINO/1', 900, barcode='6430012349001')
        self.assertEqual(row.warehouse_gaps, "a usable product code")
        self.assertFalse(row.warehouse_ready)
        good = self.row('UUSI', 901, barcode='6430012349002', weight=1)
        self.assertTrue(good.warehouse_ready)
        self.sync(good)
        self.assertTrue(good.warehouse_ready)
        self.assertEqual(good.warehouse_state, 'queued')
