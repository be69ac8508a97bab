from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import OPTIONAL_STEPS, SETUP_STEPS
from .setup_facts import SetupFacts


class MycashflowOgoshipSetup(models.Model):
    """*Set up*: the steps from "installed" to "first order shipped", for each company.

        later ──► todo ──► done          optional ──► done
          what comes before is missing     may be left as it is

    A step knows by itself whether it is done, and is open again when what it asks for is gone: the
    rows are nothing but company and step. What only a person can know is kept on the accounts.
    """

    _name = 'mycashflow_ogoship.setup'
    _description = "Set-up step"
    _auto = False
    _order = 'company_id, sequence, id'
    _rec_name = 'kind'
    _depends = {
        'res.company': ['active'],
        'mycashflow.store': ['active', 'company_id'],
        'ogoship.merchant': ['active', 'company_id'],
    }

    company_id = fields.Many2one('res.company', readonly=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(SETUP_STEPS, string="Step", readonly=True)
    is_used = fields.Boolean(
        string="Has accounts", readonly=True, help="The company has a store or a merchant.")
    state = fields.Selection(
        [('done', "Done"), ('todo', "To do"), ('later', "Later"), ('optional', "Optional")],
        compute='_compute_state')
    message = fields.Text(string="What is missing", compute='_compute_state')
    is_next = fields.Boolean(string="Next", compute='_compute_progress')
    progress = fields.Char(compute='_compute_progress')
    reason = fields.Char(string="Why", compute='_compute_words')
    button = fields.Char(string="Where it is done", compute='_compute_words')
    deed = fields.Char(string="What can be done here", compute='_compute_words')

    @property
    def _table_query(self):
        steps = SQL(', ').join(
            SQL("(%s, %s)", kind, number) for number, (kind, _label) in enumerate(SETUP_STEPS, 1))
        return SQL(
            """
            SELECT company.id::bigint * 100 + step.sequence AS id, company.id AS company_id,
                   step.sequence AS sequence, step.kind AS kind,
                   EXISTS (SELECT FROM mycashflow_store store
                            WHERE store.active AND store.company_id = company.id)
                   OR EXISTS (SELECT FROM ogoship_merchant merchant
                               WHERE merchant.active AND merchant.company_id = company.id)
                      AS is_used
              FROM res_company company
             CROSS JOIN (VALUES %(steps)s) AS step(kind, sequence)
             WHERE company.active
            """, steps=steps)

    # === COMPUTE METHODS === #

    @api.depends_context('lang', 'tz')
    def _compute_state(self):
        for company, steps in self.grouped('company_id').items():
            facts = SetupFacts(self.env, company)
            for step in steps:
                step.state, step.message = getattr(step, f'_check_{step.kind}')(facts)

    @api.depends_context('lang')
    def _compute_progress(self):
        """Where to go on. The whole company counts, whichever of its steps are shown."""
        for company, shown in self.grouped('company_id').items():
            steps = self.search([('company_id', '=', company.id)])
            done, total = steps._count_done()
            following = steps.filtered(lambda step: step.state == 'todo')[:1]
            for step in shown:
                step.is_next = step == following
                step.progress = self._words_of_progress(done, total)

    @api.model
    def _words_of_progress(self, done, total):
        return self.env._("%(done)s of %(total)s steps are done", done=done, total=total)

    def _count_done(self):
        """:return: (steps done, all steps), those that a company may do without left out"""
        needed = self.filtered(lambda step: step.kind not in OPTIONAL_STEPS)
        return len(needed.filtered(lambda step: step.state == 'done')), len(needed)

    # === FOR OTHERS === #

    @api.model
    def _progress_of(self, companies=None):
        """How far the companies in the switcher are; those that use nothing of this module are
        left out, except the one that is worked in.

        :param companies: res.company; None: those in the switcher
        :return: {company: (steps done, all steps)}
        """
        steps = self.search(
            Domain('company_id', 'in', (companies or self.env.companies).ids)
            & (Domain('is_used', '=', True) | Domain('company_id', '=', self.env.company.id)))
        return {company: own._count_done() for company, own in steps.grouped('company_id').items()}
