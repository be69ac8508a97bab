"""Products and stock of the shop as calls (mycashflow-api §4.1, §5)."""


class CatalogueCalls:
    """The part of MycashflowClient that is about products."""

    def iter_product_pages(self, first=1, page_size=100):
        """The catalogue by product id, page by page, from page `first` on.

        There is no filter by time (§4.1): a reading is always of everything. Rows of a page that
        was read before may come again where products were added or removed meanwhile.

        :return: iterator of ProductPage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        raise NotImplementedError

    def get_stock(self, code):
        """The StockItem of a product or variation code (§5).

        :raise ValueError: the code cannot stand in an address
        :raise RemoteError: 'not_found' when the shop has none
        """
        raise NotImplementedError

    def patch_stock(self, code, quantity):
        """Set what the shop counts, absolute (§5). May be repeated: the same twice is the same.

        :return: StockItem as the shop has it now
        :raise ValueError, RemoteError: as get_stock
        """
        raise NotImplementedError

    def iter_stock_change_pages(self, changed_from, page_size=500):
        """What has changed in the shop's stock since a moment, oldest first (§5).

        :param datetime|None changed_from: naive UTC; whether it is included is unknown: overlap
        :return: iterator of StockChangePage
        :raise RemoteError: a page could not be read; what was yielded before is good
        """
        raise NotImplementedError
