from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.http_client import RemoteError
from .problem import Problem, explain_remote

# Each takes a look-up and a POST; a batch must stay well under ten seconds.
CREATIONS_PER_BATCH = 10


class OgoshipProduct(models.Model):
    """Products of Odoo → OGOship: created there, and kept up to date.

    Nothing is created before it was looked up by its code; an answer that is missing or unclear
    is looked up again at the next try. The lock on the row keeps two processes apart.
    """

    _inherit = 'ogoship.product'

    update_pending = fields.Boolean(
        string="To be sent again", readonly=True, copy=False, index='btree_not_null')

    # === QUEUE === #

    @api.model
    def _code_problem(self, code):
        """Why OGOship cannot take a product code, in words; '' when it can."""
        code = (code or '').strip()
        if not code:
            return self.env._("It has no product code.")
        if set('/\\') & set(code):
            return self.env._(
                "Its product code %(code)s has a / or a \\, which OGOship cannot take.",
                code=code)
        return ''

    @api.model
    def _queue_creation(self, merchant, products):
        """Queue products of Odoo to be created at OGOship; doing it twice queues them once.

        Products that OGOship cannot get are left out: ask `_ogoship_creation_problems` before.

        :param products: product.product
        :return: the ledger lines of these products that are now in *to_create*
        """
        problems = products._ogoship_creation_problems(merchant)
        products = products.filtered(lambda product: product not in problems)
        by_code = {products._ogoship_code(product): product for product in products}
        lines = self.search([('merchant_id', '=', merchant.id), ('code', 'in', list(by_code))])
        for line in lines.filtered(lambda line: line.product_id != by_code[line.code]):
            line.product_id = by_code[line.code]
        # sudo: users ask for lines, but do not make them by hand.
        lines |= self.sudo().create([
            {'merchant_id': merchant.id, 'code': code, 'product_id': by_code[code].id}
            for code in by_code.keys() - set(lines.mapped('code'))]).sudo(False)
        lines.filtered(lambda line: line.state != 'to_create' or line.reason).write(
            {'state': 'to_create', **self._clear_problem()})
        merchant._ring()
        return lines

    @api.model
    def _creation_domain(self, merchant):
        """Lines to be created now, and those to be sent again."""
        create = Domain('state', 'in', ('to_create', 'error')) & Domain('is_remote', '=', False)
        update = Domain('update_pending', '=', True) & (
            Domain('retry_at', '=', False) | Domain('retry_at', '<=', fields.Datetime.now()))
        return Domain('merchant_id', '=', merchant.id) & (create & self._due_domain() | update)

    @api.model
    def _create_due(self, merchant, client):
        """Create what is queued at OGOship, and send again what is to be. Commits row by row.

        :param client: function that returns the merchant's network client
        :return: False when there is more to do
        """
        due = self._creation_domain(merchant)
        rows = self.search(due, order='id', limit=CREATIONS_PER_BATCH)
        if not rows:
            return True
        ogoship = client()
        done = rows._work_each(due, lambda row: row._send_product(ogoship))
        return done and len(rows) < CREATIONS_PER_BATCH

    # === SENDING === #

    def _send_product(self, client):
        """Create the product at OGOship, or send it whole again when OGOship has it."""
        request = self._prepare_product_payload()
        if self.is_remote:
            remote = self._update_there(client, request)
        else:
            remote = self._find_there(client) or self._create_there(client, request)
        vals = {**self._prepare_remote_vals(remote), 'update_pending': False}
        if self.state in ('to_create', 'error'):
            vals['state'] = 'agrees'  # until its figures are compared, in the same run
        self.write({**vals, **self._clear_problem()})

    def _find_there(self, client):
        """:return: RemoteProduct of this code, None when there is none"""
        found = client.find_products(self.code)
        if len(found) > 1:
            raise self._several_there(found)
        return found[0] if found else None

    def _create_there(self, client, request):
        try:
            return client.create_product(request)
        except RemoteError as error:
            found = error.code == 'conflict' and self._find_there(client)
            if not found:
                raise
            return found

    def _update_there(self, client, request):
        try:
            return client.update_product(request)
        except RemoteError as error:
            if error.code != 'not_found':
                raise
            raise Problem('refused', self.env._(
                "OGOship does not have product %(code)s any more. Create it there again.",
                code=self.code)) from error

    def _several_there(self, found):
        return Problem('several', self.env._(
            "OGOship has %(count)s products with the code %(code)s: %(names)s. Have them merged "
            "in myOGO.", count=len(found), code=self.code,
            names=', '.join(f'"{product.name}"' for product in found)))

    def _problem_of_remote_error(self, error):
        if error.unclear:
            return Problem('remote', self.env._(
                "OGOship's answer for product %(code)s did not arrive (%(error)s). It is looked "
                "up there before anything is sent again.", code=self.code,
                error=explain_remote(self.env, error)))
        if error.code in ('invalid', 'conflict', 'not_found'):
            return Problem('refused', self.env._(
                "OGOship refused product %(code)s: %(error)s",
                code=self.code, error=explain_remote(self.env, error)))
        return super()._problem_of_remote_error(error)

    def _state_after(self, problem):
        """What OGOship has keeps its place in the ledger, whatever becomes of an update."""
        return self.state if self.is_remote else problem.state

    # === ACTION METHODS === #

    def action_create_remote(self):
        """Create the selected products at OGOship: queued, and worked off at once. A line that
        cannot be says why."""
        wanted = self.filtered(lambda line: not line.is_remote and line.product_id)
        queued = self.browse()
        for merchant, lines in wanted.grouped('merchant_id').items():
            lines._say_creation_problems(
                lines.product_id._ogoship_creation_problems(merchant))
            queued |= self._queue_creation(merchant, lines.product_id)
        if not queued:
            return self.merchant_id[:1]._notify(self.env._(
                "Nothing can be created at OGOship: the lines say why."), kind='warning')
        return queued._work_queue()

    def _say_creation_problems(self, problems):
        """:param dict problems: {product: reason in words}"""
        for line in self.filtered(lambda line: line.product_id in problems):
            line.write({'state': 'error', 'reason': 'product_code', 'retry_at': False,
                        'message': problems[line.product_id]})

    def action_update_remote(self):
        """Send the selected products whole again: name, price, customs data."""
        self.filtered(lambda line: line.is_remote and line.product_id).write(
            {'update_pending': True, 'retry_at': False})
        self.merchant_id._ring()
        return self._work_queue()

    def _work_queue(self):
        """Say that the work is done by itself, or do it now where latest changes is off."""
        waiting = self.merchant_id.filtered(lambda merchant: not merchant.latest_changes)
        if len(waiting) == 1:
            return waiting.action_create_products()
        return self.merchant_id[:1]._notify(self.env._(
            "Queued for OGOship: %(count)s. %(when)s", count=len(self),
            when=(waiting or self.merchant_id)[:1]._next_run()))
