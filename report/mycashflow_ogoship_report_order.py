from odoo import fields, models
from odoo.tools import SQL

from ..const import ORDER_REASONS, UNMATCHED_REASONS


class MycashflowOgoshipReportOrder(models.Model):
    """One row per webshop order, to be counted: orders and amounts, time to ship, methods.

    Amounts are in the currency of the order's company; several of them Odoo's pivot converts.
    """

    _name = 'mycashflow_ogoship.report.order'
    _description = "Webshop Orders Analysis"
    _auto = False
    _order = 'date desc, id desc'
    _depends = {
        'mycashflow.order': [
            'amount_total', 'company_id', 'is_digital', 'order_date', 'paid_date', 'reason',
            'remote_id', 'sale_order_id', 'shipped_date', 'shipping_method_ref', 'state',
            'store_id'],
        'mycashflow.payment': ['currency', 'order_id'],
        'mycashflow.shipping.method': ['remote_id', 'store_id'],
        'mycashflow.store': ['merchant_id', 'order_prefix'],
        'ogoship.order': ['picking_id', 'shipped_date', 'state'],
        'res.company': ['currency_id'],
        'res.currency': ['name'],
        'sale.order': ['carrier_id', 'currency_rate', 'shipping_weight'],
        'stock.picking': ['date_done', 'picking_type_id', 'sale_id', 'state'],
        'stock.picking.type': ['code'],
    }

    name = fields.Char(string="Order", readonly=True)
    mycashflow_order_id = fields.Many2one(
        'mycashflow.order', string="Webshop order", readonly=True)
    date = fields.Datetime(string="Order date", readonly=True)
    store_id = fields.Many2one('mycashflow.store', readonly=True)
    merchant_id = fields.Many2one('ogoship.merchant', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env['mycashflow.order']._fields['state']._description_selection(
            self.env), readonly=True)
    reason = fields.Selection(ORDER_REASONS, readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="With taxes and shipping costs, in the company's currency. Empty while an order that "
             "is paid in another currency is not imported.")

    # Shipping methods
    method_id = fields.Many2one(
        'mycashflow.shipping.method', string="Shipping method", readonly=True)
    carrier_id = fields.Many2one('delivery.carrier', string="Delivery method", readonly=True)
    weight = fields.Float(
        digits='Stock Weight', readonly=True, help="By the weights of the products in Odoo.")
    unmatched = fields.Integer(
        string="Without a shipping rule", readonly=True,
        help="Orders that wait for a shipping rule or have no shipping method.")

    # Time to ship
    paid_date = fields.Datetime(
        string="Paid on", readonly=True,
        help="By the dates of its payments in the shop: when what is paid or authorised reached "
             "the total. Where the shop gives no date, when Odoo first saw it paid.")
    shipped_date = fields.Datetime(
        string="Shipped on", readonly=True,
        help="When the last of it left, by OGOship's clock. Of goods that OGOship does not ship: "
             "when the delivery was validated.")
    hours_to_ship = fields.Float(
        string="Hours to ship (median)", readonly=True, aggregator='median',
        help="Hours from paid to shipped, nights and weekends included. Empty for an order that "
             "was shipped before it was paid, or has nothing to ship. Of several orders: the "
             "median, which half of them exceed.")
    slowest_hours = fields.Float(
        string="Hours to ship (slowest)", readonly=True, aggregator='max',
        help="Of several orders: the one that took longest.")

    # === FIGURES === #

    def _read_group_select(self, aggregate_spec, query):
        """Override: the median, which the database takes of each group and each total anew."""
        if aggregate_spec == 'hours_to_ship:median':
            return SQL(
                "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
                self._field_to_sql(self._table, 'hours_to_ship', query))
        return super()._read_group_select(aggregate_spec, query)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT mo.id AS id, mo.id AS mycashflow_order_id,
                   CONCAT(ms.order_prefix, mo.remote_id) AS name,
                   COALESCE(mo.order_date, mo.create_date) AS date,
                   mo.store_id AS store_id, ms.merchant_id AS merchant_id,
                   mo.company_id AS company_id, rc.currency_id AS currency_id,
                   mo.state AS state, mo.reason AS reason, %(amount)s AS amount,
                   sm.id AS method_id, so.carrier_id AS carrier_id,
                   so.shipping_weight AS weight,
                   COALESCE(mo.reason IN %(unmatched)s, FALSE)::int AS unmatched,
                   mo.paid_date AS paid_date, left_at.moment AS shipped_date,
                   %(hours)s AS hours_to_ship, %(hours)s AS slowest_hours
              FROM mycashflow_order mo
              JOIN mycashflow_store ms ON ms.id = mo.store_id
              JOIN res_company rc ON rc.id = mo.company_id
         LEFT JOIN sale_order so ON so.id = mo.sale_order_id
         LEFT JOIN mycashflow_shipping_method sm
                ON sm.store_id = mo.store_id AND sm.remote_id = mo.shipping_method_ref
         LEFT JOIN LATERAL (%(left_at)s) left_at ON TRUE
            """,
            amount=self._amount_sql(), hours=self._hours_sql(), left_at=self._left_at_sql(),
            unmatched=UNMATCHED_REASONS)

    def _amount_sql(self):
        """The shop does not say which currency a total is in: the import finds out. Before, one
        whose payments are all in the company's currency is in that."""
        return SQL("""
            CASE WHEN so.id IS NOT NULL
                 THEN mo.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1)
                 WHEN NOT EXISTS (SELECT FROM mycashflow_payment mp
                                    JOIN res_currency own ON own.id = rc.currency_id
                                   WHERE mp.order_id = mo.id AND mp.currency != own.name
                                     AND mp.currency != '')
                 THEN mo.amount_total END
        """)

    def _hours_sql(self):
        return SQL("""
            CASE WHEN left_at.moment >= mo.paid_date AND mo.is_digital IS NOT TRUE
                 THEN EXTRACT(EPOCH FROM left_at.moment - mo.paid_date)::float8 / 3600 END
        """)

    def _left_at_sql(self):
        """When the last delivery of an order left that has left completely."""
        return SQL("""
            SELECT COALESCE(MAX(COALESCE(oo.shipped_date, sp.date_done)), mo.shipped_date) AS moment
              FROM stock_picking sp
              JOIN stock_picking_type pt ON pt.id = sp.picking_type_id AND pt.code != 'incoming'
         LEFT JOIN ogoship_order oo ON oo.picking_id = sp.id AND oo.state = 'done'
             WHERE sp.sale_id = mo.sale_order_id AND sp.state = 'done'
               AND mo.shipped_date IS NOT NULL
        """)

    # === ACTION METHODS === #

    def action_open(self):
        return self.mycashflow_order_id._get_records_action()
