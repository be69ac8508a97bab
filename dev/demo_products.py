"""The products of the demo: one in every state of the product sync page and of the stock ledger."""

from collections import Counter

# More of the shop's catalogue than Odoo knows: what is wrong or new about each.
IN_SHOP = (
    {'name': 'Merinopipo', 'price': 24.9, 'code': 'PIPO-MERINO', 'translations': {
        'sv': 'Merinomössa', 'en': 'Merino hat'}, 'variations': [
            {'name': 'Sammal', 'code': 'PIPO-MERINO-S', 'barcode': '6430012346001', 'stock': 30},
            {'name': 'Kaarna', 'code': 'PIPO-MERINO-K', 'barcode': '6430012346018', 'stock': 12}]},
    {'name': 'Retkimuki', 'code': 'MUKI-1', 'barcode': '6430012346100', 'price': 12.5, 'stock': 45},
    {'name': 'Lahjapaketointi', 'code': None, 'price': 3.5},
    {'name': 'Makuualusta kesä', 'code': 'ALUSTA-1', 'price': 39, 'stock': 8},
    {'name': 'Makuualusta talvi', 'code': 'ALUSTA-1', 'price': 79, 'stock': 5},
    {'name': 'Otsalamppu', 'code': 'OTSA-1', 'barcode': '6430012346209', 'price': 34, 'stock': 20},
    {'name': 'Opastettu retki', 'code': 'RETKI-PALLAS', 'price': 55},
    {'name': 'Kesätarjous', 'code': 'TARJOUS-1', 'price': 1},
)
EXCLUDED, REMOVED = 'RETKI-PALLAS', 'TARJOUS-1'
# Products of Odoo: one to be found by its barcode, and two that share a code.
IN_ODOO = (
    {'name': 'Retkimuki, emali', 'default_code': 'EMALIMUKI', 'barcode': '6430012346100'},
    {'name': 'Otsalamppu', 'default_code': 'OTSA-1'},
    {'name': 'Otsalamppu (vanha)', 'default_code': 'OTSA-1'},
)
# Of the warehouse: pieces that went missing, and goods that nobody announced.
LOST = {'OPAS-PALLAS': 2}
UNKNOWN = {'XX-1001': 3}

ROWS = {'linked': 8, 'new': 3, 'missing_code': 1, 'duplicate_code': 2, 'conflict': 1, 'excluded': 1}
LINES = {'agrees': 7, 'difference': 1, 'unknown': 1, 'conflict': 1}


class Products:
    """Fills both catalogues and has Odoo read them, as a person would by the buttons."""

    def __init__(self, odoo, control, store, merchant):
        self.odoo, self.control = odoo, control
        self.store, self.merchant = store, merchant

    def tell(self):
        """Read, link what matches, exclude one, and read again."""
        placed = {fields['code']: self.control.add_product(**fields)['id'] for fields in IN_SHOP}
        self.odoo.call('product.product', 'create', [
            {**vals, 'is_storable': True} for vals in IN_ODOO])
        for code, stock in {**UNKNOWN, 'OTSA-1': 20}.items():
            self.control.set_warehouse_stock(code=code, stock=stock)
        for code, lost in LOST.items():
            there = self.control.warehouse_product(code=code)['stock']
            self.control.set_warehouse_stock(code=code, stock=there - lost)
        self.press('mycashflow.store', 'action_refresh_products', self.store)
        self.press('ogoship.merchant', 'action_fetch_stock', self.merchant)
        self.sync('link', [('match_id.default_code', '!=', 'EMALIMUKI')])
        self.sync('exclude', [('code', '=', EXCLUDED)])
        self.control.remove_product(product_id=placed[REMOVED])
        self.press('mycashflow.store', 'action_refresh_products', self.store)
        self.press('mycashflow.store', 'action_preview_stock', self.store)
        self.odoo.call('mycashflow.store', 'write', self.store, {'push_stock': True})

    def sync(self, operation, domain):
        """Use the wizard on the rows of a domain."""
        rows = self.odoo.call('mycashflow.product', 'search', domain)
        wizard = self.odoo.call('mycashflow.product.sync', 'create', [{
            'store_id': self.store[0], 'operation': operation,
            'product_ids': [(6, 0, rows)]}])
        self.press('mycashflow.product.sync', 'action_preview', wizard)
        self.press('mycashflow.product.sync', 'action_apply', wizard)

    def press(self, model, method, ids):
        """Press a button, again and again while it has more to do."""
        while True:
            answer = self.odoo.call(model, method, ids)
            if not answer or answer.get('tag') != 'mycashflow_ogoship.progress':
                return

    def states(self):
        """Return ({state: rows of the shop}, {state: lines of the ledger})."""
        return tuple(
            Counter(record['state'] for record in self.odoo.search_read(model, domain, ['state']))
            for model, domain in (
                ('mycashflow.product', [['is_gone', '=', False]]), ('ogoship.product', [])))

    def stock_differences(self):
        """Return a line for each linked product of which the shop counts not what the warehouse
        has, or Odoo something else than both, beside what is lost and not decided about."""
        rows = self.odoo.search_read(
            'mycashflow.product', [['state', '=', 'linked']], ['code', 'product_id'])
        products = {product['id']: product for product in self.odoo.search_read(
            'product.product', [['id', 'in', [row['product_id'][0] for row in rows]]],
            ['qty_available'])}
        lines = []
        for row in rows:
            code, on_hand = row['code'], products[row['product_id'][0]]['qty_available']
            counted = self.control.stock(code=code)['quantity']
            there = self.control.warehouse_product(code=code)['stock']
            if counted != there or on_hand != there + LOST.get(code, 0):
                lines.append(f'{code}: {there} at the warehouse, {on_hand:g} in Odoo, '
                             f'{counted} in the shop')
        return lines

    def differences(self):
        """Return the lines that say where the products came to another end than expected."""
        expected = (ROWS, LINES)
        return self.stock_differences() + [
            f'products should be {wanted}, are {dict(found)}'
            for wanted, found in zip(expected, self.states(), strict=True) if wanted != found]

    def table(self):
        """Return the lines that say how many products are in which state."""
        titles = ("Products of the shop", "Stock ledger")
        models = ('mycashflow.product', 'ogoship.product')
        return [
            f'{title}: ' + ', '.join(
                f'{count} {self.odoo.labels(model, "state")[state].lower()}'
                for state, count in found.items())
            for title, model, found in zip(titles, models, self.states(), strict=True)]
