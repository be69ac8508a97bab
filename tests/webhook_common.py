"""A connected store and merchant with their doorbells, on a real HTTP server."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import HttpCase

from ..tools.webhook_signature import SIGNATURE_HEADER, sign
from .common import RingCase

KEY = 'key-of-the-merchant'
SECRET = 'secret-of-the-store'
BODY = b'{"reference":"S00107","status":"shipped"}'
REFUSED = (403, b'')
CHANGE = re.compile(r'\s*(INSERT|UPDATE|DELETE)\b', re.I)


class WebhookCase(RingCase, HttpCase):

    def setUp(self):
        super().setUp()
        self.merchant.write({'webhook_key': KEY, 'latest_changes': True})
        self.store.write({'webhook_key': SECRET, 'latest_changes': True})
        self.triggers().unlink()
        self.settle()

    def settle(self):
        """Write what waits to be written, notes of the chatter included."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    # === CALLING === #

    def call(self, path, body=BODY, method='POST', **headers):
        """(status, body) of the answer; `_` in the name of a header stands for `-`."""
        headers = {'Content-Type': 'application/json'} | {
            name.replace('_', '-'): value for name, value in headers.items()}
        answer = self.url_open(path, data=body, headers=headers, method=method,
                               allow_redirects=False)
        self.env.invalidate_all()
        return answer.status_code, answer.content

    def ring(self, body=BODY, key=KEY, merchant=None, **headers):
        """OGOship rings, signed with this key."""
        number = self.merchant.id if merchant is None else merchant
        headers.setdefault(SIGNATURE_HEADER, sign(key, body))
        return self.call(f'/mycashflow_ogoship/ogoship/{number}', body, **headers)

    def ring_store(self, secret=SECRET, store=None, body=BODY, **headers):
        """MyCashflow rings, with this secret in the address."""
        number = self.store.id if store is None else store
        return self.call(f'/mycashflow_ogoship/mycashflow/{number}/{secret}', body, **headers)

    @contextmanager
    def letting_the_sandbox_in(self):
        with self.allow_requests(all_requests=True):
            yield
        self.env.invalidate_all()

    # === LOOKING === #

    def triggers(self, account=None):
        crons = (account or self.merchant).cron_id if account else (
            self.merchant.cron_id | self.store.cron_id)
        return self.env['ir.cron.trigger'].search([('cron_id', 'in', crons.ids)])

    def assertRung(self, account, times=1):
        self.assertEqual(len(self.triggers(account)), times)

    def assertSilent(self):
        self.assertFalse(self.triggers())

    @contextmanager
    def statements(self):
        """All that is asked of the database meanwhile, by whatever thread."""
        seen, execute = [], Cursor.execute

        def listen(cr, query, *args, **kwargs):
            seen.append(query if isinstance(query, str) else query.code)
            return execute(cr, query, *args, **kwargs)

        with patch.object(Cursor, 'execute', listen):
            yield seen

    @contextmanager
    def changing_nothing(self, but='ir_cron_trigger'):
        """Nothing is written meanwhile, but that a run is asked for."""
        with self.statements() as seen:
            yield
        self.assertEqual([statement for statement in seen
                          if CHANGE.match(statement) and but not in statement], [])
