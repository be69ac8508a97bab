from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..const import COLLECTED_STATES


class OgoshipProduct(models.Model):
    """Goods on their way out: off the stock on one side, not yet on the other (design §7).

    Deliveries and warehouse orders come in families: a delivery that OGOship has or may have, the
    backorders split from it here, and all orders that stand for them, those included that OGOship
    split there. Of each family that is not settled, what OGOship has collected less what Odoo has
    delivered is in flight. Who has delivered before OGOship collects counts negative. What has
    left though its delivery was cancelled is not in flight: Odoo will never deliver it.
    """

    _inherit = 'ogoship.product'

    @api.model
    def _flights(self, merchant):
        """What is in flight now, per ledger line and family.

        :return: {line id: {references of the family: signed quantity}}
        """
        self.env.flush_all()
        flights = defaultdict(dict)
        for line, references, quantity in self.env.execute_query(self._flights_sql(merchant)):
            flights[line][references] = round(quantity)
        return flights

    @api.model
    def _sum_flights(self, flights):
        """:return: {line id: signed quantity}"""
        return {line: sum(families.values()) for line, families in flights.items()}

    def _flights_sql(self, merchant):
        return SQL(
            """
            WITH RECURSIVE %(members)s,
            part AS (
                SELECT member.family, line.id AS line_id,
                       SUM(piece.remote_quantity) AS quantity
                  FROM member
                  JOIN ogoship_order row
                    ON row.part_of_id = member.id AND row.state IN %(collected)s
                  JOIN ogoship_order_line piece ON piece.order_id = row.id
                  JOIN ogoship_product line
                    ON line.merchant_id = %(merchant)s AND line.code = piece.code
              GROUP BY member.family, line.id
                 UNION ALL
                SELECT member.family, line.id, -SUM(move_line.quantity_product_uom)
                  FROM member
                  JOIN stock_move_line move_line
                    ON move_line.picking_id = member.id AND move_line.state = 'done'
                  JOIN ogoship_product line
                    ON line.merchant_id = %(merchant)s
                   AND line.product_id = move_line.product_id
              GROUP BY member.family, line.id
            ),
            name AS (
                SELECT member.family, STRING_AGG(row.reference, ', ' ORDER BY row.reference) AS name
                  FROM member
                  JOIN ogoship_order row
                    ON row.part_of_id = member.id AND row.state <> 'cancelled'
              GROUP BY member.family
            )
            SELECT part.line_id, name.name, SUM(part.quantity)
              FROM part JOIN name USING (family)
          GROUP BY part.line_id, part.family, name.name
            HAVING SUM(part.quantity) <> 0
            """,
            members=self._members_sql(merchant), merchant=merchant.id,
            collected=COLLECTED_STATES)

    def _members_sql(self, merchant):
        """`member(id, family)`: deliveries of unsettled families, each named by its first one,
        which has the least id since backorders are made later."""
        return SQL(
            """
            seed AS (
                SELECT picking.id
                  FROM ogoship_order row JOIN stock_picking picking ON picking.id = row.part_of_id
                 WHERE row.merchant_id = %(merchant)s AND row.state NOT IN ('done', 'cancelled')
                   AND NOT (row.state = 'shipped' AND picking.state = 'cancel')
                 UNION
                SELECT picking.id
                  FROM stock_picking picking
                  JOIN stock_picking_type type ON type.id = picking.picking_type_id
                 WHERE type.warehouse_id = %(warehouse)s AND type.code = 'outgoing'
                   AND picking.backorder_id IS NOT NULL
                   AND picking.state NOT IN ('done', 'cancel')
            ),
            ancestor(id) AS (
                SELECT id FROM seed
                 UNION
                SELECT picking.backorder_id
                  FROM ancestor JOIN stock_picking picking USING (id)
                 WHERE picking.backorder_id IS NOT NULL
            ),
            descendant(id, family) AS (
                SELECT ancestor.id, ancestor.id FROM ancestor
                 WHERE EXISTS (
                    SELECT FROM ogoship_order row
                     WHERE row.part_of_id = ancestor.id AND row.merchant_id = %(merchant)s
                       AND row.state <> 'cancelled')
                 UNION
                SELECT picking.id, descendant.family
                  FROM descendant
                  JOIN stock_picking picking ON picking.backorder_id = descendant.id
            ),
            member AS (SELECT id, MIN(family) AS family FROM descendant GROUP BY id)
            """,
            merchant=merchant.id, warehouse=merchant.warehouse_id.id)
