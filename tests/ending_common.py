"""What test_ending_processes.py is made of: processes that die where they are told to."""

import signal

from .process_common import ProcessCase, Worker

DIE = "import os, signal; die = lambda *args, **options: os.kill(os.getpid(), signal.SIGKILL)\n"
CLIENT = "from odoo.addons.mycashflow_ogoship.tools.ogoship_client import OgoshipClient\n"

# A warehouse that takes changes, and invoices by themselves.
PREPARE = """
env['ogoship.merchant'].browse({merchant}).allows_changes = True
env['account.chart.template'].try_loading('fi', company=env.company, install_demo=False)
for rate in (0, 10, 13.5, 14, 24, 25.5):
    env['account.tax']._mycashflow_create_included(rate, env.company)
bank = env['account.journal'].search([('type', '=', 'bank')], limit=1)
env['mycashflow.store'].browse({store}).payment_method_ids.write({{
    'invoicing': 'posted', 'journal_id': bank.id}})
"""


def dies_at(model, method):
    """The process dies where it would run this."""
    return f"{DIE}env.registry[{model!r}].{method} = die\n"


def dies_after(model, method):
    """The process dies when it has run this; nothing of it is committed."""
    return f"""{DIE}
def and_die(self, *args, wrapped=env.registry[{model!r}].{method}, **options):
    wrapped(self, *args, **options)
    self.env.flush_all()
    die()
env.registry[{model!r}].{method} = and_die
"""


class EndingCase(ProcessCase):

    ORDERS = 12

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper.run(PREPARE.format(store=cls.store_id, merchant=cls.merchant_id))
        cls.other = Worker(cls.database)  # lives on, unlike the victims
        cls.addClassCleanup(cls.other.kill)
        cls.other.run("pass")

    def dies(self, code):
        victim = self.worker()
        victim.start(code)
        victim.wait_for_end()
        self.assertEqual(victim.process.returncode, -signal.SIGKILL)

    def at_once(self, code):
        """Two processes do the same."""
        for worker in (self.helper, self.other):
            worker.start(code)
        for worker in (self.helper, self.other):
            worker.finish()

    def run_merchant(self):
        self.helper.run(self.send())

    def sell(self, before=''):
        """Code that runs what the store's scheduled action runs."""
        return f"{before}\n{self.sync('mycashflow.store', self.store_id)}"

    def sent(self):
        """The reference of an order that OGOship has; from now on the log is that of its end."""
        [reference] = self.take()
        self.run_merchant()
        self.assertEqual(self.row(reference)[0], 'sent')
        self.sandbox.log.clear()
        return reference

    def on(self, reference, code, name='order'):
        """Do something with a warehouse order, again if another process is in the way, as a
        button does."""
        return f"""
from odoo.service.model import retrying
{name} = env['ogoship.order'].search([('reference', '=', {reference!r})])
retrying(lambda: {code}, env)
"""

    def calls(self, method, remote='warehouse', path=''):
        return [call for call in self.sandbox.log
                if (call.remote, call.method) == (remote, method) and path in call.path]

    def value(self, statement, *values):
        [[value]] = self.sql(statement, *values)
        return value
