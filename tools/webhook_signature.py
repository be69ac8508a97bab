"""Who rings? The signature of OGOship (ogoship-api §11.2), and the secret in an address."""

import hmac
from base64 import b64encode
from hashlib import sha256

SIGNATURE_HEADER = 'X-OGOship-Hmac-SHA256'


def sign(key, body):
    """Base64 of HMAC-SHA256 with the UTF-8 bytes of `key` over the raw body.

    :param str key:
    :param bytes body: as it was received, not decoded and encoded again
    """
    return b64encode(hmac.new(key.encode(), body, sha256).digest()).decode()


def is_signed(key, body, signature):
    """Whether the signature is the one of this key and body; takes the same time either way.

    :param str key: '' is a key that nobody has: never true
    :param signature: the header as it came, or None
    """
    return is_same(sign(key, body), (signature or '').strip()) and bool(key)


def is_same(secret, given):
    """Compare a secret with what came, whatever it holds, in constant time; '' is no secret."""
    return hmac.compare_digest(_bytes(secret), _bytes(given)) and bool(secret)


def _bytes(text):
    return (text or '').encode('utf-8', 'surrogatepass')
