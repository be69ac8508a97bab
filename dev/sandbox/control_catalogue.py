"""The merchant in the shop's admin: products, variations, translations."""

from . import bulk, shop_catalogue
from .accounts import STORE
from .control_base import ControlBase, operation


class CatalogueControl(ControlBase):

    @operation
    def add_product(self, store=STORE, **fields):
        """A product: name, price, vat_rate, translations ({language: name}), product_id, and code,
        barcode, weight, stock (None: no stock item), enabled (stock is tracked).

        variations: a list of {code, name, barcode, weight, stock, enabled, price, variation_id};
        code and weight of the product are then those of the main product. Codes may repeat."""
        owner = self._store(store)
        records = shop_catalogue.new_records(self._state, fields)
        taken = {record['product_id'] for record in owner.products}
        if records[0]['product_id'] in taken:
            raise ValueError(f'product {records[0]["product_id"]} exists')
        owner.products += records
        shop_catalogue.changed(owner)
        return self._listed(store, records[0]['product_id'])

    @operation
    def edit_product(self, product_id, store=STORE, **fields):
        """Change name, vat_rate, price, translations …; code, weight, price of a product with
        variations are those of the main product."""
        records = shop_catalogue.records_of(self._store(store), product_id)
        if records[0]['variation_id'] is not None:
            fields = {f'main_{name}' if name in ('code', 'price', 'weight') else name: value
                      for name, value in fields.items()}
            for record in records:
                record.setdefault('main_price', records[0]['price'])
        shop_catalogue.edit_records(self._state, records, fields)
        shop_catalogue.changed(self._store(store))
        return self._listed(store, product_id)

    @operation
    def edit_variation(self, variation_id, store=STORE, **fields):
        """Change name, code, barcode, weight or price of one variation."""
        owner = self._store(store)
        records = [r for r in owner.products if r['variation_id'] == variation_id]
        if not records:
            raise LookupError(f'unknown variation {variation_id!r}')
        if 'name' in fields:
            fields['model_name'] = fields.pop('name')
        records[0].setdefault('main_price', records[0]['price'])
        shop_catalogue.edit_records(self._state, records, fields)
        shop_catalogue.changed(owner)
        return self._listed(store, records[0]['product_id'])

    @operation
    def remove_product(self, product_id, variation_id=None, store=STORE):
        """The product, or one of its variations, vanishes with its stock item."""
        owner = self._store(store)
        gone = [record for record in shop_catalogue.records_of(owner, product_id)
                if variation_id in (None, record['variation_id'])]
        if not gone:
            raise LookupError(f'unknown variation {variation_id!r}')
        gone = {id(record) for record in gone}
        owner.products = [record for record in owner.products if id(record) not in gone]
        shop_catalogue.changed(owner)

    @operation
    def set_translations(self, product_id, store=STORE, **names):
        """The product's name by language: sv='Retkikaffe'; all others are gone."""
        records = shop_catalogue.records_of(self._store(store), product_id)
        for record in records:
            record['translations'] = names
        shop_catalogue.changed(self._store(store))
        return self._listed(store, product_id)

    @operation
    def set_tracking(self, code, enabled, store=STORE):
        """Switch stock tracking of a code on or off."""
        item = self._store(store).stock[code]
        item['enabled'] = enabled
        return item

    @operation
    def product(self, product_id, store=STORE):
        """The product as the list shows it, fully expanded."""
        return self._listed(store, product_id)

    @operation
    def fill_catalogue(self, count, store=STORE):
        """So many more things to sell, variations counted, with codes BULK-00001, … (bulk.py)."""
        owner = self._store(store)
        first = self._state.counters[f'bulk {store}'] + 1
        self._state.counters[f'bulk {store}'] += count
        for fields in bulk.shop_products(first, count):
            owner.products += shop_catalogue.new_records(self._state, fields)
        shop_catalogue.changed(owner)
        return len(owner.products)

    @operation
    def change_catalogue(self, every, store=STORE):
        """Rename one of so many of all that is sold, as a person would; returns how many."""
        owner = self._store(store)
        chosen = owner.products[::every]
        for record in chosen:
            shop_catalogue.edit_records(self._state, [record], {'name': f'{record["name"]} +'})
        shop_catalogue.changed(owner)
        return len(chosen)

    # -- parts

    def _listed(self, store, product_id):
        rows = shop_catalogue.products(self._state, self._store(store))
        return next(row for row in rows if row['id'] == product_id)
