"""Rules that never get their turn, and rules of which only their age decides, are pointed out."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import Form, tagged

from .shipping_rules_common import RulesCase

NAMES = ('DHL', 'DHL Express', 'Posti', '2103', '')
CODES = (None, '2103', 'DHL')
COUNTRIES = (None, 'FI', 'SE', 'DE')
WEIGHTS = (0, 1, 2, 2.5, 5, 10)
PATTERNS = ('*', 'DHL*', 'DHL', 'D*', 'DHL Ex*', '*s*', 'Posti', '2103', 'dhl *')

rule_values = st.fixed_dictionaries({
    'pattern': st.sampled_from(PATTERNS),
    'match': st.sampled_from(('name', 'code', 'any')),
    'sequence': st.sampled_from((1, 2)),
    'weight_min': st.sampled_from((0, 2)),
    'weight_max': st.sampled_from((0, 2, 5)),
    'carrier': st.integers(0, 1), 'store': st.integers(0, 2), 'countries': st.integers(0, 3)})
probes = st.tuples(*map(st.sampled_from, (NAMES, CODES, COUNTRIES, WEIGHTS, (0, 1, 2))))


@tagged('post_install', '-at_install')
class TestShippingRuleCheck(RulesCase):

    def assertDead(self, rule, other):
        self.assertEqual((rule.finding, rule.finding_rule_id), ('dead', other))

    # === NEVER USED === #

    def test_rule_after_one_that_takes_all_its_orders_is_never_used(self):
        general, exact = self.alone('DHL*', 'DHL express')
        self.assertFalse(exact.finding)  # the exact one is tried first
        general.sequence = 1
        self.assertDead(exact, general)
        self.assertEqual(exact.finding_note, "Never used: covered by DHL*")
        self.assertFalse(general.finding)

    def test_mending_the_order_ends_the_warning(self):
        general, longer = self.alone('*', 'DHL*', sequence=2)
        general.sequence = 1
        self.assertDead(longer, general)
        longer.sequence = 0
        self.assertFalse(longer.finding)

    def test_archiving_or_deleting_the_covering_rule_ends_the_warning(self):
        first, second, third = self.alone('*', '*', '*')
        self.assertDead(third, first)
        first.active = False
        self.assertDead(third, second)
        second.unlink()
        self.assertFalse(third.finding)

    def test_archived_rule_is_not_said_to_be_never_used(self):
        _first, second = self.alone('*', '*')
        second.active = False
        self.assertFalse(second.finding)

    def test_narrower_rule_leaves_something_to_the_wider_one(self):
        for vals in ({'country_ids': self.finland.ids}, {'store_id': self.store.id},
                     {'weight_max': 5}, {'match': 'code'}):
            narrow, wide = self.alone('DHL*', 'DHL*', match='any')
            narrow.write(vals)
            with self.subTest(vals):
                self.assertFalse(wide.finding)
                self.assertFalse(narrow.finding)
                narrow.sequence = 20
                self.assertDead(narrow, wide)

    def test_rules_of_other_companies_say_nothing_about_this_one(self):
        company = self.env['res.company'].create({'name': "Other"})
        rule = self.alone('*')
        carrier = self.carriers[0].copy({'company_id': False})
        other = self.rules.create({
            'pattern': '*', 'company_id': company.id, 'carrier_id': carrier.id, 'sequence': 0})
        self.assertFalse(rule.finding)
        self.assertFalse(other.finding)

    def test_warning_comes_while_the_rule_is_typed(self):
        general = self.alone('*', sequence=1)
        with Form(self.rules) as form:
            form.pattern = 'DHL'
            form.carrier_id = self.carriers[1]
            self.assertEqual(form.finding_note, "Never used: covered by *")
        rule = self.rules.search([('pattern', '=', 'DHL')])
        self.assertDead(rule, general)
        with Form(rule) as form:
            form.pattern = 'DHL*'
            self.assertEqual(form.finding, 'dead')

    @settings(max_examples=120, derandomize=True, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))
    @given(st.lists(rule_values, min_size=2, max_size=6), st.lists(probes, max_size=25))
    def check_dead_rules(self, rules, orders):
        rules, stores = self.make(rules), (None, self.store, self.second)
        dead = rules.filtered(lambda rule: rule.finding == 'dead')
        self.found += len(dead)
        for name, code, country, weight, place in orders:
            decides = self.rules._find_rule(
                name, code=code, country=country, weight=weight, store=stores[place])
            self.assertNotIn(decides, dead)

    def make(self, rules):
        stores = (False, self.store.id, self.second.id)
        countries = ([], self.finland.ids, self.sweden.ids, (self.finland + self.sweden).ids)
        self.rules.search([]).unlink()
        return self.rules.create([{
            **{name: value for name, value in vals.items()
               if name not in ('carrier', 'store', 'countries')},
            'carrier_id': self.carriers[vals['carrier']].id, 'store_id': stores[vals['store']],
            'country_ids': countries[vals['countries']]} for vals in rules])

    def test_no_order_ever_finds_a_rule_that_is_said_to_be_never_used(self):
        self.second, self.found = self.other_store(), 0
        self.check_dead_rules()
        self.assertGreater(self.found, 50, "the check said something")

    # === EQUAL === #

    def test_of_rules_that_are_equal_the_older_one_decides_and_the_younger_says_so(self):
        older, younger = self.alone('Posti*', 'posti* ')
        older.country_ids = self.finland
        younger.carrier_id = self.carriers[1]
        self.assertEqual((younger.finding, younger.finding_rule_id), ('equal', older))
        self.assertEqual(
            younger.finding_note, "Equal to an older Posti*: drag them into order")
        self.assertFalse(older.finding)

    def test_equal_rules_that_never_meet_or_ship_alike_say_nothing(self):
        for vals in ({'country_ids': self.sweden.ids}, {'sequence': 11}, {'match': 'code'},
                     {'pattern': 'Post*'}, {'carrier_id': self.carriers[0].id}):
            older, younger = self.alone('Posti*', 'Posti*')
            older.country_ids = self.finland
            younger.write({'carrier_id': self.carriers[1].id, **vals})
            with self.subTest(vals):
                self.assertFalse(younger.finding)

    # === FILTERS === #

    def test_filters_show_what_is_pointed_out(self):
        general, dead, older, younger = self.alone('A*', 'AB', 'B*', 'B*')
        general.sequence = 1
        older.weight_max = 5
        younger.carrier_id = self.carriers[1]
        for finding, rules in (('dead', dead), ('equal', younger), (False, general | older)):
            self.assertEqual(self.rules.search([('finding', '=', finding)]), rules)
        self.assertEqual(self.rules.search([('finding', '!=', False)]), dead | younger)

    # === MANY === #

    def test_five_hundred_rules_take_no_more_queries_than_five(self):
        counts = []
        for number in (5, 500):
            rules = self.alone(*(f'DHL {place:03}*' for place in range(number)))
            rules[::2].write({'country_ids': self.finland.ids, 'store_id': self.store.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.rules.search([]).mapped('finding_note')
            self.rules._explain('DHL 004', country='FI', store=self.store)
            self.store.shipping_method_ids.mapped('coverage')
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
