from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import COLLECTED_STATES
from .formats import quantity_text

# A line that was never adjusted is not explained by older orders.
LOOK_BACK = timedelta(days=30)
# Of an order list in a message.
NAMES_SHOWN = 5


class OgoshipProduct(models.Model):
    """Why a line of the ledger is as it is, and what it waits for, in words."""

    _inherit = 'ogoship.product'

    barcode_note = fields.Char(compute='_compute_barcode_note')

    @api.depends('ean', 'product_id.barcode')
    def _compute_barcode_note(self):
        for line in self:
            barcode = line.product_id.barcode
            differs = line.ean and barcode and line.ean != barcode
            line.barcode_note = differs and self.env._(
                "OGOship knows barcode %(there)s, Odoo has %(here)s. OGOship keeps its own: "
                "correct Odoo, or ask OGOship's customer service.",
                there=line.ean, here=barcode)

    def _explain_chunk(self, merchant, flights):
        """Write state, reason and message of these lines; a constant number of queries.

        :param flights: see `_flights`
        """
        conflicts = self.filtered(lambda line: line.state == 'conflict')
        conflicts._explain_conflicts(merchant)
        rest = self - conflicts
        foreign = rest.filtered(lambda line: line.difference < 0)._foreign_orders(merchant)
        for line in rest:
            words = [line._flight_words(flights.get(line.id, {}))]
            vals = {'state': 'agrees', 'reason': False}
            if line.difference:
                # What could not be applied keeps its reason until it is tried again.
                if line.state == 'waiting' and line._is_resting():
                    continue
                reason, text = line._difference_reason(merchant)
                vals = {'reason': reason, 'state': line._difference_state(reason)}
                words += [line._difference_words(), *foreign.get(line.code, []), text]
            if not line.update_pending:
                line._write_changed({**vals, 'message': ' '.join(filter(None, words)) or False})

    def _is_resting(self):
        return self.retry_at and self.retry_at > fields.Datetime.now()

    # === CONFLICTS === #

    def _explain_conflicts(self, merchant):
        products = self.env['product.product']
        own = Domain(products._check_company_domain(merchant.company_id))
        # sudo: a product that the user may not see makes the code ambiguous all the same.
        by_code = products.sudo().search(
            own & Domain('default_code', 'in', self.mapped('code'))).grouped('default_code')
        for line in self:
            vals = {'reason': 'several'}
            if line.product_count > 1:
                vals['message'] = self.env._(
                    "Several products in Odoo have the code %(code)s: %(products)s. Give each a "
                    "code of its own.", code=line.code, products=', '.join(
                        by_code.get(line.code, products).mapped('display_name')))
            elif line.reason != 'several':
                vals['message'] = self.env._(
                    "OGOship has several products with the code %(code)s. They are looked up.",
                    code=line.code)
            line._write_changed(vals)

    # === DIFFERENCES === #

    def _flight_words(self, families):
        """
        :param families: {references: signed quantity}
        """
        collected = {name: count for name, count in families.items() if count > 0}
        delivered = {name: -count for name, count in families.items() if count < 0}
        return ' '.join(filter(None, [
            collected and self.env._(
                "%(count)s in collecting, delivery not done yet (%(orders)s).",
                count=quantity_text(self.env, sum(collected.values())),
                orders=self._shorten(collected)),
            delivered and self.env._(
                "%(count)s delivered in Odoo, not collected by OGOship yet (%(orders)s).",
                count=quantity_text(self.env, sum(delivered.values())),
                orders=self._shorten(delivered))]))

    def _shorten(self, names):
        names = sorted(names)
        more = len(names) - NAMES_SHOWN
        return ', '.join(names[:NAMES_SHOWN] + ([f"+{more}"] if more > 0 else []))

    def _difference_words(self):
        count = quantity_text(self.env, abs(self.difference))
        if self.difference > 0:
            return self.env._("OGOship has %(count)s more than Odoo.", count=count)
        return self.env._("OGOship has %(count)s less than Odoo.", count=count)

    def _difference_reason(self, merchant):
        """:return: (why the difference is not applied by itself or False, in words)"""
        blocked = self._person_needed()
        if blocked:
            return blocked
        inbound = self._inbound_reason()
        if inbound:
            return inbound
        expected = self._goods_expected()
        if expected:
            return 'incoming', expected
        if merchant.adjust_stock == 'off':
            return False, ''
        if merchant.adjust_stock == 'propose' or not merchant.stock_applied_date:
            return 'propose', self.env._(
                "Press Apply to correct Odoo from %(old)s to %(new)s.",
                old=quantity_text(self.env, self.odoo_quantity),
                new=quantity_text(self.env, self._expected_quantity()))
        if abs(self.difference) > merchant.adjust_limit:
            return 'limit', self.env._(
                "More than the limit of %(limit)s: press Apply once you know why.",
                limit=quantity_text(self.env, merchant.adjust_limit))
        return False, ''

    def _goods_expected(self):
        """Hook: the words for a difference that documents under way explain, else ''."""
        return ''

    def _person_needed(self):
        """(reason, words) why not even the button can apply it, or None."""
        if self.product_id.tracking != 'none':
            return 'tracked', self.env._(
                "Tracked by lot or serial number, which OGOship does not tell: correct it in "
                "Physical Inventory.")
        if self._expected_quantity() < 0:
            return 'negative', self.env._("The stock would be below zero: ask OGOship.")
        return None

    def _difference_state(self, reason):
        return 'waiting' if reason and reason != 'propose' else 'difference'

    def _expected_quantity(self):
        """What Odoo should have on hand."""
        return self.stock + self.in_flight

    def _foreign_orders(self, merchant):
        """Orders that left without Odoo, which may explain why stock is missing.

        :return: {code: [words]}
        """
        pieces = self.env['ogoship.order.line'].search([
            ('order_id.merchant_id', '=', merchant.id), ('order_id.part_of_id', '=', False),
            ('order_id.state', 'in', COLLECTED_STATES), ('code', 'in', self.mapped('code')),
            ('order_id.create_date', '>=', fields.Datetime.now() - LOOK_BACK)]) if self else []
        adjusted = {line.code: line.adjusted_date for line in self}
        names = defaultdict(list)
        for piece in pieces:
            since = adjusted[piece.code]
            if not since or piece.order_id.create_date >= since:
                names[piece.code].append(self.env._(
                    "%(order)s: %(count)s", order=piece.order_id.reference,
                    count=quantity_text(self.env, piece.remote_quantity)))
        return {
            code: [self.env._("Orders that Odoo does not know may explain it (%(orders)s).",
                              orders=self._shorten(orders))]
            for code, orders in names.items()}
