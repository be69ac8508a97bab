"""Thousands of cheap products, the same ones in the shop and in the warehouse."""

STOCK = 10
# Of ten things sold, the first three are variations of one product.
GROUP, VARIATIONS = 10, 3


def shop_products(first, count):
    """Fields of `add_product` for the things numbered from `first` on."""
    numbers = range(first, first + count)
    result = []
    for number in numbers:
        position = (number - 1) % GROUP
        if position == 0:
            result.append({'name': f'Bulk {number:05}', 'code': f'BULKMAIN-{number:05}',
                           'variations': []})
        if position < VARIATIONS and result and 'variations' in result[-1]:
            result[-1]['variations'].append(_thing(number) | {'name': f'Size {position + 1}'})
        else:
            result.append(_thing(number) | {'name': f'Bulk {number:05}'})
    return result


def warehouse_products(first, count):
    """Bodies of new products, with the codes and barcodes of the shop's."""
    return [{
        'code': code_of(number), 'languageCode': 'en', 'name': f'Bulk {number:05}',
        'eanCode': barcode_of(number),
    } for number in range(first, first + count)]


def code_of(number):
    return f'BULK-{number:05}'


def barcode_of(number):
    """EAN-13 of the range for use inside a shop."""
    digits = f'2{number:011}'
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f'{digits}{-total % 10}'


def _thing(number):
    return {'code': code_of(number), 'barcode': barcode_of(number), 'stock': STOCK}
