"""Two weeks of sales around the demo's story, and orders at each stage on their way, so that lists
and graphs of the screenshots have something to show."""

import datetime
import time

from console import Failure
from workbench import sql

DAYS = 14
KINDS = ('paid', 'multi', 'pickup_point', 'abroad', 'klarna', 'discount')
PATIENCE = 400  # seconds until all of them have been shipped and reported

# Odoo and the warehouse did all of it just now: each moment is put where it would have been. Some
# orders were ready within hours, some took days; those that wait have waited for hours or days.
AGE = """
UPDATE mycashflow_order AS placed SET order_date = order_date - interval '3 days'
  FROM ogoship_order AS part
 WHERE part.sale_order_id = placed.sale_order_id AND part.split_of_id IS NOT NULL;
UPDATE mycashflow_order AS placed SET
    paid_date = order_date, imported_date = order_date + interval '9 minutes'
 WHERE {is_done};
UPDATE ogoship_order AS sent SET
    create_date = placed.imported_date + interval '2 hours' * (sent.split_of_id IS NOT NULL)::int,
    sent_date = placed.imported_date + interval '4 minutes',
    collecting_date = {shipped} - interval '90 minutes',
    status_date = {shipped}, shipped_date = {shipped}
  FROM mycashflow_order AS placed
 WHERE placed.sale_order_id = sent.sale_order_id AND {is_done};
UPDATE stock_picking AS picking SET create_date = sent.create_date, date_done = sent.shipped_date
  FROM ogoship_order AS sent
 WHERE sent.picking_id = picking.id AND sent.state = 'done';
UPDATE mycashflow_order AS placed SET shipped_date = sent.shipped_date,
    shop_reported_date = sent.shipped_date + interval '8 minutes'
  FROM (SELECT sale_order_id, MAX(shipped_date) AS shipped_date FROM ogoship_order
         GROUP BY sale_order_id) AS sent
 WHERE sent.sale_order_id = placed.sale_order_id AND {is_done};
UPDATE sale_order AS sale SET date_order = placed.order_date
  FROM mycashflow_order AS placed WHERE placed.sale_order_id = sale.id;
UPDATE mycashflow_order SET order_date = order_date - interval '7 hours' * (remote_id % 12)
 WHERE state IN ('held', 'error') OR remote_id IN ({waiting});
""".format(
    is_done="placed.shop_reported_date IS NOT NULL AND placed.reason IS NULL",
    shipped="placed.order_date + interval '3 hours' * (1 + placed.remote_id * 7 % 13)"
            " + interval '20 hours' * (sent.split_of_id IS NOT NULL)::int",
    waiting='{waiting}')


def sell(story, database):
    """Place orders on each of the last days, let them ship, leave some on their way, and date all
    of them.

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
    story.control.pause(paused=True)
    story.switch(False)
    waiting = leave_some(story)
    sql(AGE.format(waiting=', '.join(map(str, waiting))), database)
    story.switch(True)


def wait(story, numbers):
    end = time.monotonic() + PATIENCE
    while True:
        sync(story)
        time.sleep(2)
        done = story.odoo.call('mycashflow.order', 'search_count', [
            ['remote_id', 'in', numbers], ['shop_reported_date', '!=', False]])
        story.steps.note(f'{done} of {len(numbers)}')
        if done == len(numbers):
            return
        if time.monotonic() > end:
            raise Failure(f'Only {done} of {len(numbers)} orders have been shipped in time.')


def sync(story):
    for model, ids in story.accounts.items():
        story.odoo.call(model, 'action_sync', ids)


def leave_some(story):
    """Leave an order at each stage on its way; return their numbers."""
    control = story.control

    def place(**values):
        number = control.place(**values)['id']
        sync(story)
        return number

    held = place()
    control.hold(reference=str(held), comment="The receiver cannot be reached: phone number?")
    collecting = place(kind='multi')
    control.collect(reference=str(collecting))
    control.play(status_after_create='pending')
    pending = place(kind='klarna')
    control.play(status_after_create='new')
    others = [place(kind='pickup_point'), place(kind='paid', customer={'phone': ''}),
              place(kind='unpaid')]
    sync(story)
    return [held, collecting, pending, *others]
