"""The one error of the network layer, and the making of a message that is fit to be shown.

What a remote says may quote customers or keys. Only its own short message field is taken, and
that is redacted before anybody sees it (design §9, §10).
"""

import re

MESSAGE_LENGTH = 300
HIDDEN = '[…]'

GENERIC_MESSAGES = {
    'unauthorized': "The remote service refused the credentials.",
    'not_found': "The remote service does not know what was asked for.",
    'conflict': "The current state at the remote service does not allow this.",
    'invalid': "The remote service refused the request.",
    'throttled': "The remote service asks to be called less often.",
    'unavailable': "The remote service is not available.",
    'timeout': "The remote service did not answer in time.",
    'bad_answer': "The remote service answered something that cannot be read.",
}

# Order matters: a token is hidden as a whole before a run of digits inside it is.
_REDACTIONS = [
    (re.compile(r'\S+@\S+'), HIDDEN),
    (re.compile(r'\b(bearer|basic)\s+\S+', re.I), rf'\1 {HIDDEN}'),
    (re.compile(r'\b([\w-]*(?:token|secret|password|passwd|api[ _-]?key|key))(["\']?\s*[=:]\s*)'
                r'["\']?[^\s"\',;&]+', re.I), rf'\1\2{HIDDEN}'),
    # ASP.NET quotes what a person typed: "The value 'Aino' is not valid for City."
    (re.compile(r'(\bvalue\s+)(\'[^\']*\'|"[^"]*")', re.I), rf'\1{HIDDEN}'),
    # A key or a token: long, without blanks, letters and digits mixed (JWT, Base64, hex, uuid).
    (re.compile(r'(?=[\w+/=.~-]*\d)(?=[\w+/=.~-]*[A-Za-z])[\w+/=.~-]{20,}'), HIDDEN),
    # A phone number or another long run of digits. Order numbers are shorter.
    (re.compile(r'\+?\d(?:[ ().-]{0,2}\d){6,}'), HIDDEN),
]
_MARKUP = re.compile(r'<\s*[a-z!/?]', re.I)
_MESSAGE_KEYS = ('message', 'error_description', 'error', 'detail', 'title', 'statusdescription')
_DETAIL_KEYS = ('modelstate', 'errors')
_REMOTE_CODE = re.compile(r'[a-z][a-z_]{0,39}')


class RemoteError(Exception):
    """A call to a remote service that did not succeed.

    :param str code: one of the keys of GENERIC_MESSAGES:
        unauthorized (401, 403), not_found (404), conflict (409), invalid (other 4xx),
        throttled (429), unavailable (5xx and failed connections), timeout,
        bad_answer (2xx that cannot be decoded, redirects)
    :param str message: one line for people; redacted and shortened here
    :param int|None status: HTTP status, None when there was no answer
    :param float|None retry_after: seconds the remote asks us to wait
    :param bool unclear: the remote may have carried the request out although it did not say so
    :param str hint: what a person should look at: '', 'store_name', 'no_api', 'credentials',
        'plan', 'network', 'application', 'either' (credentials or application), 'access'
    :param str remote_code: the remote's own word for it (OAuth `error`), or what was in the way:
        'unknown_host', 'certificate', 'proxy', 'no_connection', 'no_answer', 'cut'
    :param str host: the machine that was called, where that matters
    :param headers: headers of the answer, for the clients; never shown
    """

    def __init__(self, code, message='', *, status=None, retry_after=None, unclear=False,
                 hint='', remote_code='', host='', headers=None, secrets=()):
        self.code = code
        self.message = redact(message, secrets) or GENERIC_MESSAGES[code]
        self.status = status
        self.retry_after = retry_after
        self.unclear = unclear
        self.hint = hint
        self.remote_code = remote_code
        self.host = host
        self.headers = headers or {}
        super().__init__(self.message)


def redact(text, secrets=()):
    """One line without markup, e-mail addresses, phone numbers, keys and tokens; '' for HTML."""
    text = ' '.join(str(text).split())[:10 * MESSAGE_LENGTH]
    if _MARKUP.search(text):
        return ''
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    text = ''.join(char for char in text if char.isprintable())
    return text if len(text) <= MESSAGE_LENGTH else text[:MESSAGE_LENGTH - 1] + '…'


def describe_body(body):
    """The remote's own words in a decoded error body, not yet redacted; '' when there are none.

    Knows ApiError (ogoship-api §4.9), {"code", "error"} (mycashflow-api §1.7), OAuth errors,
    problem documents and ASP.NET model state. Names are compared case-insensitively.
    """
    if not isinstance(body, dict):
        return ''
    fields = {str(key).lower(): value for key, value in body.items()}
    texts = [fields[key] for key in _MESSAGE_KEYS if isinstance(fields.get(key), str)]
    details = [_describe_details(fields[key]) for key in _DETAIL_KEYS if key in fields]
    return ' '.join(filter(None, texts[:1] + details))


def read_remote_code(body):
    """The word of an OAuth error body such as 'invalid_client', else ''."""
    word = body.get('error') if isinstance(body, dict) else None
    return word if isinstance(word, str) and _REMOTE_CODE.fullmatch(word) else ''


def _describe_details(details):
    """{"Customer.Name": ["… is required."]} -> "Customer.Name: … is required." """
    if not isinstance(details, dict):
        return ''
    parts = []
    for name, texts in list(details.items())[:5]:
        texts = texts if isinstance(texts, list) else [texts]
        parts += [f'{name}: {text}' for text in texts[:2] if isinstance(text, str)]
    return ' '.join(parts)
