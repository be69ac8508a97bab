"""The arrows between Odoo and the warehouse, as rows of the fault matrix."""
# pylint: disable=missing-return  # an arrow's methods return nothing

from odoo import fields

from .fault_common import Arrow
from .ledger_common import CODE

NEW = 'REPPU-45'


# Of a search both mean "nothing there" (ogoship-api §4.6, §4.9), so nothing is told of them.
EMPTY_LIST = ('404', 'null')


class WarehouseArrow(Arrow):
    account, remote = 'merchant', 'warehouse'

    def prepare(self, case, at):
        case.everything_is_due()

    def row(self, case, at):
        return case.env['ogoship.order'].browse(at.id)

    def told(self, case, at):
        return [self.row(case, at).message] if hasattr(at, 'id') else []


class Token(WarehouseArrow):
    key, title = 'token', "access token"
    remote, method, path, field = 'auth', 'POST', '/OAuth/Token', 'access_token'

    def arrange(self, case, at):
        at.id = case.sell((CODE, 1)).ogoship_order_ids.id
        case.merchant.token_expires_at = fields.Datetime.subtract(fields.Datetime.now(), days=1)

    def check(self, case, at):
        case.assertOnce(self.row(case, at))


class OrderSend(Token):
    key, title = 'order_send', "delivery to the warehouse"
    remote, path, field = 'warehouse', '/Orders', 'orderLines'

    def arrange(self, case, at):
        at.id = case.sell((CODE, 1)).ogoship_order_ids.id


class OrderLookUp(Token):
    key, title = 'order_look_up', "order whose answer was lost, looked up"
    silent = EMPTY_LIST
    remote, method, path, field = 'warehouse', 'GET', '/Orders', 'orderLines'
    query = 'reference'

    def arrange(self, case, at):
        row = case.sell((CODE, 1)).ogoship_order_ids
        case.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        case.sync_merchant()
        case.assertEqual(row.state, 'sending')
        at.id = row.id

    def check(self, case, at):
        super().check(case, at)
        case.assertFalse(case.accepted('/Orders'), "not sent again")


class OrderChange(WarehouseArrow):
    key, title = 'order_change', "order changed in Odoo, sent anew"
    ends = {'404': 'person', '409': 'person'}
    method, path, field = 'PUT', '/Orders/', 'orderLines'

    def arrange(self, case, at):
        case.merchant.allows_changes = True
        row = case.order(3)
        row.sale_order_id.order_line[0].product_uom_qty = 4
        at.id = row.id

    def check(self, case, at):
        row = self.row(case, at)
        [order] = case.at_warehouse(row)
        if at.fault.key in self.ends:
            case.assertEqual(row.reason, 'changed')
            case.assertTrue(row.picking_id.activity_ids, "a person sees old and new")
            return
        case.assertEqual([line['quantity'] for line in order['orderLines']], [4])
        case.assertEqual(
            (row.state, row.reason, row.update_wanted), ('sent', False, False), row.message)


class OrderCancel(WarehouseArrow):
    key, title = 'order_cancel', "order cancelled in Odoo, cancelled at the warehouse"
    method, path, field = 'PUT', '/Orders/', 'orderLines'

    def arrange(self, case, at):
        row = case.order(3)
        row.sale_order_id._action_cancel()
        case.assertEqual(row.state, 'cancelling')
        at.id = row.id

    def check(self, case, at):
        row = self.row(case, at)
        [order] = case.at_warehouse(row)
        case.assertEqual(order['status'], 'cancelled')
        case.assertEqual(
            (row.state, row.reason, row.sale_order_id.state), ('cancelled', False, 'cancel'))


class OrderReadBack(OrderCancel):
    key, title = 'order_read_back', "order read before and after it is cancelled"
    silent = EMPTY_LIST
    method, path, query = 'GET', '/Orders', 'reference'


class Statuses(WarehouseArrow):
    key, title = 'statuses', "statuses, tracking and deliveries"
    silent = EMPTY_LIST
    path, query, field, is_list = '/Orders', 'modifiedAfter', 'orderLines', True

    def arrange(self, case, at):
        case.warehouse.play(warehouse_sort='oldest')
        sales = [case.sell((CODE, 1)) for _sale in range(3)]
        case.sync_merchant()
        at.ids = [sale.ogoship_order_ids.id for sale in sales]
        at.ship = False
        now = fields.Datetime.now()
        case.merchant.orders_watermark = fields.Datetime.subtract(now, hours=3)

    def happen(self, case, at):
        """All are collected; what happens later is that the first one ships."""
        rows = self.rows(case, at)
        if at.ship:
            case.warehouse.ship(rows[0].reference)
        else:
            for row in rows:
                case.warehouse.collect(row.reference)
        at.ship = True
        if at.fault.pages:
            case.spread('orders')

    def shrink(self, case, at):
        case.there_are('orders')[0]['editTime'] = case.hours_ago(0)

    def rows(self, case, at):
        return case.env['ogoship.order'].browse(at.ids)

    def check(self, case, at):
        for row in self.rows(case, at):
            [order] = case.at_warehouse(row)
            case.assertEqual(row.remote_status, order['status'])
            case.assertEqual(row.picking_id.state == 'done', order['status'] == 'shipped')


class ReadInFull(WarehouseArrow):
    """A list that is read in full once a day, which brings what one reading has overlooked."""

    is_list = True
    ends = {'page_shrinks': 'next day'}
    silent = ('page_shrinks', *EMPTY_LIST)
    full_date = ''

    def prepare(self, case, at):
        super().prepare(case, at)
        if self.missing(case, at):
            case.merchant[self.full_date] = False
            case.merchant.flush_recordset()

    def missing(self, case, at):
        raise NotImplementedError

    def shrink(self, case, at):
        """A product at the head of the list is removed."""
        case.there_are('products').remove(
            next(product for product in case.there_are('products') if product['code'] == at.first))


class Products(ReadInFull):
    key, title = 'products', "products at the warehouse"
    path, query, field, full_date = '/Products', 'page', 'code', 'products_full_date'

    def arrange(self, case, at):
        at.count = 0
        at.first = min(case.there_are('products'), key=lambda row: row['id'])['code']

    def happen(self, case, at):
        for _product in range(3):
            at.count += 1
            case.warehouse.add_warehouse_product(f'XX-{at.count}')

    def missing(self, case, at):
        return at.count - case.env['ogoship.product'].search_count([('code', '=like', 'XX-%')])

    def check(self, case, at):
        case.assertEqual(self.missing(case, at), 0)


class Stock(ReadInFull):
    key, title = 'stock', "stock of the warehouse"
    path, query, field, full_date = '/Stock', 'page', 'stock', 'stock_full_date'

    def arrange(self, case, at):
        case.trust()
        ordered = sorted(case.there_are('products'), key=lambda row: row['id'])
        at.first, at.all = ordered[0]['code'], [row['code'] for row in ordered[1:]]

    def happen(self, case, at):
        at.codes = at.all[:6 if at.fault.pages else 1]
        for code in at.codes:
            case.lose(1, code)

    def missing(self, case, at):
        return [code for code in at.codes
                if case.on_hand(code) != case.warehouse.warehouse_product(code)['stock']]

    def check(self, case, at):
        case.assertEqual(self.missing(case, at), [])
        for code in at.codes:
            case.assertFigures(case.on_hand(code), 0, case.on_hand(code), code=code)


class ProductCreate(WarehouseArrow):
    key, title = 'product_create', "product created at the warehouse"
    method, path, field = 'POST', '/Products', 'code'

    def arrange(self, case, at):
        product = case.product(NEW, name="Reppu 45 l", barcode='6430012349999')
        case.env['ogoship.product']._queue_creation(case.merchant, product)

    def told(self, case, at):
        return [case.ledger(NEW).message]

    def check(self, case, at):
        [product] = [row for row in case.there_are('products') if row['code'] == NEW]
        case.assertEqual(
            (case.ledger(NEW).remote_id, case.ledger(NEW).reason), (product['id'], False))


class ProductLookUp(ProductCreate):
    key, title = 'product_look_up', "product looked up before it is created"
    silent = EMPTY_LIST
    method, path, query = 'GET', '/Products', 'code'

    def arrange(self, case, at):
        super().arrange(case, at)
        case.warehouse.add_warehouse_product(NEW)
        # It is there so long that reading what has changed does not show it.
        case.there_are('products')[-1]['editTime'] = '2026-01-01T00:00:00.000Z'
        case.merchant.products_full_date = fields.Datetime.now()

    def check(self, case, at):
        line = case.ledger(NEW)
        case.assertEqual((line.is_remote, line.state, line.reason), (True, 'agrees', False))
        case.assertFalse(case.accepted('/Products'), "not created again")


class ProductUpdate(ProductCreate):
    key, title = 'product_update', "product sent anew"
    method, path, field = 'PUT', '/Products/', 'code'

    def arrange(self, case, at):
        super().arrange(case, at)
        case.sync_merchant()
        line = case.ledger(NEW)
        line.product_id.name = "Reppu 50 l"
        line.update_pending = True

    def check(self, case, at):
        super().check(case, at)
        case.assertFalse(case.ledger(NEW).update_pending)
        case.assertEqual(case.there_are('products')[-1]['name'], "Reppu 50 l")


class InboundSend(WarehouseArrow):
    key, title = 'inbound_send', "receipt announced to the warehouse"
    method, path, field = 'POST', '/StockUpdate', 'products'

    def arrange(self, case, at):
        at.id = case.receipt().ogoship_stock_update_id.id

    def row(self, case, at):
        return case.env['ogoship.stock.update'].browse(at.id)

    def check(self, case, at):
        case.assertAnnounced(self.row(case, at))


class InboundLookUp(InboundSend):
    key, title = 'inbound_look_up', "announced receipt, looked up"
    silent = EMPTY_LIST
    method, path, query = 'GET', '/StockUpdate', 'reference'

    def arrange(self, case, at):
        super().arrange(case, at)
        case.warehouse.fault(
            remote='warehouse', method='POST', path='/StockUpdate', kind='accept_and_cut')
        case.sync_merchant()
        case.assertEqual(self.row(case, at).state, 'sending')

    def check(self, case, at):
        super().check(case, at)
        case.assertFalse(case.accepted('/StockUpdate'), "not announced again")


class Inbound(InboundSend):
    key, title = 'inbound', "goods that were unpacked"
    silent = EMPTY_LIST
    method, path, query, is_list = 'GET', '/StockUpdate', 'modifiedAfter', True

    def arrange(self, case, at):
        case.warehouse.play(warehouse_sort='oldest')
        receipts = [case.receipt((CODE, 40)) for _receipt in range(3)]
        case.sync_merchant()
        at.ids = [receipt.ogoship_stock_update_id.id for receipt in receipts]
        at.id, at.came = at.ids[0], 0
        now = fields.Datetime.now()
        case.merchant.stock_updates_watermark = fields.Datetime.subtract(now, hours=3)

    def happen(self, case, at):
        at.came += 10
        for row in self.rows(case, at):
            case.warehouse.receive(row.reference, {CODE: 10})
        if at.fault.pages:
            case.spread('stock_updates')

    def shrink(self, case, at):
        case.there_are('stock_updates')[0]['editTime'] = case.hours_ago(0)

    def rows(self, case, at):
        return case.env['ogoship.stock.update'].browse(at.ids[:3 if at.fault.pages else 1])

    def check(self, case, at):
        rows = self.rows(case, at)
        for row in rows:
            case.assertBooked(row, (CODE, 40, at.came, at.came))
        case.assertEqual(case.on_hand(), 60 + len(rows) * at.came)


class Returns(WarehouseArrow):
    key, title = 'returns', "returns at the warehouse"
    silent = ('null',)
    path, field, is_list = '/Returns', 'products', True
    # What its answers look like is not documented: what Odoo cannot read is left for a day.
    ends = dict.fromkeys(
        ('401', '403', '404', '409', 'truncated', 'empty', 'page_repeats'), 'next day')

    def told(self, case, at):
        return self.row(case, at).return_ids.mapped('message')

    def arrange(self, case, at):
        case.warehouse.play(warehouse_sort='oldest')
        at.id = case.gone(3).id
        at.count = 0
        now = fields.Datetime.now()
        case.merchant.returns_watermark = fields.Datetime.subtract(now, hours=3)

    def prepare(self, case, at):
        super().prepare(case, at)
        if len(self.row(case, at).return_ids) != at.count:
            case.merchant.returns_missing_date = False
            case.merchant.flush_recordset()

    def happen(self, case, at):
        for _return in range(3 if at.fault.pages else 1):
            at.count += 1
            case.warehouse.return_order(self.row(case, at).reference, {CODE: 1})
        if at.fault.pages:
            case.spread('returns')

    def shrink(self, case, at):
        case.there_are('returns')[0]['editTime'] = case.hours_ago(0)

    def check(self, case, at):
        rows = self.row(case, at).return_ids
        case.assertEqual(len(rows), at.count)
        case.assertEqual(set(rows.mapped('state')), {'to_review'})
        for row in rows:
            case.assertEqual(case.pieces(row), {CODE: (1, 1)})


class WholeWarehouse(WarehouseArrow):
    """The whole warehouse misbehaves, with work waiting for it in both directions."""
    key, title = 'whole_warehouse', "everything the warehouse is asked"
    silent = EMPTY_LIST
    method, field = None, 'code'

    def arrange(self, case, at):
        at.id = case.order(1).id
        at.next = [case.sell((CODE, 1)).ogoship_order_ids.id]

    def happen(self, case, at):
        row = self.row(case, at)
        if case.at_warehouse(row)[0]['status'] == 'new':
            case.warehouse.ship(row.reference)

    def check(self, case, at):
        row = self.row(case, at)
        case.assertEqual((row.state, row.picking_id.state), ('done', 'done'), row.message)
        case.assertOnce(case.env['ogoship.order'].browse(at.next))


ARROWS = [arrow() for arrow in (
    Token, OrderSend, OrderLookUp, OrderChange, OrderCancel, OrderReadBack, Statuses, Products,
    ProductLookUp, ProductCreate, ProductUpdate, Stock, InboundSend, InboundLookUp, Inbound,
    Returns, WholeWarehouse)]
