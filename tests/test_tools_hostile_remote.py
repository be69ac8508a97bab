"""A remote that means harm, or is broken beyond recognition, costs us one call and no more."""

import gzip
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from itertools import chain, repeat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ..tools import http_client, ogoship_returns
from ..tools.http_client import HttpClient, RemoteError
from ..tools.ogoship_token import _decode_token
from ..tools.ogoship_returns import ReturnCalls
from .test_tools_http_client import Remote, answer, call, failure, socket_remote

HEAD = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
# The first bytes of a TLS record of 16 KB that never comes to its end.
TLS_HEAD = b'\x16\x03\x03\x40\x00\x02\x00\x3f\xfc'


@contextmanager
def trickling(beginning, tick=b' ', every=0.02):
    """A server that sends a beginning, and then one tick after the other for ever."""
    ended = threading.Event()

    def serve(listener):
        while not ended.is_set():
            try:
                line, _address = listener.accept()
            except OSError:
                return
            with line, suppress(OSError):  # it was hung up on
                for part in chain([beginning], repeat(tick)):
                    line.sendall(part)
                    if ended.wait(every):
                        return

    with socket.create_server(('127.0.0.1', 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def failure_at(url):
    client = HttpClient(url, sleep=lambda seconds: None)
    try:
        with pytest.raises(RemoteError) as caught:
            client.request('POST', '/x')
    finally:
        client.close()
    return caught.value


@pytest.mark.parametrize(('scheme', 'beginning', 'tick'), [
    ('http', b'', b'H'),
    ('http', b'HTTP/1.1 200 OK\r\nX-Long: ', b'x'),
    ('http', HEAD + b'Content-Length: 100000\r\n\r\n{', b' '),
    ('http', HEAD + b'Transfer-Encoding: chunked\r\n\r\n', b'0'),
    ('http', HEAD + b'Transfer-Encoding: chunked\r\n\r\n', b'1\r\n \r\n'),
    ('http', HEAD + b'\r\n{"id": 1}', b' '),
    ('http', b'HTTP/1.1 500 X\r\nContent-Length: 100000\r\n\r\n', b' '),
    ('https', TLS_HEAD, b'\x00'),
], ids=['status', 'header', 'body', 'chunk size', 'chunks', 'no length', 'error', 'tls'])
def test_an_answer_that_never_ends_is_cut_off(monkeypatch, scheme, beginning, tick):
    """Each byte comes long before the read timeout, the last one never."""
    monkeypatch.setattr(http_client, 'MAX_SECONDS', 0.3)
    with trickling(beginning, tick) as port:
        error = failure_at(f'{scheme}://127.0.0.1:{port}')
    assert (error.code, error.unclear) == ('timeout', True)


def test_the_call_after_one_that_was_cut_off_is_answered(monkeypatch):
    monkeypatch.setattr(http_client, 'MAX_SECONDS', 0.3)
    with trickling(HEAD + b'Content-Length: 9999\r\n\r\n') as port, Remote(answer()) as remote:
        client = HttpClient(f'http://127.0.0.1:{port}')
        with pytest.raises(RemoteError):
            client.request('POST', '/x')
        client.base_url = remote.url
        assert client.request('GET', '/x') == {'ok': True}
        assert client.request('GET', '/x') == {'ok': True}
        client.close()


def test_no_thread_stays_behind():
    before = threading.active_count()
    with Remote(answer()) as remote:
        client = HttpClient(remote.url)
        for _number in range(20):
            client.request('GET', '/x')
        client.close()
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize('raw', [
    b'\x00' * 1000, b'HTTP/9.9 abc def\r\n\r\n', b'HTTP/1.1 99999 X\r\n\r\n',
    b'HTTP/1.1 -1 X\r\n\r\n', b'GET / HTTP/1.1\r\n\r\n', b'HTTP/1.1 200\r\n\xff\xfe: \xff\r\n\r\n[',
    b'HTTP/1.1 200 OK\r\n' + b'A: b\r\n' * 500 + b'\r\n',
    b'HTTP/1.1 200 OK\r\nA: ' + b'x' * 70000 + b'\r\n\r\n',
    HEAD + b'Content-Length: -5\r\n\r\n{', HEAD + b'Content-Length: many\r\n\r\n[',
    HEAD + b'Content-Length: 3, 4\r\n\r\n{}x', HEAD + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
    HEAD + b'Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n',
    HEAD + b'Transfer-Encoding: chunked\r\n\r\n' + b'f' * 30 + b'\r\n{}',
    HEAD + b'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}',
    b'HTTP/1.1 301 X\r\nLocation: http://[::1/\r\nContent-Length: 0\r\n\r\n',
    b'HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\x00\r\nContent-Length: 0\r\n\r\n',
    b'HTTP/1.1 200 OK\r\nSet-Cookie: \x00=\xff; expires=never\r\nContent-Length: 1\r\n\r\n[',
], ids=range(18))
def test_bytes_that_are_no_answer_are_an_error_like_any_other(raw):
    with socket_remote(raw, cut=True) as url:
        error = failure_at(url)
    assert error.code in ('unavailable', 'bad_answer', 'invalid', 'unauthorized')
    assert error.message.isprintable()


def test_an_answer_of_countless_nothings_is_too_large():
    """Thirty megabytes of text would need a gigabyte of memory."""
    with Remote(answer('[' + '{},' * 500_001 + '{}]')) as remote:
        error = failure(remote)
    assert (error.code, error.message) == ('bad_answer', "The answer is too large.")


@pytest.mark.parametrize('name', ['access_token', 'refresh_token'])
def test_a_token_that_no_server_would_take_is_not_kept(name):
    token = {'access_token': 'a', 'refresh_token': 'b', name: 'x' * 8001}
    with pytest.raises(RemoteError) as caught:
        _decode_token(token, datetime(2026, 11, 16))
    assert 'too long' in caught.value.message


def test_a_list_of_returns_without_end_is_given_up(monkeypatch):
    class Endless(ReturnCalls):
        asked = 0

        def _call(self, method, path, params):
            self.asked += 1
            return [{'id': self.asked}]

        def _may_go_on(self, rows):
            return True

    monkeypatch.setattr(ogoship_returns, 'MAX_PAGES', 20)
    warehouse = Endless()
    with pytest.raises(RemoteError) as caught:
        list(warehouse.iter_return_pages())
    assert 'does not come to an end' in caught.value.message
    assert warehouse.asked == 20


# --- PACKED ----------------------------------------------------------------------------------


def test_a_packed_answer_is_unpacked():
    with Remote(answer(gzip.compress(b'{"ok": 1}'), Content_Encoding='gzip')) as remote:
        assert call(remote)[0] == {'ok': 1}
        assert remote.requests[0].headers['Accept-Encoding'] == 'gzip, deflate'


def test_an_answer_that_unpacks_without_end_is_too_large():
    packed = gzip.compress(b'"' + b'x' * 30_000_000)
    with Remote(answer(packed, Content_Encoding='gzip')) as remote:
        error = failure(remote, client={'max_bytes': 10 ** 6})
    assert (error.code, error.message) == ('bad_answer', "The answer is too large.")


@pytest.mark.parametrize('encoding', ['gzip, gzip', 'br', 'zstd', 'x-gzip, deflate', 'rot13'])
def test_an_answer_packed_in_a_way_that_was_not_asked_for_is_not_unpacked(encoding):
    packed = gzip.compress(gzip.compress(b'{"ok": 1}'))
    with Remote(answer(packed, Content_Encoding=encoding)) as remote:
        error = failure(remote)
    assert (error.code, error.unclear) == ('bad_answer', True)
    assert 'packed' in error.message


# --- WHO IT IS -------------------------------------------------------------------------------


def test_a_server_that_nobody_vouches_for_is_sent_nothing(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(tmp_path))
    received = []

    def serve():
        line, _address = listener.accept()
        with suppress(OSError), context.wrap_socket(line, server_side=True) as secure:
            received.append(secure.recv(1000))  # the client hangs up before

    with socket.create_server(('127.0.0.1', 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        error = failure_at(f'https://localhost:{listener.getsockname()[1]}')
        thread.join()
    assert (error.code, error.unclear) == ('unavailable', False)
    assert not any(received)


def make_certificate(folder):
    """A certificate for localhost that is signed by itself; return its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'localhost')])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName('localhost')]), critical=False)
        .sign(key, hashes.SHA256()))
    file = folder / 'server.pem'
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize('date', [
    'Fri, 01 Jan 2100 00:00:00 GMT', 'Mon, 01 Jan 0001 00:00:00 GMT', 'yesterday', '',
    'Fri, 31 Dec 9999 23:59:59 -1200', 'Fri, 01 Jan 2100 00:00:00',
])
def test_a_clock_that_is_years_away_tells_nothing(date):
    with Remote(answer(Date=date)) as remote:
        client = HttpClient(remote.url)
        assert client.request('GET', '/x') == {'ok': True}
        assert client.clock_offset is None
        client.close()
