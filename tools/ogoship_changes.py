"""Changing and cancelling orders that OGOship has (contract ogoship-api §6.4 no. 5 and 6).

A 200 proves nothing: whoever calls reads the order back and compares.
"""

from dataclasses import astuple
from urllib.parse import quote

from .ogoship_types import encode_customer, encode_order, pieces_of, without_empty

ORDER = '/api/v1/Orders/{}'


class OrderChangeCalls:
    """Part of OgoshipClient."""

    def update_order(self, request):
        """Send a whole order anew under its reference; lines and documents are replaced. Never
        repeated here; sending the same twice does no harm.

        :param OrderRequest request:
        :raise RemoteError: 'invalid' or 'conflict' when OGOship refuses, which it need not
        """
        self._call('PUT', ORDER.format(quote(request.reference, safe='')),
                   json=encode_order(request))

    def cancel_order(self, order):
        """Ask for the cancellation of an order. There is no endpoint of its own (§6.4 no. 6).

        :param WarehouseOrder order: as OGOship has it
        :raise RemoteError: like update_order
        """
        self._call('PUT', ORDER.format(quote(order.reference, safe='')), json=without_empty({
            'reference': order.reference,
            'status': 'cancelled',
            'customer': encode_customer(order.customer),
        }))


def is_as_requested(request, found):
    """Whether OGOship has an order the way it was sent: goods, receiver, method, pickup point,
    comment.

    Upper and lower case and blanks do not count. A pickup point may have been added by OGOship
    where we named none (behaviour §7.1 no. 7); a shipping code may be left out where a merchant
    has one method only.

    :param OrderRequest request:
    :param WarehouseOrder found:
    """
    return (
        pieces_of(request.lines) == pieces_of(found.lines)
        and _folded(astuple(request.customer)) == _folded(astuple(found.customer))
        and _folded([request.shipping_code, request.comments])
        == _folded([found.shipping_code, found.comments])
        and request.pickup_point in ('', found.pickup_point))


def _folded(texts):
    return [''.join(text.split()).casefold() for text in texts]
