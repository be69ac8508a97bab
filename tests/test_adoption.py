"""Arrow 3 when OGOship has an order under our reference already."""

from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestAdoption(OutboxCase):
    """There is an order under our reference already."""

    def foreign(self, row, **fields_):
        """The same order as the direct link would send it."""
        body = {
            'customer': dict.fromkeys((
                'name', 'company', 'address1', 'address2', 'city', 'countryCode', 'zip', 'phone',
                'email')) | {
                    'name': row.partner_id.name, 'address1': row.partner_id.street,
                    'city': row.partner_id.city, 'zip': row.partner_id.zip,
                    'countryCode': row.partner_id.country_id.code.lower()},
            'orderLines': [
                {'code': line.code, 'quantity': int(line.quantity)} for line in row.line_ids],
            **fields_}
        return self.warehouse.add_foreign_order(row.reference, **body)

    def test_order_of_the_direct_link_is_adopted_and_not_sent_again(self):
        row = self.outbox('multi')
        self.foreign(row)
        self.sync_merchant()
        self.assertOnce(row)
        self.assertEqual(self.posts(), 0)
        self.assertIn("direct link", self.merchant.warning_message)

    def test_order_of_the_direct_link_seen_before_ours_is_adopted(self):
        number = self.place('unpaid')
        self.sync_store()
        self.shop.pay(number)
        self.sync_store()
        row = self.warehouse_row(number)
        row.picking_id.ogoship_order_ids.unlink()
        self.assertFalse(self.warehouse_row(number))
        order = self.warehouse.add_foreign_order(str(number))
        self.sync_merchant()
        mirror = self.env['ogoship.order'].search([('remote_id', '=', order['id'])])
        self.assertEqual((mirror.state, mirror.picking_id.id), ('sent', False))
        self.sale(number).picking_ids._ogoship_queue('confirmed')
        row = self.warehouse_row(number)
        self.assertEqual((row, row.state), (mirror, 'to_send'))
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('held', 'conflict'), "another customer")
        self.assertEqual(self.posts(), 0)

    def test_other_customer_under_our_reference_is_for_a_person(self):
        row = self.outbox()
        self.warehouse.add_foreign_order(row.reference)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('held', 'conflict'))
        self.assertIn(row.reference, row.message)
        self.assertEqual(self.posts(), 0)
        self.assertIn(row.message, self.activities(row.picking_id))

    def test_other_goods_under_our_reference_are_for_a_person(self):
        row = self.outbox()
        self.foreign(row, orderLines=[{'code': 'KAASU-230', 'quantity': 1}])
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('held', 'conflict'))

    def test_order_that_another_row_has_is_not_adopted_twice(self):
        first = self.sent()
        second = self.outbox()
        order = self.foreign(second)
        first.remote_id = order['id']
        self.sync_merchant()
        self.assertEqual((second.state, second.reason), ('held', 'conflict'))

    def race(self, row, **play):
        """Somebody's order arrives between our look-up and our order."""
        self.warehouse.play(**play)
        self.foreign(row)
        self.warehouse.fault(remote='warehouse', method='GET', path='/Orders', kind='null')
        self.sync_merchant()

    def test_refused_duplicate_is_looked_up_and_adopted(self):
        row = self.outbox()
        self.race(row, duplicate_reference='refuse')
        self.assertOnce(row)
        self.assertEqual(self.posts(row.reference), 1)

    def test_stored_duplicate_is_not_followed_and_a_person_is_told(self):
        row = self.outbox()
        self.race(row, duplicate_reference='reserved')
        first, second = self.at_warehouse(row)
        self.assertEqual((first['status'], second['status']), ('new', 'reserved'))
        self.assertEqual((row.state, row.remote_id), ('sent', first['id']))
        self.assertIn("2 orders with the reference", self.activities(row.picking_id)[0])

    def test_refused_duplicate_that_cannot_be_found_is_not_sent_again(self):
        row = self.outbox()
        self.foreign(row)
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Orders', kind='null', times=2)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('error', 'refused'))
        self.assertIn("same reference", row.message)
        self.try_again(row)
        self.assertOnce(row)
        self.assertEqual(self.posts(), 1)

    def test_partial_filter_of_the_server_does_not_confuse_neighbours(self):
        row = self.outbox()
        self.warehouse.play(reference_filter='partial')
        self.warehouse.add_foreign_order(f'{row.reference}-2')
        self.sync_merchant()
        self.assertOnce(row)
