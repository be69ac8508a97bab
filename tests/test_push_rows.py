"""Stock to the shop, product by product: what cannot be written, and who else writes."""

from odoo.tests import tagged

from .push_common import PushCase

GAS, STOVE, BOOTS = 'KAASU-230', 'KEITIN-X1', 'KENKA-TUNTURI-42'


@tagged('post_install', '-at_install')
class TestPushedRows(PushCase):

    def assertNotWritten(self, row, reason, *words):
        self.assertEqual((row.reason, row.state), (reason, 'linked'), row.push_message)
        self.assertTrue(row.retry_at)
        for word in words:
            self.assertIn(word, row.push_message)

    def test_code_that_the_shop_does_not_know_stops_no_other(self):
        lost = self.add_item('POISTUNUT-1')
        self.found('POISTUNUT-1', 1)
        self.found(GAS, 1)
        self.sync_store()
        self.assertNotWritten(lost, 'not_found', 'POISTUNUT-1')
        self.assertEqual(self.written(), [(GAS, 301)])
        self.assertFalse(self.store.error_message)

    def test_what_waits_is_not_asked_for_before_its_time(self):
        lost = self.add_item('POISTUNUT-1')
        self.found('POISTUNUT-1', 1)
        self.sync_store()
        self.sandbox.log.clear()
        self.sync_store()
        self.assertEqual(self.asked(), [])
        self.again(lost)
        self.assertEqual(len(self.asked()), 1)
        lost.action_retry_stock()
        self.assertFalse(lost.reason or lost.push_message or lost.retry_at)

    def test_code_with_a_slash_is_refused_with_a_reason(self):
        row = self.add_item('PUOLI/1')
        self.found('PUOLI/1', 1)
        self.sync_store()
        self.assertNotWritten(row, 'code', 'PUOLI/1')
        self.assertEqual(self.asked(), [])

    def test_codes_with_blanks_umlauts_and_signs(self):
        for number, code in enumerate(('KÄSI NE 1', 'A+B', '100%', 'Ö#?&'), 900):
            self.shop.add_product(code=code, name=code, stock=5, product_id=number)
            self.add_item(code, remote_id=number)
            self.found(code, 2)
        self.sync_store()
        self.assertEqual(self.written(), [
            ('KÄSI NE 1', 7), ('A+B', 7), ('100%', 7), ('Ö#?&', 7)])
        self.assertEqual(self.in_shop_stock('Ö#?&'), (7, 0))

    def test_stock_that_the_shop_does_not_track(self):
        self.shop.set_tracking(GAS, False)
        self.found(GAS, 1)
        self.sync_store()
        self.assertNotWritten(self.item(GAS), 'untracked', GAS)
        self.assertEqual(self.written(), [])
        self.assertFalse(self.item(GAS).is_tracked)

    def test_another_stock_item_under_the_same_code(self):
        self.item(GAS).stock_item_ref = 77
        self.found(GAS, 1)
        self.sync_store()
        self.assertNotWritten(self.item(GAS), 'code', "twice")
        self.assertEqual(self.written(), [])

    def test_excluded_product_is_never_written(self):
        self.item(GAS).state = 'excluded'
        self.found(GAS, 1)
        self.sync_store()
        self.assertEqual((self.written(), self.asked()), ([], []))

    def test_what_is_gone_not_linked_or_no_stock_is_not_written(self):
        self.item(GAS).is_gone = True
        self.item(STOVE).write({'state': 'conflict', 'product_id': False})
        self.known(BOOTS).is_storable = False
        for code in (GAS, STOVE):
            self.found(code, 1)
        self.sync_store()
        self.assertEqual((self.written(), self.asked()), ([], []))
        self.assertEqual(self.rows._stock_targets().keys(),
                         set(self.rows) - {self.item(code) for code in (GAS, STOVE, BOOTS)})

    def test_shop_that_does_not_answer_stops_after_two(self):
        for code in (GAS, STOVE, BOOTS):
            self.found(code, 1)
        self.shop.fault(path='/stock/', kind='status', status=503, times=99)
        self.sync_store()
        self.assertEqual(len(self.rows.filtered('reason')), 2)
        self.assertTrue(self.store.error_message)
        self.shop.clear_faults()
        self.again(self.rows)
        self.assertEqual(len(self.written()), 3)
        self.assertFalse(self.rows.filtered('reason'))

    def test_answer_that_was_lost_after_writing(self):
        self.found(GAS, 1)
        self.shop.fault(method='PATCH', path='/stock/', kind='accept_and_cut', times=4)
        self.sync_store()
        self.assertEqual(self.item(GAS).reason, 'remote')
        self.sandbox.log.clear()
        self.again(self.item(GAS))
        self.assertEqual(self.written(), [], "it is there already")
        self.assertEqual(
            (self.item(GAS).pushed_quantity, self.item(GAS).reason), (301, False))
        self.assertFalse(self.item(GAS).changed_by_other_date)

    def test_link_is_not_in_doubt_when_writing_fails(self):
        self.item(GAS).message = "As it was"
        self.shop.fault(path='/stock/', kind='status', status=400)
        self.found(GAS, 1)
        self.sync_store()
        self.assertNotWritten(self.item(GAS), 'refused')
        self.assertEqual(self.item(GAS).message, "As it was")


@tagged('post_install', '-at_install')
class TestChangedByOthers(PushCase):

    def setUp(self):
        super().setUp()
        self.found(GAS, 1)
        self.sync_store()
        self.sandbox.log.clear()

    def test_somebody_changed_the_shops_stock(self):
        self.shop.set_stock(GAS, 5)
        self.sync_store()
        row = self.item(GAS)
        self.assertIn("from 301 to 5 by somebody else", row.push_message)
        self.assertTrue(row.changed_by_other_date)
        self.assertEqual(self.written(), [(GAS, 301)], "Odoo's stock stands")
        self.assertFalse(row.reason)

    def test_the_change_stays_to_be_seen_until_somebody_has(self):
        self.shop.set_stock(GAS, 5)
        self.sync_store()
        self.sync_store()
        row = self.item(GAS)
        date = row.changed_by_other_date
        self.assertTrue(date and row.push_message)
        row.action_dismiss_change()
        self.sync_store()
        self.assertFalse(row.changed_by_other_date or row.push_message)

    def test_what_orders_take_is_no_change_by_somebody(self):
        self.warehouse.set_warehouse_stock(GAS, 301)
        number = self.place(lines=[{'code': GAS, 'quantity': 4}])
        self.go_round()
        self.warehouse.ship(str(number))
        self.sync_merchant()
        self.found(GAS, 10)
        self.sync_store()
        self.assertEqual(self.in_shop_stock(GAS), (307, 0))
        self.assertFalse(self.item(GAS).changed_by_other_date)

    def test_change_to_what_we_agreed_on_is_none(self):
        self.shop.set_stock(GAS, 5)
        self.shop.set_stock(GAS, 301)
        self.sync_store()
        self.assertEqual(self.written(), [])
