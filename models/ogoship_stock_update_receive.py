from itertools import chain

from odoo import api, fields, models


class OgoshipStockUpdate(models.Model):
    """Arrow 7 of the ring, its second half: what OGOship says came → the lines of the row.

    Only the lines are written here; `_review` books them, in a transaction of its own per row.
    """

    _inherit = 'ogoship.stock.update'

    @api.model
    def _receive(self, merchant, updates):
        """Write what OGOship says about a page of stock updates.

        What Odoo did not announce is kept as a row without a receipt.

        :param updates: `tools.ogoship_stock_updates.StockUpdate` values
        """
        names = [update.reference or update.auto_reference for update in updates]
        rows = self.search([('merchant_id', '=', merchant.id), ('reference', 'in', names)])
        known = rows.grouped('reference')
        for name, update in zip(names, updates, strict=True):
            with merchant._fault_of_one(name):
                known[name] = self._receive_one(merchant, name, update, known.get(name))

    @api.model
    def _receive_one(self, merchant, name, update, row):
        """:return: the row that has the reference."""
        if not row:
            row = self.with_context(tracking_disable=True).create({
                'merchant_id': merchant.id, 'reference': name, 'state': 'sent',
                'looked_up': True})
        if row._is_the_same(update):
            row._apply_remote(update)
        return row

    def _is_the_same(self, update):
        """Whether an update of our reference is the one this row stands for.

        While a receipt is not known to be announced, sending decides that; another of the same
        reference is a duplicate, on which sending has spoken.
        """
        if self.picking_id and not self.sent_date:
            return False
        return not (self.auto_reference and update.auto_reference) \
            or self.auto_reference == update.auto_reference

    def _apply_remote(self, update):
        """Write what OGOship says; when it is news, the row is looked at again."""
        vals = {
            'remote_status': update.status,
            'warehouse_comments': update.warehouse_comments,
            'auto_reference': update.auto_reference or self.auto_reference,
            'arrival_date': update.arrival_date and update.arrival_date.replace(microsecond=0),
        }
        lines_changed = self._apply_remote_lines(update)
        if not (self._write_changed(vals) or lines_changed):
            return
        self.change_date = fields.Datetime.now()
        if self.picking_id:
            self._wake()
        else:
            self._follow_foreign()

    def _apply_remote_lines(self, update):
        """:return: whether anything differed"""
        known, changed = self.line_ids.grouped('code'), False
        for remote in update.lines:
            line = known.pop(remote.code, None)
            if line:
                changed = bool(line[0]._apply_remote(remote)) or changed
            else:
                self.env['ogoship.stock.update.line'].create(
                    self._prepare_line_vals(remote))
                changed = True
        return self._forget_lines(known.values() if update.lines else ()) or changed

    def _forget_lines(self, gone):
        """What is no longer listed is expected no more; goods that nobody announced may be
        listed elsewhere once they are identified."""
        changed = False
        for line in chain.from_iterable(gone):
            vals = {'expected_quantity': 0}
            if not line.expected_quantity:
                vals |= {'received_quantity': 0, 'lowered_from': 0}
            changed = bool(line._write_changed(vals)) or changed
        return changed

    def _prepare_line_vals(self, remote):
        return {
            'update_id': self.id,
            'product_id': self._product_of(remote.code).id,
            'code': remote.code,
            'name': remote.name,
            'expected_quantity': remote.quantity,
            'received_quantity': remote.received,
            'warehouse_comments': remote.warehouse_comments,
        }

    def _product_of(self, code):
        """The one product of the company with this code, if it is one."""
        found = self.env['product.product'].search([
            *self.env['product.product']._check_company_domain(self.company_id),
            ('default_code', '=', code)], limit=2)
        return found if len(found) == 1 else found.browse()

    def _follow_foreign(self):
        """What was typed in myOGO has no receipt here: its figures are all there is."""
        lines = self.line_ids.filtered('expected_quantity')
        begun = self.arrival_date or any(self.line_ids.mapped('received_quantity'))
        complete = lines and all(line._is_complete() for line in lines)
        self.state = 'done' if complete else 'receiving' if begun else 'sent'


class OgoshipStockUpdateLine(models.Model):
    _inherit = 'ogoship.stock.update.line'

    def _apply_remote(self, remote):
        """Write OGOship's figures; a count that went down is remembered until it is back."""
        vals = {
            'name': remote.name or self.name,
            'expected_quantity': remote.quantity,
            'received_quantity': remote.received,
            'warehouse_comments': remote.warehouse_comments,
        }
        if remote.received < self.received_quantity:
            vals['lowered_from'] = max(self.lowered_from, self.received_quantity)
        elif self.lowered_from and remote.received >= self.lowered_from:
            vals['lowered_from'] = 0
        return self._write_changed(vals)
