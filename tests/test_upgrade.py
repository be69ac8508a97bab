"""An installation of the released version is upgraded to this one, by Odoo's own upgrade.

`releases/` holds the source of the version that installations have, as it was released: a checkout
may have no history. Made by `git archive --format=tar --prefix=mycashflow_ogoship/ COMMIT` of all
that the module needs, and of the sandbox's scenario, piped through `xz -9e`.
"""

import contextlib
import os
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from unittest import SkipTest

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from ..dev.sandbox import Sandbox
from .process_common import BUILD, MODULE, ProcessCase, Worker, odoo_command

RELEASED = '19.0.1.2.0'
ARCHIVE = Path(__file__).parent / 'releases' / f'{RELEASED}.tar.xz'
SYNC = """
for account in (env['mycashflow.store'].search([]), env['ogoship.merchant'].search([])):
    account._cron_sync()
"""
LINES = [{'code': 'KAASU-230', 'quantity': 1}]


@tagged('post_install', '-at_install')
class TestUpgrade(ProcessCase):
    """One order in each state, upgraded once; the tests look at what became of it."""

    @classmethod
    def setUpClass(cls):
        BaseCase.setUpClass.__func__(cls)
        if 'TEMPLATE' not in os.environ:
            raise SkipTest("needs the template database that `make test` names")
        cls.install_released()
        cls.sandbox = cls.enterClassContext(Sandbox(seed=1))
        cls.shop = cls.warehouse = cls.sandbox.control
        cls.fill()
        cls.before, cls.version_before = cls.rows(), cls.version()
        cls.sandbox.log.clear()
        subprocess.run(odoo_command(cls.database, '-u', MODULE, '--stop-after-init'), check=True)

    @classmethod
    def install_released(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter='data')
        cls.released = Path(folder, 'odoo.conf')
        ours = str(Path(__file__).parents[2])
        text = Path(config['config']).read_text(encoding='utf-8')
        cls.released.write_text(
            re.sub(r'(?m)^addons_path = .*$', lambda line: line[0].replace(ours, folder), text),
            encoding='utf-8')
        cls.create_database()

    @classmethod
    def database_to_copy(cls):
        return os.environ['TEMPLATE']

    @classmethod
    def install_module(cls):
        subprocess.run(odoo_command(
            cls.database, '-i', MODULE, '--stop-after-init', config_file=cls.released), check=True)

    @classmethod
    def fill(cls):
        """Work with the released version for a while."""
        worker = Worker(cls.database, cls.released)
        with contextlib.ExitStack() as stack:
            stack.callback(worker.kill)
            worker.run(BUILD.format(url=cls.sandbox.url))
            cls.done, cls.sent, cls.sending, cls.unpaid = (
                cls.shop.place(kind=kind, lines=LINES)['id']
                for kind in ('paid', 'paid', 'paid', 'unpaid'))
            worker.run(SYNC)
            cls.warehouse.ship(str(cls.done), tracking='JJFI1')
            worker.run(SYNC)
            worker.run(SYNC)
            # As a process that died leaves it: OGOship has it, and the answer was never written.
            cls.sql("""
                UPDATE ogoship_order SET state = 'sending', remote_id = NULL, sent_date = NULL,
                       retry_at = now() at time zone 'utc' WHERE reference = %s
                """, str(cls.sending))

    @classmethod
    def rows(cls):
        return cls.sql("""
            SELECT remote_id, state, reason, fingerprint, customer_name, payload,
                   sale_order_id, shop_reported_date FROM mycashflow_order ORDER BY id""")

    @classmethod
    def version(cls):
        return cls.sql("SELECT latest_version FROM ir_module_module WHERE name = %s", MODULE)[0][0]

    def states(self):
        return dict(self.sql("SELECT reference, state FROM ogoship_order"))

    def test_it_was_the_released_version_that_was_upgraded(self):
        self.assertEqual(self.version_before, RELEASED)
        self.assertGreater(self.version(), RELEASED)
        self.assertEqual(
            [row[:3] for row in self.before],
            [(self.done, 'done', None), (self.sent, 'done', None), (self.sending, 'done', None),
             (self.unpaid, 'held', 'unpaid')])
        self.assertTrue(self.before[0][-1], "reported to the shop")

    def test_orders_are_as_they_were_and_nobody_was_called(self):
        self.assertEqual(self.rows(), self.before)
        self.assertFalse(self.sandbox.log)

    def test_accounts_go_on_as_before(self):
        for table in ('mycashflow_store', 'ogoship_merchant'):
            [account] = self.sql(  # pylint: disable=sql-injection
                f"SELECT state, forget_days, cron_id IS NOT NULL FROM {table}")
            self.assertEqual(account, ('connected', 0, True))

    def test_an_upgraded_database_is_like_a_new_one(self):
        """The same columns, constraints, indexes and records as where it was installed anew."""
        for what, query in {
            'columns': "SELECT table_name, column_name, data_type, is_nullable "
                       "FROM information_schema.columns WHERE table_schema = 'public'",
            'constraints': "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                           "WHERE contype IN ('c', 'f', 'u')",
            'indexes': "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            'records': f"SELECT model, name FROM ir_model_data WHERE module = '{MODULE}'",
            'rights': "SELECT name, perm_read, perm_write, perm_create, perm_unlink "
                      "FROM ir_model_access WHERE name ~ '^(mycashflow|ogoship)'",
            'rules': "SELECT name, domain_force FROM ir_rule WHERE name ~ '^(mycashflow|ogoship)'",
            'actions': "SELECT cron_name, interval_number, interval_type, active FROM ir_cron "
                       "WHERE cron_name ~ '^MyCashflow & OGOship:'",
        }.items():
            with self.subTest(what), db_connect(get_db_name()).cursor() as cr:
                cr.execute(query)  # pylint: disable=sql-injection
                fresh = set(cr.fetchall())
                self.assertTrue(fresh)
                self.assertEqual(set(self.sql(query)) ^ fresh, set())

    def test_the_work_goes_on_and_nothing_is_sent_twice(self):
        worker = self.worker()
        worker.run(SYNC)
        worker.run("env['mycashflow_ogoship.alarm']._cron_watch()")
        self.shop.pay(self.unpaid)
        fresh = self.shop.place(kind='paid', lines=LINES)['id']
        self.sql("UPDATE mycashflow_order SET retry_at = now() at time zone 'utc' "
                 "WHERE retry_at IS NOT NULL")
        worker.run(SYNC)
        self.assertEqual(self.states(), {
            str(self.done): 'done', str(self.sent): 'sent', str(self.sending): 'sent',
            str(self.unpaid): 'sent', str(fresh): 'sent'})
        self.assertEqual(
            {number: self.posts(str(number)) for number in (
                self.done, self.sent, self.sending, self.unpaid, fresh)},
            {self.done: 0, self.sent: 0, self.sending: 0, self.unpaid: 1, fresh: 1})
        self.assertFalse(self.sql(
            "SELECT kind FROM mycashflow_ogoship_alarm WHERE state = 'raised'"))
