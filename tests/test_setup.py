"""*Set up*: from "installed" to "first order shipped", step by step."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .catalogue_common import CatalogueCase


class SetupCase(CatalogueCase):

    def steps(self, company=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env['mycashflow_ogoship.setup'].search([
            ('company_id', '=', (company or self.env.company).id)])

    def step(self, kind, company=None):
        return self.steps(company).filtered(lambda step: step.kind == kind)

    def assertStep(self, kind, state, *words):
        """The step is in this state, and says all these words."""
        step = self.step(kind)
        self.assertEqual(step.state, state, step.message)
        for word in words:
            self.assertIn(word, step.message)
        return step

    def opened(self, step):
        """The records that the step's button leads to."""
        action = step.action_open()
        records = self.env[action['res_model']]
        if action.get('res_id'):
            return records.browse(action['res_id'])
        return records.search(action.get('domain') or [])

    def take(self, kind, user=None):
        """Press the button that does at once what the step asks for."""
        step = self.step(kind)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            step.with_env(self.env(cr=cr, user=user or self.env.user)).action_do()
        self.env.invalidate_all()

    def another_store(self, **values):
        return self.env['mycashflow.store'].create({
            'name': "Toinen", 'store_name': 'toinen', **values})

    def link_products(self):
        self.refresh()
        rows = self.catalogue()
        self.press(
            self.env['mycashflow.product.sync'].browse(rows.action_sync_link()['res_id']),
            'action_apply')
        return rows


@tagged('post_install', '-at_install')
class TestSetupSteps(SetupCase):
    """Each step knows whether it is done, and says what is missing."""

    def test_a_company_without_anything_begins_with_the_store(self):
        company = self.env['res.company'].create({'name': "Uusi Oy"})
        steps = self.steps(company)
        states = {step.kind: step.state for step in steps}
        self.assertEqual(states.pop('store'), 'todo')
        self.assertEqual(states.pop('merchant'), 'todo')
        self.assertEqual(set(states.values()), {'later'})
        self.assertEqual(steps.filtered('is_next').mapped('kind'), ['store'])
        self.assertEqual(steps._count_done(), (0, len(steps) - 1))
        self.assertTrue(all(step.reason and step.button and step.message for step in steps))
        self.assertEqual(steps[:2].mapped('button'), ["New store", "New merchant"])

    def test_the_button_of_the_first_step_opens_a_new_store_of_that_company(self):
        company = self.env['res.company'].create({'name': "Uusi Oy"})
        merchant = self.env['ogoship.merchant'].create({
            'name': "OGO", 'merchant_code': '9', 'company_id': company.id})
        action = self.step('store', company).action_open()
        self.assertFalse(action.get('res_id'))
        self.assertEqual(action['context'], {
            'default_company_id': company.id, 'default_merchant_id': merchant.id})

    def test_a_store_that_answers_is_connected_and_a_refused_one_is_named(self):
        self.assertStep('store', 'done', "Tunturipuoti")
        self.store.state = 'paused'
        step = self.assertStep('store', 'todo', "Not connected: Tunturipuoti")
        self.assertEqual(self.opened(step), self.store)

    def test_of_several_stores_the_one_that_is_not_connected_is_named_and_opened(self):
        other = self.another_store()
        step = self.assertStep('store', 'todo', "Not connected: Toinen.")
        self.assertEqual(self.opened(step), other)

    def test_a_merchant_needs_a_warehouse_and_a_store_that_ships_from_it(self):
        self.assertStep('merchant', 'done', self.merchant.name)
        self.store.merchant_id = False
        step = self.assertStep('merchant', 'todo', "No store ships from it: OGOship.")
        self.assertEqual(self.opened(step), self.store)
        self.assertEqual(step.deed, "Ship from it")
        self.take('merchant')
        self.assertStep('merchant', 'done')
        self.assertEqual(self.store.merchant_id, self.merchant)
        self.store.merchant_id = False
        self.assertEqual(self.step('merchant').deed, "Ship from it")
        self.merchant.warehouse_id = False
        step = self.assertStep('merchant', 'todo', "Without a warehouse in Odoo: OGOship.")
        self.assertEqual(self.opened(step), self.merchant)

    def test_a_person_says_that_the_direct_link_is_off(self):
        step = self.assertStep('direct', 'todo', "No order of somebody else has been seen")
        self.assertIn("Edit merchant > Integrations", step.reason)
        self.assertEqual(step.action_open()['url'], 'https://my.ogoship.com')
        self.take('direct')
        self.assertStep('direct', 'done', "OGOship")
        self.assertTrue(self.merchant.direct_link_off_date)

    def test_an_order_of_somebody_else_opens_the_direct_link_again(self):
        self.take('direct')
        self.merchant._warn("Something else.")
        self.store.order_prefix = 'MCF-'
        number = self.place('paid')
        self.go_round()
        self.warehouse.add_foreign_order(str(number))
        self.sync_merchant()
        self.assertStep('direct', 'todo', "It is on", "OGOship")
        self.take('direct')
        self.assertStep('direct', 'done')
        self.assertEqual(self.merchant.warning_message, "Something else.")
        self.assertFalse(self.merchant.second_integration_date)

    def test_products_are_fetched_then_linked(self):
        step = self.assertStep('products', 'todo', "Not fetched yet: Tunturipuoti")
        self.assertEqual(step.deed, "Fetch products")
        self.take('products')
        count = self.store.product_count
        step = self.assertStep(
            'products', 'todo', f"Tunturipuoti: {self.store.product_open_count} of {count}")
        self.assertFalse(step.deed)
        self.assertEqual(len(self.opened(step)), self.store.product_open_count)
        rows = self.link_products()
        rows.filtered(lambda row: row.state != 'linked').state = 'excluded'
        self.assertStep('products', 'done', str(count))

    def test_methods_without_a_rule_are_counted_and_opened(self):
        step = self.assertStep('shipping', 'todo', "Tunturipuoti: 2 of 7 methods have no rule.")
        self.assertEqual(
            sorted(self.opened(step).mapped('name')),
            ['Nouto myymälästä, Rovaniemi', 'Pikakuriiri Helsinki'])
        rules = self.env['mycashflow.shipping.rule']
        carrier = rules.search([], limit=1).carrier_id
        rules.create({'pattern': '*', 'sequence': 99, 'carrier_id': carrier.id})
        self.assertStep('shipping', 'done', "7")
        carrier.ogoship_shipping_code = False
        step = self.assertStep('shipping', 'todo', "OGOship shipping code", carrier.name)
        self.assertEqual(self.opened(step), carrier)
        self.store.merchant_id = False
        self.assertStep('shipping', 'done')

    def test_a_rule_of_another_store_maps_nothing(self):
        rules = self.env['mycashflow.shipping.rule']
        rules.create({
            'pattern': '*', 'sequence': 99, 'store_id': self.another_store().id,
            'carrier_id': rules.search([], limit=1).carrier_id.id})
        self.assertStep('shipping', 'todo', "Tunturipuoti: 2 of 7")

    def test_a_method_with_rules_for_some_weights_has_a_rule(self):
        rules = self.env['mycashflow.shipping.rule']
        carrier = rules.search([], limit=1).carrier_id
        for name in ('Nouto*', 'Pikakuriiri*'):
            rules.create({'pattern': name, 'weight_min': 1, 'carrier_id': carrier.id})
        self.assertStep('shipping', 'done', "7")

    def test_payment_methods_may_be_left_as_they_are(self):
        step = self.assertStep('payments', 'optional', "7")
        self.assertEqual(self.opened(step), self.store.payment_method_ids)
        before = self.steps()._count_done()
        self.take('payments')
        self.assertStep('payments', 'done')
        self.assertEqual(self.steps()._count_done(), before, "what is optional is not counted")
        self.store.payment_method_ids[0].release_unpaid = True
        self.assertStep('payments', 'done', self.store.payment_method_ids[0].name)

    def test_missing_taxes_are_named_and_created(self):
        self.assertStep('taxes', 'later')
        self.refresh()
        self.assertStep('taxes', 'done')
        self.env['account.tax']._mycashflow_find(25.5, self.env.company).active = False
        self.assertStep('taxes', 'todo', "25.5 %")
        self.take('taxes')
        self.assertStep('taxes', 'done')

    def test_stock_is_compared_and_differences_are_somebodys_decision(self):
        step = self.assertStep('stock', 'todo', "Not compared yet: OGOship")
        self.assertEqual(step.deed, "Fetch stock")
        self.take('stock')
        self.assertStep('stock', 'done', "Compared")
        line = self.merchant.product_ids.filtered('product_id')[0]
        line.state = 'difference'
        step = self.assertStep('stock', 'todo', "OGOship: the stock of 1 of")
        self.assertEqual(step.action_open()['context'], {'search_default_difference': 1})
        self.merchant.stock_applied_date = fields.Datetime.now()
        self.assertStep('stock', 'done')
        self.merchant.write({'stock_applied_date': False, 'adjust_stock': 'off'})
        self.assertStep('stock', 'done')

    def test_stock_is_written_after_somebody_has_seen_what_would_change(self):
        self.assertStep('push', 'later', "Fetch the products")
        self.link_products()
        self.assertStep('push', 'later', "Compare the stock")
        self.take('stock')
        step = self.assertStep('push', 'todo', "Nobody writes stock", "Tunturipuoti")
        self.assertEqual(step.deed, "Preview stock")
        self.take('push')
        step = self.assertStep('push', 'todo')
        self.assertEqual(step.deed, "Switch on")
        self.assertEqual(self.opened(step), self.store)
        self.take('push')
        self.assertTrue(self.store.push_stock)
        self.assertStep('push', 'done', "Tunturipuoti")

    def test_latest_changes_waits_for_the_direct_link_and_switches_on_both(self):
        self.assertStep('latest', 'later', "direct link")
        self.take('direct')
        step = self.assertStep('latest', 'todo', "Off: Tunturipuoti and OGOship")
        self.assertEqual(self.opened(step), self.store)
        self.take('latest')
        self.assertStep('latest', 'done')
        self.assertTrue(self.store.cron_id.active and self.merchant.cron_id.active)
        self.merchant.latest_changes = False
        step = self.assertStep('latest', 'todo', "Off: OGOship.")
        self.assertEqual(self.opened(step), self.merchant)

    def test_the_first_order_goes_all_the_way(self):
        step = self.assertStep('shipped', 'todo', "no order has shipped yet. Waiting: 0.")
        action = step.action_open()
        self.assertEqual(action['res_model'], 'mycashflow.order.fetch')
        self.assertEqual(action['context'], {
            'default_store_id': self.store.id, 'default_date_from': self.store.order_from})
        self.assertEqual(step.button, "Fetch orders…")
        number = self.place('paid')
        unpaid = self.place('unpaid')
        self.go_round()
        step = self.assertStep('shipped', 'todo', "Waiting: 1.")
        self.assertEqual(step.button, "Open the orders")
        self.env.flush_all()
        self.assertIn(self.row(unpaid), self.opened(step).mycashflow_order_id)
        self.warehouse.ship(self.warehouse_row(number).reference)
        self.go_round()
        self.assertStep('shipped', 'done', "Tunturipuoti")

    def test_all_steps_of_a_company_that_ships_are_done(self):
        self.link_products()
        rules = self.env['mycashflow.shipping.rule']
        rules.create({'pattern': '*', 'sequence': 99,
                      'carrier_id': rules.search([], limit=1).carrier_id.id})
        rows = self.store.product_ids
        rows.filtered(lambda row: row.state != 'linked').state = 'excluded'
        for kind in ('direct', 'stock', 'push', 'latest'):
            self.take(kind)
        self.store.push_stock = True
        number = self.place('paid')
        self.go_round()
        self.warehouse.ship(self.warehouse_row(number).reference)
        self.go_round()
        steps = self.steps()
        self.assertEqual(
            {step.kind: step.message for step in steps if step.state == 'todo'}, {})
        self.assertFalse(steps.filtered('is_next'))
        done, total = steps._count_done()
        self.assertEqual(done, total)


@tagged('post_install', '-at_install')
class TestSetupCompanies(SetupCase):
    """Who sees which steps, and who may do what."""

    def test_each_company_has_its_own_steps(self):
        other = self.env['res.company'].create({'name': "Toinen Oy"})
        both = self.env.company | other
        model = self.env['mycashflow_ogoship.setup'].with_context(allowed_company_ids=both.ids)
        progress = model._progress_of()
        self.assertEqual(list(progress), [self.env.company], "the other one uses nothing")
        self.assertEqual(progress[self.env.company], self.steps()._count_done())
        self.assertGreater(progress[self.env.company][0], 1)
        self.assertEqual(model.with_company(other)._progress_of(other)[other][0], 0)
        self.another_store(company_id=other.id, name="Toisen")
        self.assertIn(other, model._progress_of())
        self.assertNotIn("Toisen", self.step('store').message)
        self.assertEqual(self.step('store', other).message, "Not connected: Toisen.")

    def test_a_user_sees_the_steps_and_an_administrator_takes_them(self):
        user = new_test_user(self.env, 'setup_user', groups='mycashflow_ogoship.group_user')
        manager = new_test_user(
            self.env, 'setup_manager', groups='mycashflow_ogoship.group_manager')
        step = self.step('direct').with_user(user)
        self.assertEqual(step.state, 'todo')
        with self.assertRaises(AccessError):
            step.action_do()
        self.assertFalse(self.merchant.direct_link_off_date)
        step.with_user(manager).action_do()
        self.assertTrue(self.merchant.direct_link_off_date)
        self.refresh()
        for each in self.steps().with_user(manager):
            self.assertTrue(each.action_open(), each.kind)
            self.take(each.kind, manager)

    def test_archived_accounts_do_not_count(self):
        self.another_store(active=False)
        self.assertStep('store', 'done')
        self.store.active = self.merchant.active = False
        self.assertStep('store', 'todo', "No store yet.")

    def test_more_accounts_cost_no_more_queries(self):
        def queries():
            steps = self.steps()
            before = self.cr.sql_log_count
            steps.mapped('message'), steps.mapped('progress'), steps.mapped('deed')
            return self.cr.sql_log_count - before
        queries()
        few = queries()
        for number in range(10):
            self.another_store(
                store_name=f'toinen{number}', state='connected',
                catalogue_date=fields.Datetime.now() - timedelta(days=number))
        self.assertLessEqual(queries(), few + 3)
