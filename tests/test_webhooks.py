"""Doorbells over real HTTP: who may ring, and that ringing is all."""

from datetime import timedelta

from odoo import fields
from odoo.modules.neutralize import neutralize_database
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..const import WEBHOOK_BYTES, WEBHOOK_REST
from ..models.mycashflow_ogoship_webhooks import _is_rung
from ..tools.webhook_signature import SIGNATURE_HEADER, sign
from .webhook_common import BODY, KEY, REFUSED, SECRET, WebhookCase

OGOSHIP = '/mycashflow_ogoship/ogoship'
MYCASHFLOW = '/mycashflow_ogoship/mycashflow'


@tagged('post_install', '-at_install')
class TestWhoMayRing(WebhookCase):

    def test_ogoship_rings_with_its_signature_and_the_scheduled_action_is_asked_for(self):
        with self.changing_nothing():
            self.assertEqual(self.ring(), (204, b''))
        self.assertRung(self.merchant)
        self.assertFalse(self.triggers(self.store))

    def test_mycashflow_rings_with_the_secret_in_the_address(self):
        with self.changing_nothing():
            self.assertEqual(self.ring_store(), (200, b''))
        self.assertRung(self.store)
        self.assertFalse(self.triggers(self.merchant))

    def test_what_is_sent_is_not_read(self):
        """Only its bytes are signed: text that is no JSON rings, too."""
        for body in (b'', b'null', b'{"reference": ', b'\xff\x00', b'[' * 5000):
            self.triggers().unlink()
            with self.subTest(body=body[:20]), self.changing_nothing():
                self.assertEqual(self.ring(body)[0], 204)
            self.assertRung(self.merchant)

    def test_a_bad_signature_is_refused(self):
        good = sign(KEY, BODY)
        with self.changing_nothing(but='nothing at all'):
            for signature in ('', 'x', good[:-1], good + 'A', good.lower(), 'é' * 44,
                              sign('', BODY), sign(KEY, BODY + b' '), sign(SECRET, BODY),
                              f'{good},{good}'):
                with self.subTest(signature=signature):
                    self.assertEqual(
                        self.ring(**{SIGNATURE_HEADER: signature.encode()}), REFUSED)
        self.assertSilent()

    def test_a_missing_signature_is_refused(self):
        self.assertEqual(self.call(f'{OGOSHIP}/{self.merchant.id}'), REFUSED)
        self.assertSilent()

    def test_a_wrong_secret_is_refused(self):
        for secret in ('x', KEY, SECRET[:-1], SECRET + 'x', SECRET.upper(), '%C3%A9', '%00', '%FF',
                       '%20', 'False', 'None'):
            with self.subTest(secret=secret):
                self.assertEqual(self.ring_store(secret), REFUSED)
        self.assertSilent()

    def test_an_unknown_account_is_refused_like_a_wrong_key(self):
        for number in (0, -1, 999999, 2 ** 31, 2 ** 63, '1' * 5000, 'x', '1.0', '%C2%B2', '1%20'):
            with self.subTest(number=str(number)[:20]):
                self.assertEqual(self.ring(merchant=number), REFUSED)
                self.assertEqual(self.ring_store(store=number), REFUSED)
        self.assertSilent()

    def test_one_account_cannot_ring_for_another(self):
        other = self.merchant.copy({'name': "Other", 'merchant_code': '67890'})
        other.write({'webhook_key': 'other', 'state': 'connected', 'latest_changes': True})
        self.env.flush_all()
        self.assertEqual(self.ring(key='other'), REFUSED)
        self.assertEqual(self.ring(merchant=other.id), REFUSED)
        self.assertSilent()
        self.assertEqual(self.ring(key='other', merchant=other.id)[0], 204)
        self.assertRung(other)
        self.assertFalse(self.triggers(self.merchant))

    def test_an_account_that_is_off_refuses(self):
        offs = [{'latest_changes': False}, {'state': 'draft'}, {'state': 'paused'},
                {'active': False}, {'webhook_key': False}, {'webhook_key': ''}]
        for values in offs:
            for account in (self.merchant, self.store):
                before = account.read(list(values))[0]
                account.write(values)
                self.settle()
                with self.subTest(values=values, account=account._name):
                    key = '' if 'webhook_key' in values else KEY
                    self.assertEqual(self.ring(key=key) if account == self.merchant
                                     else self.ring_store(), REFUSED)
                account.write({name: before[name] for name in values})
        self.assertSilent()

    def test_every_refusal_looks_the_same(self):
        """Nobody learns from it which accounts there are."""
        answers = []
        for path, signature in ((f'{OGOSHIP}/{self.merchant.id}', 'bad'),
                                (f'{OGOSHIP}/999999', sign(KEY, BODY)),
                                (f'{OGOSHIP}/{self.merchant.id}', ''),
                                (f'{MYCASHFLOW}/{self.store.id}/bad', ''),
                                (f'{MYCASHFLOW}/999999/{SECRET}', '')):
            answer = self.url_open(path, data=BODY, headers={
                'Content-Type': 'application/json', SIGNATURE_HEADER: signature})
            answers.append((answer.status_code, answer.content, sorted(
                (name, value) for name, value in answer.headers.items() if name != 'Date')))
        self.assertEqual([answer for answer in answers if answer != answers[0]], [])
        self.assertFalse(self.url_open(f'{OGOSHIP}/1', data=b'').cookies, "no session is made")

    def test_a_neutralized_copy_answers_none(self):
        self.assertEqual(self.ring()[0], 204)
        self.triggers().unlink()
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.assertEqual(self.ring(), REFUSED)
        self.assertEqual(self.ring(key=''), REFUSED)
        self.assertEqual(self.ring_store(), REFUSED)
        self.assertSilent()


@tagged('post_install', '-at_install')
class TestFormOfTheCall(WebhookCase):

    def test_only_post_is_taken(self):
        for path in (f'{OGOSHIP}/{self.merchant.id}', f'{MYCASHFLOW}/{self.store.id}/{SECRET}'):
            for method in ('GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'):
                with self.subTest(path=path, method=method):
                    status, _body = self.call(
                        path, method=method, **{SIGNATURE_HEADER: sign(KEY, BODY)})
                    self.assertIn(status, (404, 405))
        self.assertSilent()

    def test_what_is_too_large_is_refused_before_it_is_read(self):
        body = b' ' * (WEBHOOK_BYTES + 1)
        self.assertEqual(self.ring(body)[0], 413)
        self.assertEqual(self.ring_store(body=body)[0], 413)
        self.assertSilent()
        self.assertEqual(self.ring(body[1:])[0], 204)

    def test_what_is_too_large_is_refused_in_pieces_too(self):
        body = b' ' * (WEBHOOK_BYTES + 1)
        answer = self.url_open(
            f'{OGOSHIP}/{self.merchant.id}', data=iter([body[:1000], body[1000:]]), headers={
                'Content-Type': 'application/json', SIGNATURE_HEADER: sign(KEY, body)})
        self.assertEqual((answer.status_code, answer.content), REFUSED)
        self.assertSilent()

    def test_a_form_is_refused(self):
        for kind in ('application/x-www-form-urlencoded', 'multipart/form-data; boundary=x',
                     'multipart/form-data'):
            with self.subTest(kind=kind):
                self.assertEqual(self.ring(Content_Type=kind), REFUSED)
                self.assertEqual(self.ring_store(Content_Type=kind), REFUSED)
        self.assertSilent()

    def test_how_json_is_called_does_not_matter(self):
        for kind in ('application/json; charset=utf-8', 'text/plain', 'application/vnd.x+json', ''):
            with self.subTest(kind=kind):
                self.assertEqual(self.ring(Content_Type=kind)[0], 204)

    def test_parameters_in_the_address_are_nothing(self):
        signature = {SIGNATURE_HEADER: sign(KEY, BODY)}
        for query in ('account=2', 'db=other', 'session_id=x', 'debug=1', 'lang=fi'):
            with self.subTest(query=query):
                path = f'{OGOSHIP}/{self.merchant.id}?{query}'
                self.assertEqual(self.call(path, **signature)[0], 204)
        self.assertRung(self.merchant)

    def test_another_database_is_not_rung(self):
        self.assertEqual(self.ring(X_Odoo_Database='no_such_database')[0], 404)
        self.assertEqual(self.ring_store(X_Odoo_Database='no_such_database')[0], 404)
        self.assertSilent()
        self.assertEqual(self.ring(X_Odoo_Database=self.env.cr.dbname)[0], 204)
        self.assertRung(self.merchant)

    def test_no_secret_is_in_the_access_log(self):
        with self.assertLogs('werkzeug', 'DEBUG') as logs:
            self.ring()
            self.ring_store()
            self.ring_store(f'not-{SECRET}')
            self.ring_store(f'not-{SECRET}', store='x')
            self.call(f'{MYCASHFLOW}/{self.store.id}/{SECRET}/more')
            self.call(f'{MYCASHFLOW}/{self.store.id}/{SECRET}?a=1', method='GET')
        text = '\n'.join(
            str((record.getMessage(), record.__dict__)) for record in logs.records)
        self.assertIn('/mycashflow_ogoship/', text)
        secrets = (SECRET, KEY, sign(KEY, BODY))
        self.assertEqual([secret for secret in secrets if secret in text], [])


@tagged('post_install', '-at_install')
class TestManyCalls(WebhookCase):

    def test_a_replayed_call_does_nothing_new(self):
        body, signature = BODY, sign(KEY, BODY)
        with self.changing_nothing():
            for _time in range(4):
                self.assertEqual(self.ring(body, **{SIGNATURE_HEADER: signature})[0], 204)
        self.assertRung(self.merchant)

    def test_a_flood_asks_for_one_run(self):
        for _time in range(20):
            self.assertEqual(self.ring()[0], 204)
            self.assertEqual(self.ring_store()[0], 200)
        self.assertRung(self.merchant)
        self.assertRung(self.store)

    def test_a_refusal_is_cheap(self):
        """Nothing is asked of the database about who does not even try, else two questions."""
        self.ring(key='bad')  # Odoo fills its caches
        for number, headers in ((0, {SIGNATURE_HEADER: ''}), (2, {SIGNATURE_HEADER: 'bad'})):
            with self.statements() as seen:
                self.assertEqual(self.ring(**headers), REFUSED)
            ours = [statement for statement in seen if 'ogoship_merchant' in statement]
            self.assertLessEqual(len(ours), number)
            self.assertLessEqual(len(seen), 12, seen)

    def test_soon_after_a_run_the_next_one_waits_a_moment(self):
        now = fields.Datetime.now()
        self.merchant.cron_id.lastcall = now
        self.env.flush_all()
        for _time in range(3):
            self.assertEqual(self.ring()[0], 204)
        self.assertRung(self.merchant)
        self.assertEqual(self.triggers(self.merchant).call_at, now + WEBHOOK_REST)

    def test_a_run_that_is_asked_for_much_later_does_not_count(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        self.merchant.cron_id._trigger(at=later)
        self.env.flush_all()
        self.ring()
        self.assertRung(self.merchant, times=2)
        self.assertLess(min(self.triggers(self.merchant).mapped('call_at')), later)

    def test_an_account_that_is_left_alone_stays_so(self):
        """A webhook does not end the pause of a remote that was out of reach."""
        later = fields.Datetime.now() + timedelta(hours=1)
        self.merchant.circuit_retry_at = later
        self.env.flush_all()
        self.assertEqual(self.ring()[0], 204)
        self.assertEqual(self.merchant.circuit_retry_at, later)


@tagged('post_install', '-at_install')
class TestRungWhileRunning(TransactionCase):

    def test_a_run_that_has_begun_does_not_count_as_one_that_will_come(self):
        """It may have read the lists already: what is rung for now needs another one."""
        # Before whatever else this one may have been asked for.
        cron, at = self.env.ref('base.autovacuum_job'), fields.Datetime.to_datetime('2000-01-01')
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as ringing, database.cursor() as running:
            asked = cron.with_env(self.env(cr=ringing))
            self.assertFalse(_is_rung(asked, at))
            trigger = asked.env['ir.cron.trigger'].create({'cron_id': cron.id, 'call_at': at})
            ringing.commit()
            try:
                self.assertTrue(_is_rung(asked, at))
                ringing.commit()
                running.execute("DELETE FROM ir_cron_trigger WHERE id = %s", [trigger.id])
                self.assertFalse(_is_rung(asked, at))
            finally:
                running.rollback()
                ringing.rollback()
                ringing.execute("DELETE FROM ir_cron_trigger WHERE id = %s", [trigger.id])
