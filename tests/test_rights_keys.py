"""What no right of ours opens: keys, records of another company, and doors meant for ourselves."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .rights_table import ACCOUNTS, RIGHTS
from .test_rights import RightsCase

# Chosen by an administrator, who knows in which companies somebody works.
PEOPLE = {'create_uid', 'write_uid', 'user_id'}
SECRET = 'very-secret-0815'


@tagged('post_install', '-at_install')
class TestClosedDoors(RightsCase):
    """One class, for its persons are many to make."""

    # === KEYS === #

    def fill_keys(self):
        self.accounts = {'mycashflow.store': self.store, 'ogoship.merchant': self.merchant}
        self.keys = {model: self.keys_of(model) for model in ACCOUNTS}
        self.make_rows()
        for model, names in self.keys.items():
            self.accounts[model].write(dict.fromkeys(names, SECRET))
        # Exporting is a right of its own, which an administrator of ours may well have.
        self.persons['manager'].group_ids |= self.env.ref('base.group_allow_export')
        self.env.flush_all()

    def keys_of(self, model):
        """Fields of an account that only system administrators may see; no addresses."""
        return [
            name for name, field in self.env[model]._fields.items()
            if field.groups == 'base.group_system' and field.type == 'char' and field.store
            and not name.endswith(('_url', '_address'))]

    def as_person(self, name, model, method, *args, **kwargs):
        self.env.invalidate_all()
        return call_kw(self.env[model].with_user(self.persons[name]), method, list(args), kwargs)

    def assertRefused(self, name, model, method, *args, **kwargs):
        with self.subTest(who=name, model=model, method=method, args=args), \
                self.assertRaises(AccessError):
            self.as_person(name, model, method, *args, **kwargs)

    def test_keys_are_for_system_administrators(self):
        self.fill_keys()
        self.assertLessEqual({'api_user', 'api_key'}, set(self.keys['mycashflow.store']))
        self.assertLessEqual(
            {'secret_token', 'client_secret', 'access_token', 'refresh_token', 'webhook_key'},
            set(self.keys['ogoship.merchant']))
        for model, names in self.keys.items():
            [values] = self.as_person('system', model, 'read', self.accounts[model].ids, names)
            self.assertEqual({values[name] for name in names}, {SECRET})

    def test_a_key_is_not_read_searched_grouped_sorted_or_exported(self):
        self.fill_keys()
        for model, names in self.keys.items():
            ids = self.accounts[model].ids
            for name in names:
                self.assertRefused('user', model, 'read', ids, [name])
                for method, args in {
                    'read': (ids, [name]),
                    'web_read': (ids, {name: {}}),
                    'search': ([(name, '=like', 'v%')],),
                    'search_count': ([(name, '!=', False)],),
                    'search_read': ([], ['name'], 0, None, f'{name} desc'),
                    'formatted_read_group': ([], [name], ['__count']),
                    'web_read_group': ([], ['name'], [f'{name}:array_agg']),
                    'export_data': (ids, [name]),
                    'write': (ids, {name: 'x'}),
                    'copy': (ids, {name: 'x'}),
                }.items():
                    self.assertRefused('manager', model, method, *args)
                self.assertNotIn(name, self.as_person('manager', model, 'fields_get'))

    def test_a_key_is_not_reached_through_another_record(self):
        self.fill_keys()
        for model, path, key in [
                ('mycashflow.order', 'store_id', 'api_key'),
                ('sale.order', 'mycashflow_store_id', 'api_key'),
                ('mycashflow.store', 'merchant_id', 'client_secret'),
                ('ogoship.order', 'merchant_id', 'access_token')]:
            ids = self.env[model].search([(path, '!=', False)], limit=1).ids
            self.assertTrue(ids)
            self.assertRefused('manager', model, 'search', [(f'{path}.{key}', '=like', 'v%')])
            self.assertRefused('manager', model, 'search', [(path, 'any', [(key, '!=', False)])])
            self.assertRefused('manager', model, 'export_data', ids, [f'{path}/{key}'])
            self.assertRefused(
                'manager', model, 'formatted_read_group', [], [f'{path}.{key}'], ['__count'])
            self.assertRefused('manager', model, 'web_read', ids, {path: {'fields': {key: {}}}})

    def test_no_other_field_repeats_a_key(self):
        self.fill_keys()
        for who in ('user', 'manager'):
            for model in RIGHTS:
                records = self.env[model].with_user(self.persons[who]).search([])
                names = list(records.fields_get())
                self.assertNotIn(SECRET, str(records.read(names)), model)

    def test_a_copy_has_no_key_and_the_chatter_does_not_tell_of_one(self):
        self.fill_keys()
        for model, names in self.keys.items():
            account = self.accounts[model]
            vals = {'name': "Copy", 'merchant_code': "other", 'store_name': "other"}
            [copy_id] = self.as_person('system', model, 'copy', account.ids, {
                name: value for name, value in vals.items() if name in account._fields})
            self.assertFalse(any(self.env[model].browse(copy_id)[name] for name in names))
            account.write(dict.fromkeys(names, f'{SECRET}-2'))
            self.env.flush_all()
            self.assertNotIn(SECRET, str(account.message_ids.mapped('body')))
            self.assertFalse(self.env['mail.tracking.value'].search(
                ['|', ('old_value_char', 'like', SECRET), ('new_value_char', 'like', SECRET)]))

    # === COMPANIES === #

    def links(self):
        """(model, field) of what leads from one of our records to a record of a company."""
        for name in RIGHTS:
            for field in self.env[name]._fields.values():
                if (field.type == 'many2one' and field.store and field.name not in PEOPLE
                        and 'company_id' in self.env[field.comodel_name]._fields):
                    yield self.env[name], field

    def test_no_record_can_lead_to_another_company(self):
        """Whoever may write the record cannot choose one of another company."""
        checked = 0
        for model, field in self.links():
            owner = model._fields['company_id'].related or ''
            may_write = any(letter in rights for rights in RIGHTS[model._name] for letter in 'wc')
            if field.related or not may_write or owner.split('.')[0] == field.name:
                continue  # follows from another link, is nobody's to write, or says whose it is
            checked += 1
            with self.subTest(model=model._name, field=field.name):
                self.assertTrue(field.check_company and model._check_company_auto)
        self.assertGreater(checked, 15)

    def test_a_link_to_another_company_is_refused(self):
        self.make_rows()
        other = self.persons['stranger'].company_id
        sale = self.env['sale.order'].create({
            'company_id': other.id,
            'partner_id': self.env['res.partner'].create({'name': "Muu Asiakas"}).id})
        row = self.env['mycashflow.order'].search([('sale_order_id', '!=', False)], limit=1)
        user = self.persons['user']
        user.company_ids |= other
        with self.assertRaises(UserError):
            row.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids).write({'sale_order_id': sale.id})

    # === CONTEXT === #

    def test_nobody_can_claim_that_ogoship_has_confirmed_a_cancellation(self):
        """The context of a call comes from outside."""
        self.make_rows()
        row = self.env['ogoship.order'].search([('state', '=', 'sent')], limit=1)
        person = self.persons['stock']
        for record, method, user in (
                (row.picking_id, 'action_cancel', person),
                (row.sale_order_id, 'action_cancel', self.persons['manager'])):
            for claim in (True, 1, 'CONFIRMED', {}):
                with self.enter_registry_test_mode():
                    call_kw(self.env[record._name].with_user(user), method, [record.ids], {
                        'context': {'ogoship_confirmed': claim, 'disable_cancel_warning': True}})
        self.assertEqual(row.state, 'cancelling')
        self.assertNotEqual(row.picking_id.state, 'cancel')
        self.assertEqual(row.sale_order_id.state, 'sale')
