import re

from odoo import api, models
from odoo.addons.phone_validation.tools import phone_validation
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize


class ResPartner(models.Model):
    _inherit = 'res.partner'

    @api.model
    def _mycashflow_partners(self, orders, known):
        """Customer, invoice address and delivery address of webshop orders of one store.

        A known customer is found by e-mail and name within the company and is never overwritten:
        where an order's address is another one, it becomes a contact of that customer. What is new
        is created all at once, the same of two orders once.

        :param orders: list of `tools.mycashflow_types.Order`
        :param known: `import_lookups.Lookups`
        :return: list of three res.partner records for each order, perhaps the same
        """
        buyers = [self._mycashflow_prepare_customer(order, known) for order in orders]
        customers = self._mycashflow_customers(orders, buyers, known.company)
        wanted = []
        for order, partner, buyer in zip(orders, customers, buyers, strict=True):
            delivery = self._mycashflow_prepare_delivery_vals(order, known, buyer)
            wanted += [(partner, 'invoice', buyer), (partner, 'delivery', delivery)]
        contacts = self._mycashflow_contacts(wanted)
        return list(zip(customers, contacts[::2], contacts[1::2], strict=True))

    @api.model
    def _mycashflow_prepare_customer(self, order, known):
        vals = self._mycashflow_prepare_vals(order.customer, known, order.language)
        vals['name'] = vals['name'] or order.shipping.name or order.customer.email
        if order.customer.company:
            vals.update({'name': order.customer.company, 'is_company': True})
        return vals

    @api.model
    def _mycashflow_prepare_delivery_vals(self, order, known, customer):
        vals = self._mycashflow_prepare_vals(order.shipping, known, order.language)
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
    def _mycashflow_prepare_vals(self, address, known, language):
        """Partner values of one address of the shop."""
        country = known.country(address.country)
        phone_country = country or known.company.country_id
        lang = known.language(language)
        return {
            'name': address.name,
            'email': address.email,
            'phone': self._mycashflow_format_phone(address.phone, phone_country) or address.phone,
            'street': address.street,
            'street2': '',
            'zip': address.zip,
            'city': address.city,
            'country_id': country.id,
            **({'lang': lang} if lang else {}),
        }

    # === CUSTOMERS === #

    @api.model
    def _mycashflow_customers(self, orders, buyers, company):
        """The customer of each order, found or made.

        :param list buyers: partner values of each order's customer
        :return: list of res.partner
        """
        found = self._mycashflow_find(buyers, company)
        keys = [self._mycashflow_key(vals) for vals in buyers]
        # Without an e-mail address nothing tells two buyers apart from one, or makes them one.
        places = [key or position for position, key in enumerate(keys)]
        new = {}
        for place, order, vals in zip(places, orders, buyers, strict=True):
            if place not in found and place not in new:
                new[place] = order, {**vals, 'company_id': company.id}
        made = self._mycashflow_create([vals for _order, vals in new.values()])
        for (place, (order, _vals)), partner in zip(new.items(), made, strict=True):
            partner._mycashflow_set_vat(order.customer.vat_code)
            found[place] = partner
        # One recordset, so that the contacts of all are read at once.
        return list(self.browse([found[place].id for place in places]))

    @api.model
    def _mycashflow_key(self, vals):
        """What makes two buyers the same customer; None where nothing does."""
        email = email_normalize(vals['email'])
        return (email, self._mycashflow_simplify(vals['name'])) if email else None

    @api.model
    def _mycashflow_find(self, buyers, company):
        """:return: {key of a customer: the oldest partner}. Guests have no other identity."""
        emails = set(filter(None, (email_normalize(vals['email']) for vals in buyers)))
        partners = self.search(
            Domain(self._check_company_domain(company)) & Domain([
                ('email_normalized', 'in', list(emails)), ('parent_id', '=', False)]), order='id')
        return {
            (partner.email_normalized, self._mycashflow_simplify(partner.name)): partner
            for partner in partners[::-1]}

    @api.model
    def _mycashflow_create(self, vals_list):
        quiet = self.with_context(tracking_disable=True)
        partners = quiet.create(vals_list).with_env(self.env) if vals_list else self
        for partner in partners:
            country = partner.country_id or partner.company_id.country_id
            if partner.phone and not self._mycashflow_format_phone(partner.phone, country):
                partner.message_post(body=self.env._(
                    "The phone number from the webshop could not be read and is kept as typed. "
                    "Carriers may refuse it."))
        return partners

    # === CONTACTS === #

    @api.model
    def _mycashflow_contacts(self, wanted):
        """For each address the customer, if it is its own, else its contact with that address.

        :param list wanted: (customer, 'invoice' or 'delivery': the type of a new contact, values)
        :return: list of res.partner
        """
        found, new, vals_list = [], {}, []
        for place, (partner, kind, vals) in enumerate(wanted):
            contact = partner._mycashflow_find_contact(kind, vals)
            found.append(contact)
            if not contact:
                new[place] = partner._mycashflow_add_contact(kind, vals, vals_list)
        made = self._mycashflow_create(vals_list)
        return [made[new[place]] if place in new else contact
                for place, contact in enumerate(found)]

    def _mycashflow_find_contact(self, kind, vals):
        """This partner or its contact with that address; none where it is a new one."""
        if not (vals['street'] or vals['zip'] or vals['city']):
            return self  # nothing to send there
        same = (self | self.child_ids).filtered(lambda p: p._mycashflow_has_address(kind, vals))
        return same.sorted(lambda p: p != self)[:1]

    def _mycashflow_add_contact(self, kind, vals, vals_list):
        """Put the values of a new contact into the list, unless they are in it.

        :return: its place there
        """
        for place, other in enumerate(vals_list):
            if other['parent_id'] == self.id and self._mycashflow_same_address(kind, other, vals):
                return place
        vals_list.append({
            **{key: vals[key] for key in vals if key != 'is_company'},
            'parent_id': self.id, 'type': kind, 'company_id': self.company_id.id})
        return len(vals_list) - 1

    def _mycashflow_has_address(self, kind, vals):
        names = ('name', 'street', 'street2', 'zip', 'city', 'phone')
        mine = {name: self[name] for name in names}
        return self._mycashflow_same_address(
            kind, {**mine, 'country_id': self.country_id.id}, vals)

    @api.model
    def _mycashflow_same_address(self, kind, mine, vals):
        """Whether name and address agree, but for case and blanks.

        For a delivery the phone number counts too: the courier calls it.
        """
        simplify = self._mycashflow_simplify
        if mine['country_id'] != vals['country_id'] or any(
                simplify(mine[name]) != simplify(vals[name])
                for name in ('name', 'street', 'street2', 'zip', 'city')):
            return False
        country = self.env['res.country'].browse(mine['country_id'])
        return kind != 'delivery' or not vals['phone'] or vals['phone'] in (
            mine['phone'], self._mycashflow_format_phone(mine['phone'], country))

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
