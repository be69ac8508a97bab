"""An answer that never ends is cut off.

The read timeout of `requests` only limits each silence in an answer: one byte every twenty seconds
would hold a process for ever, in the middle of a header as well as in a body.
"""

import threading
from contextlib import contextmanager, suppress

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool


class Line:
    """The connection that a client uses, which can be cut from another thread."""

    def __init__(self):
        self._socket = None
        self._lock = threading.Lock()

    def pool_classes(self):
        """What a PoolManager of urllib3 makes its connections with, so that they are kept here."""
        return {'http': self._watched(HTTPConnectionPool),
                'https': self._watched(HTTPSConnectionPool)}

    @contextmanager
    def cut_after(self, seconds):
        """Whatever waits for the remote inside this block ends after so many seconds, as if the
        remote had closed the connection."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def close(self):
        """Let the connection go."""
        self._keep(None)

    def _watched(self, pool_class):
        line = self

        class Connection(pool_class.ConnectionCls):

            def _new_conn(self):
                found = super()._new_conn()
                # A second handle of it: the first becomes another one when TLS begins.
                line._keep(found.dup())
                return found

        class Pool(pool_class):
            ConnectionCls = Connection

        return Pool

    def _keep(self, found):
        with self._lock:
            before, self._socket = self._socket, found
        if before:
            before.close()

    def _cut(self):
        with self._lock, suppress(OSError):
            if self._socket:
                self._socket.shutdown(2)  # both directions
