import zlib
from base64 import b64decode, b64encode


class Seen:
    """Which ids were met: a bit for each, so that a hundred thousand fit into a line of text.

    :param str text: what `text` of another one gave
    """

    def __init__(self, text=''):
        self._bits = bytearray(zlib.decompress(b64decode(text)) if text else b'')

    def add(self, ids):
        if not ids:
            return
        missing = max(ids) // 8 + 1 - len(self._bits)
        if missing > 0:
            self._bits.extend(bytes(missing))
        for number in ids:
            self._bits[number // 8] |= 1 << number % 8

    def __contains__(self, number):
        place = number // 8
        return place < len(self._bits) and bool(self._bits[place] >> number % 8 & 1)

    @property
    def text(self):
        return b64encode(zlib.compress(bytes(self._bits), 1)).decode()
