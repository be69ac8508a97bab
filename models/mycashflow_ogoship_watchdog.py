from datetime import timedelta
from functools import partial
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import PASSING_REASONS, SILENT_AFTER
from .problem import explain_unexpected

# Name of a pool of rows -> their model.
POOLS = {
    'waiting': 'mycashflow_ogoship.waiting',
    'order': 'mycashflow.order',
    'shop_return': 'mycashflow.order',
    'booking': 'mycashflow.booking',
    'push': 'mycashflow.product',
    'sending': 'ogoship.order',
    'stock_update': 'ogoship.stock.update',
    'return': 'ogoship.return',
    'ledger': 'ogoship.product',
}
# Reasons of which the person responsible for the document has been told, by an activity on it.
TOLD_REASONS = (
    'changed', 'cancelled', 'conflict', 'delivery', 'missing', 'not_cancelled', 'part', 'reopened',
    'return', 'returned', 'split')
# Reasons why a free order may be on its way without anybody.
FREE_REASONS = (False, 'remote', 'unclear')


class Finding(NamedTuple):
    """A trouble that was found. `kind` and `cause` tell it apart from the account's others."""

    kind: str
    cause: str = ''
    count: int = 1
    since: object = False
    detail: str = ''
    is_told: bool = False


class Pool(NamedTuple):
    """Rows that have a trouble, and where a person finds them."""

    domain: Domain
    action: str
    since: str
    told_reasons: tuple = TOLD_REASONS
    detail: str = ''


class MycashflowOgoshipAccount(models.AbstractModel):
    """What is looked at to raise and clear alarms. It reads this database only."""

    _inherit = 'mycashflow_ogoship.account'

    alarm_minutes = fields.Integer(
        string="Alarm after", default=60,
        help="When an order that is free to ship is not at the warehouse after so many minutes, "
             "the responsible person is told. 0: never.")
    alarm_count = fields.Integer(string="Alarms", compute='_compute_alarm_count')
    watch_message = fields.Char(
        string="Nobody watches", compute='_compute_watch_message',
        help="Alarms are neither raised nor cleared, and why.")

    # === COMPUTE METHODS === #

    def _compute_alarm_count(self):
        alarms = self.env['mycashflow_ogoship.alarm']
        owner = self._alarm_owner()
        counts = dict(alarms._read_group(
            [(owner, 'in', self.ids), ('state', '=', 'raised')], [owner], ['__count']))
        for account in self:
            account.alarm_count = counts.get(account._origin, 0)

    def _compute_watch_message(self):
        text = self.env['mycashflow_ogoship.alarm']._text_of_silence()
        for account in self:
            account.watch_message = text if account.state != 'draft' else False

    # === ACTION METHODS === #

    def action_open_alarms(self):
        self.ensure_one()
        return {
            **self.env['mycashflow_ogoship.alarm']._action_open_alarms(),
            'domain': [(self._alarm_owner(), '=', self.id)],
        }

    # === LOOKING === #

    def _alarm_owner(self):
        """Name of the alarm's field that holds an account of this model."""
        return 'store_id' if self._name == 'mycashflow.store' else 'merchant_id'

    def _watch(self):
        """Look at everything, and let the open alarms be what is found."""
        found, failed = [], []
        for kind, check in self._alarm_checks().items():
            try:
                with self.env.cr.savepoint():
                    found += check()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001 one check's fault hides no other
                explain_unexpected(self, error)
                failed.append(kind)
        alarms = self.env['mycashflow_ogoship.alarm']
        if failed:
            found.append(Finding('unchecked', count=len(failed), detail=', '.join(
                map(alarms._label_of, failed))))
        alarms._follow(self, found, failed)

    def _alarm_checks(self):
        """Hook: {kind: function that returns its findings}."""
        return {
            'paused': self._find_paused, 'circuit': self._find_circuit,
            'off': self._find_off, 'silent': self._find_silent, 'webhooks': self._find_webhooks,
            **self._row_checks('late', 'person'),
        }

    def _row_checks(self, *kinds):
        return {kind: partial(self._find_rows, kind) for kind in kinds}

    # === THE ACCOUNT ITSELF === #

    def _find_paused(self):
        return [Finding('paused', since=self.error_date)] if self.state == 'paused' else []

    def _find_circuit(self):
        return [Finding(
            'circuit', count=self.circuit_failures, since=self.circuit_since,
            detail=self.error_message or '')] if self.circuit_told else []

    def _find_off(self):
        cron = self.sudo().cron_id
        return [Finding('off')] if self.latest_changes and not cron.active else []

    def _find_silent(self):
        """While there is always more to do Odoo leaves the time of the next run as it is, so
        what tells is whether a run has begun lately."""
        cron, limit = self.sudo().cron_id, fields.Datetime.now() - SILENT_AFTER
        if not cron.active or cron.nextcall > limit:
            return []
        began = self.env['ir.cron.progress'].sudo().search_count(
            [('cron_id', '=', cron.id), ('create_date', '>', limit)], limit=1)
        return [] if began else [Finding('silent', since=cron.nextcall)]

    # === ITS ROWS === #

    def _find_rows(self, kind):
        """Count the rows that have a trouble; those that wait for a person by reason."""
        return [
            finding for (of, name), pool in self._alarm_pools().items() if of == kind
            for finding in self._find_in_pool(kind, name, pool)]

    def _find_in_pool(self, kind, name, pool):
        groups = self.env[POOLS[name]]._read_group(
            pool.domain, ['reason'] if kind == 'person' else [],
            ['__count', f'{pool.since}:min'])
        for *reasons, count, since in groups:
            if count:
                yield Finding(
                    kind, ','.join(filter(None, [name, *reasons])), count, since, pool.detail,
                    any(reason in pool.told_reasons for reason in reasons))

    def _alarm_pools(self):
        """Hook: {(kind, name): `Pool`}."""
        ours = self._waiting_domain()
        needs_person = Domain('reason', 'not in', (False, *PASSING_REASONS))
        action = 'mycashflow_ogoship.mycashflow_ogoship_waiting_action'
        pools = {('person', 'waiting'): Pool(ours & needs_person, action, 'since')}
        if self.alarm_minutes > 0:
            limit = fields.Datetime.now() - timedelta(minutes=self.alarm_minutes)
            pools['late', 'waiting'] = Pool(
                ours & self._late_domain() & Domain('ready_since', '<=', limit), action,
                'ready_since')
        return pools

    def _waiting_domain(self):
        """Hook: the orders that have not shipped for which this account is responsible."""
        raise NotImplementedError

    def _late_domain(self):
        """Orders that nothing keeps from the warehouse but we or a remote."""
        stages = ('new', 'held', 'to_send', 'not_sendable', 'not_sent')
        return Domain('stage', 'in', stages) & Domain('reason', 'in', FREE_REASONS)

    # === THE REMEDY === #

    def _open_alarm(self, kind, cause):
        """The action that leads to what an alarm is about."""
        name, _comma, reason = (cause or '').partition(',')
        pool = self._alarm_pools().get((kind, name))
        if pool:
            domain = pool.domain & Domain('reason', '=', reason) if reason else pool.domain
            action = self.env['ir.actions.act_window']._for_xml_id(pool.action)
            return {**action, 'domain': list(domain), 'context': {}}
        if kind in ('off', 'silent') and self.env.user.has_group('base.group_system'):
            return self.action_open_cron()
        return self._get_records_action()
