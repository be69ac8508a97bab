from odoo import api, fields, models
from odoo.exceptions import UserError

from .formats import quantity_text


class OgoshipOrder(models.Model):
    """The customer's shipping confirmation, where the store has Odoo send it: one per parcel, and
    one more for numbers that come later. Each number is mailed once."""

    _inherit = 'ogoship.order'

    mailed_date = fields.Datetime(string="Customer mailed on", readonly=True, copy=False)
    mailed_numbers = fields.Char(
        readonly=True, copy=False, help="Tracking numbers of which Odoo has mailed the customer.")
    mail_partner_id = fields.Many2one(
        'res.partner', compute='_compute_mail_partner_id', help="Who gets the confirmation.")
    order_number = fields.Char(
        compute='_compute_order_number', help="The order's number as the customer knows it.")

    @api.depends('sale_order_id.partner_id.email', 'partner_id.email')
    def _compute_mail_partner_id(self):
        for row in self:
            partners = row.sale_order_id.partner_id | row.partner_id
            row.mail_partner_id = partners.filtered('email')[:1]

    @api.depends('sale_order_id', 'reference')
    def _compute_order_number(self):
        for row in self:
            order = row.sale_order_id.mycashflow_order_ids[:1]
            row.order_number = order._number() if order else (
                row.sale_order_id.name or row.reference)

    # === WHEN === #

    def write(self, vals):
        """Override: whoever finishes a delivery or brings a number, the customer is told. The mail
        is queued in the same transaction, so it goes out exactly once."""
        res = super().write(vals)
        if not {'state', 'tracking_numbers'}.isdisjoint(vals):
            for row in self.sudo():  # sudo: nobody needs rights on mail templates for it
                if row._is_mail_due():
                    row._mail_customer()
        return res

    def _is_mail_due(self):
        is_over = (
            self.state == 'done' and self.picking_id.state == 'done'
            and self.remote_status != 'returned')
        return is_over and self.sale_order_id.mycashflow_store_id.odoo_emails and (
            not self.mailed_date or bool(self._numbers_to_mail()))

    def _numbers(self):
        return [number.strip() for number in (self.tracking_numbers or '').split(',')
                if number.strip()]

    def _numbers_to_mail(self):
        mailed = (self.mailed_numbers or '').split(', ')
        return [number for number in self._numbers() if number not in mailed]

    # === THE MAIL === #

    def _mail_customer(self):
        numbers = self._numbers_to_mail()
        if not self.mail_partner_id:
            self._say_once(self.env._(
                "Order %(number)s: the customer has no e-mail address, so no shipping "
                "confirmation was sent.", number=self.order_number))
            return
        try:
            with self.env.cr.savepoint():
                self._queue_mail(numbers)
        except UserError as error:
            # A template that somebody broke must not keep the delivery from being finished.
            self._alert_delivery(self.env._(
                "The shipping confirmation of order %(number)s could not be made. Write to the "
                "customer, and correct the mail template: %(error)s",
                number=self.order_number, error=str(error)))

    def _queue_mail(self, numbers):
        mailed = filter(None, (self.mailed_numbers or '').split(', '))
        self.write({
            'mailed_date': fields.Datetime.now(),
            'mailed_numbers': ', '.join([*mailed, *numbers])})
        template = self.env.ref('mycashflow_ogoship.mail_template_shipped')
        template.with_context(ogoship_numbers=numbers).send_mail(
            self.id, email_layout_xmlid='mail.mail_notification_light')
        self.env.ref('mail.ir_cron_mail_scheduler_action')._trigger()

    def get_parcels(self):
        """For the mail template: [(tracking number, its link or '')], of what is mailed now.

        There is one link for all numbers (ogoship-api §6.2): it belongs to the number that is in
        it, and to all of them when none is.
        """
        numbers, url = self._numbers(), self.tracking_url or ''
        named = [number for number in numbers if number in url]
        wanted = self.env.context.get('ogoship_numbers', numbers)
        return [(number, url if number in (named or numbers) else '') for number in wanted]

    def get_contents(self):
        """For the mail template: [(product, quantity as text)] of the parcel."""
        moves = self.picking_id.move_ids.filtered(lambda move: move.state == 'done')
        return [
            (product.with_context(display_default_code=False).display_name,
             f"{quantity_text(self.env, sum(lines.mapped('quantity')))} {unit.name}")
            for (product, unit), lines in moves.grouped(
                lambda move: (move.product_id, move.product_uom)).items()]
