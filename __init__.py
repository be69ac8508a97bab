from . import controllers
from . import models
from . import report
from . import wizard


def uninstall_hook(env):
    """Leave Odoo's own records whole: products on sale orders stay, scheduled actions go."""
    accounts = ('mycashflow.store', 'ogoship.merchant')
    for model in accounts:
        found = env[model].with_context(active_test=False).search([])
        (found.cron_id | found.worker_cron_ids).unlink()
    # Lines of sale orders and invoices have these products: they are Odoo's from now on.
    env['ir.model.data'].search([
        ('module', '=', 'mycashflow_ogoship'),
        ('model', 'in', ('product.product', 'product.template'))]).unlink()
