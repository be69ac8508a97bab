from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .problem import Problem


class MycashflowOrder(models.Model):
    """Which shipments of the shop have left, and what was left behind.

    A merchant may split an order into several shipments in the shop (mycashflow-api §3.3). Its
    rows tell what is in which; pieces of one product are alike, so a shipment has left when the
    pieces delivered cover it beside the shipments before it.
    """

    _inherit = 'mycashflow.order'

    told_shipments = fields.Json(
        readonly=True, copy=False,
        help="{shipment of the shop: {product id: pieces}} of what the shop showed as delivered, "
             "where an order has several.")

    _told_idx = models.Index(
        '(store_id) WHERE told_shipments IS NOT NULL AND shop_reported_date IS NULL')

    # === SHIPMENTS === #

    def _shipments_to_complete(self, order):
        """The open shipments of the shop's order whose goods have left."""
        shipments = [
            shipment for shipment in order.shipments
            if shipment.status != 'COMPLETED' and not self._is_told(shipment)]
        if self.shipped_date:
            return shipments
        if len(order.shipments) < 2:
            return []  # what is half delivered cannot be told
        return self._covered_shipments(order, shipments)

    def _covered_shipments(self, order, shipments):
        wanted = self._shipment_pieces(order)
        pieces = self._delivered_pieces()
        for shipment in order.shipments:
            if shipment.status == 'COMPLETED':
                pieces.subtract(wanted[shipment.id])
        covered = []
        for shipment in shipments:
            needed = wanted[shipment.id]
            if needed and all(pieces[product] >= count for product, count in needed.items()):
                pieces.subtract(needed)
                covered.append(shipment)
        return covered

    def _shipment_pieces(self, order):
        """:return: {shipment id: Counter of pieces per product that is to be shipped}; nothing
        where a product of the shop is not known any more."""
        wanted = {shipment.id: Counter() for shipment in order.shipments}
        try:
            products = self._find_products(order.lines)
        except Problem:
            return wanted
        for line, product in products:
            if product.type != 'service' and line.shipment_id in wanted and line.quantity > 0:
                wanted[line.shipment_id][product] += float(line.quantity)
        return wanted

    # === WHAT THE SHOP KNOWS === #

    def _is_told(self, shipment):
        return str(shipment.id) in (self.told_shipments or {})

    def _note_told(self, order):
        """Keep what the shop shows as delivered: its stock counts that no more, and what is open
        again afterwards was reopened by a person."""
        if len(order.shipments) < 2:
            return
        told = dict(self.told_shipments or {})
        new = [s for s in order.shipments if s.status == 'COMPLETED' and str(s.id) not in told]
        wanted = self._shipment_pieces(order) if new else {}
        for shipment in new:
            told[str(shipment.id)] = {
                str(product.id): count for product, count in wanted[shipment.id].items()}
        if new:
            self.told_shipments = told
        if self._reopened_shipments(order):
            self._alert(self._text_of_reopened())

    @api.model
    def _told_pieces(self, store):
        """:return: {product id: pieces} that the shop was told of, of orders that it was not told
        of as a whole"""
        rows = self.search(
            Domain('store_id', '=', store.id) & store._untold_domain()
            & Domain('told_shipments', '!=', False))
        pieces = Counter()
        for shipments in rows.mapped('told_shipments'):
            for counts in shipments.values():
                pieces.update({int(product): count for product, count in counts.items()})
        return pieces

    def _reopened_shipments(self, order):
        return [s for s in order.shipments if s.status != 'COMPLETED' and self._is_told(s)]

    def _text_of_reopened(self):
        return self.env._(
            "A shipment of order %(number)s was delivered and is open again in the shop. Complete "
            "it there, or press Retry on the shop order to have it completed again.",
            number=self._number())

    def _wait_for(self, error):
        """Override: only a person can decide about what was reopened."""
        res = super()._wait_for(error)
        if self.reason == 'reopened':
            self._alert(self.message)
        return res

    def action_retry(self):
        """Override: a person has looked at the shipments that were reopened."""
        self.filtered(lambda order: order.reason == 'reopened').told_shipments = False
        return super().action_retry()

    # === WHAT HAS LEFT === #

    def _goods_lines(self):
        return self.sale_order_id.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type not in (False, 'service'))

    def _delivered_pieces(self):
        """Counter of pieces per product, in its own unit."""
        return self._count_pieces('qty_delivered')

    def _left_behind(self):
        """:return: {product: (delivered, ordered)} where less was delivered."""
        ordered, delivered = self._count_pieces('product_uom_qty'), self._delivered_pieces()
        return {
            product: (delivered[product], count) for product, count in ordered.items()
            if product.uom_id.compare(delivered[product], count) < 0}

    def _count_pieces(self, field):
        pieces = Counter()
        for line in self._goods_lines():
            pieces[line.product_id] += line.product_uom_id._compute_quantity(
                line[field], line.product_id.uom_id, round=False)
        return pieces

    # === TELLING A PERSON === #

    def _say_once(self, note):
        """Log a note that is not there yet."""
        if not any(note in html2plaintext(body) for body in self.message_ids.mapped('body')):
            self.message_post(body=note)
