from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import ORDERS_PER_BATCH, REST_SEARCH
from ..tools.http_client import RemoteError
from .problem import explain_remote


class StockPicking(models.Model):
    """The rest of a delivery that left OGOship in part.

    It waits for OGOship's second order, which is looked for; that one takes it as its delivery
    (ogoship_order_part_take.py), however late it is found. After the merchant's alarm time, or at
    once where OGOship is not declared to split orders, a person is asked: send it as a new order,
    cancel it, or wait.
    """

    _inherit = 'stock.picking'

    ogoship_rest_of_id = fields.Many2one(
        'ogoship.order', string="Rest of warehouse order", readonly=True, index='btree_not_null',
        help="The order that left OGOship without these goods.")
    ogoship_rest_date = fields.Datetime(string="Rest waits since", readonly=True)
    ogoship_rest_search_date = fields.Datetime(string="Next look for the rest", readonly=True)
    ogoship_rest_alarm_date = fields.Datetime(string="A person was asked on", readonly=True)
    ogoship_rest_waits = fields.Boolean(
        compute='_compute_ogoship_rest_waits', search='_search_ogoship_rest_waits',
        compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('ogoship_rest_of_id', 'ogoship_order_ids', 'state')
    def _compute_ogoship_rest_waits(self):
        for picking in self:
            picking.ogoship_rest_waits = bool(
                picking.ogoship_rest_of_id and picking.backorder_id
                and not picking.ogoship_order_ids and picking.state not in ('done', 'cancel'))

    def _search_ogoship_rest_waits(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain([
            ('ogoship_rest_of_id', '!=', False), ('backorder_id', '!=', False),
            ('state', 'not in', ('done', 'cancel')), ('ogoship_state', '=', False)])

    @api.depends('ogoship_rest_waits', 'ogoship_rest_alarm_date')
    def _compute_ogoship_details(self):
        """Override: a rest that waits says so, though OGOship has no order for it."""
        res = super()._compute_ogoship_details()
        for picking in self.filtered('ogoship_rest_waits'):
            picking.ogoship_message = picking._ogoship_rest_message()
        return res

    def _ogoship_rest_message(self):
        """Why the rest waits, and what a person can do once that was asked for."""
        reference = self.ogoship_rest_of_id.reference
        if not self.ogoship_rest_alarm_date:
            return self.env._(
                "Order %(reference)s left OGOship without this rest. OGOship's second order for "
                "it is looked for.", reference=reference)
        return self.env._(
            "Order %(reference)s left OGOship without the rest in delivery %(delivery)s, and no "
            "second order for it is found. Send the rest as a new order, cancel the delivery, "
            "or wait. If OGOship has it under another name, open that warehouse order and choose "
            "Split from.", reference=reference, delivery=self.name)

    # === BUSINESS METHODS === #

    def _action_done(self):
        """Override of `stock`: what left with an order may be delivered in several goes."""
        res = super()._action_done()
        # sudo: a warehouse user without our groups validates deliveries as well.
        for picking in self.sudo().filtered(lambda picking: not picking.ogoship_order_ids):
            first = picking.backorder_id
            while first and not first.ogoship_order_ids:
                first = first.backorder_id
            first.ogoship_order_ids._delivery_done()
        return res

    def _ogoship_begin_rest(self, row):
        """These goods did not leave with the order: wait for OGOship's second one."""
        now = fields.Datetime.now()
        self.filtered(lambda picking: not picking.ogoship_rest_of_id).write({
            'ogoship_rest_of_id': row.id, 'ogoship_rest_date': now,
            'ogoship_rest_search_date': now})

    @api.model
    def _ogoship_find_rests(self, merchant, client):
        """Look at OGOship for the second orders of rests that wait. Commits rest by rest.

        Names are not guessed. A server that takes the reference as a whole shows nothing here;
        then only reading what has changed brings the second order.

        :param client: function that returns the merchant's network client
        :return: False when time ran out.
        """
        rests = self.search([
            ('ogoship_rest_of_id.merchant_id', '=', merchant.id),
            ('ogoship_rest_waits', '=', True),
            ('ogoship_rest_search_date', '<=', fields.Datetime.now())],
            order='ogoship_rest_search_date, id', limit=ORDERS_PER_BATCH)
        if rests and not merchant._renew_token(client):
            return False
        for rest in rests:
            rest._ogoship_find_rest(client())
            if not self.env['ir.cron']._commit_progress(1):
                return False
        return len(rests) < ORDERS_PER_BATCH

    def _ogoship_find_rest(self, client):
        row = first = self.ogoship_rest_of_id
        while first.split_of_id:
            first = first.split_of_id
        try:
            orders = client.find_split_orders(first.reference)
        except RemoteError as error:
            if error.code not in ('invalid', 'conflict', 'bad_answer'):
                raise  # concerns the whole account
            orders = []
            row.merchant_id._warn(self.env._(
                "The rest of order %(reference)s cannot be looked for: %(error)s",
                reference=row.reference, error=explain_remote(self.env, error)))
        row._receive(row.merchant_id, orders)
        row._take_due(row.merchant_id)
        if self.ogoship_rest_waits:
            self._ogoship_keep_waiting()

    def _ogoship_keep_waiting(self):
        """Ask a person when it is time, and look again later, ever more seldom."""
        merchant, now = self.ogoship_rest_of_id.merchant_id, fields.Datetime.now()
        patience = timedelta(hours=merchant.alarm_hours if merchant.splits_pending else 0)
        alarm = self.ogoship_rest_date + patience
        if alarm <= now and not self.ogoship_rest_alarm_date:
            self.ogoship_rest_alarm_date = now
            self.activity_schedule(
                'mail.mail_activity_data_warning', summary=self._ogoship_rest_message(),
                user_id=merchant.user_id.id)
        later = now + max(REST_SEARCH, (now - self.ogoship_rest_date) / 4)
        self.ogoship_rest_search_date = min(later, alarm) if alarm > now else later

    def _ogoship_end_rest_alarm(self):
        """What the person was asked to decide is decided."""
        for picking in self.filtered('ogoship_rest_waits'):
            asked = [('summary', '=', picking._ogoship_rest_message())]
            picking.activity_ids.filtered_domain(asked).action_done()

    # === ACTION METHODS === #

    def action_ogoship_send_rest(self):
        """Send the rest as a new order: OGOship was asked, and has none for it."""
        self.ensure_one()
        orders = self.env['ogoship.order']
        self.check_access('write')
        orders.check_access('write')
        if not self.ogoship_rest_waits:
            raise UserError(self.env._(
                "%(delivery)s is not the rest of an order that left OGOship in part.",
                delivery=self.name))
        # sudo: users may not make warehouse orders, except in this way.
        rest = self.sudo()
        merchant = rest.ogoship_rest_of_id.merchant_id
        rest._ogoship_end_rest_alarm()
        row = orders.sudo()._queue(rest, merchant)
        return merchant._notify(self.env._(
            "The rest is sent as order %(reference)s. %(when)s",
            reference=row.reference, when=merchant._next_run()))


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    @api.depends('picking_ids.ogoship_rest_waits', 'picking_ids.ogoship_rest_alarm_date')
    def _compute_ogoship(self):
        """Override: what waits for its second order is said on the sale order too."""
        res = super()._compute_ogoship()
        for sale in self:
            for rest in sale.picking_ids.filtered('ogoship_rest_waits'):
                sale.ogoship_message = ' '.join(
                    filter(None, [sale.ogoship_message, rest._ogoship_rest_message()]))
        return res
