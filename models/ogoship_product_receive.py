from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import LARGEST_ID, ORDERS_PER_BATCH
from ..tools.ogoship_products import RemoteStock


class OgoshipProduct(models.Model):
    """OGOship's products and stock → lines of the ledger, a page at a time."""

    _inherit = 'ogoship.product'

    twin_id = fields.Char(
        string="OGOship id of a second product", readonly=True, copy=False,
        index='btree_not_null', help="Another product that OGOship has under the same code.")

    # === RECEIVING === #

    @api.model
    def _receive_products(self, merchant, products):
        """Write a page of products into the ledger; the number of queries is constant.

        :param products: `tools.ogoship_products.RemoteProduct` values
        """
        known, new = self._by_code(merchant, products), {}
        for product in products:
            vals, line = self._prepare_remote_vals(product), known.get(product.code)
            seen_id = line.remote_id if line else new.get(product.code, {}).get('remote_id')
            if seen_id and product.id and seen_id != product.id:
                vals = {'twin_id': product.id}
            if line:
                line._write_changed(vals)
            else:
                new.setdefault(product.code, {}).update(vals)
        self._create_lines(merchant, new)

    @api.model
    def _receive_stock(self, merchant, stocks):
        """Write a page of stock levels into the ledger: in one query what has not changed.

        :return: ids of the lines of this page
        """
        stocks = {stock.code: stock for stock in stocks}
        known = self._stock_by_code(merchant, list(stocks))
        ids, new = [], {}
        for code, stock in stocks.items():
            vals = self._prepare_stock_vals(stock)
            id_, *before = known.get(code, (None,))
            if id_ is None:
                new[code] = vals
                continue
            ids.append(id_)
            if before != list(vals.values()):
                self.browse(id_).write(vals)
        return ids + self._create_lines(merchant, new).ids

    def _stock_by_code(self, merchant, codes):
        """:return: {code: (id, then the values of `_prepare_stock_vals` in its order)}"""
        names = list(self._prepare_stock_vals(RemoteStock('', 0, 0, 0, None)))
        self.flush_model(names)
        return {code: (id_, bool(is_remote), *(value or 0 for value in figures), moment or False)
                for code, id_, is_remote, *figures, moment in self.env.execute_query(SQL(
                    "SELECT code, id, %s FROM ogoship_product"
                    " WHERE merchant_id = %s AND code = ANY(%s)",
                    SQL(', ').join(map(SQL.identifier, names)), merchant.id, codes))}

    def _by_code(self, merchant, values):
        codes = list({value.code for value in values})
        return self.search([
            ('merchant_id', '=', merchant.id), ('code', 'in', codes)]).grouped('code')

    def _create_lines(self, merchant, vals_by_code):
        """sudo: lines follow what OGOship has, whoever reads it."""
        return self.sudo().create([
            {**vals, 'merchant_id': merchant.id, 'code': code, 'state': 'unknown'}
            for code, vals in vals_by_code.items() if code])

    @api.model
    def _prepare_remote_vals(self, product):
        """Values of a line from a RemoteProduct."""
        return {
            'remote_id': product.id or False,
            'is_remote': True,
            'name': product.name,
            'ean': product.ean,
            **self._prepare_figures(product),
            'incoming': _storable(product.incoming),
            'incoming_date': _whole_seconds(product.incoming_date),
        }

    @api.model
    def _prepare_stock_vals(self, stock):
        """Values of a line from a RemoteStock."""
        return {
            'is_remote': True,
            **self._prepare_figures(stock),
            'modified_date': _whole_seconds(stock.modified),
        }

    def _prepare_figures(self, source):
        return {
            'stock': _storable(source.stock),
            'available': _storable(source.available),
            'reserved': _storable(source.reserved),
        }

    @api.model
    def _mark_gone(self, merchant, seen):
        """After a full, faultless reading of the stock: what was not in it is not there.

        :param seen: `Seen` ids
        """
        there = self.search([('merchant_id', '=', merchant.id), ('is_remote', '=', True)])
        self.browse(id_ for id_ in there.ids if id_ not in seen).write(
            {'is_remote': False, 'stock': 0, 'available': 0, 'reserved': 0, 'incoming': 0})

    @api.model
    def _update_statistics(self):
        """Tell PostgreSQL at once how many lines there are: it would by itself after a minute, and
        until then take a first reading of 100,000 for none, and compare each with each."""
        self.env.flush_all()
        self.env.cr.execute("ANALYZE ogoship_product")

    # === SEVERAL PRODUCTS OF ONE CODE === #

    @api.model
    def _settle_twins(self, merchant, client):
        """Look up which of OGOship's products of one code are still there. Commits row by row.

        :return: False when time ran out
        """
        due = Domain('merchant_id', '=', merchant.id) & Domain('twin_id', '!=', False)
        due &= Domain('retry_at', '=', False) | Domain('retry_at', '<=', fields.Datetime.now())
        rows = self.search(due, order='id', limit=ORDERS_PER_BATCH)
        return not rows or rows._work_each(due, lambda row: row._settle_twin(client()))

    def _settle_twin(self, client):
        found = client.find_products(self.code)
        if len(found) > 1:
            raise self._several_there(found)
        self.write({
            'twin_id': False, **self._clear_problem(),
            **(self._prepare_remote_vals(found[0]) if found else {'is_remote': False})})


def _storable(number):
    """No stock is that large; a figure that cannot be stored must not stop a page."""
    return max(-LARGEST_ID, min(LARGEST_ID, number))


def _whole_seconds(moment):
    return moment.replace(microsecond=0) if moment else False
