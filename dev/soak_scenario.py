"""The soak's company in Odoo: many stores and several merchants. Runs inside Odoo."""

from .sandbox import accounts
from .sandbox.seed import CATALOGUE

PIECES = 100000  # of each product in each warehouse: nothing waits for goods


def build(env, url, stores, merchants):
    """Build every account, connect it, and let its scheduled action run each minute.

    :param str url: of the sandbox, which knows these accounts
    :param list stores: dicts with `name`, `user`, `key`, `prefix`, and the `merchant`'s code
    :param list merchants: dicts with `code` and `token`
    """
    products = env['product.product'].search(
        [('default_code', 'in', [item['code'] for item in CATALOGUE])])
    owners = {
        values['code']: _merchant(env, url, products, position, **values)
        for position, values in enumerate(merchants, 1)}
    shops = env['mycashflow.store'].union(*(
        _store(env, url, owners[values['merchant']], values) for values in stores))
    for account in [*owners.values(), *shops]:
        answer = account.action_test_connection()
        assert answer['params']['type'] == 'success', answer['params']['message']
        account.cron_id.interval_number = 1
        account.latest_changes = True


def _merchant(env, url, products, position, code, token):
    warehouse = env['stock.warehouse'].create({
        'name': f"OGOship {code}", 'code': f'OG{position}', 'company_id': env.company.id})
    for product in products:
        env['stock.quant']._update_available_quantity(product, warehouse.lot_stock_id, PIECES)
    return env['ogoship.merchant'].create({
        'name': f"OGOship {code}", 'warehouse_id': warehouse.id, 'merchant_code': code,
        'secret_token': token, 'client_id': accounts.CLIENT_ID,
        'client_secret': accounts.CLIENT_SECRET, 'api_url': f'{url}/ogoship',
        'auth_url': f'{url}/ogoship', 'user_id': env.ref('base.user_admin').id})


def _store(env, url, merchant, values):
    return env['mycashflow.store'].create({
        'name': values['name'].capitalize(), 'store_name': values['name'],
        'api_user': values['user'], 'api_key': values['key'],
        'api_url': f'{url}/shop/{values["name"]}', 'order_prefix': values['prefix'],
        'merchant_id': merchant.id, 'warehouse_id': merchant.warehouse_id.id,
        'user_id': env.ref('base.user_admin').id})
