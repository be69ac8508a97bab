import re

from odoo import api, models
from odoo.addons.phone_validation.tools import phone_validation
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize


class ResPartner(models.Model):
    _inherit = 'res.partner'

    @api.model
    def _mycashflow_partners(self, order, store):
        """Customer, invoice address and delivery address of a webshop order.

        A known customer is found by e-mail and name within the company and is never overwritten:
        where the order's address is another one, it becomes a contact of that customer.

        :param order: `tools.mycashflow_types.Order`
        :return: three res.partner records, perhaps the same
        """
        customer = self._mycashflow_prepare_vals(order.customer, store, order.language)
        customer['name'] = customer['name'] or order.shipping.name or order.customer.email
        if order.customer.company:
            customer.update({'name': order.customer.company, 'is_company': True})
        partner = self._mycashflow_find(customer, store.company_id)
        if not partner:
            partner = self._mycashflow_create({**customer, 'company_id': store.company_id.id})
            partner._mycashflow_set_vat(order.customer.vat_code)
        invoice = partner._mycashflow_contact('invoice', customer)
        delivery = self._mycashflow_prepare_delivery_vals(order, store, customer)
        return partner, invoice, partner._mycashflow_contact('delivery', delivery)

    @api.model
    def _mycashflow_prepare_delivery_vals(self, order, store, customer):
        vals = self._mycashflow_prepare_vals(order.shipping, store, order.language)
        workplace = order.shipping.company
        return {
            **vals,
            # The courier calls and writes to somebody, even where only the buyer left a number.
            'phone': vals['phone'] or customer['phone'],
            'email': vals['email'] or customer['email'],
            # The receiver's company, where it is not the customer itself, belongs on the label.
            'street2': workplace if workplace not in (vals['name'], customer['name']) else '',
        }

    @api.model
    def _mycashflow_prepare_vals(self, address, store, language):
        """Partner values of one address of the shop."""
        country = self.env['res.country'].search([('code', '=', address.country)], limit=1)
        phone_country = country or store.company_id.country_id
        lang = self.env['res.lang'].search(
            Domain('iso_code', '=', language) | Domain('code', '=', language), limit=1)
        return {
            'name': address.name,
            'email': address.email,
            'phone': self._mycashflow_format_phone(address.phone, phone_country) or address.phone,
            'street': address.street,
            'street2': '',
            'zip': address.zip,
            'city': address.city,
            'country_id': country.id,
            **({'lang': lang.code} if language and lang else {}),
        }

    @api.model
    def _mycashflow_find(self, vals, company):
        """The customer with this e-mail and name, or none. Guests have no other identity."""
        email = email_normalize(vals['email'])
        if not email:
            return self.browse()
        candidates = self.search(
            Domain(self._check_company_domain(company)) & Domain([
                ('email_normalized', '=', email), ('parent_id', '=', False)]), order='id')
        name = self._mycashflow_simplify(vals['name'])
        return candidates.filtered(lambda p: self._mycashflow_simplify(p.name) == name)[:1]

    @api.model
    def _mycashflow_create(self, vals):
        partner = self.with_context(tracking_disable=True).create(vals).with_env(self.env)
        country = partner.country_id or partner.company_id.country_id
        if partner.phone and not self._mycashflow_format_phone(partner.phone, country):
            partner.message_post(body=self.env._(
                "The phone number from the webshop could not be read and is kept as typed. "
                "Carriers may refuse it."))
        return partner

    def _mycashflow_contact(self, kind, vals):
        """This partner if the address is its own, else its contact with that address.

        :param str kind: 'invoice' or 'delivery', the type of a new contact
        """
        if not (vals['street'] or vals['zip'] or vals['city']):
            return self  # nothing to send there
        same = (self | self.child_ids).filtered(lambda p: p._mycashflow_has_address(kind, vals))
        if same:
            return same.sorted(lambda p: p != self)[0]
        contact_vals = {key: vals[key] for key in vals if key != 'is_company'}
        return self._mycashflow_create({
            **contact_vals, 'parent_id': self.id, 'type': kind, 'company_id': self.company_id.id})

    def _mycashflow_has_address(self, kind, vals):
        """Whether name and address agree, but for case and blanks.

        For a delivery the phone number counts too: the courier calls it.
        """
        simplify = self._mycashflow_simplify
        return all(
            simplify(self[field]) == simplify(vals[field])
            for field in ('name', 'street', 'street2', 'zip', 'city')
        ) and self.country_id.id == vals['country_id'] and (
            kind != 'delivery' or not vals['phone'] or vals['phone'] in (
                self.phone, self._mycashflow_format_phone(self.phone, self.country_id)))

    @api.model
    def _mycashflow_simplify(self, text):
        return ' '.join((text or '').split()).casefold()

    # === PHONE AND VAT === #

    @api.model
    def _mycashflow_format_phone(self, number, country):
        """E.164 with the address's country, or '' for what is no phone number."""
        if not number:
            return ''
        try:
            return phone_validation.phone_format(
                number, country.code, country.phone_code, force_format='E164')
        except UserError:
            return ''

    def _mycashflow_set_vat(self, typed):
        """Set the VAT number as the buyer typed it; Odoo's own check decides on it."""
        if not typed:
            return
        vat = re.sub(r'[^A-Z0-9]', '', typed.upper())
        if self.country_id.code == 'FI' and re.fullmatch(r'\d{8}', vat):
            vat = f'FI{vat}'  # business id 1234567-1 -> FI12345671
        try:
            with self.env.cr.savepoint():
                self.vat = vat
        except ValidationError:
            vat = ''
        if not vat:
            self.message_post(body=self.env._(
                "The VAT number typed in the webshop is not valid: %(vat)s", vat=typed))
