from odoo import api, fields, models

from ..const import LARGEST_ID


class MycashflowOgoshipMethod(models.AbstractModel):
    """A method that the shop lists: kept by its id there, shown by its name."""

    _name = 'mycashflow_ogoship.method'
    _inherit = ['mycashflow_ogoship.mirror']
    _description = "Method of a store"

    store_id = fields.Many2one(
        'mycashflow.store', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='store_id.company_id', store=True, index=True)
    remote_id = fields.Integer(string="Id in the shop", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    code = fields.Char(readonly=True)
    active = fields.Boolean(
        default=True, readonly=True, help="Off when the shop does not list it any more.")

    @api.model
    def _save_from_remote(self, store, methods):
        """Mirror the shop's list: create, rename, archive what is gone, revive what came back.

        :param store: mycashflow.store
        :param list methods: `tools.mycashflow_types.Method` values, the complete list
        """
        known = {
            method.remote_id: method
            for method in self.with_context(active_test=False).search(
                [('store_id', '=', store.id)])}
        fresh = []
        for method in methods:
            vals = {'name': method.name, 'code': method.code, 'active': True}
            if method.id in known:
                known.pop(method.id)._write_changed(vals)
            elif method.id <= LARGEST_ID:
                fresh.append({**vals, 'store_id': store.id, 'remote_id': method.id})
        self.create(fresh)
        for method in known.values():
            method._write_changed({'active': False})
