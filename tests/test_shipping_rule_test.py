"""Trying the shipping rules, and the shop's methods with the rule that they meet."""

from odoo import fields
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from .shipping_rules_common import UNMAPPED, RulesCase

POSTI = 'Posti Postipaketti'


@tagged('post_install', '-at_install')
class TestShippingRuleTest(RulesCase):

    def tester(self, **defaults):
        return Form(self.env['mycashflow.shipping.rule.test'].with_context(**{
            f'default_{name}': value for name, value in defaults.items()}))

    def text(self, form):
        return ' '.join(html2plaintext(form.explanation).split())

    # === TYPED === #

    def test_nothing_is_said_before_something_is_typed(self):
        form = self.tester()
        self.assertEqual(form.store_id, self.store)
        self.assertEqual(form.result, 'nothing')

    def test_result_follows_what_is_typed(self):
        light, heavy = self.alone('Posti*', 'Posti*')
        light.weight_max = 2
        heavy.write({'carrier_id': self.carriers[1].id, 'country_ids': self.finland.ids})
        form = self.tester()
        form.name = 'Posti'
        self.assertEqual((form.rule_id, form.carrier_id), (light, light.carrier_id))
        self.assertIn("This rule decides.", self.text(form))
        self.assertIn("Matches, but “Posti*” is older.", self.text(form))
        form.weight = 3
        self.assertEqual((form.rule_id, form.carrier_id), (heavy, heavy.carrier_id))
        self.assertIn("Over 2 kg.", self.text(form))
        form.country_id = self.sweden
        self.assertEqual(form.result, 'none')
        self.assertIn("Other country: only to FI.", self.text(form))

    def test_store_counts(self):
        rule = self.alone('*', store_id=self.store.id)
        form = self.tester(name='DHL')
        self.assertEqual(form.rule_id, rule)
        form.store_id = self.other_store()
        self.assertEqual(form.result, 'none')
        self.assertIn("Other store: only for Tunturipuoti.", self.text(form))

    def test_code_alone_can_be_tested(self):
        rule = self.alone('2103', match='code')
        self.assertEqual(self.tester(code='2103').rule_id, rule)

    def test_texts_of_others_are_only_texts(self):
        self.alone('<b>*')
        self.assertIn('&lt;b&gt;*', self.tester(name='x').explanation)

    def test_testing_changes_no_rule_and_no_order(self):
        row = self.bring_in('unmapped_method')
        before = self.rules.search([]).read(['write_date']), row.write_date
        form = self.tester(order_id=row.id)
        form.save()
        self.assertEqual((self.rules.search([]).read(['write_date']), row.write_date), before)

    def test_a_user_may_test_and_create_the_rule_that_is_missing(self):
        user = new_test_user(self.env, 'rule_clerk', groups='mycashflow_ogoship.group_user')
        form = Form(self.env['mycashflow.shipping.rule.test'].with_user(user))
        form.name = UNMAPPED
        self.assertEqual(form.result, 'none')
        test = form.save()
        action = test.action_create_rule()
        self.rules.with_user(user).with_context(**action['context']).create(
            {'carrier_id': self.carriers[0].id})
        test.invalidate_recordset()
        self.assertEqual(test.rule_id.pattern, UNMAPPED)

    # === PICKED === #

    def test_a_method_of_the_shop_is_filled_in(self):
        form = self.tester()
        form.method_id = self.method(POSTI)
        self.assertEqual((form.name, form.code), (POSTI, self.method(POSTI).code))
        self.assertEqual(form.carrier_id.ogoship_shipping_code, 'posti-home')

    def test_an_order_is_filled_in_and_gets_the_rule_that_it_was_imported_with(self):
        for kind in ('paid', 'abroad', 'pickup_point'):
            row = self.bring_in(kind)
            form = self.tester()
            form.order_id = row
            with self.subTest(kind):
                self.assertEqual((form.name, form.store_id), (row.shipping_method, row.store_id))
                self.assertEqual(
                    form.country_id, row.sale_order_id.partner_shipping_id.country_id)
                self.assertEqual(form.carrier_id, row.sale_order_id.carrier_id)

    def test_weight_of_an_order_is_that_of_its_products_where_the_shop_tells_none(self):
        row = self.bring_in(lines=[{'code': 'KENKA-TUNTURI-42', 'quantity': 2}],
                            shipments=[{'weight': None}])
        self.assertEqual(self.tester(order_id=row.id).weight, 2.9)

    def test_an_order_with_an_unknown_product_can_be_tested(self):
        row = self.bring_in(lines=[{'code': 'KENKA-TUNTURI-42', 'quantity': 1}])
        self.env['product.product'].search([('default_code', '=', 'KENKA-TUNTURI-42')]).write(
            {'default_code': False, 'barcode': False})
        self.store.product_ids.unlink()
        self.assertEqual(self.tester(order_id=row.id).name, POSTI)

    def test_an_order_that_cannot_be_read_fills_in_its_method(self):
        row = self.bring_in()
        row.payload = {}
        form = self.tester(order_id=row.id)
        self.assertEqual((form.name, form.country_id.code, form.weight), (POSTI, False, 0))

    def test_an_order_without_a_method_leaves_nothing_of_the_one_before(self):
        form = self.tester(name='DHL', code='x')
        form.order_id = self.bring_in(shipping_method_id=None)
        self.assertEqual((form.name, form.code, form.result), (False, False, 'nothing'))

    # === THE SHOP'S METHODS === #

    def test_methods_without_a_rule_come_first_and_alone_by_filter(self):
        self.rules.search([('pattern', '=', 'Posti*')]).weight_min = 1
        methods = self.env['mycashflow.shipping.method'].search(
            [], order='coverage, store_id, name, id')
        kinds = methods.mapped('coverage')
        self.assertEqual(kinds, sorted(kinds, key=['none', 'some', 'all'].index))
        self.assertEqual(set(kinds), {'none', 'some', 'all'})
        self.assertEqual(self.method(POSTI).coverage, 'some')
        self.assertIn(self.method(UNMAPPED), methods.filtered_domain([('coverage', '=', 'none')]))
        for kind in ('none', 'some', 'all'):
            self.assertEqual(
                methods.search([('coverage', '=', kind)]),
                methods.search([]).filtered(lambda method, kind=kind: method.coverage == kind))

    def test_method_whose_rules_begin_at_some_weight_has_a_rule(self):
        rule = self.alone('Posti*', weight_min=2)
        self.assertEqual(self.method(POSTI).rule_id, rule)
        self.assertEqual(self.method(POSTI).coverage, 'some')

    def test_new_rule_counts_at_once(self):
        method = self.method(UNMAPPED)
        self.assertEqual(method.coverage, 'none')
        action = method.action_create_rule()
        form = Form(self.rules.with_context(**action['context']))
        self.assertEqual((form.pattern, form.store_id), (UNMAPPED, self.store))
        form.carrier_id = self.carriers[0]
        rule = form.save()
        self.assertEqual((method.coverage, method.rule_id), ('all', rule))

    def test_orders_of_the_last_ninety_days_are_counted_per_method(self):
        rows = self.bring_in(), self.bring_in()
        method = self.method(POSTI)
        today = fields.Datetime.now()
        rows[0].order_date = today
        rows[1].order_date = fields.Datetime.subtract(today, days=91)
        self.env.invalidate_all()
        self.assertEqual(method.order_count, 1)
        self.assertEqual(self.method(UNMAPPED).order_count, 0)

    def test_method_opens_the_tester_filled_in(self):
        method = self.method(POSTI)
        context = method.action_test_rules()['context']
        form = Form(self.env['mycashflow.shipping.rule.test'].with_context(**context))
        self.assertEqual((form.name, form.store_id), (POSTI, self.store))
