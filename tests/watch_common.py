"""What the tests of the alarms share."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .test_circuit import CircuitCase

WATCH = 'mycashflow_ogoship.ir_cron_watch'


class WatchCase(CircuitCase):

    def watch(self):
        """The scheduled action that watches runs; it calls no remote."""
        self.env.flush_all()
        calls = len(self.sandbox.log)
        with self.enter_registry_test_mode():
            self.env.ref(WATCH).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.sandbox.log), calls)

    def age(self, records, *names, minutes=120):
        """These dates of the records are that long ago."""
        moment = fields.Datetime.now() - timedelta(minutes=minutes)
        records.flush_recordset()
        for name in names:
            self.env.cr.execute(SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s", SQL.identifier(records._table),
                SQL.identifier(name), moment, tuple(records.ids)))
        records.invalidate_recordset()
        return moment

    def late(self, **overrides):
        """A paid order, imported two hours ago, that was not sent."""
        row = self.outbox(**overrides)
        self.age(row, 'create_date')
        return row

    # === LOOKING === #

    def alarms(self, kind=None, account=None, state='raised'):
        found = self.env['mycashflow_ogoship.alarm'].search([('state', '=', state)])
        return found.filtered(lambda alarm: (
            kind in (None, alarm.kind) and account in (None, alarm._account())))

    def assertAlarm(self, kind, account, count=1, cause=None):
        """There is this one alarm, its words are filled in, and its button leads to as many."""
        found = self.alarms(kind, account).filtered(
            lambda alarm: cause in (None, alarm.cause))
        self.assertEqual(found.mapped('count'), [count], self.alarms().mapped('message'))
        self.assertNotIn('%(', found.message)
        self.assertTrue(found.message and found.remedy)
        action = found.action_remedy()
        if action.get('domain'):  # a list, not one record
            self.assertEqual(self.env[action['res_model']].search_count(action['domain']), count)
        return found

    def assertQuiet(self, kind=None):
        self.assertFalse(self.alarms(kind).mapped('message'))

    def assertCleared(self, alarm):
        self.assertEqual(alarm.state, 'cleared')
        self.assertTrue(alarm.cleared_date)
        self.assertFalse(alarm.activity_id)
