from odoo import models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _mycashflow_cancel(self, note):
        """Undo what can still be undone of orders that the shop has cancelled.

        Nothing left: the sale order is cancelled, which asks OGOship first where it has the
        order. Something left: the rest is, and a person is told what has gone.

        :param str note: what a person is told where goods have left
        """
        for sale in self.filtered(lambda sale: sale.state != 'cancel'):
            if sale._mycashflow_left():
                sale._mycashflow_cancel_rest()
                sale.mycashflow_order_ids[:1]._alert(note)
            else:
                sale._action_cancel()
            sale._mycashflow_tell_invoices()

    def _mycashflow_left(self):
        """Deliveries whose goods are on their way to the customer or there."""
        return self.picking_ids.filtered(
            lambda picking: picking.state == 'done'
            and picking.location_dest_id.usage == 'customer')

    def _mycashflow_cancel_rest(self):
        """Cancel what has not left of a sale order that stays, since a part of it has."""
        self.ogoship_order_ids.filtered(
            lambda row: row.state not in ('done', 'cancelled'))._request_cancel('delivery')
        self.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel')
            and picking.picking_type_code != 'incoming'
            and not picking.ogoship_order_ids._at_warehouse()).action_cancel()

    def _mycashflow_tell_invoices(self):
        """Nothing is credited by itself."""
        invoices = self.invoice_ids.filtered(
            lambda move: move.move_type == 'out_invoice' and move.state == 'posted'
            and move.payment_state != 'reversed')
        if invoices:
            order = self.mycashflow_order_ids[:1]
            order._alert(self.env._(
                "Shop order %(number)s was cancelled in the shop, but is invoiced: %(invoices)s. "
                "Credit it if that is right; nothing is credited by itself.",
                number=order._number(), invoices=', '.join(invoices.mapped('name'))))

    def _action_cancel(self):
        """Override of `sale`: the inbox says how far a cancellation in the shop has come."""
        res = super()._action_cancel()
        # sudo: whoever cancels a sale order need not have rights on webshop orders.
        self.sudo().mycashflow_order_ids._settle_cancellation()
        return res
