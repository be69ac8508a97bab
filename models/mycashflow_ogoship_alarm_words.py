from markupsafe import Markup

from odoo import api, fields, models

from ..const import ALARM_KINDS, WATCH_SILENT
from .formats import moment_text
from .mycashflow_ogoship_watchdog import POOLS


class MycashflowOgoshipAlarm(models.Model):
    """What an alarm says, in the reader's language, and the list with the time of the last look."""

    _inherit = 'mycashflow_ogoship.alarm'

    @api.depends('kind', 'cause', 'count', 'since', 'detail', 'account_name')
    @api.depends_context('lang', 'tz')
    def _compute_message(self):
        words = {**self._words_of_accounts(), **self._words_of_orders()}
        for alarm in self:
            message, remedy = words[alarm.kind]
            values = {
                'account': alarm.account_name, 'count': alarm.count, 'detail': alarm.detail or '',
                'since': moment_text(alarm.env, alarm.since), **alarm._words_of_cause()}
            alarm.message = (message % values).strip()
            alarm.remedy = remedy

    def _words_of_cause(self):
        """What waits, and for which reason."""
        name, _comma, reason = (self.cause or '').partition(',')
        labels = self.env[POOLS[name]]._fields['reason']._description_selection(
            self.env) if reason else []
        label = dict(labels).get(reason)
        return {'what': self._words_of_pools().get(name, ''), 'reason': label and f'{label}.' or ''}

    @api.model
    def _words_of_pools(self):
        return {
            'waiting': self.env._("Orders not shipped"),
            'order': self.env._("Shipped orders"),
            'shop_return': self.env._("Orders of the shop with no known original"),
            'booking': self.env._("Invoices and credit notes"),
            'push': self.env._("Stock that the shop does not take"),
            'sending': self.env._("Orders"),
            'stock_update': self.env._("Stock updates"),
            'return': self.env._("Returns"),
            'ledger': self.env._("Stock ledger"),
        }

    @api.model
    def _words_of_accounts(self):
        """{kind: (what is wrong, what to do)}."""
        return {
            'paused': (
                self.env._("%(account)s refused the key and is paused."),
                self.env._("Correct the key, then press Test connection.")),
            'circuit': (
                self.env._("%(account)s has been out of reach since %(since)s. %(detail)s"),
                self.env._(
                    "While Latest changes is on it is tried again by itself; Synchronize now "
                    "tries at once.")),
            'off': (
                self.env._(
                    "Latest changes is on, but the scheduled action of %(account)s is switched "
                    "off: nothing is fetched or sent."),
                self.env._("Switch Latest changes off and on again.")),
            'silent': (
                self.env._(
                    "The scheduled action of %(account)s was due at %(since)s and has not run."),
                self.env._(
                    "Press Synchronize now. If that does not help, a process of the server hangs "
                    "or has too much to do: ask its operator.")),
            'second': (
                self.env._(
                    "Somebody else sends orders of the shop to %(account)s as well: every parcel "
                    "may leave twice."),
                self.env._(
                    "Switch off the direct link between shop and OGOship in myOGO, then press "
                    "Dismiss on the merchant.")),
            'gap': (
                self.env._(
                    "%(account)s fails to deliver an order that cannot be named. Times: "
                    "%(count)s."),
                self.env._("Check the shop's orders for one that Odoo does not have.")),
            'webhooks': (
                self.env._(
                    "The webhooks of %(account)s are not as they were installed: changes are "
                    "noticed some minutes later."),
                self.env._("Press Repair webhooks on the account, or Remove.")),
            'unchecked': (
                self.env._("%(account)s could not be checked for: %(detail)s."),
                self.env._("The server log says why: ask its operator.")),
        }

    @api.model
    def _words_of_orders(self):
        """{kind: (what is wrong, what to do)}."""
        return {
            'late': (
                self.env._(
                    "Orders that are free to ship and not at the warehouse: %(count)s, the "
                    "oldest since %(since)s."),
                self.env._("Open them: each says where it is.")),
            'sending': (
                self.env._(
                    "%(what)s sent without a clear answer: %(count)s, the oldest at %(since)s."),
                self.env._(
                    "They are looked up at OGOship at each run, and never sent twice. The "
                    "merchant's last error says what is in the way.")),
            'standing': (
                self.env._("Orders that OGOship has held for long: %(count)s."),
                self.env._("The activity on each delivery says what to do.")),
            'person': (
                self.env._("%(what)s: %(count)s. %(reason)s"),
                self.env._("Open them: each says what to do.")),
            'drift': (
                self.env._(
                    "Products whose stock at OGOship and in Odoo differs by more than "
                    "%(detail)s: %(count)s."),
                self.env._("Compare them in the stock ledger, then apply or count.")),
        }

    @api.model
    def _label_of(self, kind):
        return dict(self._fields['kind']._description_selection(self.env)).get(
            kind, dict(ALARM_KINDS)[kind])

    # === THE LAST LOOK === #

    @api.model
    def _last_look(self):
        """When the scheduled action that watches last ran, and whether that is too long ago.

        :return: (datetime or False, bool)
        """
        cron = self.env.ref('mycashflow_ogoship.ir_cron_watch', raise_if_not_found=False)
        if not cron:
            return False, True
        cron = cron.sudo()  # it belongs to administrators; when it ran, anyone may know
        latest = cron.lastcall or cron.create_date
        return cron.lastcall, not cron.active or latest < fields.Datetime.now() - WATCH_SILENT

    @api.model
    def _text_of_silence(self):
        """That nobody watches; False while somebody does."""
        moment, stale = self._last_look()
        return stale and self.env._(
            "Nobody watches: the accounts were last looked at on %(date)s. Ask the operator "
            "whether Odoo's scheduled actions run.",
            date=moment_text(self.env, moment) if moment else '–')

    @api.model
    def _action_open_alarms(self):
        """The list. That it is empty means something only while somebody looks."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_ogoship_alarm_action')
        silence, moment = self._text_of_silence(), self._last_look()[0]
        title, text, face = action['name'], self.env._("Nothing is wrong"), 'smiling_face'
        if silence:
            title, text, face = self.env._("Alarms: nobody watches"), silence, 'empty_folder'
        elif moment:
            title = self.env._(
                "Alarms, last looked at %(date)s", date=moment_text(self.env, moment))
        return {
            **action, 'name': title, 'display_name': title,
            'help': Markup('<p class="o_view_nocontent_{}">{}</p>').format(face, text)}
