from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OgoshipStockUpdate(models.Model):
    """What a person may press. Nothing here calls OGOship: the scheduled action does."""

    _inherit = 'ogoship.stock.update'

    # === BEFORE IT IS ANNOUNCED === #

    def action_retry(self):
        """Try again at the next run. What may be on its way is left: it is looked up by itself."""
        for row in self.filtered(lambda row: row.state != 'sending'):
            unsent = row.state in ('held', 'error')
            row.write({
                'state': 'to_send' if unsent else row.state, **row._clear_problem()})
        self._wake()
        self.merchant_id._ring()
        merchant = self.merchant_id[:1]
        return merchant._notify(self.env._(
            "Tried again: %(count)s. %(when)s", count=len(self), when=merchant._next_run()))

    def action_force(self):
        """Announce against OGOship's advice: a person takes the surcharge or the delay."""
        self.forced = True
        return self.action_retry()

    def action_adopt(self):
        """What OGOship has under this reference is this receipt."""
        self.adopts = True
        return self.action_retry()

    def action_cancel(self):
        """Do not announce what is not announced yet; the receipt is left as it is."""
        self.filtered(lambda row: row.state in ('to_send', 'held', 'error')).write(
            {'state': 'cancelled', **self._clear_problem()})

    def action_confirm_cancelled(self):
        """A person has cancelled it in myOGO, which nothing can ask OGOship about."""
        self.filtered(lambda row: row.state == 'cancelling').write(
            {'state': 'cancelled', **self._clear_problem()})

    # === WHEN GOODS CAME === #

    def action_close(self):
        """Nothing more comes: the open rest of the receipts is cancelled."""
        for row in self:
            row.closed = True
            row._open_receipts().action_cancel()
            row._look_now()

    def action_receive_more(self):
        """Receive what came and no receipt waits for, in a receipt of its own."""
        for row in self:
            row._check_receive_more()
            row._create_extra_receipt(row.line_ids.filtered(
                lambda line: line.product_id and line._excess_notes()))
            row._look_now()

    def _check_receive_more(self):
        if not any(line.product_id and line._excess_notes() for line in self.line_ids):
            raise UserError(self.env._("%(reference)s: nothing came that is not received yet.",
                                       reference=self.reference))

    def _create_extra_receipt(self, lines):
        first = self.picking_id
        receipt = self.env['stock.picking'].create({
            'picking_type_id': first.picking_type_id.id, 'partner_id': first.partner_id.id,
            'location_id': first.location_id.id, 'location_dest_id': first.location_dest_id.id,
            'origin': first.name, 'company_id': first.company_id.id,
            'ogoship_stock_update_id': self.id,
            'move_ids': [Command.create({
                'product_id': line.product_id.id,
                'product_uom_qty': line.due_quantity - line._open_quantity(),
                'product_uom': line.product_id.uom_id.id, 'location_id': first.location_id.id,
                'location_dest_id': first.location_dest_id.id, 'company_id': first.company_id.id,
            }) for line in lines]})
        receipt.action_confirm()
        return receipt

    def action_settle(self):
        """What came and was not received is taken care of otherwise."""
        for line in self.line_ids:
            # sudo: lines are written by the scheduled action; this button is their only other way.
            if line.due_quantity and (line._excess_notes() or line._lowered_notes()):
                line.sudo().write({
                    'settled_quantity': line.received_quantity - line.booked_quantity,
                    'lowered_from': 0})
        self._look_now()

    def _look_now(self):
        """Bring state and message up to date with what the button did."""
        for row in self:
            # sudo: as the scheduled action does, which users may ask for.
            row.sudo().with_company(row.company_id)._review()

    # === OPENING === #

    def action_open_receipts(self):
        return (self.picking_ids or self.picking_id)._get_records_action(
            name=self.env._("Receipts"))

    def action_open_products(self):
        """Remedy of products that are not ready for the warehouse."""
        return self.line_ids.product_id._get_records_action(name=self.env._("Products"))
