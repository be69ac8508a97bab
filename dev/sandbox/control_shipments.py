"""What a merchant does to the shipments of an order in the shop's admin (mycashflow-api §3.3)."""

from .accounts import STORE
from .control_base import ControlBase, operation
from .shop_stock import move_stock


class ShipmentControl(ControlBase):

    @operation
    def split_shipment(self, order_id, rows, store=STORE):
        """Move {code: pieces} of the open shipments into a new one; returns the order.

        That a row is divided for it is assumed: the contract says only that a shipment can be
        split."""
        order, now = self._touched(store, order_id)
        open_ids = [s['id'] for s in order['shipments'] if s['status'] == 'OPEN']
        first = next(s for s in order['shipments'] if s['id'] in open_ids)
        second = first | {
            'id': self._state.next_id('shipment', 56000), 'created_at': now, 'updated_at': now,
            'weight': None, 'tracking_code': None, 'documents': [],
        }
        for code, pieces in rows.items():
            self._move_row(order, open_ids, second, code, pieces, now)
        order['shipments'].append(second)
        return order

    @operation
    def edit_shipment(self, order_id, shipment_id, store=STORE, **fields):
        """Change fields of a shipment, such as its pickup point or its method."""
        order, now = self._touched(store, order_id)
        shipment = self._shipment(order, shipment_id)
        if set(fields) - set(shipment):
            raise ValueError(f'unknown fields: {", ".join(sorted(set(fields) - set(shipment)))}')
        shipment.update(fields, updated_at=now)
        return shipment

    @operation
    def reopen_shipment(self, order_id, shipment_id, cancel=False, store=STORE):
        """COMPLETED → OPEN: "correcting" keeps tracking code and method, cancelling clears both.

        What that does to rows and stock is not stated; here the pieces are reserved again."""
        order, now = self._touched(store, order_id)
        shipment = self._shipment(order, shipment_id)
        if shipment['status'] != 'COMPLETED':
            raise ValueError(f'shipment {shipment_id} is {shipment["status"]}')
        shipment.update(status='OPEN', completed_at=None, updated_at=now)
        if cancel:
            shipment.update(tracking_code=None, shipping_method_id=None)
        order['status'] = 'OPEN'
        for row in order['products']:
            if row['shipment_id'] == shipment_id and row['delivered_at']:
                row.update(delivered_at=None, updated_at=now)
                if self._state.play['reserve_at'] != 'never':
                    move_stock(self._state, self._store(store), row['product_code'],
                               quantity=row['quantity'], reserved=row['quantity'],
                               source=('order', order['id']))
        return order

    # -- parts

    def _shipment(self, order, shipment_id):
        for shipment in order['shipments']:
            if shipment['id'] == shipment_id:
                return shipment
        raise LookupError(f'unknown shipment {shipment_id!r}')

    def _move_row(self, order, open_ids, shipment, code, pieces, now):
        for row in list(order['products']):
            if row['product_code'] != code or row['shipment_id'] not in open_ids:
                continue
            part = min(pieces, row['quantity'])
            if part < row['quantity']:
                row.update(quantity=row['quantity'] - part, updated_at=now)
                row = row | {'id': self._state.next_id('row', 88200), 'created_at': now}
                order['products'].append(row)
            row.update(quantity=part, shipment_id=shipment['id'], updated_at=now)
            pieces -= part
            if not pieces:
                return
        raise ValueError(f'{pieces} of {code} are not in an open shipment')
