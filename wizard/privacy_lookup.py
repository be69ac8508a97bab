import re

from odoo import models
from odoo.tools import SQL, email_normalize

from ..models.mycashflow_ogoship_personal import MODELS

# Before and after an e-mail address inside a text; with anything else it is another address.
BEFORE = '(?<![[:alnum:]._%+-])'
AFTER = r'(?![[:alnum:]_%+@-]|\.[[:alnum:]])'


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's own look-up also finds a person inside what the remotes sent."""

    _inherit = 'privacy.lookup.wizard'

    def _get_query(self):
        """Override: core looks into columns with an e-mail or a partner; our rows have neither."""
        return SQL(" UNION ALL ").join([super()._get_query(), *(
            SQL("SELECT %s AS res_model_id, row.id AS res_id, TRUE AS is_active %s "
                "AND row.forgotten_date IS NULL", self.env['ir.model']._get_id(model), where)
            for model, where in zip(MODELS, (
                self._in_shop_orders(), self._in_warehouse_orders(), self._in_returns()),
                strict=True))])

    def _in_shop_orders(self):
        """SQL from FROM on; `indirect_references` are the partners that core found."""
        names = [
            self._is_name(SQL("CONCAT_WS(' ', BTRIM(%(part)s ->> 'first_name'), "
                              "BTRIM(%(part)s ->> 'last_name'))", part=part))
            for part in (SQL("row.payload -> 'customer_information'"),
                         SQL("row.payload -> 'shipping_address'"))]
        return SQL("""
              FROM mycashflow_order row
         LEFT JOIN sale_order sale ON sale.id = row.sale_order_id
             WHERE (sale.partner_id IN (SELECT id FROM indirect_references) OR %s OR %s OR %s)
            """,
            self._has_email(SQL("CONCAT_WS(' ', row.payload, row.applied_payload)")),
            self._is_name(SQL("row.customer_name")), SQL(" OR ").join(names))

    def _in_warehouse_orders(self):
        return SQL("""
              FROM ogoship_order row
         LEFT JOIN stock_picking picking ON picking.id = row.picking_id
             WHERE (picking.partner_id IN (SELECT id FROM indirect_references) OR %s OR %s)
            """,
            self._has_email(SQL(
                "CONCAT_WS(' ', row.sent_content, row.comments, row.warehouse_comments)")),
            self._is_name(SQL("SPLIT_PART(row.sent_content ->> 'receiver', ', ', 1)")))

    def _in_returns(self):
        return SQL("""
              FROM ogoship_return row
         LEFT JOIN stock_picking picking ON picking.id = row.delivery_id
             WHERE (picking.partner_id IN (SELECT id FROM indirect_references) OR %s)
            """,
            self._has_email(SQL("CONCAT_WS(' ', row.payload, row.warehouse_comments)")))

    def _has_email(self, text):
        """The whole address, wherever it stands; that of somebody else is not found along."""
        address = re.escape(email_normalize(self.email.strip()) or self.email.strip())
        return SQL("%s ~* %s", text, f'{BEFORE}{address}{AFTER}')

    def _is_name(self, text):
        return SQL("LOWER(BTRIM(%s)) = LOWER(%s)", text, self.name.strip())


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = 'privacy.lookup.wizard.line'

    def action_unlink(self):
        """Override: of our rows only the person goes. Without the row, the order would be
        imported once more."""
        self.ensure_one()
        if self.res_model not in MODELS or self.is_unlinked:
            return super().action_unlink()
        # sudo: as core does for all models; who may look people up is an administrator.
        row = self.env[self.res_model].sudo().browse(self.res_id)
        row._check_can_forget()
        row._forget()
        self.execution_details = self.env._(
            "Customer removed from %(kind)s #%(id)s", kind=self.res_model_id.name, id=self.res_id)
        self.is_unlinked = True
        return None
