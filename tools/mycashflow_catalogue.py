"""Products and stock of the shop as calls (mycashflow-api §4.1, §5)."""

from math import ceil
from urllib.parse import quote

from .mycashflow_products import (
    decode_product_page, decode_stock_change_page, decode_stock_item,
)
from .mycashflow_types import filter_value
from .remote_error import RemoteError

# All that a catalogue row is made of (§4.1).
EXPAND = 'translations,variations,variations.stock_item,stock_item'
# A million products, or changes of a busy year: beyond it a list does not end.
MAX_PAGES = 10_000


class CatalogueCalls:
    """The part of MycashflowClient that is about products."""

    def iter_product_pages(self, first=1, page_size=100, known=None):
        """The catalogue by product id, page by page, from page `first` on.

        There is no filter by time (§4.1): a reading is always of everything. Rows of a page that
        was read before may come again where products were added or removed meanwhile. The last
        page has `more` False and may be empty.

        :return: iterator of ProductPage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        params = {'expand': EXPAND}
        for number, raw in self._list_pages('/api/v1/products', params, page_size, first):
            yield decode_product_page(raw, number, known)

    def get_stock(self, code):
        """The StockItem of a product or variation code (§5).

        :raise ValueError: the code cannot stand in an address
        :raise RemoteError: 'not_found' when the shop has none
        """
        return self._call_stock('GET', code)

    def patch_stock(self, code, quantity):
        """Set what the shop counts, absolute (§5). May be repeated: the same twice is the same.

        :return: StockItem as the shop has it now
        :raise ValueError, RemoteError: as get_stock; `unclear` when it may have been set
        """
        return self._call_stock('PATCH', code, json={'quantity': quantity}, safe=True)

    def iter_stock_change_pages(self, changed_from, page_size=500):
        """What has changed in the shop's stock since a moment, oldest first (§5).

        :param datetime|None changed_from: naive UTC; whether it is included is unknown: overlap
        :return: iterator of StockChangePage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        params = {'changed_at-from': filter_value(changed_from)}
        for _number, raw in self._list_pages('/api/v1/stock-changes', params, page_size):
            yield decode_stock_change_page(raw.rows)

    def _list_pages(self, path, params, page_size, first=1):
        """(number, RawPage) of a list sorted by id, until the shop has no more. Rows that are
        removed meanwhile move others to pages that were read: those are read again."""
        number, previous, total = first, None, None
        for _call in range(MAX_PAGES):
            raw = self._fetch_page(path, number, page_size, {'sort': 'id-asc'} | params)
            removed, total = (total or 0) - (raw.total or 0), raw.total
            if removed > 0 and total and number > 1:
                number, previous = max(1, number - ceil(removed / raw.size)), None
                continue
            if raw.more and raw.rows == previous:
                break
            yield number, raw
            if not raw.more:
                return
            number, previous = number + 1, raw.rows
        raise RemoteError('bad_answer', f"The list {path} does not come to an end.")

    def _call_stock(self, method, code, **options):
        answer = self._get_data(self._call(method, stock_path(code), **options))
        return decode_stock_item(answer)


def stock_path(code):
    """The address of a code's stock.

    :raise ValueError: the code is empty or would be read as more than one part of an address
    """
    if not code or code in ('.', '..') or '/' in code or '\\' in code:
        raise ValueError("The code cannot stand in an address.")
    return '/api/v1/stock/' + quote(code, safe='')
