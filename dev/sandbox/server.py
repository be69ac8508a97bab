"""The HTTP server, in a thread or in the foreground."""

import threading

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server

from . import accounts
from .app import Application
from .automatic import Automatic
from .control import Control
from .state import State


class QuietHandler(WSGIRequestHandler):
    """No line per request; the sandbox keeps its own log."""

    def log(self, type, message, *args):
        pass

    def date_time_string(self, timestamp=None):
        """The Date of an answer, by the remotes' own clock."""
        return http_date(self.server.app.state.clock.now())

    def connection_dropped(self, error, environ=None):
        pass


class Sandbox:
    """Both remotes on a free loopback port. Use as a context manager, or `start` and `stop`."""

    def __init__(self, seed=1, auto=None, strict=True, port=0, start=None):
        self._state = State(seed, start)
        self.control = Control(self._state)
        self._application = Application(self._state, self.control, strict)
        self._server = make_server(
            '127.0.0.1', port, self._application, threaded=True, request_handler=QuietHandler,
        )
        self._server.daemon_threads = True
        self._automatic = Automatic(self.control, auto) if auto else None
        self._thread = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.stop()

    @property
    def url(self):
        return f'http://127.0.0.1:{self._server.server_port}'

    @property
    def warehouse_url(self):
        return f'{self.url}/ogoship'

    @property
    def violations(self):
        return self._state.violations

    @property
    def log(self):
        return self._state.log

    @property
    def clock(self):
        return self._state.clock

    def shop_url(self, store=accounts.STORE):
        return f'{self.url}/shop/{store}'

    def save(self):
        """What both remotes hold now; `restore` puts it back."""
        with self._state.lock:
            return self._state.save()

    def restore(self, saved):
        with self._state.lock:
            self._state.restore(saved)

    def start(self):
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name='sandbox', daemon=True,
        )
        self._thread.start()
        if self._automatic:
            self._automatic.start()
        return self

    def stop(self):
        self._application.stopping.set()
        if self._automatic:
            self._automatic.stop()
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
