"""Products and stock at OGOship as calls (ogoship-api §7, §8)."""

import re
from base64 import urlsafe_b64encode

from .decode import Fields
from .ogoship_products import (
    ProductPage, StockPage, decode_each, decode_product, decode_stock, encode_product,
)
from .remote_error import RemoteError

PRODUCTS, STOCK = '/api/v1/Products', '/api/v1/Stock'

_CODE_TAKEN = re.compile(r'\b(code|product)\b.*\b(already|exists|duplicate|taken|in use)\b|'
                         r'\b(already|exists|duplicate)\b.*\b(code|product)\b', re.I)


class CatalogueCalls:
    """The part of OgoshipClient that is about products."""

    def iter_product_pages(self, modified_after=None, first=1):
        """Products changed after a moment, page by page from page `first` on; the order is not
        promised and a code may come twice (§4.6). No page at all when there is none.

        :param datetime|None modified_after: naive UTC; None for all
        :return: iterator of ProductPage; a `more` of True may be followed by no page
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        for number, rows in self._modified_pages(PRODUCTS, modified_after, first):
            products, broken = decode_each(decode_product, rows)
            yield ProductPage(number, products, broken, self._may_go_on(rows))

    def find_products(self, code):
        """Products of exactly this code; more than one is possible (§7.3).

        :return: list[RemoteProduct]
        :raise RemoteError: also for a row that cannot be read and might be it
        """
        found = []
        for rows in self._pages(PRODUCTS, {'code': code}):
            found += [decode_product(row) for row in rows if _may_have_code(row, code)]
        return [product for product in found if product.code == code.strip()]

    def create_product(self, request):
        """Create a product; look it up by find_products before: what a second one of the same
        code does is unknown (§7.3). Never repeated here.

        :param ProductRequest request:
        :return: RemoteProduct
        :raise RemoteError: 'conflict' when the code is taken; `unclear` when it may be stored
        """
        try:
            answer = self._call('POST', PRODUCTS, json=encode_product(request))
        except RemoteError as error:
            if error.status == 400 and _CODE_TAKEN.search(error.message):
                error.code = 'conflict'
            raise
        return _decode_stored(answer, request)

    def update_product(self, request):
        """Send the whole product of `request.code` again (§7.3); a barcode that is known there
        is not overwritten. May be repeated.

        :return: RemoteProduct
        :raise RemoteError: 'not_found' when there is no such product
        """
        answer = self._call('PUT', product_path(request.code), params={'base64url': 'true'},
                            json=encode_product(request), safe=True)
        return _decode_stored(answer, request)

    def iter_stock_pages(self, modified_after=None, first=1):
        """Stock levels, like iter_product_pages.

        :return: iterator of StockPage
        """
        for number, rows in self._modified_pages(STOCK, modified_after, first):
            stocks, broken = decode_each(decode_stock, rows)
            yield StockPage(number, stocks, broken, self._may_go_on(rows))

    def _modified_pages(self, path, modified_after, first):
        params = {}
        if modified_after:
            params['modifiedAfter'] = modified_after.isoformat(timespec='milliseconds') + 'Z'
        return enumerate(self._pages(path, params, first=first), start=first)


def product_path(code):
    """The address of a product: its code as unpadded base64url of UTF-8 (§7.3)."""
    return f'{PRODUCTS}/{urlsafe_b64encode(code.encode()).decode().rstrip("=")}'


def _may_have_code(row, code):
    """Whether a raw row is of this code, or cannot tell."""
    try:
        return Fields(row, 'product', fold=True).text('code') in (code.strip(), '')
    except RemoteError:
        return True


def _decode_stored(answer, request):
    """The stored product; whatever is wrong with the answer, the product may be stored."""
    try:
        product = decode_product(answer)
    except RemoteError as error:
        error.unclear = True
        raise
    if product.code.casefold() != request.code.strip().casefold():
        raise RemoteError('bad_answer', "The answer is about another product.", unclear=True)
    return product
