"""HTTP with one remote: what is repeated, what is certain, what is told.

A small server on loopback answers what each test wants; nothing here waits.
"""

import json
import logging
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
import requests
from urllib3.exceptions import NewConnectionError
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from ..tools import http_client
from ..tools.http_client import HttpClient, RemoteError


class QuietHandler(WSGIRequestHandler):

    def log(self, *args):
        pass


class Remote:
    """Answers one request after the other from a list; the last answer is for all the rest."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []
        self.server = make_server('127.0.0.1', 0, self.respond, request_handler=QuietHandler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def respond(self, environ, start_response):
        request = Request(environ)
        request.get_data()
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(environ, start_response)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@contextmanager
def socket_remote(answer, cut=False):
    """A server that sends these bytes after the first request. cut: it resets the line after."""
    with socket.create_server(('127.0.0.1', 0)) as listener:

        def serve():
            line, _address = listener.accept()
            with line:
                line.recv(65536)
                line.sendall(answer)
                if not cut:
                    released.wait(5)

        released = threading.Event()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f'http://127.0.0.1:{listener.getsockname()[1]}'
        released.set()
        thread.join()


class Waits(list):
    """Takes the place of time.sleep and keeps what was asked."""

    def __call__(self, seconds):
        self.append(seconds)


def answer(body='{"ok": true}', status=200, **headers):
    names = {name.replace('_', '-'): value for name, value in headers.items()}
    return Response(body, status, names, mimetype='application/json')


def call(remote, method='GET', path='/api/v1/orders', client=None, **options):
    waits = Waits()
    client = client or {}
    http = HttpClient(remote.url, sleep=waits, **client)
    try:
        return http.request(method, path, **options), waits
    finally:
        http.close()


def failure(remote, *args, **options):
    with pytest.raises(RemoteError) as caught:
        call(remote, *args, **options)
    return caught.value


# --- ANSWERS ---------------------------------------------------------------------------------


@pytest.mark.parametrize(('body', 'status', 'value'), [
    ('{"data": [1.50]}', 200, {'data': [1.5]}), ('{}', 201, {}), ('[]', 200, []),
    ('null', 200, None), ('', 200, None), ('', 204, None), ('\ufeff{"a": 1}', 200, {'a': 1}),
])
def test_any_2xx_is_decoded(body, status, value):
    with Remote(answer(body, status)) as remote:
        assert call(remote)[0] == value


@pytest.mark.parametrize(('status', 'code', 'unclear'), [
    (400, 'invalid', False), (401, 'unauthorized', False), (403, 'unauthorized', False),
    (404, 'not_found', False), (406, 'invalid', False), (409, 'conflict', False),
    (422, 'invalid', False), (429, 'throttled', False), (500, 'unavailable', True),
    (502, 'unavailable', True), (503, 'unavailable', True),
])
def test_status_becomes_a_code(status, code, unclear):
    with Remote(answer('{"code": 1, "error": "Not like this"}', status)) as remote:
        error = failure(remote, 'POST')
    assert (error.code, error.status, error.unclear) == (code, status, unclear)
    assert error.message == 'Not like this'


@pytest.mark.parametrize('body', [
    '<html><body>502</body></html>', '{"data": [', '\udc80'.encode('utf-8', 'surrogatepass'),
    '[' * 100000,
])
def test_a_2xx_that_is_no_json_is_a_bad_answer_to_a_request_perhaps_carried_out(body):
    with Remote(answer(body)) as remote:
        error = failure(remote, 'POST')
    assert (error.code, error.unclear, error.status) == ('bad_answer', True, 200)
    assert '<' not in error.message


def test_an_empty_answer_is_bad_where_a_body_is_needed_but_null_is_not():
    with Remote(answer(''), answer('null')) as remote:
        error = failure(remote, 'POST', need_body=True)
        assert (error.code, error.unclear) == ('bad_answer', True)
        assert call(remote, need_body=True)[0] is None


def test_an_html_error_is_never_quoted():
    with Remote(answer('<html>aino@example.com</html>', 502)) as remote:
        error = failure(remote, 'POST')
    assert (error.code, error.message) == ('unavailable', 'The remote service is not available.')


@pytest.mark.parametrize('status', [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with Remote(answer('', status, Location='/elsewhere')) as remote:
        error = failure(remote)
        assert len(remote.requests) == 1
    assert (error.code, error.status) == ('bad_answer', status)


def test_too_large_an_answer_is_not_read():
    with Remote(answer(json.dumps('x' * 200000))) as remote:
        error = failure(remote, client={'max_bytes': 1000})
    assert (error.code, error.unclear) == ('bad_answer', True)
    assert 'too large' in error.message


def test_only_the_beginning_of_a_large_error_is_read():
    with Remote(answer('"' + 'x' * 10 ** 6, 400)) as remote:
        assert failure(remote, client={'max_bytes': 1000}).code == 'invalid'


def test_an_answer_that_trickles_for_ever_is_given_up():
    ticks = iter(range(0, 10 ** 6, 100))
    with Remote(answer(json.dumps('x' * 200000))) as remote:
        error = failure(remote, 'POST', client={'clock': lambda: next(ticks)})
    assert (error.code, error.unclear) == ('timeout', True)


# --- CONNECTIONS -----------------------------------------------------------------------------


def test_a_cut_line_leaves_it_unclear():
    with socket_remote(b'', cut=True) as url:
        error = failure_at(url)
    assert (error.code, error.unclear, error.status) == ('unavailable', True, None)


def test_an_answer_cut_in_the_middle_leaves_it_unclear():
    with socket_remote(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id"', cut=True) as url:
        error = failure_at(url)
    assert error.code in ('unavailable', 'bad_answer')
    assert error.unclear


def test_an_answer_cut_in_the_middle_of_a_chunk_leaves_it_unclear():
    head = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"i'
    with socket_remote(head, cut=True) as url:
        assert failure_at(url).unclear


def test_no_answer_in_time_leaves_it_unclear():
    with socket_remote(b'') as url:
        error = failure_at(url, timeout=(5, 0.05))
    assert (error.code, error.unclear) == ('timeout', True)


def test_half_an_answer_in_time_leaves_it_unclear():
    with socket_remote(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{') as url:
        error = failure_at(url, timeout=(5, 0.05))
    assert (error.code, error.unclear) == ('timeout', True)


def failure_at(url, method='POST', timeout=(5, 5)):
    client = HttpClient(url, timeout=timeout, sleep=Waits())
    with pytest.raises(RemoteError) as caught:
        client.request(method, '/x')
    client.close()
    return caught.value


def test_a_refused_connection_is_clear():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        port = listener.getsockname()[1]
    error = failure_at(f'http://127.0.0.1:{port}')
    assert (error.code, error.unclear, error.hint) == ('unavailable', False, 'network')


def test_an_unknown_host_is_clear_and_not_tried_again(monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')
    monkeypatch.setattr(socket, 'getaddrinfo', fail)
    error = failure_at('https://no-such-shop.mycashflow.fi', 'GET')
    assert (error.code, error.unclear) == ('unavailable', False)
    assert error.remote_code == 'unknown_host'


@pytest.mark.parametrize(('raised', 'way', 'unclear'), [
    (requests.ConnectionError(NewConnectionError(None, 'refused')), 'no_connection', False),
    (requests.ConnectTimeout(), 'no_connection', False),
    (requests.exceptions.SSLError(ssl.SSLCertVerificationError(1, 'x')), 'certificate', False),
    (requests.exceptions.ProxyError(NewConnectionError(None, 'refused')), 'proxy', False),
    (requests.exceptions.ProxyError(OSError('Tunnel connection failed: 403')), 'proxy', True),
    (requests.ReadTimeout(), 'no_answer', True),
    (requests.ConnectionError(ConnectionResetError(104, 'reset')), 'cut', True),
])
def test_what_was_in_the_way_is_told(monkeypatch, raised, way, unclear):
    def send(*args, **kwargs):
        raise raised
    monkeypatch.setattr(requests.adapters.HTTPAdapter, 'send', send)
    error = failure_at('https://api.example.com')
    assert (error.hint, error.remote_code, error.host) == ('network', way, 'api.example.com')
    assert error.unclear is unclear


@pytest.mark.parametrize(('raised', 'code', 'unclear'), [
    (requests.ConnectTimeout(), 'timeout', False),
    (requests.ReadTimeout(), 'timeout', True),
    (requests.exceptions.ChunkedEncodingError(), 'unavailable', True),
    (requests.exceptions.ContentDecodingError(), 'bad_answer', True),
    (requests.ConnectionError(ConnectionResetError(104, 'reset')), 'unavailable', True),
    (requests.exceptions.SSLError('unexpected end'), 'unavailable', True),
])
def test_only_what_was_certainly_not_sent_is_clear(monkeypatch, raised, code, unclear):
    def send(*args, **kwargs):
        raise raised
    monkeypatch.setattr(requests.adapters.HTTPAdapter, 'send', send)
    error = failure_at('https://api.example.com')
    assert (error.code, error.unclear) == (code, unclear)


def test_an_error_that_the_caller_was_handling_does_not_make_it_clear(monkeypatch):
    def send(*args, **kwargs):
        raise requests.ConnectionError(ConnectionResetError(104, 'reset'))
    monkeypatch.setattr(requests.adapters.HTTPAdapter, 'send', send)
    try:
        raise socket.gaierror(1, 'earlier')
    except socket.gaierror:
        assert failure_at('https://api.example.com').unclear


# --- REPEATING -------------------------------------------------------------------------------


@pytest.mark.parametrize('status', [429, 500, 502, 503])
def test_a_get_is_repeated_with_growing_waits(status):
    with Remote(answer('', status), answer('', status), answer('', status), answer()) as remote:
        value, waits = call(remote)
    assert value == {'ok': True}
    assert len(waits) == 3
    for wait, least in zip(waits, (0.5, 1, 2), strict=True):
        assert least <= wait <= 3 * least


def test_a_get_is_given_up_after_three_repeats():
    with Remote(answer('', 500)) as remote:
        assert failure(remote).status == 500
        assert len(remote.requests) == 4


@pytest.mark.parametrize('status', [400, 401, 404, 409])
def test_a_refusal_is_not_repeated(status):
    with Remote(answer('', status)) as remote:
        failure(remote)
        assert len(remote.requests) == 1


def test_a_post_is_sent_once_unless_declared_safe():
    with Remote(answer('', 503)) as remote:
        failure(remote, 'POST')
        assert len(remote.requests) == 1
        failure(remote, 'POST', safe=True)
        assert len(remote.requests) == 5


def test_a_get_can_be_sent_once():
    with Remote(answer('', 503)) as remote:
        failure(remote, safe=False)
        assert len(remote.requests) == 1


def test_what_may_be_repeated_can_depend_on_the_error():
    with Remote(answer('', 503), answer('', 500)) as remote:
        assert failure(remote, safe=lambda error: error.status != 500).status == 500
        assert len(remote.requests) == 2


def test_a_timeout_is_not_repeated():
    waits = Waits()
    with socket_remote(b'') as url:
        client = HttpClient(url, timeout=(5, 0.05), sleep=waits)
        with pytest.raises(RemoteError):
            client.request('GET', '/x')
        client.close()
    assert waits == []


def test_a_client_that_waited_in_vain_for_long_does_not_call_any_more():
    with Remote(answer('', 429, Retry_After='29')) as remote:
        client = HttpClient(remote.url, sleep=Waits())
        for _call in range(2):
            with pytest.raises(RemoteError):
                client.request('GET', '/x')
        # Three of 29 seconds would be more than a minute.
        assert len(remote.requests) == 4
        client._patience = 0
        with pytest.raises(RemoteError, match="too long"):
            client.request('GET', '/x')
        assert len(remote.requests) == 4
        client.close()


def test_retry_after_in_seconds_is_honoured():
    with Remote(answer('', 429, Retry_After='7'), answer()) as remote:
        assert call(remote)[1] == [7]


def test_retry_after_as_a_date_counts_by_their_clock():
    headers = {'Date': 'Mon, 16 Nov 2026 08:00:00 GMT',
               'Retry-After': 'Mon, 16 Nov 2026 08:00:12 GMT'}
    assert http_client._read_retry_after(headers) == 12


def test_a_long_wait_is_left_to_the_caller():
    with Remote(answer('', 429, Retry_After='3600')) as remote:
        error = failure(remote)
        assert len(remote.requests) == 1
    assert (error.code, error.retry_after) == ('throttled', 3600)


@pytest.mark.parametrize('value', ['', 'soon', '-5', 'NaN', '1e9', 'Mon, 99 Nov 2026', '²'])
def test_an_unreadable_retry_after_is_none(value):
    assert http_client._read_retry_after({'Retry-After': value}) is None


def test_a_past_retry_after_is_now():
    headers = {'Date': 'Mon, 16 Nov 2026 08:00:00 GMT',
               'Retry-After': 'Mon, 16 Nov 2026 07:00:00 GMT'}
    assert http_client._read_retry_after(headers) == 0


def test_calls_keep_their_distance():
    now, waits = [100.0], Waits()
    with Remote(answer()) as remote:
        client = HttpClient(remote.url, throttle=0.5, sleep=waits, clock=lambda: now[0])
        for step in (0, 0.2, 10):
            now[0] += step
            client.request('GET', '/x')
        client.close()
    assert waits == [pytest.approx(0.3)]


# --- SENDING ---------------------------------------------------------------------------------


def test_what_is_sent():
    with Remote(answer()) as remote:
        since = '2026-11-16T08:00:00+02:00'
        call(remote, 'POST', json={'a': 'ä'}, params={'since': since, 'x': None},
             client={'headers': {'Authorization': 'Basic abc'}})
        request, = remote.requests
    assert request.path == '/api/v1/orders'
    assert request.query_string == b'since=2026-11-16T08%3A00%3A00%2B02%3A00'
    assert request.headers['Accept'] == 'application/json'
    assert request.headers['Authorization'] == 'Basic abc'
    assert request.headers['Content-Type'] == 'application/json'


def test_form_data_is_sent_as_a_form():
    with Remote(answer()) as remote:
        call(remote, 'POST', data={'grant_type': 'password'})
        assert remote.requests[0].headers['Content-Type'] == 'application/x-www-form-urlencoded'


def test_netrc_does_not_replace_our_authorization(monkeypatch, tmp_path):
    (tmp_path / 'netrc').write_text('machine api.example.com login other password other\n')
    monkeypatch.setenv('NETRC', str(tmp_path / 'netrc'))
    sent = []

    def send(self, request, **options):
        sent.append((request.headers['Authorization'], options['timeout']))
        raise requests.ReadTimeout()
    monkeypatch.setattr(requests.adapters.HTTPAdapter, 'send', send)
    client = HttpClient('https://api.example.com', headers={'Authorization': 'Bearer x'})
    with pytest.raises(RemoteError):
        client.request('POST', '/x')
    assert sent == [('Bearer x', (5, 30))]


def test_odoo_may_compare_the_timeout_of_session_send(monkeypatch):
    original = requests.Session.send

    def send(self, request, **options):
        if options.get('timeout') and options['timeout'] < 10:
            options['timeout'] = 10
        return original(self, request, **options)
    monkeypatch.setattr(requests.Session, 'send', send)
    with Remote(answer()) as remote:
        assert call(remote)[0] == {'ok': True}


@pytest.mark.parametrize('url', [
    'http://tunturipuoti.mycashflow.fi', 'http://10.0.0.1', 'http://127.0.0.1.example.com',
    'ftp://localhost', 'https://', '', 'https://user:key@api.ogoship.com', 'localhost:8069',
    'https://api.ogoship.com/?x=1', 'https://api.ogoship.com/#x', 'http://0.0.0.0', 'file:///etc',
    'https://host:port', 'https://[::1',
])
def test_an_address_we_must_not_talk_to_is_refused(url):
    with pytest.raises(ValueError, match='.'):
        HttpClient(url)


@pytest.mark.parametrize('url', [
    'https://api.ogoship.com', 'https://api.ogoship.com/', 'http://127.0.0.1:8070/shop/x',
    'http://127.9.9.9', 'http://[::1]:80', 'http://localhost:1',
])
def test_https_anywhere_and_http_to_this_machine(url):
    client = HttpClient(url)
    assert not client.base_url.endswith('/')
    client.close()


# --- SECRETS ---------------------------------------------------------------------------------


def test_no_secret_and_no_personal_text_leaves_the_client(caplog):
    caplog.set_level(logging.DEBUG, logger=http_client.__name__)
    body = '{"message": "key k3y of aino@example.com refused"}'
    with Remote(answer(body, 400), answer()) as remote:
        options = {'client': {'secrets': ('k3y',), 'headers': {'Authorization': 'Basic k3y'}},
                   'params': {'reference': 'S00101', 'email': 'aino@example.com'}}
        error = failure(remote, path='/api/v1/Orders/S00101', **options)
        call(remote, path='/api/v1/orders/10241/quick-process', **options)
    assert error.message == 'key […] of […] refused'
    refused, done = caplog.messages
    assert refused.startswith('GET /api/v1/Orders/*: 400, ')
    assert done.startswith('GET /api/v1/orders/*/quick-process: 200, ')
    assert [record.levelname for record in caplog.records] == ['INFO', 'DEBUG']
    for text in ('k3y', 'aino', 'S00101', '10241'):
        assert text not in caplog.text


def test_the_address_is_not_in_the_trace_of_an_error():
    error = failure_at('http://127.0.0.1:9')
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_a_secret_learned_later_is_hidden_too():
    with Remote(answer('{"message": "bad t0ken"}', 400)) as remote:
        client = HttpClient(remote.url)
        client.add_secret('t0ken')
        with pytest.raises(RemoteError, match=r'bad \[…\]'):
            client.request('POST', '/x')
        client.close()
