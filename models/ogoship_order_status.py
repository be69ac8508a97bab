from psycopg2 import OperationalError

from odoo import api, fields, models

from ..const import COLLECTED_STATES, OGOSHIP_STATES


class OgoshipOrder(models.Model):
    """Arrow 4 of the ring: OGOship → status, tracking (its deliveries: ogoship_order_finish.py)."""

    _inherit = 'ogoship.order'

    # === STATUSES === #

    @api.model
    def _receive(self, merchant, orders):
        """Write what OGOship says about a page of orders: all together, and one by one where one
        of them cannot be kept.

        Orders that Odoo did not send are kept as rows without a delivery.

        :param orders: `tools.ogoship_types.WarehouseOrder` values
        :return: whether all of them could be kept
        """
        known = self._known(merchant, orders)
        try:
            with self.env.cr.savepoint():
                self._receive_each(merchant, orders, dict(known))
            return True
        except OperationalError:
            raise  # another process changed it: the page is read again
        except Exception:  # noqa: BLE001 one by one, the guilty one is named
            kept = 0
            for order in orders:
                with merchant._fault_of_one(order.reference):
                    self._receive_each(merchant, [order], known)
                    kept += 1
            return kept == len(orders)

    def _known(self, merchant, orders):
        """:return: {reference or (OGOship's id,): row} of those that are there"""
        rows = self.search([
            ('merchant_id', '=', merchant.id),
            '|', ('remote_id', 'in', [order.id for order in orders if order.id]),
            ('reference', 'in', [order.reference for order in orders])])
        known = {row.reference: row for row in rows}
        return known | {(row.remote_id,): row for row in rows if row.remote_id}

    def _receive_each(self, merchant, orders, known):
        """:param dict known: of `_known`; gets the rows that are made"""
        for order in orders:
            row = known.get((order.id,)) or known.get(order.reference)
            known[order.reference] = self._receive_one(merchant, order, row)

    @api.model
    def _receive_one(self, merchant, order, row):
        """:return: the row that has the order's reference."""
        if row and row._is_the_same(order):
            row._apply_remote(order)
        elif not row or row.sent_date:
            # Not sent by Odoo: another reference, or a second order of one that was sent.
            row = row or self._keep_foreign(merchant, order)
            if self._is_shop_number(merchant, order.reference):
                self._warn_second_integration(merchant)
        elif not row.was_listed:
            row.was_listed = True  # sending looks it up
        return row

    def _is_the_same(self, order):
        """Whether an order of our reference is the one this row stands for.

        While a delivery is not known to be sent, sending decides that; an order of the same
        reference with another id is a duplicate, on which sending has spoken.
        """
        if self.picking_id and not self.sent_date:
            return False
        return not (self.remote_id and order.id) or self.remote_id == order.id

    @api.model
    def _keep_foreign(self, merchant, order):
        """Keep an order that was not sent from Odoo: made in myOGO, split there, or sent by
        somebody else."""
        row = self.with_context(tracking_disable=True).create({
            'merchant_id': merchant.id,
            'reference': order.reference,
            'remote_id': order.id or False,
            'split_of_id': self._find_split_origin(merchant, order.reference).id,
            'state': 'sent',
        })
        row._apply_remote(order)
        return row

    def _apply_remote(self, order):
        """Follow one order's status, tracking and comment; never backwards from *done*."""
        vals = {
            'remote_status': order.status,
            'tracking_numbers': ', '.join(order.tracking_numbers),
            'tracking_url': order.tracking_url,
            'warehouse_comments': '' if self.forgotten_date else order.warehouse_comments,
        }
        state = self._next_state(order.status)
        moment = (order.edit_time or fields.Datetime.now()).replace(microsecond=0)
        if state == 'shipped' and not self.shipped_date:
            vals['shipped_date'] = moment
        if state in COLLECTED_STATES and not self.collecting_date:
            vals['collecting_date'] = moment
        if order.status != self.remote_status:
            vals |= {'status_date': moment, 'alarm_date': False}
        if state == 'shipped' and self.state != 'shipped':
            vals |= self._clear_problem()  # whatever it waited for before
        if state in COLLECTED_STATES:
            self._note_remote_lines(order, shipped=state != 'collecting')
        changed = self._write_changed({**vals, 'state': state})
        if changed:
            self._tell_about(changed)

    def _next_state(self, status):
        """Our state for their word. A word that we do not know leaves the row where it is."""
        state = OGOSHIP_STATES.get(status, self.state)
        if self.state == 'done':
            return 'done'
        if state == 'shipped' and not (self.picking_id or self.split_of_id):
            return 'done'  # nothing in Odoo to validate
        if self.state == 'cancelling' and state == 'sent':
            return 'cancelling'
        if state == 'cancelled' and self.cancel_scope and self.state != 'cancelled':
            return 'cancelling'  # its documents follow, in a step of their own
        return state

    def _tell_about(self, changed):
        """What only a person can decide becomes an activity on the delivery."""
        if not self.picking_id:
            return
        if self.cancel_scope and changed.get('state') in ('collecting', 'shipped'):
            self._tell_too_late()
        if changed.get('state') == 'sent' and self.picking_id.state == 'cancel':
            self._alert_delivery(self.env._(
                "OGOship has taken up order %(reference)s again, though its delivery is cancelled "
                "in Odoo. Cancel it in myOGO.", reference=self.reference))
        if changed.get('state') == 'cancelled':
            note = self.env._(
                "OGOship cancelled order %(reference)s. Cancel the delivery, or send it again "
                "as a new one.", reference=self.reference)
            self.message = note
            self._alert_delivery(note)
        if 'tracking_numbers' in changed and self.state == 'done':
            self._set_tracking()  # it came after the goods had left

    # === SECOND INTEGRATION === #

    @api.model
    def _warn_second_integration(self, merchant):
        if not merchant.second_integration_date:
            merchant.second_integration_date = fields.Datetime.now()
        merchant._warn(merchant._words_of_second_integration())

    @api.model
    def _is_shop_number(self, merchant, reference):
        """Whether this is the number of a shop order that is Odoo's to send."""
        for store in merchant.store_ids:
            numbers = {
                int(text) for text in (reference, reference.removeprefix(store.order_prefix or ''))
                if text.isdecimal() and len(text) < 10}
            if self.env['mycashflow.order'].search_count([
                    ('store_id', '=', store.id), ('state', '!=', 'ignored'),
                    ('remote_id', 'in', list(numbers))], limit=1):
                return True
        return False

    def _is_sent_by_somebody(self, similar):
        """Whether OGOship has the shop order of this row under its plain number already.

        :param similar: see `_find_similar`
        """
        number = str(self.sale_order_id.mycashflow_order_ids[:1].remote_id)
        return any(
            row.reference == number and row.merchant_id == self.merchant_id and not row.picking_id
            for row in similar)

    # === FAULTS === #

    def _wait_for(self, error):
        res = super()._wait_for(error)
        if self.reason in ('split', 'delivery', 'conflict', 'not_cancelled', 'missing'):
            self._alert_delivery(self.message)
        return res
