"""What the tests of the product sync share: its buttons, pressed as on the page."""

from .catalogue_common import CatalogueCase


class SyncCase(CatalogueCase):

    def setUp(self):
        super().setUp()
        self.merchant.latest_changes = True  # what is queued for OGOship is left to its run

    def row(self, code, number, **values):
        return self.add_row(code, number, **{'price': 10, 'vat_rate': 25.5, **values})

    def preview(self, rows, operation='create', user=None):
        """Press a button above the list; return the wizard that opens."""
        rows = rows.with_user(user) if user else rows
        action = getattr(rows, f'action_sync_{operation}')()
        return self.env[action['res_model']].with_env(rows.env).browse(action['res_id'])

    def apply(self, sync):
        """Press the button of the preview, and let it work to its end."""
        action = sync.action_apply()
        while action['tag'] == 'mycashflow_ogoship.progress':
            action = sync.action_apply()
        self.assertEqual((action['tag'], sync.state), ('soft_reload', 'done'))
        return sync

    def sync(self, rows, operation='create', user=None):
        return self.apply(self.preview(rows, operation, user))

    def opened(self, action):
        return self.env[action['res_model']].search(action['domain'])

    def reasons(self, sync):
        return {line.product_id: line.reason for line in sync.line_ids}

    def assertCounts(self, sync, **counts):
        for name in ('create', 'link', 'mark', 'remote', 'unchanged', 'problem'):
            self.assertEqual(sync[f'{name}_count'], counts.get(name, 0), name)
