import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..const import PRODUCTS_PER_BATCH, SLICE_SECONDS
from .formats import quantity_text
from .problem import Problem
from .progress import progress_action

# When what could not be applied is tried again.
TRY_AGAIN = timedelta(hours=6)


class OgoshipProduct(models.Model):
    """Differences into Odoo, through its own inventory adjustments.

    Everything is computed again at the moment of applying, under a lock on the lines, so that two
    who apply adjust once; and on hand is looked at afterwards, since an adjustment may be
    refused, or asked about, without an error.
    """

    _inherit = 'ogoship.product'

    # === ACTION METHODS === #

    def action_apply(self):
        """Correct Odoo's stock by the selected differences; a person has decided that.

        :return: the progress action that goes on with the rest, when some seconds are over
        """
        self.check_access('write')
        if not self.env.user.has_group('stock.group_stock_user'):
            raise UserError(self.env._(
                "You need rights on inventory to adjust stock. Ask an administrator."))
        seen, applied, end = self.browse(), self.browse(), time.monotonic() + SLICE_SECONDS
        for merchant, lines in self.grouped('merchant_id').items():
            for start in range(0, len(lines), PRODUCTS_PER_BATCH):
                batch = lines[start:start + PRODUCTS_PER_BATCH]
                applied |= batch._apply_by_hand(merchant)
                seen |= batch
                if time.monotonic() > end and seen < self:
                    return progress_action(self - seen, 'action_apply', self.env._(
                        "Adjusting stock. %(count)s left.", count=len(self) - len(seen)))
        return self._notify_applied(applied)

    def _apply_by_hand(self, merchant):
        """:return: those of these lines of one merchant that were adjusted"""
        applied = self.with_company(merchant.company_id)._apply(merchant)
        if applied and not merchant.stock_applied_date:
            # sudo: the merchant remembers what any stock user may do.
            merchant.sudo().stock_applied_date = fields.Datetime.now()
        return applied

    def _notify_applied(self, applied):
        left = len(self) - len(applied)
        message = self.env._("Adjusted: %(count)s.", count=len(applied))
        if left:
            message += ' ' + self.env._("Left as they are: %(count)s, see why.", count=left)
        return self.merchant_id[:1]._notify(message, kind='warning' if left else 'success')

    @api.model
    def _apply_automatically(self, merchant, moving=()):
        """Apply the differences that the merchant lets pass by themselves. Commits in batches.

        :param moving: ids of lines to leave alone in this run
        :return: False when time ran out
        """
        if merchant.adjust_stock != 'automatic' or not merchant.stock_applied_date:
            return True
        ids = self.search(
            Domain('merchant_id', '=', merchant.id) & Domain('state', '=', 'difference')
            & Domain('reason', '=', False) & Domain('id', 'not in', list(moving))).ids
        for start in range(0, len(ids), PRODUCTS_PER_BATCH):
            self.browse(ids[start:start + PRODUCTS_PER_BATCH])._apply(merchant, by_itself=True)
            if not merchant._time_left(len(ids[start:start + PRODUCTS_PER_BATCH])):
                return False
        return True

    # === APPLYING === #

    def _apply(self, merchant, by_itself=False):
        """Adjust these lines of one merchant, in batches.

        :param bool by_itself: without a person, hence only what `_difference_reason` lets pass
        :return: the lines that were adjusted
        """
        applied, lines = self.browse(), self.try_lock_for_update(allow_referencing=True)
        shown = {
            line.id: (line.difference, line.odoo_quantity + line.difference) for line in lines}
        lines._refresh_figures(merchant, lines)
        lines = lines.filtered(lambda line: line._may_apply(merchant, by_itself, shown[line.id]))
        for start in range(0, len(lines), PRODUCTS_PER_BATCH):
            applied |= lines[start:start + PRODUCTS_PER_BATCH]._apply_batch(merchant)
        if applied:
            applied.adjusted_date = fields.Datetime.now()
            applied._refresh_figures(merchant, applied)
        return applied

    def _may_apply(self, merchant, by_itself, shown):
        """Whether the difference is still there, and this caller may apply it.

        :param shown: (difference, what Odoo should have) as they were seen. Where neither holds
            any more, a run is reading stock and statuses just now.
        """
        if self.state not in ('difference', 'waiting') or not self.difference:
            return False
        if self.difference != shown[0] and self._expected_quantity() != shown[1]:
            return False
        if by_itself:
            return not self._difference_reason(merchant)[0]
        return not self._person_needed()

    def _apply_batch(self, merchant):
        """All at once; if that fails, one by one, so that only the guilty ones are left out."""
        try:
            with self.env.cr.savepoint():
                self._adjust(merchant)
            return self
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 each line carries its own fault
            self.env.invalidate_all()
            if len(self) > 1:
                return self.browse().union(*(line._apply_batch(merchant) for line in self))
            self._not_applied(error)
            return self.browse()

    def _not_applied(self, error):
        problem = self._as_problem(error)
        reason = problem.reason if problem.reason != 'error' else 'not_applied'
        self.write({
            'state': 'waiting', 'reason': reason, 'message': problem.message,
            'retry_at': fields.Datetime.now() + TRY_AGAIN})

    def _adjust(self, merchant):
        """Adjust the stock of these lines, and make sure that it was.

        :raise Problem: it was not
        """
        quants = self.env['stock.quant']
        reasons = {}
        for line, quant in self._quants_to_adjust(merchant).items():
            quant.inventory_quantity = quant.quantity + line.difference
            reasons[quant.id] = line._adjustment_reason()
            quants |= quant
        answer = quants.with_context(ogoship_reasons=reasons).action_apply_inventory()
        self.env.flush_all()
        on_hand = self._read_on_hand(merchant)
        for line in self:
            there, wanted = on_hand.get(line.product_id.id, 0), line._expected_quantity()
            if answer or line.product_id.uom_id.compare(there, wanted):
                raise Problem('not_applied', self.env._(
                    "%(code)s could not be adjusted to %(wanted)s: Odoo still has %(there)s. "
                    "Correct it in Physical Inventory.",
                    code=line.code, wanted=quantity_text(self.env, wanted),
                    there=quantity_text(self.env, there)))

    def _adjustment_reason(self):
        """How the adjustment is found again in the moves' history."""
        return self.env._(
            "OGOship stock: %(there)s there, %(flight)s in flight, %(here)s here",
            there=quantity_text(self.env, self.stock),
            flight=quantity_text(self.env, self.in_flight),
            here=quantity_text(self.env, self.odoo_quantity))

    def _read_on_hand(self, merchant):
        return {
            product: float(quantity) for product, quantity in self.env.execute_query(SQL(
                "SELECT product_id, quantity FROM (%s) on_hand WHERE product_id = ANY(%s)",
                self._on_hand_sql(merchant), self.product_id.ids))}

    # === QUANTS === #

    def _quants_to_adjust(self, merchant):
        """The quant that takes each line's difference: the only one under the warehouse's stock
        location, else the plain one of that location, which is made where it is missing.

        :return: {line: stock.quant}
        """
        quants = self.env['stock.quant'].with_context(inventory_mode=True)
        location = merchant.warehouse_id.lot_stock_id
        by_product = quants.search([
            ('product_id', 'in', self.product_id.ids),
            ('location_id', 'child_of', location.id), ('location_id.usage', '=', 'internal'),
        ]).grouped('product_id')
        chosen = {
            line: line._choose_quant(by_product.get(line.product_id, quants), location)
            for line in self}
        bare = [line for line, quant in chosen.items() if not quant]
        made = quants.create([
            {'product_id': line.product_id.id, 'location_id': location.id,
             'inventory_quantity': 0} for line in bare])
        return {**chosen, **dict(zip(bare, made, strict=True))}

    def _choose_quant(self, quants, location):
        plain = quants.filtered(
            lambda quant: quant.location_id == location
            and not (quant.lot_id or quant.package_id or quant.owner_id))
        quant = quants if len(quants) == 1 else plain[:1]
        if quant.inventory_quantity_set:
            raise Problem('counting', self.env._(
                "%(code)s is being counted in Physical Inventory. Apply or clear that count, "
                "then try again.", code=self.code))
        if quant.quantity + self.difference < 0 and self.difference < 0:
            raise Problem('places', self.env._(
                "%(code)s lies in several places of %(warehouse)s. Choose in Physical Inventory "
                "where %(count)s are missing.", code=self.code,
                warehouse=location.warehouse_id.name,
                count=quantity_text(self.env, -self.difference)))
        return quant
