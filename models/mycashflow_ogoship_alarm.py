from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import (
    ACCOUNT_ALARMS,
    ALARM_HISTORY,
    ALARM_KINDS,
    FOLLOWING_ALARMS,
    TOLD_ALARMS,
)
from .problem import explain_unexpected

ACCOUNTS = {'mycashflow.store': 'store_id', 'ogoship.merchant': 'merchant_id'}
HISTORY_PER_BATCH = 1000


class MycashflowOgoshipAlarm(models.Model):
    """A trouble of an account that a person should know of.

        raised ──► cleared, by itself when its cause is gone
          │ ▲
          └─┘ counted again at each check: one cause of one account is one alarm

    What is looked at: mycashflow_ogoship_watchdog.py. It is told once, by an activity on the
    account that goes away when the alarm clears.
    """

    _name = 'mycashflow_ogoship.alarm'
    _description = "Alarm"
    _order = 'state desc, since desc, id desc'
    _rec_name = 'kind'

    store_id = fields.Many2one(
        'mycashflow.store', readonly=True, index='btree_not_null', ondelete='cascade')
    merchant_id = fields.Many2one(
        'ogoship.merchant', readonly=True, index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True)
    account_name = fields.Char(string="Account", compute='_compute_account_name')
    kind = fields.Selection(ALARM_KINDS, required=True, readonly=True)
    cause = fields.Char(
        default='', readonly=True, help="Tells alarms of the same account and kind apart.")
    count = fields.Integer(
        default=1, readonly=True, aggregator=None, help="How many orders or products have it.")
    since = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now,
        help="Since when it is so, or the oldest of its orders waits.")
    last_seen = fields.Datetime(
        string="Last seen", required=True, readonly=True, default=fields.Datetime.now)
    cleared_date = fields.Datetime(string="Cleared on", readonly=True)
    detail = fields.Char(readonly=True)
    message = fields.Char(string="What is wrong", compute='_compute_message')
    remedy = fields.Char(string="What to do", compute='_compute_message')
    state = fields.Selection(
        [('raised', "Raised"), ('cleared', "Cleared")], default='raised', required=True,
        readonly=True)
    is_told = fields.Boolean(
        string="Told", readonly=True, help="The responsible person knows of it.")
    activity_id = fields.Many2one(
        'mail.activity', readonly=True, ondelete='set null', index='btree_not_null')

    _account_check = models.Constraint(
        'CHECK(num_nonnulls(store_id, merchant_id) = 1)',
        "An alarm is of one store or of one merchant.")
    _open_uniq = models.UniqueIndex(
        "(COALESCE(store_id, 0), COALESCE(merchant_id, 0), kind, COALESCE(cause, ''))"
        " WHERE state = 'raised'",
        "The account has this alarm already.")

    # === COMPUTE METHODS === #

    @api.depends('store_id.company_id', 'merchant_id.company_id')
    def _compute_company_id(self):
        for alarm in self:
            alarm.company_id = alarm._account().company_id

    @api.depends('store_id.name', 'merchant_id.name')
    def _compute_account_name(self):
        for alarm in self:
            alarm.account_name = alarm._account().name

    @api.depends('message')
    @api.depends_context('lang', 'tz')
    def _compute_display_name(self):
        for alarm in self:
            alarm.display_name = alarm.message

    def _account(self):
        """The store or the merchant."""
        return self.store_id or self.merchant_id

    # === ACTION METHODS === #

    def action_remedy(self):
        """Open what this alarm is about: the list of orders, the scheduled action, the account."""
        self.ensure_one()
        return self._account()._open_alarm(self.kind, self.cause)

    def action_open_account(self):
        """Open the store or the merchant."""
        self.ensure_one()
        return self._account()._get_records_action()

    # === RAISING AND CLEARING === #

    @api.model
    def _follow(self, account, found, unknown=()):
        """Make the open alarms of an account those that were found just now.

        :param found: `mycashflow_ogoship_watchdog.Finding` values
        :param unknown: kinds that could not be looked at: their alarms stay as they are
        """
        name, now = ACCOUNTS[account._name], fields.Datetime.now()
        raised = {(alarm.kind, alarm.cause or ''): alarm for alarm in self.search(
            [(name, '=', account.id), ('state', '=', 'raised')])}
        there = self.browse()
        for finding in found:
            alarm = raised.pop((finding.kind, finding.cause), self.browse())
            vals = {'count': finding.count, 'detail': finding.detail, 'last_seen': now}
            if finding.since:
                vals['since'] = finding.since
            if alarm:
                alarm.write(vals)
            else:
                alarm = self.create({
                    name: account.id, 'kind': finding.kind, 'cause': finding.cause, **vals,
                    'is_told': finding.is_told})
            there |= alarm
        gone = self.union(*raised.values())
        gone.filtered(lambda alarm: alarm.kind not in unknown)._clear()
        there._tell(account)

    def _clear(self):
        """The cause is gone."""
        self.activity_id.filtered('active').unlink()
        self.write({'state': 'cleared', 'cleared_date': fields.Datetime.now()})

    def _tell(self, account):
        """Tell the responsible person, once per alarm, what nobody else has told.

        Orders that wait because the account itself does not work are no news; they become some
        when they wait on after that.
        """
        explained = bool(self._account_alarms(account))
        reader = account.with_context(
            lang=account.user_id.lang or self.env.lang, tz=account.user_id.tz)
        for alarm in self.filtered(lambda alarm: not alarm.is_told):
            if alarm.kind in FOLLOWING_ALARMS and explained:
                continue
            alarm.is_told = True
            if alarm.kind not in TOLD_ALARMS:
                text = alarm.with_env(reader.env)
                alarm.activity_id = reader._alert(f"{text.message} {text.remedy}")

    @api.model
    def _account_alarms(self, account):
        """Open alarms of this account itself, or of the merchant that ships for the store."""
        accounts = [(ACCOUNTS[account._name], '=', account.id)]
        if account._name == 'mycashflow.store' and account.merchant_id:
            accounts = ['|', ('merchant_id', '=', account.merchant_id.id), *accounts]
        return self.search(
            [('state', '=', 'raised'), ('kind', 'in', ACCOUNT_ALARMS), *accounts], limit=1)

    @api.autovacuum
    def _gc_history(self):
        """Forget what is over for long."""
        old = self.search([
            ('state', '=', 'cleared'),
            ('cleared_date', '<', fields.Datetime.now() - ALARM_HISTORY),
        ], limit=HISTORY_PER_BATCH)
        old.unlink()
        return len(old), len(old) == HISTORY_PER_BATCH

    # === SCHEDULED ACTION === #

    @api.model
    def _cron_watch(self):
        """Look at each account. It reads this database only, and calls no remote."""
        # Merchants first: what is wrong with one explains what the orders of its stores wait for.
        accounts = [
            account for model in ('ogoship.merchant', 'mycashflow.store')
            for account in self.env[model].search([('state', '!=', 'draft')])]
        self._clear_unwatched(accounts)
        for account in accounts:
            self._watch_one(account)
            self.env['ir.cron']._commit_progress(1)

    @api.model
    def _clear_unwatched(self, accounts):
        """Accounts that are archived or not connected any more have no troubles."""
        ids = {name: [account.id for account in accounts if account._name == model]
               for model, name in ACCOUNTS.items()}
        self.search([
            ('state', '=', 'raised'),
            *((name, 'not in', ids[name]) for name in ids)])._clear()
        self.env['ir.cron']._commit_progress()

    @api.model
    def _watch_one(self, account):
        """One account in a transaction of its own, so that its fault hides no other account."""
        try:
            account._watch()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # somebody edits the same; the next run looks again
        except Exception as error:  # noqa: BLE001 one account's fault hides no other
            self.env.cr.rollback()
            explain_unexpected(account, error)
