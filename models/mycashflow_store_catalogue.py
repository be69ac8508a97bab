from odoo import fields, models


class MycashflowStore(models.Model):
    """The shop's catalogue → `mycashflow.product`, page by page."""

    _inherit = 'mycashflow.store'

    product_ids = fields.One2many('mycashflow.product', 'store_id')
    product_count = fields.Integer(string="Products", compute='_compute_product_counts')
    product_open_count = fields.Integer(
        string="To link", compute='_compute_product_counts',
        help="Products of the shop that are neither linked nor excluded.")
    catalogue_pass = fields.Integer(
        readonly=True, copy=False, help="Number of the present or last reading of the catalogue.")
    catalogue_page = fields.Integer(
        readonly=True, copy=False, help="The next page of a reading under way; 0 when none is.")
    catalogue_page_count = fields.Integer(readonly=True, copy=False)
    catalogue_date = fields.Datetime(
        string="Catalogue read on", readonly=True, copy=False,
        help="When the whole catalogue had been read last.")

    def _compute_product_counts(self):
        counts = self.env['mycashflow.product']._read_group(
            [('store_id', 'in', self.ids), ('is_gone', '=', False)],
            ['store_id', 'state'], ['__count'])
        for store in self:
            mine = {state: count for owner, state, count in counts if owner == store}
            store.product_count = sum(mine.values())
            store.product_open_count = sum(
                count for state, count in mine.items() if state not in ('linked', 'excluded'))
