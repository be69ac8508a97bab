from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_is_zero

from ..const import ORDERS_PER_BATCH, SENDING_GRACE
from ..tools.http_client import RemoteError
from ..tools.ogoship_types import Customer, OrderLine, OrderRequest, same_order
from .problem import Problem


class OgoshipOrder(models.Model):
    """Arrow 3 of the ring: delivery → outbox → OGOship, each delivery exactly once.

    A row is committed as `sending` before anything leaves, and whatever is `sending` is looked up
    by its reference before anything leaves again. So it does not matter who dies when.
    """

    _inherit = 'ogoship.order'

    @api.model
    def _send_due(self, merchant):
        """Send every due row of the merchant. Commits row by row, twice each.

        :return: False when time ran out or OGOship is out of reach.
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('picking_id', '!=', False)
        due &= Domain('state', 'in', ('to_send', 'sending', 'held', 'error')) & self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        if not rows:
            return True
        with merchant._client() as client:
            done = rows._work_each(due, lambda row: row._send_one(client))
        return done and len(rows) < ORDERS_PER_BATCH

    def _send_one(self, client):
        request = self._prepare_request() if self.state != 'sending' else None
        if not self._claim():
            return
        request = request or self._prepare_request()
        found = client.find_orders(self.reference)
        if found:
            self._adopt(request, found)
        else:
            self._write_answer(self._post(client, request))

    def _claim(self):
        """Commit that this process is about to send the row, and hold its lock again.

        :return: False when another process was quicker; the row is then its business.
        """
        attempt = self.send_count + 1
        self.write({
            'state': 'sending', 'send_count': attempt, 'reason': False, 'message': False,
            'retry_at': fields.Datetime.now() + SENDING_GRACE})
        self.env['ir.cron']._commit_progress()
        self.invalidate_recordset()
        return (
            bool(self.try_lock_for_update())
            and self.state == 'sending' and self.send_count == attempt)

    def _post(self, client, request):
        """:return: OGOship's own order. A refused duplicate is looked up like any other."""
        try:
            return client.create_order(request)
        except RemoteError as error:
            if error.code != 'conflict':
                raise
            found = client.find_orders(self.reference)
            if not found:
                raise
            self._adopt(request, found)
            return None

    def _write_answer(self, order):
        """Write what OGOship made of the order: its status may differ from what was sent."""
        if order is None:
            return  # adopted meanwhile
        self._accepted_as(order)
        if order.reference != self.reference:
            self._alert_delivery(self.env._(
                "OGOship stored order %(reference)s under another name: %(other)s. Look at it in "
                "myOGO.", reference=self.reference, other=order.reference))

    def _accepted_as(self, order):
        self.write({
            'remote_id': order.id or False,
            'sent_date': fields.Datetime.now(),
            'state': 'sent',
            **self._clear_problem(),
        })
        self._apply_remote(order)

    def _adopt(self, request, found):
        """Take an order that is there under our reference as ours, if it is ours."""
        ours = [order for order in found if same_order(request, order)]
        if not ours or self._is_taken(ours[0]):
            raise Problem('conflict', self.env._(
                "OGOship has an order %(reference)s already, for another customer or other "
                "goods. Compare both in myOGO; nothing was sent.", reference=self.reference),
                'held')
        # With several of one reference the later ones are stored as reserved (ogoship-api §6.4).
        first = min(ours, key=lambda order: (order.status == 'reserved', order.edit_time))
        self._accepted_as(first)
        if len(found) > 1:
            self._alert_delivery(self.env._(
                "OGOship has %(count)s orders with the reference %(reference)s. Cancel the "
                "needless ones in myOGO before they ship.",
                count=len(found), reference=self.reference))

    def _is_taken(self, order):
        return bool(order.id and self.search_count([
            ('merchant_id', '=', self.merchant_id.id), ('remote_id', '=', order.id),
            ('id', '!=', self.id)], limit=1))

    # === FAULTS === #

    def _state_after(self, problem):
        """Only a clear refusal takes a row out of `sending`; whatever OGOship may have, it has."""
        if self.sent_date:
            return self.state
        if self.state == 'sending' and problem.reason in ('unclear', 'error', 'remote'):
            return 'sending'
        return problem.state

    def _problem_of_remote_error(self, error):
        if error.unclear:
            return Problem('unclear', self.env._(
                "OGOship's answer for order %(reference)s did not arrive (%(error)s). It is "
                "looked up there before anything is sent again.",
                reference=self.reference, error=error.message))
        if error.code == 'invalid':
            return Problem('refused', self.env._(
                "OGOship refused order %(reference)s: %(error)s",
                reference=self.reference, error=error.message))
        return super()._problem_of_remote_error(error)

    def _next_try(self, problem, retry_after=None):
        if problem.reason in ('split', 'returned'):
            return False  # time does not help, a person does
        return super()._next_try(problem, retry_after)

    # === WHAT IS SENT === #

    def _prepare_request(self):
        """The order for OGOship, or the `Problem` that keeps it from being sent."""
        if self.picking_id.state in ('done', 'cancel'):
            raise Problem('nothing', self.env._(
                "Delivery %(delivery)s is %(state)s in Odoo: order %(reference)s was not sent.",
                delivery=self.picking_id.name, reference=self.reference,
                state=dict(self.picking_id._fields['state']._description_selection(self.env))[
                    self.picking_id.state]), 'held')
        self._refresh_lines()
        sale = self.picking_id.sale_id
        self.shipping_code = self._find_shipping_code()
        return OrderRequest(
            reference=self.reference,
            shipping_code=self.shipping_code,
            customer=self._prepare_customer(),
            lines=self._prepare_lines(),
            pickup_point=self.pickup_point or '',
            total=Decimal(str(sale.currency_id.round(sale.amount_total))) if sale else None,
            currency=sale.currency_id.name or '',
            comments=self.comments or '',
        )

    def _find_shipping_code(self):
        code = (self.carrier_id.ogoship_shipping_code or '').strip()
        if not code:
            raise Problem('shipping_code', self.env._(
                "Delivery method %(carrier)s has no OGOship shipping code (order %(reference)s). "
                "Fill it in, then press Retry.", reference=self.reference,
                carrier=self.carrier_id.name or self.env._("(none)")), 'held')
        return code

    def _prepare_customer(self):
        """Name and address of the receiver, every missing required field named at once."""
        partner = self.partner_id
        company = partner.commercial_partner_id
        customer = Customer(
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
        required = {'name': 'name', 'address1': 'street', 'city': 'city', 'country': 'country_id'}
        labels = partner.fields_get(list(required.values()), ['string'])
        missing = [
            labels[field]['string'] for key, field in required.items()
            if not getattr(customer, key)]
        if missing:
            raise Problem('address', self.env._(
                "The delivery address of order %(reference)s lacks: %(fields)s. Complete it, then "
                "press Retry.", reference=self.reference, fields=', '.join(missing)), 'held')
        return customer

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
                "%(products)s.", reference=self.reference,
                products=', '.join(bad.mapped('display_name'))), 'held')


class OgoshipOrderLine(models.Model):
    _inherit = 'ogoship.order.line'

    def _prepare_line(self):
        """One line as OGOship takes it: whole units, price of one with VAT."""
        if not float_is_zero(self.quantity % 1, precision_digits=3):
            raise Problem('quantity', self.env._(
                "Order %(reference)s: %(quantity)s of %(product)s. OGOship ships whole units "
                "only.", reference=self.order_id.reference, quantity=self.quantity,
                product=self.product_id.display_name), 'held')
        price, rate = self._sales_price()
        return OrderLine(
            code=self.code, quantity=int(round(self.quantity)), unit_price=price, vat_rate=rate)

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
        price = Decimal(str(round(sum(sold.mapped('price_total')) / quantity, 2)))
        return price, Decimal(str(sum(sold.tax_ids.mapped('amount'))))
