from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CONFIRMED, OGOSHIP_HAS_STATES


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    ogoship_order_ids = fields.One2many(
        'ogoship.order', 'picking_id', string="Warehouse orders",
        groups='mycashflow_ogoship.group_user')
    ogoship_state = fields.Selection(
        selection=lambda self: self.env['ogoship.order']._state_selection(),
        string="OGOship", compute='_compute_ogoship_state', store=True, compute_sudo=True)
    ogoship_message = fields.Char(
        string="Why it waits", compute='_compute_ogoship_details', compute_sudo=True)
    ogoship_remote_status = fields.Char(
        string="Status at OGOship", compute='_compute_ogoship_details', compute_sudo=True)
    ogoship_tracking_url = fields.Char(
        string="Tracking link", compute='_compute_ogoship_details', compute_sudo=True)
    mycashflow_store_id = fields.Many2one(
        related='sale_id.mycashflow_store_id', groups='mycashflow_ogoship.group_user')

    # === COMPUTE METHODS === #

    @api.depends('ogoship_order_ids.state')
    def _compute_ogoship_state(self):
        for picking in self:
            picking.ogoship_state = picking._current_ogoship_order().state

    @api.depends('ogoship_order_ids.explanation', 'ogoship_order_ids.remote_status',
                 'ogoship_order_ids.tracking_url')
    def _compute_ogoship_details(self):
        for picking in self:
            row = picking._current_ogoship_order()
            picking.ogoship_message = row.explanation
            picking.ogoship_remote_status = row.remote_status
            picking.ogoship_tracking_url = row.tracking_url

    def _current_ogoship_order(self):
        rows = self.ogoship_order_ids.sorted('id')
        return (rows.filtered(lambda row: row.state != 'cancelled') or rows)[-1:]

    def _compute_carrier_tracking_url(self):
        """Override of `stock_delivery`: the warehouse knows the link of its own parcel."""
        res = super()._compute_carrier_tracking_url()
        for picking in self.filtered('ogoship_tracking_url'):
            picking.carrier_tracking_url = picking.ogoship_tracking_url
        return res

    # === BUSINESS METHODS === #

    def action_cancel(self):
        """Override of `stock`: what OGOship has, or may have, is cancelled when OGOship has
        confirmed that it does not ship it."""
        if self.env.context.get('ogoship_confirmed') is CONFIRMED:
            return super().action_cancel()
        self.check_access('write')  # before OGOship is asked: Odoo would check it later
        # sudo: whoever cancels a delivery need not have rights on warehouse orders.
        rows = self.sudo().ogoship_order_ids.filtered(
            lambda row: row.state in OGOSHIP_HAS_STATES)
        asked = self & rows.picking_id
        rows._request_cancel()
        res = super(StockPicking, self - asked).action_cancel() if self - asked else True
        return rows._notify_cancel_asked() if rows else res

    def _ogoship_tell_cancelled(self):
        """The moves of a delivery were cancelled past its button: its warehouse order follows."""
        # sudo: whoever cancels a delivery need not have rights on warehouse orders.
        cancelled = self.sudo().filtered(lambda picking: picking.state == 'cancel')
        cancelled.ogoship_order_ids.filtered(
            lambda row: row.state not in ('done', 'cancelled'))._request_cancel()

    def _ogoship_queue(self, moment):
        """Write the outbox rows of deliveries that are now to be sent.

        :param str moment: 'confirmed' or 'assigned'; the merchant says which one counts.
        """
        # sudo: whoever confirms a delivery need not have rights on warehouse orders.
        deliveries = self.sudo().filtered(lambda picking: picking._is_for_ogoship())
        if not deliveries:
            return
        merchants = self.env['ogoship.merchant'].sudo().with_context(active_test=False).search(
            Domain('warehouse_id', 'in', deliveries.picking_type_id.warehouse_id.ids))
        for merchant, pickings in deliveries.grouped(
                lambda picking: picking._ogoship_merchant(merchants)).items():
            if merchant.send_when == moment:
                self.env['ogoship.order'].sudo()._queue(pickings.filtered(
                    lambda picking: moment == 'confirmed' or picking._is_reserved_in_full()),
                    merchant)

    def _is_for_ogoship(self):
        """A delivery to a customer that never had a warehouse order: once it had, only a person
        sends it again. Nor does the rest of a delivery that OGOship has go out by itself: that
        is OGOship's to split (design §6 "Back")."""
        return (
            self._can_go_to_ogoship()
            and not self.ogoship_order_ids
            and not self._is_rest_of_a_sent_one())

    def _is_rest_of_a_sent_one(self):
        """Whether OGOship has a delivery that this one was split from, however often."""
        first = self.backorder_id
        return bool(first) and (
            any(row._is_out() for row in first.ogoship_order_ids)
            or first._is_rest_of_a_sent_one())

    def _can_go_to_ogoship(self):
        """Whether this is an open delivery to a customer that OGOship does not have."""
        return (
            self.picking_type_code == 'outgoing'
            and self.location_dest_id.usage == 'customer'
            and self.state not in ('draft', 'done', 'cancel')
            and all(row.state == 'cancelled' for row in self.ogoship_order_ids))

    def _is_reserved_in_full(self):
        """`state` calls a delivery assigned as soon as some of it is."""
        moves = self.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
        return all(move.state == 'assigned' for move in moves)

    def _ogoship_merchant(self, merchants):
        """Who ships this delivery: the merchant of its store, else the one of its warehouse.

        The store's delivery waits for its merchant, if that is archived: nobody else has its goods.
        """
        mine = merchants.filtered(
            lambda merchant: merchant.warehouse_id == self.picking_type_id.warehouse_id)
        return (
            mine & self.sale_id.mycashflow_store_id.merchant_id or mine.filtered('active'))[:1]

    def _create_backorder(self, *args, **kwargs):
        """Override of `stock`: the rest of a delivery that was not sent is to be sent."""
        backorders = super()._create_backorder(*args, **kwargs)
        for moment in ('confirmed', 'assigned'):
            backorders._ogoship_queue(moment)
        return backorders

    def _action_done(self):
        """Override of `stock`: the shop is told when the last delivery of an order is done."""
        res = super()._action_done()
        # sudo: a warehouse user without our groups validates deliveries as well.
        self.sudo().ogoship_order_ids._delivery_done()
        self.env['mycashflow.order'].sudo()._note_shipped(self.sudo().sale_id)
        return res

    def action_open_ogoship_orders(self):
        return self.ogoship_order_ids._get_records_action(name=self.env._("Warehouse orders"))
