"""Lists whose rows move between pages while they are read (ogoship-api §4.6)."""

import hashlib
import json

MAX_PASSES = 5


def read_until_settled(read_pages):
    """The rows of a list of several pages, read again until nothing new comes. A row that moves to
    the end, because it was changed just then, makes another one slip past the reader.

    :param read_pages: function that iterates over the pages of one reading
    :return: iterator of pages, without rows that came before in the same state
    """
    known = set()
    for _pass in range(MAX_PASSES):
        count, found_new = 0, False
        for rows in read_pages():
            count += 1
            new = {_digest(row): row for row in rows}
            fresh = [row for digest, row in new.items() if digest not in known]
            known |= new.keys()
            if fresh:
                found_new = True
                yield fresh
        if count < 2 or not found_new:
            return


def _digest(row):
    """What a row is known by; the row itself would be kept in memory for all of the reading."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()
