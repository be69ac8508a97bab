import random
from datetime import timedelta

from odoo import api, fields, models

from ..const import (
    CIRCUIT_FAILURES,
    CIRCUIT_FIRST,
    CIRCUIT_LONGEST,
    CIRCUIT_PROBE,
    CIRCUIT_TOLD,
    OUT_OF_REACH,
    PROBE_TIMEOUT,
    RETRY_AFTER_LONGEST,
)
from ..tools.http_client import RemoteError
from .problem import explain_remote
from .formats import moment_text


class MycashflowOgoshipAccount(models.AbstractModel):
    """A remote that is out of reach is left alone, and tried again by itself (design §9).

        closed ──► failed runs in a row ──► open: no call until `circuit_retry_at`
          ▲                                   │  ▲
          └────────── answered ◄── one cheap call └─ not answered: a longer pause

    After a step that failed the same cheap call tells whether the whole remote is out of reach, or
    only what that step asked for: one broken list stops neither the other steps nor later runs.
    """

    _inherit = 'mycashflow_ogoship.account'

    circuit_failures = fields.Integer(
        string="Failed runs in a row", readonly=True, copy=False,
        help="How often in a row the remote was out of reach.")
    circuit_since = fields.Datetime(string="Out of reach since", readonly=True, copy=False)
    circuit_retry_at = fields.Datetime(
        string="Next try", readonly=True, copy=False,
        help="Until then the remote is not called. Empty: it is called at each run.")
    circuit_told = fields.Boolean(
        readonly=True, copy=False, help="The responsible person was told of this outage.")
    circuit_message = fields.Char(
        string="Out of reach", compute='_compute_circuit_message',
        help="What is wrong, since when, and when it is tried again.")
    trouble_activity_id = fields.Many2one(
        'mail.activity', readonly=True, copy=False, ondelete='set null', index='btree_not_null',
        help="What the responsible person was told; it is taken back when all is well again.")

    # === COMPUTE METHODS === #

    @api.depends('circuit_retry_at', 'circuit_since', 'latest_changes', 'name')
    @api.depends_context('lang', 'tz')
    def _compute_circuit_message(self):
        for account in self:
            account.circuit_message = account.circuit_retry_at and account.env._(
                "%(account)s has been out of reach since %(since)s. %(next)s What is to be sent "
                "or fetched waits, and nothing is lost.", account=account.name,
                since=moment_text(account.env, account.circuit_since),
                next=account._words_of_next_try())

    def _words_of_next_try(self):
        """When the remote is tried again, and by whom."""
        if not self.latest_changes:
            return self.env._("It is tried when you press Synchronize now.")
        return self.env._(
            "It is tried again by itself at %(date)s; Synchronize now tries at once.",
            date=moment_text(self.env, self.circuit_retry_at))

    # === IN A RUN === #

    def _try_circuit(self, line):
        """First step of each run: leave the remote alone while the pause lasts, then try once."""
        if not self.circuit_retry_at:
            return
        line.is_down = True
        if not self._claim_try():
            return
        error = self._try_remote()
        if error:
            self._commit_note(self._note_error, error)
            self._commit_note(self._note_outage, error)
        else:
            line.restore()
            self._close_circuit()

    def _claim_try(self):
        """Whether it is this process that tries. Of several, one does; if that dies, another one
        does later."""
        now = fields.Datetime.now()
        if self.circuit_retry_at > now or not self.try_lock_for_update(allow_referencing=True):
            return False
        self.circuit_retry_at = now + CIRCUIT_PROBE
        self.env['ir.cron']._commit_progress()
        return True

    def _find_out(self, line, error):
        """After a failed step: is the whole remote out of reach, or only what was asked for?"""
        if line.is_down or not _is_out_of_reach(error):
            return
        if error.code != 'throttled':  # that needs no second question
            error = self._try_remote()
            if not error:
                line.restore()
                line.is_down = line.is_exhausted
                return
            self._commit_note(self._note_error, error)
        failures_before = 0 if line.answered else self.circuit_failures
        line.is_down = True
        self._commit_note(self._note_outage, error, failures_before)

    def _try_remote(self):
        """One cheap call, with little patience.

        :return: the RemoteError that concerns the whole account; None when it was answered.
        """
        try:
            with self._client(timeout=PROBE_TIMEOUT) as client:
                self._ping(client)
        except RemoteError as error:
            self.env.cr.rollback()
            if error.code == 'unauthorized' or _is_out_of_reach(error):
                return error
        return None

    def _ping(self, client):
        """Hook: the cheap call."""
        client.ping()

    # === OPENING AND CLOSING === #

    def _note_outage(self, error, failures_before=None):
        """One more run that did not reach the remote; after some, or when it asks for it, nothing
        is tried for a while."""
        if self.state != 'connected':
            return
        now, before = fields.Datetime.now(), failures_before
        failures = (self.circuit_failures if before is None else before) + 1
        pause = _pause_after(failures, error)
        self.write({
            'circuit_failures': failures,
            'circuit_since': failures > 1 and self.circuit_since or now,
            'circuit_retry_at': pause and now + pause,
        })
        if pause and self.latest_changes:
            # sudo: see _create_cron. A pause need not end when the next run is due.
            self.sudo().cron_id._trigger(at=self.circuit_retry_at)
        if not self.circuit_told and (failures >= CIRCUIT_FAILURES or pause >= CIRCUIT_TOLD):
            self.circuit_told = True
            self._tell(self.env._(
                "%(account)s is out of reach: %(error)s This note goes away when it answers.",
                account=self.name, error=explain_remote(self.env, error)))

    def _close_circuit(self):
        """The remote is in reach."""
        if self.circuit_failures or self.circuit_retry_at:
            self.write({
                'circuit_failures': 0, 'circuit_since': False, 'circuit_retry_at': False,
                'circuit_told': False})
        self._take_back()

    def _end_pause(self):
        """A person asks for a try: the next run is one."""
        paused = self.filtered('circuit_retry_at')
        if paused:
            paused.circuit_retry_at = fields.Datetime.now()

    def _tell(self, note):
        """Tell the responsible person of a trouble that takes its note back when it is over."""
        self._take_back()
        self.trouble_activity_id = self._alert(note)

    def _take_back(self):
        # sudo: the activity is the account's, whoever connects it again.
        self.sudo().trouble_activity_id.filtered('active').unlink()


def _is_out_of_reach(error):
    return isinstance(error, RemoteError) and error.code in OUT_OF_REACH


def _pause_after(failures, error):
    """How long the remote is left alone; no time at all after the first failures, unless it asks
    for it. Never at the same moment for all accounts of one remote."""
    asked = timedelta(seconds=error.retry_after or 0) * random.uniform(1, 1.1)
    pause = min(asked, RETRY_AFTER_LONGEST)
    if failures >= CIRCUIT_FAILURES:
        doubled = CIRCUIT_FIRST * 2 ** min(failures - CIRCUIT_FAILURES, 10)
        pause = max(pause, min(doubled, CIRCUIT_LONGEST) * random.uniform(0.8, 1.2))
    return pause
