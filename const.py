"""The vocabulary: remote words, our states, reasons and limits. No logic."""

from datetime import timedelta

# --- MyCashflow ------------------------------------------------------------------------------

# Their payment status -> our state (mycashflow-api §3.2). The code of a payment that is activated
# in part is not known: see `models/payments.py`. Any other word is kept raw and pays for nothing.
PAYMENT_STATES = {
    '': 'open',
    'OPEN': 'open',
    'PENDING_ACTIVATION': 'authorised',
    'PAID': 'paid',
    'REFUNDED': 'refunded',
    'CANCELLED': 'cancelled',
}
# How the shop's method for refunds begins, in the languages of its admin.
REFUND_WORDS = ('refund', 'hyvity', 'palautu', 'återbetal')

# Why something is not booked by itself.
BOOKING_REASONS = [
    ('waits', "The order waits"),
    ('rounding', "Rounding line"),
    ('currency', "Currency"),
    ('total', "Totals differ"),
    ('existing', "Invoiced by a person"),
    ('error', "Odoo refused"),
]

# Why a webshop order waits. The label is what a merchant reads when grouping by reason.
ORDER_REASONS = [
    ('unpaid', "Not paid yet"),
    ('before_start', "Older than the first order date"),
    ('delivered', "Already delivered in the shop"),
    ('cancelled', "Cancelled in the shop"),
    ('changed', "Changed in the shop after import"),
    ('return', "Return or negative rows"),
    ('reopened', "Shipment reopened in the shop"),
    ('no_lines', "No rows"),
    ('no_method', "No shipping method"),
    ('no_rule', "No shipping rule"),
    ('unknown_product', "Unknown product code"),
    ('ambiguous_product', "Ambiguous product code"),
    ('missing_tax', "Missing tax"),
    ('address', "Incomplete address"),
    ('currency', "Currency"),
    ('total', "Totals differ"),
    ('remote', "Shop did not answer"),
    ('refused', "Shop refused"),
    ('unreadable', "Unreadable data"),
    ('error', "Unexpected error"),
]

# Reasons that are mended in Odoo. For any other the order is read from the shop again first: what
# is mended there does not always move the order's change date (mycashflow-api §1.5).
MENDED_IN_ODOO = (
    'no_rule', 'unknown_product', 'ambiguous_product', 'missing_tax', 'before_start', 'error')

# Reasons that no shop answer can lift: they wait for a person, not for the time.
PERSON_ONLY_REASONS = (
    'changed', 'return', 'delivered', 'before_start', 'cancelled', 'reopened')

# Reasons for which the shop's shipping method leads to no delivery method.
UNMATCHED_REASONS = ('no_method', 'no_rule')

# Why the shop is not told the stock of a product.
SHOP_PRODUCT_REASONS = [
    ('code', "Code cannot be used"),
    ('not_found', "No stock in the shop"),
    ('untracked', "Stock not tracked in the shop"),
    ('remote', "Shop did not answer"),
    ('refused', "Shop refused"),
    ('unreadable', "Unreadable data"),
    ('error', "Unexpected error"),
]

# Of an Integer field, which holds the shop's numbers.
LARGEST_ID = 2 ** 31 - 1

# --- OGOship ---------------------------------------------------------------------------------

# Their status word (lower case) -> our state (design §6 "Back"). A word that is not here is kept
# raw and shown; the row stays where it is.
OGOSHIP_STATES = {
    'draft': 'sent',
    'new': 'sent',
    'pending': 'sent',
    'reserved': 'sent',
    'locked': 'sent',
    'collecting': 'collecting',
    'shipped': 'shipped',
    'cancelled': 'cancelled',
    'returned': 'shipped',
}

# Our states of an order that OGOship does not have.
UNSENT_STATES = ('to_send', 'held', 'error')

# Our states of an order that OGOship has or may have, and that is not finished.
OGOSHIP_HAS_STATES = ('sending', 'sent', 'cancelling', 'collecting', 'shipped')

# Statuses in which an order may be changed through the API, besides `new`, where the merchant has
# to allow it (ogoship-api §6.3).
EDITABLE_STATUSES = ('draft', 'pending', 'reserved')

# Statuses in which an order never moves by itself.
STANDING_STATUSES = ('draft', 'reserved', 'locked')

# Our states in which OGOship has taken the goods off its stock (ogoship-api §6.3).
COLLECTED_STATES = ('collecting', 'shipped', 'done')

OGOSHIP_REASONS = [
    ('address', "Incomplete address"),
    ('shipping_code', "No OGOship shipping code"),
    ('product_code', "Product not ready for the warehouse"),
    ('quantity', "Quantity is not whole"),
    ('nothing', "Nothing to ship"),
    ('pickup_point', "No pickup point"),
    ('cash', "Cash on delivery would be lost"),
    ('document', "Document could not be made"),
    ('changed', "Changed after it was sent"),
    ('unpaid', "Not paid any more"),
    ('not_cancelled', "Not cancelled yet"),
    ('missing', "Not found at OGOship"),
    ('conflict', "Reference taken by another order"),
    ('split', "Shipped in parts"),
    ('part', "Split off, delivery unclear"),
    ('tracked', "Lot or serial number unknown"),
    ('returned', "Returned"),
    ('delivery', "Delivery could not be validated"),
    ('unclear', "Unclear answer, being looked up"),
    ('remote', "OGOship did not answer"),
    ('refused', "OGOship refused"),
    ('unreadable', "Unreadable data"),
    ('error', "Unexpected error"),
]

# What is said of both where orders of shop and warehouse stand in one list.
SHARED_REASONS = [
    ('changed', "Changed meanwhile"),
    ('unpaid', "Not paid"),
    ('remote', "No answer"),
    ('refused', "Refused"),
]

# Why a return cannot be received as it is.
OGOSHIP_RETURN_REASONS = [
    ('unreadable', "Unreadable data"),
    ('no_delivery', "Delivery not known"),
    ('error', "Unexpected error"),
]

# Why a stock update waits, or what a person must decide about it.
STOCK_UPDATE_REASONS = [
    ('lead_time', "Arrives too soon"),
    ('unknown_product', "Product not known at OGOship"),
    ('barcode', "No barcode"),
    ('product', "Product not ready for the warehouse"),
    ('quantity', "Quantity is not whole"),
    ('receipt', "Receipt is incomplete"),
    ('nothing', "Nothing to announce"),
    ('conflict', "Reference taken by another one"),
    ('changed', "Changed after announcing"),
    ('short', "Less came than announced"),
    ('over', "More came than announced"),
    ('unknown_item', "Unknown goods came"),
    ('lowered', "Count corrected downwards"),
    ('tracked', "Lot or serial numbers needed"),
    ('booking', "Receipt could not be validated"),
    ('unclear', "Unclear answer, being looked up"),
    ('remote', "OGOship did not answer"),
    ('refused', "OGOship refused"),
    ('unreadable', "Unreadable data"),
    ('error', "Unexpected error"),
]

# Why a line of the stock ledger waits.
OGOSHIP_PRODUCT_REASONS = [
    ('propose', "To be applied by a person"),
    ('limit', "Larger than the limit"),
    ('incoming', "Inbound goods are being unpacked"),
    ('tracked', "Tracked by lot or serial number"),
    ('places', "In several places of the warehouse"),
    ('counting', "Being counted by a person"),
    ('negative', "Stock would be negative"),
    ('not_applied', "Adjustment was not applied"),
    ('several', "Several products with the code"),
    ('product_code', "Code not allowed at OGOship"),
    ('remote', "OGOship did not answer"),
    ('refused', "OGOship refused"),
    ('unreadable', "Unreadable data"),
    ('error', "Unexpected error"),
]

# How far an order is that has not shipped; see models/mycashflow_ogoship_waiting.py.
WAITING_STAGES = [
    ('unpaid', "Not paid"),
    ('new', "To be imported"),
    ('held', "Held before import"),
    ('goods', "Waiting for goods in Odoo"),
    ('odoo', "To be shipped from Odoo"),
    ('rest', "Rest of a delivery"),
    ('not_sent', "Not passed to OGOship"),
    ('to_send', "To be sent"),
    ('not_sendable', "Held before sending"),
    ('sending', "Being sent"),
    ('at_warehouse', "At the warehouse"),
    ('no_stock', "Waiting for stock there"),
    ('held_there', "Held by the warehouse"),
    ('collecting', "Collecting"),
    ('cancelling', "Being cancelled"),
    ('shipped', "Shipped, not done"),
]

# From "installed" to "first order shipped", in the order of doing; see
# models/mycashflow_ogoship_setup.py.
SETUP_STEPS = [
    ('store', "Connect the store"),
    ('merchant', "Connect the warehouse"),
    ('direct', "Turn off the direct link"),
    ('products', "Fetch and link products"),
    ('shipping', "Map the shipping methods"),
    ('payments', "Choose what ships unpaid"),
    ('taxes', "Have a tax for each VAT rate"),
    ('stock', "Compare the stock"),
    ('push', "Write stock to the shop"),
    ('latest', "Switch on latest changes"),
    ('shipped', "Ship the first order"),
]
# What a company may do without.
OPTIONAL_STEPS = ('payments',)
# Stages of an order that only the shop has.
BEFORE_IMPORT_STAGES = ('unpaid', 'new', 'held')

# How many days the graphs of the dashboard show, today included.
DASHBOARD_DAYS = 14

# Waits that end without a person.
PASSING_REASONS = ('unpaid', 'remote', 'unclear')

# What happens in the life of an order, in that order, and how the timeline shows it.
STORY_ICONS = {
    'placed': 'fa-shopping-basket',
    'quotation': 'fa-file-text-o',
    'paid': 'fa-credit-card',
    'imported': 'fa-download',
    'confirmed': 'fa-check',
    'sent': 'fa-paper-plane-o',
    'held': 'fa-pause',
    'split': 'fa-code-fork',
    'cancel': 'fa-hand-paper-o',
    'cancelled': 'fa-times',
    'collecting': 'fa-cubes',
    'shipped': 'fa-truck',
    'parcel': 'fa-archive',
    'done': 'fa-check-square-o',
    'reported': 'fa-bullhorn',
    'returned': 'fa-undo',
}

# Characters a reference may have: `/` in the path is uncertain (ogoship-api §6.4 no. 5).
REFERENCE_FORBIDDEN = r'[^A-Za-z0-9._-]+'

# --- Time ------------------------------------------------------------------------------------

# Read again what changed shortly before the cursor: boundaries may be exclusive and rows move
# between pages while they are read (mycashflow-api §1.5, ogoship-api §4.6).
SHOP_OVERLAP = timedelta(minutes=5)
WAREHOUSE_OVERLAP = timedelta(minutes=10)

# A remote's clock that moves by less is covered by the overlaps; one that is set back by more
# makes its lists be read again from as far back, within reason.
CLOCK_STEP = timedelta(minutes=2)
CLOCK_STEP_LONGEST = timedelta(days=1)

# A row found in `sending` may still be in flight from a process that just died: its answer can
# take as long as the read timeout. Only then is it looked up.
SENDING_GRACE = timedelta(minutes=2)

RETRY_FIRST = timedelta(minutes=5)
RETRY_LONGEST = timedelta(hours=6)
# A remote may ask for more patience, up to this.
RETRY_AFTER_LONGEST = timedelta(days=1)

# OGOship's second order for what did not leave with the first is looked for that often at first.
REST_SEARCH = timedelta(hours=1)
# A part that needs no delivery any more is looked at that often until it has left.
PART_REST = timedelta(days=1)

# An account shows no more warnings than a person reads.
MOST_WARNINGS = 20
ORDERS_PER_BATCH = 20
ORDERS_PER_SENDING = 50
# Sale orders made and confirmed at once. More is hardly quicker, and one batch must stay well
# within the ten seconds that a scheduled action gets at a time (docs/performance-import.md).
ORDERS_PER_IMPORT = 50
# A batch that fails is tried again in parts of that size, then one by one.
ORDERS_PER_REPLAY = 10
PRODUCTS_PER_BATCH = 100
# Seconds after which long work commits what it has: each page or answer alone would cost more than
# it is worth, and locks are to be let go.
COMMIT_EVERY = 1.0
STOCK_PER_BATCH = 1000
# A reading of the shop's catalogue is always of everything (mycashflow-api §4.1).
CATALOGUE_AGE = timedelta(days=1)
# A payment does not always move the order's change date: what is not finished is read again that
# often, and no longer than that after it was placed (mycashflow-api §1.5, §8 no. 9).
CHECK_EVERY = timedelta(days=1)
CHECK_LONGEST = timedelta(days=90)
PRODUCTS_PER_MATCH = 1000
# One scheduled run ends after Odoo's own ten-second slice; it is called again while work remains.
CRON_MINUTES = 10
# More processes for one account would only wait for each other.
MOST_WORKERS = 16
# A long piece of work that a person waits for answers that often, with how far it is.
SLICE_SECONDS = 8

# --- Webhooks --------------------------------------------------------------------------------

# What is larger is no message of theirs. Nothing is read from it, but the signature is over it all.
WEBHOOK_BYTES = 2 ** 20
# After a run the next one that a webhook asks for waits: one run finds what many calls were about,
# and who sends the same call again and again does not make us ask all the time.
WEBHOOK_REST = timedelta(seconds=30)
# How often it is looked whether our webhooks are still there.
WEBHOOK_CHECK = timedelta(days=1)

# --- Cancelling ------------------------------------------------------------------------------

# Value of the context key `ogoship_confirmed`: OGOship does not ship it. No caller from outside
# can send this object, so nobody cancels in Odoo alone what OGOship has.
CONFIRMED = object()

# --- A remote that is out of reach -----------------------------------------------------------

# Errors that may concern the whole account, not only what was asked for.
OUT_OF_REACH = ('unavailable', 'timeout', 'throttled', 'bad_answer')
# After so many runs in a row that did not reach the remote it is left alone for a while.
CIRCUIT_FAILURES = 3
# The first pause, doubled with each try that fails, and the longest one.
CIRCUIT_FIRST = timedelta(minutes=10)
CIRCUIT_LONGEST = timedelta(hours=2)
# A remote may ask for more patience, up to RETRY_AFTER_LONGEST; of that much a person is told.
CIRCUIT_TOLD = timedelta(hours=1)
# A try ends within this time, or its process has died and another one may try.
CIRCUIT_PROBE = timedelta(minutes=2)
# Seconds to connect and to answer for that one cheap call.
PROBE_TIMEOUT = (5, 10)

# --- Personal data ---------------------------------------------------------------------------

# Of new accounts: how long after its end an order's customer is kept in its rows here.
FORGET_DAYS = 365
# --- Alarms ----------------------------------------------------------------------------------

ALARM_KINDS = [
    ('paused', "Key refused"),
    ('circuit', "Out of reach"),
    ('off', "Schedule switched off"),
    ('silent', "Schedule does not run"),
    ('second', "Second integration"),
    ('late', "Not at the warehouse"),
    ('sending', "Sending for long"),
    ('standing', "Held by the warehouse"),
    ('person', "Waits for a person"),
    ('drift', "Stock differs"),
    ('gap', "Order that cannot be read"),
    ('webhooks', "Webhooks differ"),
    ('unchecked', "Not checked"),
]
# About the account itself: these explain what its orders then wait for.
ACCOUNT_ALARMS = ('paused', 'circuit', 'off', 'silent')
FOLLOWING_ALARMS = ('late', 'sending')
# Somebody has been told already, by an activity on the account or on each delivery.
TOLD_ALARMS = ('paused', 'circuit', 'second', 'standing', 'gap')

# An answer is looked up at each run, so after this long something is in its way.
SENDING_OLD = timedelta(minutes=30)
# A scheduled action that is due is late by no more than what the others before it take.
SILENT_AFTER = timedelta(minutes=30)
# The scheduled action that watches runs every five minutes.
WATCH_SILENT = timedelta(minutes=30)
ALARM_HISTORY = timedelta(days=90)

# --- Reports ---------------------------------------------------------------------------------

# How long it is kept how far the stocks differed each day: this year can be held against the last.
STOCK_HISTORY = timedelta(days=2 * 366)
