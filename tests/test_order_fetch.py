"""The wizard *Fetch orders*: one order by its number, or the orders of some days."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import RingCase


@tagged('post_install', '-at_install')
class TestOrderFetch(RingCase):

    def wizard(self, **values):
        return self.env['mycashflow.order.fetch'].create({'store_id': self.store.id, **values})

    def fetch(self, **values):
        """The rows that the wizard shows afterwards."""
        action = self.wizard(**values).action_fetch()
        self.assertEqual(action['res_model'], 'mycashflow.order')
        return self.env['mycashflow.order'].search(action['domain'])

    def test_order_by_its_number(self):
        number = self.place()
        row = self.fetch(remote_id=number)
        self.assertEqual((row, row.state), (self.row(number), 'new'))
        self.assertEqual(self.shop_calls(), [('GET', f'/api/v1/orders/{number}')])
        self.sync_store()
        self.assertImported(row)

    def test_fetched_order_is_imported_soon(self):
        self.store.latest_changes = True
        triggers = self.env['ir.cron.trigger'].search([])
        self.fetch(remote_id=self.place())
        rung = self.env['ir.cron.trigger'].search([]) - triggers
        self.assertEqual(rung.cron_id, self.store.cron_id)

    def test_order_that_is_here_already_is_not_doubled(self):
        row = self.bring_in()
        sale = row.sale_order_id
        self.assertEqual(self.fetch(remote_id=row.remote_id), row)
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.sale_order_id, sale)

    def test_fetching_notices_a_payment_that_polling_did_not(self):
        row = self.bring_in('unpaid')
        self.shop.pay(row.remote_id)
        self.fetch(remote_id=row.remote_id)
        self.assertEqual((row.state, row.payment_state), ('new', 'paid'))

    def test_number_that_the_shop_does_not_know(self):
        with self.assertRaisesRegex(UserError, "Tunturipuoti has no order 99999"):
            self.fetch(remote_id=99999)

    def test_orders_of_some_days_as_the_shops_clock_counts_them(self):
        day = fields.Date.today() - timedelta(days=5)
        tomorrow = day + timedelta(days=1)
        self.env.company.partner_id.tz = 'Europe/Moscow'  # +03:00 all the year
        stamps = {
            'eve': f'{day - timedelta(days=1)}T23:59:00+03:00', 'first': f'{day}T00:01:00+03:00',
            'last': f'{tomorrow}T23:59:00+03:00', 'after': f'{tomorrow}T23:59:59+02:00'}
        numbers = {name: self.place(created_at=stamp) for name, stamp in stamps.items()}
        rows = self.fetch(date_from=day, date_to=tomorrow)
        self.assertEqual(set(rows.mapped('remote_id')), {numbers['first'], numbers['last']})

    def test_orders_since_a_day(self):
        self.shop.play(page_size_cap=2)
        day = fields.Date.today() - timedelta(days=2)
        numbers = [self.place() for _number in range(5)]
        rows = self.fetch(date_from=day)
        self.assertEqual(sorted(rows.mapped('remote_id')), numbers)
        self.sync_store()
        for row in rows:
            self.assertImported(row)

    def test_fetching_by_days_does_not_move_the_cursor(self):
        self.place()
        self.fetch(date_from=fields.Date.today())
        self.assertFalse(self.store.orders_cursor)

    def test_order_that_the_shop_cannot_deliver_gets_its_row(self):
        numbers = [self.place() for _number in range(3)]
        self.shop.break_order(numbers[1])
        rows = self.fetch(date_from=fields.Date.today() - timedelta(days=1))
        self.assertEqual(sorted(rows.mapped('remote_id')), numbers)
        self.assertWaits(self.row(numbers[1]), 'error', 'remote')

    def test_order_without_a_name_is_told(self):
        numbers = [self.place() for _number in range(3)]
        self.shop.break_order(numbers[1], with_id=False)
        self.fetch(date_from=fields.Date.today() - timedelta(days=1))
        self.assertIn("cannot be named", self.store.warning_message)

    def test_shipping_method_added_in_the_shop_is_learnt(self):
        number = self.place()
        self.store.shipping_method_ids.filtered(lambda method: method.remote_id == 3).unlink()
        self.assertEqual(self.fetch(remote_id=number).shipping_method, "Posti Postipaketti")

    def test_nothing_asked_for(self):
        with self.assertRaisesRegex(UserError, "order number"):
            self.fetch()

    def test_days_the_wrong_way_round(self):
        with self.assertRaisesRegex(UserError, "before the first"):
            self.fetch(date_from='2026-11-20', date_to='2026-11-19')

    def test_store_that_is_not_connected(self):
        self.store.state = 'paused'
        with self.assertRaisesRegex(UserError, "Test connection"):
            self.fetch(remote_id=1)

    def test_wrong_key_is_told_without_the_key(self):
        self.store.api_key = 'wrong-key'
        with self.assertRaisesRegex(UserError, "Tunturipuoti") as caught:
            self.fetch(remote_id=self.place())
        self.assertNotIn('wrong-key', str(caught.exception))

    def test_only_connected_store_is_proposed(self):
        self.assertEqual(self.env['mycashflow.order.fetch'].create({}).store_id, self.store)

    def test_user_without_the_keys_may_fetch(self):
        user = new_test_user(self.env, 'fetcher', 'mycashflow_ogoship.group_user')
        number = self.place()
        self.wizard().with_user(user).create(
            {'store_id': self.store.id, 'remote_id': number}).action_fetch()
        self.assertEqual(self.row(number).state, 'new')
