"""What the remotes send to whom it may concern: webhooks, signed as the contract says.

Only to this machine: whatever address is installed, nobody else is ever called.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
from urllib.parse import urlsplit

HEADER = 'X-OGOship-Hmac-SHA256'
SECONDS = 10
NOT_SENT = 0


def signature(key, body):
    """Base64 of HMAC-SHA256 over the raw body (ogoship-api §11.2)."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def warehouse_message(hook, payload, signed='good'):
    """(url, headers, body). signed: 'good', 'bad' = with another key, 'missing'."""
    body = json.dumps(payload, ensure_ascii=False, separators=(',', ':')).encode()
    headers = {'Content-Type': 'application/json; charset=utf-8'} | (hook['customHeaders'] or {})
    if signed != 'missing':
        key = hook['key'] if signed == 'good' else f'not {hook["key"]}'
        headers[HEADER] = signature(key, body)
    return hook['url'], headers, body


def shop_message(hook, payload):
    """(url, headers, body). The envelope is not known (mycashflow-api §7.1)."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    return hook['url'], {'Content-Type': 'application/json'}, body


def send(url, headers, body):
    """POST it; the status of the answer, NOT_SENT when there is none."""
    parts = urlsplit(url)
    if not _is_here(parts.hostname):
        return NOT_SENT
    line = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=SECONDS)
    try:
        line.request('POST', parts.path, body, headers)
        return line.getresponse().status
    except OSError:
        return NOT_SENT
    finally:
        line.close()


def _is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == 'localhost'
