"""Arrow 3 with tokens that end, and keys that are wrong."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestTokens(OutboxCase):

    def expire(self):
        """Their clock says that the token is too old, ours does not."""
        self.warehouse.advance(6 * 3600)

    def token_calls(self):
        return [call.json['grant_type'] for call in self.sandbox.log if call.remote == 'auth']

    def test_expired_token_is_renewed_in_the_middle_of_a_run(self):
        rows = [self.outbox(), self.outbox()]
        self.expire()
        self.sync_merchant()
        for row in rows:
            self.assertOnce(row)
        self.assertEqual(self.posts(), 2)
        self.assertEqual(len(self.token_calls()), 1)

    def test_token_refused_for_the_very_order(self):
        row = self.outbox()
        self.warehouse.fault(remote='warehouse', method='POST', path='/Orders', status=401)
        self.sync_merchant()
        self.assertOnce(row)

    def test_new_token_is_kept_for_the_next_run(self):
        self.outbox()
        self.expire()
        self.sync_merchant()
        self.sandbox.log.clear()
        self.outbox()
        self.sync_merchant()
        self.assertFalse(self.token_calls())

    def test_token_that_ends_during_the_run_is_renewed_before_it(self):
        row = self.outbox()
        self.merchant.token_expires_at = fields.Datetime.now() + timedelta(minutes=5)
        self.sync_merchant()
        self.assertOnce(row)
        self.assertEqual(len(self.token_calls()), 1)
        self.assertGreater(
            self.merchant.token_expires_at, fields.Datetime.now() + timedelta(minutes=30))

    def test_refresh_token_that_is_used_up_does_not_stop_anything(self):
        row = self.outbox()
        self.merchant.write({'refresh_token': 'used-up', 'token_expires_at': '2020-01-01'})
        self.sync_merchant()
        self.assertOnce(row)

    def test_wrong_key_pauses_the_account_and_the_order_is_sent_after_its_correction(self):
        row = self.outbox()
        secret = self.merchant.secret_token
        self.merchant.write({'secret_token': 'wrong', 'token_expires_at': '2020-01-01'})
        self.sync_merchant()
        self.assertEqual(self.merchant.state, 'paused')
        self.assertEqual((row.state, self.posts()), ('to_send', 0))
        self.merchant.secret_token = secret
        self.merchant.action_test_connection()
        self.sync_merchant()
        self.assertOnce(row)
