"""Real processes on a real database: what test_processes.py is made of."""

import atexit
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from unittest import SkipTest

import psycopg2

from odoo.sql_db import close_db, connection_info_for, db_connect
from odoo.tests import BaseCase
from odoo.tools import config

from ..dev.sandbox import Sandbox

MODULE = 'mycashflow_ogoship'
PATIENCE = 60  # seconds; only reached when something is wrong

BUILD = """
from types import SimpleNamespace
from odoo.addons.mycashflow_ogoship.dev.scenario import build_all
url = {url!r}
store, merchant = build_all(env, SimpleNamespace(
    warehouse_url=url + '/ogoship', shop_url=lambda: url + '/shop/tunturipuoti'))
store.action_test_connection()
merchant.action_test_connection()
result = [store.id, merchant.id]
"""


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def odoo_command(database, *options, config_file=None):
    """An Odoo that is configured as the one of the tests, on another database."""
    return [sys.executable, '-m', 'odoo', '-c', config_file or config['config'], '-d', database,
            '--no-http', '--log-level=warn', *options]


def unique_name():
    """The number in the name tells `make test` whether the owner still lives."""
    return f'{MODULE}_processes_{os.getpid()}_{secrets.token_hex(3)}'


@cache
def installed_database():
    """A copy of the template database that `make test` names, with the module installed: once for
    all tests of this process, which copy it."""
    database = unique_name()
    atexit.register(drop_database, database)
    ProcessCase.on_server(f'CREATE DATABASE "{database}" TEMPLATE "{os.environ["TEMPLATE"]}"')
    subprocess.run(odoo_command(database, '-i', MODULE, '--stop-after-init'), check=True)
    return database


def drop_database(database):
    ProcessCase.on_server(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


class Process:
    """A process of ours: ended by its own id, and nothing else is."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, text=True, **options)

    def send_signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """`kill -9`, and wait for the end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.wait_for_end()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def wait_for_end(self):
        self.process.wait(PATIENCE)


class Worker(Process):
    """An Odoo process that runs what it is told; see worker.py."""

    def __init__(self, database, config_file=None, **options):
        super().__init__(
            [sys.executable, str(Path(__file__).with_name('worker.py')),
             config_file or config['config'], database],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        self.is_ready = False

    def start(self, code):
        if not self.is_ready:
            assert self.hear() == 'ready'
            self.is_ready = True
        self.process.stdin.write(json.dumps(code) + '\n')
        self.process.stdin.flush()

    def hear(self):
        """The next line that the worker says, None when it has died or says nothing for long."""
        silence = threading.Timer(5 * PATIENCE, self.process.kill)
        silence.start()
        line = self.process.stdout.readline()
        silence.cancel()
        return json.loads(line) if line else None

    def finish(self):
        word, result = self.hear()
        assert word == 'done'
        return result

    def run(self, code):
        self.start(code)
        return self.finish()

    def run_in_child(self, code):
        """Run the code in a child of the worker.

        :return: the signal that the child died of, 0 when it has come to its end
        """
        return self.run({'child': code})


class ProcessCase(BaseCase):
    """A committed database of its own, the sandbox, and a stock of orders to be sent."""

    ORDERS = 20

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if 'TEMPLATE' not in os.environ:
            raise SkipTest("needs the template database that `make test` names")
        cls.create_database()
        cls.sandbox = cls.enterClassContext(Sandbox(seed=1))
        cls.prepare()

    @classmethod
    def prepare(cls):
        """A store, a merchant, and orders that wait to be sent."""
        cls.helper = Worker(cls.database)
        cls.addClassCleanup(cls.helper.kill)
        cls.store_id, cls.merchant_id = cls.helper.run(BUILD.format(url=cls.sandbox.url))
        for _ in range(cls.ORDERS):
            cls.sandbox.control.place(lines=[{'code': 'KAASU-230', 'quantity': 1}])
        cls.helper.run(cls.sync('mycashflow.store', cls.store_id))
        cls.sql("UPDATE ogoship_order SET state = 'held', reason = 'changed'")

    @classmethod
    def create_database(cls):
        """A database of its own, with the module in it."""
        cls.database = unique_name()
        cls.addClassCleanup(drop_database, cls.database)
        cls.addClassCleanup(close_db, cls.database)
        cls.on_server(f'CREATE DATABASE "{cls.database}" TEMPLATE "{cls.database_to_copy()}"')
        cls.install_module()

    @classmethod
    def database_to_copy(cls):
        """Hook: the template database that `make test` names is the one without the module."""
        return installed_database()

    @classmethod
    def install_module(cls):
        """Hook: what is done with the copy."""

    @staticmethod
    def on_server(statement):
        """Run a statement that must not be in a transaction."""
        with contextlib.closing(psycopg2.connect(**connection_info_for('postgres')[1])) as link:
            link.autocommit = True
            with link.cursor() as cursor:
                cursor.execute(statement)

    @classmethod
    def sync(cls, model, record_id):
        return f"env[{model!r}].browse({record_id})._cron_sync()"

    @classmethod
    def sql(cls, statement, *values):
        with db_connect(cls.database).cursor() as cr:
            cr.execute(statement, values)  # pylint: disable=sql-injection
            return cr.fetchall() if cr.description else []

    # === DOING === #

    def setUp(self):
        super().setUp()
        self.sandbox.control.clear_faults()
        self.sandbox.log.clear()
        self.addCleanup(lambda: self.assertEqual(self.sandbox.violations, []))

    def take(self, count=1):
        """References of this many orders that nobody has touched, now to be sent."""
        return [reference for [reference] in self.sql("""
            UPDATE ogoship_order SET state = 'to_send', reason = NULL WHERE id IN (
                SELECT id FROM ogoship_order WHERE reason = 'changed' ORDER BY id LIMIT %s)
            RETURNING reference""", count)]

    def worker(self):
        worker = Worker(self.database)
        self.addCleanup(worker.kill)
        return worker

    def send(self, before=''):
        """Code that sends what is due; `before` prepares the process for its fate."""
        return f"{before}\n{self.sync('ogoship.merchant', self.merchant_id)}"

    def end_grace(self, reference):
        self.sql("UPDATE ogoship_order SET retry_at = now() at time zone 'utc' - "
                 "interval '1 second' WHERE reference = %s", reference)

    # === LOOKING === #

    def row(self, reference):
        """(state, how often sending was begun, id at OGOship)"""
        [row] = self.sql("SELECT state, send_count, remote_id FROM ogoship_order "
                         "WHERE reference = %s", reference)
        return row

    def posts(self, reference):
        return len([
            call for call in self.sandbox.log
            if (call.remote, call.method, call.path) == ('warehouse', 'POST', '/api/v1/Orders')
            and call.json['reference'] == reference])

    def assertOnce(self, reference, posts=1):
        """OGOship has the order once, and the row knows that."""
        [order] = self.sandbox.control.warehouse_order(reference)
        state, _count, remote_id = self.row(reference)
        self.assertEqual((state, remote_id), ('sent', order['id']))
        self.assertEqual(self.posts(reference), posts)
