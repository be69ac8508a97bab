"""OGOship and MyCashflow in Odoo's own views of stock: overview, transfers, history, forecast."""

from ast import literal_eval

from odoo.tests import HttpCase, tagged

from .ledger_common import CODE
from .stock_views_common import (
    CARDS, HISTORY, HISTORY_SEARCH, TRANSFERS, TRANSFERS_SEARCH, StockViewsCase)


@tagged('post_install', '-at_install')
class TestOverview(StockViewsCase):

    def links(self):
        """{count on a card: the filter that it opens}"""
        return {
            link.find('field').get('name'): next(iter(literal_eval(link.get('context')))).replace(
                'search_default_', '')
            for link in self.arch('stock.picking.type', CARDS).xpath(
                "//div[@name='ogoship']/a")}

    def counts(self, picking_type):
        card = picking_type.with_user(self.user)
        card.invalidate_recordset()
        return {name: card[name] for name in self.links() if card[name]}

    def test_the_card_counts_what_waits_what_is_there_and_what_is_held(self):
        self.deliver_from(self.merchant.warehouse_id, CODE)
        self.sync_merchant()
        held_there = self.order()
        self.warehouse.hold(held_there.reference)
        self.sync_merchant()
        self.sell((CODE, 1))
        self.sell((CODE, 1)).ogoship_order_ids.write({'state': 'held', 'reason': 'address'})
        self.assertEqual(self.counts(self.merchant.warehouse_id.out_type_id), {
            'count_ogoship_to_send': 1, 'count_ogoship_there': 2, 'count_ogoship_held': 2})

    def test_the_card_of_receipts_counts_what_is_announced(self):
        self.announced()
        self.receipt()
        self.receipt().ogoship_stock_update_id.write({'state': 'held', 'reason': 'lead_time'})
        self.assertEqual(self.counts(self.merchant.warehouse_id.in_type_id), {
            'count_ogoship_announced': 1, 'count_ogoship_held': 1})

    def test_each_count_opens_the_list_of_what_it_counts(self):
        self.announced()
        self.receipt().ogoship_stock_update_id.write({'state': 'held', 'reason': 'lead_time'})
        held_there, cancelling, shipped = self.order(), self.order(), self.order()
        self.warehouse.hold(held_there.reference)
        self.sync_merchant()
        cancelling.state = 'cancelling'
        shipped.picking_id.state = 'done'  # by hand: OGOship does not say so yet
        self.sell((CODE, 1))
        self.sell((CODE, 1)).ogoship_order_ids.write({'state': 'error', 'reason': 'error'})
        seen = set()
        for picking_type in (self.merchant.warehouse_id.out_type_id,
                             self.merchant.warehouse_id.in_type_id):
            mine = [('picking_type_id', '=', picking_type.id)]
            for count, name in self.links().items():
                found = self.find('stock.picking', TRANSFERS_SEARCH, name, mine)
                self.assertEqual(self.counts(picking_type).get(count, 0), len(found), count)
                seen |= {count} if found else set()
        self.assertEqual(seen, set(self.links()))

    def test_what_is_over_is_not_counted(self):
        row = self.order()
        self.warehouse.ship(row.reference)
        self.sync_merchant()
        self.assertEqual(row.state, 'done')
        self.sell((CODE, 1)).action_cancel()
        self.assertEqual(self.counts(self.merchant.warehouse_id.out_type_id), {})

    def test_another_warehouse_has_a_plain_card(self):
        other = self.other_warehouse()
        self.deliver_from(other, CODE)
        self.assertEqual(other.out_type_id.count_picking_waiting, 1)
        for picking_type in (other.in_type_id, other.out_type_id, other.int_type_id):
            self.assertEqual(self.counts(picking_type), {})


@tagged('post_install', '-at_install')
class TestTransfers(StockViewsCase):

    def test_deliveries_are_found_by_how_far_they_are(self):
        there, held, waiting = self.order(), self.order(), self.sell((CODE, 1)).ogoship_order_ids
        self.warehouse.hold(held.reference)
        self.sync_merchant()
        waiting.write({'state': 'held', 'reason': 'address'})
        elsewhere = self.deliver_from(self.other_warehouse(), CODE)
        for name, rows in (
                ('ogoship_there', there | held), ('ogoship_held_there', held),
                ('ogoship_waiting', waiting)):
            found = self.find('stock.picking', TRANSFERS_SEARCH, name)
            self.assertEqual(set(found), set(rows.picking_id))
            self.assertNotIn(elsewhere, found)

    def test_deliveries_are_grouped_by_store_and_by_state(self):
        mine = self.sent().picking_id
        mine |= self.sell((CODE, 1)).picking_ids
        domain = [('id', 'in', mine.ids)]
        self.assertEqual(
            self.groups('stock.picking', TRANSFERS_SEARCH, 'group_by_mycashflow_store', domain),
            {self.store.with_user(self.user): 1, self.env['mycashflow.store']: 1})
        self.assertEqual(
            self.groups('stock.picking', TRANSFERS_SEARCH, 'group_by_ogoship_state', domain),
            {'sent': 1, 'to_send': 1})
        found = self.env['stock.picking'].with_user(self.user).search(
            [*domain, ('mycashflow_store_id', 'ilike', self.store.name)])
        self.assertEqual(found.mycashflow_store_id, self.store)

    def test_a_list_of_deliveries_has_the_link_to_each_parcel(self):
        picking = self.shipped().picking_id
        row, = self.read_list('stock.picking', TRANSFERS, picking)
        self.assertEqual(row['ogoship_state'], 'done')
        self.assertTrue(row['ogoship_tracking_url'])
        self.assertEqual(row['ogoship_tracking_url'], picking.ogoship_order_ids.tracking_url)

    def test_receipts_have_no_column_for_deliveries_nor_the_other_way_round(self):
        shown = {
            node.get('name'): node.get('column_invisible')
            for node in self.ours('stock.picking', TRANSFERS)}
        self.assertIn("'incoming'", shown.pop('ogoship_inbound_state'))
        self.assertEqual({"'outgoing'" in rule for rule in shown.values()}, {True})


@tagged('post_install', '-at_install')
class TestHistory(StockViewsCase):

    def lines(self):
        return [('product_id', '=', self.known(CODE).id)]

    def test_corrections_to_the_warehouses_stock_are_found(self):
        self.lose(2)
        self.sync_merchant()
        self.ledger().action_apply()
        quant = self.env['stock.quant'].with_context(inventory_mode=True).create({
            'product_id': self.known(CODE).id, 'inventory_quantity': 5,
            'location_id': self.other_warehouse().lot_stock_id.id})
        quant.action_apply_inventory()
        found = self.find('stock.move.line', HISTORY_SEARCH, 'ogoship_adjusted', self.lines())
        self.assertEqual(found.mapped('quantity'), [2])
        self.assertIn("OGOship stock: 58 there", found.reference)

    def test_moves_of_the_warehouse_are_told_from_those_of_another(self):
        mine = self.deliver_from(self.merchant.warehouse_id, CODE)
        other = self.other_warehouse()
        self.env['stock.quant']._update_available_quantity(self.known(CODE), other.lot_stock_id, 9)
        theirs = self.deliver_from(other, CODE)
        (mine | theirs).action_assign()
        self.assertTrue(theirs.move_line_ids)
        open_lines = [('picking_id', 'in', (mine | theirs).ids)]
        self.assertEqual(
            self.find('stock.move.line', HISTORY_SEARCH, 'ogoship_warehouse', open_lines),
            mine.move_line_ids)

    def test_moves_are_found_and_grouped_by_store(self):
        sold = self.sent().picking_id
        by_hand = self.sell((CODE, 1)).picking_ids
        (sold | by_hand).action_assign()
        domain = [('picking_id', 'in', (sold | by_hand).ids)]
        self.assertEqual(
            self.find('stock.move.line', HISTORY_SEARCH, 'mycashflow_orders', domain),
            sold.move_line_ids)
        stores = self.groups('stock.move.line', HISTORY_SEARCH, 'group_by_mycashflow_store', domain)
        self.assertEqual(stores[self.store.with_user(self.user)], len(sold.move_line_ids))
        states = self.groups('stock.move.line', HISTORY_SEARCH, 'group_by_ogoship_state', domain)
        self.assertEqual(set(states), {'sent', 'to_send'})
        read = self.read_list('stock.move.line', HISTORY, sold.move_line_ids)
        self.assertEqual({row['ogoship_state'] for row in read}, {'sent'})


@tagged('post_install', '-at_install')
class TestForecast(StockViewsCase):

    def forecast(self, user, warehouse=None):
        """Badges of the report's lines: ({outgoing}, {incoming})."""
        warehouse = warehouse or self.merchant.warehouse_id
        report = self.env['stock.forecasted_product_product'].with_user(user).with_context(
            warehouse_id=warehouse.id)
        lines = report.get_report_values(self.known(CODE).ids)['docs']['lines']
        return tuple(
            {line[key]['label'] for line in lines if line.get(key)}
            for key in ('ogoship_out', 'ogoship_in'))

    def test_the_forecast_says_what_is_at_ogoship_and_what_is_announced(self):
        self.order()
        self.announced()
        self.sell((CODE, 1))
        self.assertEqual(self.forecast(self.user), ({"At OGOship", "To send"}, {"Announced"}))

    def test_a_template_has_the_same_forecast(self):
        self.order()
        report = self.env['stock.forecasted_product_template'].with_user(self.user).with_context(
            warehouse_id=self.merchant.warehouse_id.id)
        docs = report.get_report_values(self.known(CODE).product_tmpl_id.ids)['docs']
        self.assertIn({'label': "At OGOship", 'style': 'info'},
                      [line['ogoship_out'] for line in docs['lines']])

    def test_others_and_other_warehouses_have_a_plain_forecast(self):
        self.order()
        other = self.other_warehouse()
        self.deliver_from(other, CODE)
        self.assertEqual(self.forecast(self.clerk), (set(), set()))
        self.assertEqual(self.forecast(self.user, other), (set(), set()))


@tagged('post_install', '-at_install')
class TestInBrowser(StockViewsCase, HttpCase):
    # The first screen of a database has its assets made; on a busy machine that takes a while.
    test_cursor_lock_timeout = 120

    def test_a_count_of_the_overview_opens_its_deliveries(self):
        self.user.group_ids += self.env.ref('stock.group_stock_multi_warehouses')
        self.order()
        self.sell((CODE, 1)).ogoship_order_ids.write({'state': 'held', 'reason': 'address'})
        self.start_tour(
            '/odoo/action-stock.stock_picking_type_action', 'mycashflow_ogoship_overview',
            login='ring_clerk')

    def test_the_forecast_shows_how_far_a_delivery_is(self):
        self.merchant.warehouse_id.sequence = 1  # the report begins with the first one
        self.order()
        self.announced()
        self.start_tour('/odoo/stock-report', 'mycashflow_ogoship_forecast', login='ring_clerk')
