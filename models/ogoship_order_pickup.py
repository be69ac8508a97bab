from odoo import models

from ..tools.mycashflow_types import decode_order
from .problem import Problem


class OgoshipOrder(models.Model):
    """The pickup point of a parcel: the shop's, or the one that a person filled in."""

    _inherit = 'ogoship.order'

    def _find_pickup_point(self):
        """The code of the pickup point, '' where none is needed, or the `Problem` in its way."""
        points = self._shop_pickup_points()
        if len(points) > 1 and self.pickup_point in (False, ', '.join(points)):
            raise Problem('pickup_point', self.env._(
                "Order %(reference)s has several pickup points in the shop: %(points)s. Fill in "
                "the one that this parcel goes to, then press Retry.",
                reference=self.reference, points=', '.join(points)), 'held')
        needed = self.carrier_id.ogoship_needs_pickup_point
        if not self.pickup_point and needed and not self.merchant_id.adds_pickup_point:
            raise Problem('pickup_point', self.env._(
                "Order %(reference)s has no pickup point, which %(carrier)s needs. Fill it in, "
                "then press Retry.", reference=self.reference, carrier=self.carrier_id.name),
                'held')
        return self.pickup_point or ''

    def _shop_pickup_points(self):
        payload = self.sale_order_id.mycashflow_order_ids[:1].payload
        shipments = decode_order(payload).shipments if payload else ()
        return list(dict.fromkeys(filter(None, (s.pickup_point for s in shipments))))
