"""Keeps the secret of an address out of Odoo's own access log."""

import logging
import re

_SECRET = re.compile(r'(/mycashflow_ogoship/mycashflow/[^/\s"]*/)[^\s"]+')


class HideSecret(logging.Filter):
    """Never drops a line; takes out what must not be read in it."""

    def filter(self, record):
        """Override."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET.sub(r'\1[…]', arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


logging.getLogger('werkzeug').addFilter(HideSecret())
