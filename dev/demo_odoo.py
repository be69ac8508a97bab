"""A running Odoo as its own web client talks to it. Standard library only."""

import contextlib
import json
import time
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, Request, build_opener

from console import Failure

LOGIN = 'admin'  # on the loopback address only; the password is the same


class Odoo:
    """A user's session: `Odoo(url).log_in(database)`, then `call(model, method, ...)`."""

    def __init__(self, url):
        self.url = url
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def answers(self):
        """Whether the server is up."""
        with contextlib.suppress(OSError), \
                self._opener.open(f'{self.url}/web/health', timeout=5) as answer:
            return answer.status == 200
        return False

    def wait(self, is_alive, patience=120):
        """Wait until the server answers.

        :return: False when it ended or did not answer in time
        """
        begun = time.monotonic()
        while not self.answers():
            if not is_alive() or time.monotonic() - begun > patience:
                return False
            time.sleep(0.2)
        return True

    def log_in(self, database):
        self._post('/web/session/authenticate', {
            'db': database, 'login': LOGIN, 'password': LOGIN})
        return self

    def call(self, model, method, *args, **kwargs):
        return self._post(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': args, 'kwargs': kwargs})

    def search_read(self, model, domain, fields):
        return self.call(model, 'search_read', domain, fields)

    def labels(self, model, field):
        """Return {value: label} of a selection field."""
        found = self.call(model, 'fields_get', [field], ['selection'])
        return dict(found[field]['selection'])

    def _post(self, path, params):
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'params': params}).encode()
        request = Request(self.url + path, body, {'Content-Type': 'application/json'})
        try:
            with self._opener.open(request, timeout=120) as answer:
                found = json.load(answer)
        except (OSError, ValueError) as error:
            raise Failure(f'Odoo at {self.url} does not answer ({error}).') from error
        if 'error' in found:
            data = found['error'].get('data') or {}
            raise Failure(f'Odoo refused {path}: {data.get("message") or found["error"]}')
        return found['result']
