import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

LEAST_TOGETHER = 2


class OgoshipOrder(models.Model):
    """Deliveries that left whole, and as Odoo has planned and reserved them, are validated
    together: for Odoo that is a third of the work of one at a time.

    Whatever is not that plain, or fails, has its own turn: see ogoship_order_finish.py.
    """

    _inherit = 'ogoship.order'

    def _finish_batch(self, due):
        """Validate the plain ones of these in one go. Commits.

        :param due: domain of the rows whose deliveries are to be validated
        :return: whether time is left
        """
        try:
            rows = self.try_lock_for_update().filtered_domain(due)
            plain = rows.filtered(lambda row: row._is_plainly_shipped())
            if len(plain) < LEAST_TOGETHER:
                return True
            with self.env.cr.savepoint():
                plain._finish_together()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return True
        except Exception as error:  # noqa: BLE001 the guilty one is found one by one
            _logger.info("Not validated together: %s", type(error).__name__)
            self.env.cr.rollback()
            return True
        return bool(self.env['ir.cron']._commit_progress(len(plain)))

    def _finish_together(self):
        """
        :raise UserError: Odoo refuses one of them, or asks something
        """
        for row in self.filtered('tracking_numbers'):
            row._set_tracking(row.picking_id)
        pickings = self.picking_id
        pickings._ogoship_open_moves().picked = True
        pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if any(picking.state != 'done' for picking in pickings):
            raise UserError(self.env._("Odoo asks something before validating a delivery."))
        self._delivery_done()

    def _is_plainly_shipped(self):
        """Whether all that is planned has left, no more, and Odoo has reserved just that."""
        picking = self.picking_id
        if self.split_of_id or picking.state != 'assigned' or picking.ogoship_order_ids != self \
                or picking.ogoship_rest_of_id or picking.backorder_ids or picking.backorder_id:
            return False
        moves = picking.move_ids.filtered(lambda move: move.state != 'cancel')
        planned = {}
        for move in moves:
            if move.state != 'assigned' or move.product_id.tracking != 'none' or \
                    move.product_uom.compare(move.quantity, move.product_uom_qty):
                return False
            product = move.product_id
            planned[product] = planned.get(product, 0) + move.product_qty
        shipped = {line.product_id: line.shipped_quantity
                   for line in self.line_ids if line.shipped_quantity}
        return bool(planned) and planned == shipped
