from typing import NamedTuple
from urllib.parse import urlsplit

from odoo import api, models
from odoo.fields import Domain

from ..const import STORY_ICONS

ORDER_FIELDS = (
    'store_id', 'remote_id', 'state', 'message', 'order_date', 'paid_date', 'imported_date',
    'shipped_date', 'shop_reported_date')
ROW_FIELDS = (
    'reference', 'state', 'message', 'remote_status', 'warehouse_comments', 'picking_id',
    'split_of_id', 'create_date', 'sent_date', 'status_date', 'collecting_date', 'shipped_date',
    'cancel_date', 'tracking_numbers', 'tracking_url')
RANKS = {kind: rank for rank, kind in enumerate(STORY_ICONS)}


class Step(NamedTuple):
    """Something that happened to an order.

    :param kind: key of `STORY_ICONS`
    :param link: address that tells more, '' where there is none; http or https only
    """

    moment: object
    kind: str
    text: str
    link: str = ''

    def key(self):
        """What the screen shows as the same minute comes in the order of an order's life: some
        moments are the begin of a transaction, some the end, some another machine's."""
        return self.moment.replace(second=0, microsecond=0), RANKS[self.kind], self.moment


class Papers(NamedTuple):
    """All that belongs to one order of a customer."""

    sale: models.Model
    shop_orders: models.Model
    rows: models.Model
    pickings: models.Model


class MycashflowOgoshipStory(models.AbstractModel):
    """What happened to an order so far, in one timeline, and what it waits for now.

    Reads, never writes. A moment that nobody noted is left out.
    """

    _name = 'mycashflow_ogoship.story'
    _description = "Story of an order"

    @api.model
    def _tell(self, record):
        """The story as safe HTML; '' for an order that neither shop nor OGOship knows.

        :param record: a sale order, delivery, webshop order or warehouse order
        """
        papers = self._papers(record)
        waiting = self._waiting_rows(record, papers.sale)
        if not (papers.shop_orders or papers.rows or waiting):
            return ''
        now = list(dict.fromkeys(waiting.mapped('explanation')))
        return self.env['ir.qweb']._render('mycashflow_ogoship.order_story', {
            'steps': self._steps(papers),
            'icons': STORY_ICONS,
            'now': now or [self._ending(papers)],
            'is_over': not now,
        })

    # === WHAT BELONGS TO IT === #

    @api.model
    def _papers(self, record):
        sale = self._sale_of(record)
        none = self.env['stock.picking']
        if sale:
            mine = Domain('sale_order_id', '=', sale.id)
            parts = mine | Domain('split_of_id.sale_order_id', '=', sale.id)
            return Papers(
                sale, self._fetch('mycashflow.order', mine, ORDER_FIELDS),
                self._fetch('ogoship.order', parts, ROW_FIELDS), sale.picking_ids)
        orders, rows = self.env['mycashflow.order'], self.env['ogoship.order']
        if record._name == 'mycashflow.order':
            return Papers(sale, record, rows, none)
        if record._name == 'stock.picking':
            return Papers(sale, orders, record.ogoship_order_ids, record)
        return Papers(sale, orders, record, record.picking_id)

    @api.model
    def _sale_of(self, record):
        if record._name == 'sale.order':
            return record
        return record.sale_id if record._name == 'stock.picking' else record.sale_order_id

    @api.model
    def _fetch(self, model, domain, names):
        """Only what is told: a webshop order drags its whole payload along otherwise."""
        return self.env[model].search_fetch(domain, names, order='id')

    @api.model
    def _waiting_rows(self, record, sale):
        names = {
            'mycashflow.order': 'mycashflow_order_id', 'ogoship.order': 'ogoship_order_id',
            'stock.picking': 'picking_id'}
        name = 'sale_order_id' if sale else names[record._name]
        return self.env['mycashflow_ogoship.waiting'].search([(name, '=', (sale or record).id)])

    # === WHAT HAPPENED === #

    @api.model
    def _steps(self, papers):
        """:return: list of `Step`, the oldest first"""
        steps = [*self._steps_of_sale(papers)]
        for order in papers.shop_orders:
            steps += self._steps_of_shop_order(order)
        for row in papers.rows:
            steps += self._steps_of_row(row, len(papers.rows) > 1)
        for picking in papers.pickings:
            steps += self._steps_of_picking(picking)
        return sorted((step for step in steps if step.moment and step.text), key=Step.key)

    @api.model
    def _steps_of_sale(self, papers):
        sale = papers.sale
        confirmed = sale.state == 'sale' and sale.date_order
        if papers.shop_orders:
            # Its date is the shop's. Confirming it made the delivery.
            confirmed = min(papers.pickings.mapped('create_date'), default=False)
        else:
            yield Step(sale.create_date, 'quotation', self.env._(
                "Quotation %(order)s made", order=sale.name))
        yield Step(confirmed, 'confirmed', self.env._(
            "Sale order %(order)s confirmed", order=sale.name))

    @api.model
    def _steps_of_shop_order(self, order):
        yield Step(order.order_date, 'placed', self.env._(
            "Order %(number)s placed in %(store)s",
            number=order._number(), store=order.store_id.name))
        yield Step(order.paid_date, 'paid', self.env._("Paid"))
        yield Step(order.imported_date, 'imported', self.env._("Imported into Odoo"))
        yield Step(order.shop_reported_date, 'reported', self.env._(
            "Reported to the shop as delivered"))

    @api.model
    def _steps_of_row(self, row, several):
        """:param bool several: whether each step must say of which warehouse order it is"""
        def step(moment, kind, text, link=''):
            return Step(moment, kind, f"{text} ({row.reference})" if several else text, link)

        if row.split_of_id:
            yield Step(row.create_date, 'split', self.env._(
                "Split off by OGOship as %(reference)s", reference=row.reference))
        else:
            yield Step(row.sent_date, 'sent', self.env._(
                "Sent to OGOship as %(reference)s and accepted", reference=row.reference))
        yield step(row.cancel_date, 'cancel', self.env._("Cancellation asked"))
        yield step(row.collecting_date, 'collecting', self.env._("Being collected"))
        yield step(row.shipped_date, 'shipped', self.env._("Shipped by OGOship"))
        for number, link in self._parcels(row):
            yield step(row.shipped_date, 'parcel', number, link)
        kind, text = self._status_of_row(row)
        if text:
            yield step(row.status_date, kind, text)

    @api.model
    def _status_of_row(self, row):
        """Kind and text of what the warehouse's last word means, '' if another step tells it."""
        if row.remote_status == 'returned':
            return 'returned', self.env._("Came back to OGOship")
        if row.remote_status == 'cancelled':
            return 'cancelled', self.env._("Cancelled at OGOship")
        return 'held', row._describe_hold()

    @api.model
    def _parcels(self, row):
        """:return: (what to show, link) of each parcel. One link is known for all of them: where
            its parcel cannot be told, it stands by itself."""
        numbers = list(filter(None, map(str.strip, (row.tracking_numbers or '').split(','))))
        url = self._safe_link(row.tracking_url)
        mine = numbers if len(numbers) == 1 else [n for n in numbers if n in url]
        parcels = [
            (self.env._("Parcel %(number)s", number=number), url if number in mine else '')
            for number in numbers]
        return parcels if mine or not url else [*parcels, (self.env._("Track the parcel"), url)]

    @api.model
    def _safe_link(self, url):
        try:
            return url if url and urlsplit(url).scheme in ('http', 'https') else ''
        except ValueError:
            return ''

    @api.model
    def _steps_of_picking(self, picking):
        delivery = picking.location_dest_id.usage == 'customer'
        if picking.backorder_id and delivery:
            yield Step(picking.create_date, 'split', self.env._(
                "Rest split off as delivery %(delivery)s", delivery=picking.name))
        if picking.state != 'done':
            return
        if delivery:
            yield Step(picking.date_done, 'done', self.env._(
                "Delivery %(delivery)s done in Odoo", delivery=picking.name))
        elif picking.location_id.usage == 'customer':
            yield Step(picking.date_done, 'returned', self.env._(
                "Came back: %(receipt)s done in Odoo", receipt=picking.name))

    # === WHAT NOW === #

    @api.model
    def _ending(self, papers):
        """Why nothing of it waits to be shipped any more, in plain words."""
        order = papers.shop_orders[:1]
        if papers.sale.state == 'cancel':
            return self.env._("The sale order is cancelled.")
        if papers.sale.state in ('draft', 'sent'):
            return self.env._("The quotation is not confirmed.")
        if order.state == 'cancelled':
            return self.env._("Cancelled in the shop. It is not imported.")
        if order.state == 'ignored':
            return order.message or self.env._("Ignored. It is not imported.")
        if order.shipped_date and not order.shop_reported_date:
            return order.message or self.env._("The shop is told at the next run.")
        if papers.rows and set(papers.rows.mapped('state')) == {'cancelled'}:
            return self.env._("Cancelled. OGOship does not ship it.")
        return self.env._("Nothing is waited for any more.")
