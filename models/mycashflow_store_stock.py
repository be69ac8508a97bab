import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ..const import LARGEST_ID, SHOP_OVERLAP, SLICE_SECONDS, STOCK_PER_BATCH
from .progress import progress_action


class MycashflowStore(models.Model):
    """Arrow 6 of the ring, its second half: Odoo's stock → the shop (design §7)."""

    _inherit = 'mycashflow.store'

    stock_changes_cursor = fields.Datetime(
        string="Stock changes read up to", readonly=True, copy=False)
    stock_previewed_date = fields.Datetime(
        string="Stock preview seen on", readonly=True, copy=False,
        help="Stock is written to the shop only after a person has seen what would change.")
    stock_previewed_id = fields.Integer(
        readonly=True, copy=False, help="The last product of a preview under way; 0 when none is.")
    stock_pushed_id = fields.Integer(
        readonly=True, copy=False, help="The last product of a round of writing under way.")

    product_linked_count = fields.Integer(
        string="Linked products", compute='_compute_product_linked_count')

    # === COMPUTE METHODS === #

    def _compute_product_linked_count(self):
        rows = self.env['mycashflow.product']
        for store in self:
            store.product_linked_count = rows.search_count(rows._linked_domain(store))

    # === CONSTRAINTS === #

    @api.constrains('push_stock')
    def _check_previewed(self):
        for store in self:
            if store.push_stock and not store.stock_previewed_date:
                raise RedirectWarning(
                    self.env._(
                        "Look first at what would change in the stock of %(store)s. Then switch "
                        "on writing.", store=store.name),
                    self.env.ref('mycashflow_ogoship.mycashflow_store_preview_stock_action').id,
                    self.env._("Preview stock"),
                    {'active_model': store._name, 'active_id': store.id,
                     'active_ids': store.ids})

    # === ACTION METHODS === #

    def action_preview_stock(self):
        """Count what the shop should have, slice by slice, and show what would change."""
        self.ensure_one()
        self.check_access('read')
        # sudo: a preview changes no setting, so whoever sees the store may have one.
        store, end = self.sudo(), time.monotonic() + SLICE_SECONDS
        while rows := store._next_linked(store.stock_previewed_id):
            rows._count_stock()
            store.stock_previewed_id = rows[-1].id
            if time.monotonic() > end:
                return store._preview_progress()
        if not store.stock_previewed_id:
            raise UserError(self.env._(
                "%(store)s: no product is linked yet. Link the webshop's products first.",
                store=self.name))
        store.write({'stock_previewed_id': 0, 'stock_previewed_date': fields.Datetime.now()})
        action = self._open_stock()
        changes = self.env['mycashflow.product'].search_count(
            [*action['domain'], ('target_difference', '!=', 0)], limit=1)
        # Where nothing would change all of it is shown, else the list would look broken.
        return {**action, 'context': {'search_default_would_change': 1} if changes else {}}

    def _preview_progress(self):
        rows = self.env['mycashflow.product']
        linked = rows._linked_domain(self)
        return progress_action(
            self, 'action_preview_stock', self.env._("Counting what the shop should have"),
            done=rows.search_count(linked & Domain('id', '<=', self.stock_previewed_id)),
            total=rows.search_count(linked))

    def action_push_stock(self):
        """Write stock to the shop now: ring the scheduled action, or run it here, slice by slice,
        when it is switched off. Orders are read first in either case."""
        self.ensure_one()
        self._check_can_sync()
        if not self.push_stock:
            raise UserError(self.env._(
                "%(store)s: switch on Write stock to the shop first.", store=self.name))
        self._run_or_ring()
        if self.latest_changes:
            return self._notify(self._next_run())
        self.invalidate_recordset()
        if self.stock_pushed_id and not self.error_message:
            return progress_action(
                self, 'action_push_stock', self.env._("Writing stock to the shop"))
        return self._notify_pushed()

    def _notify_pushed(self):
        if self.error_message:
            return self._notify(self.error_message, kind='danger')
        rows = self.env['mycashflow.product']
        waiting = rows.search_count(
            rows._linked_domain(self) & Domain('target_difference', '!=', 0))
        if waiting:
            return self._notify(self.env._(
                "The stock of %(count)s products is not written yet. Stock in the shop says why.",
                count=waiting), kind='warning')
        return self._notify(self.env._("The shop's stock is as it should be."))

    def action_open_stock(self):
        return self._open_stock()

    def _open_stock(self, context=None):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_product_stock_action')
        return {**action, 'context': context or {}, 'domain': [
            ('store_id', '=', self.id), ('state', '=', 'linked'), ('is_gone', '=', False)]}

    def action_open_products(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_product_action')
        return {**action, 'domain': [('store_id', '=', self.id)], 'context': {}}

    def action_open_products_to_link(self):
        return {**self.action_open_products(), 'domain': [
            ('store_id', '=', self.id), ('state', 'not in', ('linked', 'excluded')),
            ('is_gone', '=', False)]}

    # === STOCK CHANGES IN THE SHOP === #

    def _fetch_stock_changes(self, client):
        """Read what has changed in the shop's stock, so that a change of somebody else is noticed
        and a product that agrees is not asked for.

        :return: False when time ran out.
        """
        if not self._next_linked(0, limit=1):
            return True
        since = self.stock_changes_cursor or self.catalogue_date or fields.Datetime.now()
        for page in client().iter_stock_change_pages(since - SHOP_OVERLAP):
            self._receive_stock_changes(page)
            if not self._commit_written(len(page.changes)):
                return False
        return True

    def _receive_stock_changes(self, page):
        changes = {}
        for change in sorted(page.changes, key=lambda change: change.id or 0):
            if (change.id or 0) <= LARGEST_ID:
                changes.setdefault(change.stock_item_id, []).append(change)
        rows = self.env['mycashflow.product'].search([
            ('store_id', '=', self.id), ('stock_item_ref', 'in', list(changes))])
        for row in rows:
            for change in changes[row.stock_item_ref]:
                row._note_stock_change(change)
        self._note_lost_changes(page.broken)
        # A time that cannot be true must not move the cursor past everything to come.
        limit = fields.Datetime.now() + timedelta(days=1)
        if page.cursor and page.cursor < limit and (
                not self.stock_changes_cursor or self.stock_changes_cursor < page.cursor):
            self.stock_changes_cursor = page.cursor.replace(microsecond=0)

    def _note_lost_changes(self, messages):
        """What the shop counts of one product is not known: the catalogue tells, so it is read
        again at once, and once for each thing that is told."""
        for message in messages:
            if self._warn(self.env._(
                    "%(store)s sent a change of stock that cannot be read: %(error)s The stock of "
                    "all products is read again.", store=self.name, error=message)):
                self.catalogue_date = False

    # === STOCK TO THE SHOP === #

    def _push_stock(self, client):
        """Write to the shop the stock of each product of which it counts something else.

        :return: False when time ran out, or the orders could not all be read.
        """
        if not self.push_stock:
            return True
        while rows := self._next_linked(self.stock_pushed_id):
            if not self._push_batch(rows, client):
                return False
        if self.stock_pushed_id:
            self.stock_pushed_id = 0
        return True

    def _push_batch(self, rows, client):
        """Orders are read and imported before anything is written: one of a second ago must be
        respected."""
        due = rows._linked_domain(self) & rows._due_domain()
        different = rows._count_stock().filtered_domain(due)
        if not self.env['ir.cron']._commit_progress(len(rows) - len(different)):
            return False
        if different and not (
                self._fetch_orders(client) and self._import_orders(client)
                and different._work_each(due, lambda row: row._push_one(client()))):
            return False
        self.stock_pushed_id = rows[-1].id
        return True

    def _next_linked(self, last_id, limit=None):
        rows = self.env['mycashflow.product']
        return rows.search(
            rows._linked_domain(self) & Domain('id', '>', last_id),
            limit=limit or STOCK_PER_BATCH, order='id')

    @api.model
    def _untold_domain(self):
        """Orders whose goods the shop still counts, delivered or not: it was not told and does
        not know it by itself."""
        return Domain([
            ('shop_reported_date', '=', False), ('reason', '!=', 'cancelled'),
            ('remote_status', 'not in', ('completed', 'cancelled'))])
