"""Web addresses out of payloads, before they are shown or passed on. Nothing here is fetched."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r'(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]')


def secure_address(text):
    """The text if it is an https address of a plain host name, else ''.

    Neither numbers in place of a name, nor a port, nor a user: who is handed the address is not
    to be sent anywhere else than to a public web server.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ''
    plain = parts.scheme == 'https' and '@' not in parts.netloc and port is None
    host = (parts.hostname or '').lower()
    usable = plain and _HOST.fullmatch(host) and text.isprintable() and ' ' not in text
    return text if usable else ''
