from dataclasses import dataclass, field

from odoo import models
from odoo.fields import Domain


@dataclass
class Plan:
    """What is done with rows (mycashflow.product): a row may be in `remote` besides another one.

    `problems` is {row: reason in words} of those that cannot.
    """

    create: models.Model
    link: models.Model
    mark: models.Model
    remote: models.Model
    problems: dict = field(default_factory=dict)

    def changed(self):
        return self.create | self.link | self.mark | self.remote


class MycashflowProductSync(models.TransientModel):
    """What an operation would do to each row, and which rows it cannot help."""

    _inherit = 'mycashflow.product.sync'

    def _plan(self, rows):
        """The number of queries does not depend on the number of rows. Writes nothing.

        :return: Plan
        """
        none = rows.browse()
        plan = Plan(none, none, none, none)
        if self.operation in ('exclude', 'include'):
            plan.mark = rows.filtered(
                lambda row: (row.state == 'excluded') == (self.operation == 'include'))
        elif self.operation == 'link':
            self._plan_link(plan, rows)
        else:
            self._plan_create(plan, rows)
        return plan

    def _plan_link(self, plan, rows):
        plan.link = rows.filtered(self._is_linkable)
        for row in rows - plan.link:
            if not self._is_settled(row):
                plan.problems[row] = row._link_problem()

    def _plan_create(self, plan, rows):
        """Products of Odoo for rows without one, and products of OGOship for all of them."""
        settled = rows.filtered(self._is_settled)
        plan.link = rows.filtered(self._is_linkable)
        rest = rows - settled - plan.link
        plan.problems = rest._creation_problems()
        plan.create = rest.filtered(lambda row: row not in plan.problems)
        if self.merchant_id:
            live = settled.filtered(lambda row: not row.is_gone)
            self._plan_remote(plan, live | plan.link | plan.create)

    def _is_settled(self, row):
        return row.product_id and row.state == 'linked'

    def _is_linkable(self, row):
        return row.match_id and row.state != 'excluded'

    def _plan_remote(self, plan, rows):
        """Which of these rows OGOship lacks, and why some cannot be created there."""
        lacking = rows - self._rows_at_ogoship(rows)
        products = (lacking.product_id | lacking.match_id)._ogoship_creation_problems(
            self.merchant_id)
        for row in lacking:
            product = row.product_id or row.match_id
            problem = products.get(product) if product else \
                self.env['ogoship.product']._code_problem(row.code)
            if problem:
                plan.problems[row] = self.env._("Not at OGOship: %(reason)s", reason=problem)
            else:
                plan.remote |= row

    def _rows_at_ogoship(self, rows):
        """Those whose product OGOship has by its code, or gets by itself soon."""
        codes = {row: self._code_there(row) for row in rows}
        there = Domain('is_remote', '=', True)
        if self.merchant_id.latest_changes:
            there |= Domain('state', '=', 'to_create') & Domain('reason', '=', False)
        lines = self.env['ogoship.product'].search_fetch(there & Domain([
            ('merchant_id', '=', self.merchant_id.id),
            ('code', 'in', list(set(codes.values()) - {''}))]), ['code'])
        there = set(lines.mapped('code'))
        return rows.filtered(lambda row: codes[row] in there)

    def _code_there(self, row):
        product = row.product_id or row.match_id
        return ((product.default_code if product else row.code) or '').strip()

    # === KEEPING THE PREVIEW === #

    def _keep_plan(self, plan, rows):
        """Add a part of the preview to what is there."""
        changed = plan.changed()
        self._count(
            create=plan.create, link=plan.link, mark=plan.mark, remote=plan.remote)
        self.unchanged_count += len(rows - changed - rows.browse().union(*plan.problems))
        self.todo = (self.todo or []) + [row.id for row in rows if row in changed]
        self._add_problems(plan.problems)
        if self.operation == 'create':
            self._note_missing_rates(rows.filtered(
                lambda row: row in plan.problems and row.state == 'new'))

    def _note_missing_rates(self, rows):
        lacking = {f"{rate:g}" for rate, tax in rows._sales_taxes().items() if not tax}
        self.missing_rates = ' '.join(sorted({*(self.missing_rates or '').split(), *lacking}))

    def _count(self, **records):
        """Add records to the counts and to what their buttons open."""
        kept = dict(self.record_ids or {})
        for what, found in records.items():
            kept[what] = kept.get(what, []) + found.ids
            self[f'{what}_count'] += len(found)
        self.record_ids = kept

    def _add_problems(self, problems):
        self.problem_count += len(problems)
        self.env['mycashflow.product.sync.line'].create([
            {'sync_id': self.id, 'product_id': row.id, 'reason': reason}
            for row, reason in problems.items()])
