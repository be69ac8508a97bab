from odoo import api, fields, models
from odoo.tools import SQL

LINES_PER_CHUNK = 1000


class OgoshipProduct(models.Model):
    """What of a ledger line is computed: its product, in flight, on hand, difference (design §7).

    All lines of a merchant at once and in SQL, since a run looks at each of maybe 100,000; only
    lines with something to say about get words, see `_explain`.
    """

    _inherit = 'ogoship.product'

    product_count = fields.Integer(
        string="Products with this code", readonly=True, help="In Odoo, in the company.")

    @api.model
    def _refresh_figures(self, merchant, lines=None, skip=(), flights=None):
        """Compute product, figures, state and message of a merchant's lines anew.

        :param lines: only these; None for all
        :param skip: ids of lines to leave as they are: goods of theirs moved just now, so that
            stock and statuses do not belong together
        :param flights: what `_flights` has just returned
        """
        chosen = SQL("line.merchant_id = %s", merchant.id)
        if lines is not None:
            chosen = SQL("%s AND line.id = ANY(%s)", chosen, lines.ids)
        if skip:
            chosen = SQL("%s AND NOT line.id = ANY(%s)", chosen, list(skip))
        self.env.flush_all()
        if self._link_products(merchant, chosen) or flights is None:
            flights = self._flights(merchant)
        self._write_figures(merchant, chosen, self._sum_flights(flights))
        self.invalidate_model(flush=False)
        self._explain(merchant, chosen, flights)

    @api.model
    def _has_difference(self, merchant, in_flight):
        """Whether any line would show a difference now.

        All are counted: asked for the first one, PostgreSQL would compare each with each, since it
        takes a difference for likely.
        """
        chosen = SQL("line.merchant_id = %s", merchant.id)
        self.env.flush_all()
        [[count]] = self.env.execute_query(SQL(
            "SELECT COUNT(*) FROM (%s) figure WHERE difference <> 0",
            self._figures_sql(merchant, chosen, in_flight)))
        return bool(count)

    def _link_products(self, merchant, chosen):
        """Bind lines to the one product of the merchant's company that has their code.

        :return: whether any was bound otherwise than before
        """
        company = merchant.company_id
        return bool(self.env.execute_query(SQL(
            """
            UPDATE ogoship_product line
               SET product_id = match.product_id, product_count = match.count
              FROM (
                SELECT line.id, COUNT(found.id) AS count,
                       CASE WHEN COUNT(found.id) = 1 THEN MIN(found.id) END AS product_id
                  FROM ogoship_product line
             LEFT JOIN (
                    SELECT product.id, TRIM(product.default_code) AS default_code
                      FROM product_product product
                      JOIN product_template template ON template.id = product.product_tmpl_id
                     WHERE product.active
                       AND (template.company_id IS NULL OR template.company_id = ANY(%(companies)s))
                  ) found ON found.default_code = line.code
                 WHERE %(chosen)s
              GROUP BY line.id
              ) match
             WHERE match.id = line.id
               AND (line.product_id, COALESCE(line.product_count, 0))
                   IS DISTINCT FROM (match.product_id, match.count)
            RETURNING line.id
            """, chosen=chosen, companies=(company | company.parent_ids).ids)))

    def _write_figures(self, merchant, chosen, in_flight):
        """Write what has changed, and nothing else, in one statement."""
        self.env.execute_query(SQL(
            """
            WITH figure AS (%(figures)s)
            UPDATE ogoship_product line
               SET odoo_quantity = figure.odoo_quantity, in_flight = figure.in_flight,
                   difference = figure.difference, state = figure.state,
                   reason = CASE WHEN figure.settled THEN NULL ELSE line.reason END,
                   message = CASE WHEN figure.settled THEN NULL ELSE line.message END,
                   retry_at = CASE WHEN figure.settled THEN NULL ELSE line.retry_at END,
                   attempts = CASE WHEN figure.settled THEN 0 ELSE line.attempts END,
                   figures_date = %(now)s
              FROM figure
             WHERE figure.id = line.id
               AND ((COALESCE(line.odoo_quantity, 0), COALESCE(line.in_flight, 0),
                     COALESCE(line.difference, 0), line.state)
                    IS DISTINCT FROM
                    (figure.odoo_quantity, figure.in_flight, figure.difference, figure.state)
                    OR figure.settled AND (line.message IS NOT NULL OR line.reason IS NOT NULL))
            RETURNING line.id
            """,
            figures=self._figures_sql(merchant, chosen, in_flight), now=fields.Datetime.now()))

    def _figures_sql(self, merchant, chosen, in_flight):
        """id, odoo_quantity, in_flight, difference, state, and whether there is nothing to say."""
        return SQL(
            """
            SELECT counted.*, CASE
                     WHEN NOT is_remote AND old_state IN ('to_create', 'error') THEN old_state
                     WHEN ambiguous THEN 'conflict'
                     WHEN NOT is_remote THEN 'missing'
                     WHEN product_id IS NULL THEN 'unknown'
                     WHEN difference = 0 THEN 'agrees'
                     WHEN old_state = 'waiting' THEN old_state
                     ELSE 'difference'
                   END AS state,
                   NOT ambiguous AND NOT update_pending AND in_flight = 0 AND difference = 0
                   AND (is_remote OR old_state NOT IN ('to_create', 'error')) AS settled
              FROM (
                SELECT known.*, CASE WHEN is_remote AND product_id IS NOT NULL AND NOT ambiguous
                       THEN ROUND(stock + in_flight - odoo_quantity, 4) ELSE 0 END AS difference
                  FROM (%(known)s) known
              ) counted
            """, known=self._known_sql(merchant, chosen, in_flight))

    def _known_sql(self, merchant, chosen, in_flight):
        """The lines with on hand in the merchant's warehouse and in flight."""
        return SQL(
            """
            SELECT line.id, line.product_id, line.state AS old_state,
                   COALESCE(line.is_remote, FALSE) AS is_remote,
                   COALESCE(line.update_pending, FALSE) AS update_pending,
                   line.twin_id IS NOT NULL OR line.product_count > 1 AS ambiguous,
                   COALESCE(line.stock, 0) AS stock,
                   COALESCE(flight.quantity, 0) AS in_flight,
                   COALESCE(on_hand.quantity, 0)::numeric AS odoo_quantity
              FROM ogoship_product line
         LEFT JOIN (%(on_hand)s) on_hand ON on_hand.product_id = line.product_id
         LEFT JOIN UNNEST(%(ids)s::int[], %(quantities)s::int[]) flight(id, quantity)
                ON flight.id = line.id
             WHERE %(chosen)s
            """,
            on_hand=self._on_hand_sql(merchant), chosen=chosen,
            ids=list(in_flight), quantities=list(in_flight.values()))

    @api.model
    def _on_hand_sql(self, merchant):
        """What is in the merchant's warehouse, per product, like Odoo's own *on hand*."""
        return SQL(
            """
            SELECT quant.product_id, SUM(quant.quantity) AS quantity
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
             WHERE location.usage IN ('internal', 'transit') AND location.parent_path LIKE %s
          GROUP BY quant.product_id
            """, f"{merchant.warehouse_id.view_location_id.parent_path}%")

    def _explain(self, merchant, chosen, flights):
        """Give words to the lines that are not settled, a chunk at a time."""
        ids = [id_ for [id_] in self.env.execute_query(SQL(
            """
            SELECT line.id FROM ogoship_product line
             WHERE %s AND (line.state IN ('difference', 'waiting', 'conflict')
                           OR line.state = 'agrees' AND line.in_flight <> 0)
          ORDER BY line.id
            """, chosen))]
        for start in range(0, len(ids), LINES_PER_CHUNK):
            self.browse(ids[start:start + LINES_PER_CHUNK])._explain_chunk(merchant, flights)
            self.env.flush_all()
            self.invalidate_model(flush=False)
