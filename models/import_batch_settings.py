"""Which settings are looked up once per imported batch: see import_batch.py."""

from odoo import api, models

from .import_batch import current_batch


class AccountFiscalPosition(models.Model):
    _name = 'account.fiscal.position'
    _inherit = ['account.fiscal.position', 'mycashflow_ogoship.asked.once']


class IrSequence(models.Model):
    _name = 'ir.sequence'
    _inherit = ['ir.sequence', 'mycashflow_ogoship.asked.once']


class StockWarehouseOrderpoint(models.Model):
    _name = 'stock.warehouse.orderpoint'
    _inherit = ['stock.warehouse.orderpoint', 'mycashflow_ogoship.none.at.all']


class AccountAnalyticDistributionModel(models.Model):
    _name = 'account.analytic.distribution.model'
    _inherit = ['account.analytic.distribution.model', 'mycashflow_ogoship.none.at.all']


class StockRule(models.Model):
    _name = 'stock.rule'
    _inherit = ['stock.rule', 'mycashflow_ogoship.asked.once']

    @api.model
    def _read_group(self, domain, *args, **kwargs):
        """Override: the rules of the same routes, locations and warehouses are the same."""
        batch = current_batch(self.env)
        if batch is None:
            return super()._read_group(domain, *args, **kwargs)
        question = (self._name, '_read_group', repr(domain), repr(args), repr(kwargs),
                    self.env.uid, self.env.su, self.env.context)
        read = super()._read_group
        return batch.answer(question, lambda: read(domain, *args, **kwargs))
