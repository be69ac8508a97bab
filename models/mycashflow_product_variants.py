from collections import Counter

from odoo import api, models
from odoo.fields import Command

from .problem import Problem

# The shop gives a variation a name only, so all variations are values of one attribute.
ATTRIBUTE = "Variation"


class MycashflowProduct(models.Model):
    """Variations of the shop → variants of one template."""

    _inherit = 'mycashflow.product'

    def _create_variants(self, taxes):
        """Create a variant for each of these variations, on the template of its siblings.

        :param taxes: as of `_sales_taxes`
        :return: {row: product.product}
        """
        if not self:
            return {}
        family = self._family()
        names = family._value_names()
        values = self._attribute_values({names[row] for row in self})
        wanted = {row: values[names[row]] for row in self}
        templates = family._linked_templates()
        old = self.filtered(lambda row: row.remote_id in templates)
        for remote_id, rows in old.grouped('remote_id').items():
            rows._extend_template(templates[remote_id], wanted)
        templates.update((self - old)._create_templates(wanted, taxes))
        return {
            row: row._write_variant(templates[row.remote_id], wanted[row]) for row in self}

    def _value_names(self):
        """A name for each row that no other variation of its product has.

        :return: {row: name}
        """
        names = {row: row.variation_name or row.code or str(row.remote_variation_id)
                 for row in self}
        for detail in ('code', 'remote_variation_id'):
            counts = Counter((row.remote_id, name.lower()) for row, name in names.items())
            for row, name in names.items():
                if counts[row.remote_id, name.lower()] > 1 and row[detail]:
                    names[row] = f"{name} ({row[detail]})"
        return names

    # === ATTRIBUTE === #

    @api.model
    def _variation_attribute(self):
        attributes = self.env['product.attribute'].with_context(lang='en_US')
        return attributes.search(
            [('name', '=', ATTRIBUTE), ('create_variant', '=', 'always')], limit=1, order='id',
        ) or attributes.create({'name': ATTRIBUTE, 'create_variant': 'always'})

    @api.model
    def _attribute_values(self, names):
        """:return: {name: product.attribute.value}, the missing ones created"""
        attribute = self._variation_attribute()
        found = self.env['product.attribute.value'].search(
            [('attribute_id', '=', attribute.id), ('name', 'in', list(names))], order='id desc')
        values = {value.name: value for value in found}
        missing = sorted(names - values.keys())
        values.update(zip(missing, found.create(
            [{'attribute_id': attribute.id, 'name': name} for name in missing]), strict=True))
        return values

    # === TEMPLATES === #

    def _linked_templates(self):
        """The templates that variations of these products are linked to already.

        :return: {remote id of the product: product.template with our attribute}
        """
        attribute = self._variation_attribute()
        return {
            row.remote_id: row.product_id.product_tmpl_id
            for row in self.sorted('id', reverse=True)
            if row.product_id.active and attribute in
            row.product_id.product_tmpl_id.attribute_line_ids.attribute_id}

    def _create_templates(self, values, taxes):
        """One template per product, with a variant for each of its rows, at the lowest price.

        :return: {remote id of the product: product.template}
        """
        attribute = self._variation_attribute()
        products = self.grouped('remote_id')
        templates = self.env['product.template'].create([{
            **min(rows, key=lambda row: row.price)._prepare_product_vals(taxes),
            'attribute_line_ids': [Command.create({
                'attribute_id': attribute.id,
                'value_ids': [Command.set([values[row].id for row in rows])],
            })],
        } for rows in products.values()])
        return dict(zip(products, templates, strict=True))

    def _extend_template(self, template, values):
        """Give a template of linked variations these variations, too."""
        line = template.attribute_line_ids
        if len(line) > 1:
            raise Problem('error', self.env._(
                "%(product)s has more attributes than the shop's variation. Add the variant "
                "%(name)s to it by hand, give it the shop's code, then press Link.",
                product=template.name, name=self[0].variation_name))
        taken = line.value_ids & self.env['product.attribute.value'].union(
            *(values[row] for row in self))
        if taken:
            raise Problem('error', self.env._(
                "%(product)s has a variant %(name)s already. Give that variant the shop's code, "
                "then press Link.", product=template.name, name=taken[0].name))
        line.value_ids = [Command.link(values[row].id) for row in self]

    def _write_variant(self, template, value):
        """Give the variant of this value what the shop says of this row.

        :return: product.product
        """
        choice = template.attribute_line_ids.product_template_value_ids.filtered(
            lambda choice: choice.ptav_active and choice.product_attribute_value_id == value)
        choice.price_extra = self.price - template.list_price
        variant = template.product_variant_ids.filtered(
            lambda variant: variant.product_template_attribute_value_ids == choice)
        variant.ensure_one().write(self._prepare_variant_vals())
        return variant
