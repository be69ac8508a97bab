from odoo import models
from odoo.fields import Domain

from ..const import PASSING_REASONS
from .mycashflow_ogoship_watchdog import Finding, Pool


class MycashflowStore(models.Model):
    """What is looked at of a store."""

    _inherit = 'mycashflow.store'

    def _waiting_domain(self):
        return Domain('store_id', '=', self.id)

    def _alarm_checks(self):
        return {**super()._alarm_checks(), 'gap': self._find_gap}

    def _find_gap(self):
        return [Finding('gap', count=len(self.order_gaps))] if self.order_gaps else []

    def _alarm_pools(self):
        ours = Domain('store_id', '=', self.id)
        orders = 'mycashflow_ogoship.mycashflow_order_action'
        pools = super()._alarm_pools() | {
            ('person', 'order'): Pool(
                ours & Domain('state', '=', 'done') & Domain('shipped_date', '!=', False)
                & Domain('reason', 'not in', (False, *PASSING_REASONS)), orders, 'shipped_date'),
            # With a known original there is an activity on that.
            ('person', 'shop_return'): Pool(
                ours & Domain('state', 'in', ('held', 'error')) & Domain('reason', '=', 'return')
                & Domain('return_of_id', '=', False), orders, 'create_date', ()),
            ('person', 'booking'): Pool(
                ours & Domain('state', 'in', ('hand', 'error'))
                & Domain('reason', 'not in', (False, 'waits', 'existing')),
                'mycashflow_ogoship.mycashflow_booking_action', 'create_date'),
        }
        if self.push_stock:
            pools['person', 'push'] = Pool(
                ours & Domain('reason', 'in', ('code', 'refused', 'unreadable', 'error')),
                'mycashflow_ogoship.mycashflow_product_stock_action', 'write_date')
        return pools
