"""What the ring needs in Odoo: a Finnish company that sells the sandbox's catalogue from an OGOship
warehouse. The tests and the demo build the same. Every function takes an Odoo environment."""

from datetime import timedelta
from types import SimpleNamespace

from odoo import fields

from .sandbox import accounts
from .sandbox.seed import CATALOGUE, SHIPPING_CODES

# Pattern of the shop's method -> OGOship's shipping code, in the order of trying.
SHIPPING_RULES = [
    ('Posti pakettiautomaatti*', 'posti-pickup'),
    ('Posti*', 'posti-home'),
    ('Matkahuolto*', 'matkahuolto'),
    ('DB Schenker*', 'schenker'),
    ('PostNord*', 'postnord-se'),
]


def build_all(env, sandbox, **store_values):
    """Build everything.

    :param sandbox: object with `warehouse_url` and `shop_url()`
    :return: (store, merchant), not connected yet
    """
    build_company(env)
    warehouse = build_warehouse(env)
    build_products(env, warehouse)
    build_rules(env)
    return build_accounts(env, sandbox, warehouse, **store_values)


def build_demo(env):
    """Build everything for the demo, which fills in the addresses of its sandbox later.

    Accounts with the Finnish chart, and a scheduled action every minute instead of every
    `const.CRON_MINUTES`: nobody likes to watch for ten.
    """
    env['account.chart.template'].try_loading('fi', company=env.company, install_demo=False)
    env.company.name = "Tunturipuoti Oy"
    env.company.partner_id.tz = 'Europe/Helsinki'
    nowhere = SimpleNamespace(warehouse_url='http://127.0.0.1', shop_url=lambda: 'http://127.0.0.1')
    store, merchant = build_all(env, nowhere)
    (store.cron_id | merchant.cron_id).interval_number = 1
    admin = env.ref('base.user_admin')
    admin.tz = 'Europe/Helsinki'
    admin.action_id = env.ref('mycashflow_ogoship.mycashflow_ogoship_dashboard_action').id
    store.user_id = merchant.user_id = admin


def build_company(env):
    """EUR, Finland, and a sales tax with the price included for each rate of the catalogue."""
    env.ref('base.EUR').active = True
    env.company.write({
        'currency_id': env.ref('base.EUR').id, 'country_id': env.ref('base.fi').id})
    for rate in sorted({product['vat_rate'] for product in CATALOGUE}):
        env['account.tax']._mycashflow_create_included(rate, env.company)


def build_warehouse(env):
    return env['stock.warehouse'].create({
        'name': "OGOship Vantaa", 'code': 'OGO', 'company_id': env.company.id})


def build_products(env, warehouse):
    """The catalogue with as many pieces in the warehouse as the sandbox has."""
    products = env['product.product'].create([{
        'name': ' '.join(filter(None, [item['name'], item['model_name']])),
        'default_code': item['code'],
        'barcode': item['barcode'],
        'is_storable': True,
        'list_price': item['price'],
        'weight': item['weight'],
    } for item in CATALOGUE])
    for product, item in zip(products, CATALOGUE, strict=True):
        env['stock.quant']._update_available_quantity(
            product, warehouse.lot_stock_id, item['stock'])
    return products


def build_rules(env):
    """One delivery method per OGOship shipping code, and one rule per kind of shop method."""
    product = env['product.product'].create({
        'name': "Shipping", 'type': 'service', 'taxes_id': False})
    carriers = {
        code: env['delivery.carrier'].create({
            'name': code.replace('-', ' ').capitalize(), 'product_id': product.id,
            'ogoship_shipping_code': code})
        for code in dict.fromkeys(code for _pattern, code in SHIPPING_RULES)}
    assert set(carriers) <= set(SHIPPING_CODES)
    env['mycashflow.shipping.rule'].create([
        {'sequence': sequence, 'pattern': pattern, 'carrier_id': carriers[code].id}
        for sequence, (pattern, code) in enumerate(SHIPPING_RULES, 1)])


def build_accounts(env, sandbox, warehouse, **store_values):
    merchant = env['ogoship.merchant'].create({
        'name': "OGOship", 'warehouse_id': warehouse.id,
        'merchant_code': accounts.MERCHANT, 'secret_token': accounts.MERCHANT_TOKEN,
        'client_id': accounts.CLIENT_ID, 'client_secret': accounts.CLIENT_SECRET,
        'api_url': sandbox.warehouse_url, 'auth_url': sandbox.warehouse_url,
    })
    store = env['mycashflow.store'].create({
        'name': "Tunturipuoti", 'store_name': accounts.STORE,
        'api_user': accounts.STORE_USER, 'api_key': accounts.STORE_KEY,
        'api_url': sandbox.shop_url(), 'merchant_id': merchant.id,
        'warehouse_id': warehouse.id,
        'order_from': fields.Date.today() - timedelta(days=30),
        **store_values,
    })
    return store, merchant
