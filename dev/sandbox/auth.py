"""The token server (ogoship-api §3): password grant and refresh, form data only."""

from datetime import timedelta

from .accounts import CLIENT_ID, CLIENT_SECRET
from .refusal import Refusal

ACCESS_SECONDS = 5400
REFRESH_TIME = timedelta(weeks=2)
SCOPES = {
    f'{right}:{thing}' for right in ('read', 'write')
    for thing in ('order', 'product', 'webhook', 'metadata')
}


def token(state, form):
    """A pair for a grant; refusals are OAuth errors (their shape is assumed, §3.1)."""
    if (form.get('client_id'), form.get('client_secret')) != (CLIENT_ID, CLIENT_SECRET):
        raise Refusal(400, 'The application is not known.', error='invalid_client')
    if form.get('grant_type') == 'password':
        return _issue(state, _merchant(state, form), _scopes(form))
    if form.get('grant_type') == 'refresh_token':
        return _issue(state, *_used(state, form.get('refresh_token')))
    raise Refusal(400, 'The grant type is not supported.', error='unsupported_grant_type')


def merchant_of(state, authorization, scope):
    """The merchant of a valid Bearer token with this scope, 401 otherwise (§3.4)."""
    scheme, _, access = (authorization or '').partition(' ')
    merchant, scopes, ends = state.access_tokens.get(access, ('', (), None))
    if scheme.lower() != 'bearer' or merchant not in state.merchants:
        raise Refusal(401, 'Authorization has been denied for this request.')
    if state.clock.now() >= ends or scope not in scopes:
        raise Refusal(401, 'Authorization has been denied for this request.')
    return state.merchants[merchant]


def _merchant(state, form):
    merchant = state.merchants.get(form.get('username'))
    if merchant is None or merchant.token != form.get('password'):
        message = 'The merchant id or secret token is incorrect.'
        raise Refusal(400, message, error='invalid_grant')
    return merchant.code


def _scopes(form):
    scopes = set(form.get('scope', '').split())
    if not scopes or scopes - SCOPES:
        raise Refusal(400, 'The scope is not valid.', error='invalid_scope')
    return scopes


def _used(state, refresh):
    """A refresh token is good for one use within two weeks (§3.2)."""
    merchant, scopes, ends = state.refresh_tokens.pop(refresh, ('', (), None))
    if ends is None or state.clock.now() >= ends:
        raise Refusal(400, 'The refresh token is not valid.', error='invalid_grant')
    return merchant, scopes


def _issue(state, merchant, scopes):
    now = state.clock.now()
    access, refresh = f'access-{state.next_uuid()}', f'refresh-{state.next_uuid()}'
    state.access_tokens[access] = (merchant, scopes, now + timedelta(seconds=ACCESS_SECONDS))
    state.refresh_tokens[refresh] = (merchant, scopes, now + REFRESH_TIME)
    return {
        'access_token': access, 'token_type': 'bearer', 'expires_in': ACCESS_SECONDS,
        'refresh_token': refresh,
    }
