from collections import Counter

from odoo import api, fields, models

from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .problem import explain_remote


class MycashflowOrder(models.Model):
    """What the shop does to an order after it was imported.

        edited ──► pending ──► followed in Odoo            (`mycashflow_order_apply`)
                      │  └───► asked of OGOship, then followed
                      └──────► not followed: a person compares both
        cancelled ─► undone as far as it can be            (`mycashflow_order_cancel`)
        reopened, delivered by hand ─► a person looks at it

    Receiving only notes it and keeps from being sent what is not; the run's next step acts.
    """

    _inherit = 'mycashflow.order'

    applied_payload = fields.Json(
        readonly=True, copy=False,
        help="The content that the sale order has, while the shop's is another.")

    # === RECEIVING === #

    def _receive_change(self, vals):
        """The shop changed an order that we have."""
        if self._is_imported():
            self._note_change(vals)
        elif self.state == 'ignored' and not self.reason:
            self.write(self._keep_forgotten(vals))  # a person decided to ignore it
        else:
            self.write({**vals, 'state': 'new', **self._clear_problem()})

    def _note_change(self, vals):
        """An imported order is another one now: note what that means for Odoo.

        :param dict vals: see `_prepare_inbox_vals`
        """
        if self.fingerprint == vals['fingerprint']:
            return
        vals = self._keep_forgotten(vals)
        old, new = self._read(self.payload), self._read(vals['payload'])
        before = self.remote_status  # newer than the payload where we reported it
        self._keep_payload(vals, old, new)
        self._note_content(old, new, before)
        # What a change of the payments means is noted here, when the content is known.
        if self.reason != 'cancelled':
            self.sale_order_id.ogoship_order_ids._want_update()

    def _note_content(self, old, new, before):
        if new and new.status == 'cancelled':
            if not old or old.status != 'cancelled':
                self._note_cancelled()
            return
        flag = self._describe_flag(new, before)
        if flag:
            self._flag_change(flag)
        else:
            self._note_edit(old, new)
        self._write_note(new)

    @api.model
    def _read(self, payload):
        """:return: the `Order`, None for a payload that is missing or cannot be read"""
        try:
            return decode_order(payload) if payload else None
        except RemoteError:
            return None

    def _keep_payload(self, vals, old, new):
        """Keep the shop's newest content, and the one that the sale order has."""
        if old and not self.applied_payload and (
                not new or self._edited_parts(old, new)):
            vals = {**vals, 'applied_payload': self.payload}
        # That the shop could not deliver it (see `_receive_faults`) is over now.
        cleared = self._clear_problem() if self.reason == 'remote' else {}
        self.write({**vals, **cleared})

    def _write_note(self, new):
        """A change of the customer's note needs nobody: it is only shown."""
        if new and self.sale_order_id:
            note = self._customer_note(new)
            if (self.sale_order_id.mycashflow_note or '') != note:
                self.sale_order_id.mycashflow_note = note

    @api.model
    def _customer_note(self, order):
        return '\n'.join(filter(None, [order.details, *order.comments]))

    # === WHAT CHANGED === #

    @api.model
    def _delivery_content(self, order):
        """What Odoo and the warehouse would do differently if it changed, part by part."""
        return {
            'customer': order.customer,
            'shipping': order.shipping,
            'lines': self._goods(order),
            'costs': (order.shipping_costs, order.payment_costs, abs(order.discount)),
            'method': self._method_ref(order),
            'points': sorted(filter(None, {s.pickup_point for s in order.shipments})),
        }

    @api.model
    def _edited_parts(self, old, new):
        """:return: set of the parts of `_delivery_content` that differ; whom a forgotten order
            was for nobody knows any more, so that is no edit"""
        before, after = self._delivery_content(old), self._delivery_content(new)
        parts = {part for part in after if before[part] != after[part]}
        return parts - {'customer', 'shipping'} if old.forgotten or new.forgotten else parts

    @api.model
    def _goods(self, order):
        """:return: {what is sold at which price: pieces}; a row that was divided between two
            shipments in the shop is still the same goods"""
        goods = Counter()
        for line in order.lines:
            goods[line.code, line.product_id or 0, line.variation_id or 0, line.unit_price or 0,
                  str(line.vat_rate)] += line.quantity
        return dict(goods)

    def _describe_flag(self, new, before):
        """What only a person can judge, '' when there is nothing of the kind.

        :param before: the status in the shop that was known
        """
        if new is None:
            return self._describe_unreadable()
        if new.status == 'open' and before in ('completed', 'cancelled'):
            return self.env._(
                "Shop order %(number)s was reopened in the shop. Look there what is still to be "
                "done.", number=self._number())
        if new.status == 'completed' and before == 'open' and self._is_to_leave():
            return self.env._(
                "Shop order %(number)s was marked delivered in the shop, but nothing of it has "
                "left the warehouse. Cancel it in Odoo if the customer has the goods already; if "
                "not, press Retry on the warehouse order to send it.", number=self._number())
        return ''

    def _is_to_leave(self):
        """Whether OGOship ships it, or is to, and nothing has left yet."""
        waiting = self.sale_order_id.ogoship_order_ids.filtered(
            lambda row: row.state not in ('done', 'cancelled') and not row.cancel_scope)
        return bool(waiting) and not self.shipped_date and not self._has_left()

    def _describe_unreadable(self):
        try:
            decode_order(self.payload)
        except RemoteError as error:
            return self.env._(
                "Shop order %(number)s changed in the shop and cannot be read any more: "
                "%(error)s", number=self._number(), error=explain_remote(self.env, error))
        return ''

    def _flag_change(self, note):
        """A person must look; what has not been sent to the warehouse yet waits for that."""
        state = {'state': 'done'} if self.state == 'cancelled' else {}
        self.write({
            **state, 'change_pending': False, 'reason': 'changed', 'message': note,
            'retry_at': False})
        self.sale_order_id.ogoship_order_ids._hold_unsent(note)
        self._alert(note)

    def _alert(self, note, details=False):
        """An activity on the sale order for the person responsible for the store, once per text.

        :param details: Markup that is shown below; the newest counts
        """
        record = self.sale_order_id or self
        known = record.activity_ids.filtered(lambda activity: activity.summary == note)
        if not known:
            record.activity_schedule(
                'mail.mail_activity_data_warning', summary=note, note=details,
                user_id=self.store_id.user_id.id)
        elif details:
            known[0].note = details

    # === EDITED === #

    def _note_edit(self, old, new):
        """Compare with what the sale order has: the newest content counts, also while an older
        edit is pending, and an edit that was taken back ends by itself."""
        applied = self._read(self.applied_payload) or old
        if applied is None:
            self._flag_change(self._text_of_edit())
        elif not self._edited_parts(applied, new):
            if self.applied_payload:
                self._end_change()
        elif self.change_pending or not old or self._edited_parts(old, new):
            self._await_change()

    def _await_change(self):
        """The sale order is to follow the shop at the next step; nothing is sent before that."""
        if not self.sale_order_id:
            self._note_not_applied(self._text_of_edit())
            return
        rows = self.sale_order_id.ogoship_order_ids
        note = self._text_of_pending(rows._at_warehouse())
        self.write({
            'change_pending': True, **self._clear_problem(), 'reason': 'changed',
            'message': note, 'retry_at': fields.Datetime.now()})
        rows._hold_unsent(note)

    def _text_of_pending(self, at_warehouse):
        if at_warehouse:
            return self.env._(
                "Order %(number)s was edited in the shop. OGOship has it already and is asked "
                "whether it takes the change.", number=self._number())
        return self.env._(
            "Order %(number)s was edited in the shop. It is not sent before Odoo has followed, "
            "which happens by itself.", number=self._number())

    def _text_of_edit(self):
        return self.env._(
            "Shop order %(number)s was edited in the shop after import. Compare address, rows and "
            "shipping method.", number=self._number())

    def _end_change(self):
        """The sale order has the shop's content: what waited for that goes on."""
        self.write({
            'change_pending': False, 'applied_payload': False, **self._clear_problem()})
        self.sale_order_id.ogoship_order_ids._release_changed()

    # === ACTION METHODS === #

    def action_retry(self):
        """Override: who lets a change rest has seen to it, so that Odoo has the shop's content."""
        self.filtered(
            lambda order: order._is_imported() and not order.change_pending
        ).applied_payload = False
        return super().action_retry()

    def action_apply_change(self):
        """Try once more to bring the sale order in line with the shop, at the next run."""
        for order in self.filtered(lambda order: order.applied_payload and order.sale_order_id):
            order._await_change()
            order.sale_order_id.ogoship_order_ids._want_update()
        self.store_id._ring()
        store = self.store_id[:1]
        return store._notify(self.env._(
            "The shop's change is applied if it can be. %(when)s", when=store._next_run()))
