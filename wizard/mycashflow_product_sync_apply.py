import time

from odoo import models
from odoo.exceptions import UserError

from ..const import PRODUCTS_PER_BATCH, SLICE_SECONDS

# The first answer opens the dialog that shows how far the work is.
FIRST_SLICE_SECONDS = 2


class MycashflowProductSync(models.TransientModel):
    """The work itself, slice by slice, and the page that says what came of it."""

    _inherit = 'mycashflow.product.sync'

    def action_apply(self):
        """Do what the preview said, some seconds of it per call. Doing it twice changes nothing.

        :return: the progress action that asks for the next call; at the end, a reload of the page
        """
        self.ensure_one()
        self._check_may()
        if self.state == 'choose':
            raise UserError(self.env._("Look at the preview first."))
        if self.state == 'done':
            return self._reload()
        if self.state == 'sending':
            return self._send_slice()
        if self.state == 'preview':
            self._begin()
            return self._work_slice(FIRST_SLICE_SECONDS)
        return self._work_slice(SLICE_SECONDS)

    # === SLICES === #

    def _begin(self):
        """From here on the counts are those of the result. What cannot be done at all stays."""
        todo = set(self.todo or ())
        # sudo: the lines are the wizard's own; those of rows that are worked on are found anew.
        self.sudo().line_ids.filtered(
            lambda line: line.product_id.id in todo).unlink()
        self.write({
            'state': 'running', 'record_ids': {}, 'product_count': len(self.todo or ()),
            'create_count': 0, 'link_count': 0, 'mark_count': 0, 'remote_count': 0,
            'problem_count': len(self.line_ids),
        })

    def _work_slice(self, seconds):
        deadline = time.monotonic() + seconds
        todo = self.todo or []
        while todo:
            batch, todo = todo[:PRODUCTS_PER_BATCH], todo[PRODUCTS_PER_BATCH:]
            self._apply_batch(self.env['mycashflow.product'].browse(batch).exists())
            self.todo = todo
            self.env.invalidate_all()  # thousands of rows need not stay in memory
            if time.monotonic() > deadline:
                break
        if todo:
            return self._go_on('action_apply', {
                'message': self.display_name, 'done': self.product_count - len(todo),
                'total': self.product_count})
        return self._worked()

    def _worked(self):
        """Odoo is done. Where nothing runs by itself, the next call sends to OGOship: what was
        done here must be safe before another's server is asked."""
        if not self.remote_count or self.merchant_id.latest_changes:
            return self._finish()
        self.state = 'sending'
        return self._sending()

    def _send_slice(self):
        action = self.merchant_id.action_create_products()
        return self._sending() if self._is_progress(action) else self._finish()

    def _sending(self):
        sent = self.env['ogoship.product'].search_count([
            ('id', 'in', self.record_ids['remote']),
            '|', ('is_remote', '=', True), ('state', '=', 'error')])
        return self._go_on('action_apply', {'message': self.env._(
            "Creating products at %(merchant)s", merchant=self.merchant_id.name),
            'done': sent, 'total': self.remote_count})

    def _finish(self):
        lines = self.env['ogoship.product'].browse((self.record_ids or {}).get('remote', []))
        self._add_problems({
            row: line.message for line in lines if line.state == 'error'
            for row in line.shop_product_ids if row.store_id == self.store_id})
        self.state = 'done'
        return self._reload()

    def _reload(self):
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    # === ONE BATCH === #

    def _apply_batch(self, rows):
        """Look again at what became of these rows since the preview, then do what can be done."""
        free = rows.try_lock_for_update(allow_referencing=True)
        free._match()
        plan = self._plan(free)
        plan.problems.update(dict.fromkeys(rows - free, self._busy()))
        self._count(create=self._create_in_odoo(plan), link=self._link(plan.link))
        self._mark(plan.mark)
        self._count(mark=plan.mark, remote=self._queue(plan.remote))
        self._add_problems(plan.problems)

    def _create_in_odoo(self, plan):
        """:return: the new products of Odoo; rows that failed are added to the problems"""
        products = plan.create._create_products()
        for row in plan.create.filtered(lambda row: not row.product_id):
            plan.problems[row] = row.message or self._busy()
        return products

    def _link(self, rows):
        for row in rows:
            row._link(row.match_id)
        return rows

    def _mark(self, rows):
        if self.operation == 'exclude':
            rows.write({'state': 'excluded', 'message': False, 'match_id': False})
        else:
            rows.write({'state': 'new'})
        rows._match_around()

    def _queue(self, rows):
        """:return: the lines of the stock ledger that are to be created at OGOship"""
        lines = self.env['ogoship.product']
        if rows.product_id:
            lines = lines._queue_creation(self.merchant_id, rows.product_id)
            rows._match()
        return lines

    def _busy(self):
        return self.env._("Somebody else works on it just now. Look at it again in the list.")

    # === WHAT CAME OF IT === #

    def action_open_create(self):
        """The rows to be created, afterwards the products of Odoo that were."""
        return self._open_records(
            'create', 'product.product' if self.state == 'done' else 'mycashflow.product')

    def action_open_link(self):
        return self._open_records('link', 'mycashflow.product')

    def action_open_mark(self):
        return self._open_records('mark', 'mycashflow.product')

    def action_open_remote(self):
        """The rows to be created at OGOship, afterwards their lines of the stock ledger."""
        return self._open_records(
            'remote', 'ogoship.product' if self.state == 'done' else 'mycashflow.product')

    def action_open_problems(self):
        return self._list_action('mycashflow.product', self.line_ids.product_id.ids)

    def action_open_list(self):
        """Back to the page, without the past."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'mycashflow_ogoship.mycashflow_product_action')
        return {**action, 'target': 'main'}

    def _open_records(self, what, model):
        return self._list_action(model, (self.record_ids or {}).get(what, []))

    def _list_action(self, model, ids):
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': model,
            'view_mode': 'list,form',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', ids)],
        }
