"""Addresses of remotes, and web addresses out of payloads before they are shown or passed on.

Nothing here is fetched.
"""

import ipaddress
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


def check_address(url):
    """Tell whether an address is on this machine.

    :param str url: base address of a remote
    :raise ValueError: the address is no plain https address, or http to another machine
    """
    parts = urlsplit(url)
    port = parts.port  # ValueError when it is no number
    loopback = _is_loopback(parts.hostname or '')
    extras = parts.username or parts.password or parts.query or parts.fragment
    if not parts.hostname or port == 0 or extras or parts.scheme not in ('https', 'http'):
        raise ValueError("The address must look like https://host, without user and query.")
    if parts.scheme == 'http' and not loopback:
        raise ValueError("Plain http is allowed to this machine only; use https.")
    return loopback


def _is_loopback(host):
    if host == 'localhost':
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
