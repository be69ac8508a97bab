from odoo import fields, models

from ..const import SHOP_PRODUCT_REASONS


class MycashflowProduct(models.Model):
    """A sellable unit of a store: a product without variations, or one variation of a product.

        new ──► linked            what matching finds wrong instead: missing_code,
         │        │               duplicate_code, conflict; mended there, it is new again
         ▼        ▼
        excluded ◄┘               by a person, who also includes it again

    The row mirrors the shop's catalogue. It is never deleted: one that vanished there is marked.
    """

    _name = 'mycashflow.product'
    _description = "Webshop Product"
    _inherit = ['mycashflow_ogoship.row']
    _order = 'name, remote_id, remote_variation_id, id'
    _rec_names_search = ['name', 'variation_name', 'code', 'barcode']
    _check_company_auto = True

    store_id = fields.Many2one(
        'mycashflow.store', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='store_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='store_id.currency_id')

    # What the shop says
    remote_id = fields.Integer(string="Product id in the shop", required=True, readonly=True)
    remote_variation_id = fields.Integer(
        string="Variation id in the shop", readonly=True, default=0, required=True,
        help="0 for a product without variations.")
    name = fields.Char(readonly=True)
    variation_name = fields.Char(string="Variation", readonly=True)
    names = fields.Json(readonly=True, help="{language: name}, where the shop has translations.")
    code = fields.Char(string="Product code", readonly=True, index='btree_not_null')
    barcode = fields.Char(readonly=True, index='btree_not_null')
    price = fields.Monetary(readonly=True, help="As in the shop, with VAT.")
    vat_rate = fields.Float(
        string="VAT %", digits=(5, 2), readonly=True, help="0 also where the shop gives none.")
    has_vat_rate = fields.Boolean(
        default=True, readonly=True, help="Off: the shop gives no VAT rate.")
    weight = fields.Float(digits='Stock Weight', readonly=True, help="In kilograms.")
    fingerprint = fields.Char(readonly=True, help="Tells whether anything has changed.")
    raw_print = fields.Char(
        readonly=True, copy=False,
        help="Tells whether what the shop lists is, to the letter, what was read last.")
    is_gone = fields.Boolean(
        string="Gone from the shop", readonly=True, help="The shop does not list it any more.")

    # What it is in Odoo and at OGOship
    product_id = fields.Many2one(
        'product.product', readonly=True, copy=False, check_company=True,
        index='btree_not_null', ondelete='set null')
    match_id = fields.Many2one(
        'product.product', readonly=True, copy=False, check_company=True, ondelete='set null',
        help="The product that Link would choose: same code, else same barcode.")
    merchant_id = fields.Many2one(related='store_id.merchant_id')
    ogoship_product_id = fields.Many2one(
        'ogoship.product', string="At OGOship", readonly=True, copy=False,
        check_company=True, index='btree_not_null', ondelete='set null')
    state = fields.Selection(
        [('new', "New"), ('linked', "Linked"), ('missing_code', "No code"),
         ('duplicate_code', "Duplicate code"), ('conflict', "Conflict"),
         ('excluded', "Excluded")],
        default='new', required=True, readonly=True, index=True, copy=False)

    # Its stock in the shop
    stock_item_ref = fields.Integer(string="Stock item in the shop", readonly=True, index=True)
    is_tracked = fields.Boolean(
        string="Tracks stock", readonly=True, help="Off: the shop sells it without counting.")
    shop_quantity = fields.Integer(
        string="Stock in the shop", readonly=True, help="What the shop counts, reserved included.")
    shop_reserved = fields.Integer(string="Reserved in the shop", readonly=True)
    target_quantity = fields.Integer(
        string="Stock to write", readonly=True, help="What the shop should count.")
    target_message = fields.Char(string="How it is counted", readonly=True)
    pushed_quantity = fields.Integer(string="Last written", readonly=True, copy=False)
    pushed_date = fields.Datetime(string="Written on", readonly=True, copy=False)
    stock_buffer = fields.Integer(
        string="Safety buffer",
        help="Units of this product kept back from the shop, besides the store's own buffer.")
    reason = fields.Selection(
        SHOP_PRODUCT_REASONS, string="Why stock is not written", readonly=True, copy=False,
        index='btree_not_null')
    push_message = fields.Char(string="About its stock", readonly=True, copy=False)

    _remote_uniq = models.Constraint(
        'UNIQUE(store_id, remote_id, remote_variation_id)',
        "The store has this product already.")
    _buffer_positive = models.Constraint(
        'CHECK(stock_buffer >= 0)',
        "A safety buffer cannot be below zero: the shop would sell what does not exist.")

    # === BUSINESS METHODS === #

    def _stock_per_store(self):
        """What each store counts of these rows of one product, in words. No sum: two stores count
        the same goods."""
        counted = self.filtered(lambda row: row.is_tracked and not row.is_gone)
        stores = counted.sorted(lambda row: row.store_id.id).grouped('store_id')
        return ' / '.join(str(sum(rows.mapped('shop_quantity'))) for rows in stores.values())
