"""The choices the contract leaves open, each with both answers. A fresh sandbox has the defaults.

Presentation (applied after an answer was checked against the contract, so only this is relaxed):
  ids_as_strings      shop: ids are strings (mycashflow-api §1.6, §0.11)
  numbers_as_strings  both: money, rates and quantities are strings (§1.6)
  datetime_zone       shop: 'helsinki' = with offset, 'none' = without (§1.5)
  shop_lower_enums    shop: 'open' in place of 'OPEN' (§2.3 "case I")
  pascal_case         warehouse: names as in C#, times without zone (ogoship-api §4.1, §4.3)
  upper_enums         warehouse: 'Shipped' in place of 'shipped' (ogoship-api §4.2)
  empty_as_null       warehouse: an empty list is the literal null (ogoship-api §4.6)
  stock_update_ean    warehouse: 'eanCode' or 'eANCode' in lines of stock updates (ogoship-api §4.1)
"""

DEFAULTS = {
    # -- presentation, see above
    'ids_as_strings': False,
    'numbers_as_strings': False,
    'datetime_zone': 'helsinki',
    'shop_lower_enums': False,
    'pascal_case': False,
    'upper_enums': False,
    'empty_as_null': False,
    'stock_update_ean': 'eanCode',
    # -- shop
    # 'v1' or 'v0': where orders live (mycashflow-api §0 uncertain 1); the other one answers 404.
    'orders_version': 'v1',
    # Largest page_size the server grants; None = any (§0 uncertain 4, §1.4).
    'page_size_cap': None,
    # Whether `updated_at-from` includes its own second (§1.5 "after / before").
    'updated_from_inclusive': True,
    # +1 or -1: sign of an order's `discount` (§2.3).
    'discount_sign': 1,
    # 'keep' = order-cancel-response.json, 'negate' = order 10246 (§3.1 "not stated").
    'cancel_rows': 'keep',
    # Whether `…/complete` takes a body with tracking_code (§0 uncertain 5).
    'shop_tracking_on_complete': False,
    # Whether PATCH of a shipment exists (§2.1 "not confirmed"); else 404.
    'shop_patch_shipment': False,
    # 'placing' = an order reserves its pieces when it is placed and deducts them at delivery,
    # 'never' = it deducts them when it is placed and nothing is reserved (§5 "not documented").
    # Choose before orders are placed.
    'reserve_at': 'placing',
    # 'null' = a variation has a price only where it is not its product's, 'number' = always
    # (§4.3 "probably means").
    'variation_price': 'null',
    # Stock of a code with blanks around it: 'unreachable' = 404, 'trimmed' = found with or
    # without them (§5 "may be unreachable").
    'codes_with_blanks': 'unreachable',
    # How a refund is recorded (mycashflow-api §3.2 "Refund method", "negative amount I"):
    # 'negative_payment' = one more payment of the refund method below zero,
    # 'positive_refund_method' = the same above zero, 'status' = the payment becomes REFUNDED.
    'refund_style': 'negative_payment',
    # Whether a payment that changes moves its order's `updated_at` (§1.5 "not always").
    'payments_touch_order': True,
    # 'create_only' = webhooks can neither be listed nor removed, 404; 'all' = they can (§7.1 "?").
    'shop_webhooks': 'create_only',
    # -- warehouse
    # 'refuse' = 400, 'reserved' = a second order, held (ogoship-api §6.4 point 3).
    'duplicate_reference': 'refuse',
    # What a valid order sent as `new` becomes; 'pending' and 'reserved' as §6.3 warns.
    'status_after_create': 'new',
    # 'refuse' = 400, 'reserved' = stored and held (§14 point 8, order-create-response-held.json).
    'unknown_shipping_code': 'refuse',
    # 'refuse' = 400, 'reserved' = stored and held, 'drop' = the line vanishes (§14 point 8).
    'unknown_product_code': 'refuse',
    # 'exact' or 'partial': how `reference` filters (§6.4 point 1).
    'reference_filter': 'exact',
    # Whether `modifiedAfter` includes its own moment (§4.7).
    'modified_after_inclusive': True,
    # 'id', 'oldest' or 'newest' editTime first: order of searches (§4.6 "not documented").
    'warehouse_sort': 'id',
    # False: a PUT with status cancelled answers 200 and changes nothing (§6.4 point 6).
    'cancel_by_put': True,
    # Merchant switch 10: orders in `new` may be changed through the API (§6.3, behaviour §7.1).
    'api_changes': True,
    # What a PUT leaves out: 'keep' or 'clear' (§6.1 says it only of lines and documents).
    'put_left_out': 'keep',
    # 'ignore' = 200 with the order unchanged (order-cancel-response-ignored.json), 'refuse' = 400.
    'put_in_wrong_state': 'ignore',
    # How the second order of a split is named (§6.5 "unknown"): 'suffix' = REF-2, 'letter' = REFB,
    # 'other' = a name of its own.
    'split_reference': 'suffix',
    # Merchant switch 8: False = parcels without phone are held (behaviour §7.1).
    'allow_no_phone': False,
    # Merchant switch 11: orders with `comments` are held (§6.6).
    'hold_comments': False,
    # Merchant switch 4: cash on delivery vanishes (§6.1).
    'strip_cash_on_delivery': False,
    # 'empty' or '404': a stock search for an unknown product (§4.9).
    'unknown_stock': 'empty',
    # 'refuse', 'duplicate' or 'overwrite': POST of an existing product code (§7.3).
    'duplicate_product': 'refuse',
    # False: 404, the real path of returns may be another one (§10 "fields unknown").
    'returns_served': True,
    # 'at_return' or 'later': when returned goods become stock (§10 "like a stock update").
    'returns_stock': 'at_return',
    # 'alone' or 'with_document': whether status `returned` comes with a return (§6.3, §10).
    'returned_status': 'alone',
    # 'whole' = a POST of a stock update answers what is stored, with autoReference; 'echo' = what
    # was sent, and the status (stockupdate-create-response-echo.json, ogoship-api §9.2).
    'stock_update_answer': 'whole',
    # 'refuse' = 400, 'stored' = a second one (§9.2 "duplicate reference behaviour").
    'duplicate_stock_update': 'refuse',
    # 'refuse' = 400, 'stored' = taken: a product that the warehouse does not know.
    'unknown_announced_product': 'refuse',
    # Status words after NEW: those of the samples, 'other' ones, or 'constant' NEW (§9.2).
    'stock_update_words': 'samples',
    # `modified` of what was not touched yet: 'null' or 'created' (§9.2 "nullable").
    'stock_update_modified': 'null',
    # Whether an announcement moves its products' editTime (§14 point 6).
    'stock_update_moves_product': True,
    # Whether the key of a webhook is echoed (§11.1 [D]): 'told', 'masked' = ********, 'empty'.
    'webhook_key': 'told',
}


class Play(dict):
    """The switches; a misspelt one is an error."""

    def __init__(self):
        super().__init__(DEFAULTS)

    def change(self, switches):
        unknown = set(switches) - set(DEFAULTS)
        if unknown:
            raise ValueError(f'unknown switches: {", ".join(sorted(unknown))}')
        self.update(switches)
