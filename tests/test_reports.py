"""Reporting: the figures are those that one counts by hand."""

from datetime import date, datetime, timedelta
from statistics import median
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..const import STOCK_HISTORY
from .ledger_common import LedgerCase
from .outbox_common import OutboxCase

MONDAY = datetime(2026, 3, 2, 8)


class ReportsCase(OutboxCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env['mycashflow_ogoship.report.order']
        cls.other_store = cls.store.copy({'name': "Toinen puoti", 'store_name': 'toinenpuoti'})
        cls.next_number = 90_000

    def add(self, store=None, **vals):
        """A webshop order with these values."""
        type(self).next_number += 1
        return self.env['mycashflow.order'].create({
            'store_id': (store or self.store).id, 'remote_id': self.next_number,
            'order_date': MONDAY, 'amount_total': 10, 'payment_state': 'paid', **vals})

    def add_shipped(self, hours, store=None, **vals):
        """An order that was shipped so many hours after it was paid."""
        paid = vals.pop('paid_date', MONDAY)
        return self.add(store, state='done', paid_date=paid, **{
            'shipped_date': paid + timedelta(hours=hours), **vals})

    def figures(self, groupby, *aggregates, domain=()):
        return self.report._read_group(list(domain), groupby, aggregates)

    def entry(self, order):
        """The line of the report in which this order stands."""
        self.env.invalidate_all()
        return self.report.search([('mycashflow_order_id', '=', order.id)])


@tagged('post_install', '-at_install')
class TestOrdersReport(ReportsCase):

    def test_orders_are_counted_and_added_up_by_store_and_day(self):
        self.add(amount_total=10)
        self.add(amount_total=15.50)
        self.add(amount_total=7, order_date=MONDAY + timedelta(days=1))
        self.add(self.other_store, amount_total=100)
        self.assertEqual(self.figures(['date:day', 'store_id'], '__count', 'amount:sum'), [
            (datetime(2026, 3, 2), self.store, 2, 25.5),
            (datetime(2026, 3, 2), self.other_store, 1, 100),
            (datetime(2026, 3, 3), self.store, 1, 7)])

    def test_a_day_is_one_of_the_users_time_zone(self):
        self.add(order_date=datetime(2026, 3, 2, 22, 30))
        helsinki = self.report.with_context(tz='Europe/Helsinki')
        [(day, _count)] = helsinki._read_group([], ['date:day'], ['__count'])
        self.assertEqual(day.date(), date(2026, 3, 3))

    def test_an_amount_is_in_the_currency_of_the_company(self):
        crowns = self.env.ref('base.SEK')
        crowns.active = True
        self.env['res.currency.rate'].create({
            'currency_id': crowns.id, 'company_id': self.env.company.id, 'rate': 11.25,
            'name': '2026-01-01'})
        pricelist = self.env['product.pricelist'].create({
            'name': "Kruunut", 'currency_id': crowns.id})
        sale = self.sell(('KEITIN-X1', 1), confirm=False, pricelist_id=pricelist.id)
        self.assertEqual(sale.currency_id, crowns)
        order = self.add(state='done', amount_total=225, sale_order_id=sale.id)
        self.assertAlmostEqual(self.entry(order).amount, 20)
        self.assertEqual(self.entry(order).currency_id, self.env.company.currency_id)

    def test_what_is_paid_in_another_currency_counts_when_it_is_imported(self):
        payment = {'remote_id': 1, 'kind': 'payment', 'state': 'paid', 'amount': 225}
        foreign = self.add(
            amount_total=225, payment_ids=[Command.create({**payment, 'currency': 'SEK'})])
        own = self.add(
            amount_total=30, payment_ids=[Command.create({**payment, 'currency': 'EUR'})])
        unnamed = self.add(
            amount_total=4, payment_ids=[Command.create({**payment, 'currency': ''})])
        self.assertEqual(
            (self.entry(foreign).amount, self.entry(own).amount, self.entry(unnamed).amount),
            (0, 30, 4))
        self.assertEqual(self.figures([], '__count', 'amount:sum'), [(3, 34)])

    def test_a_line_leads_to_its_order(self):
        order = self.bring_in()
        line = self.entry(order)
        self.assertEqual((line.name, line.merchant_id), (str(order.remote_id), self.merchant))
        action = line.action_open()
        self.assertEqual(
            (action['res_model'], action['res_id']), ('mycashflow.order', order.id))

    def test_a_user_of_ours_reads_and_another_company_does_not(self):
        order = self.add()
        company = self.env['res.company'].create({'name': "Toinen Oy"})
        for name, values, expected in (
                ('ring_clerk', {}, order),
                ('ring_stranger', {'company_id': company.id, 'company_ids': [
                    Command.set(company.ids)]}, order.browse())):
            user = new_test_user(
                self.env, name, groups='mycashflow_ogoship.group_user', **values)
            rows = self.report.with_user(user)
            self.assertEqual(rows.search([]).mycashflow_order_id, expected)
            self.assertEqual(
                rows._read_group([], [], ['__count']), [(len(expected),)])
        stock = new_test_user(self.env, 'ring_stock', groups='stock.group_stock_user')
        with self.assertRaises(AccessError):
            self.report.with_user(stock)._read_group([], [], ['__count'])


@tagged('post_install', '-at_install')
class TestTimeToShip(ReportsCase):

    def median_and_slowest(self, groupby=()):
        return self.figures(
            groupby, 'hours_to_ship:median', 'slowest_hours:max',
            domain=[('hours_to_ship', '!=', False)])

    def test_the_median_is_the_one_in_the_middle_and_not_the_average(self):
        for hours in (2, 3, 100):
            self.add_shipped(hours)
        self.assertEqual(self.median_and_slowest(), [(3, 100)])
        self.add_shipped(5)
        self.assertEqual(self.median_and_slowest(), [(median([2, 3, 5, 100]), 100)])

    def test_each_group_and_the_total_have_a_median_of_their_own(self):
        for hours in (1, 2, 30):
            self.add_shipped(hours)
        for hours in (10, 20):
            self.add_shipped(hours, self.other_store)
        self.assertEqual(self.median_and_slowest(['store_id']), [
            (self.store, 2, 30), (self.other_store, 15, 20)])
        self.assertEqual(self.median_and_slowest(), [(10, 30)])

    def test_the_pivot_gets_the_same_medians(self):
        for hours, store in ((1, None), (2, None), (30, None), (10, self.other_store)):
            self.add_shipped(hours, store)
        [total], by_store = self.report.formatted_read_grouping_sets(
            [('hours_to_ship', '!=', False)], [[], ['store_id']], ['hours_to_ship:median'])
        self.assertEqual(total['hours_to_ship:median'], 6)
        self.assertEqual(
            {group['store_id'][0]: group['hours_to_ship:median'] for group in by_store},
            {self.store.id: 2, self.other_store.id: 10})

    def test_what_was_not_shipped_or_paid_or_had_no_goods_has_no_time(self):
        self.add_shipped(4)
        self.add(paid_date=MONDAY)
        self.add_shipped(5, shipped_date=False)
        self.add_shipped(-1)
        self.add(state='done', shipped_date=MONDAY)
        self.add_shipped(0.01, is_digital=True)
        self.assertEqual(self.figures(
            [], '__count', 'hours_to_ship:median', 'slowest_hours:max'), [(6, 4, 4)])
        self.assertEqual(
            self.report.search([('hours_to_ship', '!=', False)]).mapped('hours_to_ship'), [4])

    def test_shipped_is_when_ogoship_says_so_and_not_when_odoo_learned_of_it(self):
        row = self.shipped()
        order = row.sale_order_id.mycashflow_order_ids
        order.paid_date = MONDAY
        row.shipped_date = MONDAY + timedelta(hours=6)
        order.shipped_date = MONDAY + timedelta(days=3)
        self.assertEqual(self.entry(order).hours_to_ship, 6)

    def test_paid_is_when_the_payments_reached_the_total(self):
        order = self.bring_in()
        moment = max(order.payment_ids.mapped(
            lambda payment: payment.remote_updated_at or payment.remote_created_at))
        self.assertEqual(self.entry(order).paid_date, moment)

    def test_an_order_has_left_when_its_last_delivery_has(self):
        first = self.sent('multi')
        self.warehouse.ship(first.reference, lines={'SUKKA-MERINO-M': 3})
        self.sync_merchant()
        order = first.sale_order_id.mycashflow_order_ids
        self.assertFalse(order.shipped_date)
        self.assertFalse(self.entry(order).shipped_date)
        rest = first.picking_id.backorder_ids
        rest.move_ids.picked = True
        rest.with_context(skip_sms=True)._action_done()
        order.paid_date = MONDAY
        first.shipped_date = MONDAY + timedelta(hours=1)
        rest.date_done = MONDAY + timedelta(hours=9)
        self.assertTrue(order.shipped_date)
        self.assertEqual(self.entry(order).hours_to_ship, 9)


@tagged('post_install', '-at_install')
class TestMethodsAndHeldOrders(ReportsCase):

    def test_methods_show_orders_weight_and_amount_and_what_no_rule_matches(self):
        imported = self.bring_in('paid')
        self.bring_in('unmapped_method')
        rows = self.figures(
            ['method_id', 'carrier_id'], '__count', 'weight:sum', 'amount:sum', 'unmatched:sum')
        sale = imported.sale_order_id
        self.assertEqual(len(rows), 2)
        matched, unmatched = sorted(rows, key=lambda row: row[-1])
        self.assertEqual(matched[:3], (imported._shop_shipping_method(), sale.carrier_id, 1))
        self.assertAlmostEqual(matched[3], self.known('KENKA-TUNTURI-42').weight)
        self.assertGreater(matched[3], 0)
        self.assertAlmostEqual(matched[4], sale.amount_total)
        self.assertEqual(matched[5], 0)
        self.assertTrue(unmatched[0])
        self.assertFalse(unmatched[1])
        self.assertEqual((unmatched[2], unmatched[5]), (1, 1))

    def test_held_orders_are_counted_by_reason(self):
        for kind in ('unpaid', 'unpaid', 'unmapped_method', 'paid'):
            self.bring_in(kind)
        held = self.env.ref('mycashflow_ogoship.mycashflow_ogoship_report_held_action')
        self.assertEqual(held.res_model, 'mycashflow_ogoship.waiting')
        self.assertEqual(
            self.env[held.res_model]._read_group(
                [('reason', '!=', False)], ['reason'], ['__count']),
            [('no_rule', 1), ('unpaid', 2)])


@tagged('post_install', '-at_install')
class TestStockHistory(LedgerCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.history = cls.env['ogoship.stock.history']

    def note(self, day, merchant=None, **vals):
        return self.history.create({
            'merchant_id': (merchant or self.merchant).id, 'date': day, **vals})

    def on_day(self, day):
        return patch.object(fields.Date, 'today', lambda *args: day)

    def test_the_first_comparison_of_a_day_is_kept(self):
        self.history.search([]).unlink()
        self.merchant.stock_noted_date = False
        self.lose(2)
        self.lose(-5, code='KAASU-230')
        self.sync_merchant()
        [day] = self.history.search([])
        self.assertEqual((day.merchant_id, day.company_id, day.date), (
            self.merchant, self.env.company, fields.Date.today()))
        compared = self.env['ogoship.product'].search_count([
            ('is_remote', '=', True), ('product_id', '!=', False)])
        self.assertEqual(
            (day.product_count, day.difference_count, day.more, day.less), (compared, 2, 5, 2))
        self.lose(1)
        self.sync_merchant()
        self.assertEqual(day.less, 2)
        self.assertEqual(self.history.search([]), day)

    def test_each_day_has_its_own(self):
        for day in (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3)):
            self.merchant.stock_noted_date = False
            with self.on_day(day):
                self.merchant._note_stock()
        days = self.history.search([('date', '<', '2026-03-10')])
        self.assertEqual(days.mapped('date'), [date(2026, 3, 3), date(2026, 3, 2)])

    def test_merchants_are_added_up_and_days_are_not(self):
        other = self.merchant.copy({'name': "Tallinn", 'merchant_code': '777'})
        self.note('2026-03-02', difference_count=4, more=10)
        self.note('2026-03-02', other, difference_count=2)
        self.note('2026-03-03', difference_count=1, more=4)
        domain = [('date', '<', '2026-03-10')]
        figures = ['difference_count:daily', 'more:daily']
        self.assertEqual(self.history._read_group(domain, ['date:day'], figures), [
            (date(2026, 3, 2), 6, 10), (date(2026, 3, 3), 1, 4)])
        self.assertEqual(self.history._read_group(domain, [], figures), [(3.5, 7)])
        self.assertEqual(self.history._read_group(domain, ['merchant_id'], figures), [
            (self.merchant, 2.5, 7), (other, 2, 0)])

    def test_days_are_forgotten_in_the_end(self):
        old = self.note(fields.Date.today() - STOCK_HISTORY - timedelta(days=1))
        kept = self.note(fields.Date.today() - STOCK_HISTORY)
        self.history._gc_history()
        self.assertFalse(old.exists())
        self.assertTrue(kept.exists())


@tagged('post_install', '-at_install')
class TestDigest(ReportsCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env['res.company'].create({'name': "Toinen Oy"})
        cls.digest = cls.env['digest.digest'].create({
            'name': "Viikko", 'company_id': cls.env.company.id, 'kpi_mycashflow_order': True,
            'kpi_ogoship_shipped': True, 'kpi_mycashflow_ogoship_waiting': True})

    def values(self, digest=None, start=MONDAY, days=7):
        digest = (digest or self.digest).with_context(
            start_datetime=start, end_datetime=start + timedelta(days=days))
        digest.invalidate_recordset()
        return (digest.kpi_mycashflow_order_value, digest.kpi_ogoship_shipped_value,
                digest.kpi_mycashflow_ogoship_waiting_value)

    def test_it_tells_what_was_ordered_shipped_and_is_waiting(self):
        shipped = self.shipped()
        unpaid, earlier = self.bring_in('unpaid'), self.bring_in('unpaid')
        shipped.shipped_date = MONDAY + timedelta(days=2)
        shipped.sale_order_id.mycashflow_order_ids.order_date = MONDAY
        unpaid.order_date = MONDAY + timedelta(days=1)
        earlier.order_date = MONDAY - timedelta(days=1)
        self.add(state='cancelled')
        self.assertEqual(self.values(), (2, 1, 1))
        self.assertEqual(self.values(start=MONDAY - timedelta(days=7)), (1, 0, 1))

    def test_each_company_has_its_own(self):
        self.add()
        other = self.digest.copy({'company_id': self.company.id})
        self.assertEqual((self.values()[0], self.values(other)[0]), (1, 0))

    def test_who_may_not_see_orders_gets_no_figures_of_them(self):
        clerk = new_test_user(self.env, 'ring_clerk', groups='mycashflow_ogoship.group_user')
        stock = new_test_user(self.env, 'ring_stock', groups='stock.group_stock_user')
        names = {'kpi_mycashflow_order', 'kpi_ogoship_shipped', 'kpi_mycashflow_ogoship_waiting'}
        found = {user: {kpi['kpi_name']: kpi for kpi in self.digest._compute_kpis(
            self.env.company, user)} for user in (clerk, stock)}
        self.assertEqual(names & set(found[clerk]), names)
        self.assertEqual(names & set(found[stock]), set())
        for name in names:
            action, _separator, menu = found[clerk][name]['kpi_action'].partition('?menu_id=')
            self.assertTrue(self.env.ref(action).res_model)
            self.assertEqual(int(menu), self.env.ref('mycashflow_ogoship.menu_root').id)

    def test_the_mail_shows_the_figures_and_leads_to_their_lists(self):
        self.add()
        user = new_test_user(
            self.env, 'ring_reader', groups='mycashflow_ogoship.group_user', email='a@example.com')
        self.digest._action_send_to_user(user, tips_count=0)
        mail = self.env['mail.mail'].search([], order='id desc', limit=1)
        self.assertEqual(mail.email_to, user.email_formatted)
        for label, action in (
                ("Webshop Orders", 'mycashflow_order_action'),
                ("Shipped by OGOship", 'ogoship_order_action'),
                ("Orders Not Shipped", 'mycashflow_ogoship_waiting_action')):
            self.assertIn(label, mail.body_html)
            self.assertIn(f'mycashflow_ogoship.{action}', mail.body_html)

    def test_it_is_in_the_digest_that_odoo_sends_by_itself(self):
        self.assertTrue(self.env.ref('digest.digest_digest_default').kpi_mycashflow_order)
