from odoo.tests import HttpCase, new_test_user, tagged

from ..dev.sandbox import Sandbox
from ..dev.scenario import build_accounts, build_company, build_products, build_warehouse


@tagged('post_install', '-at_install')
class TestScreensProducts(HttpCase):
    """In a real browser: the shop's catalogue becomes products of Odoo and of OGOship."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox(seed=1)
        cls.sandbox.start()
        cls.addClassCleanup(cls.sandbox.stop)
        build_company(cls.env)
        warehouse = build_warehouse(cls.env)
        build_products(cls.env, warehouse)
        cls.store, merchant = build_accounts(cls.env, cls.sandbox, warehouse)
        cls.store.action_test_connection()
        merchant.action_test_connection()

    def setUp(self):
        super().setUp()
        self.sandbox.control.reset(seed=1)

    def test_catalogue_is_read_previewed_created_and_opened(self):
        self.sandbox.control.add_product(
            name='Kangaskassi', code='KASSI-1', barcode='6430012349100', price=9.9, stock=30)
        self.sandbox.control.add_product(
            name='Paita', code='PAITA', price=29.9, variations=[
                {'name': size, 'code': f'PAITA-{size}', 'stock': 5} for size in ('S', 'M')])
        self.sandbox.control.add_product(name='Lahjapaketti', code=None, price=5, stock=1)
        self.start_tour(
            '/odoo/webshop-products', 'mycashflow_ogoship_sync_products', login='admin')
        made = self.env['product.product'].search([
            ('default_code', 'in', ('KASSI-1', 'PAITA-S', 'PAITA-M'))])
        self.assertEqual(len(made), 3)
        self.assertEqual(len(made.product_tmpl_id), 2)
        self.assertEqual(made.ogoship_product_ids.mapped('is_remote'), [True] * 3)
        rows = self.env['mycashflow.product'].search([('store_id', '=', self.store.id)])
        self.assertEqual(rows.filtered(lambda row: row.state != 'linked').name, 'Lahjapaketti')

    def test_user_links_but_may_not_create(self):
        new_test_user(self.env, 'ring_linker', groups='mycashflow_ogoship.group_user')
        self.start_tour(
            '/odoo/webshop-products', 'mycashflow_ogoship_link_products', login='ring_linker')
        self.assertEqual(
            set(self.env['mycashflow.product'].search([]).mapped('state')), {'linked'})
