import threading

_LOCKING = (' FOR UPDATE', ' FOR NO KEY UPDATE', ' FOR SHARE')


class WriteWatch:
    """Knows whether this thread has sent the database anything but reads, by Odoo's own hook for
    queries. What is not surely a read counts as written. Use as a context manager."""

    def __init__(self):
        self.has_written = False

    def __enter__(self):
        thread = threading.current_thread()
        thread.query_hooks = [*getattr(thread, 'query_hooks', ()), self]
        return self

    def __exit__(self, *exc_info):
        thread = threading.current_thread()
        thread.query_hooks = [hook for hook in thread.query_hooks if hook is not self]

    def __call__(self, cr, query, params, start, delay):
        self.has_written = self.has_written or not _is_read(str(query))

    @classmethod
    def current(cls):
        """The one of this thread, None outside of a run."""
        hooks = getattr(threading.current_thread(), 'query_hooks', ())
        return next((hook for hook in hooks if isinstance(hook, cls)), None)


def _is_read(query):
    query = query.strip().upper()
    if query.startswith(('SAVEPOINT', 'RELEASE SAVEPOINT')):
        return True
    return query.startswith('SELECT') and not any(word in query for word in _LOCKING)
