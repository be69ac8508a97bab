from odoo import models


class StockPicking(models.Model):
    """Odoo's own delivery confirmation is not sent where the shop, or a mail for each parcel,
    tells the customer, or nobody is to."""

    _inherit = 'stock.picking'

    def _send_confirmation_email(self):
        told = self.filtered(lambda picking: picking._is_told_by_its_shop())
        res = super(StockPicking, self - told)._send_confirmation_email()
        # Whatever else is done here, such as handing the parcel to a carrier, is done.
        super(StockPicking, told.with_context(
            skip_sms=True, ogoship_no_confirmation=True))._send_confirmation_email()
        return res

    def message_post_with_source(self, source_ref, **kwargs):
        """Override of `mail`: see `_send_confirmation_email`."""
        template = self.company_id.stock_mail_confirmation_template_id
        if self.env.context.get('ogoship_no_confirmation') and source_ref == template:
            return self.env['mail.message']
        return super().message_post_with_source(source_ref, **kwargs)

    def _is_told_by_its_shop(self):
        """Deliveries of a webshop's order, but for an own warehouse whose customers Odoo mails:
        there Odoo's own confirmation is that mail."""
        # sudo: a warehouse user without our groups validates deliveries as well.
        picking = self.sudo()
        store = picking.sale_id.mycashflow_store_id
        return bool(store) and picking.picking_type_code == 'outgoing' and not (
            store.odoo_emails and not picking.ogoship_order_ids)
