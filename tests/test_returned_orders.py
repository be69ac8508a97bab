"""Orders that OGOship marks as returned, with or without a return document."""

from odoo.tests import tagged

from .ledger_common import CODE
from .returns_common import ReturnCase


@tagged('post_install', '-at_install')
class TestReturnedOrders(ReturnCase):

    def marked(self, row):
        self.warehouse.mark_returned(row.reference)
        self.sync_merchant()
        return row.return_ids

    def test_a_returned_order_is_a_return_also_when_no_returns_are_fetched(self):
        self.merchant.fetch_returns = False
        row = self.gone()
        found = self.marked(row)
        self.assertEqual((found.source, found.state), ('order', 'to_review'))
        self.assertEqual((found.delivery_id, found.reference), (row.picking_id, row.reference))
        self.assertEqual(self.pieces(found), {CODE: (3, 0)})
        self.assertEqual((row.state, row.remote_status), ('done', 'returned'))
        [activity] = row.picking_id.activity_ids
        self.assertIn("came back", activity.summary)
        self.assertIn('ogoship.return', activity.note)
        self.assertFalse(self.return_calls())

    def test_all_that_was_delivered_is_received(self):
        found = self.marked(self.gone())
        receipt = self.receive(found)
        self.assertEqual(receipt.move_ids.product_uom_qty, 3)
        self.validate(receipt)
        self.assertEqual((found.state, self.on_hand()), ('done', 60))

    def test_an_order_that_left_and_came_back_between_two_readings(self):
        row = self.order(3)
        self.warehouse.ship(row.reference)
        found = self.marked(row)
        self.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        self.assertEqual((found.state, self.on_hand()), ('to_review', 57))
        self.validate(self.receive(found))
        self.sync_merchant()
        self.assertFigures(60, 0, 60)

    def test_status_and_document_together_are_one_return(self):
        self.warehouse.play(returned_status='with_document')
        found = self.marked(self.gone())
        self.assertEqual(len(found), 1)
        self.assertEqual((found.source, self.pieces(found)), ('return', {CODE: (3, 3)}))

    def test_a_document_after_the_status_is_the_same_return(self):
        self.warehouse.play(returns_stock='later')
        row = self.gone()
        found = self.marked(row)
        self.warehouse.return_order(row.reference, {CODE: 2})
        self.sync_merchant()
        self.assertEqual(row.return_ids, found)
        self.assertEqual((found.source, self.pieces(found)), ('return', {CODE: (2, 2)}))
        self.assertEqual(len(row.picking_id.activity_ids), 1)

    def test_a_document_that_says_less_than_was_received_is_told(self):
        self.warehouse.play(returns_stock='later')
        row = self.gone()
        found = self.marked(row)
        self.validate(self.receive(found))
        self.warehouse.return_order(row.reference, {CODE: 2})
        self.sync_merchant()
        self.assertEqual((row.return_ids, found.state), (found, 'done'))
        [note] = self.activities(row.picking_id)
        self.assertIn(f"{CODE} × 2 instead of {CODE} × 3", note)
        self.assertEqual(self.on_hand(), 60)

    def test_a_status_after_the_document_adds_nothing(self):
        row = self.gone()
        found = self.come_back(row)
        self.warehouse.play(returns_stock='later')
        self.assertEqual(self.marked(row), found)

    def test_a_returned_order_that_odoo_did_not_send_is_left_to_the_stock(self):
        self.warehouse.add_foreign_order('KASIN-7', orderLines=[{'code': CODE, 'quantity': 2}])
        self.warehouse.ship('KASIN-7')
        self.warehouse.mark_returned('KASIN-7')
        self.sync_merchant()
        self.assertFalse(self.returns())
        self.assertFigures(60, 0, 60)

    def test_the_warehouse_order_delivery_and_sale_order_lead_to_it(self):
        row = self.gone()
        found = self.marked(row)
        for record, button in (
                (row, 'action_open_returns'), (row.picking_id, 'action_open_ogoship_returns'),
                (row.sale_order_id, 'action_open_ogoship_returns')):
            action = getattr(record, button)()
            self.assertEqual((action['res_model'], action['res_id']), (found._name, found.id))
        receipt = self.receive(found)
        self.assertEqual(receipt.action_open_ogoship_returns()['res_id'], found.id)
