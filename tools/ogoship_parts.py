"""The orders that OGOship splits off (contract ogoship-api §6.5: their names are not stated).

Ours plus a suffix is what we can know again: `10251-2`, `10251_B`, `10251B`. A longer number is
another order: `10251` is no part of `1025`. What is named in another way, only a person can tell.
"""

import logging
import re

from .ogoship_types import decode_order
from .remote_error import RemoteError

_logger = logging.getLogger(__name__)

_SUFFIX_SIGN = re.compile(r'[^A-Za-z0-9]')
_SUFFIX_LETTER = re.compile(r'(?<=[0-9])[A-Za-z]{1,2}$')


class PartCalls:
    """Part of OgoshipClient."""

    def find_split_orders(self, reference):
        """Orders that look as if they were split from this one: see `whole_names`.

        Only a partial filter shows them; with an exact one nothing is found, and only reading
        what has changed (`iter_order_pages`) brings them. Suffixes are not guessed: how OGOship
        names them is unknown. A row that cannot be read is left out: nothing is sent for want
        of it.

        :return: list[WarehouseOrder]
        :raise RemoteError:
        """
        found = []
        for rows in self._pages('/api/v1/Orders', {'reference': reference}):
            for row in rows:
                try:
                    order = decode_order(row)
                except RemoteError as error:
                    _logger.info("Left out of a search: %s", error.message)
                    continue
                if reference in whole_names(order.reference):
                    found.append(order)
        return found


def whole_names(reference):
    """References that an order with this one may have been split from, the longest first."""
    cuts = {cut.start() for pattern in (_SUFFIX_SIGN, _SUFFIX_LETTER)
            for cut in pattern.finditer(reference)}
    return [reference[:cut] for cut in sorted(cuts, reverse=True) if cut]
