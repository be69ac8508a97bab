"""The kinds of orders `place` knows. Values the contract does not settle are named as such."""

from .seed import (
    BUSINESS, CASH_ON_DELIVERY, GIFT_CARD, INVOICE, KLARNA, NOBODY, PAYTRAIL, REFUND, SWEDE, TILL,
    UNMAPPED_SHIPPING_METHOD, WAREHOUSE_OF_BUSINESS,
)


def _line(code, quantity=1, **more):
    return {'code': code, 'quantity': quantity} | more


PLAIN = {
    'lines': [_line('KENKA-TUNTURI-42')],
    'shipping_method_id': 3, 'shipping_costs': 6.9,
    'payment_method_id': PAYTRAIL, 'payments': [{}],
}

KINDS = {
    'paid': PLAIN,
    'unpaid': PLAIN | {'payments': [{'status': 'OPEN'}]},
    # Order 10243: business customer, other delivery address, the invoice is not paid yet.
    'invoice': PLAIN | {
        'person': BUSINESS, 'shipping': WAREHOUSE_OF_BUSINESS, 'customer_id': 77,
        'lines': [_line('KEITIN-X1', 10, unit_price=71.91, campaign_id=44), _line('KAASU-230', 24)],
        'shipping_method_id': 5, 'shipping_costs': 0, 'details': 'PO-2026-1187',
        'payment_method_id': INVOICE, 'payment_costs': 3.5, 'payments': [{'status': 'OPEN'}],
    },
    # Order 10244, §3.4.
    'pickup_point': PLAIN | {
        'lines': [_line('SUKKA-MERINO-M', 3)], 'pickup_point': '001008102',
        'shipping_method_id': 6, 'shipping_costs': 5.9,
    },
    # Order 10241: the VAT of the shipping costs is 24.39 %.
    'mixed_vat': PLAIN | {'lines': [_line('KENKA-TUNTURI-42'), _line('KAHVI-RETKI-500', 2)]},
    # Order 10245: order-level discount; its sign is uncertain, see `discount_sign`.
    'discount': PLAIN | {
        'lines': [_line('KEITIN-X1'), _line('SUKKA-MERINO-M', 2, unit_price=14.37, campaign_id=51)],
        'discount': 10,
    },
    'unknown_code': PLAIN | {
        'lines': [_line('KAHVI-RETKI-500'), _line('EI-TUNNETTU-1', name='Poistunut tuote')],
    },
    'unmapped_method': PLAIN | {'shipping_method_id': UNMAPPED_SHIPPING_METHOD},
    # Placed, then cancelled in the shop.
    'cancelled': PLAIN | {
        'lines': [_line('TELTTA-KERO-2')], 'shipping_method_id': 4,
        'payments': [{'status': 'OPEN'}],
    },
    'multi': PLAIN | {'lines': [_line('SUKKA-MERINO-M', 3), _line('KAASU-230', 5)]},
    'abroad': PLAIN | {
        'person': SWEDE, 'lines': [_line('SUKKA-MERINO-M', 2)], 'language': 'sv', 'version_id': 2,
        'shipping_method_id': 8, 'shipping_costs': 9.9,
    },
    'cod': PLAIN | {
        'lines': [_line('KEITIN-X1')], 'payment_method_id': CASH_ON_DELIVERY, 'payment_costs': 5.9,
        'payments': [{'status': 'OPEN'}],
    },
    # A gift card is a payment and does not lower the total (§2.3): two payments.
    'gift_card': PLAIN | {
        'lines': [_line('KEITIN-X1'), _line('KAASU-230', 2)],
        'payments': [
            {'payment_method_id': GIFT_CARD, 'amount': 20, 'external_id': 'GC-7Q2X-11'}, {},
        ],
    },
    # Klarna authorises at checkout and is paid when activated (§3.2).
    'klarna': PLAIN | {
        'payment_method_id': KLARNA,
        'payments': [{'status': 'PENDING_ACTIVATION', 'external_id': 'klarna-5d0f'}],
    },
    # Order 10249: which currency totals are in, and the rate's direction, are unknown (§0.13).
    'sek': PLAIN | {
        'person': SWEDE, 'lines': [_line('SUKKA-MERINO-M', 2)], 'language': 'sv', 'version_id': 3,
        'shipping_method_id': 8, 'shipping_costs': 9.9,
        'payments': [{'currency': 'SEK', 'exchange_rate': 11.25}],
    },
    # A return of an archived order is a new order of negative rows (§3.1).
    'negative': PLAIN | {
        'lines': [_line('KENKA-TUNTURI-42', -1, return_to_stock=True, return_reasons=[
            {'code': 'vaara-koko', 'name': 'Väärä koko'},
        ])],
        'shipping_costs': 0, 'shipping_method_id': None, 'payment_method_id': REFUND,
        'status': 'COMPLETED', 'shipments': [{'type': 'RETURN', 'status': 'COMPLETED'}],
    },
    # Order 10245: rows of one bundle carry its id, there is no parent row (§2.5, uncertain).
    'bundle': PLAIN | {
        'lines': [
            _line('KEITIN-X1', unit_price=69.9, bundle_id=3107),
            _line('KAASU-230', 2, unit_price=5, bundle_id=3107), _line('SUKKA-MERINO-M'),
        ],
    },
    # §2.5: a row with download_* is digital, nothing to ship.
    'download': PLAIN | {
        'lines': [_line('KAHVI-RETKI-500', 2), _line(
            'OPAS-PALLAS', name='Retkiopas Pallas–Ylläs (PDF)', download_id=71,
            download_times_left=5, download_url='https://shop.example.com/download/71',
        )],
    },
    # Order 10248: a till sale has no address, no shipping method and no shipment.
    'no_shipping': PLAIN | {
        'person': NOBODY, 'lines': [_line('KAHVI-RETKI-500')], 'shipping_method_id': None,
        'shipping_costs': 0, 'shipments': [], 'payment_method_id': TILL, 'status': 'COMPLETED',
    },
}
