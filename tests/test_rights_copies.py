"""What becomes of the data elsewhere: in a staging copy, and in Odoo after this module."""

from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from .common import RingCase
from .process_common import MODULE, ProcessCase, Worker
from .rights_table import ACCOUNTS, rows

UNINSTALL = f"""
env['ir.module.module'].search([('name', '=', '{MODULE}')]).button_immediate_uninstall()
"""
DELIVER = """
picking = env['stock.picking'].search([
    ('picking_type_code', '=', 'outgoing'), ('state', '=', 'assigned')], limit=1)
picking.move_ids.picked = True
answer = picking.with_context(skip_sms=True).button_validate()
result = [picking.state, answer if isinstance(answer, bool) else answer.get('res_model')]
"""
KEPT = ('sale_order', 'sale_order_line', 'stock_picking', 'stock_move', 'res_partner',
        'product_product', 'account_tax')


@tagged('post_install', '-at_install')
class TestStagingCopy(RingCase):

    def test_a_neutralized_copy_calls_nobody(self):
        self.place('paid')
        self.sync_store()
        for account in (self.store, self.merchant):
            account.latest_changes = True
        self.place('paid')
        self.env.flush_all()
        self.sandbox.log.clear()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        for account in (self.store, self.merchant):
            self.assertFalse(account.cron_id.active)
            self.sync_and_press(account)
        for cron in self.other_crons():
            self.assertFalse(cron.active, cron.cron_name)
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.assertFalse(self.sandbox.log)

    def other_crons(self):
        """The scheduled actions that are not of one account."""
        ids = self.env['ir.model.data'].search([
            ('module', '=', MODULE), ('model', '=', 'ir.cron')]).mapped('res_id')
        self.assertGreater(len(ids), 1)
        return self.env['ir.cron'].browse(ids)

    def sync_and_press(self, account):
        with self.enter_registry_test_mode():
            account.cron_id.method_direct_trigger()
            for model, _level, name in rows():
                if model == account._name:
                    with self.env.registry.cursor() as cr:
                        self.press(account.with_env(account.env(cr=cr)), name)

    def press(self, account, name):
        try:
            getattr(account, name)()
        except Exception as error:  # noqa: BLE001 whatever stops it, it must not call
            self.assertNotIsInstance(error, AssertionError)
        account.env.cr.rollback()

    def test_no_key_is_left_in_a_neutralized_copy(self):
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        checked = set()
        for model in ACCOUNTS:
            for name, field in self.env[model]._fields.items():
                if field.store and any(word in name for word in ('key', 'secret', 'token')):
                    checked.add(name)
                    self.assertFalse(any(self.env[model].search([]).mapped(name)), name)
        self.assertLessEqual({'api_key', 'client_secret', 'access_token'}, checked)


@tagged('post_install', '-at_install')
class TestUninstall(ProcessCase):

    ORDERS = 3

    def count(self):
        return {table: self.sql(f"SELECT count(*) FROM {table}")[0][0] for table in KEPT}

    def test_uninstalling_leaves_the_records_of_odoo_whole(self):
        before = self.count()
        self.assertEqual(before['sale_order'], self.ORDERS)
        self.worker().run(UNINSTALL)
        self.assertEqual(self.sql(
            "SELECT state FROM ir_module_module WHERE name = %s", MODULE), [('uninstalled',)])
        self.assertEqual(self.count(), before)
        self.check_nothing_of_ours_is_left()
        after = Worker(self.database)
        self.addCleanup(after.kill)
        self.assertEqual(after.run(DELIVER), ['done', True])

    def check_nothing_of_ours_is_left(self):
        self.assertFalse(self.sql("SELECT name FROM ir_model_data WHERE module = %s", MODULE))
        self.assertFalse(self.sql(
            "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'MyCashflow|OGOship'"))
        self.assertFalse(self.sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND (table_name ~ '^(mycashflow|ogoship)' "
            "OR column_name ~ '^(mycashflow|ogoship)_')"))
