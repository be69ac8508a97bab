import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..const import ACCOUNT_ALARMS, BEFORE_IMPORT_STAGES, DASHBOARD_DAYS

REASONS_SHOWN = 4
ALARMS_SHOWN = 2
# Kind of card -> model and date of what it counts per day, and what of it does not count.
PER_DAY = {
    'store': ('mycashflow.order', 'order_date', [('state', 'not in', ('ignored', 'cancelled'))]),
    'merchant': ('ogoship.order', 'shipped_date', [('picking_id', '!=', False)]),
}


class Why(NamedTuple):
    """Why orders wait: their reason, or else the stage at which they are."""

    field: str
    value: str
    is_imported: bool

    def domain(self):
        stages = Domain('stage', 'not in' if self.is_imported else 'in', BEFORE_IMPORT_STAGES)
        no_reason = Domain('reason', '=', False) if self.field == 'stage' else Domain.TRUE
        return stages & no_reason & Domain(self.field, '=', self.value)


class MycashflowOgoshipDashboard(models.Model):
    """What is counted for the cards, in one query of each kind for all cards of the page."""

    _inherit = 'mycashflow_ogoship.dashboard'

    note = fields.Char(
        compute='_compute_note', help="Why nothing happens here by itself.")
    setup_progress = fields.Char(
        string="Set-up", compute='_compute_setup_progress',
        help="How far the company is, until the first order of this account has shipped.")
    today_count = fields.Integer(compute='_compute_days')
    graph = fields.Text(compute='_compute_days')
    waiting_count = fields.Integer(compute='_compute_waiting')
    reasons = fields.Json(compute='_compute_waiting')
    alarms = fields.Json(compute='_compute_alarms')

    # === STATE === #

    @api.depends('alarm_count', 'latest_changes', 'state')
    @api.depends_context('lang', 'tz')
    def _compute_note(self):
        notes = self._notes()
        silence = self.env['mycashflow_ogoship.alarm']._text_of_silence()
        for card in self:
            asleep = card.state == 'connected' and not card.latest_changes and 'off'
            told = card.state == 'paused' and card.alarm_count  # the alarm says more
            card.note = not told and notes.get(asleep or card.state) or silence

    @api.model
    def _notes(self):
        # sudo: anyone may know that this is a copy.
        parameters = self.env['ir.config_parameter'].sudo()
        copy = parameters.get_param('database.is_neutralized') and self.env._(
            "This database is a neutralized copy: it calls no shop and no warehouse.")
        return {
            'draft': copy or self.env._("Not connected: fill in its keys, then test them."),
            'paused': self.env._("Paused: nothing is fetched or sent."),
            'off': self.env._(
                "Latest changes is off: nothing is fetched or sent until you press "
                "Synchronize now."),
        }

    @api.depends('company_id', 'has_shipped')
    @api.depends_context('lang')
    def _compute_setup_progress(self):
        steps = self.env['mycashflow_ogoship.setup']
        starting = self.filtered(lambda card: not card.has_shipped)
        progress = starting and steps._progress_of(starting.company_id)
        self.setup_progress = False
        for card in starting:
            card.setup_progress = steps._words_of_progress(*progress[card.company_id])

    # === DAYS === #

    @api.depends_context('lang', 'tz')
    def _compute_days(self):
        today = fields.Date.context_today(self)
        days = [today - timedelta(days=ago) for ago in reversed(range(DASHBOARD_DAYS))]
        labels = {day: format_date(self.env, day, date_format='d') for day in days}
        for cards in self.grouped('kind').values():
            counts = cards._count_by_day(days[0])
            for card in cards:
                count = counts[card._account()]
                card.today_count = count[today]
                card.graph = card._draw(labels, count)

    def _count_by_day(self, first):
        """How many of each day since the first one.

        :return: {account: Counter of dates}
        """
        model, date, _domain = PER_DAY[self[:1].kind]
        owner, found = self[:1]._owner(), defaultdict(Counter)
        rows = self.env[model].with_context(tz=str(self.env.tz))
        for account, day, count in rows._read_group(
                self._day_domain(first), [owner, f'{date}:day'], ['__count']):
            found[account][day.date()] = count
        return found

    def _day_domain(self, first):
        """What the cards, all of one kind, count since the beginning of a day of the user."""
        _model, date, domain = PER_DAY[self[:1].kind]
        begin = self.env.tz.localize(datetime.combine(first, time.min))
        return (
            Domain(self[:1]._owner(), 'in', [card._account().id for card in self])
            & Domain(date, '>=', begin.astimezone(UTC).replace(tzinfo=None)) & Domain(domain))

    def _draw(self, labels, count):
        """The data of Odoo's `dashboard_graph`; nothing when there is nothing to be seen."""
        if not any(count[day] for day in labels):
            return False
        label = self.env._("Orders") if self.kind == 'store' else self.env._("Shipped orders")
        today = max(labels)
        return json.dumps([{'key': label, 'values': [
            {'label': labels[day], 'value': count[day],
             'type': 'future' if day == today else 'past'} for day in labels]}])

    def action_open_today(self):
        """What the figure of today counts."""
        self.ensure_one()
        domain = self._day_domain(fields.Date.context_today(self))
        return {**self.action_open_orders(), 'domain': list(domain)}

    # === WAITING === #

    @api.depends_context('lang')
    def _compute_waiting(self):
        found, urgent = self._count_waiting()
        for card in self:
            account = card._account()
            card.waiting_count = found[account].total()
            card.reasons = self._top_reasons(found[account], urgent[account])

    @api.model
    def _top_reasons(self, counts, urgent):
        """Those that need a person first, then the most frequent."""
        whys = sorted(counts, key=lambda why: (not urgent[why], -counts[why], why))
        return [{
            'key': ','.join([why.field, why.value, '1' if why.is_imported else '']),
            'label': self._label_of_why(why), 'count': counts[why], 'urgent': bool(urgent[why]),
        } for why in whys[:REASONS_SHOWN]]

    def _count_waiting(self):
        """Orders that have not shipped: those of a store, and those a merchant is to ship.

        :return: ({account: Counter of `Why`}, the same of those that need a person)
        """
        found, urgent = defaultdict(Counter), defaultdict(Counter)
        for store, merchant, stage, reason, needs_person, count in self.env[
                'mycashflow_ogoship.waiting']._read_group(
                    Domain('store_id', 'in', self.store_id.ids)
                    | Domain('merchant_id', 'in', self.merchant_id.ids),
                    ['store_id', 'merchant_id', 'stage', 'reason', 'needs_person'], ['__count']):
            imported = stage not in BEFORE_IMPORT_STAGES
            why = Why('reason' if reason else 'stage', reason or stage, imported)
            for account in (store, merchant if imported else merchant.browse()):
                found[account][why] += count
                urgent[account][why] += count * needs_person
        return found, urgent

    @api.model
    def _label_of_why(self, why):
        """Its label in the user's language. A few reasons of the shop and of the warehouse have
        the same name and mean something else."""
        models = ('ogoship.order', 'mycashflow.order')
        if why.field == 'stage':
            models = ('mycashflow_ogoship.waiting',)
        elif not why.is_imported:
            models = reversed(models)
        for model in models:
            labels = dict(self.env[model]._fields[why.field]._description_selection(self.env))
            if why.value in labels:
                return labels[why.value]
        return why.value

    def action_open_waiting(self):
        """The orders of this account that have not shipped; those of one reason when the context
        names it (`why`, a key of `reasons`)."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_ogoship_waiting_action')
        domain = Domain(self._owner(), '=', self._account().id)
        if self.kind == 'merchant':
            domain &= Domain('stage', 'not in', BEFORE_IMPORT_STAGES)
        field, _comma, rest = str(self.env.context.get('why') or '').partition(',')
        value, _comma, imported = rest.partition(',')
        if field in ('stage', 'reason'):
            why = Why(field, value, bool(imported))
            domain &= why.domain()
            action['display_name'] = action['name'] = self._label_of_why(why)
        return {**action, 'domain': list(domain), 'context': {}}

    # === ALARMS === #

    @api.depends('alarm_count')
    @api.depends_context('lang', 'tz')
    def _compute_alarms(self):
        first = [alarms[:ALARMS_SHOWN] for alarms in self._open_alarms().grouped(
            lambda alarm: alarm._account()).values()]
        # Only those, and all of them together, are put into words.
        shown = self.env['mycashflow_ogoship.alarm'].union(*first).grouped(
            lambda alarm: alarm._account())
        for card in self:
            card.alarms = [
                {'id': alarm.id, 'message': alarm.message, 'remedy': alarm.remedy}
                for alarm in shown.get(card._account(), [])]

    def _open_alarms(self):
        """Of these cards; first those of the account itself, which explain the others."""
        return self.env['mycashflow_ogoship.alarm'].search(
            Domain('state', '=', 'raised') & (
                Domain('store_id', 'in', self.store_id.ids)
                | Domain('merchant_id', 'in', self.merchant_id.ids)),
        ).sorted(lambda alarm: alarm.kind not in ACCOUNT_ALARMS)
