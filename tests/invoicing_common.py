"""What the tests of invoices, registered payments and credit notes share."""

from .outbox_common import OutboxCase

PAYTRAIL, INVOICE, KLARNA, GIFT_CARD = 2, 5, 7, 9


class InvoicingCase(OutboxCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['account.chart.template'].try_loading(
            'fi', company=cls.env.company, install_demo=False)
        for rate in (0, 10, 13.5, 14, 24, 25.5):
            cls.env['account.tax']._mycashflow_create_included(rate, cls.env.company)
        cls.bank = cls.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', cls.env.company.id)], limit=1)
        cls.cards = cls.env['account.journal'].create({
            'name': "Gift cards", 'type': 'bank', 'code': 'GIFT',
            'company_id': cls.env.company.id})

    def method(self, remote_id, **values):
        method = self.store.payment_method_ids.filtered(lambda row: row.remote_id == remote_id)
        method.write(values)
        return method

    def invoicing(self, mode='posted', remote_id=PAYTRAIL, journal=True):
        return self.method(
            remote_id, invoicing=mode, journal_id=self.bank.id if journal else False)

    def invoice(self, row):
        return row.sale_order_id.invoice_ids

    def booking(self, row, kind='invoice'):
        return row.booking_ids.filtered(lambda booking: booking.kind == kind)

    def change(self, row, operation, *args, **values):
        """Something happens in the shop, and the store's next run sees it."""
        self.shop.advance(60)
        getattr(self.shop, operation)(row.remote_id, *args, **values)
        self.store.orders_cursor = False
        self.sync_store()

    def assertByHand(self, row, reason, *words):
        booking = self.booking(row)
        self.assertWaits(booking, 'hand', reason, 'nvoice by hand', *words)
        self.assertEqual(row.booking_message, booking.message)
        self.assertFalse(booking.retry_at)
        self.assertFalse(self.invoice(row))
        self.assertImported(row)
