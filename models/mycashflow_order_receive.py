from contextlib import contextmanager

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import mute_logger

from ..const import LARGEST_ID
from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order, decode_order_head, order_fingerprint
from .problem import Problem, explain_remote


class MycashflowOrder(models.Model):
    """Arrow 1 of the ring: shop → inbox."""

    _inherit = 'mycashflow.order'

    @api.model
    def _receive(self, store, payloads):
        """Take orders in as the shop sent them. Polling and fetching by hand both end here.

        The same content twice changes nothing. An order that is not imported yet starts anew; of
        an imported one it is noted what changed. An order that cannot be taken in is an alarm on
        the store and does not stop the others.

        :param store: mycashflow.store
        :param list payloads: decoded JSON of orders, with all expands
        :return: the rows of these orders
        """
        inbox = self._by_remote_id(store, payloads)
        known = self.search([('store_id', '=', store.id), ('remote_id', 'in', list(inbox))])
        rows = {row.remote_id: row for row in known}
        fresh, changed = [], {}
        for remote_id, payload in inbox.items():
            vals = self._prepare_inbox_vals(store, remote_id, payload)
            row = rows.get(remote_id)
            if row is None:
                fresh.append(vals)
            elif row.fingerprint != vals['fingerprint']:
                changed[row] = vals
        self.union(*changed)._lock_or_come_back()
        for row, vals in changed.items():
            self._try_to_receive(store, [vals], lambda vals, row=row: row._receive_change(vals))
        return known | self._create_rows(store, fresh)

    def _lock_or_come_back(self):
        """Lock these rows before they are written.

        :raise SerializationFailure: another process works on one of them just now. Were it met by
            the writing itself, Odoo would log the whole order.
        """
        if self and self.try_lock_for_update() != self:
            raise SerializationFailure("another process works on the same order")

    @api.model
    def _by_remote_id(self, store, payloads):
        """:return: {order number: payload}; what has no usable number is an alarm."""
        inbox = {}
        for payload in payloads:
            try:
                number = decode_order_head(payload).id
            except RemoteError as error:
                store._warn(self.env._(
                    "%(store)s sent an order without a readable number: %(error)s",
                    store=store.name, error=explain_remote(self.env, error)))
                continue
            if number > LARGEST_ID:
                # The database would refuse it, and quote all of it in the log.
                store._warn(self.env._(
                    "%(store)s: the number of order %(number)s is too large to be stored. Look "
                    "at it in the shop.", store=store.name, number=number))
                continue
            inbox[number] = payload
        return inbox

    @api.model
    def _create_rows(self, store, vals_list):
        """Create all at once; if that fails, one by one."""
        quiet = self.with_context(tracking_disable=True)
        try:
            with self._savepoint_without_log():
                return quiet.create(vals_list)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 the guilty one gets its own alarm
            return self.union(*self._try_to_receive(store, vals_list, quiet.create))

    @api.model
    def _try_to_receive(self, store, vals_list, take_in):
        """``take_in(vals)`` for each order by itself; where that fails, raise an alarm.

        :return: list of the results
        """
        results = []
        for vals in vals_list:
            try:
                with self._savepoint_without_log():
                    results.append(take_in(vals))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except UniqueViolation:
                continue  # another process has just received it
            except Exception as error:  # noqa: BLE001 see above
                store._warn(self.env._(
                    "%(store)s: order %(number)s cannot be stored (%(kind)s). Look at it in the "
                    "shop.", store=store.name, number=vals['remote_id'],
                    kind=type(error).__name__))
        return results

    @contextmanager
    def _savepoint_without_log(self):
        """What the database refuses here is told without it: Odoo's log would quote the order."""
        with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            yield

    @api.model
    def _prepare_inbox_vals(self, store, remote_id, payload):
        vals = {
            'store_id': store.id,
            'remote_id': remote_id,
            'payload': payload,
            'fingerprint': order_fingerprint(payload),
        }
        try:
            order = decode_order(payload)
        except RemoteError:
            # The row keeps the payload; importing it will say what cannot be read.
            return vals
        method = self._method_ref(order)
        return {
            **vals,
            'remote_status': order.status,
            'remote_updated_at': order.updated_at and order.updated_at.replace(microsecond=0),
            **self._prepare_payment_vals(store, order),
            'order_date': order.created_at and order.created_at.replace(microsecond=0),
            'customer_name': order.customer.company or order.customer.name,
            'amount_total': float(order.total or 0),
            'shipping_method_ref': method if method <= LARGEST_ID else 0,
            # Several are all shown; a person chooses before the order is sent.
            'pickup_point': ', '.join(dict.fromkeys(
                shipment.pickup_point for shipment in order.shipments if shipment.pickup_point)),
            'demand': self._prepare_demand(order),
        }

    @api.model
    def _method_ref(self, order):
        """The shop's id of the order's shipping method, 0 when it has none."""
        return order.shipping_method_id or next(
            (shipment.method_id for shipment in order.shipments if shipment.method_id), 0)

    # === FAULTS OF THE SHOP === #

    @api.model
    def _receive_faults(self, store, faults):
        """Give orders that the shop fails to deliver a row that says so.

        They are asked for again by themselves, also when we have an older state of them: who knows
        what changed.

        :param faults: `tools.mycashflow_client.OrderFault` values with an order id
        :return: the rows of these orders
        """
        ids = {fault.order_id for fault in faults}
        rows = self.search([('store_id', '=', store.id), ('remote_id', 'in', list(ids))])
        rows |= self._create_rows(store, [
            {'store_id': store.id, 'remote_id': remote_id}
            for remote_id in sorted(ids - set(rows.mapped('remote_id')))])
        for row in rows:
            row._note_fault()
        return rows

    def _note_fault(self):
        decided = self.state == 'ignored' and not self.reason  # by a person
        known = self.reason in ('changed', 'cancelled') or (not self.fingerprint and self.reason)
        if not decided and not known:
            self.fingerprint = False
            self._wait_for(Problem('remote', self._text_of_fault()))

    def _text_of_fault(self):
        return self.env._(
            "The shop answers with an error when it is asked for order %(number)s. Open the "
            "order in the shop; it is asked for again by itself.", number=self._number())
