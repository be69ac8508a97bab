from decimal import Decimal

from odoo import models
from odoo.tools import float_is_zero

from ..tools.ogoship_types import Customer, OrderLine, OrderRequest
from .problem import Problem


class OgoshipOrder(models.Model):
    """What is sent to OGOship, and the checks before it is sent (design §6 "Out")."""

    _inherit = 'ogoship.order'

    def _prepare_request(self):
        """The order for OGOship, or the `Problem` that keeps it from being sent.

        Nothing is sent, and asking again gives the same, but for a slip that is printed anew.
        """
        self._check_delivery()
        self._refresh_lines()
        sale = self.picking_id.sale_id
        self.shipping_code = self._find_shipping_code()
        cash = self._find_cash()
        return OrderRequest(
            reference=self.reference,
            shipping_code=self.shipping_code,
            customer=self._prepare_customer(),
            lines=self._prepare_lines(),
            pickup_point=self._find_pickup_point(),
            total=Decimal(str(sale.currency_id.round(sale.amount_total))) if sale else None,
            currency=sale.currency_id.name or '',
            comments=self.comments or '',
            cash_on_delivery=cash,
            cash_reference='' if cash is None else self._cash_reference(),
            documents=self._prepare_documents(),
        )

    def _check_delivery(self):
        picking = self.picking_id
        if picking.state in ('done', 'cancel'):
            states = dict(picking._fields['state']._description_selection(self.env))
            raise Problem('nothing', self.env._(
                "Delivery %(delivery)s is %(state)s in Odoo: order %(reference)s was not sent.",
                delivery=picking.name, reference=self.reference, state=states[picking.state]),
                'cancelled')

    def _find_shipping_code(self):
        carrier = self.carrier_id
        code = (carrier.ogoship_shipping_code or '').strip()
        if code:
            return code
        if not carrier:
            message = self.env._(
                "Delivery %(delivery)s has no delivery method, so OGOship cannot be told how to "
                "ship order %(reference)s. Choose one, then press Retry.",
                delivery=self.picking_id.name, reference=self.reference)
        else:
            message = self.env._(
                "Delivery method %(carrier)s has no OGOship shipping code (order %(reference)s). "
                "Fill it in; the order then goes on by itself.",
                carrier=carrier.name, reference=self.reference)
        raise Problem('shipping_code', message, 'held')

    def _prepare_customer(self):
        """Name and address of the receiver, every missing required field named at once."""
        customer = self._make_customer()
        self._check_customer(customer)
        return customer

    def _make_customer(self):
        partner = self.partner_id
        company = partner.commercial_partner_id
        return Customer(
            name=partner.name or company.name or '',
            company=company.name if company.is_company and company != partner else '',
            address1=partner.street or '',
            address2=partner.street2 or '',
            city=partner.city or '',
            country=partner.country_id.code or '',
            zip=partner.zip or '',
            phone=partner.phone or company.phone or '',
            email=partner.email or company.email or '',
        )

    def _check_customer(self, customer):
        required = {'name': 'name', 'address1': 'street', 'city': 'city', 'country': 'country_id'}
        if not self.merchant_id.ships_without_phone:
            required['phone'] = 'phone'
        labels = self.partner_id.fields_get(list(required.values()), ['string'])
        missing = [
            labels[field]['string'] for key, field in required.items()
            if not getattr(customer, key).strip()]
        if missing:
            raise Problem('address', self.env._(
                "The delivery address of order %(reference)s lacks: %(fields)s. Complete it, then "
                "press Retry.", reference=self.reference, fields=', '.join(missing)), 'held')

    def _cash_to_collect(self):
        """What the carrier collects at the door, with the first parcel of the order."""
        rows = self.sale_order_id.ogoship_order_ids.filtered(lambda row: row.state != 'cancelled')
        if self != rows.sorted('id')[:1]:
            return None
        return self.sale_order_id.mycashflow_order_ids[:1]._cash_to_collect()

    # === LINES === #

    def _refresh_lines(self):
        """Take the lines from the delivery as it is now, aggregated per product: OGOship's lines
        have no id, so two of one code could not be told apart (ogoship-api §6.1)."""
        wanted = {row: [
            {'product_id': product.id, 'code': (product.default_code or '').strip(),
             'quantity': sum(move.product_qty for move in moves)}
            for product, moves in row._moves().grouped('product_id').items()] for row in self}
        changed = self.filtered(lambda row: wanted[row] != [
            {'product_id': line.product_id.id, 'code': line.code or '', 'quantity': line.quantity}
            for line in row.line_ids])
        changed.line_ids.unlink()
        self.env['ogoship.order.line'].create([
            {'order_id': row.id, **vals} for row in changed for vals in wanted[row]])

    def _moves(self):
        """The moves that are this order's parcel."""
        return self.picking_id.move_ids.filtered(
            lambda move: move.state not in ('draft', 'cancel')
            and not move.product_uom.is_zero(move.product_qty))

    def _prepare_lines(self):
        if not self.line_ids:
            raise Problem('nothing', self.env._(
                "Delivery %(delivery)s has nothing to ship.", delivery=self.picking_id.name),
                'held')
        self._check_codes()
        return tuple(line._prepare_line() for line in self.line_ids)

    def _check_codes(self):
        """Each product needs a code of its own without the characters that OGOship forbids."""
        bad = self.line_ids.filtered(
            lambda line: not line.code or set('/\\') & set(line.code)).product_id
        for lines in self.line_ids.grouped('code').values():
            if len(lines) > 1:
                bad |= lines.product_id
        if bad:
            raise Problem('product_code', self.env._(
                "Order %(reference)s: these products need an own code without / and \\: "
                "%(products)s. Correct them, then press Retry.", reference=self.reference,
                products=', '.join(bad.mapped('display_name'))), 'held')


class OgoshipOrderLine(models.Model):
    _inherit = 'ogoship.order.line'

    def _prepare_line(self):
        """One line as OGOship takes it: whole units, price of one with VAT."""
        units = round(self.quantity)
        if not float_is_zero(self.quantity - units, precision_digits=3):
            raise Problem('quantity', self.env._(
                "Order %(reference)s: %(quantity)s of %(product)s. OGOship ships whole units "
                "only.", reference=self.order_id.reference, quantity=self.quantity,
                product=self.product_id.display_name), 'held')
        price, rate = self._sales_price()
        return OrderLine(code=self.code, quantity=units, unit_price=price, vat_rate=rate)

    def _sales_price(self):
        """Price of one unit with VAT and its VAT rate, for customs; None where nobody sold it."""
        sold = self.order_id._moves().filtered(
            lambda move: move.product_id == self.product_id).sale_line_id
        sold = sold.filtered(lambda line: line.product_id == self.product_id)
        quantity = sum(
            line.product_uom_id._compute_quantity(line.product_uom_qty, self.product_id.uom_id)
            for line in sold)
        if not quantity:
            return None, None
        rates = {sum(line.tax_ids.filtered(lambda tax: tax.amount_type == 'percent')
                     .mapped('amount')) for line in sold}
        price = Decimal(str(round(sum(sold.mapped('price_total')) / quantity, 2)))
        return price, Decimal(str(rates.pop())) if len(rates) == 1 else None
