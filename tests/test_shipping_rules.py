"""Which delivery method ships what the shop calls so."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .shipping_rules_common import UNMAPPED, RulesCase


@tagged('post_install', '-at_install')
class TestShippingRules(RulesCase):

    def find(self, name, **arguments):
        return self.rules._find_rule(name, store=self.store, **arguments)

    def why(self, rule, name, **arguments):
        return next(reason for other, _won, reason in self.rules._explain(
            name, store=self.store, **arguments) if other == rule)

    # === PATTERNS === #

    def test_seed_examples_of_the_mapping(self):
        for pattern, fits, differs in (
                ('DHL*', ['DHL-1', 'DHL-test', 'DHL'], ['XDHL', 'DH']),
                ('D*L', ['DtestL', 'DYL', 'DL'], ['DLX', 'XDL']),
                ('*', ['anything', 'Ä'], []),
                ('*posti*', ['Posti Postipaketti', 'SmartPosti'], ['Matkahuolto']),
                ('What?', ['What?'], ['Whats']),
                ('[D]HL', ['[D]HL'], ['DHL']),
                ('  dhl express ', ['DHL Express', ' DHL EXPRESS  '], ['DHL  Express 2'])):
            rule = self.alone(pattern)
            for name in fits:
                with self.subTest(pattern=pattern, name=name):
                    self.assertEqual(self.find(name), rule)
            for name in differs:
                with self.subTest(pattern=pattern, name=name):
                    self.assertFalse(self.find(name))

    def test_pattern_needs_something_in_it(self):
        for pattern in ('', '  '):
            with self.assertRaises(ValidationError):
                self.alone(pattern)

    # === ORDER === #

    def test_sequence_decides_before_anything_else(self):
        general = self.alone('*', sequence=1)
        exact = self.rules.create(
            {'pattern': 'DHL', 'carrier_id': self.carriers[0].id, 'sequence': 2})
        self.assertEqual(self.find('DHL'), general)
        exact.sequence = 0
        self.assertEqual(self.find('DHL'), exact)

    def test_exact_pattern_comes_before_a_wildcard_of_the_same_sequence(self):
        wildcard, exact = self.alone('D*H*L*', 'DHL')  # the exact one is the shorter
        self.assertEqual(self.find('DHL'), exact)
        self.assertEqual(self.find('DHL-express'), wildcard)

    def test_longer_pattern_comes_first(self):
        _short, longer = self.alone('DHL*', 'DHL-ex*')
        self.assertEqual(self.find('DHL-express'), longer)

    # === NARROWING === #

    def test_country(self):
        finland = self.alone('*', country_ids=self.env.ref('base.fi').ids)
        rest = self.rules.create({'pattern': '*', 'carrier_id': self.carriers[1].id})
        for country in ('FI', 'fi', self.env.ref('base.fi')):
            self.assertEqual(self.find('DHL', country=country), finland)
        self.assertEqual(self.find('DHL', country='SE'), rest)

    def test_weight_bounds_belong_to_the_range(self):
        rule = self.alone('*', weight_min=2, weight_max=5)
        for weight, fits in ((1.999, False), (2, True), (3, True), (5, True), (5.001, False)):
            with self.subTest(weight=weight):
                self.assertEqual(self.find('DHL', weight=weight), rule if fits else self.rules)

    def test_no_upper_weight_is_no_limit(self):
        rule = self.alone('*', weight_min=2)
        self.assertEqual(self.find('DHL', weight=1000), rule)

    def test_weight_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "weight"):
            self.alone('*', weight_min=5, weight_max=2)

    def test_rule_of_another_store(self):
        other = self.store.copy({'store_name': 'toinen', 'name': "Toinen"})
        rule = self.alone('*', store_id=other.id)
        self.assertFalse(self.find('DHL'))
        self.assertEqual(self.rules._find_rule('DHL', store=other), rule)
        self.assertFalse(self.rules._find_rule('DHL'))

    def test_rule_without_a_store_is_for_all_stores_of_the_company(self):
        rule = self.alone('*')
        self.assertEqual(self.find('DHL'), rule)
        self.assertEqual(self.rules._find_rule('DHL'), rule)

    def test_rule_of_another_company_is_not_used(self):
        company = self.env['res.company'].create({'name': "Other"})
        carrier = self.carriers[0].copy({'company_id': False})
        self.alone('*', company_id=company.id, carrier_id=carrier.id)
        self.assertFalse(self.find('DHL'))

    def test_archived_rule_is_not_used(self):
        rule = self.alone('*')
        rule.active = False
        self.assertFalse(self.find('DHL'))

    def test_match_by_name_by_code_or_by_either(self):
        rule = self.alone('2103')
        for match, name, code, fits in (
                ('name', 'Posti', '2103', False), ('name', '2103', None, True),
                ('code', 'Posti', '2103', True), ('code', '2103', None, False),
                ('any', 'Posti', '2103', True), ('any', '2103', None, True)):
            rule.match = match
            with self.subTest(match=match, name=name, code=code):
                self.assertEqual(self.find(name, code=code), rule if fits else self.rules)

    def test_rule_for_everything_takes_a_method_without_a_name_too(self):
        rule = self.alone('*')
        self.assertEqual(self.find(''), rule)
        rule.match = 'code'
        self.assertFalse(self.find(''))

    # === EXPLANATION === #

    def test_each_rule_that_lost_says_why(self):
        cases = (
            ({'pattern': 'Posti'}, "Other name: does not fit “Posti”."),
            ({'match': 'code'}, "No code that could fit “DHL*”."),
            ({'pattern': 'X', 'match': 'any'}, "Other name and code: neither fits “X”."),
            ({'country_ids': (self.finland + self.env.ref('base.ax')).ids},
             "Other country: only to AX, FI."),
            ({'weight_max': 1}, "Over 1 kg."),
            ({'weight_min': 2.5}, "Under 2.5 kg."),
            ({'store_id': self.other_store().id}, "Other store: only for Toinen."))
        rules = self.alone(*['DHL*'] * len(cases))
        for rule, (vals, _reason) in zip(rules, cases, strict=True):
            rule.write(vals)
        explained = self.rules._explain('DHL', country='SE', weight=2, store=self.store)
        self.assertEqual(
            {rule: (won, reason) for rule, won, reason in explained},
            {rule: (False, reason) for rule, (_vals, reason) in zip(rules, cases, strict=True)})

    def test_rule_for_another_code_says_so(self):
        rule = self.alone('2103', match='code')
        self.assertEqual(
            self.why(rule, 'Posti', code='2104'), "Other code: does not fit “2103”.")

    def test_each_rule_that_matches_too_says_why_the_winner_was_tried_before_it(self):
        first, exact, longer, older, younger = self.alone(
            'DHL ex*', 'DHL express', 'DHL exp*', 'DHL*', 'DHL*')
        first.sequence = 1
        for winner, loser, words in (
                (first, exact, "Matches, but “DHL ex*” is higher in the list."),
                (exact, longer, "Matches, but “DHL express” has no *."),
                (longer, older, "Matches, but “DHL exp*” is longer."),
                (older, younger, "Matches, but “DHL*” is older.")):
            self.assertEqual(self.find('DHL express'), winner)
            self.assertEqual(self.why(winner, 'DHL express'), "This rule decides.")
            self.assertEqual(self.why(loser, 'DHL express'), words)
            winner.active = False

    def test_weights_are_written_as_the_user_writes_them(self):
        self.env['res.lang']._activate_lang('fi_FI')
        rule = self.alone('*', weight_max=1.5).with_context(lang='fi_FI')
        self.assertIn('1,5', {r.id: reason for r, _won, reason in rule._explain(
            'DHL', weight=2, store=self.store)}[rule.id])

    def test_shop_method_shows_its_rule(self):
        method = self.store.shipping_method_ids.filtered(lambda method: method.remote_id == 3)
        self.assertEqual(method.name, "Posti Postipaketti")
        self.assertEqual(method.carrier_id.ogoship_shipping_code, 'posti-home')
        unmapped = self.store.shipping_method_ids.filtered(lambda m: m.name == UNMAPPED)
        self.assertFalse(unmapped.rule_id)
        self.assertEqual(unmapped.action_create_rule()['context']['default_pattern'], UNMAPPED)

    # === ORDERS === #

    def test_order_takes_the_delivery_method_of_its_rule(self):
        for kind, code in (('paid', 'posti-home'), ('pickup_point', 'posti-pickup'),
                           ('abroad', 'postnord-se')):
            with self.subTest(kind):
                row = self.bring_in(kind)
                self.assertImported(row)
                self.assertEqual(row.sale_order_id.carrier_id.ogoship_shipping_code, code)
                self.assertEqual(row.sale_order_id.picking_ids.carrier_id,
                                 row.sale_order_id.carrier_id)

    def test_a_delivery_method_is_made_with_its_rule(self):
        row = self.bring_in('unmapped_method')
        with Form(self.rules.with_context(**row.action_create_rule()['context'])) as form:
            product = form.delivery_product_id
            name = self.env['delivery.carrier'].with_context(
                default_product_id=product.id).name_create("Nouto")
            form.carrier_id = self.env['delivery.carrier'].browse(name[0])
            form.ogoship_shipping_code = 'posti-home'
        self.go_round()
        self.assertImported(row)
        self.assertEqual(self.sent_orders()[-1]['shippingCode'], 'posti-home')

    def test_who_may_not_write_delivery_methods_makes_rules_and_writes_their_code(self):
        manager = new_test_user(
            self.env, 'rule_manager', groups='mycashflow_ogoship.group_manager')
        self.carriers[0].ogoship_shipping_code = 'posti-home'
        with Form(self.rules.with_user(manager)) as form:
            form.pattern = 'Nouto*'
            form.carrier_id = self.carriers[0]
        self.assertEqual(form.record.ogoship_shipping_code, 'posti-home')
        form.record.ogoship_shipping_code = 'matkahuolto'
        self.assertEqual(self.carriers[0].ogoship_shipping_code, 'matkahuolto')

    def test_order_without_a_rule_is_held_and_a_prefilled_rule_lets_it_go_on(self):
        carriers = self.env['delivery.carrier'].search_count([])
        row = self.bring_in('unmapped_method')
        self.assertWaits(row, 'held', 'no_rule', UNMAPPED, row.remote_id)
        action = row.action_create_rule()
        form = self.rules.with_context(**action['context']).new({})
        self.assertEqual((form.pattern, form.store_id, form.company_id), (
            UNMAPPED, self.store, self.env.company))
        self.rules.with_context(**action['context']).create({'carrier_id': self.carriers[0].id})
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.carrier_id, self.carriers[0])
        self.assertEqual(self.env['delivery.carrier'].search_count([]), carriers)

    def test_rule_mended_instead_of_created_lets_the_order_go_on_too(self):
        row = self.bring_in('unmapped_method')
        self.rules.search([], limit=1).write({'pattern': 'Pika*'})
        self.sync_store()
        self.assertImported(row)

    def test_rule_for_something_else_leaves_the_order_waiting(self):
        row = self.bring_in('unmapped_method')
        self.rules.create({'pattern': 'GLS', 'carrier_id': self.carriers[0].id})
        self.sync_store()
        self.assertWaits(row, 'held', 'no_rule')
        self.assertTrue(row.retry_at)

    def test_weight_and_country_of_the_order_count(self):
        self.rules.search([]).active = False
        heavy, light = self.rules.create([
            {'pattern': 'Posti*', 'weight_min': 2, 'carrier_id': self.carriers[0].id},
            {'pattern': 'Posti*', 'weight_max': 2, 'carrier_id': self.carriers[1].id}])
        two = self.bring_in(lines=[{'code': 'KENKA-TUNTURI-42', 'quantity': 2}])  # 2.9 kg
        one = self.bring_in()  # 1.45 kg
        self.assertEqual(two.sale_order_id.carrier_id, heavy.carrier_id)
        self.assertEqual(one.sale_order_id.carrier_id, light.carrier_id)

    def test_weight_that_the_shop_does_not_tell_is_that_of_the_products(self):
        self.rules.search([]).active = False
        self.rules.create({'pattern': '*', 'weight_min': 2, 'carrier_id': self.carriers[0].id})
        self.assertImported(self.bring_in(
            lines=[{'code': 'KENKA-TUNTURI-42', 'quantity': 2}], shipments=[{'weight': None}]))

    def test_order_without_a_shipping_method_is_held(self):
        row = self.bring_in(shipping_method_id=None)
        self.assertWaits(row, 'held', 'no_method', row.remote_id)

    def test_method_that_the_shop_does_not_list_any_more_is_held(self):
        row = self.bring_in(shipping_method_id=777)
        self.assertWaits(row, 'held', 'no_method', '777', row.remote_id)

    def test_method_of_the_shipment_counts_where_the_order_names_none(self):
        row = self.bring_in(shipping_method_id=None, shipments=[{'shipping_method_id': 4}])
        self.assertImported(row)
        self.assertEqual(row.sale_order_id.carrier_id.ogoship_shipping_code, 'matkahuolto')

    def test_method_that_left_the_shops_list_still_ships_its_orders(self):
        self.store.shipping_method_ids.filtered(lambda method: method.remote_id == 3).active = False
        self.assertImported(self.bring_in())

    # === THE SHOP'S LIST === #

    def test_list_is_mirrored_and_rereading_it_writes_nothing(self):
        methods = self.store.shipping_method_ids
        self.assertEqual(len(methods), 7)
        before = {method.id: method.write_date for method in methods}
        self.store.action_refresh_methods()
        self.assertEqual(
            {method.id: method.write_date for method in self.store.shipping_method_ids}, before)

    def test_method_that_is_gone_is_archived_and_comes_back(self):
        known = self.store.shipping_method_ids
        self.serve_methods(known[:1])
        self.store.action_refresh_methods()
        self.assertEqual(self.store.shipping_method_ids, known[:1])
        self.store.action_refresh_methods()
        self.assertEqual(self.store.shipping_method_ids, known)

    def serve_methods(self, methods):
        self.shop.fault(kind='empty', path='/shipping-methods', body={
            'data': [{'id': m.remote_id, 'name': m.name, 'service_code': m.code or None}
                     for m in methods],
            'meta': {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': len(methods)}})

    def test_method_whose_number_cannot_be_stored_does_not_hide_the_others(self):
        self.shop.fault(kind='empty', path='/shipping-methods', body={
            'data': [{'id': 10 ** 12, 'name': 'X'}, {'id': 3, 'name': 'Posti'}],
            'meta': {'page': 1, 'page_size': 100, 'page_count': 1, 'item_count': 2}})
        self.store.action_refresh_methods()
        self.assertEqual(self.store.shipping_method_ids.mapped('name'), ['Posti'])
