"""The receiving side of the warehouse: announced deliveries arrive and are unpacked."""

from . import warehouse_products as products
from . import warehouse_stock_updates as inbound
from .accounts import MERCHANT
from .clock import warehouse_time
from .control_base import ControlBase, operation


class InboundControl(ControlBase):

    @operation
    def stock_update(self, reference, merchant=MERCHANT):
        """All stock updates with the reference: usually one, none or (duplicate) several."""
        found = inbound.find_stock_updates(self._merchant(merchant), reference)
        return [inbound.answer(row) for row in found]

    @operation
    def stock_updates(self, merchant=MERCHANT):
        return [inbound.answer(row) for row in self._merchant(merchant).stock_updates]

    @operation
    def arrive(self, reference, merchant=MERCHANT):
        """The lorry is there; nothing is unpacked."""
        row = self._announced(reference, merchant)
        row['arrivalDate'] = row['arrivalDate'] or warehouse_time(self._state.clock.now())
        inbound.touch(self._state, self._merchant(merchant), row)
        return inbound.answer(row)

    @operation
    def receive(self, reference, quantities, finished=False, merchant=MERCHANT):
        """Unpacked and put on the shelf: {code: pieces more}, negative to correct a count.

        receivedQuantity is the sum of all (ogoship-api §9.2); the stock grows at once. Finished:
        whatever did not come is not expected any more."""
        owner, row = self._merchant(merchant), self._announced(reference, merchant)
        for code, pieces in quantities.items():
            self._line(row, code)['receivedQuantity'] += pieces
            products.change_stock(self._state, owner, code, pieces)
        if finished:
            row['arrivalDate'] = row['arrivalDate'] or warehouse_time(self._state.clock.now())
        inbound.touch(self._state, owner, row, 'done' if finished else 'receiving')
        return inbound.answer(row)

    @operation
    def receive_unknown(self, reference, code, quantity, merchant=MERCHANT):
        """Something that was not announced: a new line, and a product `XX-…` if need be (§7.3)."""
        owner, row = self._merchant(merchant), self._announced(reference, merchant)
        if products.find_product(owner, code) is None:
            products.new_product(self._state, owner, {
                'code': code, 'languageCode': 'en', 'name': 'Unidentified item'})
        row['products'].append(inbound.new_line({
            'code': code, 'name': 'Unidentified item', 'expectedQuantity': 0,
        }) | {'receivedQuantity': quantity, 'warehouseComments': 'Not on the list'})
        products.change_stock(self._state, owner, code, quantity)
        inbound.touch(self._state, owner, row, 'receiving')
        return inbound.answer(row)

    @operation
    def comment(self, reference, text, code=None, merchant=MERCHANT):
        """The warehouse writes something, on the whole or on one line."""
        row = self._announced(reference, merchant)
        target = self._line(row, code) if code else row
        target['warehouseComments'] = text
        inbound.touch(self._state, self._merchant(merchant), row)
        return inbound.answer(row)

    @operation
    def change_stock_update(self, reference, quantities, merchant=MERCHANT):
        """The merchant changes what is expected, in myOGO: {code: pieces}."""
        row = self._announced(reference, merchant)
        for code, pieces in quantities.items():
            self._line(row, code)['expectedQuantity'] = pieces
        inbound.touch(self._state, self._merchant(merchant), row)
        return inbound.answer(row)

    @operation
    def add_foreign_stock_update(self, reference, quantities, merchant=MERCHANT, **fields):
        """Announced in myOGO by hand: {code: pieces}."""
        owner = self._merchant(merchant)
        body = {
            'reference': reference, 'supplier': 'Typed Ltd',
            'receiveDate': warehouse_time(self._state.clock.now()), 'products': [
                {'code': code, 'expectedQuantity': pieces, 'countryOfOrigin': 'FI'}
                for code, pieces in quantities.items()], **fields}
        return inbound.answer(inbound.create_stock_update(self._state, owner, body))

    # -- parts

    def _announced(self, reference, merchant):
        found = inbound.find_stock_updates(self._merchant(merchant), reference)
        if not found:
            raise LookupError(f'unknown stock update {reference!r}')
        return found[0]

    def _line(self, row, code):
        for line in row['products']:
            if line['code'] == code:
                return line
        raise LookupError(f'{row["reference"]} has no line {code!r}')
