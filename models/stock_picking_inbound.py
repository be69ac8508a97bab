from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Receipts into the warehouse of an OGOship merchant: announced when they are confirmed."""

    _inherit = 'stock.picking'

    ogoship_stock_update_id = fields.Many2one(
        'ogoship.stock.update', string="Stock update", readonly=True, copy=False,
        index='btree_not_null', groups='mycashflow_ogoship.group_user')
    ogoship_inbound = fields.Boolean(
        string="Comes to OGOship", compute='_compute_ogoship_inbound', compute_sudo=True)
    ogoship_inbound_state = fields.Selection(
        selection=lambda self: self.env['ogoship.stock.update']._state_selection(),
        string="Announcement", compute='_compute_ogoship_inbound_state', store=True,
        compute_sudo=True)
    ogoship_inbound_message = fields.Char(
        string="What OGOship says", compute='_compute_ogoship_announcement', compute_sudo=True)
    ogoship_auto_reference = fields.Char(
        string="OGOship reference", compute='_compute_ogoship_announcement', compute_sudo=True,
        help="OGOship's own name of the delivery. Every parcel is to be marked with it.")
    ogoship_containers = fields.Integer(string="Containers", copy=False)
    ogoship_pallets = fields.Integer(string="Pallets", copy=False)
    ogoship_parcels = fields.Integer(string="Parcels", copy=False)
    ogoship_delivered_by = fields.Char(
        string="Delivered by", copy=False, help="Who brings it to OGOship, such as DHL Freight.")
    ogoship_tracking_codes = fields.Char(
        string="Tracking codes", copy=False, help="Several are separated by commas.")
    ogoship_comments = fields.Text(
        string="Comment to the warehouse", copy=False,
        help="OGOship reads it with the announcement. The internal note is never sent.")

    # === COMPUTE METHODS === #

    @api.depends('location_id', 'location_dest_id', 'return_id')
    def _compute_ogoship_inbound(self):
        receivers = self._ogoship_receivers()
        for picking in self:
            picking.ogoship_inbound = (
                picking._comes_from_outside()
                and picking.location_dest_id.warehouse_id in receivers)

    @api.depends('ogoship_stock_update_id.state')
    def _compute_ogoship_inbound_state(self):
        for picking in self:
            picking.ogoship_inbound_state = picking.ogoship_stock_update_id.state

    @api.depends('ogoship_stock_update_id.explanation', 'ogoship_stock_update_id.auto_reference')
    def _compute_ogoship_announcement(self):
        for picking in self:
            picking.ogoship_inbound_message = picking.ogoship_stock_update_id.explanation
            picking.ogoship_auto_reference = picking.ogoship_stock_update_id.auto_reference

    # === BUSINESS METHODS === #

    def _comes_from_outside(self):
        """Whether this brings goods into a warehouse: from a supplier, or from another warehouse,
        also by way of a transit location. Returns of customers are no announced goods."""
        source, goal = self.location_id, self.location_dest_id
        return (
            source.usage in ('supplier', 'internal', 'transit') and goal.usage == 'internal'
            and bool(goal.warehouse_id) and source.warehouse_id != goal.warehouse_id
            and not self.return_id)

    def _ogoship_receivers(self):
        """:return: {warehouse in which one of these ends: its merchant}"""
        # sudo: whoever confirms a receipt need not have rights on merchants.
        merchants = self.env['ogoship.merchant'].sudo().search(
            [('warehouse_id', 'in', self.location_dest_id.warehouse_id.ids)])
        return {merchant.warehouse_id: merchant for merchant in merchants[::-1]}

    def _ogoship_receiver(self):
        """The merchant in whose warehouse this ends."""
        return self._ogoship_receivers().get(
            self.location_dest_id.warehouse_id, self.env['ogoship.merchant'])

    def _can_be_announced(self):
        # sudo: see _ogoship_receivers
        row = self.sudo().ogoship_stock_update_id
        return (
            self.state not in ('draft', 'done', 'cancel') and self._comes_from_outside()
            and (not row or row.state == 'cancelled'))

    def _ogoship_announce(self):
        """Write the rows of receipts that have just been confirmed; what was announced before, or
        taken back by a person, is left to the button."""
        # sudo: see _ogoship_receivers
        receipts = self.sudo().filtered(lambda receipt: (
            not receipt.ogoship_stock_update_id and receipt._can_be_announced()))
        receivers = receipts._ogoship_receivers() if receipts else {}
        for receipt in receipts:
            merchant = receivers.get(receipt.location_dest_id.warehouse_id)
            if merchant and merchant.announce_receipts:
                self.env['ogoship.stock.update'].sudo()._announce(receipt, merchant)

    def _create_backorder_picking(self):
        """Override of `stock`: the rest of a receipt belongs to its announcement."""
        backorder = super()._create_backorder_picking()
        # sudo: whoever validates a receipt need not have rights on stock updates.
        backorder.sudo().ogoship_stock_update_id = self.sudo().ogoship_stock_update_id
        return backorder

    def _action_done(self):
        """Override of `stock`: what was received by hand is not received again."""
        res = super()._action_done()
        self.sudo().ogoship_stock_update_id._wake()  # sudo: see _create_backorder_picking
        return res

    # === ACTION METHODS === #

    def action_ogoship_announce(self):
        """Announce receipts that were not announced when they were confirmed."""
        rows = self.env['ogoship.stock.update']
        self.check_access('write')
        rows.check_access('write')
        for receipt in self.filtered(lambda receipt: receipt._can_be_announced()):
            merchant = receipt._ogoship_receiver()
            if merchant:
                # sudo: users may announce, though rows are written by the module alone.
                rows |= rows.sudo()._announce(receipt.sudo(), merchant)
        if not rows:
            raise UserError(self.env._(
                "Nothing to announce: only an open receipt into an OGOship warehouse can be, "
                "once."))
        merchant = rows.merchant_id[:1]
        return merchant._notify(self.env._(
            "To be announced: %(count)s. %(when)s", count=len(rows), when=merchant._next_run()))

    def action_open_ogoship_stock_update(self):
        self.ensure_one()
        return self.ogoship_stock_update_id._get_records_action()


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_confirm(self, *args, **kwargs):
        """Override of `stock`: a confirmed receipt into an OGOship warehouse is announced. One
        that was confirmed before, and only gets another line, is not."""
        confirmed = self.picking_id.filtered(
            lambda picking: any(move.state != 'draft' for move in picking.move_ids))
        moves = super()._action_confirm(*args, **kwargs)
        (moves.picking_id - confirmed)._ogoship_announce()
        return moves

    def _action_cancel(self):
        """Override of `stock`: OGOship must hear that an announced receipt does not come."""
        # sudo: whoever cancels a receipt need not have rights on stock updates.
        rows = self.picking_id.sudo().ogoship_stock_update_id
        res = super()._action_cancel()
        rows._receipt_cancelled()
        return res
