from odoo import fields, models
from odoo.tools import SQL

# Table of an account model -> (kind, field here that holds an account of it, table of its orders).
ACCOUNT_TABLES = {
    'mycashflow_store': ('store', 'store_id', 'mycashflow_order'),
    'ogoship_merchant': ('merchant', 'merchant_id', 'ogoship_order'),
}


class MycashflowOgoshipDashboard(models.Model):
    """One card per store and per merchant: the first page of the app.

    What a card shows of orders and alarms: mycashflow_ogoship_dashboard_figures.py. Its buttons
    are those of the account, whose rights are checked there.
    """

    _name = 'mycashflow_ogoship.dashboard'
    _description = "Dashboard"
    _auto = False
    _order = 'kind desc, name, id'
    _depends = {
        'mycashflow.store': [
            'active', 'circuit_retry_at', 'company_id', 'cron_id', 'error_message',
            'last_sync_date', 'latest_changes', 'name', 'state'],
        'ogoship.merchant': [
            'active', 'circuit_retry_at', 'company_id', 'cron_id', 'error_message',
            'last_sync_date', 'latest_changes', 'name', 'state'],
        'mycashflow_ogoship.alarm': ['merchant_id', 'state', 'store_id'],
        'mycashflow.order': ['shipped_date', 'store_id'],
        'ogoship.order': ['merchant_id', 'shipped_date'],
        'ir.cron': ['active', 'nextcall'],
        'ir.cron.trigger': ['call_at', 'cron_id'],
    }

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [('store', "MyCashflow store"), ('merchant', "OGOship merchant")], readonly=True)
    store_id = fields.Many2one('mycashflow.store', readonly=True)
    merchant_id = fields.Many2one('ogoship.merchant', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    state = fields.Selection(
        lambda self: self.env['mycashflow.store']._fields['state']._description_selection(
            self.env), readonly=True)
    latest_changes = fields.Boolean(readonly=True)
    last_sync_date = fields.Datetime(string="Last run", readonly=True)
    next_run = fields.Datetime(
        readonly=True, help="When its scheduled action runs next, or a remote that is out of reach "
                            "is tried again.")
    error_message = fields.Text(string="Last error", readonly=True)
    alarm_count = fields.Integer(string="Alarms", readonly=True)
    has_shipped = fields.Boolean(readonly=True, help="An order of it has shipped.")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._query_of_accounts(position, table)
            for position, table in enumerate(ACCOUNT_TABLES))

    def _query_of_accounts(self, position, table):
        """The accounts of one model. The scheduled action is for administrators; when it runs
        next, anyone may know."""
        kind, owner, orders = ACCOUNT_TABLES[table]
        return SQL(
            """
            SELECT account.id::bigint * 2 + %(position)s AS id,
                   account.name AS name, %(kind)s AS kind,
                   %(store)s AS store_id, %(merchant)s AS merchant_id,
                   account.company_id AS company_id, account.state AS state,
                   account.latest_changes AS latest_changes,
                   account.last_sync_date AS last_sync_date,
                   account.error_message AS error_message,
                   CASE WHEN account.state = 'connected' AND cron.active
                        THEN COALESCE(account.circuit_retry_at, LEAST(cron.nextcall, (
                            SELECT MIN(call_at) FROM ir_cron_trigger
                             WHERE cron_id = cron.id))) END AS next_run,
                   (SELECT COUNT(*)::int4 FROM mycashflow_ogoship_alarm alarm
                     WHERE alarm.%(owner)s = account.id AND alarm.state = 'raised') AS alarm_count,
                   EXISTS (SELECT FROM %(orders)s rows
                            WHERE rows.%(owner)s = account.id
                              AND rows.shipped_date IS NOT NULL) AS has_shipped
              FROM %(table)s account
         LEFT JOIN ir_cron cron ON cron.id = account.cron_id
             WHERE account.active
            """,
            position=position, kind=kind, owner=SQL.identifier(owner),
            table=SQL.identifier(table), orders=SQL.identifier(orders),
            store=SQL("account.id" if kind == 'store' else "NULL::int4"),
            merchant=SQL("account.id" if kind == 'merchant' else "NULL::int4"))

    def _account(self):
        """The store or the merchant."""
        return self.store_id or self.merchant_id

    def _owner(self):
        """Name of the field that holds this account in its rows."""
        return 'store_id' if self.kind == 'store' else 'merchant_id'

    # === ACTION METHODS === #

    def action_sync(self):
        return self._account().action_sync()

    def action_open_account(self):
        return self._account()._get_records_action()

    def action_open_orders(self):
        return self._account().action_open_orders()

    def action_open_products(self):
        """The store's products, or the merchant's stock ledger."""
        return self._account().action_open_products()

    def action_open_alarms(self):
        return self._account().action_open_alarms()

    def action_remedy(self):
        """Open what one alarm is about, or the alarms when it is over meanwhile."""
        self.ensure_one()
        alarm = self._open_alarms().filtered(
            lambda alarm: alarm.id == self.env.context.get('alarm_id'))
        return alarm.action_remedy() if alarm else self.action_open_alarms()
