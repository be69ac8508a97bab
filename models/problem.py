import logging
import traceback

_logger = logging.getLogger(__name__)


class Problem(Exception):
    """A row cannot go on for a reason that a person can understand.

    :param str reason: key of the row model's `reason` selection.
    :param str message: what, which record, what to do next; already translated.
    :param str state: the state in which the row then waits: 'held' where a person's or the
        remote's next step is normal business, 'error' where something is wrong.
    :param value: what the remedy needs: the unknown code, the missing rate.
    """

    def __init__(self, reason, message, state='error', value=False):
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.state = state
        self.value = value


def explain_unexpected(record, error):
    """Say in plain words that something nobody foresaw went wrong with a record.

    Only its places go to the log, not its message: a database error quotes the row, hence a
    customer.
    """
    _logger.error(
        "%s %s: %s at\n%s", record._name, record.id, type(error).__name__,
        ''.join(traceback.format_tb(error.__traceback__)))
    return record.env._(
        "Unexpected error (%(kind)s). The server log says where. It is tried again by itself.",
        kind=type(error).__name__)
