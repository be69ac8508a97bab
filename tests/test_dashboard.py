"""The first page of the app: one card per store and merchant."""

import json
from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..const import DASHBOARD_DAYS
from .watch_common import WatchCase

FIELDS = (
    'name', 'kind', 'state', 'company_id', 'store_id', 'merchant_id', 'last_sync_date', 'next_run',
    'error_message', 'alarm_count', 'note', 'today_count', 'graph', 'waiting_count', 'reasons',
    'alarms', 'setup_progress')


class DashboardCase(WatchCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env['mycashflow_ogoship.dashboard']
        cls.clerk = new_test_user(
            cls.env, 'dashboard_clerk', 'mycashflow_ogoship.group_user', tz='Europe/Helsinki')

    def card(self, account, user=None):
        """The card as a user sees it, read anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.dashboard.with_user(user or self.env.user).search([])
        return cards.filtered(lambda card: card._account() == account)

    def order(self, date, store=None, state='done', **values):
        """An order of the shop that was placed then."""
        store = store or self.store
        number = self.env['mycashflow.order'].search_count([('store_id', '=', store.id)]) + 1
        return self.env['mycashflow.order'].create({
            'store_id': store.id, 'remote_id': number, 'order_date': date, 'state': state,
            **values})

    def opened(self, action):
        """What the list shows that an action opens."""
        return self.env[action['res_model']].search(action['domain'])


@tagged('post_install', '-at_install')
class TestDashboard(DashboardCase):

    def test_each_store_and_merchant_in_use_has_a_card(self):
        cards = self.dashboard.search([])
        self.assertEqual(cards.mapped('kind'), ['store', 'merchant'])
        self.assertEqual([card._account() for card in cards], [self.store, self.merchant])
        self.store.active = False
        self.assertFalse(self.card(self.store))
        self.assertEqual(self.dashboard.search([]).merchant_id, self.merchant)

    def test_the_filters_find_what_they_say(self):
        self.merchant.state = 'paused'
        self.store.latest_changes = True
        self.env['mycashflow_ogoship.alarm'].create({'store_id': self.store.id, 'kind': 'gap'})
        shop, warehouse = self.card(self.store), self.card(self.merchant)
        view = self.env.ref('mycashflow_ogoship.mycashflow_ogoship_dashboard_view_search')
        self.assertEqual(
            {name: self.filtered_by(view, name) for name in (
                'stores', 'merchants', 'with_alarms', 'paused', 'draft', 'asleep')},
            {'stores': shop, 'merchants': warehouse, 'with_alarms': shop, 'paused': warehouse,
             'draft': self.dashboard, 'asleep': warehouse})

    def filtered_by(self, view, name):
        tree = self.dashboard.get_view(view.id, 'search')['arch']
        domain = tree.split(f'name="{name}"')[1].split('domain="')[1].split('"')[0]
        return self.dashboard.search(literal_eval(domain.replace('&gt;', '>')))

    # === ORDERS OF A DAY === #

    @freeze_time('2026-03-10 22:30:00')
    def test_today_is_the_users_day(self):
        """In Helsinki it is half past midnight of the eleventh."""
        today = self.order('2026-03-10 22:10:00')
        self.order('2026-03-10 21:50:00')
        self.order('2026-03-09 23:00:00')
        card = self.card(self.store, self.clerk)
        self.assertEqual(card.today_count, 1)
        self.assertEqual(self.opened(card.action_open_today()), today)
        self.assertEqual(self.bars(card)[-2:], [2, 1])
        abroad = new_test_user(
            self.env, 'abroad_clerk', 'mycashflow_ogoship.group_user', tz='UTC')
        self.assertEqual(self.bars(self.card(self.store, abroad))[-2:], [1, 2])

    @freeze_time('2026-03-10 12:00:00')
    def test_the_graph_shows_two_weeks_and_no_order_that_does_not_count(self):
        for day, state in (
                ('2026-03-10', 'ignored'), ('2026-03-09', 'cancelled'), ('2026-03-08', 'held'),
                ('2026-02-25', 'done'), ('2026-02-24', 'done')):
            self.order(f'{day} 10:00:00', state=state)
        bars = self.bars(self.card(self.store))
        self.assertEqual(bars, [1, *[0] * (DASHBOARD_DAYS - 4), 1, 0, 0])

    def bars(self, card):
        return [bar['value'] for bar in json.loads(card.graph)[0]['values']]

    def test_an_account_without_orders_has_no_graph(self):
        self.assertEqual([self.card(self.store).graph, self.card(self.merchant).graph],
                         [False, False])

    def test_a_merchants_card_counts_what_was_shipped(self):
        row = self.shipped()
        row.shipped_date = fields.Datetime.now()
        self.warehouse.add_foreign_order('MYOGO-1')
        self.sync_merchant()
        card = self.card(self.merchant)
        self.assertEqual((card.today_count, sum(self.bars(card))), (1, 1))
        self.assertEqual(self.opened(card.action_open_today()), row)

    # === WHY THEY WAIT === #

    def test_it_says_why_orders_wait_and_opens_each_reason(self):
        for kind in ('unpaid', 'unpaid', 'unpaid', 'unmapped_method', 'unmapped_method', 'paid'):
            self.bring_in(kind)
        card = self.card(self.store, self.clerk)
        self.assertEqual(card.waiting_count, 6)
        self.assertEqual(
            [(why['label'], why['count'], why['urgent']) for why in card.reasons],
            [("No shipping rule", 2, True), ("Not paid yet", 3, False), ("To be sent", 1, False)])
        self.assertOpensAsMany(card)
        self.assertEqual(len(self.opened(card.action_open_waiting())), 6)
        merchant = self.card(self.merchant, self.clerk)
        self.assertEqual(
            [(why['label'], why['count']) for why in merchant.reasons], [("To be sent", 1)])
        self.assertOpensAsMany(merchant)
        self.assertEqual(len(self.opened(merchant.action_open_waiting())), 1)

    def assertOpensAsMany(self, card):
        """Each reason leads to a list that has its name and as many lines as it says."""
        for why in card.reasons:
            action = card.with_context(why=why['key']).action_open_waiting()
            self.assertEqual(len(self.opened(action)), why['count'], why)
            self.assertEqual(action['name'], why['label'])

    def test_what_shop_and_warehouse_call_alike_is_told_apart(self):
        order, row = self.bring_in('unmapped_method'), self.outbox()
        order.reason = 'refused'
        row.write({'state': 'error', 'reason': 'refused', 'message': "No."})
        card = self.card(self.store)
        self.assertEqual({why['label']: why['count'] for why in card.reasons},
                         {"Shop refused": 1, "OGOship refused": 1})
        self.assertOpensAsMany(card)

    def test_a_reason_that_nobody_knows_opens_nothing_it_should_not(self):
        self.bring_in('unpaid')
        card = self.card(self.store, self.clerk)
        for why in ('company_id,1,', 'nonsense', 7, False):
            action = card.with_context(why=why).action_open_waiting()
            self.assertEqual(action['domain'], [('store_id', '=', self.store.id)])

    # === ALARMS === #

    def test_alarms_are_shown_with_their_remedy_those_of_the_account_first(self):
        self.bring_in('unmapped_method')
        self.store.state = 'paused'
        self.watch()
        card = self.card(self.store, self.clerk)
        self.assertEqual(card.alarm_count, 2)
        self.assertEqual([alarm['id'] for alarm in card.alarms],
                         [self.alarms('paused').id, self.alarms('person').id])
        self.assertIn("Test connection", card.alarms[0]['remedy'])
        action = card.with_context(alarm_id=card.alarms[1]['id']).action_remedy()
        self.assertEqual(self.opened(action).reason, 'no_rule')
        self.assertFalse(self.card(self.merchant).alarms)

    def test_the_button_of_an_alarm_that_is_over_opens_the_list(self):
        self.store.state = 'paused'
        self.watch()
        card, alarm = self.card(self.store, self.clerk), self.alarms('paused')
        alarm._clear()
        action = card.with_context(alarm_id=alarm.id).action_remedy()
        self.assertEqual(action['res_model'], 'mycashflow_ogoship.alarm')

    # === STATE === #

    def test_it_says_why_nothing_happens(self):
        def note():
            return self.card(self.store).note or ''
        self.assertIn("Latest changes is off", note())
        self.store.latest_changes = True
        self.assertEqual(note(), '')
        self.store.state = 'paused'
        self.assertIn("Paused", note())
        self.watch()
        self.assertEqual(note(), '', "The alarm says it")
        self.store.state = 'draft'
        self.assertIn("Not connected", note())
        self.env['ir.config_parameter'].set_param('database.is_neutralized', True)
        self.assertIn("neutralized copy", note())

    def test_until_an_order_has_shipped_it_says_how_far_the_set_up_is(self):
        steps = self.env['mycashflow_ogoship.setup'].search(
            [('company_id', '=', self.store.company_id.id)])
        done, total = steps._count_done()
        card = self.card(self.store, self.clerk)
        self.assertEqual(card.setup_progress, f"{done} of {total} steps are done")
        self.order(fields.Datetime.now(), shipped_date=fields.Datetime.now())
        self.assertFalse(self.card(self.store, self.clerk).setup_progress)
        self.assertTrue(self.card(self.merchant, self.clerk).setup_progress)

    def test_it_says_that_nobody_watches(self):
        self.store.latest_changes = True
        self.env.ref('mycashflow_ogoship.ir_cron_watch').active = False
        self.assertIn("Nobody watches", self.card(self.store).note)

    def test_the_next_run_is_the_next_call_or_what_was_asked_for_before_it(self):
        cron = self.store.cron_id
        self.assertFalse(self.card(self.store).next_run, "it is switched off")
        self.store.latest_changes = True
        self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)]).unlink()
        cron.nextcall = fields.Datetime.now() + timedelta(hours=3)
        self.assertEqual(self.card(self.store, self.clerk).next_run, cron.nextcall)
        sooner = cron.nextcall - timedelta(hours=1)
        cron._trigger(at=sooner)
        self.assertEqual(self.card(self.store, self.clerk).next_run, sooner)
        self.store.circuit_retry_at = cron.nextcall + timedelta(hours=1)
        self.assertEqual(self.card(self.store).next_run, self.store.circuit_retry_at)
        self.store.state = 'paused'
        self.assertFalse(self.card(self.store).next_run)

    # === BUTTONS === #

    def test_a_clerk_synchronizes_from_the_card_and_finds_no_settings(self):
        number = self.place()
        with self.enter_registry_test_mode():
            self.card(self.store, self.clerk).action_sync()
        self.env.invalidate_all()
        self.assertEqual(self.row(number).state, 'done')
        action = self.env.ref('mycashflow_ogoship.mycashflow_ogoship_dashboard_action')
        arch = self.dashboard.with_user(self.clerk).get_view(view_type='kanban')['arch']
        self.assertNotIn('action_open_account', arch)
        self.assertIn('action_sync', arch)
        arch = self.dashboard.with_user(self.env.ref('base.user_admin')).get_view(
            view_type='kanban')['arch']
        self.assertIn('action_open_account', arch)
        self.assertEqual(action.view_mode, 'kanban')

    def test_each_link_of_a_card_opens_what_belongs_to_it(self):
        for account in (self.store, self.merchant):
            card = self.card(account, self.clerk)
            self.assertEqual(card.action_open_account()['res_id'], account.id)
            for button in ('orders', 'products', 'alarms'):
                action = getattr(card, f'action_open_{button}')()
                self.assertEqual(action['domain'], [(card._owner(), '=', account.id)])

    def test_the_app_opens_with_it(self):
        root = self.env.ref('mycashflow_ogoship.menu_root')
        self.assertEqual(
            root.child_id.sorted('sequence')[0].action,
            self.env.ref('mycashflow_ogoship.mycashflow_ogoship_dashboard_action'))

    # === MANY === #

    def test_fifty_accounts_cost_as_many_queries_as_two(self):
        self.bring_in('unpaid')
        self.shipped()
        self.env['mycashflow_ogoship.alarm'].create([
            {'store_id': self.store.id, 'kind': 'gap'},
            {'merchant_id': self.merchant.id, 'kind': 'second'}])
        # As if nothing had shipped: how far the set-up is costs the most.
        for model in ('mycashflow.order', 'ogoship.order'):
            self.env[model].search([]).shipped_date = False
        few = self.queries(2)
        self.make_accounts(24)
        self.assertEqual(self.queries(50), few)

    def queries(self, cards):
        """Statements that the page of all cards costs."""
        cards_of_clerk = self.dashboard.with_user(self.clerk)
        self.env.flush_all()
        for _round in range(2):  # the first one fills caches that stay
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = cards_of_clerk.web_search_read(
                [], {name: {'fields': {'display_name': {}}} if name == 'company_id' else {}
                     for name in FIELDS})
        self.assertEqual(page['length'], cards)
        return self.env.cr.sql_log_count - before

    def make_accounts(self, count):
        """So many more stores and merchants, each with an order that waits and an alarm."""
        merchants = self.env['ogoship.merchant'].create([
            {'name': f"Merchant {number}", 'merchant_code': f'm{number}'}
            for number in range(count)])
        stores = self.env['mycashflow.store'].create([
            {'name': f"Store {number}", 'store_name': f'store-{number}'}
            for number in range(count)])
        for store in stores:
            self.order(fields.Datetime.now(), store, state='held', reason='unpaid')
        self.env['mycashflow_ogoship.alarm'].create([
            *({'store_id': store.id, 'kind': 'gap'} for store in stores),
            *({'merchant_id': merchant.id, 'kind': 'second'} for merchant in merchants)])

    def test_a_user_of_two_companies_sees_the_cards_of_those_he_has_chosen(self):
        other = self.env['res.company'].create({'name': "Toinen Oy"})
        store = self.env['mycashflow.store'].create({
            'name': "Toinen", 'store_name': 'toinen', 'company_id': other.id})
        self.clerk.company_ids = [Command.link(other.id)]
        cards, both = self.dashboard.with_user(self.clerk), [self.env.company.id, other.id]
        for companies, seen in ((both[:1], False), (both, True)):
            chosen = cards.with_context(allowed_company_ids=companies)
            self.assertEqual(store in chosen.search([]).store_id, seen)
