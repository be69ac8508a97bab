"""What the tests of stock to the shop share: the catalogue, linked, and writing switched on."""

from urllib.parse import unquote

from odoo import fields

from ..dev.sandbox.seed import CATALOGUE
from .outbox_common import ReportCase

FIRST_STOCK_ITEM = 9001  # of a fresh sandbox, in the order of its catalogue


class PushCase(ReportCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.link_catalogue(cls.store)
        now = fields.Datetime.now()
        cls.store.write({'catalogue_date': now, 'stock_previewed_date': now})
        cls.store.push_stock = True

    @classmethod
    def link_catalogue(cls, store):
        """The sandbox's catalogue as a reading and Link leave it."""
        products = cls.env['product.product'].search([
            ('default_code', 'in', [item['code'] for item in CATALOGUE])])
        products = {product.default_code: product for product in products}
        return cls.env['mycashflow.product'].create([{
            'store_id': store.id, 'remote_id': item['product_id'],
            'remote_variation_id': item['variation_id'] or 0, 'name': item['name'],
            'code': item['code'], 'product_id': products[item['code']].id, 'state': 'linked',
            'stock_item_ref': FIRST_STOCK_ITEM + position, 'is_tracked': True,
            'shop_quantity': item['stock'],
        } for position, item in enumerate(CATALOGUE)])

    # === DOING === #

    def found(self, code, pieces, warehouse=None):
        """Odoo's stock rises (or falls) without the ring knowing why."""
        location = (warehouse or self.merchant.warehouse_id).lot_stock_id
        self.env['stock.quant']._update_available_quantity(self.known(code), location, pieces)

    def preview(self):
        return self.store.action_preview_stock()

    def again(self, row):
        """The time of a row's next try has come."""
        self.let_time_pass(row)
        self.sync_store()

    def add_item(self, code, stock=5, **fields_of_row):
        """One more product in the shop and in Odoo, linked; its row."""
        product = self.product(code)
        row = self.env['mycashflow.product'].create({
            'store_id': self.store.id, 'remote_id': 900, 'name': code, 'code': code,
            'product_id': product.id, 'state': 'linked', 'is_tracked': True,
            'shop_quantity': stock, **fields_of_row})
        self.found(code, stock)
        return row

    def push_now(self):
        with self.enter_registry_test_mode():
            return self.store.action_push_stock()

    # === LOOKING === #

    def item(self, code):
        return self.rows.filtered(lambda row: row.code == code)

    def in_shop_stock(self, code):
        """(counted, reserved) as the shop has it."""
        stock = self.shop.stock(code)
        return stock['quantity'], stock['reserved']

    def offered(self, code):
        quantity, reserved = self.in_shop_stock(code)
        return quantity - reserved

    def written(self):
        """[(code, quantity)] of what was written to the shop's stock since the log was cleared."""
        return [
            (unquote(call.path.rsplit('/', 1)[1]), call.json['quantity'])
            for call in self.sandbox.log if (call.remote, call.method) == ('shop', 'PATCH')]

    def asked(self):
        return self.shop_calls('/stock/')
