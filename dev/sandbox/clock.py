"""The sandbox's own time, and the two ways in which the remotes write it."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

UTC = timezone.utc
HELSINKI = ZoneInfo('Europe/Helsinki')


class Clock:
    """Runs like the real one from a chosen start; `advance` moves it."""

    def __init__(self, start=None):
        self._offset = parse(start, UTC) - datetime.now(UTC) if start else timedelta()

    def now(self):
        return datetime.now(UTC) + self._offset

    def advance(self, seconds):
        self._offset += timedelta(seconds=seconds)
        return self.now()


@lru_cache(maxsize=65536)
def parse(text, zone):
    """Any ISO 8601 form, 0 to 7 fractional digits; `zone` is meant when the text names none."""
    if isinstance(text, datetime):
        moment = text
    else:
        head, dot, tail = text.partition('.')
        digits = len(tail) - len(tail.lstrip('0123456789'))
        fraction = f'.{tail[:digits][:6].ljust(6, "0")}' if dot else ''
        moment = datetime.fromisoformat(f'{head}{fraction}{tail[digits:]}'.replace('Z', '+00:00'))
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def shop_time(moment):
    """`2026-11-16T08:41:12+02:00`, whole seconds (mycashflow-api §1.5)."""
    return moment.astimezone(HELSINKI).replace(microsecond=0).isoformat()


def warehouse_time(moment):
    """`2026-03-02T11:15:42.337Z` (ogoship-api §4.3)."""
    return moment.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'
