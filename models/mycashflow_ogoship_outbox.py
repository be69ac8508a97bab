from contextlib import contextmanager

from psycopg2 import OperationalError

from odoo import api, fields, models

from ..const import SENDING_GRACE
from ..tools.http_client import RemoteError


class MycashflowOgoshipOutbox(models.AbstractModel):
    """A row that is sent to OGOship exactly once, whatever dies when.

    1. Look the reference up. What is there is adopted if it is ours, else a person decides.
    2. Commit `sending`: whoever comes next knows that it may be on its way.
    3. POST, at once.
    4. Write the answer, commit.

    A clear refusal takes `sending` back. After anything else (no answer, a broken one, a process
    or a database that died) the row stays `sending`, and once the grace is over only a look-up
    moves it on. The lock on the row keeps two processes apart; it is lost for the moment of the
    commit in 2, after which `send_count` tells whether somebody else took over.

    The concrete model has `merchant_id`, `state`, `reason` and `sent_date`.
    """

    _name = 'mycashflow_ogoship.outbox'
    _description = "Row that is sent to OGOship exactly once"
    _inherit = ['mycashflow_ogoship.row']

    send_count = fields.Integer(readonly=True, copy=False)
    sending_date = fields.Datetime(
        string="Sending since", readonly=True, copy=False,
        help="When it was last about to be sent.")
    sent_key = fields.Char(
        readonly=True, copy=False, help="Tells what was sent, to know it again.")

    # === HOOKS === #

    def _find_remote(self, client):
        """What OGOship has under this row's reference, as a list."""
        raise NotImplementedError

    def _create_remote(self, client, request):
        """POST it; the answer."""
        raise NotImplementedError

    def _adopt(self, found, request=None):
        """Take what was found as this row's, or raise the `Problem` that it is another's."""
        raise NotImplementedError

    def _write_answer(self, client, request, answer):
        """Write what OGOship made of it."""
        raise NotImplementedError

    def _prepare_claim(self, request):
        """Values that are committed before the POST, `sent_key` among them."""
        raise NotImplementedError

    def _is_still_to_send(self):
        """Whether the document behind it is still open, looked at after the commit."""
        raise NotImplementedError

    def _before_sending_again(self):
        """It has turned out that OGOship does not have it: may be overridden to hold it."""

    # === SENDING === #

    def _look_up_and_send(self, client):
        """One try. Commits."""
        if self.state == 'sending' and not self._settle(client):
            return
        request = self._prepare_request()
        found = self._find_remote(client)
        if found:
            self._adopt(found, request)
        elif self._claim(request):
            self._post(client, request)

    def _settle(self, client):
        """Find out what became of a row whose answer is missing.

        :return: whether OGOship does not have it, so that it is to be sent.
        """
        found = self._find_remote(client)
        if found:
            self._adopt(found)
            return False
        # It still counts as an attempt: what always fails is tried ever more seldom.
        self.write({'state': 'to_send', **self._clear_problem(), 'attempts': self.attempts})
        self._before_sending_again()
        return self.state == 'to_send' and self._commit_and_lock() and self.state == 'to_send'

    def _claim(self, request):
        """Commit that this process is about to send the row.

        :return: False when it must not: another process took over, or the document ended
            meanwhile. The row is then looked up when the grace is over.
        """
        attempt = self.send_count + 1
        self.write({
            **self._prepare_claim(request), 'state': 'sending', 'send_count': attempt,
            'sending_date': fields.Datetime.now(),
            'reason': False, 'message': False, 'retry_at': fields.Datetime.now() + SENDING_GRACE})
        return (
            self._commit_and_lock() and self.state == 'sending' and self.send_count == attempt
            and self._is_still_to_send())

    def _commit_and_lock(self):
        """Commit, and take the lock on the row again, with the values of that moment.

        :return: False when another process was quicker.
        """
        self.env['ir.cron']._commit_progress()
        return bool(self.try_lock_for_update())

    def _post(self, client, request):
        try:
            answer = self._create_remote(client, request)
        except RemoteError as error:
            self._after_refusal(client, request, error)
        else:
            self._write_answer(client, request, answer)

    def _after_refusal(self, client, request, error):
        """OGOship did not plainly accept it.

        :raise RemoteError: `error`, unless the row turns out to be there
        """
        found = error.code == 'conflict' and self._find_remote(client)
        if found:
            self._adopt(found, request)
            return
        if not error.unclear:
            self._take_back()
        raise error

    def _take_back(self):
        """OGOship clearly does not have it; keep that, whatever happens to this transaction."""
        self.state = 'to_send'
        self.env['ir.cron']._commit_progress()

    def _state_after(self, problem):
        """What OGOship has, it has; what it may have stays *sending* until a look-up tells."""
        if self.sent_date or self.state == 'sending' and problem.reason != 'conflict':
            return self.state
        return problem.state

    # === REFERENCES === #

    @api.model
    def _free_reference(self, merchant, base):
        """`base`, or `base` with a running suffix when it was used before."""
        taken = set(self.search(
            [('merchant_id', '=', merchant.id), ('reference', '=like', f"{base}%")]
        ).mapped('reference'))
        return self._free_among(taken, base)

    @api.model
    def _free_among(self, taken, base):
        reference, number = base, 1
        while reference in taken:
            number += 1
            reference = f"{base}-{number}"
        return reference


class OgoshipMerchant(models.Model):
    _inherit = 'ogoship.merchant'

    @contextmanager
    def _fault_of_one(self, reference):
        """One row that cannot be kept does not hide the others of its page."""
        try:
            with self.env.cr.savepoint():
                yield
        except OperationalError:
            raise  # another process changed it: the page is read again
        except Exception as error:  # noqa: BLE001 like a row of the queue
            self._warn(self.env._(
                "%(merchant)s: %(reference)s cannot be kept. %(error)s",
                merchant=self.name, reference=reference,
                error=self.env['mycashflow_ogoship.row']._as_problem(error).message))
