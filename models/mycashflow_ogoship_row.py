import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import PERSON_ONLY_REASONS, RETRY_AFTER_LONGEST, RETRY_FIRST, RETRY_LONGEST
from ..tools.http_client import RemoteError
from .problem import Problem, explain_remote, explain_unexpected
from .remote_line import OutOfReach


class MycashflowOgoshipRow(models.AbstractModel):
    """A row of the inbox or the outbox: the durable queue (design §4).

    A row either moves on, or says why not and when it is looked at again. The concrete model has
    `state` and `reason`.
    """

    _name = 'mycashflow_ogoship.row'
    _inherit = ['mycashflow_ogoship.mirror']
    _description = "Row that is worked through by a scheduled action"

    message = fields.Char(
        string="Why it waits", readonly=True, copy=False,
        help="The reason in plain words, and what to do next.")
    retry_at = fields.Datetime(
        string="Next try", readonly=True, copy=False, index='btree_not_null',
        help="When this is tried again by itself. Empty: nothing is tried without a person.")
    attempts = fields.Integer(readonly=True, copy=False)

    # === WORKING THROUGH ROWS === #

    @api.model
    def _due_domain(self):
        """Domain of the rows that may be worked on now: nothing in the way, or its time is over."""
        fresh = Domain('reason', '=', False) & Domain('retry_at', '=', False)
        return fresh | Domain('retry_at', '<=', fields.Datetime.now())

    def _work_each(self, due, step):
        """Run ``step(row)`` on each row in a transaction of its own.

        Rows that another process works on, or has worked on meanwhile, are skipped. A row whose
        step fails gets its reason and a time for the next try; the others go on. One row for which
        the remote fails may be at fault itself, so it takes two in a row to stop. Only for
        scheduled actions: it commits.

        :param due: domain of the rows that need the step
        :return: False when the time slice is used up, so that the caller comes back later.
        :raise RemoteError: when the remote is out of reach, which makes going on pointless
        """
        fault = None
        for row in self:
            before, fault = fault, row._work_one(due, step)
            seconds_left = self.env['ir.cron']._commit_progress(1)
            if fault and (before or fault.code in ('unauthorized', 'throttled')):
                raise fault
            if not seconds_left:
                return False
        if fault:
            raise fault
        return True

    @api.model
    def _work_in_batches(self, due, size, work):
        """Run ``work(rows)`` on the due rows, so many at a time, in the order of their ids and
        each once: what stays due is for the next run.

        :param due: domain of the rows
        :param work: function that returns False when the time slice is used up
        :return: False when it is
        """
        last_id = 0
        while rows := self.search(due & Domain('id', '>', last_id), order='id', limit=size):
            last_id = rows[-1].id
            if not work(rows):
                return False
        return True

    def _work_one(self, due, step):
        """:return: the RemoteError that concerns the whole account, or None."""
        try:
            row = self.try_lock_for_update().filtered_domain(due)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Another process changed it since this transaction began: it is its business.
            self.env.cr.rollback()
            return None
        if not row:
            return None
        try:
            step(row)
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Another process changed the same data. Nothing is wrong: the row stays due.
            self.env.cr.rollback()
        except OutOfReach:
            self.env.cr.rollback()
            raise
        except Exception as error:  # noqa: BLE001 each row carries its own fault
            self.env.cr.rollback()
            self._wait_for(error)
            if isinstance(error, RemoteError) and error.code in (
                    'unauthorized', 'throttled', 'unavailable', 'timeout'):
                return error
        return None

    def _wait_for(self, error):
        """Leave the work with the reason on the row, and say when it is tried again."""
        problem = self._as_problem(error)
        self.write({
            'state': self._state_after(problem),
            'reason': problem.reason,
            'message': problem.message,
            'attempts': self.attempts + 1,
            'retry_at': self._next_try(problem, getattr(error, 'retry_after', None)),
        })

    def _state_after(self, problem):
        """Hook: the state in which the row waits."""
        return problem.state

    def _as_problem(self, error):
        """Turn any exception into a `Problem`; what nobody foresaw is logged without its data."""
        if isinstance(error, Problem):
            return error
        if isinstance(error, RemoteError):
            return self._problem_of_remote_error(error)
        if isinstance(error, UserError):
            return Problem('error', str(error))
        return Problem('error', explain_unexpected(self, error))

    def _problem_of_remote_error(self, error):
        """Hook: the problem that a failed call means for this row."""
        reason = {
            'invalid': 'refused', 'conflict': 'refused', 'not_found': 'refused',
            'bad_answer': 'unreadable',
        }.get(error.code, 'remote')
        return Problem(reason, explain_remote(self.env, error))

    def _next_try(self, problem, retry_after=None):
        """Exponential waiting time with jitter; none where only a person can help."""
        if problem.reason in PERSON_ONLY_REASONS:
            return False
        wait = min(RETRY_FIRST * 2 ** min(self.attempts, 10), RETRY_LONGEST)
        if retry_after:
            wait = max(wait, min(timedelta(seconds=retry_after), RETRY_AFTER_LONGEST))
        return fields.Datetime.now() + wait * random.uniform(0.8, 1.2)

    def _clear_problem(self):
        """Values of a row that waits for nothing any more."""
        return {'reason': False, 'message': False, 'retry_at': False, 'attempts': 0}
