from odoo import api, models
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from ..const import PRODUCTS_PER_BATCH
from .formats import quantity_text


class MycashflowProduct(models.Model):
    """Products of Odoo out of rows of the catalogue.

    A row without variations becomes a product; the variations of a product become variants of
    one template, see mycashflow_product_variants.py.
    """

    _inherit = 'mycashflow.product'

    def _create_products(self):
        """Create the products of these rows in Odoo and link them.

        Rows that are linked already, or that another process works on, are passed over. Products
        are made in batches; if a batch fails it is replayed row by row, so that only the guilty
        row is left out, with the reason in its `message`.

        :return: the new products (product.product)
        """
        created = self.env['product.product']
        for batch in split_every(PRODUCTS_PER_BATCH, self.ids, self.browse):
            rows = batch._lock_families().filtered(
                lambda row: not (row.product_id or row.match_id))
            for _store, mine in rows.grouped('store_id').items():
                created |= mine._create_together()
        return created

    def _lock_families(self):
        """:return: those rows all of whose variations could be locked: two people who create
        variations of one product at once would make two templates of it."""
        family = self._family()
        taken = family - family.try_lock_for_update(allow_referencing=True)
        busy = {(row.store_id, row.remote_id) for row in taken}
        return self.filtered(lambda row: (row.store_id, row.remote_id) not in busy)

    def _family(self):
        """All variations of the products that these rows are of, and the rows themselves."""
        return self.search([
            ('store_id', 'in', self.store_id.ids), ('remote_id', 'in', self.mapped('remote_id'))])

    def _create_together(self):
        """Create products for rows of one store, at once or else row by row."""
        problems = self._creation_problems()
        for row, problem in problems.items():
            row.message = problem
        rows = self.filtered(lambda row: row not in problems)._for_creation()
        created, error = rows._try_to_create()
        if error and len(rows) > 1:
            for row in rows:
                created |= row._try_to_create()[0]
        return created.with_env(self.env)

    def _for_creation(self):
        """The rows cheapest first, in the environment in which products are made: shared products
        get the default taxes of all companies but the active ones."""
        return self.sorted(lambda row: (row.remote_id, row.price, row.id)).with_context(
            allowed_company_ids=self.company_id.ids, tracking_disable=True)

    def _try_to_create(self):
        """:return: the new products, and the error that prevented them; a single row keeps it."""
        try:
            with self.env.cr.savepoint():
                return self._create_batch(), None
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 each row carries its own fault
            if len(self) == 1:
                self.message = self._as_problem(error).message
            return self.env['product.product'], error

    def _create_batch(self):
        """Products and variants for all these rows, linked and named in every language."""
        singles = self.filtered(lambda row: not row.remote_variation_id)
        taxes = self._sales_taxes()
        products = self.env['product.product'].create([
            {**row._prepare_product_vals(taxes), **row._prepare_variant_vals()}
            for row in singles])
        made = dict(zip(singles, products, strict=True))
        made.update((self - singles)._create_variants(taxes))
        self._keep_companies_apart(products.union(*made.values()))
        for row, product in made.items():
            row._link(product)
        self._translate_names(made)
        return self.env['product.product'].union(*made.values())

    def _keep_companies_apart(self, products):
        """Products are shared, but those whose code another company has are our company's own:
        its orders and stock would not know which one is meant."""
        # sudo: products of companies that the user does not see.
        theirs = products.sudo().search([
            ('default_code', 'in', self.mapped('code')), ('company_id', '!=', False),
            ('company_id', 'not in', self.company_id.parent_ids.ids)])
        codes = set(theirs.mapped('default_code'))
        ours = products.filtered(lambda product: product.default_code in codes)
        ours.product_tmpl_id.company_id = self.company_id

    # === VALUES === #

    def _prepare_product_vals(self, taxes):
        """What a product and its variants have in common.

        :param taxes: as of `_sales_taxes`
        """
        return {
            'name': self._name_in(self.env.lang),
            'type': 'consu',
            'is_storable': True,
            'list_price': self.price,
            'taxes_id': [Command.set(taxes[self.vat_rate].ids)],
            'company_id': False,
        }

    def _prepare_variant_vals(self):
        return {
            'default_code': self.code,
            'barcode': self.barcode,
            'weight': self.weight,
        }

    def _sales_taxes(self):
        """The price-included taxes of these rows' rates, empty where the company has none.

        :return: {rate: account.tax}; the rows are of one company
        """
        company = self.company_id
        return {
            rate: self.env['account.tax']._mycashflow_find(rate, company)
            for rate in set(self.mapped('vat_rate'))}

    def _name_in(self, lang):
        return (self.names or {}).get((lang or '').split('_')[0]) or self.name

    @api.model
    def _translate_names(self, made):
        """Name the new products in each installed language as the shop does."""
        for code, _name in self.env['res.lang'].get_installed():
            for row, product in made.items():
                if row._name_in(code) != row._name_in(self.env.lang):
                    product.product_tmpl_id.with_context(lang=code).name = row._name_in(code)

    # === PROBLEMS === #

    def _creation_problems(self):
        """Why Odoo cannot have products of some of these rows, in words.

        :return: {row: reason}, without the rows that can be created
        """
        taxes = self._sales_taxes()
        problems = {row: row._creation_problem(taxes) for row in self}
        return {row: problem for row, problem in problems.items() if problem}

    def _creation_problem(self, taxes):
        if self.is_gone:
            return self.env._("The shop does not list it any more.")
        if self.state == 'excluded':
            return self.env._("It is excluded. Include it first.")
        if self.state != 'new':
            return self.message or self._state_label()
        if not self.name:
            return self.env._("It has no name in the shop.")
        if not self.has_vat_rate:
            return self.env._(
                "The shop gives no VAT rate. Set it in the shop, then press Refresh.")
        if not taxes[self.vat_rate]:
            return self.env._(
                "%(company)s has no sales tax of %(rate)s %% with the price included.",
                company=self.company_id.name, rate=quantity_text(self.env, self.vat_rate))
        return ''

    def _state_label(self):
        return dict(self._fields['state']._description_selection(self.env))[self.state]
