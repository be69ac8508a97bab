"""Neither keys nor customers come into the server's log, whatever goes wrong."""

import logging
from base64 import b64encode
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..dev.sandbox import accounts
from ..models import mycashflow_order_lines
from .outbox_common import OutboxCase

LOGGERS = (
    'odoo.addons.mycashflow_ogoship', 'urllib3', 'requests', 'odoo.addons.base.models.ir_cron')
PERSON = {
    'first_name': 'Aurinkoinen', 'last_name': 'Peipponen', 'company': 'Peipposen Pesä Oy',
    'street_address': 'Salaisenpolunkuja 77', 'city': 'Sysmälä', 'postal_code': '19999',
    'phone': '+358 40 7654321', 'email': 'aurinkoinen.peipponen@example.com'}
DETAILS = "Avain on kukkaruukun alla"


class _Keep(logging.Handler):

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(logging.Formatter().format(record))


@tagged('post_install', '-at_install')
class TestLogs(OutboxCase):

    @contextmanager
    def logs(self):
        """All that these loggers say, however little they are asked to."""
        handler = _Keep()
        for name in LOGGERS:
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
        try:
            yield handler.lines
        finally:
            for name in LOGGERS:
                logging.getLogger(name).removeHandler(handler)

    def place_person(self):
        payload = self.shop.place()
        order = self.sandbox.control._state.stores[self.store.store_name].orders[payload['id']]
        order['customer_information'].update(PERSON)
        order['shipping_address'].update(PERSON)
        order['details'] = DETAILS
        return payload['id']

    def secrets(self):
        merchant = self.merchant.sudo()
        basic = f'{accounts.STORE_USER}:{accounts.STORE_KEY}'
        return [
            accounts.STORE_KEY, b64encode(basic.encode()).decode(), accounts.MERCHANT_TOKEN,
            accounts.CLIENT_SECRET, merchant.access_token, merchant.refresh_token]

    def assertNothingOf(self, words, texts):
        for text in texts:
            for word in filter(None, words):
                self.assertNotIn(word.lower(), text.lower())

    def go_wrong(self, remote, **fault):
        """The fault at the next call, then a run of both."""
        self.shop.clear_faults()
        getattr(self, 'shop' if remote == 'shop' else 'warehouse').fault(
            remote=remote, times=2, **fault)
        number = self.place_person()
        self.run_cron(self.store)
        self.run_cron(self.merchant)
        return number

    def answers(self):
        """What a remote may say that quotes what it was sent."""
        quoted = ' '.join([*PERSON.values(), *filter(None, self.secrets())])
        yield {'kind': 'status', 'status': 500, 'body': f'<html>{quoted}</html>'}
        yield {'kind': 'status', 'status': 400, 'body': {'Message': f"The value '{quoted}' is "
                                                                    f"not valid for Name."}}
        yield {'kind': 'html', 'status': 200, 'body': f'<html>{quoted}</html>'}
        yield {'kind': 'truncated'}
        yield {'kind': 'accept_and_cut'}
        yield {'kind': 'status', 'status': 429, 'retry_after': 1}

    def test_ring_with_faults_logs_neither_keys_nor_customers_and_shows_no_key(self):
        words = [*PERSON.values(), DETAILS]
        with self.logs() as lines:
            self.impatient(5)
            for answer in self.answers():
                self.go_wrong('shop', **answer)
                self.go_wrong('warehouse', method='POST', path='/Orders', **answer)
            secrets = self.secrets()
            self.go_wrong('auth', kind='status', status=400, body={
                'error': 'invalid_grant', 'error_description': ' '.join(filter(None, secrets))})
            with patch.object(
                    mycashflow_order_lines.MycashflowOrder, '_prepare_lines',
                    side_effect=ValueError(f'{PERSON} {secrets}')):
                self.go_wrong('shop', kind='delay')
        self.assertGreater(len(lines), 50, "the logs were listened to")
        self.assertTrue([line for line in lines if 'ValueError' in line])
        self.assertNothingOf([*words, *secrets, *self.secrets()], lines)
        told = self.told()
        self.assertGreater(len(told), 2)
        self.assertNothingOf([*secrets, *self.secrets(), PERSON['email'], PERSON['phone']], told)

    def test_order_number_too_large_is_told_before_the_database_quotes_the_order_in_its_log(self):
        order = self.shop.place()
        self.serve_orders({**order, 'id': 2 ** 31})
        with self.assertNoLogs('odoo.sql_db', 'ERROR'):
            self.sync_store()
        self.assertIn(str(2 ** 31), self.store.warning_message)

    def told(self):
        """What people read about the faults."""
        rows = self.env['mycashflow.order'].search([('store_id', '=', self.store.id)])
        sent = rows.sale_order_id.ogoship_order_ids
        return list(filter(None, [
            *rows.mapped('message'), *sent.mapped('message'), self.store.error_message,
            self.merchant.error_message, self.store.warning_message, self.merchant.warning_message,
            *(rows.activity_ids | sent.activity_ids | self.store.activity_ids
              | self.merchant.activity_ids).mapped('summary')]))
