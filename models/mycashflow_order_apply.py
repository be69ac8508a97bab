from collections import Counter
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_is_zero

from ..const import ORDERS_PER_BATCH, PERSON_ONLY_REASONS, RETRY_FIRST
from ..tools.mycashflow_types import decode_order
from .import_lookups import Lookups
from .problem import Problem


class MycashflowOrder(models.Model):
    """Edited in the shop after import: the sale order follows in place.

    While OGOship has nothing of the order, the store's run does that. Otherwise the merchant's
    run calls `_apply_change` together with the update at OGOship, and undoes it if that is
    refused. All checks of the import apply; what fails one leaves everything as it was.
    """

    _inherit = 'mycashflow.order'

    @api.model
    def _follow_due(self, store):
        """Cancel and edit what the shop has cancelled and edited. Commits row by row.

        :return: False when time ran out.
        """
        due = Domain('store_id', '=', store.id) & Domain('change_pending', '=', True)
        due &= Domain('fingerprint', '!=', False) & self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        return self._cancel_due(store) and rows._work_each(
            due, lambda row: row._apply_or_ask()) and len(rows) < ORDERS_PER_BATCH

    def _apply_or_ask(self):
        """Apply the change if OGOship has nothing of the order, and keep it from being sent until
        that is committed; otherwise have OGOship asked."""
        rows = self.sale_order_id.ogoship_order_ids
        if len(rows.try_lock_for_update()) < len(rows):
            return  # being sent just now: the next run knows what became of it
        at_warehouse = rows._at_warehouse()
        # Of what has left nothing is asked any more: that is a person's, see `_check_can_follow`.
        if at_warehouse and not self._has_left():
            at_warehouse._want_update()
            self.write({
                'reason': 'changed', 'message': self._text_of_pending(at_warehouse),
                'retry_at': fields.Datetime.now() + RETRY_FIRST})
        else:
            self._apply_change()

    def _apply_change(self):
        """Bring the sale orders in line with what the shop says now.

        Never raises what a person can mend: that is on the row, and nothing has changed then.

        :return: whether all of them follow the shop now
        """
        # Each is tried, whatever becomes of the others.
        results = [row._try_to_apply() for row in self.filtered('change_pending')]
        return all(results)

    def _try_to_apply(self):
        try:
            with self.env.cr.savepoint():
                self._check_can_follow()
                self._follow_shop()
        except (Problem, UserError) as error:
            problem = self._as_problem(error)
            if problem.reason in PERSON_ONLY_REASONS:
                self._note_not_applied(problem.message)
            else:
                self._wait_for(error)
                self.message = self.env._(
                    "The shop's edit is not applied yet. %(problem)s", problem=problem.message)
            return False
        self._end_change()
        return True

    # === CHECKS === #

    def _check_can_follow(self):
        """Raise the `Problem` that makes the edit a person's."""
        sale = self.sale_order_id
        invoices = sale.invoice_ids.filtered(lambda move: move.state != 'cancel')
        why = (
            not sale and self.env._("its sale order was deleted")
            or sale.state == 'cancel' and self.env._("its sale order is cancelled")
            or self.forgotten_date and self.env._("its customer's data was removed here")
            or invoices and self.env._(
                "it is invoiced (%(invoices)s)",
                invoices=', '.join(move.name or self.env._("draft") for move in invoices))
            or self._has_left() and self.env._("goods of it have left")
            or self._is_changed_in_odoo() and self.env._("its rows were changed in Odoo as well"))
        if why:
            raise Problem('changed', self.env._(
                "Order %(number)s was edited in the shop, but Odoo cannot follow by itself: "
                "%(why)s. Compare both and do what is still to be done.",
                number=self._number(), why=why))

    def _is_changed_in_odoo(self):
        """Whether rows were edited of which Odoo has others than the shop said before."""
        old = self._read(self.applied_payload)
        if not old or 'lines' not in self._changed_parts():
            return False
        try:
            products = self._find_products(old.lines)
        except Problem:
            return False  # the old rows cannot be told any more
        wanted, present = Counter(), Counter()
        for line, product in products:
            wanted[product] += float(line.quantity)
        for line in self._sale_lines().filtered(lambda line: not self._is_cost(line)):
            present[line.product_id] += line.product_uom_qty
        return any(
            not product.uom_id.is_zero(wanted[product] - present[product])
            for product in {**wanted, **present})

    def _sale_lines(self):
        """The lines that stand for something of the shop's order."""
        rounding = self.env.ref('mycashflow_ogoship.product_rounding')
        return self.sale_order_id.order_line.filtered(
            lambda line: not line.display_type and line.product_id != rounding)

    def _is_cost(self, line):
        costs = (self.env.ref('mycashflow_ogoship.product_payment_fee')
                 | self.env.ref('mycashflow_ogoship.product_discount'))
        return line.is_delivery or line.product_id in costs

    # === FOLLOWING === #

    def _follow_shop(self):
        """Write what the shop changed, part by part; what it did not change is left alone."""
        vals, sale = self._prepare_one(), self.sale_order_id
        changed = self._changed_parts()
        other_way = 'shipping' in changed and sale.carrier_id.id != vals['carrier_id']
        with self._unlocked(sale):
            if changed & {'customer', 'shipping'}:
                self._follow_address(sale, vals)
            if other_way or changed & {'lines', 'costs', 'method'}:
                self._follow_lines(sale, [command[2] for command in vals['order_line']])
                self._follow_carrier(sale, vals['carrier_id'])
                self._settle_total(sale)
                self._check_deliveries_follow(sale)
        self._follow_pickup_point(sale)
        sale.message_post(body=self._edit_table(self.env._("Changed in the shop, done here:")))

    def _prepare_one(self):
        """Values of the sale order as the import would make it now, or a `Problem`."""
        order = decode_order(self.payload)
        known = Lookups(self.store_id, order.lines)
        vals = self._prepare_sale_order_vals(order, known)
        [partners] = self.env['res.partner']._mycashflow_partners([order], known)
        return {**vals, **self._prepare_partner_vals(partners)}

    def _changed_parts(self):
        """:return: set of the parts of `_delivery_content` that the shop edited"""
        old = self._read(self.applied_payload)
        new = decode_order(self.payload)
        return self._edited_parts(old, new) if old else set(self._delivery_content(new))

    @contextmanager
    def _unlocked(self, sale):
        """A sale order that is locked when it is confirmed follows the shop all the same."""
        locked, sale.locked = sale.locked, False
        yield
        sale.locked = locked

    def _follow_address(self, sale, vals):
        if vals['pricelist_id'] and sale.pricelist_id.id != vals['pricelist_id']:
            raise Problem('currency', self.env._(
                "The shop changed the currency of order %(number)s.", number=self._number()))
        names = ('partner_id', 'partner_invoice_id', 'partner_shipping_id')
        changed = {name: vals[name] for name in names if sale[name].id != vals[name]}
        if changed:
            # A new customer would bring in his own salesperson, and so the warehouse.
            sale.with_context(update_delivery_shipping_partner=True).write({
                **{name: vals[name] for name in names}, 'user_id': sale.user_id.id,
                'warehouse_id': sale.warehouse_id.id})
        self._open_deliveries(sale).partner_id = vals['partner_shipping_id']

    def _follow_carrier(self, sale, carrier_id):
        if sale.carrier_id.id != carrier_id:
            sale.carrier_id = carrier_id
            self._open_deliveries(sale).carrier_id = carrier_id

    @api.model
    def _open_deliveries(self, sale):
        return sale.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel')
            and picking.picking_type_code != 'incoming')

    def _follow_pickup_point(self, sale):
        rows = sale.ogoship_order_ids.filtered(
            lambda row: row.state not in ('shipped', 'done', 'cancelled'))
        for row in rows.filtered(lambda row: (row.pickup_point or '') != (self.pickup_point or '')):
            row.pickup_point = self.pickup_point

    # === LINES === #

    def _follow_lines(self, sale, wanted):
        """Write, add and empty lines. What is added comes first: a delivery that lost all its
        goods for a moment would be cancelled.

        :param list wanted: values of the lines as the import makes them
        """
        self._align_deadlines(sale)
        self._empty_lines(sale.order_line - self._sale_lines())
        pool = list(self._sale_lines().sorted(lambda line: (line.sequence, line.id)))
        pairs = [(self._take_line(pool, vals), vals) for vals in wanted]
        new = [{**vals, 'order_id': sale.id} for line, vals in pairs if not line]
        self.env['sale.order.line'].create(new)
        pairs = [(line, vals) for line, vals in pairs if line]
        for line, vals in sorted(
                pairs, key=lambda pair: pair[0].product_uom_qty - pair[1]['product_uom_qty']):
            self._write_line(line, vals)
        self._empty_lines(self.env['sale.order.line'].union(*pool))

    @api.model
    def _take_line(self, pool, vals):
        """Take the first line of that product out of the pool, one that is not empty before."""
        lines = [line for line in pool if line.product_id.id == vals['product_id']
                 and line.is_delivery == vals.get('is_delivery', False)]
        line = next(iter(sorted(lines, key=lambda line: not line.product_uom_qty)), None)
        if line:
            pool.remove(line)
        return line

    @api.model
    def _write_line(self, line, vals):
        """The price goes along with the quantity, or Odoo would look it up in its price list."""
        taxes = set(vals['tax_ids'][0][2])
        same = (
            line.name == vals['name'] and set(line.tax_ids.ids) == taxes
            and float_is_zero(line.product_uom_qty - vals['product_uom_qty'], precision_digits=6)
            and float_is_zero(line.price_unit - vals['price_unit'], precision_digits=6))
        if not same:
            line.write({
                key: vals[key] for key in ('name', 'product_uom_qty', 'price_unit', 'tax_ids')})

    @api.model
    def _empty_lines(self, lines):
        """Lines of a confirmed order stay with nothing ordered; others go."""
        lines = lines.filtered(lambda line: not line.display_type)
        lines.filtered(lambda line: line.state != 'sale').unlink()
        for line in lines.exists().filtered('product_uom_qty'):
            line.write({'product_uom_qty': 0, 'price_unit': line.price_unit})

    @api.model
    def _align_deadlines(self, sale):
        """Odoo takes pieces off a move only when the deadline of both is the same, and makes a
        return of them otherwise. Importing dated the order back after the moves were made."""
        for line in sale.order_line.filtered(lambda line: line.state == 'sale'):
            moves = line.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
            moves.date_deadline = sale.commitment_date or line._expected_date()

    def _check_deliveries_follow(self, sale):
        """Odoo's own procurement moves the pieces. Where it cannot, a person does."""
        returns = sale.picking_ids.filtered(
            lambda picking: picking.picking_type_code == 'incoming'
            and picking.state not in ('done', 'cancel'))
        differing = sale.order_line.filtered(
            lambda line: line.state == 'sale' and line.product_id.type == 'consu'
            and not line.product_uom_id.is_zero(
                line._get_qty_procurement() - line.product_uom_qty))
        if returns or differing:
            raise Problem('changed', self.env._(
                "Order %(number)s was edited in the shop, but its delivery in Odoo cannot follow "
                "by itself. Compare both and change the delivery by hand.",
                number=self._number()))
