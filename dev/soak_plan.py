"""What a soak does when: how many accounts, which orders, what breaks and for how long."""

import os
import random
from dataclasses import dataclass

from console import Failure

# Parts of the time in which orders are placed. Before the first nothing is wrong.
FAULTS_FROM, KILL_AT = 0.25, 0.6
RESTART_AFTER = 10  # seconds
CODES = ('KENKA-TUNTURI-42', 'KAHVI-RETKI-500', 'KEITIN-X1', 'KAASU-230', 'SUKKA-MERINO-M')
# Each twentieth order comes to no parcel, and says why.
WAITING = {'unpaid': ('held', 'unpaid'), 'unknown_code': ('error', 'unknown_product')}
NEEDS_PERSON = ('unknown_code',)  # the others go on by themselves one day
EACH, SAME_CUSTOMER = 20, 10


@dataclass(frozen=True)
class Plan:
    orders: int
    seconds: float
    stores: int
    merchants: int
    every: float  # seconds between two rings of an account

    @property
    def merchant_accounts(self):
        return [{'code': f'7000{number}', 'token': f'token-{number}'}
                for number in range(1, self.merchants + 1)]

    @property
    def store_accounts(self):
        codes = [merchant['code'] for merchant in self.merchant_accounts]
        return [{
            'name': f'kauppa{number:02}', 'user': f'odoo@kauppa{number:02}.example',
            'key': f'key-{number}', 'prefix': f'K{number:02}-',
            'merchant': codes[number % len(codes)],
        } for number in range(1, self.stores + 1)]

    @property
    def hanging(self):
        """The store whose requests are never answered."""
        return self.store_accounts[0]['name']

    @property
    def failing(self):
        """The store that answers 500."""
        return self.store_accounts[1]['name']

    def due(self, seconds):
        """How many orders are to be placed by then; one per store before the time begins."""
        timed = self.orders - self.stores
        return self.stores + min(timed, int(timed * seconds / self.seconds) + 1)

    def phase(self, seconds):
        part = seconds / self.seconds
        return 'calm' if part < FAULTS_FROM else 'faults' if part < KILL_AT else 'killed'

    def order(self, number):
        """:return: (name of the store, values for the sandbox's `place`)"""
        store = self.store_accounts[number % self.stores]['name']
        kind = tuple(WAITING)[number // EACH % len(WAITING)] if (
            number >= self.stores and number % EACH == 7) else 'paid'
        # Now and then somebody who is new orders in two stores at the same time.
        person = number - 1 if number % SAME_CUSTOMER == 1 else number
        chance = random.Random(number)
        values = {'kind': kind, 'customer': {
            'first_name': 'Asiakas', 'last_name': f'Numero {person}',
            'email': f'asiakas{person}@soak.example', 'street_address': f'Koekatu {person}'}}
        if kind == 'paid':
            values['lines'] = [
                {'code': code, 'quantity': chance.randint(1, 3)}
                for code in chance.sample(CODES, chance.randint(1, 3))]
        return store, values


def read_plan():
    """The plan that the environment asks for: ORDERS, MINUTES, STORES, MERCHANTS, EVERY.

    :raise Failure: when it is none
    """
    try:
        plan = Plan(
            orders=int(os.environ.get('ORDERS') or 2000),
            seconds=60 * float(os.environ.get('MINUTES') or 15),
            stores=int(os.environ.get('STORES') or 20),
            merchants=int(os.environ.get('MERCHANTS') or 3),
            every=float(os.environ.get('EVERY') or 20))
    except ValueError as error:
        raise Failure(f'{error}: ORDERS, STORES and MERCHANTS are whole numbers, MINUTES and '
                      'EVERY (seconds) are numbers.') from error
    if not (3 <= plan.stores <= 99 and 1 <= plan.merchants <= 9 and plan.orders >= plan.stores
            and plan.seconds > 0 and plan.every >= 1):
        raise Failure('A soak needs 3 to 99 stores, 1 to 9 merchants, an order per store at least, '
                      'and EVERY=1 second or more.')
    return plan
