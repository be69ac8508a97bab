from contextlib import contextmanager
from dataclasses import astuple

from psycopg2 import DatabaseError

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import MENDED_IN_ODOO, ORDERS_PER_IMPORT, ORDERS_PER_REPLAY
from ..tools.http_client import RemoteError
from ..tools.mycashflow_types import decode_order
from .import_batch import KEY, ImportBatch
from .import_lookups import Lookups
from .problem import Problem

# Longer is no address, and PostgreSQL would not index a name of some thousand characters.
LONGEST_TEXT = 250


class MycashflowOrder(models.Model):
    """Arrow 2 of the ring: inbox → sale order → delivery."""

    _inherit = 'mycashflow.order'

    # === WORKING THROUGH THE INBOX === #

    @api.model
    def _import_due(self, store, client):
        """Import every order of the store whose time has come. Commits batch by batch.

        What need not be read from the shop again comes first, so that it does not wait for a shop
        that is out of reach.

        :param client: function that returns the store's network client
        :return: False when time ran out.
        """
        ready = self._ready_domain(store)
        due = Domain('store_id', '=', store.id) & self._due_domain()
        unknown = Domain('fingerprint', '=', False)
        stale = due & (unknown | (self._waiting_domain() | Domain('change_pending', '=', True)) & (
            Domain('reason', 'not in', (False, 'changed', *MENDED_IN_ODOO))))
        return (
            self._import_batches(ready)
            and self._read_again(stale, client)
            and self._import_batches(ready))

    @api.model
    def _ready_domain(self, store):
        """Domain of the store's orders that can be imported now, without asking the shop."""
        return (
            Domain('store_id', '=', store.id) & self._due_domain() & self._waiting_domain()
            & Domain('fingerprint', '!=', False)
            & Domain('reason', 'in', (False, *MENDED_IN_ODOO)))

    @api.model
    def _waiting_domain(self):
        return Domain('sale_order_id', '=', False) & Domain(
            'state', 'in', ('new', 'held', 'error'))

    @api.model
    def _import_batches(self, due):
        return self._work_in_batches(
            due, ORDERS_PER_IMPORT, lambda rows: rows._import_batch(due))

    @api.model
    def _read_again(self, stale, client):
        """Read again what time alone may have changed: a payment does not always move the order's
        change date (mycashflow-api §1.5), and an order that failed may be readable now."""
        rows = self.search(stale)
        if not rows:
            return True
        shop = client()
        return rows._work_each(stale, lambda row: row._read_one_again(shop))

    def _read_one_again(self, client):
        vals = self._prepare_inbox_vals(
            self.store_id, self.remote_id, self._get_from_shop(client))
        if self._is_imported():
            self._note_change(vals)
        else:
            # The number of attempts stays: it makes the next wait longer.
            self.write({
                **vals, 'state': 'new', 'reason': False, 'message': False, 'retry_at': False})

    def _get_from_shop(self, client):
        """The order's payload; what the shop answers for this one order only is a `Problem`."""
        try:
            return client.get_order(self.remote_id)
        except RemoteError as error:
            if error.code == 'not_found':
                raise Problem('refused', self.env._(
                    "The shop has no order %(number)s any more. If that is right, press Ignore.",
                    number=self._number()), 'held') from error
            if error.status == 500:
                raise Problem('remote', self._text_of_fault()) from error
            raise

    def _import_batch(self, due):
        """Import all at once, which is fast; if that fails, in smaller parts, in the end one by
        one, so that only the guilty order is left out. Commits.

        :return: False when time ran out.
        """
        rows = self.try_lock_for_update().filtered_domain(due)
        try:
            with self.env.cr.savepoint():
                rows._import_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 the replay gives each order its own reason
            return rows._import_again(due)
        return bool(self.env['ir.cron']._commit_progress(len(rows)))

    def _import_again(self, due):
        if len(self) <= ORDERS_PER_REPLAY:
            return self._work_each(due, lambda row: row._import_all())
        return all(
            self[start:start + ORDERS_PER_REPLAY]._import_batch(due)
            for start in range(0, len(self), ORDERS_PER_REPLAY))

    def _import_all(self):
        """Make and confirm the sale orders of these rows, all of one store, in one go."""
        prepared = self._prepare_sale_orders()
        rows = self.browse([row.id for row in prepared])
        sales = self.env['sale.order'].with_context(
            tracking_disable=True, **self._batch_context()).create(list(prepared.values()))
        rows.write({
            'state': 'done', 'imported_date': fields.Datetime.now(), **self._clear_problem()})
        for row, sale in zip(rows, sales, strict=True):
            row._settle_total(sale)
            row.sale_order_id = sale
        self.env['mycashflow.booking']._plan_invoices(rows)
        sales.with_context(
            tracking_disable=False, mycashflow_keeps_date=True).action_confirm()

    @api.model
    def _batch_context(self):
        """Context in which Odoo asks the database once for what does not change in a batch."""
        return {KEY: ImportBatch()}

    # === SALE ORDERS === #

    def _prepare_sale_orders(self):
        """Values of the sale orders. Partners are made last, for what can be imported.

        :return: {row: values}; what cannot be imported has got its reason
        """
        orders, prepared = {}, {}
        for row in self:
            with row._problem_of_one():
                orders[row] = decode_order(row.payload)
        known = Lookups(
            self.store_id, [line for order in orders.values() for line in order.lines])
        for row, order in orders.items():
            with row._problem_of_one():
                prepared[row] = row._prepare_sale_order_vals(order, known)
        partners = self.env['res.partner']._mycashflow_partners(
            [orders[row] for row in prepared], known)
        return {
            row: {**vals, **self._prepare_partner_vals(three)}
            for (row, vals), three in zip(prepared.items(), partners, strict=True)}

    @contextmanager
    def _problem_of_one(self):
        """What is wrong with this order is noted on it and does not stop the others. Only around
        what reads: nothing is undone."""
        try:
            yield
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 each row carries its own fault
            self._wait_for(error)

    @api.model
    def _prepare_partner_vals(self, partners):
        names = ('partner_id', 'partner_invoice_id', 'partner_shipping_id')
        return {name: partner.id for name, partner in zip(names, partners, strict=True)}

    def _prepare_sale_order_vals(self, order, known):
        """Values of the sale order but for its partners, or a `Problem`.

        :param order: `tools.mycashflow_types.Order`
        :param known: `import_lookups.Lookups`
        """
        self._check_released(order)
        store, products = self.store_id, self._find_products(order.lines, known)
        pricelist = self._find_pricelist(self._order_currency(order))
        ships = any(product.type != 'service' for _line, product in products)
        carrier = self._find_carrier(order, products, known) if ships or order.shipping_costs else (
            self.env['delivery.carrier'])
        lines = self._prepare_lines(order, products, carrier, known)
        self._check_address(order, ships, known)
        self._check_total(order, lines)
        return {
            **({'name': self._number()} if store.order_prefix else {}),
            'company_id': store.company_id.id,
            'pricelist_id': pricelist.id,
            **({'warehouse_id': store.warehouse_id.id} if store.warehouse_id else {}),
            'carrier_id': carrier.id,
            'user_id': False,
            'date_order': self.order_date or fields.Datetime.now(),
            'client_order_ref': str(self.remote_id),
            'origin': f"{store.name} {self.remote_id}",
            'mycashflow_store_id': store.id,
            'mycashflow_note': self._customer_note(order),
            'order_line': [Command.create(line) for line in lines],
        }

    def _check_address(self, order, ships, known):
        """Refuse what the warehouse could not deliver to, or no address is made of."""
        number = self._number()
        labels = {
            'name': self.env._("name"),
            'street': self.env._("street address"),
            'city': self.env._("city"),
            'country': self.env._("country"),
        }
        missing = [
            label for field, label in labels.items() if not getattr(order.shipping, field)]
        if missing and ships:
            raise Problem('address', self.env._(
                "The delivery address of order %(number)s lacks %(fields)s. Complete it in the "
                "shop, then press Retry.", number=number, fields=', '.join(missing)))
        if max(map(len, astuple(order.customer) + astuple(order.shipping))) > LONGEST_TEXT:
            raise Problem('address', self.env._(
                "A part of the address of order %(number)s is longer than %(limit)s characters. "
                "Correct it in the shop, then press Retry.", number=number, limit=LONGEST_TEXT))
        code = order.shipping.country
        if ships and not known.country(code):
            raise Problem('address', self.env._(
                "Order %(number)s goes to the country “%(code)s”, which Odoo does not know. "
                "Correct it in the shop, then press Retry.", number=number, code=code))

    def _find_pricelist(self, currency):
        pricelists = self.env['product.pricelist']
        if currency == self.company_id.currency_id:
            return pricelists
        pricelist = pricelists.search([
            *pricelists._check_company_domain(self.company_id),
            ('currency_id', '=', currency.id)], limit=1)
        if not pricelist:
            raise Problem('currency', self.env._(
                "Order %(number)s is in %(currency)s. Create a price list in that currency, then "
                "press Retry.", number=self._number(), currency=currency.name), value=currency.name)
        return pricelist

    # === SHIPPING METHOD === #

    def _find_carrier(self, order, products, known):
        """The delivery method by shipping rule. Never created, never guessed."""
        number = self._number()
        if not self.shipping_method_ref:
            raise Problem('no_method', self.env._(
                "Order %(number)s has no shipping method in the shop.", number=number), 'held')
        method = known.shipping_method(self.shipping_method_ref)
        if not method:
            raise Problem('no_method', self.env._(
                "The shop does not list the shipping method of order %(number)s (id %(id)s). "
                "Refresh the methods, or choose another method in the shop.",
                number=number, id=self.shipping_method_ref), 'held')
        rule = known.rule(
            method, order.shipping.country or None, self._weight(order, products))
        if not rule:
            raise Problem('no_rule', self.env._(
                "No shipping rule matches the shop's method “%(method)s” (order %(number)s). "
                "Create a rule; the order then goes on by itself.",
                method=method.name, number=number), 'held', method.name)
        return rule.carrier_id

    def _country_and_weight(self):
        """Country and weight of the order as the shop tells it now, as far as they are known."""
        try:
            order = decode_order(self.payload)
        except RemoteError:
            return self.env['res.country'], 0.0
        known = Lookups(self.store_id, order.lines)
        products = [
            (line, known.products(line)[:1]) for line in order.lines if not line.is_download]
        return known.country(order.shipping.country), self._weight(order, products)

    @api.model
    def _weight(self, order, products):
        """Weight in kilograms as the shop knows it (mycashflow-api §3.3), else of the products."""
        shop = sum(shipment.weight or 0 for shipment in order.shipments)
        return float(shop) or sum(
            product.weight * float(line.quantity) for line, product in products)
