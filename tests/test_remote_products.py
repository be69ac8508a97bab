"""Products of Odoo that OGOship is to have."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models import ogoship_product_remote
from .ledger_common import CODE, LedgerCase


class RemoteProductCase(LedgerCase):

    def new_product(self, code='REPPU-45', **values):
        return self.product(code, **{'name': "Reppu 45 l", 'barcode': '6430012349999', **values})

    def queue(self, product):
        return self.env['ogoship.product']._queue_creation(self.merchant, product)

    def posted(self):
        return self.product_calls('POST')


@tagged('post_install', '-at_install')
class TestCreate(RemoteProductCase):

    def test_a_product_is_sent_with_all_that_ogoship_takes(self):
        self.env.company.partner_id.lang = 'en_US'
        tax = self.env['account.tax'].create({
            'name': "25.5 %", 'amount': 25.5, 'type_tax_use': 'sale', 'price_include_override':
            'tax_excluded'})
        product = self.new_product(
            list_price=100, taxes_id=[Command.set(tax.ids)], hs_code='4202.92 91',
            country_of_origin=self.env.ref('base.fi').id, ogoship_customs_text="Backpack, nylon",
            description_sale="For long hikes",
            categ_id=self.env['product.category'].create({'name': "Backpacks"}).id,
            seller_ids=[Command.create({
                'partner_id': self.env['res.partner'].create({'name': "Reppu Oy"}).id,
                'product_code': 'R-45', 'price': 41.5})])
        self.queue(product)
        self.sync_merchant()
        [body] = self.posted()
        self.assertEqual(body, {
            'code': 'REPPU-45', 'languageCode': 'en', 'name': "Reppu 45 l",
            'description': "For long hikes", 'supplier': "Reppu Oy", 'supplierCode': 'R-45',
            'group': "Backpacks", 'eanCode': '6430012349999',
            'supplyPrice': 41.5, 'salesPrice': 125.5, 'currencyCode': 'EUR',
            'countryOfOrigin': 'FI', 'customsDescription': "Backpack, nylon",
            'hsCode': '42029291'})
        line = self.ledger('REPPU-45')
        self.assertEqual((line.state, line.is_remote, line.product_id), ('agrees', True, product))
        self.assertEqual(line.remote_id, self.warehouse.warehouse_product('REPPU-45')['id'])

    def test_an_hs_code_of_another_length_is_left_out(self):
        self.queue(self.new_product(hs_code='420292'))
        self.sync_merchant()
        self.assertNotIn('hsCode', self.posted()[0])

    def test_a_product_is_created_once_however_often_it_is_asked_for(self):
        product = self.new_product()
        self.queue(product)
        line = self.queue(product)
        self.assertEqual((len(line), line.state), (1, 'to_create'))
        self.sync_merchant()
        self.press(line, 'action_create_remote')
        self.sync_merchant()
        self.assertEqual(len(self.posted()), 1)

    def test_a_product_that_ogoship_has_already_is_adopted(self):
        line = self.queue(self.new_product())
        self.warehouse.add_warehouse_product('REPPU-45', stock=4)
        self.sync_merchant()
        self.assertFalse(self.posted())
        self.assertEqual((line.is_remote, line.stock, line.difference), (True, 4, 4))

    def test_after_an_answer_that_got_lost_it_is_looked_up_before_anything_is_sent(self):
        line = self.queue(self.new_product())
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Products', kind='accept_and_cut')
        try:  # assertRaises would take back what was committed
            self.press(self.merchant, 'action_create_products')
        except UserError as error:
            self.assertIn("cut", str(error))
        self.assertWaits(line, 'error', 'remote', 'REPPU-45', "looked up")
        self.let_time_pass(line)
        self.press(self.merchant, 'action_create_products')
        self.assertEqual(len(self.posted()), 1)
        self.assertEqual((line.state, line.reason), ('agrees', False))

    def test_what_the_stock_list_shows_needs_no_second_try(self):
        line = self.queue(self.new_product())
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Products', kind='accept_and_cut')
        self.sync_merchant()
        self.assertEqual((line.state, line.is_remote), ('agrees', True))
        self.sync_merchant()
        self.assertEqual(len(self.posted()), 1)

    def test_a_product_that_ogoship_refuses_waits_with_its_words(self):
        line = self.queue(self.new_product())
        other = self.queue(self.new_product('REPPU-60', barcode=False))
        self.warehouse.fault(
            remote='warehouse', method='POST', path='/Products', kind='status', status=400,
            body={'statusCode': 400, 'message': "EAN is not valid."})
        self.sync_merchant()
        self.assertWaits(line, 'error', 'refused', 'REPPU-45', "EAN is not valid.")
        self.assertTrue(line.retry_at)
        self.assertEqual(other.state, 'agrees')

    def test_what_no_warehouse_can_have_is_not_queued(self):
        products = self.env['product.product'].create([
            {'name': "Gift wrap", 'default_code': 'LAHJA', 'type': 'service'},
            {'name': "Leaflet", 'default_code': 'ESITE', 'type': 'consu'},
            {'name': "No code", 'is_storable': True},
            {'name': "Slash", 'default_code': 'A/B', 'is_storable': True},
        ])
        self.assertFalse(self.queue(products))
        for product in products | self.known(CODE):
            self.assertTrue(product._ogoship_creation_problem(self.merchant))
        self.assertFalse(self.new_product()._ogoship_creation_problem(self.merchant))

    def test_two_products_with_one_code_are_not_sent(self):
        twins = self.new_product() | self.new_product(barcode=False)
        self.assertIn('REPPU-45', twins[0]._ogoship_creation_problem(self.merchant))
        self.assertFalse(self.queue(twins))

    def test_without_latest_changes_the_button_works_in_slices(self):
        products = self.env['product.product']
        for number in range(3):
            products |= self.new_product(f'REPPU-{number}', barcode=False)
        self.queue(products)
        self.startPatcher(patch.object(ogoship_product_remote, 'CREATIONS_PER_BATCH', 1))
        answer = self.press(self.merchant, 'action_create_products')
        self.assertIn("OGOship has the products", answer['params']['message'])
        self.assertEqual(len(self.posted()), 3)


@tagged('post_install', '-at_install')
class TestUpdate(RemoteProductCase):

    def test_the_whole_product_is_sent_again(self):
        self.known(CODE).write({'name': "Retkikeitin X1 Pro", 'hs_code': '73218190'})
        self.press(self.ledger(), 'action_update_remote')
        [body] = self.product_calls('PUT')
        self.assertEqual(
            (body['code'], body['name'], body['hsCode']),
            (CODE, "Retkikeitin X1 Pro", '73218190'))
        self.assertFalse(self.ledger().update_pending)
        self.assertEqual(self.ledger().state, 'agrees')

    def test_a_barcode_that_ogoship_knows_is_kept_and_the_difference_is_said(self):
        self.warehouse.edit_warehouse_product(CODE, eanCode='6430000000001')
        self.sync_merchant()
        self.press(self.ledger(), 'action_update_remote')
        [body] = self.product_calls('PUT')
        self.assertEqual(body['eanCode'], '6430000000001')
        self.assertIn('6430000000001', self.ledger().barcode_note)
        self.assertIn(self.known(CODE).barcode, self.ledger().barcode_note)

    def test_an_update_that_is_refused_waits_and_the_ledger_goes_on(self):
        self.warehouse.fault(
            remote='warehouse', method='PUT', path='/Products', kind='status', status=400,
            body={'statusCode': 400, 'message': "Name is too long."})
        self.press(self.ledger(), 'action_update_remote')
        line = self.ledger()
        self.assertEqual((line.state, line.reason), ('agrees', 'refused'))
        self.assertIn("Name is too long.", line.message)
        self.let_time_pass(line)
        self.sync_merchant()
        self.assertEqual((line.reason, line.update_pending), (False, False))


@tagged('post_install', '-at_install')
class TestReadiness(RemoteProductCase):

    def test_what_the_warehouse_lacks_is_named(self):
        product = self.product('HUOM/1', barcode=False)
        for word in ("usable product code", "barcode", "weight", "HS code", "origin"):
            self.assertIn(word, product.ogoship_gaps)
        self.assertFalse(product.ogoship_ready)
        self.assertTrue(self.known(CODE).ogoship_ready)

    def test_products_are_found_by_readiness(self):
        bad = self.product('HUOM/1', barcode='1') | self.product('BACK\\1', barcode='2')
        bad |= self.product('NOBAR')
        good = self.known(CODE)
        for model, wanted in ((bad, good), (bad.product_tmpl_id, good.product_tmpl_id)):
            both = [('id', 'in', (model | wanted).ids)]
            self.assertEqual(model.search([*both, ('ogoship_ready', '=', True)]), wanted)
            self.assertEqual(model.search([*both, ('ogoship_ready', '=', False)]), model)

    def test_the_product_shows_what_ogoship_has(self):
        product = self.known(CODE)
        self.assertEqual((product.ogoship_stock, product.product_tmpl_id.ogoship_stock), (60, 60))
        self.assertEqual(product.action_open_ogoship_products()['res_id'], self.ledger().id)
