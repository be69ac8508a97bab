from odoo import models

from .formats import quantity_text
from .problem import Problem


class OgoshipOrder(models.Model):
    """An order that is cancelled may have been split by OGOship meanwhile, unseen: what it split
    off is still to be shipped, so its goods keep a delivery until it is cancelled as well."""

    _inherit = 'ogoship.order'

    def _split_off_first(self, client):
        """Let the parts of a cancelled order take their deliveries before its own is cancelled."""
        if not self._lacks_goods():
            return
        self._receive(self.merchant_id, client.find_split_orders(self.reference))
        parts = self.search([
            ('split_of_id', '=', self.id), ('picking_id', '=', False),
            ('state', 'in', ('sent', 'collecting', 'shipped'))], order='id')
        for part in parts:
            part._try_to_take()
        if self._lacks_goods() and not self.attempts:
            raise Problem('not_cancelled', self.env._(
                "OGOship has cancelled order %(reference)s, which held less than was sent: "
                "%(lines)s. OGOship's second order is looked for first.",
                reference=self.reference, lines=self._missing_words()), 'cancelling')

    def _try_to_take(self):
        try:
            with self.env.cr.savepoint():
                self._take_part()
        except Problem as problem:
            self._wait_for(problem)

    def _lacks_goods(self):
        """Whether OGOship says that it holds less than Odoo sent."""
        return any(line.remote_quantity < line.quantity for line in self.line_ids)

    def _missing_words(self):
        return ', '.join(
            self.env._("%(code)s %(there)s of %(planned)s", code=line.code,
                       there=quantity_text(self.env, line.remote_quantity),
                       planned=quantity_text(self.env, line.quantity))
            for line in self.line_ids if line.remote_quantity < line.quantity)
