"""Who may read, write and press what: every model, every public method, every person."""

import re
from collections import Counter
from unittest.mock import patch

from lxml import etree

from odoo import api, fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.sql_db import Cursor
from odoo.tests import new_test_user, tagged

from .common import RingCase
from .rights_table import LEVELS, OF_ODOO, OURS, PERSONS, RIGHTS, rows

MODULE = 'mycashflow_ogoship'
OPERATIONS = {'r': 'read', 'w': 'write', 'c': 'create', 'u': 'unlink'}
CHANGE = re.compile(r'\s*(INSERT|UPDATE|DELETE)', re.IGNORECASE)


class RightsCase(RingCase):
    """One row of every model, and one person of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env['res.company'].create({'name': "Toinen Oy"})
        cls.persons = {
            name: new_test_user(cls.env, f'right_{name}', groups=groups, **(
                {'company_id': company.id, 'company_ids': [Command.set(company.ids)]}
                if name == 'stranger' else {}))
            for name, groups in PERSONS.items()}

    def our_models(self):
        """Every stored model of this module, found by walking the registry."""
        return {
            name for name, model in self.env.registry.items()
            if model._original_module == MODULE and not model._abstract}

    def make_rows(self):
        """Go round the ring until there is a row of every model that a button may be on."""
        self.store.payment_method_ids.invoicing = 'draft'
        number = self.place('paid')
        self.sync_store()
        self.merchant.fetch_returns = True
        self.warehouse.return_order('UNKNOWN', {'KAASU-230': 1})
        self.sync_merchant()
        self.env['ogoship.stock.update'].create({
            'merchant_id': self.merchant.id, 'reference': 'IN-1', 'line_ids': [
                Command.create({'code': 'KAASU-230'})]})
        self.env['mycashflow_ogoship.alarm'].create({'store_id': self.store.id, 'kind': 'gap'})
        self.make_wizards(self.env)
        self.env.flush_all()
        self.sandbox.log.clear()
        return number

    def make_wizards(self, env):
        sync = env['mycashflow.product.sync'].create({
            'store_id': self.store.id, 'operation': 'link'})
        line = env['mycashflow.product.sync.line'].create({
            'sync_id': sync.id, 'product_id': self.store.product_ids[0].id})
        fetch = env['mycashflow.order.fetch'].create({
            'store_id': self.store.id, 'date_from': fields.Date.today(),
            'date_to': fields.Date.today()})
        rule_test = env['mycashflow.shipping.rule.test'].create({'store_id': self.store.id})
        return {record._name: record.ids for record in (sync, line, fetch, rule_test)}


@tagged('post_install', '-at_install')
class TestRightsOnModels(RightsCase):

    def test_the_table_names_every_model(self):
        self.assertEqual(self.our_models(), set(RIGHTS))

    def test_each_person_may_do_what_the_table_says_and_no_more(self):
        for model, (user, manager) in RIGHTS.items():
            allowed = {'user': user, 'manager': manager, 'system': manager, 'stranger': manager}
            for name, person in self.persons.items():
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, who=name, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(person).has_access(operation),
                            letter in allowed.get(name, ''))

    def test_every_model_has_a_company_and_a_company_rule(self):
        for name in self.our_models():
            with self.subTest(model=name):
                self.assertIn('company_id', self.env[name]._fields)
                rules = self.env['ir.rule'].search([
                    ('model_id.model', '=', name), ('groups', '=', False)])
                self.assertTrue(any('company_ids' in rule.domain_force for rule in rules))

    def test_another_company_sees_nothing(self):
        self.make_rows()
        for name in RIGHTS:
            with self.subTest(model=name):
                stranger = self.persons['stranger']
                self.assertTrue(self.env[name].sudo().search([]))
                # The steps of setting up are there before anything is.
                self.assertLessEqual(
                    self.env[name].with_user(stranger).search([]).company_id,
                    stranger.company_id)


@tagged('post_install', '-at_install')
class TestRightsOnButtons(RightsCase):

    def public_methods(self):
        """(model, method) of all that can be called from outside and that we define."""
        found = set()
        for model, registered in self.env.registry.items():
            if registered._abstract:
                continue
            for ours in registered.mro():
                if ours.__module__.startswith(f'odoo.addons.{MODULE}.'):
                    found |= {
                        (model, name) for name, value in vars(ours).items()
                        if not name.startswith('_') and callable(value)
                        and not isinstance(value, type)
                        and not getattr(value, '_api_private', False)}
        return {(model, name) for model, name in found if name not in OF_ODOO}

    def test_the_table_names_every_public_method(self):
        table = Counter((model, name) for model, _level, name in rows())
        self.assertEqual(set(table), self.public_methods())
        self.assertEqual(set(table.values()), {1})

    def test_every_button_on_our_screens_is_in_the_table(self):
        table = {(model, name) for model, _level, name in rows()}
        views = self.env['ir.ui.view'].browse(self.env['ir.model.data'].search([
            ('module', '=', MODULE), ('model', '=', 'ir.ui.view')]).mapped('res_id'))
        buttons = 0
        for view in views.filtered('model'):
            model = self.env[view.model]
            for button in etree.fromstring(view.arch_db).iter('button'):
                name = button.get('name')
                if button.get('type') != 'object':
                    continue
                owner = self.model_of(button, model)
                buttons += 1
                with self.subTest(view=view.name, button=name):
                    self.assertIn((owner, name), table)
        self.assertGreater(buttons, 100)

    def model_of(self, button, model):
        """The model of a button, which may be in the list of a field."""
        path = [node.get('name') for node in button.iterancestors('field') if node.get('name')]
        for name in reversed(path):
            field = model._fields.get(name)
            if field is not None and field.relational:
                model = model.env[field.comodel_name]
        return model._name

    def test_each_button_can_be_pressed_by_whom_the_table_says(self):
        self.make_rows()
        orders = self.env['stock.picking'].search([('ogoship_order_ids', '!=', False)], limit=1)
        records = {'stock.picking': orders.ids, 'sale.order': orders.sale_id.ids}
        with self.enter_registry_test_mode():
            # Rights to press are those of the portal's and of our administrator for these two.
            pressing = PERSONS.keys() - {'public', 'system'}
            for name in sorted(pressing, key=lambda name: (name in OURS, name)):
                for model, level, method in rows():
                    with self.subTest(who=name, model=model, button=method):
                        self.check_press(name, model, level, method, records)

    def test_a_customer_in_the_portal_cannot_have_an_order_cancelled_at_ogoship(self):
        """He may read his own order, which must not be enough."""
        self.make_rows()
        row = self.env['ogoship.order'].search([('sale_order_id', '!=', False)], limit=1)
        sale = row.sale_order_id
        sale.message_subscribe(self.persons['portal'].partner_id.ids)
        sale.partner_id = self.persons['portal'].partner_id
        self.env.flush_all()
        self.assertTrue(sale.with_user(self.persons['portal']).has_access('read'))
        for person in ('portal', 'plain'):
            with self.enter_registry_test_mode():
                outcome = self.press(
                    self.persons[person], 'sale.order', 'action_cancel', {'sale.order': sale.ids})
            self.assertIsInstance(outcome, AccessError)
        self.assertEqual((row.state, sale.state), ('sent', 'sale'))

    def check_press(self, who, model, level, method, records):
        may = who in LEVELS.get(level, OURS)
        outcome = self.press(self.persons[who], model, method, records)
        if may:
            self.assertNotIsInstance(outcome, AccessError)
        elif level == 'window':
            self.assertTrue(isinstance(outcome, AccessError) or not self.changes, outcome)
            self.assertFalse(self.sandbox.log)
        else:
            self.assertIsInstance(outcome, AccessError)
            self.assertFalse(self.sandbox.log, "half of it was done")

    def press(self, person, model, method, records):
        """Call it as the web client does.

        :return: the answer, or the error that the person gets
        """
        self.changes = []
        self.sandbox.log.clear()
        execute = Cursor.execute

        def listen(cr, query, *args, **kwargs):
            if CHANGE.match(query if isinstance(query, str) else query.code):
                self.changes.append(query)
            return execute(cr, query, *args, **kwargs)

        with self.env.registry.cursor() as cr, patch.object(Cursor, 'execute', listen):
            ids = self.ids_of(api.Environment(cr, api.SUPERUSER_ID, {}), person, model, records)
            env = api.Environment(cr, person.id, {})
            env.flush_all()
            env.invalidate_all()  # what is in the cache is not checked
            self.changes.clear()
            try:
                answer = call_kw(env[model], method, [ids], {})
                env.flush_all()
            except UserError as error:
                cr.rollback()
                return error
            cr.rollback()
            return answer

    def ids_of(self, env, person, model, records):
        if model in records:
            return records[model]
        if env[model].is_transient():
            return self.make_wizards(env(user=person.id) if person.has_group(
                f'{MODULE}.group_user') and person != self.persons['stranger'] else env)[model]
        ours = [('company_id', '=', self.store.company_id.id)] if model in RIGHTS else []
        return env[model].search(ours, limit=1).ids
