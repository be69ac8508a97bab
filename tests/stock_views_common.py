"""What the tests of Odoo's own views share: who looks at them, and reading them as he would."""

from ast import literal_eval

from lxml import etree

from odoo.fields import Command
from odoo.tests import new_test_user

from .inbound_common import InboundCase

CARDS = 'stock.stock_picking_type_kanban'
TRANSFERS = 'stock.vpicktree'
TRANSFERS_SEARCH = 'stock.view_picking_internal_search'
HISTORY = 'stock.view_move_line_tree'
HISTORY_SEARCH = 'stock.stock_move_line_view_search'
# Of each model of Odoo's the views to which this module adds something.
VIEWS = {
    'stock.picking.type': [CARDS],
    'stock.picking': [
        TRANSFERS, 'stock.stock_picking_kanban', 'stock.view_picking_form', TRANSFERS_SEARCH],
    'stock.move.line': [HISTORY, HISTORY_SEARCH],
    'stock.quant': [
        'stock.view_stock_quant_tree_editable', 'stock.view_stock_quant_tree_inventory_editable'],
    'stock.warehouse.orderpoint': ['stock.view_warehouse_orderpoint_tree_editable'],
    'product.template': [
        'product.product_template_tree_view', 'product.product_template_kanban_view',
        'product.product_template_only_form_view', 'product.product_template_search_view'],
    'product.product': [
        'product.product_product_tree_view', 'stock.product_product_stock_tree',
        'product.product_normal_form_view', 'product.product_search_form_view'],
    'sale.order': [
        'sale.sale_order_tree', 'sale.view_sale_order_kanban', 'sale.view_order_form',
        'sale.view_sales_order_filter'],
}


def is_ours(name):
    return 'ogoship' in (name or '') or 'mycashflow' in (name or '')


class StockViewsCase(InboundCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, 'ring_clerk', 'mycashflow_ogoship.group_user,stock.group_stock_manager')
        cls.clerk = new_test_user(
            cls.env, 'clerk',
            'stock.group_stock_manager,sales_team.group_sale_salesman_all_leads')

    # === DOING === #

    def deliver_from(self, warehouse, code):
        """A confirmed delivery of one piece that nobody sold."""
        customers = self.env.ref('stock.stock_location_customers')
        delivery = self.env['stock.picking'].create({
            'picking_type_id': warehouse.out_type_id.id, 'partner_id': self.customer.id,
            'location_id': warehouse.lot_stock_id.id, 'location_dest_id': customers.id,
            'carrier_id': self.carrier.id,
            'move_ids': [Command.create({
                'product_id': self.known(code).id, 'product_uom_qty': 1,
                'location_id': warehouse.lot_stock_id.id, 'location_dest_id': customers.id})]})
        delivery.action_confirm()
        return delivery

    def other_warehouse(self):
        return self.env['stock.warehouse'].create({'name': "Own shelf", 'code': 'OWN'})

    def webshop_row(self, product, stock, store=None, **values):
        store = store or self.store
        return self.env['mycashflow.product'].create({
            'store_id': store.id, 'remote_id': 70000 + product.id, 'name': product.name,
            'code': product.default_code, 'product_id': product.id, 'state': 'linked',
            'is_tracked': True, 'shop_quantity': stock, **values})

    # === LOOKING === #

    def arch(self, model, view, user=None):
        view = self.env.ref(view)
        env = self.env[model].with_user(user or self.user)
        return etree.fromstring(env.get_view(view.id, view.type)['arch'])

    def ours(self, model, view, user=None):
        """Fields, filters and blocks of ours that the user gets."""
        return [
            node for node in self.arch(model, view, user).iter(etree.Element)
            if is_ours(node.get('name'))]

    def columns(self, model, view):
        return [node.get('name') for node in self.ours(model, view) if node.tag == 'field']

    def find(self, model, view, name, domain=()):
        """What the user finds with this filter."""
        found, = self.arch(model, view).xpath(f"//filter[@name='{name}']")
        return self.env[model].with_user(self.user).search(
            [*domain, *literal_eval(found.get('domain'))])

    def groups(self, model, view, name, domain=()):
        """{value: number} of what the user sees when grouping."""
        found, = self.arch(model, view).xpath(f"//filter[@name='{name}']")
        by = literal_eval(found.get('context'))['group_by']
        return dict(self.env[model].with_user(self.user)._read_group(domain, [by], ['__count']))

    def read_list(self, model, view, records):
        """Our columns of a list's page, as the web client asks for them."""
        return self.env[model].with_user(self.user).web_search_read(
            [('id', 'in', records.ids)],
            {name: {} for name in self.columns(model, view)}, limit=80)['records']
