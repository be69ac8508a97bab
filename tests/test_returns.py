"""What comes back to OGOship is put before a person, whatever OGOship calls it."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import CODE
from .returns_common import ReturnCase


@tagged('post_install', '-at_install')
class TestReturnDocuments(ReturnCase):

    def test_a_return_waits_for_a_person_at_its_delivery(self):
        row = self.gone()
        found = self.come_back(row)
        self.assertEqual((found.state, found.reason), ('to_review', False), found.message)
        self.assertEqual((found.source, found.order_reference), ('return', row.reference))
        self.assertEqual(found.delivery_id, row.picking_id)
        self.assertEqual(found.sale_order_id, row.sale_order_id)
        self.assertEqual(self.pieces(found), {CODE: (3, 3)})
        self.assertEqual(found.line_ids.product_id, self.known(CODE))
        self.assertEqual(found.line_ids.reason, 'wrong size')
        self.assertEqual(found.payload, self.warehouse.warehouse_returns()[0])
        self.assertEqual(self.on_hand(), 57)

    def test_the_person_responsible_is_told_once_with_a_link(self):
        row = self.gone()
        found = self.come_back(row)
        self.sync_merchant()
        [activity] = row.picking_id.activity_ids
        self.assertIn(found.reference, activity.summary)
        self.assertIn(f'data-oe-model="ogoship.return" data-oe-id="{found.id}"', activity.note)

    def test_an_announced_return_becomes_one_to_review_when_goods_are_there(self):
        row = self.gone()
        found = self.come_back(row, received={})
        self.assertEqual(found.state, 'new')
        self.assertFalse(row.picking_id.activity_ids)
        self.warehouse.receive_return(found.reference, {CODE: 2})
        self.sync_merchant()
        self.assertEqual((found.state, self.pieces(found)), ('to_review', {CODE: (3, 2)}))
        self.assertEqual(len(row.picking_id.activity_ids), 1)

    def test_the_same_return_read_again_changes_nothing(self):
        found = self.come_back(self.gone())
        lines = found.line_ids
        self.env.flush_all()
        self.env.cr.execute("UPDATE ogoship_return SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.sync_merchant()
        self.assertEqual(self.returns(), found)
        self.assertEqual(found.line_ids, lines)
        self.assertEqual(found.write_date.year, 2020)

    def test_changed_quantities_are_followed_while_nobody_has_decided(self):
        found = self.come_back(self.gone(), received={CODE: 1})
        self.warehouse.receive_return(found.reference, {CODE: 3})
        self.sync_merchant()
        self.assertEqual(self.pieces(found), {CODE: (3, 3)})

    def test_changed_quantities_are_told_after_the_decision(self):
        row = self.gone()
        found = self.come_back(row, received={CODE: 1})
        self.validate(self.receive(found))
        self.assertEqual((found.state, self.on_hand()), ('done', 58))
        self.warehouse.receive_return(found.reference, {CODE: 3})
        self.sync_merchant()
        self.sync_merchant()
        [note] = self.activities(row.picking_id)
        self.assertIn(f"{CODE} × 3 instead of {CODE} × 1", note)
        self.assertEqual((found.state, self.on_hand()), ('done', 58))

    def test_ignoring_closes_what_was_asked(self):
        row = self.gone()
        found = self.come_back(row)
        found.action_ignore()
        self.assertEqual(found.state, 'ignored')
        self.assertFalse(row.picking_id.activity_ids)
        self.sync_merchant()
        self.assertEqual((found.state, self.on_hand()), ('ignored', 57))
        with self.assertRaises(UserError):
            found.action_receive()
        found.action_review()
        self.assertEqual(found.state, 'to_review')

    def test_two_returns_of_one_order_are_two(self):
        row = self.gone()
        self.come_back(row, {CODE: 1})
        found = self.come_back(row, {CODE: 2})
        self.assertEqual(len(found), 2)

    def test_a_return_known_by_its_own_name_only(self):
        row = self.gone()
        self.warehouse.odd_return({'reference': row.reference, 'lines': [
            {'sku': CODE, 'quantity': 1}]})
        self.sync_merchant()
        self.assertEqual(row.return_ids.delivery_id, row.picking_id)
        self.assertEqual(self.pieces(row.return_ids), {CODE: (1, 0)})


@tagged('post_install', '-at_install')
class TestUnknownShapes(ReturnCase):

    def test_an_unknown_order_waits_for_a_person_to_choose_the_delivery(self):
        row = self.gone()
        self.warehouse.return_order('SOMETHING-ELSE', {CODE: 2})
        self.sync_merchant()
        found = self.returns()
        self.assertWaits(found, 'to_review', 'no_delivery', 'SOMETHING-ELSE')
        self.assertEqual(len(found.activity_ids), 1)
        with self.assertRaisesRegex(UserError, "Choose the delivery"):
            found.action_receive()
        found.delivery_id = row.picking_id
        self.assertEqual((found.state, found.message), ('to_review', False))
        self.validate(self.receive(found))
        self.assertEqual(self.on_hand(), 59)
        self.assertFalse(found.activity_ids)

    def test_the_choice_of_a_person_stays(self):
        one, other = self.gone(), self.gone()
        found = self.come_back(one, received={CODE: 1})
        found.delivery_id = other.picking_id
        self.warehouse.receive_return(found.reference, {CODE: 2})
        self.sync_merchant()
        self.assertEqual(found.delivery_id, other.picking_id)

    def test_what_cannot_be_read_is_kept_and_shown(self):
        self.warehouse.odd_return({'returnNo': 7, 'things': 'many'})
        self.sync_merchant()
        found = self.returns()
        self.assertWaits(found, 'error', 'unreadable', 'products')
        self.assertEqual(found.payload, {'returnNo': 7, 'things': 'many'})
        self.assertIn('<field name="payload"', found.get_view(view_type='form')['arch'])
        self.sync_merchant()
        self.assertEqual(self.returns(), found)
        found.action_ignore()

    def test_what_cannot_be_read_can_be_received_all_the_same(self):
        row = self.gone()
        self.warehouse.odd_return({'id': 'a', 'order': {'reference': row.reference}})
        self.sync_merchant()
        found = row.return_ids
        self.assertWaits(found, 'error', 'unreadable', 'products')
        receipt = self.receive(found)
        self.assertEqual(receipt.move_ids.product_uom_qty, 3)
        self.validate(receipt, 1)
        self.assertEqual((found.state, self.on_hand()), ('done', 58))

    def test_rows_that_are_no_returns_hide_no_other(self):
        row = self.gone()
        self.warehouse.fault(
            remote='warehouse', path='/Returns', kind='status', status=200, body=[
                'R-1', None, {'id': 'a', 'orderReference': row.reference,
                              'products': [{'code': CODE, 'receivedQuantity': 1}]}])
        self.sync_merchant()
        self.assertEqual(len(self.returns()), 3)
        self.assertEqual(row.return_ids.state, 'to_review')
        self.assertFalse(self.merchant.error_message)

    def test_a_return_that_cannot_be_kept_hides_no_other(self):
        row, keep = self.gone(), type(self.env['ogoship.return'])._keep
        secret = "a customer's name"

        def fail(self, merchant, remote):
            if remote.reference == 'EVIL':
                raise ValueError(secret)
            return keep(self, merchant, remote)

        self.warehouse.odd_return({'reference': 'EVIL'})
        with patch.object(type(self.env['ogoship.return']), '_keep', fail), \
                self.assertLogs('odoo.addons.mycashflow_ogoship', 'ERROR') as logs:
            found = self.come_back(row)
        self.assertEqual(found.state, 'to_review')
        self.assertIn('EVIL', self.merchant.warning_message)
        self.assertNotIn(secret, ''.join(logs.output))

    def test_a_product_that_odoo_does_not_know_is_named(self):
        row = self.gone()
        self.warehouse.set_warehouse_stock('XX-9', 0)
        found = self.come_back(row, {'XX-9': 1})
        with self.assertRaisesRegex(UserError, 'XX-9'):
            found.action_receive()
        self.product('XX-9')
        self.assertEqual(self.receive(found).move_ids.product_id, self.known('XX-9'))

    def test_other_spelling_of_names_and_words(self):
        self.warehouse.play(pascal_case=True, upper_enums=True, numbers_as_strings=True)
        found = self.come_back(self.gone())
        self.assertEqual((found.state, self.pieces(found)), ('to_review', {CODE: (3, 3)}))


@tagged('post_install', '-at_install')
class TestFetching(ReturnCase):

    def test_nothing_is_asked_for_while_it_is_off(self):
        self.merchant.fetch_returns = False
        row = self.gone()
        self.assertFalse(self.come_back(row))
        self.assertFalse(self.return_calls())

    def test_it_is_off_to_begin_with(self):
        self.assertFalse(self.env['ogoship.merchant'].new({}).fetch_returns)

    def test_another_address_is_told_once_and_is_no_error(self):
        self.warehouse.play(returns_served=False)
        self.gone()
        self.assertIn("does not let Odoo read returns", self.merchant.warning_message)
        self.assertFalse(self.merchant.error_message)
        self.assertEqual(self.merchant.state, 'connected')
        self.merchant.action_dismiss_warning()
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertFalse(self.return_calls())
        self.merchant.returns_missing_date = '2026-01-01 00:00:00'  # days later
        self.sync_merchant()
        self.assertTrue(self.return_calls())
        self.assertFalse(self.merchant.warning_message)

    def test_returns_that_the_key_may_not_read_pause_nothing(self):
        self.warehouse.fault(
            remote='warehouse', path='/Returns', kind='status', status=403, times=4)
        self.sync_merchant()
        self.assertEqual((self.merchant.state, self.merchant.error_message), ('connected', False))
        self.assertTrue(self.merchant.warning_message)

    def test_an_answer_of_another_kind_stops_nothing_else(self):
        row = self.gone()
        self.warehouse.fault(
            remote='warehouse', path='/Returns', kind='status', status=200, body={'moved': 1})
        self.lose(2)
        self.warehouse.collect(self.order(1).reference)
        self.sync_merchant()
        self.assertIn("read returns", self.merchant.warning_message)
        self.assertFalse(self.merchant.error_message)
        self.assertFigures(54, 1, 57, difference=-2)
        self.merchant.fetch_returns = True  # switched on again: looked at once more
        self.assertTrue(self.come_back(row))

    def test_only_what_changed_is_asked_for(self):
        found = self.come_back(self.gone())
        self.sandbox.log.clear()
        self.sync_merchant()
        since = self.return_calls()[0].query['modifiedAfter']
        self.assertLess(since, found.remote_date.isoformat())
        self.assertEqual(self.merchant.returns_watermark, found.remote_date)

    def test_a_page_that_fails_is_read_again(self):
        row = self.gone()
        self.warehouse.return_order(row.reference, {CODE: 1})
        before = self.merchant.returns_watermark
        self.warehouse.fault(remote='warehouse', path='/Returns', status=503, times=8)
        self.sync_merchant()
        self.assertEqual(self.merchant.returns_watermark, before)
        self.assertTrue(self.merchant.error_message)
        self.warehouse.clear_faults()
        self.sync_merchant()
        self.assertTrue(row.return_ids)
