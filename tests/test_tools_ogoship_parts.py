"""Names of orders that OGOship split off."""

import pytest

from ..tools.ogoship_parts import whole_names


@pytest.mark.parametrize(('reference', 'wholes'), [
    ('10251-2', ['10251']),
    ('10251_B', ['10251']),
    ('10251B', ['10251']),
    ('10251.2-3', ['10251.2', '10251']),
    ('S00012-2B', ['S00012-2', 'S00012']),
    ('10251', []),
    ('S00012', []),
    ('10251XMAS', []),
    ('-2', []),
    ('', []),
])
def test_what_an_order_may_have_been_split_from(reference, wholes):
    assert whole_names(reference) == wholes
