import re
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import LARGEST_ID, WEBHOOK_CHECK, WEBHOOK_REST
from ..tools.http_client import RemoteError
from ..tools.web_address import public_problem
from ..tools.webhooks import find_problems, put_right, take_away
from .problem import explain_remote
from .mycashflow_ogoship_watchdog import Finding


class MycashflowOgoshipAccount(models.AbstractModel):
    """Webhooks: the remote rings, and the next run comes at once (design §9, §10).

    They carry nothing in and nothing depends on them: what was changed is read by the run, which
    comes by itself anyway.
    """

    _inherit = 'mycashflow_ogoship.account'

    _webhook_path = None
    _webhook_kinds = ()

    webhook_key = fields.Char(
        string="Webhook key", groups='base.group_system', copy=False, exportable=False,
        help="The secret by which the remote is known. Made when the webhooks are installed.")
    webhook_address = fields.Char(
        string="Address of this Odoo", groups='base.group_system', copy=False, exportable=False,
        help="How this Odoo is reached from outside, such as https://odoo.example.com. Empty: the "
             "address that Odoo knows of itself (web.base.url).")
    webhook_url = fields.Char(
        string="Webhook address", compute='_compute_webhook_url', groups='base.group_system')
    webhook_state = fields.Selection(
        [('none', "Not installed"), ('installed', "Installed"),
         ('unchecked', "Installed, not checkable"), ('differs', "To be repaired")],
        string="Webhooks", default='none', required=True, readonly=True, copy=False,
        tracking=True)
    webhook_message = fields.Text(string="Remark", readonly=True, copy=False)
    webhook_check_date = fields.Datetime(string="Checked on", readonly=True, copy=False)
    webhook_ids = fields.Json(
        readonly=True, copy=False, groups='base.group_system',
        help="Ids at the remote of the webhooks that were made here.")

    # === COMPUTE METHODS === #

    @api.depends('webhook_key', 'webhook_address')
    def _compute_webhook_url(self):
        for account in self:
            base = (account.webhook_address or account.get_base_url() or '').strip().rstrip('/')
            account.webhook_url = account.id and f'{base}{account._webhook_path_of()}'

    def _webhook_path_of(self):
        """Hook: the path of this account's doorbell."""
        return f'{self._webhook_path}/{self._origin.id}'

    # === ACTION METHODS === #

    def action_install_webhooks(self):
        """Bring the webhooks at the remote to what they should be: made, corrected, or not twice.

        Can be pressed again at any time.
        """
        account = self._for_webhooks()
        account._check_webhook_address()
        # Written before the remote is called: whoever changes the account now makes us fail first.
        account.webhook_key = account.webhook_key or secrets.token_urlsafe(32)
        account.flush_recordset()
        with account._user_errors(), account._client() as client:
            trouble = account._put_webhooks_right(client)
            account._note_webhooks(client.list_webhooks())
        if trouble or account.webhook_state == 'differs':
            return account._notify(
                ' '.join(filter(None, [trouble, account.webhook_message])), kind='warning')
        return account._notify(self.env._("The webhooks are installed."))

    def action_check_webhooks(self):
        """Look whether the webhooks at the remote are as they should be."""
        account = self._for_webhooks()
        with account._user_errors(), account._client() as client:
            account._note_webhooks(client.list_webhooks())
        label = account._fields['webhook_state'].convert_to_export(account.webhook_state, account)
        return account._notify(
            account.webhook_message or label,
            kind='warning' if account.webhook_state == 'differs' else 'success')

    def action_remove_webhooks(self):
        """Take the webhooks away from the remote, and refuse whoever still calls."""
        account = self._for_webhooks()
        with account._user_errors(), account._client() as client:
            gone = account._take_webhooks(client, client.list_webhooks())
        account.write({
            'webhook_key': False, 'webhook_ids': False, 'webhook_state': 'none',
            'webhook_message': False, 'webhook_check_date': False})
        if gone:
            return account._notify(self.env._("The webhooks are removed."))
        return account._notify(self.env._(
            "%(account)s did not say that the webhooks are removed. From now on their calls are "
            "refused.", account=account.name), kind='warning')

    def _for_webhooks(self):
        self.ensure_one()
        self.check_access('write')
        self._check_can_sync()
        # sudo: the key is for system administrators only, its use for whoever sets up the account.
        return self.sudo()

    # === AT THE REMOTE === #

    def _wanted_webhooks(self):
        """Hook: list of `tools.webhooks.Webhook` that should be at the remote."""
        raise NotImplementedError

    def _put_webhooks_right(self, client):
        """
        :return: what went wrong, where it may have been done nevertheless: the key is kept, or
            webhooks that are there by now would be refused
        """
        found, known = client.list_webhooks(), self.webhook_ids or []
        if found is None and known:
            # Nobody can tell whether the former one is still there: it is not to ring, too.
            self._take_webhooks(client, found)
            known = []
        try:
            made = put_right(client, self._wanted_webhooks(), found, known)
        except RemoteError as error:
            if not error.unclear:
                raise
            return explain_remote(self.env, error)
        self.webhook_ids = list(filter(None, {*known, *made}))
        return ''

    def _take_webhooks(self, client, found):
        return take_away(client, self._wanted_webhooks(), found, self.webhook_ids or [])

    def _note_webhooks(self, found):
        """Keep what was found at the remote; None: it does not tell."""
        installed = bool(self.webhook_key)
        findings = installed and find_problems(
            self._wanted_webhooks(), found or [], self.webhook_ids or [])
        state = 'none' if not installed else 'unchecked' if found is None else (
            'differs' if findings else 'installed')
        self.write({
            'webhook_state': state,
            'webhook_message': self._describe_webhooks(state, findings),
            'webhook_check_date': fields.Datetime.now(),
        })

    def _check_webhooks(self, client):
        """Step of a run: look once a day whether somebody has taken the webhooks away.

        Nothing depends on them, so no refusal of this question pauses the account.
        """
        if not self._is_webhook_check_due():
            return True
        account = self.sudo()  # sudo: see _for_webhooks
        try:
            account._note_webhooks(client().list_webhooks())
        except RemoteError as error:
            account.write({
                'webhook_message': explain_remote(self.env, error),
                'webhook_check_date': fields.Datetime.now()})
        return True

    def _find_webhooks(self):
        """For the watchdog."""
        return [Finding('webhooks')] if self.webhook_state == 'differs' else []

    def _is_webhook_check_due(self):
        return self.webhook_state in ('installed', 'differs') and (
            self.webhook_check_date < fields.Datetime.now() - WEBHOOK_CHECK)

    # === IN WORDS === #

    def _check_webhook_address(self):
        """Refuse an address that the remote could not call, before it is asked to."""
        remedy = {
            'form': self.env._(
                "It needs a host name with a dot, and may have neither % nor blanks."),
            'private': self.env._("It leads to a machine that cannot be reached from outside."),
            'insecure': self.env._("It must begin with https."),
            'unusable': self.env._("It must look like https://odoo.example.com."),
        }.get(public_problem(self.webhook_url, sandbox=bool(self.api_url)))
        if remedy:
            parts = urlsplit(self.webhook_url)
            raise UserError(self.env._(
                "%(account)s cannot call this Odoo at %(address)s. %(remedy)s Fill in Address of "
                "this Odoo, or have web.base.url corrected.", account=self.name, remedy=remedy,
                address=f'{parts.scheme}://{parts.netloc}'))

    def _describe_webhooks(self, state, findings):
        if state == 'unchecked':
            return self.env._(
                "%(account)s does not tell which webhooks it has. If orders come only every few "
                "minutes, press Install again.", account=self.name)
        kinds = {
            'order_created': self.env._("Order placed"),
            'order_shipped': self.env._("Order shipped"),
            'stock_changed': self.env._("Stock changed"),
        }
        return '\n'.join(
            self.env._("%(webhook)s: %(problem)s", webhook=kinds[finding.kind],
                       problem=self._describe_finding(finding))
            for finding in findings or ()) or False

    def _describe_finding(self, finding):
        if finding.problem == 'address':
            return self.env._(
                "calls %(host)s, not this Odoo.", host=urlsplit(finding.url).netloc or '?')
        return {
            'missing': self.env._("not there; it was never made, or somebody removed it."),
            'key': self.env._("signed with another key, so its calls are refused."),
            'headers': self.env._("does not name this database."),
            'twice': self.env._("there more than once."),
        }[finding.problem]

    # === BEING RUNG === #

    @api.model
    def _find_doorbell(self, number):
        """The account that may be rung, from the text in an address; none if it is off."""
        if not re.fullmatch(r'[1-9][0-9]{0,9}', number) or int(number) > LARGEST_ID:
            return self.browse()
        return self.search([
            ('id', '=', int(number)), ('state', '=', 'connected'), ('latest_changes', '=', True),
            ('webhook_key', '!=', False)])

    def _ring_by_webhook(self):
        """Ask for a run, unless one that will come soon has been asked for."""
        cron, now = self.cron_id, fields.Datetime.now()
        at = max(now, cron.lastcall + WEBHOOK_REST) if cron.lastcall else now
        if cron and not _is_rung(cron, at):
            cron._trigger(at=at)


def _is_rung(cron, at):
    """Whether the scheduled action will run by then.

    A run that has begun removes its trigger in a transaction of its own, which ends with it. So a
    trigger that is locked is of a run that may have read the lists already.
    """
    cron.env.cr.execute(SQL(
        "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= %s LIMIT 1 "
        "FOR KEY SHARE SKIP LOCKED", cron.id, at))
    return bool(cron.env.cr.fetchone())
