"""What the tests share that walk every pair of a state and an event."""

import copy
import re
from contextlib import contextmanager
from unittest.mock import patch

from .test_cancelled import CancelCase

# Stock and catalogue have tests of their own; here they would only take time.
LEFT_OUT = {
    'ogoship.merchant': (
        '_fetch_products', '_create_products', '_sync_stock', '_send_stock_updates',
        '_fetch_stock_updates', '_book_stock_updates', '_fetch_returns'),
    'mycashflow.store': ('_fetch_stock_changes', '_push_stock', '_fetch_catalogue'),
}


class StatesCase(CancelCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model, steps in LEFT_OUT.items():
            for step in steps:
                cls.startClassPatcher(patch.object(
                    cls.registry[model], step, lambda account, client: True))

    # === ONE PAIR AFTER THE OTHER === #

    @contextmanager
    def case(self, **names):
        """A sub-test that leaves nothing behind, in Odoo and at the remotes."""
        with self.subTest(**names), self.going_back():
            yield

    @contextmanager
    def going_back(self):
        """All that happens meanwhile is forgotten, in Odoo and at the remotes. May be nested."""
        self.env.flush_all()
        self.env.cr.execute('SAVEPOINT pair')
        remotes = self.remember()
        try:
            yield
        finally:
            self.env.cr.execute('ROLLBACK TO SAVEPOINT pair')
            self.env.cr.execute('RELEASE SAVEPOINT pair')
            self.env.cr.clear()
            self.env.invalidate_all(flush=False)
            self.check_contract()
            self.put_back(remotes)

    def remember(self):
        """A copy of all that both remotes know."""
        state = self.sandbox._state
        with state.lock:
            return copy.deepcopy({
                name: value for name, value in vars(state).items()
                if name not in ('lock', 'log', 'violations')})

    def put_back(self, remotes):
        state = self.sandbox._state
        with state.lock:
            vars(state).update(remotes)
            state.log.clear()

    # === THE DIAGRAM === #

    @contextmanager
    def steps_taken(self, model):
        """The steps from state to state that rows of this model take meanwhile."""
        taken, model = set(), self.registry[model]
        write = model.write

        def note(rows, vals):
            if 'state' in vals:
                taken.update((row.state, vals['state']) for row in rows
                             if row.state != vals['state'])
            return write(rows, vals)

        with patch.object(model, 'write', note):
            yield taken

    def drawn(self, model):
        """The steps that the description above the states lists, one line per state."""
        steps = set()
        for text in {cls.__doc__ or '' for cls in self.registry[model].__mro__}:
            for start, ends in re.findall(r'^ +(\w+) → ([\w, ]+)$', text, re.M):
                steps |= {(start, end.strip()) for end in ends.split(',')}
        return steps
