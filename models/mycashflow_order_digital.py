from odoo import api, fields, models


class MycashflowStore(models.Model):
    _inherit = 'mycashflow.store'

    complete_digital = fields.Boolean(
        string="Complete digital orders",
        help="Paid orders with nothing to ship (downloads, gift cards) are marked delivered in "
             "the shop as soon as they are imported. The shop then creates the gift cards that "
             "were bought, and mails its confirmation if it is the one to do so.")


class MycashflowOrder(models.Model):
    """Orders with nothing to ship: the shop is told once they are paid."""

    _inherit = 'mycashflow.order'

    is_digital = fields.Boolean(string="Nothing to ship", readonly=True, copy=False)

    _digital_idx = models.Index('(store_id) WHERE is_digital AND shipped_date IS NULL')

    def _import_all(self):
        """Override: see which orders no delivery will ever end."""
        res = super()._import_all()
        self._note_is_digital()
        return res

    def _end_change(self):
        """Override: an edit may bring goods to ship, or take the last ones off."""
        res = super()._end_change()
        self._note_is_digital()
        return res

    def _note_is_digital(self):
        for row in self.filtered('sale_order_id'):
            row.is_digital = not any(row._goods_lines().mapped('product_uom_qty'))

    @api.model
    def _note_digital(self, store):
        """To complete an order creates the gift cards in it (mycashflow-api §4.4), so that is
        done only for money that has come, and only where the store says so."""
        rows = self.search([
            ('store_id', '=', store.id), ('is_digital', '=', True), ('shipped_date', '=', False),
            ('state', '=', 'done'), ('payment_state', '=', 'paid'), ('remote_status', '=', 'open'),
            ('sale_order_id.state', '=', 'sale')]) if store.complete_digital else None
        if rows:
            rows.shipped_date = fields.Datetime.now()
            self.env['ir.cron']._commit_progress()
