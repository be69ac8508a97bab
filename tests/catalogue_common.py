"""What the tests of products share: the shop's catalogue, read as the buttons do."""

from odoo import fields

from .common import InboxCase


class CatalogueCase(InboxCase):

    def refresh(self, store=None):
        """Press Refresh and let it work to its end; return what it then says."""
        return self.press(store or self.store, 'action_refresh_products')

    def press(self, records, method):
        """Press a button that commits, until it is done."""
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            action = {'tag': 'mycashflow_ogoship.progress'}
            while action and action.get('tag') == 'mycashflow_ogoship.progress':
                action = getattr(records.with_env(self.env(cr=cr)), method)()
        self.env.invalidate_all()
        return action

    def catalogue(self, code=None, **values):
        """Rows of the store, by code."""
        if code:
            values['code'] = code
        return self.env['mycashflow.product'].search(
            [('store_id', '=', self.store.id), *((k, '=', v) for k, v in values.items())])

    def product(self, code, **values):
        return self.env['product.product'].create({
            'name': code, 'default_code': code, 'is_storable': True, **values})

    def odoo(self, code):
        """The product of Odoo with this code."""
        return self.env['product.product'].search([('default_code', '=', code)])

    def add_row(self, code, number, **values):
        """A row of the catalogue as a reading leaves it."""
        return self.env['mycashflow.product'].create({
            'store_id': self.store.id, 'remote_id': number, 'name': f'Tuote {number}',
            'code': code, 'fingerprint': str(number), **values})

    def pages_asked(self):
        """The pages of the catalogue that were asked for, in turn."""
        return [int(call.query['page']) for call in self.sandbox.log
                if (call.remote, call.path) == ('shop', '/api/v1/products')]

    def day_passes(self):
        self.store.catalogue_date = fields.Datetime.subtract(fields.Datetime.now(), days=2)
