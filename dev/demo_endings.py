"""Every other ending of an order, each once: what the demo's buyers, clerks and warehouse do, and
where it must lead. Scheduled actions are off meanwhile, so each *Synchronize now* is over when it
answers."""

from dataclasses import dataclass

from demo_expected import EXPECTED

SOCK, GAS, STOVE = 'SUKKA-MERINO-M', 'KAASU-230', 'KEITIN-X1'


@dataclass(frozen=True)
class Ending:
    """One ending: what happened, where it must lead, where it led."""

    title: str
    expected: tuple
    found: tuple


class Endings:
    """Plays the endings one after the other."""

    def __init__(self, odoo, control, accounts, note):
        self.odoo, self.control, self.note = odoo, control, note
        self.store, self.merchant = accounts['mycashflow.store'], accounts['ogoship.merchant']
        self.all = []

    def play(self):
        self.odoo.call('ogoship.merchant', 'write', self.merchant, {
            'allows_changes': True, 'document': 'receipt'})
        for number, play in enumerate(PLAYS, 1):
            self.note(f'{number} of {len(PLAYS)}')
            title, expected = play.__doc__.split('\n')[0].rstrip('.'), EXPECTED[play.__name__]
            self.all.append(Ending(title, expected, tuple(play(self))))
        self.odoo.call('ogoship.merchant', 'write', self.merchant, {'document': 'none'})
        self.sync()

    def table(self):
        """Return the lines of the table."""
        rows = [('What happened', 'Where it led'), *(
            (ending.title, ' / '.join(map(str, ending.found))) for ending in self.all)]
        width = max(len(title) for title, _end in rows)
        lines = [f'{title.ljust(width)}  {end}' for title, end in rows]
        return [lines[0], '-' * max(map(len, lines)), *lines[1:]]

    def differences(self):
        return [f'{ending.title}: should be {ending.expected}, is {ending.found}'
                for ending in self.all if ending.expected != ending.found]

    # === WHAT PEOPLE DO === #

    def sync(self, times=1):
        for _time in range(times):
            self.odoo.call('mycashflow.store', 'action_sync', self.store)
            self.odoo.call('ogoship.merchant', 'action_sync', self.merchant)

    def place(self, *lines, sync=True, **values):
        """Place an order of (code, pieces), and let it reach the warehouse; return its number."""
        number = self.control.place(lines=[
            {'code': code, 'quantity': pieces} for code, pieces in lines or [(SOCK, 2)]],
            **values)['id']
        if sync:
            self.sync()
        return number

    def ship(self, *references):
        """The warehouse ships, and all hear of it."""
        for reference in references:
            self.control.ship(reference=str(reference))
        self.sync(2)

    def row(self, number):
        [row] = self.odoo.search_read('mycashflow.order', [['remote_id', '=', number]], [
            'state', 'reason', 'sale_order_id', 'return_of_id'])
        return row

    def sale(self, number):
        return self.row(number)['sale_order_id'][0]

    def orders(self, number):
        """The warehouse orders of a shop order in Odoo, the oldest first."""
        return self.odoo.call('ogoship.order', 'search_read', [
            ['sale_order_id', '=', self.sale(number)]], ['reference', 'state', 'picking_id'],
            order='id')

    def end(self, number):
        """(webshop order, sale order, warehouse orders, at OGOship, in the shop)"""
        row = self.row(number)
        [sale] = self.odoo.call('sale.order', 'read', row['sale_order_id'][:1], ['state'])
        rows = self.orders(number)
        there = [order['status'] for order in self.control.warehouse_orders()
                 if order['reference'] in {row['reference'] for row in rows}]
        return (row['state'] + (f': {row["reason"]}' if row['reason'] else ''), sale['state'],
                '+'.join(order['state'] for order in rows), '+'.join(there) or '-',
                self.control.order(number)['status'].lower())

    def tasks(self, model, ids):
        return len(self.odoo.search_read(
            'mail.activity', [['res_model', '=', model], ['res_id', 'in', ids]], ['summary']))

    def first(self, model, domain):
        return self.odoo.call(model, 'search', domain, limit=1)

    # === CANCELLED === #

    def cancelled_before_sending(self):
        """Cancelled in the shop before it was sent."""
        number = self.place(sync=False)
        self.odoo.call('mycashflow.store', 'action_sync', self.store)
        self.control.cancel(number)
        self.sync()
        return self.end(number)

    def cancelled_at_ogoship(self):
        """Cancelled in the shop when OGOship had it."""
        number = self.place()
        self.control.cancel(number)
        self.sync(2)
        return self.end(number)

    def cancelled_in_odoo(self):
        """Cancelled in Odoo, confirmed by OGOship."""
        number = self.place()
        self.odoo.call('sale.order', 'action_cancel', [self.sale(number)])
        self.sync()
        return self.end(number)

    def cancelled_too_late(self):
        """Cancelled in the shop while it was collected: it left."""
        number = self.place()
        self.control.collect(reference=str(number))
        self.control.cancel(number)
        self.sync(2)
        self.ship(number)
        return self.end(number)

    # === EDITED === #

    def edited_before_sending(self):
        """Edited in the shop before it was sent: followed."""
        number = self.place(sync=False)
        self.odoo.call('mycashflow.store', 'action_sync', self.store)
        self.control.edit(number, lines=[{'code': SOCK, 'quantity': 3}], payments=[{}])
        self.sync(2)
        pieces = self.pieces(number)
        self.ship(number)
        return (*self.end(number), pieces)

    def edited_at_ogoship(self):
        """Edited in the shop when OGOship had it: OGOship and Odoo follow."""
        number = self.place()
        self.control.edit(number, lines=[{'code': SOCK, 'quantity': 1}], payments=[{}])
        self.sync(2)
        pieces = self.pieces(number)
        self.ship(number)
        return (*self.end(number), pieces)

    def edited_too_late(self):
        """Edited in the shop while it was collected: a task with old and new."""
        number = self.place()
        self.control.collect(reference=str(number))
        self.control.edit(number, shipping={'street_address': 'Uusikatu 7'})
        self.sync(2)
        tasks = self.tasks('sale.order', [self.sale(number)])
        self.ship(number)
        return (*self.end(number), f'{tasks} task')

    def pieces(self, number):
        [order] = self.control.warehouse_order(reference=str(number))
        return sum(line['quantity'] for line in order['orderLines'])

    # === PARTS, HELD === #

    def split(self):
        """Split by the warehouse: two parcels."""
        number = self.place((SOCK, 3), (GAS, 5))
        first, second = self.control.split(reference=str(number), keep={SOCK: 3})
        self.sync()
        self.ship(first['reference'], second['reference'])
        rows = self.odoo.search_read('ogoship.order', [
            ['reference', '=like', f'{number}%']], ['state', 'picking_id'])
        return (*self.end(number), f'{len({row["picking_id"][0] for row in rows})} deliveries')

    def shipped_short(self):
        """Less left than was sent: the rest waited, a person cancelled it."""
        number = self.place((GAS, 5))
        self.control.ship(reference=str(number), lines={GAS: 2})
        self.sync()
        rest = self.first('stock.picking', [
            ['sale_id', '=', self.sale(number)], ['state', 'not in', ['done', 'cancel']]])
        self.odoo.call('stock.picking', 'action_cancel', rest)
        self.sync(2)
        return self.end(number)

    def held(self):
        """Held by the warehouse, corrected and sent again."""
        number = self.place()
        self.control.hold(reference=str(number), comment='Phone number is wrong.')
        self.sync()
        self.odoo.call('ogoship.order', 'action_resend', [self.orders(number)[0]['id']])
        self.sync()
        [order] = self.control.warehouse_order(reference=str(number))
        self.ship(number)
        return (*self.end(number), f'{order["status"]} again')

    # === MONEY AND PAPERS === #

    def invoiced_and_refunded(self):
        """Invoiced, paid in its journal, refunded in part: a draft credit note."""
        placed = self.control.place(lines=[{'code': SOCK, 'quantity': 1}])
        method = self.first('mycashflow.payment.method', [
            ['remote_id', '=', placed['payment_method_id']]])
        journal = self.first('account.journal', [['type', '=', 'bank']])
        self.odoo.call('mycashflow.payment.method', 'write', method, {
            'invoicing': 'posted', 'journal_id': journal[0]})
        self.sync()
        self.ship(placed['id'])
        self.control.refund(placed['id'], amount=5)
        self.sync()
        self.odoo.call('mycashflow.payment.method', 'write', method, {'invoicing': 'none'})
        partner = self.odoo.call(
            'sale.order', 'read', [self.sale(placed['id'])], ['partner_invoice_id'])
        moves = self.odoo.call('account.move', 'search_read', [
            ['move_type', 'in', ['out_invoice', 'out_refund']],
            ['partner_id', '=', partner[0]['partner_invoice_id'][0]]],
            ['move_type', 'state', 'payment_state'], order='id')
        return tuple(f'{move["move_type"]} {move["state"]}' for move in moves)

    def document(self):
        """The shop's receipt is enclosed."""
        number = self.place()
        [order] = self.control.warehouse_order(reference=str(number))
        self.ship(number)
        return (*self.end(number), ', '.join(doc['type'] for doc in order['documents']))

    # === BACK === #

    def returned(self):
        """Came back: reviewed and received by a person."""
        number = self.place()
        self.ship(number)
        self.control.mark_returned(reference=str(number))
        self.sync()
        back = self.first('ogoship.return', [['order_id.reference', '=', str(number)]])
        self.odoo.call('ogoship.return', 'action_receive', back)
        [record] = self.odoo.call('ogoship.return', 'read', back, ['picking_id'])
        self.odoo.call('stock.picking', 'button_validate', record['picking_id'][:1])
        self.sync()
        [record] = self.odoo.call('ogoship.return', 'read', back, ['state'])
        return (record['state'], *self.end(number)[2:4])

    def shop_return(self):
        """A return in the shop is shown at its order."""
        number = self.place((STOVE, 1))
        self.ship(number)
        self.control.advance(seconds=60)
        back = self.control.place(kind='negative', status='OPEN', lines=[
            {'code': STOVE, 'quantity': -1}],
            customer=self.control.order(number)['customer_information'])['id']
        self.odoo.call('mycashflow.store', 'action_sync', self.store)
        row = self.row(back)
        shown = row['return_of_id'] and row['return_of_id'][1] == str(number)
        return row['state'], row['reason'], f'shown at its order: {"yes" if shown else "no"}'

    # === INBOUND, FROM ODOO === #

    def inbound(self):
        """A receipt was announced, and received in two parts."""
        [warehouse] = self.odoo.call(
            'ogoship.merchant', 'read', self.merchant, ['warehouse_id'])
        [place] = self.odoo.call('stock.warehouse', 'read', warehouse['warehouse_id'][:1], [
            'in_type_id', 'lot_stock_id'])
        supplier = self.first('stock.location', [['usage', '=', 'supplier']])
        partner = self.odoo.call('res.partner', 'create', [{'name': 'Lappi Tukku Oy'}])
        product = self.first('product.product', [['default_code', '=', GAS]])
        where = {'location_id': supplier[0], 'location_dest_id': place['lot_stock_id'][0]}
        receipt = self.odoo.call('stock.picking', 'create', [{
            **where, 'picking_type_id': place['in_type_id'][0], 'partner_id': partner[0],
            'scheduled_date': '2099-01-05 10:00:00', 'move_ids': [
                (0, 0, {**where, 'product_id': product[0], 'product_uom_qty': 40})]}])
        self.odoo.call('stock.picking', 'action_confirm', receipt)
        self.sync()
        update = self.first('ogoship.stock.update', [['picking_id', 'in', receipt]])
        [record] = self.odoo.call('ogoship.stock.update', 'read', update, ['reference', 'state'])
        states = [record['state']]
        for pieces, finished in ((25, False), (15, True)):
            self.control.receive(record['reference'], {GAS: pieces}, finished=finished)
            self.sync()
            [now] = self.odoo.call('ogoship.stock.update', 'read', update, ['state'])
            states.append(now['state'])
        return tuple(states)

    def from_odoo(self):
        """An order that began in Odoo."""
        product = self.first('product.product', [['default_code', '=', SOCK]])
        carrier = self.first('delivery.carrier', [['ogoship_shipping_code', '!=', False]])
        partner = self.odoo.call('res.partner', 'create', [{
            'name': 'Veikko Esimerkki', 'street': 'Esimerkkikatu 3', 'city': 'Turku',
            'zip': '20100', 'phone': '+358401234599',
            'country_id': self.first('res.country', [['code', '=', 'FI']])[0]}])
        [merchant] = self.odoo.call('ogoship.merchant', 'read', self.merchant, ['warehouse_id'])
        sale = self.odoo.call('sale.order', 'create', [{
            'partner_id': partner[0], 'carrier_id': carrier[0],
            'warehouse_id': merchant['warehouse_id'][0],
            'order_line': [(0, 0, {'product_id': product[0], 'product_uom_qty': 1})]}])
        self.odoo.call('sale.order', 'action_confirm', sale)
        self.sync()
        [record] = self.odoo.call('sale.order', 'read', sale, ['name'])
        self.ship(record['name'])
        [record] = self.odoo.call('sale.order', 'read', sale, ['ogoship_state', 'delivery_status'])
        return record['ogoship_state'], record['delivery_status']


PLAYS = (
    Endings.cancelled_before_sending, Endings.cancelled_at_ogoship, Endings.cancelled_in_odoo,
    Endings.cancelled_too_late, Endings.edited_before_sending, Endings.edited_at_ogoship,
    Endings.edited_too_late, Endings.split, Endings.shipped_short, Endings.held,
    Endings.invoiced_and_refunded, Endings.document, Endings.returned, Endings.shop_return,
    Endings.inbound, Endings.from_odoo)
