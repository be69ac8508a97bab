"""The story of an order: one timeline on each document that belongs to it."""

from datetime import datetime

from lxml import html
from odoo.tests import Form, new_test_user, tagged

from .outbox_common import StatusCase

HOSTILE = "<img src=x onerror=alert(1)>"
MOST_QUERIES = 15


@tagged('post_install', '-at_install')
class TestStory(StatusCase):

    def story(self, record):
        """Texts of the timeline, without times; the last ones are what is waited for."""
        self.env.invalidate_all()
        tree = html.fromstring(record.ogoship_story or '<ul/>')
        return [node.text_content() for node in tree.xpath('//*[hasclass("text-break")]')]

    def now(self, record):
        return self.story(record)[-1]

    def links(self, record):
        self.env.invalidate_all()
        return html.fromstring(record.ogoship_story).xpath('//a/@href')

    # === WHAT HAPPENED === #

    def test_the_story_of_a_shipped_order_tells_each_step_in_order(self):
        row = self.shipped(tracking='JJFI1')
        order = row.sale_order_id.mycashflow_order_ids
        self.sync_store()
        order.paid_date = order.imported_date = order.order_date
        row.collecting_date = row.status_date = row.shipped_date
        self.assertEqual(self.story(row.sale_order_id), [
            f"Order {order.remote_id} placed in Tunturipuoti",
            "Paid",
            "Imported into Odoo",
            f"Sale order {row.sale_order_id.name} confirmed",
            f"Sent to OGOship as {row.reference} and accepted",
            "Being collected",
            "Shipped by OGOship",
            "Parcel JJFI1",
            f"Delivery {row.picking_id.name} done in Odoo",
            "Reported to the shop as delivered",
            "Nothing is waited for any more."])

    def test_every_document_of_an_order_tells_the_same(self):
        row = self.shipped()
        story = self.story(row.sale_order_id)
        for record in (row, row.picking_id, row.sale_order_id.mycashflow_order_ids):
            self.assertEqual(self.story(record), story)

    def test_a_later_moment_stands_later_whatever_it_is(self):
        row = self.sent()
        row.write({'collecting_date': datetime(2026, 1, 3), 'cancel_date': datetime(2026, 1, 4),
                   'sent_date': datetime(2026, 1, 2)})
        story = self.story(row)
        self.assertLess(story.index("Being collected"), story.index("Cancellation asked"))

    def test_times_are_in_the_time_zone_and_format_of_the_reader(self):
        row = self.sent()
        row.sent_date = datetime(2026, 1, 2, 22, 30)
        self.env.flush_all()
        self.env['res.lang']._lang_get('en_US').write(
            {'date_format': '%d.%m.%Y', 'time_format': '%H:%M:%S'})
        self.env.invalidate_all()
        for zone, moment in (('Europe/Helsinki', '03.01.2026 00:30'), ('UTC', '02.01.2026 22:30')):
            story = row.with_context(tz=zone).ogoship_story
            self.assertIn(moment, story)
            self.assertNotIn(f'{moment}:', story)

    def test_each_parcel_is_a_line_with_its_link(self):
        row = self.shipped(tracking='JJFI1')
        row.tracking_url = 'https://track.example/JJFI1'
        self.assertIn("Parcel JJFI1", self.story(row))
        self.assertEqual(self.links(row), ['https://track.example/JJFI1'])
        row.tracking_numbers = 'JJFI1, JJFI2'
        self.assertEqual(
            [text for text in self.story(row) if 'arcel' in text],
            ["Parcel JJFI1", "Parcel JJFI2"])
        self.assertEqual(self.links(row), ['https://track.example/JJFI1'])
        row.tracking_url = 'https://track.example/all'
        self.assertIn("Track the parcel", self.story(row))

    def test_a_hostile_text_is_shown_as_text(self):
        row = self.sent()
        self.store.name = HOSTILE
        self.warehouse.hold(row.reference, comment=HOSTILE)
        self.sync_merchant()
        row.status_date = row.sent_date
        self.assertEqual(
            self.story(row)[-2:], [f"Held by the warehouse. {HOSTILE}"] * 2, "since when, and now")
        self.assertIn(HOSTILE, self.story(row.sale_order_id)[0])
        self.assertFalse(html.fromstring(row.ogoship_story).xpath('//img'))

    def test_a_link_that_is_no_web_address_is_no_link(self):
        row = self.shipped(tracking='A1')
        for url in ('javascript:alert(1)', 'data:text/html,x', '//x', 'http://[', 'A1', False):
            row.tracking_url = url
            self.assertFalse(self.links(row), url)
            self.assertIn("Parcel A1", self.story(row))

    def test_an_order_that_began_in_odoo_begins_with_its_quotation(self):
        sale = self.sell(('KAASU-230', 1))
        self.sync_merchant()
        self.assertEqual(self.story(sale), [
            f"Quotation {sale.name} made", f"Sale order {sale.name} confirmed",
            f"Sent to OGOship as {sale.name} and accepted",
            "OGOship has it and has not begun to collect."])

    def test_what_came_back_and_what_was_split_off_is_told(self):
        row = self.sent('multi')
        picking = row.picking_id
        move = picking.move_ids[0]
        move.write({'quantity': 1, 'picked': True})
        picking.move_ids[1:].write({'quantity': 0})
        picking.with_context(skip_backorder=True).button_validate()
        rest = row.sale_order_id.picking_ids - picking
        self.assertIn(f"Rest split off as delivery {rest.name}", self.story(row.sale_order_id))
        back = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking').create({'picking_id': picking.id})
        back.product_return_moves.quantity = 1
        receipt = back._create_return()
        receipt.move_ids.picked = True
        receipt._action_done()
        self.assertIn(f"Came back: {receipt.name} done in Odoo", self.story(row.sale_order_id))

    # === WHAT NOW === #

    def test_the_story_says_what_is_waited_for(self):
        order = self.bring_in('unpaid')
        self.assertEqual(self.now(order), order.message)
        self.shop.pay(order.remote_id)
        self.let_time_pass(order)
        self.sync_store()
        row = order.sale_order_id.ogoship_order_ids
        self.assertEqual(self.now(order), "It is sent to OGOship at the next run.")
        self.sync_merchant()
        self.assertEqual(self.now(order), "OGOship has it and has not begun to collect.")
        self.warehouse.collect(row.reference)
        self.sync_merchant()
        self.assertEqual(self.now(order), "The warehouse is collecting it.")
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(self.now(order), "The shop is told at the next run.")

    def test_what_was_cancelled_says_so(self):
        self.assertIn("was cancelled in the shop", self.story_of('cancelled'))
        sale = self.sell(('KAASU-230', 1))
        sale._action_cancel()
        self.assertIn("cancelled", self.now(sale))

    def story_of(self, kind):
        order = self.bring_in(kind)
        return self.now(order) + (order.message or '')

    def test_an_order_that_a_person_ignores_says_so(self):
        order = self.bring_in('unmapped_method')
        order.action_ignore()
        self.assertEqual(self.now(order), "Ignored. It is not imported.")

    # === WHO AND HOW MUCH === #

    def test_a_seller_without_our_groups_reads_the_story(self):
        row = self.sent()
        seller = new_test_user(self.env, 'seller', 'sales_team.group_sale_salesman_all_leads')
        self.env.invalidate_all()
        form = Form(row.sale_order_id.with_user(seller))
        self.assertIn(row.reference, form.ogoship_story)

    def test_an_order_that_neither_shop_nor_warehouse_knows_has_no_story(self):
        other = self.env['stock.warehouse'].create({'name': "Own", 'code': 'OWN'})
        sale = self.sell(('KAASU-230', 1), warehouse_id=other.id)
        self.assertFalse(sale.ogoship_story)
        self.assertFalse(sale.picking_ids.ogoship_story)
        self.assertFalse(self.env['sale.order'].new({}).ogoship_story)

    def test_the_story_costs_few_queries(self):
        row = self.shipped()
        self.story(row)
        for record in (row.sale_order_id, row.picking_id, row):
            self.env.invalidate_all()
            with self.assertQueryCount(MOST_QUERIES):
                self.assertTrue(record.ogoship_story)
