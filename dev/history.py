"""Two weeks of sales before the demo's story, so that its graphs have something to show."""

import datetime
import time

from console import Failure
from workbench import sql

DAYS = 14
KINDS = ('paid', 'multi', 'pickup_point', 'abroad', 'klarna', 'discount')
PATIENCE = 180  # seconds until all of them have been shipped and reported

# Odoo and the warehouse did all of it just now: each moment is put where it would have been. Some
# orders were ready within hours and some took days; those that wait have waited for hours or days.
AGE = """
UPDATE mycashflow_order SET
    paid_date = order_date, imported_date = order_date + interval '9 minutes',
    shipped_date = order_date + interval '3 hours' * (1 + remote_id * 7 % 13),
    shop_reported_date = order_date + interval '3 hours' * (1 + remote_id * 7 % 13)
        + interval '8 minutes'
 WHERE remote_id IN ({numbers});
UPDATE ogoship_order AS sent SET
    sent_date = placed.imported_date + interval '4 minutes',
    collecting_date = placed.shipped_date - interval '90 minutes',
    status_date = placed.shipped_date, shipped_date = placed.shipped_date
  FROM mycashflow_order AS placed
 WHERE placed.sale_order_id = sent.sale_order_id AND placed.remote_id IN ({numbers});
UPDATE stock_picking AS picking SET date_done = sent.shipped_date
  FROM ogoship_order AS sent
 WHERE sent.picking_id = picking.id AND sent.reference IN ({references});
UPDATE mycashflow_order SET order_date = order_date - interval '7 hours' * (remote_id % 14)
 WHERE state IN ('held', 'error');
"""


def sell(story, database):
    """Place orders on each of the last days, let them ship, and date them.

    :param story: demo.Demo that was told
    """
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    numbers = []
    for days in range(DAYS, 0, -1):
        for count in range(2 + days * 5 % 4):
            moment = now - datetime.timedelta(days=days, minutes=97 * count)
            kind = KINDS[(days + count) % len(KINDS)]
            number = story.control.place(kind=kind, created_at=moment.isoformat())['id']
            story.control.touch(number)  # or Odoo, which has read that far, would pass it over
            numbers.append(number)
    wait(story, numbers)
    story.switch(False)
    sql(AGE.format(numbers=', '.join(map(str, numbers)),
                   references=', '.join(f"'{number}'" for number in numbers)), database)
    story.switch(True)


def wait(story, numbers):
    end = time.monotonic() + PATIENCE
    while True:
        for model, ids in story.accounts.items():
            story.odoo.call(model, 'action_sync', ids)
        time.sleep(2)
        done = story.odoo.call('mycashflow.order', 'search_count', [
            ['remote_id', 'in', numbers], ['shop_reported_date', '!=', False]])
        story.steps.note(f'{done} of {len(numbers)}')
        if done == len(numbers):
            return
        if time.monotonic() > end:
            raise Failure(f'Only {done} of {len(numbers)} orders have been shipped in time.')
