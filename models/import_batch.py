"""Within one batch of the import, what Odoo has found once is not asked of the database again.

Odoo's own flow runs as ever: each override here answers a look-up whose answer cannot have changed
since it was asked, and leaves everything else to Odoo. Outside our import nothing of it is active.
"""

from odoo import api, models
from odoo.tools import SQL

KEY = 'mycashflow_import_batch'


class ImportBatch:
    """What is known in one batch: it lives in the context of one transaction, and is thrown away
    when that is rolled back."""

    def __init__(self):
        #: {question: ids or groups}
        self.answers = {}
        #: {(product, location, …): ids of the quants in the order of reserving}
        self.quants = {}
        #: Ids of quants that this transaction has locked.
        self.locked = set()
        #: Ids of references made in this batch that no delivery has yet.
        self.references = set()

    def answer(self, question, ask):
        """What ``ask()`` has found when this question was first put."""
        if question not in self.answers:
            self.answers[question] = ask()
        return self.answers[question]


def current_batch(env):
    """The batch that is being imported, or None."""
    return env.context.get(KEY)


class Remembered(models.AbstractModel):
    """Whatever is changed in the middle of a batch is asked anew."""

    _name = 'mycashflow_ogoship.remembered'
    _description = "Records of which answers are kept within a batch of imported orders"

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_answers()
        return super().create(vals_list)

    def write(self, vals):
        self._forget_answers()
        return super().write(vals)

    def unlink(self):
        self._forget_answers()
        return super().unlink()

    def _forget_answers(self):
        batch = current_batch(self.env)
        if batch is not None:
            batch.answers.clear()


class AskedOnce(models.AbstractModel):
    """Settings that Odoo looks up for each order in the same words."""

    _name = 'mycashflow_ogoship.asked.once'
    _inherit = ['mycashflow_ogoship.remembered']
    _description = "Settings that are looked up once per batch of imported orders"

    @api.model
    def _search(self, domain, *args, **kwargs):
        batch = current_batch(self.env)
        if batch is None:
            return super()._search(domain, *args, **kwargs)
        question = (self._name, repr(domain), repr(args), repr(kwargs), self.env.uid, self.env.su,
                    self.env.context)
        search = super()._search
        ids = batch.answer(question, lambda: search(domain, *args, **kwargs).get_result_ids())
        return self.browse(ids)._as_query()


class NoneAtAll(models.AbstractModel):
    """What many companies have none of: then no search for it finds anything."""

    _name = 'mycashflow_ogoship.none.at.all'
    _inherit = ['mycashflow_ogoship.remembered']
    _description = "Records of which often there are none"

    @api.model
    def _search(self, domain, *args, **kwargs):
        batch = current_batch(self.env)
        if batch is None or self._is_any(batch):
            return super()._search(domain, *args, **kwargs)
        return self.browse()._as_query()

    def _is_any(self, batch):
        return batch.answer(self._name, lambda: bool(self.env.execute_query(
            SQL("SELECT 1 FROM %s LIMIT 1", SQL.identifier(self._table)))))
