from odoo import api, models
from odoo.tools import SQL

from ..const import PASSING_REASONS


class MycashflowOgoshipWaiting(models.Model):
    """Where the rows come from. Each part begins at an indexed state that few orders are in, and
    can be narrowed to one document, which the order's story does."""

    _inherit = 'mycashflow_ogoship.waiting'
    _depends = {
        'mycashflow.order': [
            'company_id', 'customer_name', 'message', 'order_date', 'paid_date', 'reason',
            'remote_id', 'sale_order_id', 'state', 'store_id'],
        'mycashflow.store': ['merchant_id', 'order_prefix'],
        'ogoship.merchant': ['active', 'send_when', 'warehouse_id'],
        'ogoship.order': [
            'company_id', 'merchant_id', 'message', 'picking_id', 'reason', 'reference',
            'remote_status', 'sale_order_id', 'sent_date', 'state'],
        'res.partner': ['complete_name'],
        'sale.order': ['date_order', 'mycashflow_store_id', 'name'],
        'stock.picking': [
            'backorder_id', 'company_id', 'location_dest_id', 'name', 'partner_id',
            'picking_type_id', 'sale_id', 'state'],
        'mail.activity': ['active', 'activity_type_id', 'res_id', 'res_model'],
    }

    @property
    def _table_query(self):
        return SQL(
            "%s UNION ALL %s UNION ALL %s", self._query_of_shop_orders(),
            self._query_of_warehouse_orders(), self._query_of_deliveries())

    @api.model
    def _query_of_shop_orders(self):
        """What is not imported yet."""
        return SQL(
            """
            SELECT mo.id::bigint * 3 AS id,
                   CONCAT(ms.order_prefix, mo.remote_id) AS name,
                   COALESCE(mo.order_date, mo.create_date) AS since,
                   CASE WHEN mo.state = 'new' OR mo.paid_date IS NOT NULL
                        THEN GREATEST(mo.create_date, mo.paid_date) END AS ready_since,
                   mo.store_id AS store_id, ms.merchant_id AS merchant_id,
                   mo.customer_name AS customer,
                   CASE WHEN mo.reason = 'unpaid' THEN 'unpaid'
                        WHEN mo.state = 'new' THEN 'new' ELSE 'held' END AS stage,
                   mo.reason AS reason, mo.message AS message,
                   mo.reason NOT IN %(passing)s OR %(asked)s AS needs_person,
                   mo.id AS mycashflow_order_id, NULL::int4 AS sale_order_id,
                   NULL::int4 AS picking_id, NULL::int4 AS ogoship_order_id,
                   mo.company_id AS company_id
              FROM mycashflow_order mo
              JOIN mycashflow_store ms ON ms.id = mo.store_id
             WHERE mo.state IN ('new', 'held', 'error') AND mo.sale_order_id IS NULL
               AND mo.reason IS DISTINCT FROM 'return'
            """,
            passing=PASSING_REASONS, asked=self._asked(mycashflow_order='mo'))

    @api.model
    def _query_of_warehouse_orders(self):
        """What goes to OGOship, or is there."""
        return SQL(
            """
            SELECT oo.id::bigint * 3 + 1, oo.reference,
                   COALESCE(mo.order_date, so.date_order, sp.create_date), oo.create_date,
                   so.mycashflow_store_id, oo.merchant_id,
                   COALESCE(mo.customer_name, rp.complete_name),
                   CASE WHEN oo.state IN ('held', 'error') THEN 'not_sendable'
                        WHEN oo.state != 'sent' THEN oo.state
                        WHEN oo.remote_status = 'pending' THEN 'no_stock'
                        WHEN oo.remote_status IN ('reserved', 'locked', 'draft') THEN 'held_there'
                        ELSE 'at_warehouse' END,
                   COALESCE(oo.reason, mo.reason), COALESCE(oo.message, mo.message),
                   COALESCE(oo.reason, mo.reason) NOT IN %(passing)s
                   OR oo.state = 'sent'
                      AND oo.remote_status IN ('reserved', 'locked', 'draft')
                   OR %(asked)s,
                   mo.id, oo.sale_order_id, oo.picking_id, oo.id, oo.company_id
              FROM ogoship_order oo
              JOIN stock_picking sp ON sp.id = oo.picking_id
         LEFT JOIN sale_order so ON so.id = oo.sale_order_id
         LEFT JOIN LATERAL (%(shop_order)s) mo ON TRUE
         LEFT JOIN res_partner rp ON rp.id = sp.partner_id
             WHERE oo.state IN ('to_send', 'sending', 'sent', 'collecting', 'shipped',
                                'cancelling', 'held', 'error')
               AND NOT (sp.state = 'cancel' AND oo.state IN ('to_send', 'held', 'error'))
            """,
            passing=PASSING_REASONS, shop_order=self._shop_order_of_sale(),
            asked=self._asked(
                mycashflow_order='mo', sale_order='so', stock_picking='sp', ogoship_order='oo'))

    @api.model
    def _query_of_deliveries(self):
        """What is to be delivered to a customer, and OGOship was not told."""
        return SQL(
            """
            SELECT sp.id::bigint * 3 + 2, COALESCE(so.name, sp.name),
                   COALESCE(mo.order_date, so.date_order, sp.create_date), sp.create_date,
                   so.mycashflow_store_id, om.id, COALESCE(mo.customer_name, rp.complete_name),
                   CASE WHEN om.id IS NULL THEN 'odoo'
                        WHEN oo.id IS NOT NULL THEN 'not_sent'
                        WHEN EXISTS (SELECT FROM ogoship_order first
                                      WHERE first.picking_id = sp.backorder_id
                                        AND first.sent_date IS NOT NULL) THEN 'rest'
                        WHEN om.send_when = 'assigned' THEN 'goods' ELSE 'not_sent' END,
                   COALESCE(oo.reason, mo.reason), COALESCE(oo.message, mo.message),
                   oo.id IS NOT NULL OR mo.reason NOT IN %(passing)s OR %(asked)s,
                   mo.id, sp.sale_id, sp.id, oo.id, sp.company_id
              FROM stock_picking sp
              JOIN stock_picking_type pt ON pt.id = sp.picking_type_id AND pt.code = 'outgoing'
              JOIN stock_location sl ON sl.id = sp.location_dest_id AND sl.usage = 'customer'
         LEFT JOIN sale_order so ON so.id = sp.sale_id
         LEFT JOIN LATERAL (%(shop_order)s) mo ON TRUE
         LEFT JOIN LATERAL (%(merchant)s) om ON TRUE
         LEFT JOIN LATERAL (%(last_row)s) oo ON TRUE
         LEFT JOIN res_partner rp ON rp.id = sp.partner_id
             WHERE sp.state IN ('waiting', 'confirmed', 'assigned')
               AND (om.id IS NOT NULL OR so.mycashflow_store_id IS NOT NULL)
               AND NOT EXISTS (SELECT FROM ogoship_order live
                                WHERE live.picking_id = sp.id AND live.state != 'cancelled')
            """,
            passing=PASSING_REASONS, shop_order=self._shop_order_of_sale(),
            merchant=self._merchant_of_warehouse(), last_row=self._last_row_of_delivery(),
            asked=self._asked(mycashflow_order='mo', sale_order='so', stock_picking='sp'))

    @api.model
    def _shop_order_of_sale(self):
        return SQL("""
            SELECT id, order_date, customer_name, reason, message FROM mycashflow_order
             WHERE sale_order_id = so.id ORDER BY id LIMIT 1
        """)

    @api.model
    def _merchant_of_warehouse(self):
        return SQL("""
            SELECT id, send_when FROM ogoship_merchant
             WHERE warehouse_id = pt.warehouse_id ORDER BY active DESC, id LIMIT 1
        """)

    @api.model
    def _last_row_of_delivery(self):
        return SQL("""
            SELECT id, reason, message FROM ogoship_order
             WHERE picking_id = sp.id ORDER BY id DESC LIMIT 1
        """)

    @api.model
    def _asked(self, **aliases):
        """Whether somebody was asked to look at one of these documents (table -> alias)."""
        warning = self.env['ir.model.data']._xmlid_to_res_id(
            'mail.mail_activity_data_warning') or 0
        return SQL(" OR ").join(
            SQL("""
                %(alias)s.id IN (SELECT res_id FROM mail_activity
                                  WHERE res_model = %(model)s AND active
                                    AND activity_type_id = %(warning)s)
                """, alias=SQL.identifier(alias), model=table.replace('_', '.'), warning=warning)
            for table, alias in aliases.items())
