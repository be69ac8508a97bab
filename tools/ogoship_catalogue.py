"""Products and stock at OGOship as calls (ogoship-api §7, §8)."""


class CatalogueCalls:
    """The part of OgoshipClient that is about products."""

    def iter_product_pages(self, modified_after=None, first=1):
        """Products changed after a moment, page by page from page `first` on; the order is not
        promised and a code may come twice (§4.6).

        :param datetime|None modified_after: naive UTC; None for all
        :return: iterator of ProductPage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        raise NotImplementedError

    def find_products(self, code):
        """Products of exactly this code; more than one is possible (§7.3).

        :return: list[RemoteProduct]
        :raise RemoteError: also for a row that cannot be read and might be it
        """
        raise NotImplementedError

    def create_product(self, request):
        """Create a product; look it up by find_products before: what a second one of the same
        code does is unknown (§7.3). Never repeated here.

        :param ProductRequest request:
        :return: RemoteProduct
        :raise RemoteError: 'conflict' when the code is taken; `unclear` when it may be stored
        """
        raise NotImplementedError

    def update_product(self, request):
        """Send the whole product of `request.code` again (§7.3); a barcode that is known there
        is not overwritten. May be repeated.

        :return: RemoteProduct
        :raise RemoteError: 'not_found' when there is no such product
        """
        raise NotImplementedError

    def iter_stock_pages(self, modified_after=None, first=1):
        """Stock levels, like iter_product_pages.

        :return: iterator of StockPage
        """
        raise NotImplementedError
