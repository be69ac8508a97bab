"""Arrow 3: what keeps an order from being sent, and what lets it go on."""

from unittest.mock import patch

from odoo.tests import tagged

from .outbox_common import OutboxCase


@tagged('post_install', '-at_install')
class TestPreFlight(OutboxCase):
    """What keeps an order from being sent, named in plain words."""

    def held(self, sale_or_row, reason):
        row = sale_or_row if sale_or_row._name == 'ogoship.order' else (
            sale_or_row.picking_ids.ogoship_order_ids)
        self.sync_merchant()
        self.assertEqual((row.state, row.reason), ('held', reason), row.message)
        self.assertEqual(self.posts(row.reference), 0)
        self.assertIn(row.reference, row.message)
        return row

    def test_every_missing_address_field_is_named_by_its_label(self):
        self.customer.write({'street': False, 'city': ' ', 'country_id': False})
        row = self.held(self.sell(('KAASU-230', 1)), 'address')
        labels = self.customer.fields_get(['street', 'city', 'country_id'], ['string'])
        for label in labels.values():
            self.assertIn(label['string'], row.message)
        self.customer.write(
            {'street': "Kuja 1", 'city': "Oulu", 'country_id': self.env.ref('base.fi').id})
        row.action_retry()
        self.sync_merchant()
        self.assertOnce(row)

    def test_carrier_without_shipping_code_goes_on_when_it_is_filled_in(self):
        self.carrier.ogoship_shipping_code = False
        row = self.held(self.sell(('KAASU-230', 1)), 'shipping_code')
        self.assertIn(self.carrier.name, row.message)
        self.carrier.ogoship_shipping_code = 'posti-home'
        self.sync_merchant()
        self.assertOnce(row)

    def test_delivery_without_carrier(self):
        row = self.held(self.sell(('KAASU-230', 1), carrier_id=False), 'shipping_code')
        self.assertIn(row.picking_id.name, row.message)
        row.picking_id.carrier_id = self.carrier
        row.action_retry()
        self.sync_merchant()
        self.assertOnce(row)

    def test_product_without_code(self):
        row = self.held(self.sell((self.product(False, name="Nameless"), 1)), 'product_code')
        self.assertIn("Nameless", row.message)

    def test_product_code_with_slash(self):
        row = self.held(self.sell((self.product('A/B'), 1), ('KAASU-230', 1)), 'product_code')
        self.assertIn('A/B', row.message)
        self.assertNotIn('KAASU-230', row.message)

    def test_two_products_with_one_code(self):
        twins = self.product('KAKSONEN', name="One") | self.product('KAKSONEN', name="Two")
        row = self.held(self.sell(*((twin, 1) for twin in twins)), 'product_code')
        self.assertIn("One", row.message)
        self.assertIn("Two", row.message)

    def test_half_a_piece(self):
        rope = self.product('KOYSI', uom_id=self.env.ref('uom.product_uom_meter').id)
        row = self.held(self.sell((rope, 2.5)), 'quantity')
        self.assertIn('2.5', row.message)

    def test_delivery_cancelled_by_hand_is_not_sent(self):
        row = self.outbox()
        row.picking_id.action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, row.reason, self.posts()), ('cancelled', False, 0))
        self.assertFalse(row.retry_at)

    def test_sale_order_cancelled_is_not_sent(self):
        row = self.outbox()
        row.sale_order_id._action_cancel()
        self.sync_merchant()
        self.assertEqual((row.state, self.posts()), ('cancelled', 0))

    def test_delivery_validated_by_hand_is_not_sent(self):
        row = self.outbox()
        row.picking_id.button_validate()
        self.assertEqual(row.picking_id.state, 'done')
        self.sync_merchant()
        self.assertEqual((row.state, row.reason, self.posts()), ('cancelled', 'nothing', 0))

    def test_quantity_changed_before_sending_is_what_is_sent(self):
        row = self.outbox('multi')
        row.sale_order_id.order_line.filtered(
            lambda line: line.product_id.default_code == 'KAASU-230').product_uom_qty = 7
        self.sync_merchant()
        [body] = self.sent_orders()
        self.assertIn(('KAASU-230', 7), [
            (line['code'], line['quantity']) for line in body['orderLines']])

    def test_delivery_that_ends_while_it_is_being_looked_up_is_not_sent(self):
        row = self.outbox()
        model = self.env.registry['ogoship.order']
        commit_and_lock = model._commit_and_lock

        def end_meanwhile(self):
            self.picking_id.action_cancel()
            return commit_and_lock(self)

        with patch.object(model, '_commit_and_lock', end_meanwhile):
            self.sync_merchant()
        self.assertEqual(self.posts(), 0)
        self.try_again(row)
        self.assertEqual((row.state, self.posts()), ('cancelled', 0))

    def test_held_orders_do_not_stop_the_others(self):
        self.customer.city = False
        bad = self.sell(('KAASU-230', 1)).picking_ids.ogoship_order_ids
        good = self.outbox()
        self.sync_merchant()
        self.assertEqual(bad.state, 'held')
        self.assertOnce(good)
