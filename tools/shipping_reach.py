"""What a shipping rule matches, without its place in the order of trying."""

from typing import NamedTuple

from . import wildcard


class Reach(NamedTuple):
    """The methods and orders that a rule matches."""

    pattern: str
    match: str  # what the pattern is compared with: 'name', 'code', or 'any' of them
    store: int = 0  # 0: every store
    countries: frozenset = frozenset()  # empty: all
    weight_min: float = 0.0
    weight_max: float = 0.0  # 0: no limit

    def covers(self, other):
        """Whether this matches whatever the other one matches: never yes where it is not so.

        What only several rules together would cover is not noticed.
        """
        return (
            self.store in (0, other.store)
            and (not self.countries or bool(other.countries) and self.countries >= other.countries)
            and self._covers_weights(other)
            and self._covers_texts(other))

    def _covers_weights(self, other):
        return self.weight_min <= other.weight_min and (
            not self.weight_max or 0 < other.weight_max <= self.weight_max)

    def _covers_texts(self, other):
        if self.match != 'code' and wildcard.is_everything(self.pattern):
            return True  # every method has a name, be it an empty one
        return self.match in ('any', other.match) and wildcard.covers(self.pattern, other.pattern)

    def meets(self, other):
        """Whether both match some order, given that their patterns are the same. That a name and
        a code are the same is not thought of."""
        return (
            (not self.store or not other.store or self.store == other.store)
            and (not self.countries or not other.countries
                 or bool(self.countries & other.countries))
            and max(self.weight_min, other.weight_min) <= min(
                self.weight_max or float('inf'), other.weight_max or float('inf'))
            and (self.match == other.match or 'any' in (self.match, other.match)))


def find_covered(reaches, wanted):
    """Find those that never get their turn.

    :param list reaches: all of them in the order of trying
    :param set wanted: places of those that are asked about
    :return: {place: place of the first one before it that covers it}
    """
    found = {}
    for place, reach in enumerate(reaches):
        for later in wanted - found.keys():
            if later > place and reach.covers(reaches[later]):
                found[later] = place
    return found
