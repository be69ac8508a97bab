from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import CRON_MINUTES, MOST_WARNINGS
from ..tools.http_client import RemoteError, check_address
from .counts import count_by_state
from .problem import explain_remote


class MycashflowOgoshipAccount(models.AbstractModel):
    """An account at a remote, which is also its own dashboard: state, last run, last error.

    Each account has one scheduled action, so that a remote that hangs delays no other account
    and several hosts share the accounts (design §9).
    """

    _name = 'mycashflow_ogoship.account'
    _description = "Account at a remote"
    _inherit = ['mycashflow_ogoship.mirror', 'mail.thread', 'mail.activity.mixin']

    # The account's rows: their list, and the states in which they wait.
    _orders_action = None
    _waiting_states = ()

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    warehouse_id = fields.Many2one(
        'stock.warehouse', check_company=True, index=True,
        domain="[('company_id', '=', company_id)]")
    user_id = fields.Many2one(
        'res.users', string="Responsible", default=lambda self: self.env.user,
        help="Is told when the account needs a person.")
    latest_changes = fields.Boolean(
        string="Latest changes", copy=False, tracking=True,
        help="Fetch and send by itself, every few minutes and whenever there is work.")
    state = fields.Selection(
        [('draft', "Not connected"), ('connected', "Connected"), ('paused', "Paused")],
        default='draft', required=True, readonly=True, copy=False, tracking=True)
    error_date = fields.Datetime(string="Last error on", readonly=True, copy=False)
    error_message = fields.Text(string="Last error", readonly=True, copy=False)
    warning_message = fields.Text(string="Warning", readonly=True, copy=False)
    last_sync_date = fields.Datetime(string="Last synchronization", readonly=True, copy=False)
    cron_id = fields.Many2one(
        'ir.cron', string="Scheduled action", readonly=True, copy=False, ondelete='set null',
        groups='base.group_system')
    order_count = fields.Integer(compute='_compute_order_counts')
    waiting_count = fields.Integer(string="Waiting", compute='_compute_order_counts')

    # === COMPUTE METHODS === #

    def _compute_order_counts(self):
        for account, counts in count_by_state(self, 'order_ids').items():
            account.order_count = counts.total()
            account.waiting_count = sum(counts[state] for state in self._waiting_states)

    # === CONSTRAINTS === #

    def _check_address(self, *names):
        """Refuse addresses that the network layer would refuse, while the form is open."""
        for account in self.sudo():  # sudo: addresses are for administrators only
            for name in names:
                try:
                    if account[name]:
                        check_address(account[name])
                except ValueError as error:
                    raise ValidationError(self.env._(
                        "%(field)s: use https, or http to this machine for a sandbox.",
                        field=account._fields[name]._description_string(self.env))) from error

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        for account in accounts:
            account._create_cron()
        return accounts

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {'latest_changes', 'active', 'name'}:
            self._update_cron()
        return res

    def unlink(self):
        # sudo: the scheduled action belongs to the account, not to the user who removes it.
        crons = self.sudo().cron_id
        res = super().unlink()
        crons.unlink()
        return res

    # === ACTION METHODS === #

    def action_sync(self):
        """Synchronize now: ring the scheduled action, or run it here when it is switched off."""
        for account in self:
            account._check_can_sync()
            account._run_or_ring()
        return self._notify(self.env._("Synchronization started."))

    def action_open_orders(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(self._orders_action)
        owner = self._fields['order_ids'].inverse_name
        return {**action, 'domain': [(owner, '=', self.id)], 'context': {}}

    def action_open_waiting_orders(self):
        return {
            **self.action_open_orders(),
            'context': {'search_default_waiting': 1, 'search_default_group_by_reason': 1},
        }

    def action_open_cron(self):
        self.ensure_one()
        return self.sudo().cron_id._get_records_action()

    # === BUSINESS METHODS === #

    @contextmanager
    def _user_errors(self):
        """What a button's call to the remote fails with, as a message that names the account."""
        try:
            yield
        except RemoteError as error:
            raise UserError(self.env._(
                "%(account)s: %(error)s", account=self.name,
                error=explain_remote(self.env, error))) from error

    def _check_can_sync(self):
        if self.state != 'connected':
            raise UserError(self.env._(
                "%(account)s is not connected. Press Test connection first.", account=self.name))

    def _run_or_ring(self):
        # sudo: users may ask for a run, though scheduled actions belong to administrators.
        self.sudo()._end_pause()
        cron = self.sudo().cron_id
        if self.latest_changes:
            cron._trigger()
        else:
            cron.method_direct_trigger()

    def _ring(self):
        """Ask for a run of the scheduled action as soon as this transaction is committed."""
        for account in self.sudo():  # sudo: anyone whose work concerns the account may ring
            if account.latest_changes and account.cron_id:
                account.cron_id._trigger()

    def _alert(self, note):
        """Tell the responsible person once: an activity with this note, unless it is still open.

        :return: the activity
        """
        known = self.activity_ids.filtered(lambda activity: activity.summary == note)
        return known[:1] or self.activity_schedule(
            'mail.mail_activity_data_warning', summary=note, user_id=self.user_id.id)

    def _warn(self, note):
        """Show a warning on the account and tell the responsible person, once per text. Of very
        many, of which nobody would read the last, that there are more.

        :return: whether it is news
        """
        shown = self.warning_message or ''
        if len(shown.splitlines()) >= MOST_WARNINGS and note not in shown:
            note = self.env._(
                "There are more warnings than are shown. See to these, then dismiss them.")
        if note in shown:
            return False
        self.warning_message = '\n'.join(filter(None, [shown, note]))
        self._alert(note)
        return True

    def action_dismiss_warning(self):
        self.warning_message = False

    def _next_run(self):
        """When queued work is done, to be appended to what a button says."""
        if self.latest_changes:
            return self.env._("It is done at once.")
        return self.env._(
            "Latest changes is off: press Synchronize now on %(account)s.", account=self.name)

    def _set_connected(self):
        self.write({'state': 'connected', 'error_date': False, 'error_message': False})
        self._close_circuit()
        self._ring()

    def _notify(self, message, kind='success'):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': kind,
                'message': message,
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === SCHEDULED ACTION === #

    def _create_cron(self):
        # sudo: whoever may create an account gets its scheduled action with it.
        self.sudo().cron_id = self.env['ir.cron'].sudo().create({
            'name': self._cron_name(),
            'model_id': self.env['ir.model']._get_id(self._name),
            'state': 'code',
            'code': f"model.browse({self.id})._cron_sync()",
            'user_id': self.env.ref('base.user_root').id,
            'interval_number': CRON_MINUTES,
            'interval_type': 'minutes',
            'active': self.active and self.latest_changes,
        })

    def _update_cron(self):
        """Let the scheduled action follow its account. It is locked while it runs, so a run must
        never come through here: it pauses its account by `state`."""
        for account in self.sudo():  # sudo: see _create_cron
            if not account.cron_id:  # a person removed it
                account._create_cron()
                continue
            try:
                account.cron_id.write({
                    'name': account._cron_name(),
                    'active': account.active and account.latest_changes,
                })
            except UserError as error:
                raise UserError(self.env._(
                    "%(account)s is being synchronized just now. Try again in a minute.",
                    account=account.name)) from error

    def _cron_name(self):
        return f"{self._description}: {self.name}"

    def _cron_sync(self):
        """One run of this account's work. Overridden by each account model."""
        raise NotImplementedError
