"""Webshop orders in every state, and all that can happen to them."""

from contextlib import suppress

from odoo.exceptions import UserError

from .states_common import StatesCase

OTHER = {'code': 'KAASU-230', 'quantity': 1}


class OrderStatesCase(StatesCase):

    def run_all(self, row):
        """Runs until all has come to rest; what waits for its time need not."""
        self.run_late(self.store, row)
        if row.ogoship_order_ids:
            self.run_late(self.merchant, row)
        if row.ogoship_order_ids._at_warehouse():
            self.run_late(self.merchant, row)
        self.run_late(self.store, row)

    def run_late(self, account, row):
        self.let_time_pass(row)
        self.let_time_pass(row.ogoship_order_ids)
        self.store.orders_cursor = False
        self.run_cron(account)

    # === BRINGING AN ORDER INTO A STATE === #

    def bring_to_unpaid(self):
        return self.bring_in('unpaid')

    def bring_to_unknown_product(self):
        return self.bring_in('unknown_code')

    def bring_to_ignored(self):
        row = self.bring_in('unpaid')
        row.action_ignore()
        return row

    def bring_to_cancelled_before(self):
        number = self.place()
        self.shop.cancel(number)
        self.sync_store()
        return self.row(number)

    def bring_to_confirmed(self):
        return self.bring_in()

    def bring_to_quotation(self):
        row = self.bring_in()
        row.sale_order_id._action_cancel()
        row.sale_order_id.action_draft()
        return row

    def bring_to_held_here(self):
        self.carrier.ogoship_shipping_code = False
        row = self.bring_in()
        self.sync_merchant()
        self.assertEqual(row.ogoship_order_ids.reason, 'shipping_code')
        return row

    def bring_to_own_warehouse(self):
        own = self.env['stock.warehouse'].search(
            [('id', '!=', self.merchant.warehouse_id.id)], limit=1)
        self.store.write({'merchant_id': False, 'warehouse_id': own.id})
        return self.bring_in()

    def bring_to_sending(self):
        row = self.bring_in()
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Orders', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual(row.ogoship_state, 'sending')
        return row

    def bring_to_sent(self):
        return self.sent().sale_order_id.mycashflow_order_ids

    def bring_to_pending(self):
        row = self.bring_to_reserved()
        self.set_status(row.ogoship_order_ids, 'pending')
        self.sync_merchant()
        return row

    def bring_to_reserved(self):
        row = self.bring_to_sent()
        self.warehouse.hold(row.ogoship_order_ids.reference)
        self.sync_merchant()
        return row

    def bring_to_cancelling(self):
        row = self.bring_to_sent()
        row.sale_order_id._action_cancel()
        return row

    def bring_to_collecting(self):
        row = self.bring_to_sent()
        self.warehouse.collect(row.ogoship_order_ids.reference)
        self.sync_merchant()
        return row

    def bring_to_half(self):
        parcel = self.sent('multi')
        self.warehouse.split(parcel.reference, {'KAASU-230': 5})
        self.warehouse.ship(parcel.reference)
        self.sync_merchant()
        self.sync_store()
        return parcel.sale_order_id.mycashflow_order_ids

    def bring_to_rest(self):
        parcel = self.sent('multi')
        self.warehouse.ship(parcel.reference, lines={'KAASU-230': 5})
        self.sync_merchant()
        self.sync_store()
        return parcel.sale_order_id.mycashflow_order_ids

    def bring_to_shipped(self):
        return self.shipped().sale_order_id.mycashflow_order_ids

    def bring_to_reported(self):
        row = self.bring_to_shipped()
        self.sync_store()
        self.assertTrue(row.shop_reported_date)
        return row

    def bring_to_cancelled_in_odoo(self):
        row = self.bring_to_cancelling()
        self.sync_merchant()
        return row

    def bring_to_cancelled_in_shop(self):
        row = self.bring_in()
        self.do_cancelled(row)
        self.sync_store()
        return row

    # === WHAT HAPPENS === #

    def happen(self, event, row):
        """The event, if it can happen (again), and nothing else."""
        self.shop.advance(60)
        with suppress(UserError, LookupError):  # refused by Odoo, or there is no such order
            getattr(self, f'do_{event}')(row)

    def do_paid(self, row):
        self.shop.pay(row.remote_id)

    def do_unpaid(self, row):
        self.shop.cancel_payment(row.remote_id)

    def do_refunded(self, row):
        if not any(p['amount'] < 0 for p in self.shop.order(row.remote_id)['payments']):
            self.shop.refund(row.remote_id)

    def do_cancelled(self, row):
        if self.in_shop(row) != 'CANCELLED':
            self.shop.cancel(row.remote_id)

    def do_address(self, row):
        self.shop.edit(row.remote_id, shipping={'street_address': "Uusikatu 99"})

    def do_lines(self, row):
        """What was paid before is paid to the cent afterwards as well."""
        [status] = {p['status'] for p in self.shop.order(row.remote_id)['payments']}
        self.shop.edit(row.remote_id, lines=[OTHER], payments=[{'status': status}])

    def do_reopened(self, row):
        self.shop.reopen(row.remote_id)

    def do_completed(self, row):
        if self.in_shop(row) == 'OPEN':
            self.shop.complete_order(row.remote_id)

    def do_archived(self, row):
        self.shop.edit(row.remote_id, archived_at='2026-11-24T12:00:00+02:00')

    def do_cancel_sale(self, row):
        row.sale_order_id._action_cancel()

    def do_cancel_wanted(self, row):
        row.action_cancel_in_shop()

    def do_ignore(self, row):
        row.action_ignore()

    def do_retry(self, row):
        row.action_retry()

    def do_delete_sale(self, row):
        row.sale_order_id.unlink()

    def do_collects(self, row):
        self.warehouse.collect(self.parcel(row))

    def do_ships(self, row):
        if row.ogoship_order_ids:
            self.warehouse.ship(self.parcel(row))
        else:
            self.validate(row.sale_order_id.picking_ids.filtered(
                lambda picking: picking.state != 'done'))

    def validate(self, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.button_validate()

    def do_cancels(self, row):
        self.warehouse.cancel_warehouse(self.parcel(row))

    def parcel(self, row):
        """The name of the order at OGOship, of its last part."""
        return row.sale_order_id.ogoship_order_ids.sorted('id')[-1:].reference

    # === LOOKING === #

    def in_shop(self, row):
        return self.shop.order(row.remote_id)['status']

    def activities_of(self, row):
        sale = row.sale_order_id
        return row.activity_ids | sale.activity_ids | sale.picking_ids.activity_ids

    def writes(self):
        """How often OGOship and the shop were asked to change something."""
        calls = [call.remote for call in self.sandbox.log if call.method in ('POST', 'PUT')]
        return calls.count('warehouse'), calls.count('shop')

    def outcome(self, row, known):
        """As the table writes it."""
        sale = row.sale_order_id
        states = '+'.join(sale.ogoship_order_ids.sorted('id').mapped('state'))
        told = '!' if self.activities_of(row) - known else ''
        counts = zip('ws', self.writes(), strict=True)
        calls = [f' {name}{count}' for name, count in counts if count]
        return (f"{row.state}{row.reason and f':{row.reason}' or ''} {sale.state or '-'} "
                f"{states or '-'}{told}{''.join(calls)}")
