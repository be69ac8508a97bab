import logging
import traceback

from odoo.tools.translate import LazyTranslate, get_translation

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

# What the network layer says by itself (tools/), named here to be translated: the network
# layer knows of no language.
REMOTE_WORDS = (
    _lt("The remote service refused the credentials."),
    _lt("The remote service does not know what was asked for."),
    _lt("The current state at the remote service does not allow this."),
    _lt("The remote service refused the request."),
    _lt("The remote service asks to be called less often."),
    _lt("The remote service is not available."),
    _lt("The remote service did not answer in time."),
    _lt("The remote service answered something that cannot be read."),
    _lt("The host name is unknown."),
    _lt("No connection could be made."),
    _lt("No connection within the time limit."),
    _lt("The connection was cut."),
    _lt("The proxy made no connection."),
    _lt("The certificate is not trusted."),
    _lt("The answer is compressed wrongly."),
    _lt("The answer holds nothing."),
    _lt("The answer is about another order."),
    _lt("The answer is about another product."),
    _lt("The answer is about another stock update."),
    _lt("It was waited for too long already."),
    _lt("A list was promised and something else came."),
    _lt("The order list does not come to an end."),
    _lt("The list of returns does not come to an end."),
    _lt("The list of webhooks does not come to an end."),
    _lt("Too many orders in a row cannot be read."),
)


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


def explain_remote(env, error):
    """What a `RemoteError` says, '' for none: words of our own in the reader's language, those of
    the remote as they came."""
    if not error:
        return ''
    return get_translation('mycashflow_ogoship', env.lang or 'en_US', error.message, ())
