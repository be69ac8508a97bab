"""The rest of what left in part: looked for, brought to a person, sent, cancelled, found late."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .split_common import CODE, SplitCase


class RestCase(SplitCase):

    def alarms(self, picking):
        return [text for text in self.activities(picking) if "Send the rest" in text]

    def wait(self, picking, **time):
        """So much time has passed since the rest began to wait."""
        picking.ogoship_rest_date = fields.Datetime.now() - timedelta(**time)
        picking.ogoship_rest_search_date = fields.Datetime.now()
        self.sync_merchant()

    def searches(self, reference):
        return len([call for call in self.sandbox.log if call.query.get('reference') == reference])

    def appear(self, row, pieces=2, name='{}-2'):
        """The second order comes to be at OGOship."""
        reference = name.format(row.reference)
        self.warehouse.add_foreign_order(
            reference, orderLines=[{'code': CODE, 'quantity': pieces}])
        return reference


@tagged('post_install', '-at_install')
class TestRest(RestCase):

    def test_a_person_is_asked_at_once_where_nobody_declared_that_ogoship_splits(self):
        row = self.order()
        rest = self.ship_part(row)
        self.assertEqual(len(self.alarms(rest)), 1)
        self.assertIn(row.reference, self.alarms(rest)[0])
        self.assertEqual(rest.ogoship_message, self.alarms(rest)[0])
        self.assertEqual(row.sale_order_id.ogoship_message, rest.ogoship_message)
        self.sync_merchant()
        self.assertEqual(len(self.alarms(rest)), 1, "asked once")
        rest.activity_ids.action_done()
        self.wait(rest, hours=48)
        self.assertFalse(self.alarms(rest), "not asked again")

    def test_a_person_is_asked_after_some_hours_where_ogoship_splits(self):
        self.merchant.write({'splits_pending': True, 'alarm_hours': 24})
        rest = self.ship_part(self.order())
        self.assertIn("looked for", rest.ogoship_message)
        self.wait(rest, hours=23)
        self.assertFalse(self.alarms(rest))
        self.assertLessEqual(
            rest.ogoship_rest_search_date, fields.Datetime.now() + timedelta(hours=1))
        self.wait(rest, hours=25)
        self.assertEqual(len(self.alarms(rest)), 1)

    def test_it_is_looked_for_at_once_and_then_ever_more_seldom(self):
        row = self.order()
        self.sandbox.log.clear()
        rest = self.ship_part(row)
        self.assertEqual(self.searches(row.reference), 1)
        self.sync_merchant()
        self.assertEqual(self.searches(row.reference), 1)
        self.wait(rest, days=8)
        self.assertEqual(self.searches(row.reference), 2)
        self.assertGreater(
            rest.ogoship_rest_search_date, fields.Datetime.now() + timedelta(days=1))

    def test_found_by_a_partial_filter_though_polling_is_blind(self):
        for filter_, found in (('partial', True), ('exact', False)):
            with self.subTest(filter=filter_):
                self.warehouse.play(reference_filter=filter_)
                row = self.order()
                rest = self.ship_part(row)
                reference = self.appear(row)
                self.appear(row, name='{}0')
                self.merchant.orders_watermark = fields.Datetime.now() + timedelta(days=300)
                self.wait(rest, hours=2)
                self.assertEqual(bool(self.by_name(reference)), found)
                self.assertEqual(rest.ogoship_order_ids, self.by_name(reference))
                self.assertFalse(self.by_name(f'{row.reference}0'), "another order's number")
                self.merchant.orders_watermark = False

    def test_a_second_order_found_late_is_linked_and_the_question_is_answered(self):
        row = self.order()
        rest = self.ship_part(row)
        self.wait(rest, days=3)
        part = self.appear(row)
        self.sync_merchant()
        self.assertEqual(self.by_name(part).picking_id, rest)
        self.assertFalse(self.alarms(rest) or rest.ogoship_message)
        self.ship(part)
        self.assertDone(self.by_name(part), {CODE: 2})

    def test_one_that_cannot_be_asked_for_does_not_stop_the_others(self):
        rests = [self.ship_part(self.order()), self.ship_part(self.order())]
        for rest in rests:
            rest.ogoship_rest_search_date = fields.Datetime.now()
        self.sandbox.log.clear()
        self.warehouse.fault(
            remote='warehouse', method='GET', path='/Orders', kind='status', status=400, times=1)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            merchant = self.merchant.with_env(self.env(cr=cr))
            with merchant._client() as client:
                merchant.env['stock.picking']._ogoship_find_rests(merchant, lambda: client)
        self.env.invalidate_all()
        self.assertIn("cannot be looked for", self.merchant.warning_message)
        for rest in rests:
            self.assertGreater(rest.ogoship_rest_search_date, fields.Datetime.now())

    def test_filter_of_what_waits(self):
        rest = self.ship_part(self.order())
        waiting = [('ogoship_rest_waits', '=', True)]
        self.assertEqual(self.env['stock.picking'].search(waiting), rest)
        rest.action_cancel()
        self.assertFalse(self.env['stock.picking'].search(waiting))


@tagged('post_install', '-at_install')
class TestRestDecided(RestCase):

    def test_the_rest_is_sent_as_a_new_order(self):
        row = self.order()
        rest = self.ship_part(row)
        rest.action_ogoship_send_rest()
        self.assertFalse(self.alarms(rest))
        self.sync_merchant()
        again = rest.ogoship_order_ids
        self.assertOnce(again)
        self.assertNotEqual(again.reference, row.reference)
        self.assertTrue(again.reference.startswith(row.reference))
        self.assertEqual(self.sent_orders()[-1]['orderLines'][0]['quantity'], 2)
        self.ship(again.reference)
        self.assertDone(again, {CODE: 2})
        self.assertEqual(self.delivered(row), 5)
        with self.assertRaises(UserError):
            rest.action_ogoship_send_rest()

    def test_the_rest_is_cancelled(self):
        row = self.sent('paid', lines=[{'code': CODE, 'quantity': 5}])
        rest = self.ship_part(row)
        rest.action_cancel()
        self.sync_merchant()
        self.assertEqual((rest.state, row.state), ('cancel', 'done'))
        self.assertTrue(row.sale_order_id.mycashflow_order_ids.shipped_date, "the shop is told")
        self.assertEqual(self.posts(), 1)

    def test_sent_anew_and_then_the_second_order_appears_is_an_alarm(self):
        row = self.order()
        rest = self.ship_part(row)
        rest.action_ogoship_send_rest()
        self.sync_merchant()
        again = rest.ogoship_order_ids
        second = self.appear(row, name='{}-B')
        self.sync_merchant()
        part = self.by_name(second)
        self.assertWaits(part, 'sent', 'part', again.reference, "both would ship")
        self.assertIn(part.message, self.activities(row.picking_id))
        self.assertEqual((again.state, self.goods(rest)), ('sent', {CODE: 2}))
        self.assertFalse(part.picking_id)

    def test_a_second_order_of_the_name_we_would_take_is_recognized_before_sending(self):
        row = self.order()
        rest = self.ship_part(row)
        rest.action_ogoship_send_rest()
        found = self.at_warehouse(row)[0]
        self.warehouse.add_foreign_order(
            rest.ogoship_order_ids.reference, customer=found['customer'],
            orderLines=[{'code': CODE, 'quantity': 2}])
        self.sandbox.log.clear()
        self.sync_merchant()
        self.assertEqual(self.posts(), 0)
        self.assertEqual(rest.ogoship_order_ids.state, 'sent')

    def test_what_is_sent_anew_but_not_away_yet_stays_here(self):
        row = self.order()
        rest = self.ship_part(row)
        rest.action_ogoship_send_rest()
        again = rest.ogoship_order_ids
        again.write({'state': 'held', 'reason': 'address'})
        self.appear(row, name='{}-B')
        self.sync_merchant()
        self.assertEqual((again.state, again.reason, again.retry_at), ('held', 'changed', False))
        self.assertIn("both would ship", again.message)

    def test_a_second_order_cancelled_by_ogoship_is_for_a_person_and_may_be_sent_again(self):
        row = self.order()
        part = self.split(row)
        self.sync_merchant()
        part = self.by_name(part)
        self.warehouse.cancel_warehouse(part.reference)
        self.ship(row.reference)
        self.assertEqual((row.state, part.state), ('done', 'cancelled'))
        self.assertIn(part.message, self.activities(part.picking_id))
        self.assertNotIn(part.picking_id.state, ('done', 'cancel'))
        part.action_send()
        self.sync_merchant()
        again = part.picking_id.ogoship_order_ids - part
        self.assertOnce(again)
        self.ship(again.reference)
        self.assertDone(again, {CODE: 2})

    def test_a_second_order_cancelled_before_it_was_seen_leaves_the_rest_to_a_person(self):
        row = self.order()
        part = self.split(row)
        self.warehouse.cancel_warehouse(part)
        self.ship(row.reference)
        self.assertDone(row, {CODE: 3})
        self.assertEqual(len(self.alarms(self.rest(row))), 1)

    def test_only_users_of_the_app_send_the_rest(self):
        rest = self.ship_part(self.order())
        clerk = new_test_user(self.env, 'clerk', groups='stock.group_stock_user')
        with self.assertRaises(AccessError):
            rest.with_user(clerk).action_ogoship_send_rest()
        self.assertIn("Send the rest", rest.with_user(clerk).ogoship_message)
        user = new_test_user(
            self.env, 'ring_user', groups='stock.group_stock_user,mycashflow_ogoship.group_user')
        rest.with_user(user).action_ogoship_send_rest()
        self.assertEqual(rest.ogoship_order_ids.state, 'to_send')
