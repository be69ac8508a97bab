"""The arrows between the shop and Odoo, as rows of the fault matrix."""
# pylint: disable=missing-return  # an arrow's methods return nothing

from odoo import fields

from .fault_common import Arrow

SOCKS, STOVE, GAS = 'SUKKA-MERINO-M', 'KEITIN-X1', 'KAASU-230'


class Orders(Arrow):
    key, title = 'orders', "new and changed orders"
    path, field, is_list = '/orders', 'products', True
    query = 'page'

    def arrange(self, case, at):
        case.shop.play(page_size_cap=1)
        case.place('cancelled')
        case.sync_store()
        at.numbers = []

    def happen(self, case, at):
        at.numbers = at.numbers + [case.place('paid')]
        case.shop.advance(60)
        at.numbers += [case.place('unpaid')]
        case.shop.advance(-60)

    def shrink(self, case, at):
        case.shop.touch(at.numbers[0])

    def told(self, case, at):
        return case.env['mycashflow.order'].search([]).mapped('message')

    def check(self, case, at):
        for paid, unpaid in zip(at.numbers[::2], at.numbers[1::2], strict=True):
            case.assertImported(case.row(paid))
            case.assertWaits(case.row(unpaid), 'held', 'unpaid')


class OrderAgain(Arrow):
    key, title = 'order_again', "an order that waits, read again"
    field = 'products'

    def arrange(self, case, at):
        case.shop.play(payments_touch_order=False)
        # So old that the list does not bring it again by itself.
        moment = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        at.number = case.place('unpaid', created_at=f'{moment.isoformat()}Z')
        case.place('cancelled')
        case.sync_store()

    def route(self, at):
        return {**super().route(at), 'path': f'/orders/{at.number}'}

    def happen(self, case, at):
        if case.row(at.number).state == 'held':
            case.shop.pay(at.number)

    def prepare(self, case, at):
        case.everything_is_due()

    def told(self, case, at):
        return [case.row(at.number).message]

    def check(self, case, at):
        case.assertImported(case.row(at.number))


class OpenOrder(Arrow):
    key, title = 'open_order', "an imported order, compared once a day"
    field = 'products'
    ends = {'404': 'next day', '500': 'next day'}
    silent = ('404', '500')

    def arrange(self, case, at):
        at.number = case.place('paid')
        case.sync_store()

    def route(self, at):
        return {**super().route(at), 'path': f'/orders/{at.number}'}

    def happen(self, case, at):
        if case.shop.order(at.number)['status'] == 'OPEN':
            case.shop.cancel(at.number)
            # The change date does not tell.
            case.sandbox._state.stores[case.store.store_name].orders[at.number]['updated_at'] = (
                '2020-01-01T00:00:00+02:00')

    def prepare(self, case, at):
        row = case.row(at.number)
        row.checked_date = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        row.flush_recordset()

    def told(self, case, at):
        return [case.row(at.number).message]

    def check(self, case, at):
        case.assertEqual(case.row(at.number).state, 'cancelled')
        case.assertEqual(case.sale(at.number).state, 'cancel')


class Methods(Arrow):
    key, title = 'methods', "shipping and payment methods"
    path, field = '/shipping-methods', 'id'

    def arrange(self, case, at):
        case.store.shipping_method_ids.filtered(lambda method: method.remote_id == 3).unlink()

    def happen(self, case, at):
        at.number = case.place('paid')

    def check(self, case, at):
        case.assertImported(case.row(at.number))


class Catalogue(Arrow):
    key, title = 'catalogue', "products of the shop"
    path, field, is_list = '/products', 'name', True

    def arrange(self, case, at):
        case.shop.play(page_size_cap=3)
        at.codes = {row.code for row in case.rows}
        at.removed = None

    def happen(self, case, at):
        case.shop.edit_product(322, name="Retkikeitin X2")

    def prepare(self, case, at):
        if case.item(STOVE).name != "Retkikeitin X2":
            case.day_passes()

    def shrink(self, case, at):
        at.removed = 301
        case.shop.remove_product(301)

    def check(self, case, at):
        case.assertTrue(case.store.catalogue_date)
        case.assertFalse(case.store.catalogue_page)
        rows = case.env['mycashflow.product'].search([('store_id', '=', case.store.id)])
        case.assertEqual(sorted(rows.mapped('code')), sorted(at.codes), "each once")
        case.assertEqual(case.item(STOVE).name, "Retkikeitin X2")
        gone = {row.remote_id for row in rows if row.is_gone}
        case.assertLessEqual(gone, {at.removed})


class StockChanges(Arrow):
    key, title = 'stock_changes', "stock that others change in the shop"
    path, field, is_list = '/stock-changes', 'stock_item_id', True
    codes = {GAS: 301, STOVE: 61, SOCKS: 151}  # what Odoo has of them

    def arrange(self, case, at):
        case.shop.play(page_size_cap=1)
        for code in self.codes:
            case.both_find(code, 1)
        case.sync_store()
        at.pieces = 100

    def happen(self, case, at):
        at.pieces -= 10
        at.changed = list(self.codes)[:3 if at.fault.pages else 1]
        for code in at.changed:
            case.shop.set_stock(code, at.pieces)

    def shrink(self, case, at):
        case.sandbox._state.stores[case.store.store_name].stock_changes.pop(0)

    def check(self, case, at):
        for code in at.changed:
            case.assertEqual(case.in_shop_stock(code)[0], self.codes[code])
            case.assertTrue(case.item(code).changed_by_other_date)


class StockRead(Arrow):
    key, title = 'stock_read', "the shop's stock, read before writing"
    path, field = f'/stock/{STOVE}', 'quantity'

    def arrange(self, case, at):
        case.both_find(STOVE, 5)

    def told(self, case, at):
        return [case.item(STOVE).push_message]

    def check(self, case, at):
        case.assertEqual(case.in_shop_stock(STOVE)[0], 65)
        case.assertEqual((case.item(STOVE).pushed_quantity, case.item(STOVE).reason), (65, False))


class StockWrite(StockRead):
    key, title = 'stock_write', "stock to the shop"
    method = 'PATCH'


class Report(Arrow):
    key, title = 'report', "shipped order, marked delivered with tracking"
    method, path, field = 'POST', 'quick-process', 'id'
    kind = {}

    def arrange(self, case, at):
        at.id = case.shipped_row(**self.kind).id

    def row(self, case, at):
        return case.env['mycashflow.order'].browse(at.id)

    def told(self, case, at):
        return [self.row(case, at).message]

    def check(self, case, at):
        case.assertReported(self.row(case, at))
        self.check_calls(case)

    def check_calls(self, case):
        done = [call for call in case.sandbox.log
                if call.path.endswith('quick-process') and call.status == 200]
        case.assertLessEqual(len(done), 1, "carried out once")


class ReportParts(Report):
    key, title = 'report_parts', "shipped order with several shipments"
    path = '/complete'
    kind = {'shipments': [{}, {}]}

    def check_calls(self, case):
        done = [call.path for call in case.sandbox.log
                if call.path.endswith('/complete') and call.status == 200]
        case.assertEqual(len(done), len(set(done)), "each shipment once")


class ReportRead(Report):
    key, title = 'report_read', "the shop's order, read before it is marked delivered"
    method, field = 'GET', 'shipments'

    def route(self, at):
        return {**super().route(at), 'path': f'/orders/{at.number}'}

    def arrange(self, case, at):
        super().arrange(case, at)
        at.number = self.row(case, at).remote_id


class CancelInShop(Arrow):
    key, title = 'cancel_in_shop', "order cancelled in Odoo, cancelled in the shop"
    method, path, field = 'POST', '/cancel', 'id'

    def arrange(self, case, at):
        row = case.bring_in('paid')
        row.sale_order_id._action_cancel()
        row.action_cancel_in_shop()
        at.number = row.remote_id

    def told(self, case, at):
        return [case.row(at.number).message]

    def check(self, case, at):
        case.assertEqual(case.shop.order(at.number)['status'], 'CANCELLED')
        row = case.row(at.number)
        case.assertEqual((row.state, row.shop_cancel_wanted), ('cancelled', False), row.message)


class WholeShop(Report):
    """The whole shop misbehaves, with work waiting for it in both directions."""
    key, title = 'whole_shop', "everything the shop is asked"
    method = path = None
    field = 'id'

    def happen(self, case, at):
        at.numbers = [*getattr(at, 'numbers', []), case.place('paid')]

    def check(self, case, at):
        super().check(case, at)
        for number in at.numbers:
            case.assertImported(case.row(number))


ARROWS = [arrow() for arrow in (
    Orders, OrderAgain, OpenOrder, Methods, Catalogue, StockChanges, StockRead, StockWrite, Report,
    ReportParts, ReportRead, CancelInShop, WholeShop)]
