"""In a real browser: what a clerk does each day, at a desk, on a phone and without a mouse."""

from lxml import etree
from odoo.tests import HttpCase, TransactionCase, tagged

from .inbound_common import InboundCase

DASHBOARD = '/odoo/mycashflow-ogoship'
RECEIPTS = '/odoo/action-stock.action_picking_tree_incoming'
ORDERS = '/odoo/warehouse-orders'


class TasksCase(InboundCase, HttpCase):
    test_cursor_lock_timeout = 120

    def cancel(self):
        row = self.order()
        self.start_tour(ORDERS, 'mycashflow_ogoship_cancel_order', login='admin')
        self.sync_merchant()
        self.assertEqual(row.state, 'cancelled', row.message)
        self.assertEqual(row.picking_id.state, 'cancel')

    def announce(self):
        self.merchant.announce_receipts = False
        receipt = self.receipt()
        self.start_tour(RECEIPTS, 'mycashflow_ogoship_announce_receipt', login='admin')
        self.sync_merchant()
        self.assertEqual(receipt.ogoship_stock_update_id.state, 'sent')

    def read_dashboard(self):
        self.bring_in('unmapped_method')
        self.start_tour(DASHBOARD, 'mycashflow_ogoship_read_dashboard', login='admin')


@tagged('post_install', '-at_install')
class TestTasksAtADesk(TasksCase):

    def test_a_warehouse_order_is_cancelled(self):
        self.cancel()

    def test_a_receipt_is_announced(self):
        self.announce()

    def test_a_count_of_the_dashboard_opens_its_orders(self):
        self.read_dashboard()

    def test_a_held_order_is_mended_without_a_mouse(self):
        order = self.bring_in('unmapped_method')
        self.start_tour('/odoo/webshop-orders', 'mycashflow_ogoship_keyboard', login='admin')
        self.sync_store()
        self.assertEqual(order.state, 'done', order.message)


@tagged('post_install', '-at_install')
class TestTasksOnAPhone(TasksCase):
    browser_size, touch_enabled = '375x667', True

    def test_a_warehouse_order_is_cancelled(self):
        self.cancel()

    def test_a_receipt_is_announced(self):
        self.announce()

    def test_a_count_of_the_dashboard_opens_its_orders(self):
        self.read_dashboard()


@tagged('post_install', '-at_install')
class TestKeys(TransactionCase):

    def test_every_button_of_a_form_has_a_key(self):
        forms = self.env['ir.ui.view'].search([('type', '=', 'form'), ('mode', '=', 'primary')])
        forms = forms.filtered(
            lambda form: form.model.startswith(('mycashflow', 'ogoship')))
        self.assertGreater(len(forms), 10)
        for form in forms:
            for button in etree.fromstring(form.arch).xpath('./header//button'):
                self.assertTrue(button.get('data-hotkey'), (form.name, button.get('name')))
