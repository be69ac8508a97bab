from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MycashflowStore(models.Model):
    """Who sends the customer the shipping confirmation: one of them, or nobody."""

    _inherit = 'mycashflow.store'

    odoo_emails = fields.Boolean(
        string="Odoo e-mails the tracking",
        help="Odoo sends a shipping confirmation for each parcel that OGOship has shipped.")
    mails_by = fields.Selection(
        [('shop', "The shop"), ('odoo', "Odoo"), ('nobody', "Nobody")],
        string="Shipping confirmation by", compute='_compute_mails_by',
        inverse='_inverse_mails_by',
        help="The shop: MyCashflow mails when the order is marked delivered; it can only do so for "
             "orders with one payment and one shipment that left whole. Odoo: one mail for each "
             "parcel, with its contents and every tracking number; for an own warehouse that is "
             "Odoo's own delivery confirmation, if it is switched on in the settings.")

    @api.constrains('send_emails', 'odoo_emails')
    def _check_mails(self):
        for store in self:
            if store.send_emails and store.odoo_emails:
                raise ValidationError(self.env._(
                    "%(store)s: either the shop or Odoo sends the shipping confirmation, not "
                    "both, or the customer gets it twice.", store=store.name))

    @api.depends('send_emails', 'odoo_emails')
    def _compute_mails_by(self):
        for store in self:
            store.mails_by = (
                'shop' if store.send_emails else 'odoo' if store.odoo_emails else 'nobody')

    def _inverse_mails_by(self):
        for store in self:
            store.write({
                'send_emails': store.mails_by == 'shop', 'odoo_emails': store.mails_by == 'odoo'})
