"""Orders for the benchmarks: sales made in Odoo in large batches, as an import would leave them."""

from odoo.fields import Command

from .bench_common import progress, run_cron

BATCH = 100
PLENTY = 1_000_000
LINES = 3


def goods(env):
    return env['product.product'].search([
        ('is_storable', '=', True), ('default_code', '!=', False)], order='id', limit=10)


def customers(env, count, first=1):
    """So many customers with a whole Finnish address."""
    return env['res.partner'].with_context(tracking_disable=True).create([{
        'name': f'Asiakas {number:05}', 'street': f'Esimerkkikatu {number}', 'zip': '00100',
        'city': 'Helsinki', 'country_id': env.ref('base.fi').id,
        'phone': f'+35840{number:07}', 'email': f'asiakas{number}@example.com',
    } for number in range(first, first + count)])


def sell(env, merchant, count, products=None):
    """Sell so many orders of three lines, confirmed and on their way to the merchant.

    :return: the outbox rows
    """
    products = products or goods(env)
    stock(env, merchant, products, count * LINES)
    carrier = env['delivery.carrier'].search([('ogoship_shipping_code', '=', 'posti-home')])
    sales = env['sale.order'].with_context(tracking_disable=True)
    made = sales
    for first in range(1, count + 1, BATCH):
        partners = customers(env, min(BATCH, count + 1 - first), first)
        batch = sales.create([
            _sale(partner, merchant, carrier, products, number)
            for number, partner in enumerate(partners, first)])
        batch.action_confirm()
        made += batch
        env.cr.commit()
        progress(f'{len(made)} orders')
    rows = made.ogoship_order_ids
    assert len(rows) == count, f'{len(rows)} deliveries instead of {count}'
    return env['ogoship.order'].browse(rows.ids)


def send_all(merchant, rows):
    """Send these orders by the merchant's scheduled action."""
    for _run in range(100):
        run_cron(merchant)
        if set(rows.mapped('state')) == {'sent'}:
            return
    raise AssertionError(rows.mapped('message'))


def ship_all(control, rows):
    """Collected and shipped by the warehouse, which has plenty of everything."""
    for merchant, mine in rows.grouped('merchant_id').items():
        for code in set(mine.line_ids.mapped('code')):
            control.set_warehouse_stock(code, PLENTY, merchant=merchant.merchant_code)
        for row in mine:
            control.ship(row.reference, merchant=merchant.merchant_code)


def stock(env, merchant, products, pieces):
    for product in products:
        env['stock.quant']._update_available_quantity(
            product, merchant.warehouse_id.lot_stock_id, pieces)
    env.cr.commit()


def _sale(partner, merchant, carrier, products, number):
    chosen = [products[(number + step) % len(products)] for step in range(LINES)]
    return {
        'partner_id': partner.id, 'carrier_id': carrier.id,
        'warehouse_id': merchant.warehouse_id.id,
        'order_line': [Command.create({
            'product_id': product.id, 'product_uom_qty': 1 + number % 2, 'price_unit': 12.5,
        }) for product in chosen]}
