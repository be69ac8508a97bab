"""What it means that a call got no answer: was it carried out, and where should a person look?"""

import socket
import ssl

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError

from .remote_error import RemoteError


def connection_failure(error, host=''):
    """The RemoteError of a call without an answer; its `remote_code` says what was in the way.

    Only when the connection never came about is it certain that nothing was carried out.
    """
    failure = _failure_of(error)
    failure.host = host
    return failure


def _failure_of(error):
    causes = list(_walk_causes(error))

    def caused_by(*kinds):
        return any(isinstance(cause, kinds) for cause in causes)

    if caused_by(requests.exceptions.ProxyError):
        return RemoteError('unavailable', "The proxy made no connection.", hint='network',
                           remote_code='proxy', unclear=not caused_by(NewConnectionError))
    if caused_by(socket.gaierror):
        return RemoteError('unavailable', "The host name is unknown.", hint='network',
                           remote_code='unknown_host')
    if caused_by(ssl.SSLCertVerificationError):
        return RemoteError('unavailable', "The certificate is not trusted.", hint='network',
                           remote_code='certificate')
    if caused_by(NewConnectionError):
        return RemoteError('unavailable', "No connection could be made.", hint='network',
                           remote_code='no_connection')
    if caused_by(requests.ConnectTimeout, ConnectTimeoutError):
        return RemoteError('timeout', "No connection within the time limit.", hint='network',
                           remote_code='no_connection')
    if caused_by(requests.ReadTimeout, ReadTimeoutError):
        return RemoteError('timeout', unclear=True, hint='network', remote_code='no_answer')
    if caused_by(requests.exceptions.ContentDecodingError):
        return RemoteError('bad_answer', "The answer is compressed wrongly.", unclear=True)
    return RemoteError('unavailable', "The connection was cut.", unclear=True, hint='network',
                       remote_code='cut')


def is_known_host(name):
    """Whether this machine finds the address of a host: it tells a host that does not exist from
    a machine that finds none."""
    try:
        return bool(socket.getaddrinfo(name, 443))
    except OSError:
        return False


def _walk_causes(error):
    """The exception and all that it wraps, in whichever way requests and urllib3 wrapped it."""
    pending, known = [error], set()
    while pending:
        error = pending.pop()
        if isinstance(error, BaseException) and id(error) not in known:
            known.add(id(error))
            yield error
            pending += [*error.args, getattr(error, 'reason', None), error.__cause__]
            # The context of any other error may be one that our caller was just handling.
            if isinstance(error, NewConnectionError):
                pending.append(error.__context__)
