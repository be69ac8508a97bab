"""Deliveries and reservations of an imported batch: see import_batch.py."""

from odoo import api, models

from .import_batch import current_batch


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _action_launch_stock_rule(self, **kwargs):
        """Override of `sale_stock`: the references that Odoo makes order by order are made at
        once, for the same lines."""
        batch = current_batch(self.env)
        if batch is not None and not self.env.context.get('skip_procurement'):
            lines = self.filtered(lambda line: (
                line.state == 'sale' and not line.order_id.locked
                and line.product_id.type == 'consu' and line.product_uom_qty > 0
                and not line.move_ids and not line.order_id.stock_reference_ids))
            first = {line.order_id: line for line in lines[::-1]}
            references = self.env['stock.reference'].create([
                first[order]._prepare_reference_vals() for order in lines.order_id])
            batch.references.update(references.ids)
        return super()._action_launch_stock_rule(**kwargs)


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _search_picking_for_assignation(self):
        """Override of `stock`: no delivery has a reference that was made a moment ago."""
        batch = current_batch(self.env)
        references = set(self.reference_ids.ids)
        if batch is None or not references or not references <= batch.references:
            return super()._search_picking_for_assignation()
        batch.references -= references
        if not self._is_searched_by_reference():
            return super()._search_picking_for_assignation()
        return self.env['stock.picking']

    def _is_searched_by_reference(self):
        """Whether the delivery must have this reference, as in Odoo itself: other modules put
        orders of one customer together."""
        domain = self._search_picking_for_assignation_domain()
        return isinstance(domain, list) and (
            all(isinstance(leaf, (list, tuple)) for leaf in domain)
            and any(leaf[0] == 'reference_ids' and leaf[1] in ('=', 'in') for leaf in domain))


class StockQuant(models.Model):
    _inherit = 'stock.quant'

    def _gather(self, product_id, location_id, lot_id=None, package_id=None, owner_id=None,
                strict=False, qty=0):
        """Override of `stock`: which quants there are of a simple product, and in which order they
        are reserved, does not change by reserving. Their quantities are never kept here."""
        found = super()._gather
        batch = current_batch(self.env)
        if batch is None or lot_id or package_id or owner_id or not self._is_simple(
                product_id, location_id):
            return found(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
        key = (product_id.id, location_id.id, strict, self.env.uid, self.env.su,
               self.env.context.get('allowed_company_ids') and tuple(
                   self.env.context['allowed_company_ids']))
        if key not in batch.quants:
            quants = found(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
            batch.quants[key] = quants.ids if quants._is_each_alone() else None
            return quants
        if batch.quants[key] is None:
            return found(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
        return self.browse(batch.quants[key])

    def _is_simple(self, product, location):
        """No lots, and first in, first out: the order depends on the day of arrival alone."""
        context = self.env.context
        return (
            product.tracking == 'none' and not context.get('with_expiration')
            and context.get('quants_cache') is None
            and self._get_removal_strategy(product, location) == 'fifo')

    def _is_each_alone(self):
        """Whether no two are of one place: reserving one of two dates it back to the other."""
        places = [(quant.location_id, quant.lot_id, quant.package_id, quant.owner_id)
                  for quant in self]
        return len(set(places)) == len(places)

    @api.private
    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Override: what this transaction has locked need not be locked again."""
        batch = current_batch(self.env)
        if batch is None or not allow_referencing or limit != 1:
            return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
        if self[:1].id in batch.locked:
            return self[:1]
        locked = super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
        batch.locked.update(locked.ids)
        return locked

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_quants()
        return super().create(vals_list)

    def write(self, vals):
        if current_batch(self.env) is not None and not self._is_reserving(vals):
            self._forget_quants()
        return super().write(vals)

    def unlink(self):
        self._forget_quants()
        return super().unlink()

    def _is_reserving(self, vals):
        """Whether nothing changes on which the order of reserving depends."""
        return vals.keys() <= {'reserved_quantity', 'in_date'} and all(
            quant.in_date == vals.get('in_date', quant.in_date) for quant in self)

    def _forget_quants(self):
        batch = current_batch(self.env)
        if batch is not None:
            batch.quants.clear()
