from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    _inherit = 'digest.digest'

    kpi_mycashflow_order = fields.Boolean("Webshop Orders")
    kpi_mycashflow_order_value = fields.Integer(compute='_compute_kpi_mycashflow_order_value')
    kpi_ogoship_shipped = fields.Boolean("Shipped by OGOship")
    kpi_ogoship_shipped_value = fields.Integer(compute='_compute_kpi_ogoship_shipped_value')
    kpi_mycashflow_ogoship_waiting = fields.Boolean(
        "Orders Not Shipped", help="Of the orders of the period: those that have not shipped yet.")
    kpi_mycashflow_ogoship_waiting_value = fields.Integer(
        compute='_compute_kpi_mycashflow_ogoship_waiting_value')

    def _compute_kpi_mycashflow_order_value(self):
        self._calculate_mycashflow_ogoship_kpi(
            'mycashflow.order', 'kpi_mycashflow_order_value', 'order_date',
            [('state', '!=', 'cancelled')])

    def _compute_kpi_ogoship_shipped_value(self):
        self._calculate_mycashflow_ogoship_kpi(
            'ogoship.order', 'kpi_ogoship_shipped_value', 'shipped_date',
            [('picking_id', '!=', False)])

    def _compute_kpi_mycashflow_ogoship_waiting_value(self):
        self._calculate_mycashflow_ogoship_kpi(
            'mycashflow_ogoship.waiting', 'kpi_mycashflow_ogoship_waiting_value', 'since')

    def _calculate_mycashflow_ogoship_kpi(self, model, field, date_field, domain=None):
        """Count rows of the period, for those who may see them."""
        if not self.env.user.has_group('mycashflow_ogoship.group_user'):
            raise AccessError(self.env._(
                "Do not have access, skip this data for user's digest email"))
        self._calculate_company_based_kpi(
            model, field, date_field=date_field, additional_domain=domain)

    def _compute_kpis_actions(self, company, user):
        """Override: the lists behind the figures."""
        menu = self.env.ref('mycashflow_ogoship.menu_root').id
        actions = {
            'kpi_mycashflow_order': 'mycashflow_order_action',
            'kpi_ogoship_shipped': 'ogoship_order_action',
            'kpi_mycashflow_ogoship_waiting': 'mycashflow_ogoship_waiting_action',
        }
        return {**super()._compute_kpis_actions(company, user), **{
            name: f'mycashflow_ogoship.{action}?menu_id={menu}'
            for name, action in actions.items()}}
