"""The control operations over HTTP, for another process (standard library only)."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class ControlError(ValueError):
    pass


class RemoteControl:
    """The same methods as Control: `RemoteControl(url).place(kind='paid')`."""

    def __init__(self, url):
        self._url = url.rstrip('/')

    def __getattr__(self, operation):
        if operation.startswith('_'):
            raise AttributeError(operation)
        return lambda *args, **kwargs: self._call(operation, args, kwargs)

    def _call(self, operation, args, kwargs):
        body = json.dumps(kwargs | ({'args': args} if args else {})).encode()
        request = Request(f'{self._url}/control/{operation}', body, method='POST', headers={
            'Content-Type': 'application/json',
        })
        try:
            with urlopen(request, timeout=60) as response:
                return json.load(response)['result']
        except HTTPError as error:
            raise ControlError(json.load(error)['error']) from None
