from odoo import api, fields, models
from odoo.tools import SQL


class MycashflowOrder(models.Model):
    """What orders want that are in the inbox but not in Odoo's stock moves yet."""

    _inherit = 'mycashflow.order'

    demand = fields.Json(
        readonly=True, copy=False,
        help="{'product-variation': pieces}, the shop's ids; variation 0 where there is none.")

    @api.model
    def _prepare_demand(self, order):
        demand = {}
        for line in order.lines:
            if line.product_id and line.quantity > 0 and not line.is_download:
                key = f'{line.product_id}-{line.variation_id or 0}'
                demand[key] = demand.get(key, 0) + float(line.quantity)
        return demand

    @api.model
    def _waiting_demand(self, store):
        """What the store's orders want that wait for payment, a rule or a remedy.

        :return: {(product id, variation id or 0 in the shop): pieces}, in one query
        """
        self.flush_model(['store_id', 'state', 'remote_status', 'sale_order_id', 'demand'])
        rows = self.env.execute_query(SQL(
            """
            SELECT piece.key, SUM(piece.value::numeric)
              FROM mycashflow_order, jsonb_each_text(demand) piece
             WHERE store_id = %s AND state IN ('new', 'held', 'error')
               AND sale_order_id IS NULL AND remote_status = 'open'
          GROUP BY piece.key
            """, store.id))
        return {tuple(map(int, key.split('-'))): float(pieces) for key, pieces in rows}
