from odoo import fields, models
from odoo.exceptions import AccessError

from .setup_facts import SetupFacts

MYOGO = 'https://my.ogoship.com'


class MycashflowOgoshipSetup(models.Model):
    """The buttons of a step: where it is done, and what can be done at once."""

    _inherit = 'mycashflow_ogoship.setup'

    def action_open(self):
        """Open where this step is done, with what is missing, prefilled."""
        self.ensure_one()
        return getattr(self, f'_open_{self.kind}')(SetupFacts(self.env, self.company_id))

    def action_do(self):
        """Do what the step asks for, or keep that a person says it is done."""
        self.ensure_one()
        if not self.env.user.has_group('mycashflow_ogoship.group_manager'):
            raise AccessError(self.env._(
                "Only an administrator of MyCashflow & OGOship may set it up."))
        facts = SetupFacts(self.env, self.company_id)
        do = getattr(self, f'_do_{self.kind}', None)
        return do(facts) if self.deed and do else self.action_open()

    # === WHAT CAN BE DONE AT ONCE === #

    def _do_merchant(self, facts):
        merchant = facts.sole_merchant
        facts.stores.filtered(lambda store: not store.merchant_id).with_env(self.env).write({
            'merchant_id': merchant.id, 'warehouse_id': merchant.warehouse_id.id})

    def _do_direct(self, facts):
        facts.linked_merchants.with_env(self.env)._confirm_direct_link_off()

    def _do_products(self, facts):
        return facts.unread_stores[:1].with_env(self.env).action_refresh_products()

    def _do_payments(self, facts):
        facts.stores.with_env(self.env).payments_checked_date = fields.Datetime.now()

    def _do_taxes(self, facts):
        for rate in facts.missing_rates:
            # sudo: an administrator of this module need not be an accountant.
            self.env['account.tax'].sudo()._mycashflow_create_included(rate, self.company_id)

    def _do_stock(self, facts):
        return facts.uncompared_merchants[:1].with_env(self.env).action_fetch_stock()

    def _do_push(self, facts):
        if facts.unseen_stores:
            return facts.unseen_stores[:1].with_env(self.env).action_preview_stock()
        facts.silent_counting_stores.with_env(self.env).push_stock = True

    def _do_latest(self, facts):
        for accounts in (facts.stores, facts.merchants):
            accounts.with_env(self.env).filtered(
                lambda account: account.state == 'connected').latest_changes = True

    # === WHERE IT IS DONE === #

    def _open_store(self, facts):
        only = facts.merchants if len(facts.merchants) == 1 else facts.merchants.browse()
        return self._open_account(
            facts.stores, lambda store: store.state != 'connected', 'mycashflow_store_action',
            default_merchant_id=only.id)

    def _open_merchant(self, facts):
        def misses(merchant):
            return merchant.state != 'connected' or not merchant.warehouse_id

        if facts.unlinked_merchants and not facts.merchants.filtered(misses):
            return self._open_account(
                facts.stores, lambda store: not store.merchant_id, 'mycashflow_store_action')
        return self._open_account(facts.merchants, misses, 'ogoship_merchant_action')

    def _open_direct(self, facts):
        return {'type': 'ir.actions.act_url', 'url': MYOGO, 'target': 'new'}

    def _open_products(self, facts):
        action = self._open_list('mycashflow_product_action')
        action['context'] = {'search_default_present': 1}
        if any(facts.stores.mapped('product_open_count')):
            action['domain'] += [('state', 'not in', ('linked', 'excluded'))]
        return action

    def _open_shipping(self, facts):
        if facts.carriers_without_code and not facts.unmatched_methods:
            return facts.carriers_without_code.with_env(self.env)._get_records_action(
                name=self.env._("Delivery methods"))
        action = self._open_list('mycashflow_shipping_method_action')
        if facts.unmatched_methods:
            action['domain'] = [('id', 'in', facts.unmatched_methods.ids)]
        return action

    def _open_payments(self, facts):
        return self._open_list('mycashflow_payment_method_action')

    def _open_taxes(self, facts):
        action = self.env['ir.actions.act_window']._for_xml_id('account.action_tax_form')
        return {**action, 'context': {
            'search_default_sale': 1, 'default_type_tax_use': 'sale',
            'default_company_id': self.company_id.id}}

    def _open_stock(self, facts):
        action = self._open_list('ogoship_product_action')
        if facts.undecided_merchants:
            action['context'] = {'search_default_difference': 1}
        return action

    def _open_push(self, facts):
        return self._open_account(
            facts.counting_stores or facts.stores, lambda store: not store.push_stock,
            'mycashflow_store_action')

    def _open_latest(self, facts):
        for accounts, action in (
                (facts.stores, 'mycashflow_store_action'),
                (facts.merchants, 'ogoship_merchant_action')):
            off = accounts.filtered(lambda account: not account.latest_changes)
            if off:
                return self._open_account(off, bool, action)
        return self._open_list('mycashflow_store_action')

    def _open_shipped(self, facts):
        store = facts.silent_stores[:1]
        if store:
            action = self._open_list('mycashflow_order_fetch_action')
            return {**action, 'domain': [], 'context': {
                'default_store_id': store.id, 'default_date_from': store.order_from}}
        waiting = facts.unshipped_stores.filtered('waiting_count')
        if waiting:
            action = self._open_list('mycashflow_ogoship_waiting_action')
            return {**action, 'domain': [('store_id', 'in', waiting.ids)]}
        return self._open_list('mycashflow_order_action')

    def _open_list(self, name):
        """One of our lists, of this company only."""
        action = self.env['ir.actions.act_window']._for_xml_id(f'mycashflow_ogoship.{name}')
        return {**action, 'context': {}, 'domain': [('company_id', '=', self.company_id.id)]}

    def _open_account(self, accounts, is_missing, list_action, **defaults):
        """The form of the first account that misses something, or of the only one, or of a new
        one; else the list."""
        account = accounts.filtered(is_missing)[:1] or accounts
        if len(account) > 1:
            return self._open_list(list_action)
        return account.with_env(self.env)._get_records_action(context={
            'default_company_id': self.company_id.id, **defaults})
