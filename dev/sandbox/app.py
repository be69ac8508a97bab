"""From an HTTP request to an answer: contract check, remote, contract check, fault, log."""

import contextlib
import json
import socket
import threading
import traceback

from werkzeug import Request, Response

from . import faults
from .presentation import present
from .refusal import NotServed, Refusal
from .remotes import remote_of
from .state import Call

TAKES_TRACKING = 'completeShipment'


class Application:

    def __init__(self, state, control, strict=True):
        self.state = state
        self.control = control
        self.strict = strict
        self.stopping = threading.Event()

    def __call__(self, environ, start_response):
        try:
            response = self._respond(Request(environ))
        except faults.CutLine:
            close(environ)
        return response(environ, start_response)

    def _respond(self, request):
        if request.path.startswith('/control/'):
            return self._control(request)
        remote = remote_of(self.state, request)
        if remote is None:
            return Response(faults.HTML.format('Not Found'), 404, mimetype='text/html')
        fault = faults.take(
            self.state, remote.name, request.method, remote.path, remote.account, remote.query)
        if fault is None:
            return self._carry_out(remote)
        return self._misbehave(remote, fault)

    # -- the remotes

    def _carry_out(self, remote):
        with self.state.lock:
            found = remote.contract.find(remote.request.method, remote.rest)
            operation, values = found or (None, {})
            try:
                body, headers = self._run(remote, operation, values), {}
                status = 204 if body is None else 200
            except Refusal as error:
                remote.unchecked |= isinstance(error, NotServed)
                status, body, headers = error.status, remote.refusal(error), error.headers
            status, body = self._checked(remote, operation, status, body)
            self._log(remote, status)
            text = json.dumps(present(remote.name, self.state.play, body), ensure_ascii=False)
        response = Response('' if status == 204 else text, status, mimetype='application/json')
        response.headers.extend(headers)
        return response

    def _run(self, remote, operation, values):
        remote.admit(operation)
        self._check_request(remote, operation)
        if operation is None:
            raise Refusal(404, 'Not Found')
        try:
            return remote.run(operation, values)
        except Refusal:
            raise
        except Exception as error:
            traceback.print_exc()
            self.state.violations.append(f'sandbox fault in {operation.id}: {error!r}')
            raise Refusal(500, f'sandbox fault: {error!r}') from error

    def _check_request(self, remote, operation):
        found = remote.extra_problems()
        if operation is None:
            found.append('no such operation')
        else:
            found += operation.check_query(remote.query)
        body = self._check_body(remote, operation) if operation else []
        if found or body:
            remote.unchecked = True
            self._violated(remote, found + body)
        if self.strict and (found or body):
            raise Refusal(400, f'contract violation: {"; ".join(found + body)}')
        if body:
            raise Refusal(400, '; '.join(body))

    def _check_body(self, remote, operation):
        if operation.id == TAKES_TRACKING and self.state.play['shop_tracking_on_complete']:
            return []
        return operation.check_body(remote.body, remote.content_type)

    def _checked(self, remote, operation, status, body):
        """The answer, or in strict mode a 500 when it breaks the contract."""
        if operation is None or remote.unchecked:
            return status, body
        found = operation.check_answer(status, body)
        if found:
            self._violated(remote, [f'answer: {text}' for text in found])
            if self.strict:
                return 500, remote.refusal(Refusal(500, f'contract violation: {"; ".join(found)}'))
        return status, body

    def _violated(self, remote, found):
        where = f'{remote.name} {remote.request.method} {remote.path}'
        self.state.violations.extend(f'{where}: {text}' for text in found)

    def _log(self, remote, status):
        self.state.log.append(Call(
            remote.name, remote.request.method, remote.path, remote.query, remote.loggable(),
            status, remote.account, self.state.clock.now().isoformat(),
        ))

    # -- faults

    def _misbehave(self, remote, fault):
        """Spoil one call; whether it is carried out before depends on the fault."""
        if fault.kind == 'delay':
            self.stopping.wait(fault.seconds)
        fault.prepare(remote)
        response = None
        if fault.refuses:
            self._log(remote, 0 if fault.kind in ('cut', 'hang') else fault.status)
        else:
            response = self._carry_out(remote)
        refusal = remote.refusal(Refusal(fault.status, 'An error has occurred.'))
        return faults.spoil(fault, response, refusal, self.stopping.wait)

    # -- control

    def _control(self, request):
        name = request.path.removeprefix('/control/')
        try:
            result = self.control.call(name, request.get_json(silent=True) or {})
        except (ValueError, TypeError, LookupError, Refusal) as error:
            return Response(json.dumps({'error': str(error)}), 400, mimetype='application/json')
        return Response(json.dumps({'result': result}), mimetype='application/json')


def close(environ):
    """Close the TCP connection without a byte of answer; the server takes it as a lost client."""
    with contextlib.suppress(OSError):  # the client may have gone first
        environ['werkzeug.socket'].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError('cut on request')
