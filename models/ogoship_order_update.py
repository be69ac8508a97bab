from dataclasses import replace

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import EDITABLE_STATUSES, ORDERS_PER_BATCH, UNSENT_STATES
from ..tools.ogoship_changes import is_as_requested
from ..tools.ogoship_types import order_key, pieces_of
from .formats import goods_text
from .problem import Problem, explain_remote

# Of an unsent order, what a change of its documents may mend.
MENDED_BY_EDIT = ('address', 'shipping_code', 'pickup_point', 'quantity', 'nothing')


class OgoshipOrder(models.Model):
    """Changes after sending: the whole order is sent anew where OGOship takes that, and read back;
    else a person sees old and new side by side.

    A change in the shop and its documents in Odoo go together: what OGOship does not take is not
    changed in Odoo either. Whatever is changed in Odoo by a person stays as that person left it.
    """

    _inherit = 'ogoship.order'

    resend_wanted = fields.Boolean(
        readonly=True, copy=False, help="It is sent again although nothing of it has changed.")

    # === WHAT IS SENT === #

    def _current_content(self):
        """What of the order a person would see changed, as the documents say now.

        :return: {'receiver': text, 'contact': text, 'goods': {code: pieces}, 'method': code,
            'pickup_point': text, 'comments': text, 'cash': text}
        """
        customer, cash = self._make_customer(), self._cash_to_collect()
        place = f'{customer.zip} {customer.city} {customer.country}'.strip()
        goods = {}
        for move in self._moves():
            code = (move.product_id.default_code or '').strip()
            goods[code] = goods.get(code, 0) + move.product_qty
        return {
            'receiver': ', '.join(filter(None, [
                customer.name, customer.company, customer.address1, customer.address2, place])),
            'contact': ', '.join(filter(None, [customer.phone, customer.email])),
            'goods': goods,
            'method': (self.carrier_id.ogoship_shipping_code or '').strip(),
            'pickup_point': self.pickup_point or '',
            'comments': self.comments or '',
            'cash': f'{cash:.2f}' if cash else '',
        }

    # === NOTICING === #

    def _want_update(self):
        """Something of these orders was changed: compare with what was sent at the next run."""
        rows = self.filtered(
            lambda row: row.state in ('sending', 'sent', 'collecting', 'shipped')
            and row.picking_id and row.picking_id.state not in ('done', 'cancel'))
        for row in rows:
            cleared = row._clear_problem() if row.reason == 'changed' else {}
            row.write({'update_wanted': True, **cleared})
        # What waits unsent for just that is tried again.
        waiting = self.filtered(
            lambda row: row.state in UNSENT_STATES and row.reason in MENDED_BY_EDIT)
        waiting.retry_at = fields.Datetime.now()
        (rows | waiting).merchant_id._ring()

    def action_resend(self):
        """Send an order that the warehouse holds once more, with what was corrected in Odoo."""
        rows = self.filtered(
            lambda row: row.state == 'sent' and row.remote_status in EDITABLE_STATUSES)
        rows.resend_wanted = True
        rows._want_update()
        return rows._notify_tried()

    def write(self, vals):
        """Override: a comment or pickup point may also be corrected after sending."""
        res = super().write(vals)
        if vals.keys() & {'comments', 'pickup_point'}:
            self._want_update()
        return res

    # === AT OGOSHIP === #

    @api.model
    def _update_due(self, merchant, client):
        """Bring to OGOship what was changed since it was sent. Commits row by row.

        :return: False when time ran out
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('update_wanted', '=', True)
        due &= Domain('state', 'in', ('sent', 'collecting', 'shipped')) & self._due_domain()
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        done = rows._work_each(due, lambda row: row._update_one(client))
        return done and len(rows) < ORDERS_PER_BATCH

    def _update_one(self, client):
        if self.picking_id.state in ('done', 'cancel'):
            self.update_wanted = False  # what has left or ended is compared by nobody
            return
        edits = self.sale_order_id.mycashflow_order_ids.filtered('change_pending')
        before = self.sent_content or {}
        try:
            with self.env.cr.savepoint():
                if edits and not edits._apply_change():
                    self.update_wanted = False  # why is on the shop's order, which asks again
                    return
                wanted = self._current_content()
                self._send_change(client, wanted)
        except Problem as problem:
            self.write({'update_wanted': False, 'resend_wanted': False})
            if edits:
                edits._note_not_applied(problem.message)
            else:
                self._tell_not_taken(problem, before, self._current_content())

    def _send_change(self, client, wanted):
        """Send what differs from what OGOship has, or raise the `Problem` why that cannot be."""
        if wanted != self.sent_content or self.resend_wanted:
            if self.state != 'sent' and self.sent_content:
                raise self._not_taken()
            request = self._send_whole_order(client())
            self.write({'sent_content': wanted, 'sent_key': order_key(request)})
        self.write({'update_wanted': False, 'resend_wanted': False, **self._clear_problem()})

    def _send_whole_order(self, client):
        """PUT, unless it is there already, and read back."""
        order = self._read_remote(client)
        if self._is_unknown_and_there(order):
            return self._prepare_request()
        if self.state != 'sent' or not self._takes_changes(order):
            raise self._not_taken()
        request = replace(self._prepare_request(), status=self._status_to_send(order))
        if self.resend_wanted or not is_as_requested(request, order):
            self._check_unchanged_there(order)
            error = self._try_change(client.update_order, request)
            order = self._read_remote(client)
            if self.state != 'sent' or not is_as_requested(request, order):
                if error and error.unclear and self._takes_changes(order):
                    raise error  # nobody has refused it: it is tried again
                raise self._not_taken(explain_remote(self.env, error))
            self._check_cash_kept(order)
            self.message_post(body=self.env._("The change is at OGOship."))
        return request

    def _is_unknown_and_there(self, order):
        """Whether OGOship has what Odoo says, of an order of which was not kept what was sent: it
        was sent before Odoo did that, or by somebody else."""
        return not (self.sent_content or self.resend_wanted) and is_as_requested(
            self._prepare_request(), order)

    def _takes_changes(self, order):
        return order.status in EDITABLE_STATUSES or (
            order.status == 'new' and self.merchant_id.allows_changes)

    def _status_to_send(self, order):
        """A draft, and what is held, stays so unless a person sends it again: it may be meant."""
        keeps = order.status in ('draft', 'reserved') and not self.resend_wanted
        return order.status if keeps else 'new'

    def _check_unchanged_there(self, order):
        """Lines that were changed or split at OGOship must not be put back."""
        goods = (self.sent_content or {}).get('goods')
        if goods and pieces_of(order.lines) != goods:
            raise self._not_taken(self.env._("Its lines were changed at OGOship."))

    def _not_taken(self, detail=''):
        words = {
            'collecting': self.env._("It is being collected."),
            'shipped': self.env._("It has been shipped."),
        }.get(self.state) or self.env._("It is “%(status)s” there.", status=self.remote_status)
        return Problem('changed', self.env._(
            "Order %(reference)s was changed after it was sent, but OGOship does not take the "
            "change. %(why)s Change it in myOGO if that is still possible.",
            reference=self.reference, why=' '.join(filter(None, [words, detail]))))

    # === A PERSON === #

    def _tell_not_taken(self, problem, old, new):
        """Keep the reason on the row, and show old and new side by side on the delivery. What has
        left is finished all the same."""
        if self.state != 'shipped':
            self.write({'reason': 'changed', 'message': problem.message, 'retry_at': False})
        self._alert_delivery(problem.message, note=self._side_by_side(old, new))

    def _side_by_side(self, old, new):
        """A table of what differs. Markup; the values are escaped."""
        labels = {
            'receiver': self.env._("Receiver"), 'contact': self.env._("Contact"),
            'goods': self.env._("Goods"), 'method': self.env._("Shipping code"),
            'pickup_point': self.env._("Pickup point"), 'comments': self.env._("Comment"),
            'cash': self.env._("To collect"),
        }
        return side_by_side(
            (self.env._("At OGOship"), self.env._("In Odoo")),
            [(label, self._text(old.get(name)), self._text(new.get(name)))
             for name, label in labels.items() if old.get(name) != new.get(name)])

    def _text(self, value):
        """Goods and texts, for people to read."""
        return goods_text(self.env, value) if isinstance(value, dict) else value or ''


def side_by_side(titles, rows):
    """A small table for an activity.

    :param titles: (what the old values are, what the new ones are)
    :param rows: (label, old, new), plain text, which is escaped
    """
    head = Markup("<tr><th></th><th>%s</th><th>%s</th></tr>") % titles
    line = Markup('<tr><th class="text-nowrap">%s</th><td>%s</td><td>%s</td></tr>')
    body = Markup().join(line % row for row in rows)
    return Markup('<table class="table table-sm">%s%s</table>') % (head, body)
