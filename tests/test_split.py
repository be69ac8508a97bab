"""OGOship splits an order: its second order gets a delivery of its own, whichever ships first."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .split_common import CODE, SplitCase


@tagged('post_install', '-at_install')
class TestSplit(SplitCase):

    def test_the_delivery_is_split_likewise_as_soon_as_the_split_is_seen(self):
        row = self.order()
        second = self.split(row)
        self.sync_merchant()
        part = self.by_name(second)
        self.assertEqual((part.split_of_id, part.state, part.reason), (row, 'sent', False))
        self.assertEqual(part.picking_id, self.rest(row))
        self.assertEqual(self.goods(row.picking_id), {CODE: 3})
        self.assertEqual(self.goods(part.picking_id), {CODE: 2})
        self.assertEqual(row.picking_id.move_ids.state, 'assigned')
        self.assertEqual(part.picking_id.move_ids.state, 'assigned')
        self.assertEqual(part.sale_order_id, row.sale_order_id)
        self.assertEqual(self.posts(), 1, "nothing is sent for it")

    def test_each_parcel_has_its_own_tracking_and_the_sale_order_all(self):
        row = self.order()
        second = self.split(row)
        self.ship(row.reference, tracking='A1,A2')
        self.assertDone(row, {CODE: 3})
        part = self.by_name(second)
        self.assertEqual(part.state, 'sent')
        self.ship(second, tracking='B1')
        self.assertDone(part, {CODE: 2})
        self.assertEqual(row.picking_id.carrier_tracking_ref, 'A1, A2')
        self.assertEqual(part.picking_id.carrier_tracking_ref, 'B1')
        self.assertIn('A1', row.picking_id.carrier_tracking_url)
        self.assertIn('B1', part.picking_id.carrier_tracking_url)
        self.assertEqual(row.sale_order_id.ogoship_tracking, 'A1, A2, B1')
        self.assertEqual(self.delivered(row), 5)
        self.assertFalse(self.activities(row.picking_id) + self.activities(part.picking_id))

    def test_the_second_order_ships_first(self):
        row = self.order()
        second = self.split(row)
        self.ship(second)
        self.assertDone(self.by_name(second), {CODE: 2})
        self.assertEqual((row.state, row.picking_id.state), ('sent', 'assigned'))
        self.ship(row.reference)
        self.assertDone(row, {CODE: 3})

    def test_both_shipped_before_we_looked(self):
        row = self.order()
        second = self.split(row)
        self.warehouse.ship(second)
        self.ship(row.reference)
        self.assertDone(row, {CODE: 3})
        self.assertDone(self.by_name(second), {CODE: 2})

    def test_the_second_order_is_seen_after_the_first_has_left(self):
        row = self.order()
        rest = self.ship_part(row)
        self.warehouse.add_foreign_order(
            f'{row.reference}-2', orderLines=[{'code': CODE, 'quantity': 2}])
        self.sync_merchant()
        part = self.by_name(f'{row.reference}-2')
        self.assertEqual((part.picking_id, part.state), (rest, 'sent'))
        self.assertFalse(rest.ogoship_message)
        self.assertFalse(self.activities(rest))
        self.ship(part.reference)
        self.assertDone(part, {CODE: 2})

    def test_whole_lines_are_split(self):
        row = self.sent('multi')
        second = self.split(row, SUKKA_MERINO_M=3)
        self.sync_merchant()
        self.assertEqual(self.goods(row.picking_id), {'SUKKA-MERINO-M': 3})
        self.assertEqual(self.goods(self.by_name(second).picking_id), {CODE: 5})

    def test_the_shop_hears_of_it_when_all_parts_have_left(self):
        row = self.sent('multi')
        inbox = row.sale_order_id.mycashflow_order_ids
        second = self.split(row, SUKKA_MERINO_M=3)
        self.ship(row.reference)
        self.assertFalse(inbox.shipped_date)
        self.ship(second)
        self.assertTrue(inbox.shipped_date)

    def test_nothing_looks_changed_afterwards(self):
        row = self.order((CODE, 5), ('KEITIN-X1', 1))
        row.sent_content = {'goods': {CODE: 5, 'KEITIN-X1': 1}, 'receiver': 'A'}
        second = self.split(row, KAASU_230=3)
        self.sync_merchant()
        part = self.by_name(second)
        self.assertEqual(row.sent_content, {'goods': {CODE: 3}, 'receiver': 'A'})
        self.assertEqual(part.sent_content, {
            'goods': {CODE: 2, 'KEITIN-X1': 1}, 'receiver': 'A'})
        for each in row | part:
            self.assertEqual(
                {line.code: line.quantity for line in each.line_ids if line.quantity},
                self.goods(each.picking_id))

    def test_a_split_of_a_split_and_a_third_part(self):
        row = self.order((CODE, 9))
        second = self.split(row, 5)
        self.sync_merchant()
        part = self.by_name(second)
        third = self.split(part, 3)
        self.sync_merchant()
        fourth = self.split(row, 4)
        self.sync_merchant()
        parts = [row, part, self.by_name(third), self.by_name(fourth)]
        self.assertEqual([self.goods(each.picking_id)[CODE] for each in parts], [4, 3, 1, 1])
        for each in reversed(parts):
            self.ship(each.reference)
        self.assertEqual([each.state for each in parts], ['done'] * 4)
        self.assertEqual(self.delivered(row), 9)

    def test_the_rest_of_a_part_is_its_own_rest(self):
        row = self.order()
        second = self.split(row, 1)
        self.sync_merchant()
        part = self.by_name(second)
        rest = self.ship_part(part, 3)
        self.assertDone(part, {CODE: 3})
        self.assertEqual((self.goods(rest), rest.ogoship_rest_of_id), ({CODE: 1}, part))
        self.assertEqual(self.goods(row.picking_id), {CODE: 1})

    def test_several_splits_seen_at_once(self):
        row = self.order()
        names = [self.split(row, 3), self.split(row, 2)]
        self.sync_merchant()
        self.assertEqual(
            [self.goods(self.by_name(name).picking_id) for name in names], [{CODE: 2}, {CODE: 1}])
        self.assertEqual(self.goods(row.picking_id), {CODE: 2})


@tagged('post_install', '-at_install')
class TestNames(SplitCase):
    """How OGOship names the second order is not known."""

    def test_a_letter_after_the_number(self):
        self.warehouse.play(split_reference='letter')
        row = self.order()
        second = self.split(row)
        self.assertEqual(second, f'{row.reference}B')
        self.ship(second)
        self.assertDone(self.by_name(second), {CODE: 2})

    def test_a_longer_number_is_another_order(self):
        row = self.order()
        self.warehouse.add_foreign_order(f'{row.reference}1', orderLines=[
            {'code': CODE, 'quantity': 2}])
        self.sync_merchant()
        self.assertFalse(self.by_name(f'{row.reference}1').split_of_id)
        self.assertEqual(self.goods(row.picking_id), {CODE: 5})

    def test_any_other_name_is_linked_by_a_person(self):
        self.warehouse.play(split_reference='other')
        row = self.order()
        second = self.split(row)
        self.ship(second)
        part = self.by_name(second)
        self.assertEqual((part.state, part.picking_id.id), ('done', False))
        part.split_of_id = row
        self.assertEqual(part.state, 'shipped')
        self.sync_merchant()
        self.assertDone(part, {CODE: 2})
        self.assertEqual(part.sale_order_id, row.sale_order_id)
        self.ship(row.reference)
        self.assertDone(row, {CODE: 3})

    def test_any_other_name_linked_after_the_first_has_left(self):
        self.warehouse.play(split_reference='other')
        row = self.order()
        second = self.split(row)
        self.ship(row.reference)
        rest = self.rest(row)
        self.assertIn("looked for" if not rest.ogoship_rest_alarm_date else "Split from",
                      rest.ogoship_message)
        self.by_name(second).split_of_id = row
        self.sync_merchant()
        self.assertEqual(self.by_name(second).picking_id, rest)
        self.assertFalse(self.activities(rest), "nothing is to be decided any more")

    def test_an_order_is_no_part_of_itself_nor_of_its_part(self):
        row = self.order()
        second = self.split(row)
        self.sync_merchant()
        part = self.by_name(second)
        with self.assertRaisesRegex(ValidationError, "cannot be split from"):
            row.split_of_id = part
