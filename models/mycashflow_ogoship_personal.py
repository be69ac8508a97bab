from datetime import timedelta

from lxml import html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..const import FORGET_DAYS, ORDERS_PER_BATCH

MODELS = ('mycashflow.order', 'ogoship.order', 'ogoship.return')


class MycashflowOgoshipAccount(models.AbstractModel):
    _inherit = 'mycashflow_ogoship.account'

    forget_days = fields.Integer(
        string="Forget after", default=FORGET_DAYS,
        help="So many days after an order has come to its end, whatever these rows know of its "
             "customer is removed. Sale orders, invoices and contacts are Odoo's own and stay. "
             "0: never.")

    _forget_days_positive = models.Constraint(
        'CHECK(forget_days >= 0)', "The days cannot be below zero.")


class MycashflowOgoshipPersonal(models.AbstractModel):
    """A row that knows a person, who is forgotten when it is finished and old (docs/privacy.md).

    The concrete model has `state`. The row stays, with all that is no person's: numbers, amounts,
    codes. What a remote sends again of a forgotten row is stored without its person, until the
    row is worked on again.
    """

    _name = 'mycashflow_ogoship.personal'
    _description = "Row that knows a person"

    # To be set by the concrete model: its account, the states in which nothing is to be done any
    # more, and the moments of which the last one counts.
    _account_field = None
    _finished_states = ()
    _moments = ()

    forgotten_date = fields.Datetime(
        string="Customer removed on", readonly=True, copy=False,
        help="Since then nothing of the customer is kept here.")

    # === HOOKS === #

    @api.model
    def _finished_domain(self):
        """Domain of the rows for which nobody needs the person any more."""
        return Domain('state', 'in', self._finished_states) & self._nobody_asked('activity_ids')

    def _prepare_forgotten_vals(self, vals=None):
        """Values of the row without its person.

        :param dict vals: what a remote has just sent of it, None for what is stored
        """
        raise NotImplementedError

    def _documents(self):
        """Recordsets in whose chatter old and new were shown."""
        return [self]

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: what is worked on again may know its person again."""
        if vals.get('state') and vals['state'] not in self._finished_states:
            vals = {**vals, 'forgotten_date': False}
        return super().write(vals)

    # === SCHEDULED ACTION === #

    @api.model
    def _cron_forget(self):
        """Forget what is old enough, of all accounts. Commits batch by batch."""
        for model in MODELS:
            for account in self.env[model]._accounts_that_forget():
                if not self.env[model]._forget_due(account):
                    return

    @api.model
    def _accounts_that_forget(self):
        accounts = self.env[self._fields[self._account_field].comodel_name]
        return accounts.with_context(active_test=False).search([('forget_days', '>', 0)])

    @api.model
    def _forget_due(self, account):
        """:return: False when time ran out"""
        before = fields.Datetime.now() - timedelta(days=account.forget_days)
        due = Domain(self._account_field, '=', account.id) & Domain('forgotten_date', '=', False)
        due &= self._finished_domain() & Domain('create_date', '<=', before)
        for name in self._moments:
            due &= Domain(name, '=', False) | Domain(name, '<=', before)
        last_id = 0
        while rows := self.search(
                due & Domain('id', '>', last_id), order='id', limit=ORDERS_PER_BATCH):
            last_id = rows[-1].id
            try:
                rows.try_lock_for_update()._forget()
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # somebody works on them: another day
            if not self.env['ir.cron']._commit_progress(len(rows)):
                return False
        return True

    # === FORGETTING === #

    def _check_can_forget(self):
        """Refuse what is not finished: the person is still to get something."""
        finished = self.search(Domain('id', 'in', self.ids) & self._finished_domain())
        for row in self - finished:
            raise UserError(self.env._(
                "%(kind)s %(name)s is not finished yet: who it is for is still needed. Finish or "
                "cancel it, close what somebody was asked to do there, then try again.",
                kind=self._description, name=row.display_name))

    def _forget(self):
        """Remove the person from these rows, and from what was written about them."""
        now, quiet = fields.Datetime.now(), self.with_context(tracking_disable=True)
        for row in quiet:
            row.write({**row._prepare_forgotten_vals(), 'forgotten_date': now})
        for records in self._documents():
            self._forget_tables(records)
        self._forget_mails()

    def _keep_forgotten(self, vals):
        """What a remote sent again of this row: of a forgotten one without its person."""
        return {**vals, **self._prepare_forgotten_vals(vals)} if self.forgotten_date else vals

    def _forget_mails(self):
        """The mails to and from the customer that hang at our own rows."""
        self.env['mail.message'].search([
            ('model', '=', self._name), ('res_id', 'in', self.ids),
            ('message_type', 'in', ('email', 'email_outgoing'))]).unlink()

    @api.model
    def _forget_tables(self, records):
        """Old and new side by side, in activities and in notes of activities that are done."""
        where = [('res_id', 'in', records.ids)]
        messages = self.env['mail.message'].search(
            [('model', '=', records._name), *where, ('body', 'like', 'table-sm')])
        for message in messages:
            message.body = _without_tables(message.body)
        activities = self.env['mail.activity'].with_context(active_test=False).search(
            [('res_model', '=', records._name), *where, ('note', 'like', 'table-sm')])
        for activity in activities:
            activity.note = _without_tables(activity.note)

    # === HELPERS === #

    @api.model
    def _nobody_asked(self, activities):
        """Domain: nobody is asked to look at it by an activity of ours."""
        warning = self.env.ref('mail.mail_activity_data_warning', raise_if_not_found=False)
        return Domain(activities, 'not any', [('activity_type_id', '=', warning.id)]) if (
            warning) else Domain.TRUE


def _without_tables(body):
    """HTML without the small tables that we make."""
    tree = html.fragment_fromstring(str(body), create_parent='div')
    for table in tree.xpath(
            './/table[contains(concat(" ", normalize-space(@class), " "), " table-sm ")]'):
        table.drop_tree()
    return Markup(html.tostring(tree, encoding='unicode'))
