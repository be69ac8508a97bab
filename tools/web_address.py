"""Addresses of remotes, and web addresses out of payloads before they are shown or passed on.

Nothing here is fetched.
"""

import ipaddress
import re
from urllib.parse import urlsplit

# What OGOship takes as the address of a webhook (ogoship-api §11.1).
_CALLABLE = re.compile(r"https?://[\w.-]+(\.[\w.-]+)+[\w.~:/?#\[\]@!$&'()*+,;=-]+", re.ASCII)
_NOT_PUBLIC = ('localhost', 'local', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'test',
               'example', 'invalid', 'home.arpa')
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


def public_problem(url, sandbox=False):
    """Why a remote could not call an address of ours, '' when it can.

    :param bool sandbox: the remote is a sandbox on this machine, which may call this machine
    :return: 'form' for what OGOship does not take (no dot in the host, such as localhost, or one
        of the characters it does not allow, such as %), 'private' for what no other machine
        reaches, 'insecure' for plain http, 'unusable' for what is no address
    """
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or '').lower(), parts.port
    except ValueError:
        return 'unusable'
    if parts.scheme not in ('http', 'https') or not host or '@' in parts.netloc:
        return 'unusable'
    if not sandbox and _is_private(host):
        return 'private'
    if not _CALLABLE.fullmatch(url):
        return 'form'
    return '' if sandbox or parts.scheme == 'https' else 'insecure'


def _is_private(host):
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith(tuple(f'.{name}' for name in _NOT_PUBLIC)) or host in _NOT_PUBLIC


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
