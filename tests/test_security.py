import csv
import tempfile
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules import get_module_path
from odoo.tests import new_test_user, tagged

from ..dev import check_walls
from .common import RingCase

MODULE = 'mycashflow_ogoship'
SECRETS = {
    'mycashflow.store': [
        'api_user', 'api_key', 'api_url', 'webhook_key', 'webhook_address', 'webhook_url',
        'webhook_ids'],
    'ogoship.merchant': [
        'secret_token', 'client_id', 'client_secret', 'api_url', 'auth_url', 'webhook_key',
        'access_token', 'refresh_token', 'token_expires_at', 'webhook_address', 'webhook_url',
        'webhook_ids'],
}
@tagged('post_install', '-at_install')
class TestRights(RingCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, 'clerk', groups='stock.group_stock_user,sales_team.group_sale_salesman')
        cls.user = new_test_user(cls.env, 'ring_user', groups=f'{MODULE}.group_user')
        cls.manager = new_test_user(cls.env, 'ring_manager', groups=f'{MODULE}.group_manager')
        cls.system = new_test_user(
            cls.env, 'ring_system', groups=f'base.group_system,{MODULE}.group_manager')

    def test_keys_are_for_system_administrators_only(self):
        for model, names in SECRETS.items():
            account = self.env[model].search([], limit=1)
            for name in names:
                for who in (self.user, self.manager):
                    with self.subTest(field=name, who=who.login), self.assertRaises(AccessError):
                        account.with_user(who).read([name])
                account.with_user(self.system).read([name])

    def test_every_secret_stays_behind_when_an_account_is_copied(self):
        for model, names in SECRETS.items():
            for name in names:
                self.assertFalse(self.env[model]._fields[name].copy, name)

    def test_a_user_without_keys_can_still_test_and_synchronize(self):
        self.store.with_user(self.manager).action_test_connection()
        number = self.place('paid')
        self.store.with_user(self.user)._check_can_sync()
        self.sync_store()
        self.assertEqual(self.row(number).with_user(self.user).state, 'done')

    def test_a_user_may_mend_and_retry_what_waits(self):
        number = self.place('unmapped_method')
        self.sync_store()
        row = self.row(number).with_user(self.user)
        action = row.action_create_rule()
        rule = self.env['mycashflow.shipping.rule'].with_user(self.user).with_context(
            **action['context']).create({
                'carrier_id': self.env['delivery.carrier'].search([], limit=1).id})
        self.assertEqual(rule.pattern, 'Pikakuriiri Helsinki')
        row.action_retry()
        self.sync_store()
        self.assertEqual(row.state, 'done')

    def test_a_user_may_complete_the_address_of_a_held_order(self):
        number = self.place('paid')
        self.sync_store()
        sale = self.sale(number)
        sale.user_id = self.manager  # somebody else's order from now on
        partner = sale.with_user(self.user).partner_shipping_id
        partner.street = "Uusikatu 1"
        self.assertEqual(partner.street, "Uusikatu 1")

    def test_a_remedy_is_shown_only_to_those_who_may_use_it(self):
        for model, button, may in (
                ('mycashflow.order', 'action_open_products', 'product.product'),
                ('ogoship.order', 'action_open_products', 'product.product'),
                ('ogoship.order', 'action_open_carrier', 'delivery.carrier'),
                ('mycashflow.order', 'action_open_sale_order', 'sale.order'),
                ('ogoship.order', 'action_open_customer', 'res.partner')):
            for who in (self.user, self.manager):
                with self.subTest(model=model, button=button, who=who.login):
                    arch = self.env[model].with_user(who).get_view(view_type='form')['arch']
                    self.assertEqual(
                        f'name="{button}"' in arch,
                        self.env[may].with_user(who).has_access('create'))
        self.assertTrue(self.env['product.product'].with_user(self.manager).has_access('create'))

    def test_a_stock_clerk_without_our_groups_works_as_before(self):
        number = self.place('paid')
        self.sync_store()
        picking = self.sale(number).picking_ids.with_user(self.clerk)
        self.assertEqual(picking.ogoship_state, 'to_send')
        picking.move_ids.write({'picked': True})
        picking.button_validate()
        self.assertEqual(picking.state, 'done')

    def test_every_menu_leads_somewhere_its_reader_may_go(self):
        menus = self.env['ir.ui.menu'].with_user(self.user).search([
            ('id', 'child_of', self.env.ref(f'{MODULE}.menu_root').id)]).sudo()
        self.assertGreater(len(menus.filtered('action')), 4)
        for menu in menus.filtered('action'):
            # What is opened by code has its model under another name.
            model = 'model_name' if menu.action._name == 'ir.actions.server' else 'res_model'
            self.env[menu.action[model]].with_user(self.user).check_access('read')


@tagged('post_install', '-at_install')
class TestNeutralizedCopy(RingCase):

    def test_a_copied_database_can_call_nobody(self):
        self.store.latest_changes = True
        self.merchant.latest_changes = True
        self.env.flush_all()
        path = Path(get_module_path(MODULE), 'data', 'neutralize.sql')
        self.env.cr.execute(path.read_text(encoding='utf-8'))
        self.env.invalidate_all()
        for account in (self.store, self.merchant):
            self.assertEqual(account.state, 'draft')
            self.assertFalse(account.latest_changes)
            self.assertFalse(account.cron_id.active)
            for name in set(SECRETS[account._name]) - {'api_url', 'auth_url', 'webhook_url'}:
                self.assertFalse(account[name], name)
        self.sandbox.log.clear()
        self.sync_store()
        self.sync_merchant()
        self.assertFalse(self.sandbox.log)


@tagged('post_install', '-at_install')
class TestShape(RingCase):

    def test_the_three_walls_stand(self):
        self.assertEqual(check_walls.violations(get_module_path(MODULE)), [])

    def test_a_breach_of_a_wall_is_found(self):
        breaches = {
            'models/a.py': "import requests",
            'models/b.py': "def f(order):\n    return order['shippingCode']",
            'tools/c.py': "from odoo import models",
            'tools/d.py': "def f(self):\n    return self.env",
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, source in breaches.items():
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(source, encoding='utf-8')
            found = check_walls.violations(folder)
        self.assertEqual({line.split(':')[0] for line in found}, set(breaches))

    def test_access_rights_are_written_once_per_model_and_group(self):
        path = Path(get_module_path(MODULE), 'security', 'ir.model.access.csv')
        with path.open(encoding='utf-8') as file:
            rows = [(row['model_id:id'], row['group_id:id']) for row in csv.DictReader(file)]
        self.assertEqual(len(rows), len(set(rows)))
