from datetime import timedelta
from types import SimpleNamespace

from odoo import api, models
from odoo.fields import Domain

# What was changed in a transaction bears the time when that began.
LONGEST_TRANSACTION = timedelta(hours=1)
# More names than that help nobody.
MOST_NAMES = 5


class MycashflowProduct(models.Model):
    """Which product of Odoo, and which one at OGOship, a row of the catalogue is (design §8)."""

    _inherit = 'mycashflow.product'

    # === ACTION METHODS === #

    def action_match_again(self):
        """Look again for the products of these rows, after products were changed in Odoo."""
        self.check_access('write')
        self._match()
        return self.store_id[:1]._notify(self.env._(
            "Looked at again: %(count)s.", count=len(self)))

    # === MATCHING === #

    @api.model
    def _to_match_domain(self, store):
        """The rows of a store that may match otherwise than when its catalogue was read last:
        those that a changed product or ledger line concerns, and those that are not settled."""
        mine = Domain('store_id', '=', store.id)
        if not store.catalogue_known_date:
            return mine
        since = store.catalogue_known_date - LONGEST_TRANSACTION
        product = self.env['product.product'].with_context(active_test=False)
        changed = product.search_fetch(
            Domain(product._check_company_domain(store.company_id))
            & (Domain('write_date', '>=', since)
               | Domain('product_tmpl_id.write_date', '>=', since)), ['default_code', 'barcode'])
        codes = set(changed.mapped('default_code')) - {False}
        codes.update(self.env['ogoship.product'].search_fetch([
            ('merchant_id', '=', store.merchant_id.id), ('create_date', '>=', since),
        ], ['code']).mapped('code'))
        unsettled = Domain('state', 'in', ('conflict', 'duplicate_code', 'missing_code'))
        unsettled |= Domain('state', '=', 'linked') & Domain('product_id', '=', False)
        unsettled |= Domain('state', '=', 'new') & Domain('message', '!=', False)
        return mine & (
            unsettled | Domain('product_id', 'in', changed.ids) | Domain(
                'match_id', 'in', changed.ids)
            | Domain('code', 'in', list(codes))
            | Domain('barcode', 'in', list(set(changed.mapped('barcode')) - {False})))

    def _match(self):
        """Find state, match and reason of these rows anew; writes only what has changed.

        A product that is linked stays linked; else the match is by code, else by barcode. A code
        of several rows or of several products is a conflict whose message names them all. The
        number of queries does not depend on the number of rows. Excluded rows keep their state.
        """
        # sudo: a linked product may have moved to a company that the user does not see.
        for store, rows in self.sudo().grouped('store_id').items():
            known = rows._look_up(store)
            for row in rows:
                row._write_changed(row._find_match(known))

    def _match_around(self, codes=(), barcodes=()):
        """Match these rows and all of their stores whose match may depend on them.

        :param codes: product codes the rows had before, likewise `barcodes`
        """
        codes = {*codes, *self.mapped('code')} - {False}
        barcodes = {*barcodes, *self.mapped('barcode')} - {False}
        related = Domain('code', 'in', list(codes)) | Domain('barcode', 'in', list(barcodes))
        related |= Domain('match_id', 'in', self.product_id.ids)
        (self | self.search(Domain('store_id', 'in', self.store_id.ids) & related))._match()

    def _look_up(self, store):
        """All that matching these rows of one store needs to know, in a fixed number of queries.

        Rows that are gone or excluded stand in nobody's way.
        """
        codes, barcodes = set(self.mapped('code')), set(self.mapped('barcode'))
        products = self._find_candidates(store.company_id, codes - {False}, barcodes - {False})
        live = products.filtered('active')
        linked_codes = set((self.product_id | live).mapped('default_code'))
        peers = self.search_fetch(
            Domain('store_id', '=', store.id) & Domain('is_gone', '=', False)
            & Domain('state', '!=', 'excluded') & (
                Domain('code', 'in', list((codes | linked_codes) - {False}))
                | Domain('barcode', 'in', list(barcodes - {False}))
                | Domain('product_id', 'in', (self.product_id | live).ids)),
            ['code', 'barcode', 'product_id', 'name', 'variation_name', 'remote_id'], order='id')
        lines = self.env['ogoship.product'].search_fetch([
            ('merchant_id', '=', store.merchant_id.id),
            ('code', 'in', list((codes | linked_codes) - {False}))], ['code'])
        return SimpleNamespace(
            by_code=live.grouped('default_code'), by_barcode=live.grouped('barcode'),
            archived=(products - live).grouped('default_code'),
            rows_by_code=peers.grouped('code'), rows_by_barcode=peers.grouped('barcode'),
            rows_by_product=peers.grouped('product_id'),
            lines={line.code: line for line in lines})

    def _find_candidates(self, company, codes, barcodes):
        product = self.env['product.product'].with_context(active_test=False)
        candidates = product.search_fetch(
            Domain(product._check_company_domain(company)) & (
                Domain('default_code', 'in', list(codes))
                | Domain('barcode', 'in', list(barcodes))),
            ['default_code', 'barcode', 'active'], order='id')
        # Read together; checking the company of each match would read one product at a time.
        candidates.mapped('company_id')
        return candidates

    # === ONE ROW === #

    def _find_match(self, known):
        """:param known: see `_look_up`
        :return: values of this row; relational ones as records
        """
        line = {'ogoship_product_id': self._find_line(known)}
        if self.state == 'excluded':
            return line
        find = self._judge_link if self.product_id else self._judge
        state, match, message = find(known)
        return {'state': state, 'match_id': match, 'message': message or False, **line}

    def _find_line(self, known):
        none = self.env['ogoship.product']
        return (known.lines.get(self.product_id.default_code)
                or known.lines.get(self.code) or none)

    def _judge_link(self, known):
        """:return: (state, match, message) of a row that is linked"""
        none = self.env['product.product']
        name = self.product_id.display_name
        if not self.product_id.active:
            products = self._by_code(known)
            return 'conflict', products if len(products) == 1 else none, self.env._(
                "Its product %(product)s is archived in Odoo. Unarchive it, or link another one.",
                product=name)
        if self.product_id.company_id - self.company_id.parent_ids:
            products = self._by_code(known)
            return 'conflict', products if len(products) == 1 else none, self.env._(
                "Its product %(product)s belongs to another company now. Link another one.",
                product=name)
        linked = known.rows_by_product.get(self.product_id, self)
        if self in linked and linked[0] != self:
            return 'conflict', none, self.env._(
                "%(product)s is linked to %(row)s already. Exclude one of them.",
                product=name, row=linked[0]._label())
        return 'linked', none, self._describe_link(known)

    def _describe_link(self, known):
        """What is odd about a row that is linked, in words, or ''."""
        notes = []
        others = self._others(known.rows_by_code, self.code)
        by_code = self._by_code(known)
        if others:
            notes.append(self._say_duplicate(others))
        if by_code and self.product_id not in by_code:
            notes.append(self.env._(
                "Its code is that of %(products)s in Odoo.", products=_names(by_code)))
        notes.append(self._say_barcode_differs(self.product_id, known))
        return ' '.join(filter(None, notes))

    def _judge(self, known):
        """:return: (state, match, message) of a row that is not linked"""
        none = self.env['product.product']
        if self.is_gone:
            return 'new', none, self.env._("The shop does not list it any more.")
        others = self._others(known.rows_by_code, self.code)
        if others:
            return 'duplicate_code', none, self._say_duplicate(others)
        products = self._by_code(known) or self._by_barcode(known)
        if len(products) > 1:
            return 'conflict', none, self.env._(
                "Several products in Odoo have its code or barcode: %(products)s. Leave it to "
                "one of them.", products=_names(products))
        taken = products and self._taken_by(products, known)
        if taken:
            return 'conflict', none, self.env._(
                "%(product)s is also meant by %(rows)s. Give each its own code and barcode, or "
                "exclude one.", product=products.display_name, rows=_names(taken))
        if not self.code:
            return 'missing_code', products, self.env._(
                "It has no product code. Give it one in the shop, then press Refresh.")
        return 'new', products, self._describe_match(products, known)

    def _taken_by(self, product, known):
        """Other rows of the store that are this product of Odoo, or may be it just as well."""
        rows = self._others(known.rows_by_product, product)
        if product.default_code != self.code:
            rows |= self._others(known.rows_by_code, product.default_code)
            rows |= self._others(known.rows_by_barcode, self.barcode)
        return rows

    def _describe_match(self, product, known):
        if product and product.default_code != self.code:
            return self.env._(
                "Found by its barcode. Its code in Odoo is %(code)s.",
                code=product.default_code or self.env._("empty"))
        if product:
            return self._say_barcode_differs(product, known)
        archived = known.archived.get(self.code or None)
        return archived and self.env._(
            "The product with this code is archived in Odoo: %(products)s. Unarchive it to link "
            "it.", products=_names(archived))

    # === PARTS === #

    def _by_code(self, known):
        return known.by_code.get(self.code or None, self.env['product.product'])

    def _by_barcode(self, known):
        return known.by_barcode.get(self.barcode or None, self.env['product.product'])

    def _others(self, rows_by_key, key):
        """No more of them than are named: thousands of rows may have one code."""
        return rows_by_key.get(key or None, self.browse())[:MOST_NAMES + 2] - self

    def _say_duplicate(self, others):
        return self.env._(
            "Code %(code)s is also on: %(rows)s. Each needs its own code in the shop.",
            code=self.code, rows=_names(others))

    def _say_barcode_differs(self, product, known):
        others = self._by_barcode(known) - product
        return others and self.env._(
            "Its barcode %(barcode)s is that of %(products)s in Odoo.",
            barcode=self.barcode, products=_names(others))

    def _label(self):
        """The row as a message names it; several may have the same name."""
        name = ' '.join(filter(None, [self.name, self.variation_name]))
        return f"{name} ({self.remote_id})"

    # === LINKING === #

    def _link(self, product):
        """Bind this row to a product of Odoo.

        Orders that waited for the product go on, and rows that depend on this one are matched
        again, both once before the transaction ends: many rows may be linked one by one.

        :param product: product.product
        """
        self.ensure_one()
        # Read with its neighbours; checking the company would read one product at a time.
        product.mapped('company_id')
        self.write({'product_id': product.id, 'match_id': False, 'state': 'linked',
                    'message': False})
        self._settle_later()

    def _settle_later(self):
        precommit = self.env.cr.precommit
        linked = precommit.data.setdefault('mycashflow_ogoship.linked', set())
        if not linked:
            precommit.add(self._settle_links)
        linked.update(self.ids)

    def _settle_links(self):
        ids = self.env.cr.precommit.data.pop('mycashflow_ogoship.linked', ())
        rows = self.browse(ids).exists()
        rows._match_around()
        for reason in ('unknown_product', 'ambiguous_product'):
            self.env['mycashflow.order']._recheck(reason, rows.store_id)


def _names(records):
    """The names of some records, cut short where there are many."""
    names = [
        record._label() if record._name == 'mycashflow.product' else record.display_name
        for record in records[:MOST_NAMES]]
    return ', '.join(names) + (' …' if len(records) > MOST_NAMES else '')
