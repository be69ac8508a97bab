import math
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round

from .formats import moment_text, quantity_text
from .problem import Problem


class StockTarget(NamedTuple):
    """What the shop should count, why, and what of it the shop's own orders want."""

    quantity: int
    message: str
    demand: float


class MycashflowProduct(models.Model):
    """Odoo's stock → the shop: what the shop should count, and why (design §7)."""

    _inherit = 'mycashflow.product'

    is_counted = fields.Boolean(
        string="Has stock to write", readonly=True, copy=False,
        help="Off: not linked to a storable product, or the shop does not count it.")
    target_difference = fields.Integer(
        string="Difference", compute='_compute_target_difference', store=True,
        help="How much more the shop should count than it does.")
    asked_demand = fields.Float(
        readonly=True, copy=False,
        help="What the store's orders wanted of it when the shop was asked last.")
    stock_change_ref = fields.Integer(
        readonly=True, copy=False, help="The last of the shop's stock changes that was read.")
    changed_by_other_date = fields.Datetime(
        string="Changed by somebody else on", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends('is_counted', 'target_quantity', 'shop_quantity')
    def _compute_target_difference(self):
        for row in self:
            row.target_difference = (
                row.target_quantity - row.shop_quantity if row.is_counted else 0)

    # === WHAT THE SHOP SHOULD COUNT === #

    @api.model
    def _linked_domain(self, stores):
        """The rows of these stores whose stock is Odoo's to tell."""
        return (
            Domain('store_id', 'in', stores.ids) & Domain('state', '=', 'linked')
            & Domain('product_id', '!=', False) & Domain('is_gone', '=', False))

    def _stock_targets(self):
        """What the shop should count of these products, in a constant number of queries.

        The shop subtracts what it has reserved itself, so it gets the physical quantity: what is
        on hand, and what has left but is still reserved there because it was not told. Unknown is
        when the shop begins to reserve (mycashflow-api §5): what its own orders still need beyond
        its reservations is subtracted here.

        :return: {row: StockTarget}; rows whose stock is not Odoo's to tell are left out
        """
        # sudo: whoever looks at webshop products need not have rights on orders and moves.
        rows = self.sudo().filtered(lambda row: (
            row.state == 'linked' and row.product_id.is_storable and row.store_id.warehouse_id
            and row.is_tracked and not row.is_gone))
        targets = {}
        for store, mine in rows.grouped('store_id').items():
            figures = mine._stock_figures(store)
            waiting = self.env['mycashflow.order'].sudo()._waiting_demand(store)
            for row in mine:
                targets[row.sudo(self.env.su)] = row._stock_target(
                    waiting=waiting.get((row.remote_id, row.remote_variation_id), 0.0),
                    **{name: quantities.get(row.product_id.id, 0.0)
                       for name, quantities in figures.items()})
        return targets

    def _stock_figures(self, store):
        """:return: {figure: {product id: quantity in its own unit}} of the store's warehouse"""
        products = self.product_id.with_company(store.company_id).with_context(
            warehouse_id=store.warehouse_id.id)
        leaving = Domain(products._get_domain_locations()[2])
        leaving &= Domain('product_id', 'in', products.ids)
        to_deliver = leaving & Domain('state', 'not in', ('draft', 'done', 'cancel'))
        own = Domain('sale_line_id.order_id.mycashflow_order_ids', 'any', Domain(
            'store_id', '=', store.id) & store._untold_domain())
        untold = self._sum_moves(leaving & Domain('state', '=', 'done') & own, 'quantity')
        for product, pieces in self.env['mycashflow.order']._told_pieces(store).items():
            untold[product] = max(0.0, untold.get(product, 0.0) - pieces)
        return {
            'on_hand': {product.id: product.qty_available for product in products},
            'untold': untold,
            'own': self._sum_moves(to_deliver & own),
            'leaving': self._sum_moves(to_deliver),
            'short': self._short_at_warehouse(store),
        }

    def _short_at_warehouse(self, store):
        """Pieces that OGOship lacks of what Odoo has, while nobody has decided about them: they
        are not to be sold meanwhile."""
        lines = self.env['ogoship.product'].search_fetch([
            ('merchant_id', '=', store.merchant_id.id), ('difference', '<', 0),
            ('merchant_id.adjust_stock', '!=', 'off'),
            ('product_id', 'in', self.product_id.ids)], ['product_id', 'difference'])
        return {line.product_id.id: -line.difference for line in lines}

    @api.model
    def _sum_moves(self, domain, quantity='product_uom_qty'):
        sums = {}
        for product, unit, total in self.env['stock.move']._read_group(
                domain, ['product_id', 'product_uom'], [f'{quantity}:sum']):
            sums[product.id] = sums.get(product.id, 0.0) + unit._compute_quantity(
                total, product.uom_id, round=False)
        return sums

    def _stock_target(self, on_hand, untold, waiting, own, leaving, short):
        """The `StockTarget` of one row out of the figures of its product.

        :param untold: delivered, while the shop still counts it
        :param waiting: of orders that are not imported yet
        :param own: still to be delivered to orders that are open in this shop
        :param leaving: still to be delivered to anybody
        :param short: missing at OGOship
        """
        others, demand = leaving - own, waiting + own + untold
        unreserved = max(0.0, demand - self.shop_reserved)
        buffers = self.stock_buffer + self.store_id.stock_buffer
        quantity = on_hand + untold - others - unreserved - short - buffers

        def text(count):
            return quantity_text(self.env, count)

        parts = [
            self.env._("%s on hand", text(on_hand)),
            untold and self.env._("%s delivered but not reported", text(untold)),
            others and self.env._("%s for other orders", text(others)),
            unreserved and self.env._("%s ordered but not reserved in the shop", text(unreserved)),
            short and self.env._("%s missing at OGOship", text(short)),
            buffers and self.env._("%s buffer", text(buffers)),
        ]
        return StockTarget(
            max(0, math.floor(float_round(quantity, precision_digits=6))),
            ', '.join(filter(None, parts)), demand)

    def _count_stock(self):
        """Write down what the shop should count of these rows, where that has changed.

        :return: the rows of which the shop may count something else, hence must be asked
        """
        targets = self._stock_targets()
        for row in self:
            row._keep_target(targets.get(row))
        return self.filtered(
            lambda row: row in targets and row._must_be_asked(targets[row].demand))

    def _keep_target(self, target):
        self._write_changed({
            'is_counted': bool(target),
            'target_quantity': target.quantity if target else 0,
            'target_message': target.message if target else self._why_not_counted()})

    def _must_be_asked(self, demand):
        """Whether the shop may count something else, or has reserved something else by now."""
        return (
            self.target_difference or self.reason
            or self.pushed_date and self.pushed_quantity != self.target_quantity
            or demand > self.shop_reserved and demand != self.asked_demand)

    def _why_not_counted(self):
        if not self.is_tracked:
            return self.env._("The shop does not count its stock.")
        if not self.product_id.is_storable:
            return self.env._("Odoo keeps no stock of it.")
        if not self.store_id.warehouse_id:
            return self.env._("The store has no warehouse.")
        return self.env._("It is not linked.")

    # === WRITING TO THE SHOP === #

    def _push_one(self, client):
        """Bring the shop's figure to what it should be now, looking before writing."""
        self.ensure_one()
        item = self._read_shop_stock(client)
        self.write({'shop_quantity': item.quantity, 'shop_reserved': item.reserved})
        target = self._stock_targets().get(self)
        self._keep_target(target)
        if not target:
            return
        self.asked_demand = target.demand
        if item.quantity != target.quantity:
            item = client.patch_stock(self.code, target.quantity)
            if item.quantity != target.quantity:
                raise Problem('refused', self.env._(
                    "The shop was told %(told)s of %(code)s but counts %(counts)s. It is tried "
                    "again.", told=target.quantity, code=self.code, counts=item.quantity))
        self._note_agreed(item)

    def _read_shop_stock(self, client):
        try:
            item = client.get_stock(self.code or '')
        except ValueError:
            raise Problem('code', self.env._(
                "The shop's stock cannot be reached by the code “%(code)s”: it is empty or has a "
                "slash. Give the product another code in the shop.",
                code=self.code or '')) from None
        if self.stock_item_ref and item.id not in (None, self.stock_item_ref):
            raise Problem('code', self.env._(
                "The shop has the code %(code)s twice and answers for another product. Give each "
                "its own code in the shop.", code=self.code))
        if self.stock_item_ref and item.quantity != self.shop_quantity:
            self._note_unexpected(item.quantity, fields.Datetime.now())
        if not item.enabled:
            raise Problem('untracked', self.env._(
                "The shop does not count the stock of %(code)s. Switch stock tracking on for it "
                "in the shop.", code=self.code))
        return item

    def _note_agreed(self, item):
        seen = {'push_message': self.push_message} if self.changed_by_other_date else {}
        self.write({
            **self._clear_problem(), **seen,
            'shop_quantity': item.quantity, 'shop_reserved': item.reserved,
            'pushed_quantity': item.quantity, 'pushed_date': fields.Datetime.now(),
        })

    # === CHANGES MADE BY SOMEBODY ELSE === #

    def _note_stock_change(self, change):
        """Take over a change that the shop tells of, and notice it when it is not its orders'
        or ours.

        :param change: `tools.mycashflow_products.StockChange`
        """
        if change.id and change.id <= self.stock_change_ref:
            return  # read before
        if 'order' not in change.source and not self.reason:
            self._note_unexpected(change.quantity, change.changed_at)
        self._write_changed({
            'stock_change_ref': change.id or 0, 'shop_quantity': change.quantity})

    def _note_unexpected(self, quantity, moment):
        """Somebody else has set a quantity that is not what we agreed on last."""
        if not self.pushed_date or quantity == self.pushed_quantity:
            return
        old = self.shop_quantity if self.shop_quantity != quantity else self.pushed_quantity
        moment = (moment or fields.Datetime.now()).replace(microsecond=0)
        self.write({'changed_by_other_date': moment, 'push_message': self.env._(
            "The shop's stock was changed from %(old)s to %(new)s by somebody else on %(when)s.",
            old=old, new=quantity,
            when=moment_text(self.env, moment))})

    def action_dismiss_change(self):
        """Somebody has seen that the shop's stock was changed by somebody else."""
        seen = self.filtered('changed_by_other_date')
        seen.filtered(lambda row: not row.reason).push_message = False
        seen.changed_by_other_date = False

    # === WAITING === #

    def action_retry_stock(self):
        """Try again to write the stock of these products, at the next run."""
        self.write(self._clear_problem())
        self.store_id._ring()

    def _wait_for(self, error):
        """Override: only the stock of the product waits; what it is linked to is not in doubt."""
        problem = self._as_problem(error)
        self.write({
            'reason': problem.reason, 'push_message': problem.message,
            'attempts': self.attempts + 1,
            'retry_at': self._next_try(problem, getattr(error, 'retry_after', None)),
            **({'is_tracked': False} if problem.reason == 'untracked' else {}),
        })

    def _problem_of_remote_error(self, error):
        if error.code == 'not_found':
            return Problem('not_found', self.env._(
                "The shop has no stock for the code %(code)s. Refresh the products of the store; "
                "if it is still listed, open it in the shop.", code=self.code))
        return super()._problem_of_remote_error(error)

    def _clear_problem(self):
        return {'reason': False, 'push_message': False, 'retry_at': False, 'attempts': 0}
