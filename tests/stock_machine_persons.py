"""What persons do about what the module cannot decide, in the random machine."""

from datetime import timedelta

from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from .stock_machine import STOCK, UNCOLLECTED
from .stock_machine_view import View


class Persons(View):

    integers = staticmethod(st.integers)

    # === SMALL THINGS === #

    def step(self):
        self.steps = getattr(self, 'steps', 0) + 1
        return self.steps

    def touch(self, sale):
        self.touched |= set(self.goods(sale.picking_ids)) | {
            line.product_id.default_code for line in self.goods_lines(sale)}

    def touch_order(self, order):
        self.touch(self.sale_of(order))

    def changed_by(self, pieces, change, at_most):
        return 0 if pieces + change < 1 or change > at_most else change

    def edit_quantity(self, number, more):
        lines = [{'code': line['product_code'], 'quantity': line['quantity']}
                 for line in self.shop.order(number)['products']]
        lines[0]['quantity'] += more
        self.touched |= {line['code'] for line in lines}
        self.shop.edit(number, lines=lines, payments=[{}])

    def receipt(self, basket):
        kind = self.case.merchant.warehouse_id.in_type_id
        places = {'location_id': self.case.env.ref('stock.stock_location_suppliers').id,
                  'location_dest_id': self.case.merchant.warehouse_id.lot_stock_id.id}
        receipt = self.case.env['stock.picking'].create({
            'picking_type_id': kind.id, **places,
            'scheduled_date': fields.Datetime.now() + timedelta(days=14),
            'move_ids': [Command.create({
                'product_id': self.case.known(code).id, 'product_uom_qty': pieces, **places,
            }) for code, pieces in basket.items()]})
        receipt.action_confirm()

    # === WHAT WAITS FOR A PERSON === #

    def to_decide(self):
        """Functions that decide one thing each, one way or the other."""
        things = [(self.decide_rest, rest) for rest in self.sales().picking_ids.sorted('id')
                  if rest.ogoship_rest_waits]
        things += [(self.decide_cancelled, row)
                   for row in self.sales().ogoship_order_ids.sorted('id')
                   if row.state == 'cancelled' and row.picking_id._can_go_to_ogoship()]
        things += [(self.decide_return, found) for found in self.returns()
                   if found.state in ('to_review', 'new') and found.delivery_id.state == 'done']
        things += [(self.decide_inbound, row) for row in self.updates()
                   if row.reason in ('over', 'lowered', 'short')]
        return [lambda again, do=do, thing=thing: do(thing, again) for do, thing in things]

    def decide_rest(self, rest, again):
        if again:
            rest.action_ogoship_send_rest()
        else:
            rest.action_cancel()

    def decide_cancelled(self, row, again):
        """OGOship has cancelled it."""
        if again:
            row.action_send()
        else:
            row.picking_id.action_cancel()

    def decide_return(self, found, receives):
        if receives:
            try:
                with self.case.env.cr.savepoint():
                    receipt = self.case.env['stock.picking'].browse(
                        found.action_receive()['res_id'])
            except UserError:
                receives = False
        if not receives:
            found.action_ignore()
            return
        for move in receipt.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        receipt.with_context(skip_sms=True, skip_backorder=True).button_validate()

    def decide_inbound(self, row, again):
        if row.reason == 'short':
            row.action_close()
        elif row.reason == 'over' and again:
            row.action_receive_more()
        else:
            row.action_settle()

    # === AT THE END === #

    def settle(self):
        """Override: everybody does what is asked for, until nothing is."""
        self.shop.clear_faults()
        for turn in range(5):
            self.case.let_everything_be_due()
            self.run_merchant()
            self.run_store()
            self.finish_inbound()
            self.end_what_is_delivered()
            self.end_what_is_left(turn)
        self.case.let_days_pass()
        self.touched.clear()
        res = super().settle()
        self.check_endings()
        return res

    def finish_inbound(self):
        """Whatever did not come does not come."""
        for row in self.updates().filtered(lambda row: row.state in ('sent', 'receiving')):
            self.warehouse.receive(row.reference, {}, finished=True)
            row.change_date = fields.Datetime.now() - timedelta(days=3)
            row.retry_at = fields.Datetime.now() - timedelta(seconds=1)

    def end_what_is_left(self, turn):
        for number, decide in enumerate(self.to_decide()):
            decide((number + turn) % 2 == 0 and turn < 3)
        for row in self.sales().ogoship_order_ids:
            self.end_order(row)
        for order in self.case.env['mycashflow.order'].search([
                ('store_id', '=', self.case.store.id)]):
            if order.can_cancel_in_shop:
                order.action_cancel_in_shop()
            elif order.reason == 'changed' and not order.change_pending:
                order.action_retry()

    def end_what_is_delivered(self):
        """What Odoo delivered by hand leaves now, or never: until then its goods are on their way
        on one side only."""
        for order in self.orders(*UNCOLLECTED):
            if self.sale_of(order).id not in self.by_person:
                continue
            if order['status'] == 'new':
                self.warehouse.ship(order.reference)
            else:
                self.warehouse.cancel_warehouse(order.reference)

    def end_order(self, row):
        if row.state == 'held' and row.reason in ('changed', 'unpaid', 'conflict'):
            row.action_retry()
        elif row.state == 'shipped' and row.reason == 'split':
            self.deliver_what_left(row)
        elif row.reason == 'part':
            self.end_part(row)

    def deliver_what_left(self, row):
        self.by_person.add(row.sale_order_id.id)
        picking = row.picking_id
        for move in picking.move_ids:
            line = row.line_ids.filtered(lambda line, move=move: line.product_id == move.product_id)
            move.quantity = sum(line.mapped('shipped_quantity'))
            move.picked = True
        picking.with_context(skip_sms=True, skip_backorder=True).button_validate()

    def end_part(self, row):
        """Nothing in Odoo waits for it."""
        if self.status(row) in UNCOLLECTED:
            self.warehouse.cancel_warehouse(row.reference)

    def check_endings(self):
        """Each order of the shop says how it ended, or what it waits for."""
        for number in self.numbers:
            row = self.case.row(number)
            waits = row.sale_order_id.ogoship_order_ids.filtered(
                lambda order: order.state not in ('done', 'cancelled'))
            assert row.state in ('cancelled', 'ignored') or row.shop_reported_date or (
                row.message or waits), (
                    f'{number}: {row.state} {row.reason}, {row.sale_order_id.state}, '
                    f'{row.sale_order_id.picking_ids.mapped("state")}, {row.remote_status}')
        for code in STOCK:
            line = self.case.env['ogoship.product'].search([
                ('merchant_id', '=', self.case.merchant.id), ('code', '=', code)])
            assert line.stock == self.on_shelf(code), f'{code}: {line.stock}'
