"""What becomes of a webshop order: for each state, what each event leads to.

An outcome is written as: state and reason of the webshop order, state of the sale order, states of
its warehouse orders; `!` where a person is told by an activity (of each refund one is); `w` and
`s` with the number of writing calls to OGOship and to the shop. Nothing there is written as `-`. An
event that a state does not name leads to what *nothing* leads to there: runs go on without it.
Events of the same outcome stand on one line. `CANNOT` names what cannot happen.
"""

# In the shop, in Odoo (buttons included), at the warehouse; see the test's methods of these names.
EVENTS = tuple("""
    paid unpaid refunded cancelled address lines reopened completed archived
    cancel_sale cancel_wanted ignore retry delete_sale
    collects ships cancels
""".split())

CANNOT = 'cannot happen'

# Without a sale order, and without an order at OGOship.
_NO_SALE = {'cancel_sale delete_sale': CANNOT}
_NOT_THERE = {'collects ships cancels': CANNOT}
_IS_OPEN = {'reopened': CANNOT}  # in the shop
_CONFIRMED = {'delete_sale': CANNOT}  # Odoo refuses that
_HELD_THERE = {'collects ships': CANNOT}  # it must be `new` first

OUTCOMES = {
    # --- not imported

    'unpaid': {
        'nothing': 'held:unpaid - -',
        'paid': 'done sale sent w1',
        'cancelled': 'cancelled:cancelled - -',
        'completed': 'ignored:delivered - -',
        'ignore': 'ignored - -',
        'refunded': CANNOT, **_IS_OPEN, **_NO_SALE, **_NOT_THERE},
    'unknown_product': {
        'nothing': 'error:unknown_product - -',
        'unpaid refunded': 'held:unpaid - -',
        'cancelled': 'cancelled:cancelled - -',
        'lines': 'done sale sent w1',  # of a product that is known
        'completed': 'ignored:delivered - -',
        'ignore': 'ignored - -',
        **_IS_OPEN, **_NO_SALE, **_NOT_THERE},
    'ignored': {  # by a person, whose word counts
        'nothing': 'ignored - -',
        'retry': 'held:unpaid - -',
        'refunded': CANNOT, **_IS_OPEN, **_NO_SALE, **_NOT_THERE},
    'cancelled_before': {
        'nothing': 'cancelled:cancelled - -',
        # The shop's total of a cancelled order is 0 and stays so: nobody knows what is to be paid.
        'reopened': 'held:total - -',
        'ignore': 'ignored - -',
        'paid unpaid cancelled address lines completed archived': CANNOT,
        **_NO_SALE, **_NOT_THERE},

    # --- imported, OGOship has nothing of it

    'quotation': {  # cancelled in Odoo and set back
        'nothing': 'done draft cancelled',
        'unpaid refunded': 'done draft cancelled!',
        # The edited lines are new ones, which were never delivered.
        'lines': 'done draft -',
        'cancelled': 'cancelled:cancelled cancel cancelled',
        'cancel_sale': 'done cancel cancelled',
        'delete_sale': 'done - -',
        **_IS_OPEN, **_NOT_THERE},
    'confirmed': {
        'nothing': 'done sale sent w1',
        'unpaid': 'done sale held',
        'refunded': 'done sale held!',
        'cancelled': 'cancelled:cancelled cancel cancelled',
        # Whoever marked it delivered may have handed it over: a parcel would be the second one.
        'completed': 'done:changed sale held!',
        'cancel_sale': 'done cancel cancelled',
        **_IS_OPEN, **_CONFIRMED, **_NOT_THERE},
    'held_here': {  # its delivery method has no OGOship code
        'nothing': 'done sale held',
        'refunded': 'done sale held!',
        'cancelled': 'cancelled:cancelled cancel cancelled',
        'completed': 'done:changed sale held!',
        'cancel_sale': 'done cancel cancelled',
        **_IS_OPEN, **_CONFIRMED, **_NOT_THERE},
    'own_warehouse': {
        'nothing': 'done sale -',
        'unpaid refunded': 'done sale -!',
        'cancelled': 'cancelled:cancelled cancel -',
        'cancel_sale': 'done cancel -',
        'ships': 'done sale - s1',
        **_IS_OPEN, **_CONFIRMED, 'collects cancels': CANNOT},

    # --- OGOship has it

    'sending': {  # the answer is missing, but it has come through
        'nothing': 'done sale sent',
        'unpaid refunded': 'done sale sent!',
        'cancelled': 'cancelled:cancelled cancel cancelled w1',
        'address lines completed': 'done:changed sale sent!',
        'cancel_sale': 'done cancel cancelled w1',
        'collects': 'done sale collecting',
        'ships': 'done sale done s1',
        'cancels': 'done sale cancelled!',
        **_IS_OPEN, **_CONFIRMED},
    'sent': {
        'nothing': 'done sale sent',
        'unpaid refunded': 'done sale sent!',
        'cancelled': 'cancelled:cancelled cancel cancelled w1',
        'address lines completed': 'done:changed sale sent!',  # `new` takes no change
        'cancel_sale': 'done cancel cancelled w1',
        'collects': 'done sale collecting',
        'ships': 'done sale done s1',
        'cancels': 'done sale cancelled!',
        **_IS_OPEN, **_CONFIRMED},
    'pending': {
        'nothing': 'done sale sent',
        'unpaid refunded': 'done sale sent!',
        'cancelled': 'cancelled:cancelled cancel cancelled w1',
        'address lines': 'done sale sent w1',
        'completed': 'done:changed sale sent!',
        'cancel_sale': 'done cancel cancelled w1',
        'cancels': 'done sale cancelled!',
        **_IS_OPEN, **_CONFIRMED, **_HELD_THERE},
    'reserved': {
        'nothing': 'done sale sent',
        'unpaid refunded': 'done sale sent!',
        'cancelled': 'cancelled:cancelled cancel cancelled w1',
        'address lines': 'done sale sent w1',
        'completed': 'done:changed sale sent!',
        'cancel_sale': 'done cancel cancelled w1',
        'cancels': 'done sale cancelled!',
        **_IS_OPEN, **_CONFIRMED, **_HELD_THERE},
    'cancelling': {  # asked for in Odoo just now
        'nothing': 'done cancel cancelled w1',
        'refunded': 'done cancel cancelled! w1',
        'cancelled': 'cancelled:cancelled cancel cancelled w1',
        'address lines': 'done:changed cancel cancelled! w1',
        'collects': 'done sale collecting!',
        'ships': 'done sale done! s1',
        'cancels': 'done cancel cancelled',
        **_IS_OPEN, **_CONFIRMED},
    'collecting': {
        'nothing': 'done sale collecting',
        'unpaid refunded': 'done sale collecting!',
        'cancelled': 'done:cancelled sale collecting!',
        'address lines completed': 'done:changed sale collecting!',
        'cancel_sale': 'done sale collecting!',
        'ships': 'done sale done s1',
        'cancels': 'done sale cancelled!',
        **_IS_OPEN, **_CONFIRMED, 'collects': CANNOT},

    # --- goods have left

    'half': {  # split, the first part has left
        'nothing': 'done sale done+sent',
        'unpaid refunded': 'done sale done+sent!',
        'cancelled': 'done:cancelled sale done+cancelled! w1',
        'address lines': 'done:changed sale done+sent!',
        # Told of what has left, and that the rest is to be refunded.
        'cancel_sale': 'done sale done+cancelled! w1 s1',
        'collects': 'done sale done+collecting',
        'ships': 'done sale done+done s1',
        'cancels': 'done sale done+cancelled!',
        **_IS_OPEN, **_CONFIRMED},
    'rest': {  # less left than was sent, and no second order is found
        'nothing': 'done sale done',
        'unpaid refunded': 'done sale done!',
        'cancelled': 'done:cancelled sale done!',
        'address lines': 'done:changed sale done!',
        'cancel_sale': 'done cancel done! s1',
        **_IS_OPEN, **_CONFIRMED, **_NOT_THERE},
    'shipped': {  # and the shop does not know yet
        'nothing': 'done sale done s1',
        'unpaid': 'done sale done! s1',
        # The shop completes nothing whose payments do not make up the total, nor what is archived.
        # It is tried again when the time comes.
        'refunded': 'done:refused sale done! s2',
        'archived': 'done:refused sale done s2',
        'cancelled': 'done:cancelled sale done!',
        'address lines': 'done:changed sale done! s1',
        'completed': 'done sale done',
        'cancel_sale': 'done cancel done s1',
        **_IS_OPEN, **_CONFIRMED, **_NOT_THERE},
    'reported': {
        'nothing': 'done sale done',
        'unpaid refunded': 'done sale done!',
        'cancelled': 'done:cancelled sale done!',
        'address lines reopened': 'done:changed sale done!',
        'cancel_sale': 'done cancel done',
        'completed': CANNOT, **_CONFIRMED, **_NOT_THERE},

    # --- cancelled

    'cancelled_in_odoo': {
        'nothing': 'done cancel cancelled',
        'refunded': 'done cancel cancelled!',
        'cancelled': 'cancelled:cancelled cancel cancelled',
        'address lines': 'done:changed cancel cancelled!',
        'cancel_wanted': 'cancelled:cancelled cancel cancelled s1',
        'delete_sale': 'done - -',
        **_IS_OPEN, **_NOT_THERE},
    'cancelled_in_shop': {
        'nothing': 'cancelled:cancelled cancel cancelled',
        'refunded': 'cancelled:cancelled cancel cancelled!',
        'reopened': 'done:changed cancel cancelled!',
        'retry': 'cancelled cancel cancelled',  # seen
        'delete_sale': 'cancelled:cancelled - -',
        'paid unpaid cancelled address lines completed archived': CANNOT, **_NOT_THERE},
}

# Where the same event means something else the second time: what was refused before is allowed, and
# who cancels a sale order of which a part has left means it.
AGAIN = {
    ('cancelling', 'cancel_wanted'): 'cancelled:cancelled cancel cancelled w1 s1',
    ('half', 'cancel_sale'): 'done cancel done+cancelled! w1 s1',
}


def outcome(state, event):
    """The written outcome of a pair; None where it cannot happen."""
    written = {
        name: result for names, result in OUTCOMES[state].items() for name in names.split()}
    result = written.get(event, written['nothing'])
    return None if result == CANNOT else result
