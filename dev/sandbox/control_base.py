"""Ground of the control operations: lock, copies, accounts by name."""

import copy
import functools
import inspect

OPERATIONS = set()


def operation(method):
    """A control operation: under the lock, its result a copy, reachable over HTTP."""
    OPERATIONS.add(method.__name__)

    @functools.wraps(method)
    def run(self, *args, **kwargs):
        with self._state.lock:
            return copy.deepcopy(method(self, *args, **kwargs))
    return run


class ControlBase:

    def __init__(self, state):
        self._state = state

    def call(self, name, values):
        """One operation by name; positional arguments come as `args`."""
        if name not in OPERATIONS:
            raise LookupError(f'unknown operation {name!r}: one of {", ".join(sorted(OPERATIONS))}')
        method, args = getattr(self, name), values.pop('args', ())
        inspect.signature(method).bind(*args, **values)
        return method(*args, **values)

    def _store(self, name):
        if name not in self._state.stores:
            raise LookupError(f'unknown store {name!r}')
        return self._state.stores[name]

    def _merchant(self, code):
        if code not in self._state.merchants:
            raise LookupError(f'unknown merchant {code!r}')
        return self._state.merchants[code]
