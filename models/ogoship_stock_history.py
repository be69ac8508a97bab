from odoo import api, fields, models
from odoo.tools import SQL

from ..const import STOCK_HISTORY

ROWS_PER_BATCH = 1000


class OgoshipStockHistory(models.Model):
    """How far the stocks of OGOship and Odoo differed on a day: the ledger knows only the present.

    One row per merchant and day, written by the day's first comparison.
    """

    _name = 'ogoship.stock.history'
    _description = "Stock Differences of a Day"
    _order = 'date desc, id desc'
    _rec_name = 'date'

    merchant_id = fields.Many2one(
        'ogoship.merchant', required=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one(related='merchant_id.company_id', store=True, index=True)
    date = fields.Date(required=True, readonly=True)
    product_count = fields.Float(
        string="Products compared", digits=(16, 1), readonly=True, aggregator='daily')
    difference_count = fields.Float(
        string="Products that differ", digits=(16, 1), readonly=True, aggregator='daily',
        help="Of several days: on an average day.")
    more = fields.Float(
        string="OGOship has more", digits='Product Unit', readonly=True, aggregator='daily',
        help="Pieces that OGOship has more than Odoo, of all products together. Of several days: "
             "on an average day.")
    less = fields.Float(
        string="OGOship has less", digits='Product Unit', readonly=True, aggregator='daily',
        help="Pieces that OGOship has less than Odoo, of all products together. Of several days: "
             "on an average day.")

    _day_uniq = models.Constraint(
        'UNIQUE(merchant_id, date)', "The merchant has this day already.")

    @api.model
    def _note_day(self, merchant, day):
        """Keep how far the merchant's stock differs, unless the day has that already."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """
            INSERT INTO ogoship_stock_history (
                   merchant_id, company_id, date, product_count, difference_count, more, less,
                   create_uid, create_date, write_uid, write_date)
            SELECT %(merchant)s, %(company)s, %(day)s, COUNT(*),
                   COUNT(*) FILTER (WHERE difference <> 0),
                   COALESCE(SUM(difference) FILTER (WHERE difference > 0), 0),
                   COALESCE(-SUM(difference) FILTER (WHERE difference < 0), 0),
                   %(user)s, %(now)s, %(user)s, %(now)s
              FROM ogoship_product
             WHERE merchant_id = %(merchant)s AND is_remote AND product_id IS NOT NULL
                ON CONFLICT DO NOTHING
            """,
            merchant=merchant.id, company=merchant.company_id.id, day=day, user=self.env.uid,
            now=fields.Datetime.now()))

    def _read_group_select(self, aggregate_spec, query):
        """Override: merchants are added up, days are not."""
        name, _separator, aggregator = aggregate_spec.partition(':')
        if aggregator == 'daily':
            return SQL(
                "SUM(%s) / COUNT(DISTINCT %s)", self._field_to_sql(self._table, name, query),
                self._field_to_sql(self._table, 'date', query))
        return super()._read_group_select(aggregate_spec, query)

    def action_open_differences(self):
        """What differs now: what did that day is not kept."""
        return self.merchant_id.action_open_differences()

    @api.autovacuum
    def _gc_history(self):
        """Forget what nobody compares with any more."""
        old = self.search(
            [('date', '<', fields.Date.today() - STOCK_HISTORY)], limit=ROWS_PER_BATCH)
        old.unlink()
        return len(old), len(old) == ROWS_PER_BATCH


class OgoshipMerchant(models.Model):
    _inherit = 'ogoship.merchant'

    stock_noted_date = fields.Date(
        readonly=True, copy=False, help="The day of which the stock differences were kept last.")

    def _note_stock(self):
        """Keep this day's stock differences, once; it costs nothing the other times."""
        today = fields.Date.today()
        if self.stock_noted_date != today:
            self.env['ogoship.stock.history']._note_day(self, today)
            self.stock_noted_date = today
