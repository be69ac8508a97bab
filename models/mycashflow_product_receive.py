from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .problem import explain_unexpected

# What the shop says, as far as others than the reading of the catalogue write it.
READ_FIELDS = {'stock_item_ref', 'is_tracked', 'shop_quantity', 'shop_reserved', 'is_gone', 'code'}


class MycashflowProduct(models.Model):
    """The shop's catalogue → rows, one page at a time."""

    _inherit = 'mycashflow.product'

    @api.model
    def _receive(self, store, items, prints=None):
        """Take in what the shop says about some of its products, and match what has changed.

        The same content twice changes nothing. The number of queries does not depend on the
        number of items.

        :param store: mycashflow.store
        :param items: `tools.mycashflow_products.CatalogueItem` values
        :param prints: {product id: `product_print`} of what was read
        :return: list of messages about items that could not be taken in
        """
        # sudo: rows are made by the reading only, whoever asked for it.
        self = self.sudo()
        items = {(item.product_id, item.variation_id or 0): item for item in items}
        known, prints = self._find_rows(store, items), prints or {}
        try:
            with self.env.cr.savepoint():
                self._save(store, items, known, prints)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 the guilty one gets its own message
            return self._save_each(store, items, known, prints)
        return []

    @api.model
    def _find_rows(self, store, items):
        """:return: {(product id, variation id or 0): row} of what is known already"""
        rows = self.search_fetch([
            ('store_id', '=', store.id),
            ('remote_id', 'in', list({product for product, _variation in items}))], [
            'remote_id', 'remote_variation_id', 'fingerprint', 'raw_print', 'is_gone', 'code',
            'barcode', 'stock_item_ref', 'is_tracked', 'shop_quantity', 'shop_reserved'])
        found = {(row.remote_id, row.remote_variation_id): row for row in rows}
        return {key: row for key, row in found.items() if key in items}

    @api.model
    def _save_each(self, store, items, known, prints):
        messages = []
        for key, item in items.items():
            own = {key: known[key]} if key in known else {}
            try:
                with self.env.cr.savepoint():
                    self._save(store, {key: item}, own, prints)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001 see _receive
                messages.append(f"{item.name} ({item.product_id}): "
                                f"{explain_unexpected(store, error)}")
        return messages

    @api.model
    def _save(self, store, items, known, prints):
        changed, codes, barcodes = self.browse(), set(), set()
        for key, row in known.items():
            vals = row._prepare_changed_vals(items[key])
            if row.raw_print != prints.get(key[0], False):
                vals['raw_print'] = prints.get(key[0], False)
            if vals.keys() & {'code', 'barcode', 'is_gone'}:
                changed |= row
                codes.add(row.code)
                barcodes.add(row.barcode)
            if vals:
                row.write(vals)
        created = self.create([
            {**self._prepare_vals(store, item), 'raw_print': prints.get(key[0], False)}
            for key, item in items.items() if key not in known])
        store._note_seen(created.ids + [row.id for row in known.values()])
        (changed | created)._match_around(codes, barcodes)

    @api.model
    def _find_prints(self, store, product_ids):
        """What need not be read again while the shop lists just the same.

        :return: {product id: (`product_print`, number of rows)}
        """
        self.flush_model(['raw_print', 'is_gone'])
        return {product: (mark, count) for product, mark, count in self.env.execute_query(SQL(
            """
            SELECT remote_id, MIN(raw_print), COUNT(raw_print)
              FROM mycashflow_product
             WHERE store_id = %s AND remote_id = ANY(%s) AND is_gone IS NOT TRUE
          GROUP BY remote_id HAVING MIN(raw_print) = MAX(raw_print)
            """, store.id, product_ids))}

    def write(self, vals):
        """Override: what was changed otherwise than by reading the catalogue is compared with it
        again."""
        if 'raw_print' not in vals and vals.keys() & READ_FIELDS:
            vals = {**vals, 'raw_print': False}
        return super().write(vals)

    # === VALUES === #

    @api.model
    def _prepare_vals(self, store, item):
        return {
            'store_id': store.id,
            'company_id': store.company_id.id,
            'remote_id': item.product_id,
            'remote_variation_id': item.variation_id or 0,
            **self._prepare_content_vals(item),
            **self._prepare_stock_vals(item.stock),
        }

    @api.model
    def _prepare_content_vals(self, item):
        return {
            'name': item.name,
            'variation_name': item.variation_name or False,
            'names': item.names or False,
            'code': item.code or False,
            'barcode': item.barcode or False,
            'price': float(item.price or 0),
            'vat_rate': float(item.vat_rate or 0),
            'has_vat_rate': item.vat_rate is not None,
            'weight': float(item.weight or 0),
            'fingerprint': item.fingerprint,
        }

    @api.model
    def _prepare_stock_vals(self, stock):
        """What the shop counts of it; it counts nothing where it does not track stock."""
        return {
            'stock_item_ref': stock and stock.id or 0,
            'is_tracked': bool(stock and stock.enabled),
            'shop_quantity': stock.quantity if stock else 0,
            'shop_reserved': stock.reserved if stock else 0,
        }

    def _prepare_changed_vals(self, item):
        """:return: values of the row that differ from what the shop says now"""
        vals = self._prepare_stock_vals(item.stock)
        if self.fingerprint != item.fingerprint:
            vals |= self._prepare_content_vals(item)
        if self.is_gone:
            vals['is_gone'] = False
        changed = {name: value for name, value in vals.items() if self[name] != value}
        # Rows with the same columns are written together.
        if changed.keys() & self._prepare_stock_vals(None).keys():
            changed |= self._prepare_stock_vals(item.stock)
        if self.reason and changed.keys() & {'code', 'stock_item_ref', 'is_tracked'}:
            # What kept its stock from being written may be mended.
            changed['retry_at'] = fields.Datetime.now()
        return changed
