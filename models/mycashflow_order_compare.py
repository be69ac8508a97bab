from markupsafe import Markup

from odoo import api, fields, models

from .formats import quantity_text


class MycashflowOrder(models.Model):
    """Old and new of an edit side by side, for a person."""

    _inherit = 'mycashflow.order'

    change_summary = fields.Html(string="Changed in the shop", compute='_compute_change_summary')

    @api.depends('payload', 'applied_payload')
    def _compute_change_summary(self):
        for order in self:
            order.change_summary = (
                order.applied_payload and order._describe_edit() and order._edit_table())

    def _note_not_applied(self, note):
        """The shop's edit stays out of Odoo or of OGOship: a person compares old and new.

        :param str note: why, and what to do next
        """
        for order in self:
            order.write({
                'change_pending': False, **order._clear_problem(), 'reason': 'changed',
                'message': note})
            order.sale_order_id.ogoship_order_ids._hold_unsent(note)
            order._alert(note, order._edit_table())

    def _edit_table(self, title=''):
        """`_describe_edit` as a small table (Markup)."""
        row = Markup('<tr><th class="text-nowrap">%s</th><td>%s</td><td>%s</td></tr>')
        head = row % ('', self.env._("Before"), self.env._("In the shop now"))
        rows = Markup().join(row % texts for texts in self._describe_edit())
        return Markup("%s<table class=\"table table-sm\">%s</table>") % (title, head + rows)

    def _describe_edit(self):
        """:return: list of (label, old, new), texts, of what the shop changed"""
        old, new = self._read(self.applied_payload), self._read(self.payload)
        before = self._describe_order(old) if old else {}
        after = self._describe_order(new) if new else {}
        labels = {**before, **after}
        if old and new and (old.forgotten or new.forgotten):
            labels = [label for label in labels if label not in self._address_labels()]
        return [
            (label, before.get(label, '–'), after.get(label, '–'))
            for label in labels if before.get(label) != after.get(label)]

    def _address_labels(self):
        return self.env._("Customer"), self.env._("Delivery address")

    def _describe_order(self, order):
        """:return: {label: text} of what Odoo and the warehouse have to know"""
        customer, delivery = self._address_labels()
        texts = {
            customer: self._describe_address(order.customer),
            delivery: self._describe_address(order.shipping),
            self.env._("Shipping method"): self._describe_method(order),
            self.env._("Pickup point"): ', '.join(
                filter(None, (shipment.pickup_point for shipment in order.shipments))),
        }
        for line in order.lines:
            label = ' '.join(filter(None, [line.code, line.label]))
            text = (f'{quantity_text(self.env, line.quantity)} × '
                    f'{self._money(line.unit_price or 0)}')
            texts[label] = ' + '.join(filter(None, [texts.get(label), text]))
        amounts = {
            self.env._("Shipping costs"): order.shipping_costs,
            self.env._("Payment costs"): order.payment_costs,
            self.env._("Discount"): abs(order.discount),
            self.env._("Total"): order.total or 0,
        }
        texts |= {label: self._money(amount) for label, amount in amounts.items() if amount}
        return {label: text for label, text in texts.items() if text}

    @api.model
    def _describe_address(self, address):
        return ', '.join(filter(None, [
            address.company, f'{address.first_name} {address.last_name}'.strip(), address.street,
            f'{address.zip} {address.city}'.strip(), address.country, address.phone,
            address.email]))

    def _describe_method(self, order):
        ref = self._method_ref(order)
        method = self.env['mycashflow.shipping.method'].with_context(active_test=False).search(
            [('store_id', '=', self.store_id.id), ('remote_id', '=', ref)], limit=1)
        return method.name or str(ref or '')
