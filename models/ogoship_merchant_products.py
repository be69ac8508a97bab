from odoo import fields, models


class OgoshipMerchant(models.Model):
    """Arrow 6 of the ring, its first half: OGOship's products and stock → the ledger."""

    _inherit = 'ogoship.merchant'

    product_ids = fields.One2many('ogoship.product', 'merchant_id')
    product_count = fields.Integer(string="Products", compute='_compute_product_counts')
    difference_count = fields.Integer(
        string="Differences", compute='_compute_product_counts',
        help="Products whose stock at OGOship and in Odoo differ.")
    products_watermark = fields.Datetime(
        string="Products read up to", readonly=True, copy=False)
    stock_watermark = fields.Datetime(string="Stock read up to", readonly=True, copy=False)
    stock_full_date = fields.Datetime(
        string="Stock compared in full on", readonly=True, copy=False)
    stock_applied_date = fields.Datetime(
        string="Stock first applied on", readonly=True, copy=False,
        help="Until a person has applied differences once, they are only proposed.")

    def _compute_product_counts(self):
        counts = self.env['ogoship.product']._read_group(
            [('merchant_id', 'in', self.ids)], ['merchant_id', 'state'], ['__count'])
        for merchant in self:
            mine = {state: count for owner, state, count in counts if owner == merchant}
            merchant.product_count = sum(mine.values())
            merchant.difference_count = mine.get('difference', 0) + mine.get('waiting', 0)
