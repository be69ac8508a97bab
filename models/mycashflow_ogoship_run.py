import logging
import time
from contextlib import ExitStack

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.http_client import RemoteError
from .problem import explain_remote, explain_unexpected
from .remote_line import OutOfReach, RemoteLine
from .write_watch import WriteWatch

_logger = logging.getLogger(__name__)


class MycashflowOgoshipAccount(models.AbstractModel):
    """One run of an account's scheduled action. It never fails as a whole, so Odoo never switches
    the scheduled action off: what went wrong is said on the account."""

    _inherit = 'mycashflow_ogoship.account'

    def _at_work(self):
        """The account in its company, and in the language and time zone of who reads what the run
        leaves behind: the responsible person, else the company. Root itself has only English."""
        reader = self.env['res.users'].with_user(self.user_id).context_get() if self.user_id else {
            'lang': self.company_id.partner_id.lang or self.env.lang}
        return self.with_company(self.company_id).with_context(
            lang=reader['lang'], tz=reader.get('tz'))

    def _run_steps(self, steps):
        """Run the arrows of one account one after the other; one that fails stops only itself.

        When the remote is out of reach the arrows that need it are skipped, and what was queued
        for them waits untouched (see mycashflow_ogoship_circuit.py).

        :param steps: methods that commit their own progress and return False when there is more
            to do than this run has time for. Each is called with a `RemoteLine`: called in turn,
            it returns the network client of this run, opened when the first step needs it, or
            raises `OutOfReach`, which a step lets pass.
        """
        self.ensure_one()
        with ExitStack() as run, WriteWatch():
            self._run_each(steps, RemoteLine(lambda: run.enter_context(self._client())))

    def _run_each(self, steps, line):
        unfinished, failed, skipped = False, False, False
        for step in [self._try_circuit, *steps]:
            try:
                unfinished = step(line) is False or unfinished
                self._commit_written()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Another process changed the same rows: nothing is wrong, come back.
                self.env.cr.rollback()
                unfinished = True
            except OutOfReach:
                self.env.cr.rollback()
                skipped = True
            except Exception as error:  # noqa: BLE001 one arrow's fault does not stop the others
                self.env.cr.rollback()
                failed = True
                self._commit_note(self._note_error, error)
                self._find_out(line, error)
            if self.state == 'paused':
                return
        if line.answered and not line.is_down:
            self._commit_note(self._note_answered, line)
        if not (failed or skipped or line.is_down) and self._commit_note(
                self._note_success, int(unfinished)):
            return
        self.env['ir.cron']._commit_progress(remaining=int(unfinished and not failed))

    def _note_answered(self, line):
        self._close_circuit()
        self._note_clock(line.clock_offset)

    def _note_success(self, remaining):
        self.write({
            'error_date': False, 'error_message': False,
            'last_sync_date': fields.Datetime.now(),
        })
        self.env['ir.cron']._commit_progress(remaining=remaining)

    def _commit_written(self, processed=0):
        """Commit if anything was written, so that a run in which nothing happens costs little.

        :param int processed: rows, as for `ir.cron._commit_progress`
        :return: seconds that this run may still take
        """
        self.env.flush_all()
        watch = WriteWatch.current()
        if not watch or watch.has_written:
            left = self.env['ir.cron']._commit_progress(processed)
            if watch:
                watch.has_written = False
            return left
        return self._seconds_left()

    def _seconds_left(self):
        """Seconds that this run, or this press of a button, may still take."""
        ends = [self.env.context.get(name) for name in ('cron_end_time', 'slice_end')]
        now = time.monotonic()
        return min([max(0, end - now) for end in ends if end is not None], default=float('inf'))

    def _commit_note(self, write, *values):
        """Commit what a run says about itself; no run fails because somebody edits the account.

        :return: whether it was kept
        """
        try:
            write(*values)
            self._commit_written()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return False
        return True

    def _note_error(self, error):
        """Keep what went wrong; a wrong key pauses the account at once (design §9)."""
        code = error.code if isinstance(error, RemoteError) else type(error).__name__
        _logger.warning("%s %s: %s", self._name, self.id, code)
        self.write({
            'error_date': fields.Datetime.now(), 'error_message': self._describe_error(error)})
        if code == 'unauthorized' and self.state == 'connected':
            self.state = 'paused'
            self._tell(self.env._(
                "%(account)s refused the key and is paused. Correct the key, then press Test "
                "connection.", account=self.name))

    def _describe_error(self, error):
        if isinstance(error, RemoteError):
            return explain_remote(self.env, error)
        return str(error) if isinstance(error, UserError) else explain_unexpected(self, error)
