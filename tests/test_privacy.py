"""Customers are forgotten: by themselves after the days, and by Odoo's own privacy look-up."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.mycashflow_types import decode_order
from .change_common import ChangeCase
from .ledger_common import CODE
from .returns_common import ReturnCase

PERSON = {
    'first_name': "Hilppa", 'last_name': "Kuusikkola", 'street_address': "Sammalpolku 77 X 9",
    'postal_code': '99999', 'city': "Korvatunturi", 'country': 'FI', 'phone': '+358457654321',
    'email': 'hilppa.kuusikkola@example.org', 'company': None, 'vat_code': None,
}
# However it is written, any of these tells who it was.
TRACES = ('kuusikkola', 'sammalpolku', 'korvatunturi', '7654321', 'ovikoodi')
NOTE = "Ovikoodi 4411"
OURS = ('mycashflow.order', 'ogoship.order', 'ogoship.return')


class PrivacyCase(ChangeCase):

    # === DOING === #

    def finished(self, kind='paid', **overrides):
        """A webshop order of the invented customer that has come to its end; its row."""
        warehouse_row = self.shipped(
            kind, customer=PERSON, details=NOTE, comments=[NOTE], **overrides)
        self.sync_store()
        row = warehouse_row.sale_order_id.mycashflow_order_ids
        self.assertTrue(row.shop_reported_date, row.message)
        return row

    def let_days_pass(self, days=400):
        """All that has happened was so many days earlier."""
        self.env.flush_all()
        for model in OURS:
            table, moments = self.env[model]._table, ('create_date', *self.env[model]._moments)
            self.env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), SQL(', ').join(
                SQL("%(name)s = %(name)s - %(ago)s", name=SQL.identifier(name),
                    ago=timedelta(days=days)) for name in moments)))
        self.env.invalidate_all()

    def forget(self):
        with self.enter_registry_test_mode():
            self.env.ref('mycashflow_ogoship.ir_cron_forget').method_direct_trigger()
        self.env.invalidate_all()

    def look_up(self, name="Hilppa Kuusikkola", email='hilppa.kuusikkola@example.org'):
        """The lines of Odoo's privacy look-up that are about our rows."""
        wizard = self.env['privacy.lookup.wizard'].create({'name': name, 'email': email})
        wizard.action_lookup()
        return wizard.line_ids.filtered(lambda line: line.res_model in OURS)

    # === LOOKING === #

    def traces(self):
        """(table, column) of everything of ours in which a word of the customer is found."""
        self.env.flush_all()
        return sorted(
            (table, column) for table, column, where in self.texts_of_ours()
            if self.env.execute_query(SQL(
                "SELECT 1 FROM %s WHERE %s::text ~* %s AND %s LIMIT 1", SQL.identifier(table),
                SQL.identifier(column), '|'.join(TRACES), where)))

    def texts_of_ours(self):
        """(table, column, condition): every column that can hold a text in our tables, our
        columns in Odoo's tables, and what is written below our rows."""
        columns = self.env.execute_query(SQL("""
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND (table_name ~ '^(mycashflow|ogoship)'
                   OR column_name ~ '^(mycashflow|ogoship)_')
               AND data_type IN ('text', 'character varying', 'jsonb', 'json')"""))
        yield from ((table, column, SQL("TRUE")) for table, column in columns)
        ours = tuple({name for name in self.env.registry
                      if name.startswith(('mycashflow', 'ogoship'))})
        for column in ('body', 'subject', 'email_from'):
            yield 'mail_message', column, SQL("model IN %s", ours)
        for column in ('note', 'summary'):
            yield 'mail_activity', column, SQL("TRUE")

    def assertForgotten(self, row):
        self.assertTrue(row.forgotten_date)
        self.assertTrue(decode_order(row.payload).forgotten)


@tagged('post_install', '-at_install')
class TestForgetting(PrivacyCase):

    def test_after_the_days_nothing_of_the_customer_is_left_in_any_of_our_tables(self):
        row = self.finished()
        warehouse_row = row.ogoship_order_ids
        warehouse_row.write({'comments': NOTE, 'warehouse_comments': "Kuusikkola, not at home"})
        found = self.traces()
        for place in (('mycashflow_order', 'payload'), ('mycashflow_order', 'customer_name'),
                      ('ogoship_order', 'sent_content'), ('ogoship_order', 'comments'),
                      ('sale_order', 'mycashflow_note')):
            self.assertIn(place, found)
        self.forget()
        self.assertEqual(self.traces(), found, "the days are not over")
        self.let_days_pass()
        self.forget()
        self.assertEqual(self.traces(), [])
        self.assertForgotten(row)
        self.assertTrue(warehouse_row.forgotten_date)

    def test_what_is_no_persons_stays(self):
        row = self.finished()
        before = decode_order(row.payload)
        kept = (row.display_name, row.amount_total, row.payment_ids.mapped('amount'),
                row.sale_order_id.name, row.ogoship_order_ids.tracking_numbers, row.fingerprint)
        self.let_days_pass()
        self.forget()
        after = decode_order(row.payload)
        for name in ('id', 'status', 'total', 'lines', 'payments', 'shipments', 'tax_summary',
                     'shipping_method_id', 'payment_method_id', 'created_at', 'customer_id'):
            self.assertEqual(getattr(after, name), getattr(before, name), name)
        self.assertEqual((after.customer.country, after.shipping.country), ('FI', 'FI'))
        self.assertEqual(kept, (
            row.display_name, row.amount_total, row.payment_ids.mapped('amount'),
            row.sale_order_id.name, row.ogoship_order_ids.tracking_numbers, row.fingerprint))
        self.assertEqual(row.sale_order_id.partner_id.name, "Hilppa Kuusikkola",
                         "contacts are Odoo's own")

    def test_old_and_new_of_an_edit_go_as_well(self):
        row = self.bring_in(customer=PERSON)
        self.edit(row, customer={'street_address': "Sammalpolku 78"})
        self.assertIn("Sammalpolku", str(row.sale_order_id.message_ids.mapped('body')))
        row._alert("Look at it", row._edit_table() or "x")
        row.sale_order_id.activity_schedule(
            'mail.mail_activity_data_warning', summary="Compare", note=(
                '<p>Before and now</p><table class="table table-sm"><tr><td>Sammalpolku 77</td>'
                '</tr></table>'), user_id=self.env.uid)
        row.sale_order_id.activity_ids.action_feedback(feedback="Done")
        row.sale_order_id._action_cancel()
        self.edit(row, status='CANCELLED')
        self.assertEqual(row.state, 'cancelled', row.message)
        self.let_days_pass()
        self.forget()
        self.assertForgotten(row)
        texts = str(row.sale_order_id.message_ids.mapped('body'))
        self.assertNotIn("Sammalpolku", texts)
        self.assertIn("Changed in the shop, done here", texts)
        self.assertEqual(self.traces(), [])

    def test_what_is_not_finished_keeps_its_customer(self):
        on_its_way = self.sent(customer=PERSON).sale_order_id.mycashflow_order_ids
        held = self.bring_in('unpaid', customer=PERSON)
        asked = self.finished()
        asked._alert("Call the customer")
        self.let_days_pass()
        self.forget()
        for row in (on_its_way, held, asked):
            self.assertFalse(row.forgotten_date)
            self.assertEqual(row.customer_name, "Hilppa Kuusikkola")
        self.assertFalse(on_its_way.ogoship_order_ids.forgotten_date)

    def test_accounts_whose_days_are_zero_forget_nobody(self):
        row = self.finished()
        self.store.forget_days = 0
        self.let_days_pass()
        self.forget()
        self.assertFalse(row.forgotten_date)
        self.assertTrue(row.ogoship_order_ids.forgotten_date, "the merchant's days are its own")

    def test_new_accounts_forget_after_a_year(self):
        self.assertEqual(self.store.forget_days, 365)
        self.assertEqual(self.merchant.forget_days, 365)

    def test_the_confirmation_that_odoo_mailed_goes_too(self):
        self.store.mails_by = 'odoo'
        row = self.finished()
        self.assertIn(('mail_message', 'body'), self.traces())
        self.let_days_pass()
        self.forget()
        self.assertEqual(self.traces(), [])
        self.assertTrue(row.ogoship_order_ids.mailed_date)


@tagged('post_install', '-at_install')
class TestAfterForgetting(PrivacyCase):

    def forgotten(self, **overrides):
        row = self.finished(**overrides)
        self.let_days_pass()
        self.forget()
        self.assertForgotten(row)
        self.sandbox.log.clear()
        return row

    def assertQuiet(self, row):
        """Nobody is asked anything, nothing is sent, and the person stays forgotten."""
        self.assertImported(row)
        self.assertFalse(row.activity_ids | row.sale_order_id.activity_ids)
        self.assertFalse(self.sent_orders())
        self.assertForgotten(row)
        self.assertEqual(self.traces(), [])

    def test_the_same_order_read_again_is_no_edit(self):
        row = self.forgotten()
        self.read_again(row)
        self.assertTrue(self.shop_calls('/orders'))
        self.assertQuiet(row)

    def test_another_address_in_the_shop_is_no_edit_and_is_not_kept(self):
        row = self.forgotten()
        self.edit(row, customer={'street_address': "Sammalpolku 1", 'phone': '+358407654321'})
        self.assertQuiet(row)
        self.assertFalse(row.applied_payload)

    def test_other_rows_in_the_shop_are_a_persons_and_no_customer_is_made_of_it(self):
        row = self.forgotten()
        partners = self.env['res.partner'].search_count([])
        self.edit(row, lines=[{'code': 'KAASU-230', 'quantity': 5}])
        self.assertWaits(row, 'done', 'changed', row.remote_id)
        self.assertEqual(self.env['res.partner'].search_count([]), partners)
        table = str(row.change_summary)
        self.assertIn('KAASU-230', table)
        self.assertNotIn("Customer", table)
        self.assertEqual(self.traces(), [])

    def test_retry_reads_the_customer_from_the_shop_again(self):
        row = self.forgotten()
        row.action_retry()
        self.assertFalse(row.fingerprint)
        self.sync_store()
        self.assertImported(row)
        self.assertEqual(row.customer_name, "Hilppa Kuusikkola")
        self.assertFalse(row.forgotten_date)
        self.assertFalse(row.activity_ids | row.sale_order_id.activity_ids)
        self.assertFalse(self.sent_orders())

    def test_a_cancelled_order_that_is_reopened_is_imported_with_its_customer(self):
        number = self.place('unpaid', customer=PERSON)
        self.sync_store()
        row = self.row(number)
        self.cancel(row)
        self.assertEqual(row.state, 'cancelled', row.message)
        self.let_days_pass()
        self.forget()
        self.assertForgotten(row)
        self.edit(row, status='OPEN')
        self.assertWaits(row, 'held', 'unpaid')
        self.assertFalse(row.forgotten_date)
        self.assertEqual(row.customer_name, "Hilppa Kuusikkola")

    def test_a_guests_return_finds_the_order_though_it_was_forgotten(self):
        row = self.forgotten(lines=[{'code': 'KAASU-230', 'quantity': 2}])
        self.shop.advance(60)
        back = self.bring_in('negative', customer=PERSON, lines=[
            {'code': 'KAASU-230', 'quantity': -1}])
        self.assertWaits(back, 'held', 'return', row.remote_id)
        self.assertEqual(back.return_of_id, row)

    def test_renaming_the_contact_afterwards_sends_nothing(self):
        row = self.forgotten()
        row.sale_order_id.partner_id.write({'name': "Removed", 'street': False, 'email': False})
        self.go_round()
        self.assertFalse([call for call in self.sandbox.log if call.method in ('PUT', 'POST')
                          and 'oken' not in call.path])
        self.assertQuiet(row)


@tagged('post_install', '-at_install')
class TestPrivacyLookup(PrivacyCase):

    def test_a_person_is_found_in_our_rows_and_removed(self):
        row = self.finished()
        ignored = self.bring_in('unpaid', customer=PERSON)
        ignored.action_ignore()
        lines = self.look_up()
        self.assertEqual(
            {(line.res_model, line.res_id) for line in lines},
            {('mycashflow.order', row.id), ('mycashflow.order', ignored.id),
             ('ogoship.order', row.ogoship_order_ids.id)})
        lines.action_unlink_all()
        self.assertTrue(all(lines.mapped('is_unlinked')))
        self.assertIn(str(row.id), str(lines.mapped('execution_details')))
        self.assertEqual(self.traces(), [])
        self.assertTrue(row.exists() and ignored.exists())
        self.assertFalse(self.look_up())

    def test_only_whoever_it_is_is_found(self):
        self.finished()
        for name, email in [("Hilppa Kuusikko", 'pa.kuusikkola@example.org'),
                            ("Hilppa", 'hilppa.kuusikkola@example.or'),
                            ("Kuusikkola", 'hilppa_kuusikkola@example.org')]:
            self.assertFalse(self.look_up(name, email), email)
        self.assertTrue(self.look_up("Somebody", 'Hilppa.Kuusikkola@Example.org'))
        self.assertTrue(self.look_up("hilppa kuusikkola", 'somebody@example.com'))

    def test_a_receiver_who_is_not_the_customer_is_found(self):
        number = self.place('unpaid', shipping={
            'first_name': "Hilppa", 'last_name': "Kuusikkola", 'email': None})
        self.sync_store()
        self.assertEqual(self.look_up().mapped('res_id'), self.row(number).ids)

    def test_what_is_not_finished_is_refused_with_words(self):
        warehouse_row = self.sent(customer=PERSON)
        for line in self.look_up():
            with self.assertRaisesRegex(UserError, "is not finished yet"):
                line.action_unlink()
        row = warehouse_row.sale_order_id.mycashflow_order_ids
        self.assertEqual(row.customer_name, "Hilppa Kuusikkola")
        self.assertTrue(warehouse_row.sent_content)


@tagged('post_install', '-at_install')
class TestForgottenReturns(ReturnCase, PrivacyCase):

    def returned(self):
        """A return of which the customer's own words are known, received."""
        row = self.gone()
        self.warehouse.return_order(row.reference, {CODE: 3}, comments=NOTE)
        self.sync_merchant()
        found = row.return_ids
        found.line_ids[:1].comments = "Kuusikkola: too small"
        self.validate(self.receive(found))
        self.assertEqual(found.state, 'done')
        return found

    def test_what_a_customer_wrote_about_a_return_goes_and_the_pieces_stay(self):
        found = self.returned()
        pieces = self.pieces(found)
        self.assertIn(('ogoship_return', 'payload'), self.traces())
        self.let_days_pass()
        self.forget()
        self.assertEqual(self.traces(), [])
        self.assertTrue(found.forgotten_date)
        self.assertEqual(self.pieces(found), pieces)

    def test_the_same_return_read_again_changes_nothing(self):
        found = self.returned()
        self.let_days_pass()
        self.forget()
        payload, moment = found.payload, found.write_date
        self.merchant.returns_watermark = False
        self.sync_merchant()
        self.assertEqual((found.payload, found.write_date), (payload, moment))
        self.assertFalse(found.delivery_id.activity_ids)

    def test_an_open_return_keeps_its_order_from_being_forgotten(self):
        row = self.gone()
        self.come_back(row)
        self.let_days_pass()
        self.forget()
        self.assertFalse(row.forgotten_date)
        self.assertFalse(row.return_ids.forgotten_date)
        domain = Domain('id', 'in', row.ids) & row._finished_domain()
        self.assertFalse(row.search(domain))
        self.assertLess(row.create_date, fields.Datetime.now() - timedelta(days=399))
