from odoo import models


class MycashflowProduct(models.Model):
    """Which product of Odoo, and which one at OGOship, a row of the catalogue is (design §8)."""

    _inherit = 'mycashflow.product'

    def _match(self):
        """Find state, match and reason of these rows anew; writes only what has changed.

        A product that is linked stays linked; else the match is by code, else by barcode. A code
        of several rows or of several products is a conflict whose message names them all. The
        number of queries does not depend on the number of rows. Excluded rows keep their state.
        """
        return

    def _link(self, product):
        """Bind this row to a product of Odoo.

        :param product: product.product
        """
        self.ensure_one()
        self.write({'product_id': product.id, 'match_id': False, 'state': 'linked',
                    'message': False})
