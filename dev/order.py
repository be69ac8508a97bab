"""Place one more order in the shop of a running demo and watch it: `make order [KIND=paid]`."""

import os
import time

from console import Failure, run_main
from demo_odoo import Odoo
from demo_state import running
from demo_story import Observer, remote_control

PROMISED = 120  # seconds
LOOK_EVERY = 2


def main():
    facts = running()
    control = remote_control(facts['sandbox'])
    kind = os.environ.get('KIND') or 'paid'
    try:
        number = control.place(kind=kind)['id']
    except ValueError as error:
        raise Failure(f'No such order: {error}.') from error
    print(f'Order {number} ({kind}) is placed in the shop. Up to two minutes from here:',
          flush=True)
    observer = Observer(Odoo(facts['odoo']).log_in(facts['database']), control)
    return watch(lambda: observer.look([number])[number])


def watch(look):
    """Print each thing that happens to the order; return whether it took too long."""
    begun, shown = time.monotonic(), ''
    while time.monotonic() - begun < PROMISED:
        sight = look()
        line, is_over = describe(sight)
        if line != shown:
            shown = line
            print(f'{time.monotonic() - begun:5.0f} s  {line}', flush=True)
        if is_over:
            return 0
        time.sleep(LOOK_EVERY)
    print('It has not come to an end within two minutes: look at it in Odoo.')
    return 1


def describe(sight):
    """Return (what is to be said of the order now, whether that is its end)."""
    end = sight.end()
    if not end.inbox or end.inbox == 'new':
        return 'in the shop, not fetched yet', False
    if end.inbox != 'done':
        return sight.row['message'] or sight.outcome(), True
    line = f'{sight.sale["name"]} · OGOship: {sight.delivery()}'
    if end.tracking:
        line += f' · tracking {sight.tracking()}'
    return f'{line} · shop: {sight.outcome()}', bool(sight.row['shop_reported_date'])


if __name__ == '__main__':
    run_main(main)
