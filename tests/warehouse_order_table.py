"""What becomes of a warehouse order: state by state, event by event."""

# What happens, and then a run of the merchant's scheduled action; see the methods of this name.
EVENTS = (
    'cancel_sale', 'cancel_delivery', 'cancel_order', 'edit', 'press_retry', 'press_send_again',
    'validate_by_hand', 'collected', 'shipped', 'cancelled_there', 'held_there', 'returned')

SERIOUS = ('cancel_sale', 'cancel_order', 'edit', 'validate_by_hand', 'collected', 'shipped',
           'cancelled_there')

# Of OGOship's events, where they can happen: it must have the order in a fitting status.
CAN_HAPPEN = {
    'collected': ('sent', 'cancelling'),
    'shipped': ('sent', 'cancelling', 'collecting'),
    'cancelled_there': ('sent', 'pending', 'reserved', 'draft', 'cancelling', 'collecting'),
    'held_there': ('sent', 'pending', 'draft', 'cancelling'),
    'returned': ('shipped', 'done'),
}

# state -> event -> "state of the row / state of its delivery", with ! where a person is told.
# What is not listed for a state stays as the state's first entry says.
OUTCOMES = {
    'to_send': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'cancelled/done'},
    # Its address was incomplete, and has been completed since the last run.
    'held': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'cancelled/done'},
    'error': {
        'nothing': 'error/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'press_retry': 'sent/assigned', 'validate_by_hand': 'error/done'},
    'sending': {'nothing': 'sending/assigned', 'validate_by_hand': 'sending/done'},
    'sent': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'edit': 'sent/assigned!', 'validate_by_hand': 'sent/done',
        'collected': 'collecting/assigned', 'shipped': 'done/done',
        'cancelled_there': 'cancelled/assigned!'},
    'pending': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'reserved': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'draft': {
        'nothing': 'sent/assigned', 'cancel_sale': 'cancelled/cancel',
        'cancel_delivery': 'cancelled/cancel', 'cancel_order': 'cancelled/cancel',
        'validate_by_hand': 'sent/done', 'cancelled_there': 'cancelled/assigned!'},
    'cancelling': {
        'nothing': 'cancelled/cancel', 'collected': 'collecting/assigned!',
        'shipped': 'done/done!', 'validate_by_hand': 'cancelled/done!'},
    'collecting': {
        'nothing': 'collecting/assigned', 'cancel_sale': 'collecting/assigned!',
        'cancel_delivery': 'collecting/assigned!', 'cancel_order': 'collecting/assigned!',
        'edit': 'collecting/assigned!', 'validate_by_hand': 'collecting/done',
        'shipped': 'done/done', 'cancelled_there': 'cancelled/assigned!'},
    'shipped': {
        'nothing': 'shipped/assigned!', 'validate_by_hand': 'done/done!',
        'press_retry': 'done/done!'},
    'done': {
        'nothing': 'done/done', 'cancel_order': 'done/done!', 'returned': 'done/done!'},
    'cancelled': {'nothing': 'cancelled/cancel'},
}
STATES = tuple(OUTCOMES)
