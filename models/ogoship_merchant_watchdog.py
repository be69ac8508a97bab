from odoo import fields, models
from odoo.fields import Domain

from ..const import PASSING_REASONS, SENDING_OLD
from .mycashflow_ogoship_watchdog import TOLD_REASONS, Finding, Pool

# Of these the buyer has been told on the receipt.
TOLD_OF_RECEIPTS = ('short', 'over', 'unknown_item', 'lowered', 'tracked', 'booking')


class OgoshipMerchant(models.Model):
    """What is looked at of a merchant. The orders of a shop are their store's business, until
    they are on their way to OGOship."""

    _inherit = 'ogoship.merchant'

    second_integration_date = fields.Datetime(
        string="Second integration seen on", readonly=True, copy=False)

    direct_link_off_date = fields.Datetime(
        string="Direct link off", readonly=True, copy=False,
        help="When a person said that shop and OGOship are not linked past Odoo any more.")

    def _confirm_direct_link_off(self):
        """A person says so; whatever comes to light later opens the question again."""
        for merchant in self:
            texts = {
                merchant.with_context(lang=code)._words_of_second_integration()
                for code, _name in self.env['res.lang'].get_installed()}
            lines = (merchant.warning_message or '').splitlines()
            merchant.write({
                'direct_link_off_date': fields.Datetime.now(), 'second_integration_date': False,
                'warning_message': '\n'.join(line for line in lines if line not in texts) or False,
            })

    def _words_of_second_integration(self):
        return self.env._(
            "Somebody else sends orders of the shop to %(merchant)s as well: every parcel may "
            "leave twice. Switch off the direct link between shop and OGOship in myOGO.",
            merchant=self.name)

    def action_dismiss_warning(self):
        res = super().action_dismiss_warning()
        self.second_integration_date = False
        return res

    def _waiting_domain(self):
        return Domain('merchant_id', '=', self.id) & Domain('store_id', '=', False)

    def _late_domain(self):
        """Override: deliveries that OGOship was never told of are older than its connection."""
        return super()._late_domain() & Domain('ogoship_order_id', '!=', False)

    def _alarm_checks(self):
        return {
            **super()._alarm_checks(), 'second': self._find_second,
            **self._row_checks('sending', 'standing', 'drift')}

    def _find_second(self):
        since = self.second_integration_date
        return [Finding('second', since=since)] if since else []

    def _alarm_pools(self):
        return {
            **super()._alarm_pools(), **self._pools_on_the_way(), **self._pools_of_goods(),
            **self._pools_of_ledger()}

    def _pools_on_the_way(self):
        ours = Domain('merchant_id', '=', self.id)
        limit = fields.Datetime.now() - SENDING_OLD
        sending = ours & Domain('state', '=', 'sending') & (
            Domain('sending_date', '=', False) | Domain('sending_date', '<=', limit))
        orders = 'mycashflow_ogoship.ogoship_order_action'
        return {
            ('sending', 'sending'): Pool(sending, orders, 'sending_date'),
            ('sending', 'stock_update'): Pool(
                sending, 'mycashflow_ogoship.ogoship_stock_update_action', 'sending_date'),
            ('standing', 'sending'): Pool(
                ours & Domain('state', '=', 'sent') & Domain('picking_id', '!=', False)
                & Domain('alarm_date', '!=', False), orders, 'status_date'),
        }

    def _pools_of_goods(self):
        ours = Domain('merchant_id', '=', self.id)
        return {
            ('person', 'stock_update'): Pool(
                ours & Domain('state', '!=', 'cancelled')
                & Domain('reason', 'not in', (False, *PASSING_REASONS)),
                'mycashflow_ogoship.ogoship_stock_update_action', 'create_date',
                TOLD_OF_RECEIPTS),
            ('person', 'return'): Pool(
                ours & Domain('state', 'in', ('to_review', 'error')),
                'mycashflow_ogoship.ogoship_return_action', 'create_date',
                (False, 'no_delivery')),
        }

    def _pools_of_ledger(self):
        ours, limit = Domain('merchant_id', '=', self.id), self.adjust_limit
        differs = Domain('difference', '>', limit) | Domain('difference', '<', -limit)
        action = 'mycashflow_ogoship.ogoship_product_action'
        return {
            ('drift', 'ledger'): Pool(
                ours & Domain('state', 'in', ('difference', 'waiting')) & differs
                & Domain('reason', 'in', (False, 'propose', 'limit')), action, 'figures_date',
                detail=str(limit)),
            ('person', 'ledger'): Pool(
                ours & Domain('state', 'in', ('waiting', 'conflict', 'error'))
                & Domain('reason', 'not in', ('propose', 'limit', 'incoming', 'counting')),
                action, 'figures_date', TOLD_REASONS),
        }
