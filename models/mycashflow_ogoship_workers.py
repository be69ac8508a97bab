from contextlib import ExitStack

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize

from ..const import CRON_MINUTES, MOST_WORKERS, ORDERS_PER_BATCH
from .remote_line import OutOfReach, RemoteLine


class MycashflowOgoshipAccount(models.AbstractModel):
    """Several processes for the rows of one very large account (design §9).

    The account's scheduled action goes on doing each step. Further ones, as many as the account
    says, only work rows that are ready: they import the inbox of a store, or send the outbox of a
    merchant. Whoever locks a row first works on it; the others pass it over. A change of an order
    that comes meanwhile waits for the lock, so it always meets an order that is imported or not.
    """

    _inherit = 'mycashflow_ogoship.account'

    worker_count = fields.Integer(
        string="Workers", default=1, required=True,
        help="How many processes may work on this account's orders at the same time. One is "
             "enough for some thousand orders an hour.")
    worker_cron_ids = fields.Many2many(
        'ir.cron', string="Further scheduled actions", readonly=True, copy=False,
        context={'active_test': False}, groups='base.group_system')

    # === CONSTRAINTS === #

    @api.constrains('worker_count')
    def _check_worker_count(self):
        for account in self:
            if not 1 <= account.worker_count <= MOST_WORKERS:
                raise ValidationError(self.env._(
                    "%(account)s: choose 1 to %(most)s workers.",
                    account=account.name, most=MOST_WORKERS))

    # === CRUD METHODS === #

    def write(self, vals):
        res = super().write(vals)
        if 'worker_count' in vals:
            self._match_workers()
        return res

    def unlink(self):
        # sudo: see the account's own scheduled action.
        crons = self.sudo().worker_cron_ids
        res = super().unlink()
        crons.unlink()
        return res

    # === THEIR SCHEDULED ACTIONS === #

    def _create_cron(self):
        res = super()._create_cron()
        self._match_workers()
        return res

    def _update_cron(self):
        res = super()._update_cron()
        self._match_workers()
        return res

    def _match_workers(self):
        """Have as many further scheduled actions as the account says, which follow it."""
        for account in self.sudo():  # sudo: see _create_cron
            wanted = account.worker_count - 1
            try:
                account.worker_cron_ids[wanted:].unlink()
                for number, cron in enumerate(account.worker_cron_ids, 2):
                    cron.write(account._prepare_worker_vals(number))
            except UserError as error:
                raise UserError(self.env._(
                    "%(account)s is being synchronized just now. Try again in a minute.",
                    account=account.name)) from error
            account.worker_cron_ids |= self.env['ir.cron'].sudo().create([
                account._prepare_worker_vals(number)
                for number in range(len(account.worker_cron_ids) + 2, wanted + 2)])

    def _prepare_worker_vals(self, number):
        return {
            'name': f"{self._cron_name()} ({number})",
            'model_id': self.env['ir.model']._get_id(self._name),
            'state': 'code',
            'code': f"model.browse({self.id})._cron_work()",
            'user_id': self.env.ref('base.user_root').id,
            'interval_number': CRON_MINUTES,
            'interval_type': 'minutes',
            'active': self.active and self.latest_changes,
        }

    def _ring_workers(self, model, ready):
        """Ask for the other workers where there is more to do than one batch.

        :param ready: domain of the model's rows that can be worked
        """
        crons = self.sudo().worker_cron_ids  # sudo: see _ring
        if crons and model.search_count(ready, limit=ORDERS_PER_BATCH + 1) > ORDERS_PER_BATCH:
            for cron in crons:
                cron._trigger()
            self.env['ir.cron']._commit_progress()

    # === A WORKER'S RUN === #

    def _cron_work(self):
        """One run of a further worker. It says nothing on the account when all is well: that is
        for the run of all steps to say."""
        self.ensure_one()
        if self.state != 'connected':
            return
        account = self._at_work()
        with ExitStack() as run:
            line = RemoteLine(lambda: run.enter_context(account._client()))
            line.is_down = bool(account.circuit_retry_at)
            unfinished = account._work_once(line)
            self.env['ir.cron']._commit_progress(remaining=int(unfinished))

    def _work_once(self, line):
        """:return: whether there is more to do than there was time for"""
        try:
            return self._work_rows(line) is False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Another process changed the same data. Nothing is wrong: the rows stay due.
            self.env.cr.rollback()
            return True
        except OutOfReach:
            self.env.cr.rollback()
        except Exception as error:  # noqa: BLE001 a worker's fault is told like the account's
            self.env.cr.rollback()
            self._commit_note(self._note_error, error)
            self._ring()  # the run of all steps finds out what is out of reach
        return False

    def _work_rows(self, line):
        """Hook: work the account's rows that are ready.

        :return: False when time ran out.
        """
        raise NotImplementedError


class MycashflowStore(models.Model):
    _inherit = 'mycashflow.store'

    def _import_orders(self, client):
        orders = self.env['mycashflow.order']
        self._ring_workers(orders, orders._ready_domain(self))
        return super()._import_orders(client)

    def _work_rows(self, line):
        orders = self.env['mycashflow.order']
        return orders._import_batches(orders._ready_domain(self))


class OgoshipMerchant(models.Model):
    _inherit = 'ogoship.merchant'

    def _send_orders(self, client):
        orders = self.env['ogoship.order']
        self._ring_workers(orders, orders._send_domain(self))
        return super()._send_orders(client)

    def _work_rows(self, line):
        return self._renew_token(line) and self.env['ogoship.order']._send_due(self, line)


class ResPartner(models.Model):
    """Two processes that import orders of the same new customer make that customer once."""

    _inherit = 'res.partner'

    @api.model
    def _mycashflow_create(self, vals_list):
        self._mycashflow_wait_for_others(vals_list)
        return super()._mycashflow_create(vals_list)

    @api.model
    def _mycashflow_wait_for_others(self, vals_list):
        """Be the only process that makes these customers and contacts, until the commit.

        :raise SerializationFailure: another one has just made one of them, which this transaction
            cannot see: it is to be repeated from its beginning.
        """
        keys = sorted({self._mycashflow_lock_key(vals) for vals in vals_list} - {None})
        if not keys:
            return
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s) AS key", [keys])
        emails = {email_normalize(vals['email']) for vals in vals_list} - {False}
        parents = {vals.get('parent_id') for vals in vals_list}
        known = Domain('parent_id', 'in', list(parents - {None})) | (
            Domain('parent_id', '=', False) & Domain('email_normalized', 'in', list(emails)))
        # A transaction of its own sees what was committed since this one began.
        with self.env.registry.cursor() as cr:
            now = self.with_env(self.env(cr=cr)).search(known).ids
        if set(now) - set(self.search(known).ids):
            raise SerializationFailure("another process made the same customer")

    @api.model
    def _mycashflow_lock_key(self, vals):
        """Names what no two processes may make at once; None where nothing makes two the same."""
        if vals.get('parent_id'):
            return f"mycashflow contact {vals['parent_id']}"
        email = email_normalize(vals['email'])
        return email and f"mycashflow customer {vals['company_id']} {email}" or None
