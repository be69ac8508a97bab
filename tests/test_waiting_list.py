"""*Why has it not shipped?*: every order that has not, whichever stage it is at."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import Form, new_test_user, tagged

from .outbox_common import StatusCase


@tagged('post_install', '-at_install')
class TestWaitingList(StatusCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls.env['mycashflow_ogoship.waiting']

    def entry(self, record):
        """The line of the list in which this document stands."""
        names = {'mycashflow.order': 'mycashflow_order_id', 'ogoship.order': 'ogoship_order_id',
                 'stock.picking': 'picking_id', 'sale.order': 'sale_order_id'}
        self.env.invalidate_all()
        return self.waiting.search([(names[record._name], '=', record.id)])

    def assertStage(self, record, stage, *words):
        entry = self.entry(record)
        self.assertEqual(entry.mapped('stage'), [stage])
        for word in words:
            self.assertIn(str(word), entry.explanation)
        return entry

    def filtered_by(self, name):
        arch = etree.fromstring(self.waiting.get_view(view_type='search')['arch'])
        domain = arch.xpath(f'//filter[@name="{name}"]')[0].get('domain')
        return self.waiting.search(literal_eval(domain))

    # === STAGES === #

    def test_an_unpaid_order_is_in_the_list_with_how_long_it_waits(self):
        order = self.bring_in('unpaid')
        order.order_date = fields.Datetime.now() - timedelta(days=3, minutes=5)
        entry = self.assertStage(order, 'unpaid', order.message)
        self.assertEqual(
            (entry.name, entry.waiting_time, entry.needs_person),
            (str(order.remote_id), "3 days", False))
        self.assertEqual(entry.action_open()['res_id'], order.id)
        self.assertEqual(entry.action_open()['res_model'], 'mycashflow.order')

    def test_an_order_stays_one_line_of_the_list_until_it_is_shipped(self):
        order = self.bring_in('unmapped_method')
        self.assertTrue(self.assertStage(order, 'held', "No shipping rule").needs_person)
        order.action_create_rule()
        self.env['mycashflow.shipping.rule'].create(
            {'pattern': order.reason_value, 'carrier_id': self.carrier.id})
        order.action_retry()
        self.assertStage(order, 'new', "next run")
        self.sync_store()
        row = order.ogoship_order_ids
        self.assertStage(order, 'to_send', "next run")
        self.sync_merchant()
        self.assertStage(order, 'at_warehouse', "has not begun")
        self.warehouse.hold(row.reference, comment="Box is damaged.")
        self.sync_merchant()
        entry = self.assertStage(order, 'held_there', "Held by the warehouse", "Box is damaged.")
        self.assertTrue(entry.needs_person)
        self.assertEqual(entry.action_open()['res_id'], row.id)
        self.warehouse.release(row.reference)
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertStage(order, 'collecting', "collecting")
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertFalse(self.entry(order), "it has shipped")

    def test_waiting_for_stock_at_the_warehouse(self):
        self.warehouse.set_warehouse_stock('KAASU-230', 0)
        row = self.sent('paid', lines=[{'code': 'KAASU-230', 'quantity': 1}])
        self.assertStage(row, 'no_stock', "Waiting for stock")

    def test_held_before_sending_and_shipped_but_not_done_need_a_person(self):
        self.carrier.ogoship_shipping_code = False
        row = self.outbox()
        self.sync_merchant()
        self.assertTrue(self.assertStage(row, 'not_sendable', row.message).needs_person)
        self.carrier.ogoship_shipping_code = 'posti-home'
        self.try_again(row)
        row.write({'state': 'shipped', 'reason': 'split', 'message': "Shipped in parts."})
        entry = self.assertStage(row, 'shipped', "Shipped in parts.")
        self.assertEqual((entry.needs_person, entry.reason), (True, 'split'))

    def test_an_order_from_odoo_is_in_the_list_too(self):
        sale = self.sell(('KAASU-230', 1))
        entry = self.assertStage(sale, 'to_send')
        self.assertEqual(
            (entry.customer, entry.store_id.id, entry.merchant_id, entry.picking_id),
            ("Aino Korhonen", False, self.merchant, sale.picking_ids))

    def test_a_delivery_that_waits_for_goods_in_odoo(self):
        self.merchant.send_when = 'assigned'
        sale = self.sell((self.product('EI-VIELA'), 1))
        entry = self.assertStage(sale, 'goods', "reserved")
        self.assertEqual(entry.action_open()['res_model'], 'stock.picking')
        self.assertEqual(entry.name, sale.name)

    def test_a_delivery_whose_order_ogoship_cancelled(self):
        row = self.sent()
        self.warehouse.cancel_warehouse(row.reference)
        self.sync_merchant()
        entry = self.assertStage(row.picking_id, 'not_sent', "cancelled order")
        self.assertTrue(entry.needs_person)
        self.assertEqual(entry.action_open()['res_id'], row.id)
        row.picking_id.action_cancel()
        self.assertFalse(self.entry(row.picking_id))

    def test_a_return_in_the_shop_is_nothing_to_ship(self):
        row = self.bring_in('negative')
        self.assertEqual(row.reason, 'return')
        self.assertFalse(self.waiting.search([('mycashflow_order_id', '=', row.id)]))

    def test_what_is_not_ours_to_ship_is_not_in_the_list(self):
        other = self.env['stock.warehouse'].create({'name': "Own", 'code': 'OWN'})
        self.assertFalse(self.entry(self.sell(('KAASU-230', 1), warehouse_id=other.id)))
        self.warehouse.add_foreign_order('MYOGO-1')
        self.sync_merchant()
        self.assertFalse(self.waiting.search([('name', '=', 'MYOGO-1')]))

    def test_an_order_of_the_shop_that_another_warehouse_ships(self):
        other = self.env['stock.warehouse'].create({'name': "Own", 'code': 'OWN'})
        self.store.write({'merchant_id': False, 'warehouse_id': other.id})
        order = self.bring_in()
        self.assertStage(order, 'odoo', "does not run")

    # === THE LIST === #

    def test_the_longest_wait_is_first(self):
        orders = [self.bring_in('unpaid') for _ in range(3)]
        for order, hours in zip(orders, (5, 50, 20), strict=True):
            order.order_date = fields.Datetime.now() - timedelta(hours=hours)
        entries = self.waiting.search([])
        self.assertEqual(
            entries.mycashflow_order_id.ids, [orders[number].id for number in (1, 2, 0)])
        self.assertEqual(entries.mapped('waiting_time'), ["2 days", "20 hours", "5 hours"])

    def test_the_filters_find_what_they_say(self):
        unpaid, held = self.bring_in('unpaid'), self.bring_in('unmapped_method')
        unpaid.order_date = fields.Datetime.now() - timedelta(days=2)
        held.order_date = fields.Datetime.now()
        row = self.sent()
        order = row.sale_order_id.mycashflow_order_ids
        order.order_date = fields.Datetime.now()
        for name, found in (
                ('needs_person', held), ('today', held | order), ('day', unpaid),
                ('three_days', order.browse()), ('before', unpaid | held), ('there', order),
                ('no_shop', order.browse())):
            with self.subTest(filter=name):
                self.assertEqual(self.filtered_by(name).mycashflow_order_id, found)

    def test_an_activity_for_a_person_makes_it_need_one(self):
        row = self.sent()
        self.assertFalse(self.entry(row).needs_person)
        row._alert_delivery("Look at it.")
        self.assertTrue(self.entry(row).needs_person)
        self.assertEqual(self.waiting.search([('needs_person', '=', True)]), self.entry(row))

    def test_the_groups_count(self):
        for kind in ('unpaid', 'unpaid', 'unmapped_method'):
            self.bring_in(kind)
        groups = self.waiting._read_group([], ['stage'], ['__count'])
        self.assertEqual(dict(groups), {'unpaid': 2, 'held': 1})
        self.assertEqual(
            self.waiting._read_group([], ['reason', 'store_id'], ['__count']),
            [('no_rule', self.store, 1), ('unpaid', self.store, 2)])

    def test_a_reason_of_shop_and_warehouse_is_called_what_it_is_for_both(self):
        labels = dict(self.waiting._fields['reason']._description_selection(self.env))
        self.assertEqual((labels['refused'], labels['unpaid'], labels['no_rule']),
                         ("Refused", "Not paid", "No shipping rule"))

    def test_retry_from_the_list(self):
        order, row = self.bring_in('unmapped_method'), self.outbox()
        row.write({'state': 'error', 'reason': 'refused', 'message': "No."})
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        self.waiting.with_user(clerk).search([]).action_retry()
        self.assertEqual((order.state, row.state), ('new', 'to_send'))

    def test_a_clerk_opens_the_list_and_what_stands_in_it(self):
        self.bring_in('unpaid')
        self.sent()
        clerk = new_test_user(self.env, 'clerk', 'mycashflow_ogoship.group_user')
        self.env.invalidate_all()
        for entry in self.waiting.with_user(clerk).search([]):
            self.assertTrue(entry.explanation)
            action = entry.action_open()
            Form(self.env[action['res_model']].with_user(clerk).browse(action['res_id']))

    def test_the_list_costs_few_queries_however_long(self):
        for _number in range(3):
            self.bring_in('unpaid')
            self.sent()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.waiting.search([]).mapped('explanation')
