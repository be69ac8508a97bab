"""Where each ending of the demo must lead: see the methods of these names in demo_endings.py.

Mostly: webshop order, sale order, warehouse orders, at OGOship, in the shop, and what else matters.
"""

DELIVERED = ('done', 'sale', 'done', 'shipped', 'completed')
EXPECTED = {
    'cancelled_before_sending': ('cancelled: cancelled', 'cancel', 'cancelled', '-', 'cancelled'),
    'cancelled_at_ogoship': (
        'cancelled: cancelled', 'cancel', 'cancelled', 'cancelled', 'cancelled'),
    'cancelled_in_odoo': ('done', 'cancel', 'cancelled', 'cancelled', 'open'),
    'cancelled_too_late': ('done: cancelled', 'sale', 'done', 'shipped', 'cancelled'),
    'edited_before_sending': (*DELIVERED, 3),
    'edited_at_ogoship': (*DELIVERED, 1),
    'edited_too_late': (
        'done: changed', 'sale', 'done', 'shipped', 'completed', '1 task'),
    'split': ('done', 'sale', 'done+done', 'shipped+shipped', 'completed', '2 deliveries'),
    'shipped_short': DELIVERED,
    'held': (*DELIVERED, 'new again'),
    'invoiced_and_refunded': ('out_invoice posted', 'out_refund draft'),
    'document': (*DELIVERED, 'receipt'),
    'returned': ('done', 'done', 'returned'),
    'shop_return': ('held', 'return', 'shown at its order: yes'),
    'inbound': ('sent', 'receiving', 'done'),
    'from_odoo': ('done', 'full'),
}
