"""OGOship's tokens as calls (ogoship-api §3)."""

import logging
import re
from datetime import timedelta

from .decode import Fields
from .ogoship_types import Token
from .remote_error import RemoteError

_logger = logging.getLogger(__name__)

SCOPES = ('read:order write:order read:product write:product '
          'read:webhook write:webhook read:metadata write:metadata')
TOKEN_MARGIN = timedelta(seconds=60)
TOKEN_LIFE = 5400  # seconds, documented; used when the answer does not say
LONGEST_TOKEN_LIFE = 86400
LONGEST_TOKEN = 8000  # characters; web servers take no longer header

# OAuth's words for a refused token (§3.1).
_HINT_OF_REFUSAL = {
    'invalid_grant': 'credentials',
    'invalid_client': 'application',
    'unauthorized_client': 'application',
    'invalid_scope': 'access',
}


class TokenCalls:
    """The part of OgoshipClient that gets a token and keeps it valid."""

    def ensure_token(self):
        """The Token to use now: the present one while it is valid, else a new one.

        :raise RemoteError: as for check()
        """
        if self.token and self._now() < self.token.expires_at - TOKEN_MARGIN:
            return self.token
        if self.token and self.token.refresh_token:
            try:
                return self._grant({'grant_type': 'refresh_token',
                                    'refresh_token': self.token.refresh_token}, safe=False)
            except RemoteError as error:  # the password grant is always possible (§3.2)
                _logger.info("Token not refreshed (%s), asking for a new one", error.code)
        return self._renew_token()

    def _renew_token(self):
        return self._grant({
            'grant_type': 'password',
            'username': self._merchant_code,
            'password': self._secret_token,
            'scope': SCOPES,
        }, safe=True)

    def _grant(self, form, safe):
        try:
            answer = self._auth.request('POST', '/OAuth/Token', data=form | self._application,
                                        safe=safe, need_body=True)
            token = _decode_token(answer, self._now())
        except RemoteError as error:
            _explain_refused_grant(error)
            raise
        for secret in (token.access_token, token.refresh_token):
            self._api.add_secret(secret)
            self._auth.add_secret(secret)
        self.token = token
        if self._on_token:
            self._on_token(token)
        return token


def _decode_token(answer, now):
    """§3.1. Tokens are opaque; only what cannot stand in a header is refused."""
    source = Fields(answer, 'token')
    access_token, refresh_token = source.text('access_token'), source.text('refresh_token')
    if not re.fullmatch(r'[!-~]+', access_token):
        raise source.refuse('access_token', "is missing or not usable")
    if max(len(access_token), len(refresh_token)) > LONGEST_TOKEN:
        raise source.refuse('access_token or refresh_token', "is too long")
    life = source.number('expires_in', TOKEN_LIFE)
    seconds = min(max(int(life), 0), LONGEST_TOKEN_LIFE)
    return Token(access_token, refresh_token, now + timedelta(seconds=seconds))


def _explain_refused_grant(error):
    """Say which credentials are wrong, if it is told: the form of a refusal is not documented
    (§3.1). A refused token means that no call was made at all."""
    error.unclear = False
    if error.status in (400, 401, 403):
        error.hint = _HINT_OF_REFUSAL.get(error.remote_code, 'either')
        if error.remote_code not in ('invalid_request', 'invalid_scope', 'unsupported_grant_type'):
            error.code = 'unauthorized'
