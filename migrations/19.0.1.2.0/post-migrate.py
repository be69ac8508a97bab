"""What an installation did before this version it goes on doing until a person decides otherwise;
moments that are shown from now on are taken from what is known; payments become rows."""

from odoo import SUPERUSER_ID, api

from odoo.addons.mycashflow_ogoship.tools.mycashflow_types import decode_order
from odoo.addons.mycashflow_ogoship.tools.remote_error import RemoteError

ORDERS_PER_BATCH = 500


def migrate(cr, version):
    # Orders without a phone number were sent, and receipts typed in myOGO by hand.
    cr.execute("UPDATE ogoship_merchant SET ships_without_phone = TRUE, announce_receipts = FALSE")
    cr.execute("""
        UPDATE ogoship_order
           SET status_date = COALESCE(status_date, shipped_date, sent_date),
               mailed_date = CASE WHEN state = 'done' THEN COALESCE(mailed_date, shipped_date) END
         WHERE sent_date IS NOT NULL
    """)
    cr.execute("""
        UPDATE mycashflow_order row SET imported_date = sale.create_date
          FROM sale_order sale
         WHERE sale.id = row.sale_order_id AND row.imported_date IS NULL
    """)
    fill_payments(api.Environment(cr, SUPERUSER_ID, {'tracking_disable': True}))


def fill_payments(env):
    """Rows for the payments that are in the payloads of earlier orders."""
    orders = env['mycashflow.order'].search([
        ('payment_ids', '=', False), ('fingerprint', '!=', False)])
    for start in range(0, len(orders), ORDERS_PER_BATCH):
        for order in orders[start:start + ORDERS_PER_BATCH]:
            try:
                remote = decode_order(order.payload)
            except RemoteError:
                continue  # it waits with that reason, and is read again
            order.write(order._prepare_payment_vals(order.store_id, remote))
        env.flush_all()
        env.invalidate_all()
