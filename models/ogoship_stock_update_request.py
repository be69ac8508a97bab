from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.tools import float_is_zero

from ..tools.ogoship_stock_updates import AnnouncedLine, StockUpdateRequest
from .formats import quantity_text
from .problem import Problem

LARGEST_QUANTITY = 1_000_000
LARGEST_COUNT = 32767
# What a person may overrule: OGOship takes it, though its rules say otherwise (ogoship-api §9.1).
ADVICE = ('lead_time', 'unknown_product', 'barcode')


class OgoshipStockUpdate(models.Model):
    """What is announced, and the checks before it is (ogoship-api §9.1)."""

    _inherit = 'ogoship.stock.update'

    def _prepare_request(self):
        """The announcement for OGOship, or the `Problem` that names everything in its way."""
        self._refresh_lines()
        if not self._open_receipts():
            raise Problem('nothing', self.env._(
                "Receipt %(receipt)s has nothing to come any more: %(reference)s was not "
                "announced.", receipt=self.picking_id.name, reference=self.reference),
                'cancelled')
        known = self._remote_codes()
        self._check(known)
        receipt = self.picking_id
        return StockUpdateRequest(
            reference=self.reference,
            supplier=self._supplier_name(),
            receive_date=receipt.scheduled_date,
            warehouse_code=(self.merchant_id.warehouse_code or '').strip(),
            containers=receipt.ogoship_containers,
            pallets=receipt.ogoship_pallets,
            parcels=receipt.ogoship_parcels,
            delivered_by=(receipt.ogoship_delivered_by or receipt.carrier_id.name or '').strip(),
            comments=(receipt.ogoship_comments or '').strip(),
            tracking_codes=self._tracking_codes(),
            lines=tuple(line._prepare_line(known) for line in self.line_ids),
        )

    def _refresh_lines(self):
        """Take the lines from what is still to come, one per product (ogoship-api §9.1).

        What somebody received by hand before is no part of the announcement.
        """
        ended = self.picking_ids.filtered(lambda picking: picking.state == 'done')
        if ended and self.picking_ids - ended:
            ended.ogoship_stock_update_id = False
            self.picking_id = self._open_receipts()[:1] or self.picking_id
        self.line_ids.unlink()
        moves = self._open_receipts().move_ids.filtered(
            lambda move: move.state not in ('draft', 'done', 'cancel')
            and not move.product_uom.is_zero(move.product_qty))
        self.env['ogoship.stock.update.line'].create([
            {'update_id': self.id, 'product_id': product.id,
             'code': (product.default_code or '').strip(),
             'expected_quantity': sum(moves.mapped('product_qty'))}
            for product, moves in moves.grouped('product_id').items()])

    # === CHECKS === #

    def _check(self, known):
        """
        :param known: see `_remote_codes`
        :raise Problem: with every problem named, when there is one that nobody has overruled
        """
        problems = self._receipt_problems() + [
            problem for line in self.line_ids for problem in line._problems(known)]
        problems += self._lead_time_problem()
        hard = [problem for problem in problems if problem[0] not in ADVICE]
        if hard or problems and not self.forced:
            raise Problem((hard or problems)[0][0], self.env._(
                "%(reference)s is not announced yet. %(problems)s", reference=self.reference,
                problems=' '.join(dict.fromkeys(text for _reason, text in problems))), 'held')

    def _receipt_problems(self):
        problems = []
        if not self.line_ids:
            problems.append(('receipt', self.env._("The receipt has no goods.")))
        if not self._supplier_name():
            problems.append(('receipt', self.env._(
                "The receipt names no supplier: fill in whom it comes from.")))
        for name in ('ogoship_containers', 'ogoship_pallets', 'ogoship_parcels'):
            if not 0 <= self.picking_id[name] <= LARGEST_COUNT:
                problems.append(('receipt', self.env._(
                    "%(field)s must be between 0 and %(most)s.", most=LARGEST_COUNT,
                    field=self.picking_id._fields[name]._description_string(self.env))))
        for code, lines in self.line_ids.grouped('code').items():
            if code and len(lines) > 1:
                problems.append(('product', self.env._(
                    "Several products have the code %(code)s: %(products)s.", code=code,
                    products=', '.join(lines.product_id.mapped('display_name')))))
        return problems

    def _lead_time_problem(self):
        wanted = self.merchant_id.lead_hours
        hours = working_hours(fields.Datetime.now(), self.picking_id.scheduled_date)
        if hours >= wanted:
            return []
        return [('lead_time', self.env._(
            "It arrives in %(hours)d working hours, and OGOship wants to know %(wanted)s before: "
            "choose a later scheduled date, or press Announce anyway.",
            hours=hours, wanted=wanted))]

    def _remote_codes(self):
        """{code: barcode there} of the merchant's products; None when they were never read."""
        lines = self.env['ogoship.product'].search_fetch(
            [('merchant_id', '=', self.merchant_id.id), ('is_remote', '=', True),
             ('code', 'in', self.line_ids.mapped('code'))], ['code', 'ean'])
        if not lines and not self.merchant_id.products_full_date:
            return None
        return {line.code: line.ean or '' for line in lines}

    # === PARTS === #

    def _supplier_name(self):
        """Who sends it: the supplier, or the own warehouse from which it comes."""
        receipt = self.picking_id
        source = receipt.location_id
        if source.usage == 'transit':
            source = receipt.move_ids.move_orig_ids.location_id[:1] or source
        if source.warehouse_id:
            return source.warehouse_id.name
        partner = receipt.partner_id
        return (partner.name or partner.commercial_partner_id.name or '').strip()

    def _tracking_codes(self):
        text = self.picking_id.ogoship_tracking_codes or self.picking_id.carrier_tracking_ref or ''
        codes = (code.strip() for code in text.replace(';', ',').split(','))
        return tuple(dict.fromkeys(filter(None, codes)))


class OgoshipStockUpdateLine(models.Model):
    _inherit = 'ogoship.stock.update.line'

    def _problems(self, known):
        """What keeps this line from being announced.

        :param known: see `_remote_codes`
        :return: [(reason, words)]
        """
        name, problems = self.product_id.display_name, []
        unfit = self.env['ogoship.product']._code_problem(self.code)
        if unfit:
            problems.append(('product', f"{name}: {unfit}"))
        elif known is not None and self.code not in known:
            problems.append(('unknown_product', self.env._(
                "%(product)s: OGOship does not know it; create it there first.", product=name)))
        if not self._is_whole() or not 0 <= self.expected_quantity <= LARGEST_QUANTITY:
            problems.append(('quantity', self.env._(
                "%(product)s: %(quantity)s is not a whole number up to %(most)s.", product=name,
                quantity=quantity_text(self.env, self.expected_quantity),
                most=LARGEST_QUANTITY)))
        if not self._barcode(known):
            problems.append(('barcode', self.env._(
                "%(product)s: no barcode; OGOship needs it before the goods come.",
                product=name)))
        if not self._country():
            problems.append(('product', self.env._(
                "%(product)s: no country of origin, and neither supplier nor company has a "
                "country.", product=name)))
        return problems

    def _is_whole(self):
        return float_is_zero(
            self.expected_quantity - round(self.expected_quantity), precision_digits=3)

    def _prepare_line(self, known):
        """One line as OGOship takes it."""
        product = self.product_id.with_company(self.company_id).with_context(
            lang=self.company_id.partner_id.lang or 'en_US', display_default_code=False)
        return AnnouncedLine(
            code=self.code,
            quantity=round(self.expected_quantity),
            country=self._country(),
            name=product.display_name,
            supply_price=self._supply_price(),
            ean=self._barcode(known),
            customs_text=product.ogoship_customs_text or '',
            hs_code=self.env['ogoship.product']._hs_code(product),
        )

    def _barcode(self, known):
        """What OGOship knows is never overwritten, so it is what counts."""
        return (known or {}).get(self.code) or self.product_id.barcode or ''

    def _country(self):
        """Always sent (ogoship-api §9.1): of the product, else of its sender, else our own."""
        partner = self.update_id.picking_id.partner_id
        countries = (
            self.product_id.country_of_origin, partner.country_id,
            partner.commercial_partner_id.country_id, self.company_id.country_id)
        return next((country.code for country in countries if country), '')

    def _supply_price(self):
        """Cost of one unit in the company's currency; None where it is not known.

        The line has no currency of its own. The product's at OGOship is its supplier's, so a
        price is only sent where that is the company's too.
        """
        product = self.product_id.with_company(self.company_id)
        seller = product._ogoship_seller()
        if seller and seller.currency_id != self.company_id.currency_id:
            return None
        priced = self._moves().filtered(lambda move: move.price_unit and move.state != 'cancel')
        pieces = sum(priced.mapped('product_qty'))
        if pieces:
            total = sum(move.price_unit * move.product_qty for move in priced)
            return Decimal(str(round(total / pieces, 4)))
        return self.env['ogoship.product'].with_company(self.company_id)._supply_price(
            product, seller)[0] if seller else None


def working_hours(start, end):
    """Hours from one moment to another, Saturdays and Sundays left out (in UTC). A working day
    counts 24 hours, and public holidays are working days: what 48 working hours are exactly is
    the warehouse's own business."""
    end = min(end, start + timedelta(days=60))
    hours = 0.0
    while start < end:
        midnight = (start + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        stop = min(midnight, end)
        if start.weekday() < 5:
            hours += (stop - start).total_seconds() / 3600
        start = stop
    return hours
