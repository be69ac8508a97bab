from odoo import api, models
from odoo.addons.phone_validation.tools import phone_validation
from odoo.exceptions import ValidationError
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
        vals = self._mycashflow_prepare_vals(order.customer, store, order.language)
        if order.customer.company:
            vals.update({'name': order.customer.company, 'is_company': True})
        partner = self._mycashflow_find(vals, store.company_id)
        if not partner:
            partner = self.create({**vals, 'company_id': store.company_id.id})
            partner._mycashflow_set_vat(order.customer.vat_code)
            partner._mycashflow_flag_phone(order.customer.phone)
        invoice = partner._mycashflow_contact('invoice', vals)
        delivery = self._mycashflow_prepare_vals(order.shipping, store, order.language)
        return partner, invoice, partner._mycashflow_contact('delivery', delivery)

    @api.model
    def _mycashflow_prepare_vals(self, address, store, language):
        """Partner values of one address of the shop."""
        country = self.env['res.country'].search([('code', '=', address.country)], limit=1)
        lang = self.env['res.lang'].search([('iso_code', '=', language), ('active', '=', True)],
                                           limit=1) if language else self.env['res.lang']
        return {
            'name': address.name or address.company,
            'email': address.email,
            'phone': self._mycashflow_format_phone(
                address.phone, country or store.company_id.country_id),
            'street': address.street,
            'zip': address.zip,
            'city': address.city,
            'country_id': country.id,
            **({'lang': lang.code} if lang else {}),
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
        name = vals['name'].strip().casefold()
        return candidates.filtered(lambda p: (p.name or '').strip().casefold() == name)[:1]

    def _mycashflow_contact(self, kind, vals):
        """This partner if the address is its own, else its contact with that address.

        :param str kind: 'invoice' or 'delivery', the type of a new contact
        """
        same = (self | self.child_ids).filtered(lambda p: p._mycashflow_has_address(vals))
        if same:
            return same.sorted(lambda p: p != self)[0]
        contact_vals = {key: vals[key] for key in vals if key != 'is_company'}
        return self.create({**contact_vals, 'parent_id': self.id, 'type': kind,
                            'company_id': self.company_id.id})

    def _mycashflow_has_address(self, vals):
        """Whether name, address and phone agree, but for case and blanks."""
        return all(
            (self[field] or '').strip().casefold() == (vals[field] or '').strip().casefold()
            for field in ('name', 'street', 'zip', 'city', 'phone')
        ) and self.country_id.id == (vals['country_id'] or False)

    # === PHONE AND VAT === #

    @api.model
    def _mycashflow_format_phone(self, number, country):
        """E.164 with the address's country; what is no number stays as it was typed."""
        if not number:
            return False
        return phone_validation.phone_format(
            number, country.code, country.phone_code, force_format='E164',
            raise_exception=False)

    def _mycashflow_flag_phone(self, typed):
        """Say on the customer that the phone number is kept as typed."""
        if typed and not (self.phone or '').startswith('+'):
            self.message_post(body=self.env._(
                "The phone number from the webshop could not be read and is kept as typed. "
                "Carriers may refuse it."))

    def _mycashflow_set_vat(self, typed):
        """Set the VAT number as the buyer typed it; Odoo's own check decides on it."""
        if not typed:
            return
        vat = typed.replace(' ', '').upper()
        if self.country_id.code == 'FI' and vat.replace('-', '').isdigit():
            vat = 'FI' + vat.replace('-', '')  # business id 1234567-1 -> FI12345671
        try:
            with self.env.cr.savepoint():
                self.vat = vat
                self.flush_recordset(['vat'])
        except ValidationError:
            self.message_post(body=self.env._(
                "The VAT number typed in the webshop is not valid: %(vat)s", vat=typed))
