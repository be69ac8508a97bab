"""Whatever comes over the line to a doorbell: an answer that is no error of ours, and no change."""

import http.client
import socket
from urllib.parse import quote, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools.webhook_signature import SIGNATURE_HEADER, sign
from .webhook_common import BODY, KEY, SECRET, WebhookCase

ROUTES = ('/mycashflow_ogoship/ogoship', '/mycashflow_ogoship/mycashflow')
NUMBERS = ('0', '-1', '1', '007', '2147483648', '9' * 30, '1e3', '١', '²', ' 1', '1/', '../1')
HEADERS = (
    SIGNATURE_HEADER, 'Content-Type', 'Content-Encoding', 'Accept', 'Accept-Language', 'Cookie',
    'X-Odoo-Database', 'X-Forwarded-For', 'Authorization', 'Origin', 'User-Agent', 'Range')
VALUES = (
    '', ' ', '*', 'x' * 4000, 'é', '\xff', '"', ';', '=', 'application/json',
    'text/plain; charset=x', 'application/x-www-form-urlencoded', 'multipart/form-data',
    'multipart/form-data; boundary=b',
    'gzip', 'session_id=x', 'session_id=' + 'a' * 84, 'fi_FI', 'Basic OnB3', sign('', b''))
BODIES = (
    b'', b'null', b'{}', b'[]', BODY, b'\x00', b'\xff\xfe', b'[' * 3000, b'a=1&b=2', b'a=%FF&=&&',
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n', b'--b', b'x' * 70000)

segments = st.sampled_from(NUMBERS) | st.text(min_size=1, max_size=12)
header_texts = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
headers = st.dictionaries(
    st.sampled_from(HEADERS), st.sampled_from(VALUES) | header_texts, max_size=4)
bodies = st.sampled_from(BODIES) | st.binary(max_size=300)
FEW = settings(
    max_examples=90, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck))


@tagged('post_install', '-at_install')
class TestFuzzedCalls(WebhookCase):

    def exchange(self, path, body, values, length=None):
        """The status of the answer to a POST, sent as it is."""
        parts = urlsplit(self.base_url())
        line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            line.putrequest('POST', path)
            line.putheader('Content-Length', str(len(body) if length is None else length))
            for name, value in values.items():
                line.putheader(name, value.strip().encode('latin-1'))
            line.endheaders(body)
            if length is not None:
                line.sock.shutdown(socket.SHUT_WR)
            return line.getresponse().status
        finally:
            line.close()

    def check_refused(self, path, body, values):
        status = self.exchange(path, body, values)
        self.assertIn(status // 100, (3, 4), (path, values, body[:50]))

    def test_nobody_gets_in_and_nothing_breaks(self):
        ours = st.sampled_from([str(self.merchant.id), str(self.store.id)])
        paths = st.tuples(st.sampled_from(ROUTES), st.lists(ours | segments, max_size=3))

        @FEW
        @given(paths, bodies, headers)
        def try_one(parts, body, values):
            base, rest = parts
            path = '/'.join([base, *(quote(part, safe='') for part in rest)])
            self.check_refused(path, body, values)

        with self.allow_requests(all_requests=True), self.changing_nothing(but='nothing at all'):
            try_one()
        self.env.invalidate_all()
        self.assertSilent()

    def test_whoever_has_the_key_rings_whatever_the_rest_is(self):
        """Unless the call is a form, or for another database."""
        doorbell = f'{ROUTES[0]}/{self.merchant.id}'
        allowed = headers.map(lambda values: {
            name: value for name, value in values.items()
            if name not in ('X-Odoo-Database', 'Cookie') and 'form' not in value})

        @FEW
        @given(bodies, allowed)
        def try_one(body, values):
            status = self.exchange(doorbell, body, values | {SIGNATURE_HEADER: sign(KEY, body)})
            self.assertEqual(status, 204, values)

        with self.allow_requests(all_requests=True), self.changing_nothing():
            try_one()
        self.env.invalidate_all()
        self.assertRung(self.merchant)

    def test_a_line_that_is_cut_rings_nothing(self):
        with self.allow_requests(all_requests=True):
            for path in (f'{ROUTES[0]}/{self.merchant.id}',
                         f'{ROUTES[1]}/{self.store.id}/{SECRET}'):
                status = self.exchange(path, BODY, {SIGNATURE_HEADER: sign(KEY, BODY)}, length=500)
                self.assertEqual(status, 403)
        self.env.invalidate_all()
        self.assertSilent()
