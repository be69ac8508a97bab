from odoo import api, fields, models


class OgoshipStockUpdateLine(models.Model):
    """One product of an announced receipt: announced, received at OGOship, booked in Odoo.

    What is booked is not remembered but counted from the receipts, whoever validated them: so it
    is true in the very transaction that validates, and nothing is booked twice.
    """

    _name = 'ogoship.stock.update.line'
    _inherit = ['mycashflow_ogoship.mirror']
    _description = "Stock Update Line"
    _rec_name = 'code'

    update_id = fields.Many2one(
        'ogoship.stock.update', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='update_id.company_id', store=True, index=True)
    product_id = fields.Many2one('product.product', index='btree_not_null', ondelete='restrict')
    code = fields.Char(string="Product code")
    name = fields.Char(string="Name at OGOship")
    expected_quantity = fields.Float(string="Announced", digits='Product Unit')
    received_quantity = fields.Float(
        string="Received at OGOship", digits='Product Unit', help="In all, as OGOship tells it.")
    booked_quantity = fields.Float(
        string="Booked in Odoo", digits='Product Unit', compute='_compute_booked', store=True,
        help="In validated receipts, whoever validated them.")
    settled_quantity = fields.Float(
        string="Dealt with otherwise", digits='Product Unit',
        help="What a person has taken care of without a receipt.")
    due_quantity = fields.Float(
        string="To be booked", digits='Product Unit', compute='_compute_booked', store=True,
        help="Received at OGOship, not booked in Odoo. Negative: booked in Odoo, not yet "
             "received at OGOship.")
    lowered_from = fields.Float(
        digits='Product Unit', help="What OGOship said before it corrected the count.")
    warehouse_comments = fields.Char(string="Comment of the warehouse")
    problem = fields.Char(compute='_compute_problem', string="To be mended")

    _code_uniq = models.Constraint(
        'UNIQUE(update_id, code, product_id)', "One line per product.")

    # === COMPUTE METHODS === #

    @api.depends(
        'received_quantity', 'settled_quantity', 'product_id',
        'update_id.picking_ids.move_ids.state',
        'update_id.picking_ids.move_ids.move_line_ids.quantity_product_uom')
    def _compute_booked(self):
        for line in self:
            moves = line._moves().filtered(lambda move: move.state == 'done')
            line.booked_quantity = sum(moves.move_line_ids.mapped('quantity_product_uom'))
            line.due_quantity = (
                line.received_quantity - line.booked_quantity - line.settled_quantity)

    @api.depends('product_id', 'code')
    def _compute_problem(self):
        for update, lines in self.grouped('update_id').items():
            waits = update.state in ('to_send', 'held', 'error')
            known = update._remote_codes() if waits else None
            for line in lines:
                line.problem = waits and ' '.join(text for _why, text in line._problems(known))

    # === BUSINESS METHODS === #

    def _moves(self):
        """The moves of the receipts with this product, also done and cancelled ones."""
        return self.update_id.picking_ids.move_ids.filtered(
            lambda move: self.product_id and move.product_id == self.product_id)

    def _open_quantity(self):
        """What the receipts still wait for, in the product's own unit."""
        return sum(self._moves().filtered(
            lambda move: move.state not in ('draft', 'done', 'cancel')).mapped('product_qty'))

    def _planned_quantity(self):
        """What Odoo counts on in all."""
        return self.booked_quantity + self._open_quantity()

    def _is_complete(self):
        return self.received_quantity >= self.expected_quantity
